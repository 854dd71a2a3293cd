"""A register on its way: checked, imported, mended, undone, released."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from accounts.models import JournalEntry, Unit
from common import clock
from common.errors import Refused
from common.idcard import check_character
from common.sheets import SheetError, read
from registers import actions
from registers.actions import running
from registers.actions.applying import apply
from registers.actions.arriving import ColumnsMissing, NotNow
from registers.actions.repairing import NotTheseRows, TooManyLines
from registers.actions.undoing import TooLate
from registers.models import Batch, BatchRow, Change, ColumnMemory
from registers.sheet import Row, by_key
from tests.registers.conftest import finish, put_in, units, workbook
from tests.registers.toy import UnitSheet

GOOD = ["县农业局", "机关", "石门乡", "高坪村", "2020-01-02", "", "1380"]
CANARY = "43900119850101123"
CANARY += check_character(CANARY)


def bad(name: str, **cells: str) -> list[str]:
    heads = ("name", "kind", "town", "village", "opened", "id", "phone")
    return [cells.get(head, value) for head, value in zip(heads, [name, *GOOD[1:]], strict=True)]


def test_good_rows_go_in_and_bad_ones_wait(cast, upload):
    before = units(cast)
    batch = upload([GOOD, bad("甲", opened="2018-02-30"), bad("乙", village="无此村"), bad("丙", kind="国营")])
    assert (batch.state, batch.count("read"), batch.count("good"), batch.count("bad")) == ("checked", 4, 1, 3)
    assert list(batch.rows.bad().values_list("at_row", "code", "column")) == [
        (3, "date_impossible", "opened"),
        (4, "village_unknown", "village"),
        (5, "kind_unknown", "kind"),
    ]
    assert units(cast) == before
    put_in(batch, cast.clerk)
    assert units(cast) == before | {"县农业局"}
    assert (batch.state, batch.count("created"), batch.count("bad")) == ("applied", 1, 3)
    assert JournalEntry.objects.filter(verb="import_register", by=cast.clerk).count() == 1


def test_the_same_file_twice_changes_nothing(cast, upload):
    upload([GOOD, bad("甲")], confirm=True)
    again = upload([GOOD, bad("甲")], confirm=True)
    assert (again.count("created"), again.count("updated"), again.count("unchanged")) == (0, 0, 2)


def test_a_second_click_is_refused(cast, upload):
    batch = upload([GOOD])
    actions.confirm(batch=batch, by=cast.clerk, at=clock.now())
    with pytest.raises(NotNow):
        actions.confirm(batch=batch, by=cast.clerk, at=clock.now())


def test_rows_of_a_group_need_not_stand_together(cast, upload):
    batch = upload([bad("甲"), bad("乙"), bad("甲")], confirm=True)
    assert (batch.count("read"), batch.count("created"), batch.count("good_size")) == (2, 2, 3)
    assert [[row.at for row in group] for group in by_key([Row(n, {"k": k}) for n, k in enumerate("aabca")] + [Row(9, {}), Row(10, {})], "k")] == [
        [2], [3], [9], [10], [0, 1, 4],
    ]  # fmt: skip


def test_duplicate_marks_and_twin_rows_are_wrong(cast, upload):
    batch = upload([bad("甲", id=CANARY), bad("乙", id=CANARY.lower())])
    assert list(batch.rows.bad().values_list("key", "code")) == [("乙", "duplicate_row")]
    put_in(batch, cast.clerk)
    assert batch.count("created") == 1


def test_mending_one_all_by_suggestion_and_skipping(cast, upload):
    batch = upload(
        [
            bad("甲", kind="国营"),
            bad("乙", kind="国营"),
            bad("丙", kind="集体"),
            bad("丁", opened="2月30"),
            bad("戊", village="x"),
        ]
    )
    rows = {row.key: row for row in batch.rows.all()}
    assert rows["甲"].cause == rows["乙"].cause != rows["丙"].cause
    common = {"batch": batch, "by": cast.clerk, "at": clock.now()}
    assert actions.mend_all(cause=rows["甲"].cause, value="企业", **common) == 2
    assert actions.accept_suggestions(**common) == 1
    assert actions.mend(values={rows["丁"].pk: "不知道"}, **common) == 0
    assert actions.mend(values={rows["丁"].pk: "2019.3.4"}, **common) == 1
    assert actions.skip(row_ids=[rows["戊"].pk], **common) == 1
    put_in(batch, cast.clerk)
    assert (batch.count("created"), batch.count("skipped"), batch.count("bad")) == (4, 1, 0)
    assert Unit.objects.get(name="甲").kind == "enterprise"
    assert actions.take_back(row_ids=[rows["戊"].pk], **common) == 0
    assert batch.rows.get(key="戊").state == "bad"


def test_a_village_is_chosen_by_its_label(cast, upload):
    batch = upload([bad("甲", village="无此村")])
    row = batch.rows.get()
    assert actions.mend(batch=batch, values={row.pk: cast.gaoping.code}, by=cast.clerk, at=clock.now()) == 1


def test_pasting_a_column(cast, upload):
    batch = upload([bad("甲", opened="x"), bad("乙", opened="y"), bad("丙", opened="z")])
    ids = list(batch.rows.values_list("pk", flat=True))
    common = {"batch": batch, "by": cast.clerk, "at": clock.now()}
    assert actions.paste(row_ids=ids, text="2020-01-01\t?\n\n2020年3月4日\n", **common) == 2
    with pytest.raises(TooManyLines):
        actions.paste(row_ids=ids[:1], text="1\n2", **common)


def test_the_mended_file_alone_is_enough(cast, upload, signed_in):
    batch = upload([GOOD, bad("甲", opened="x"), bad("甲", id=CANARY), bad("乙", kind="?")])
    answer = signed_in("clerk").post(f"/imports/{batch.pk}/wrong-rows/")
    book = read(answer.content)
    lines = [book.heads, *(list(values) for _, values in book.rows())]
    assert [line[0] for line in lines] == ["Excel行号", 3, 4, 5]
    assert "日" in lines[1][-1] and not lines[2][-1] and CANARY in lines[2]
    for line in lines[1:]:
        line[lines[0].index("成立日期")], line[lines[0].index("类型")] = "2020-05-05", "机关"
    data = workbook(lines[1:], lines[0])
    assert actions.take_mended_file(batch=batch, data=data, name="改.xlsx", by=cast.clerk, at=clock.now()) == 2
    put_in(batch, cast.clerk)
    assert (batch.count("created"), batch.count("bad")) == (3, 0)
    with pytest.raises(NotTheseRows):
        actions.take_mended_file(batch=batch, data=workbook([GOOD]), name="x.xlsx", by=cast.clerk, at=clock.now())


def test_a_mended_file_without_row_numbers_is_known_by_key(cast, upload):
    batch = upload([GOOD, bad("甲", opened="x")])
    assert (
        actions.take_mended_file(batch=batch, data=workbook([bad("甲")]), name="x", by=cast.clerk, at=clock.now()) == 1
    )


def test_rows_wait_for_another_register_and_go_in_by_themselves(cast, upload):
    held = upload([GOOD, bad("甲", kind="?")], confirm=True)
    posts = upload([["县农业局", "办公室"], ["甲", "股长"], ["无", "x"]], ("单位", "岗位"), kind="posts")
    assert list(posts.rows.exclude(state="good").values_list("key", "state", "code")) == [
        ("甲|股长", "waiting", "unit_waiting"),
        ("无|x", "bad", "unit_unknown"),
    ]
    put_in(posts, cast.clerk)
    actions.accept_suggestions(batch=held, by=cast.clerk, at=clock.now())
    put_in(held, cast.clerk)
    posts.refresh_from_db()
    assert Unit.objects.get(name="甲").short_name == "股长"
    assert (posts.state, posts.count("waiting"), posts.count("updated")) == ("applied", 0, 2)


def test_a_later_upload_overtakes_what_was_held_back(cast, upload):
    old = upload([GOOD, bad("甲", kind="?")], confirm=True)
    upload([bad("甲")], confirm=True)
    assert old.rows.get(key="甲").state == "skipped"


def test_undo_restores_and_leaves_what_somebody_changed(cast, upload):
    Unit.objects.create(name="旧", kind="social", short_name="原", region=cast.county, path=cast.county.path)
    before = units(cast)
    batch = upload([bad("旧"), bad("新一"), bad("新二"), bad("新三")], confirm=True)
    assert (batch.count("created"), batch.count("updated")) == (3, 1)
    Unit.objects.filter(name="新一").update(short_name="改过")
    user = cast.users["member"]
    user.unit = Unit.objects.get(name="新二")
    user.save()
    actions.ask_undo(batch=batch, by=cast.clerk, at=clock.now())
    finish(batch)
    assert batch.state == "undone" and batch.count("left") == 2
    assert units(cast) == before | {"新一", "新二"}
    old = Unit.objects.get(name="旧")
    assert (old.kind, old.short_name) == ("social", "原")
    user.unit = None
    user.save()
    actions.ask_undo(batch=batch, by=cast.clerk, at=clock.now())
    finish(batch)
    assert batch.count("left") == 1 and units(cast) == before | {"新一"}


def test_undo_ends_after_a_day(cast, upload):
    batch = upload([GOOD], confirm=True)
    with pytest.raises(TooLate):
        actions.ask_undo(batch=batch, by=cast.clerk, at=clock.now() + dt.timedelta(hours=25))


def test_an_import_goes_in_whole_or_not_at_all(cast, upload, monkeypatch):
    batch = upload([GOOD, bad("甲")])
    before = units(cast)

    def broken(self, ctx, total):
        raise RuntimeError

    monkeypatch.setattr(UnitSheet, "after", broken)
    put_in(batch, cast.clerk)
    assert batch.state == "checked" and batch.error and units(cast) == before
    monkeypatch.undo()
    put_in(batch, cast.clerk)
    assert batch.state == "applied" and units(cast) > before


def test_work_of_a_dead_process_is_taken_up(cast, upload, monkeypatch):
    batch = upload([GOOD])
    actions.confirm(batch=batch, by=cast.clerk, at=clock.now())
    dead = f"{running.runner_name().split(':')[0]}:999999:x"
    Batch.objects.filter(pk=batch.pk).update(state="applying", runner=dead, heartbeat_at=clock.now(), n_tries=1)
    assert actions.run_waiting(now=clock.now) == 1
    batch.refresh_from_db()
    assert batch.state == "applied"
    Batch.objects.filter(pk=batch.pk).update(state="applying", runner="elsewhere:1:x", heartbeat_at=clock.now())
    assert actions.run_waiting(now=clock.now) == 0
    later = clock.now() + dt.timedelta(minutes=12)
    assert actions.run_waiting(now=lambda: later) == 1


def test_what_became_wrong_since_the_check_is_not_imported(cast, upload, monkeypatch):
    batch = upload([GOOD, bad("甲")])
    monkeypatch.setattr("tests.registers.toy.KINDS", {"企业": "enterprise"})
    Batch.objects.filter(pk=batch.pk).update(state="applying")
    apply(batch, at=clock.now(), beat=lambda n: None)
    batch.refresh_from_db()
    assert (batch.count("bad"), batch.count("created")) == (2, 0)


def test_columns_are_matched_by_hand_and_remembered(cast, upload):
    heads = ("机构名", *HEADS_REST)
    batch = upload([GOOD], heads)
    assert batch.state == "matching" and "机构名" in batch.heads
    with pytest.raises(ColumnsMissing):
        actions.match_columns(batch=batch, mapping={}, by=cast.clerk, at=clock.now())
    actions.match_columns(batch=batch, mapping={"机构名": "name", "类型": "kind"}, by=cast.clerk, at=clock.now())
    assert finish(batch).count("good") == 1
    assert ColumnMemory.objects.get().path == cast.county.path
    assert upload([bad("甲")], heads).state == "checked"
    strange = upload([["甲", "乙"]], ("一", "二"))
    assert strange.state == "matching"


HEADS_REST = ("类型", "乡镇", "行政村", "成立日期", "证件号码", "电话")


@pytest.mark.parametrize("data", [b"%PDF-1.4 x", b"", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_sheet_is_refused_at_once(cast, data):
    with pytest.raises(SheetError):
        batch = actions.receive(
            kind="units", data=data, name="x.xlsx", region=cast.county, by=cast.clerk, at=clock.now()
        )
        finish(batch)
        raise SheetError(batch.error) if batch.state == "failed" else AssertionError(batch.state)


def test_an_empty_sheet_fails_with_a_sentence(cast, upload):
    batch = upload([])
    assert batch.state == "failed" and batch.error


def test_no_sensitive_value_lies_open_in_the_database_or_on_disk(cast, upload, tmp_path):
    batch = upload([bad("甲", id=CANARY, kind="?"), bad("乙", id=CANARY[:17] + ("0" if CANARY[17] != "0" else "1"))])
    put_in_nothing = batch.rows.count()
    assert put_in_nothing == 2
    with connection.cursor() as cursor:
        for table in (
            BatchRow._meta.db_table,
            Batch._meta.db_table,
            Change._meta.db_table,
            JournalEntry._meta.db_table,
        ):
            cursor.execute(f"select * from {table}")
            assert CANARY[:17] not in str(cursor.fetchall())
    assert all(CANARY[:17].encode() not in file.read_bytes() for file in tmp_path.rglob("*.sealed"))


def test_a_township_imports_only_its_own(cast, upload):
    batch = upload([GOOD, bad("甲", town="龙潭镇", village="枫树湾村")], by="township", region=cast.longtan)
    assert list(batch.rows.bad().values_list("code", flat=True)) == ["outside_area"]
    assert batch.path == cast.longtan.path


def test_uploads_pass_away_after_a_week(cast, upload, tmp_path):
    done = upload([GOOD, bad("甲", kind="?")], confirm=True)
    left = upload([bad("乙", kind="?")])
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
        assert actions.expire(at=clock.now()) == 2
        assert actions.expire(at=clock.now()) == 0
    done.refresh_from_db(), left.refresh_from_db()
    assert (done.state, left.state) == ("applied", "expired")
    assert not list(tmp_path.rglob("*.sealed"))
    assert not BatchRow.objects.exclude(sealed="").exists() and not Change.objects.exclude(sealed="").exists()
    with pytest.raises(Refused):
        actions.skip(batch=left, row_ids=[], by=cast.clerk, at=clock.now() + dt.timedelta(days=8))
