"""The office desk of the tests: a register goes through the whole engine, from bytes to rows."""

import csv
import io
from pathlib import Path

from accounts.models import User
from common import clock
from regions.models import Region
from registers import actions
from registers.models import Batch
from registers.sheet import sheet as sheet_of

FILES = {
    "regions": "regions.csv",
    "teams": "01-驻村工作队花名册.xlsx",
    "households": "03-农户人口信息导出.xlsx",
    "pairings": "02-结对帮扶台账.xlsx",
    "visits": "04-走访台账2026.xlsx",
    "wishes": "05-微心愿清单.xlsx",
    "ballots": "06-一会三评三季度计票表.xlsx",
}


def table(kind: str, rows: list[dict]) -> bytes:
    """Rows by column name as a text table under the headings of the register."""
    columns = sheet_of(kind).columns
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.head for column in columns])
    writer.writerows([[row.get(column.name, "") for column in columns] for row in rows])
    return out.getvalue().encode()


class Desk:
    """Takes registers in for one county (or a township) in one person's name."""

    def __init__(self, by: User, region: Region | None = None) -> None:
        self.by, self.region = by, region

    @property
    def area(self) -> Region | None:
        return self.region or Region.objects.counties().order_by("pk").first()

    def check(self, kind: str, data: bytes | list[dict], name: str = "") -> Batch:
        data = table(kind, data) if isinstance(data, list) else data
        batch = actions.receive(
            kind=kind, data=data, name=name or f"{kind}.csv", region=self.area, by=self.by, at=clock.now()
        )
        return self.work(batch)

    def take(self, kind: str, data: bytes | list[dict], name: str = "") -> Batch:
        """Check, and let the right rows go in."""
        batch = self.check(kind, data, name)
        assert batch.state == Batch.State.CHECKED, batch.error or batch.state
        return self.confirm(batch) if batch.count("good") else batch

    def take_file(self, kind: str, folder: Path) -> Batch:
        return self.take(kind, (folder / FILES[kind]).read_bytes(), FILES[kind])

    def confirm(self, batch: Batch) -> Batch:
        actions.confirm(batch=batch, by=self.by, at=clock.now())
        self.work(batch)
        assert batch.state == Batch.State.APPLIED and not batch.error, batch.error or batch.state
        return batch

    def undo(self, batch: Batch) -> Batch:
        batch.refresh_from_db()
        actions.ask_undo(batch=batch, by=self.by, at=clock.now())
        self.work(batch)
        assert batch.state == Batch.State.UNDONE, batch.error or batch.state
        return batch

    def work(self, batch: Batch) -> Batch:
        actions.work(batch.pk, now=clock.now)
        batch.refresh_from_db()
        return batch


def faults(batch: Batch) -> list[tuple[int, str]]:
    """(Excel row, code) of every wrong row."""
    return list(batch.rows.bad().order_by("row").values_list("at_row", "code"))


def did(batch: Batch) -> tuple[int, int, int]:
    return batch.count("created"), batch.count("updated"), batch.count("unchanged")
