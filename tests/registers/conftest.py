"""The toy registers, an upload made from rows, and the county office at work."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from accounts.models import Unit
from common import clock
from common.sheets import write_xlsx
from registers import actions, sheet
from registers.models import Batch
from tests.registers.toy import PostSheet, UnitSheet

HEADS = ("单位", "类型", "乡镇", "行政村", "成立日期", "证件号码", "电话")


@pytest.fixture(autouse=True)
def toys() -> Iterator[None]:
    known = dict(sheet._SHEETS)
    sheet.register(UnitSheet)
    sheet.register(PostSheet)
    yield
    sheet._SHEETS.clear()
    sheet._SHEETS.update(known)


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def workbook(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, title="台账", heads=heads, rows=rows)
    return file.getvalue()


@pytest.fixture
def upload(cast) -> Callable[..., Batch]:
    """upload(rows) → a checked batch; upload(rows, confirm=True) → an imported one."""

    def do(rows, heads=HEADS, *, kind="units", by="clerk", region=None, confirm=False, name="2026年单位.xlsx") -> Batch:
        data = rows if isinstance(rows, bytes) else workbook(rows, heads)
        batch = actions.receive(
            kind=kind, data=data, name=name, region=region or cast.county, by=cast.users[by], at=clock.now()
        )
        finish(batch)
        if confirm:
            put_in(batch, cast.users[by])
        return batch

    return do


def finish(batch: Batch) -> Batch:
    actions.work(batch.pk, now=clock.now)
    batch.refresh_from_db()
    return batch


def put_in(batch: Batch, by) -> Batch:
    actions.confirm(batch=batch, by=by, at=clock.now())
    return finish(batch)


def units(cast) -> set[str]:
    return set(Unit.objects.filter(path=cast.county.path).values_list("name", flat=True))
