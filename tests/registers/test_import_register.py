"""manage.py import_register: one JSON object, exit codes, nothing left of a trial run."""

import io
import json

import pytest
from django.core.management import call_command

from accounts.models import Unit, User
from registers.models import Batch, BatchRow
from tests.registers.conftest import HEADS, workbook
from tests.registers.test_import import GOOD, bad


def run(path, *options: str, kind: str = "units", code: int = 0) -> dict:
    out = io.StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("import_register", kind, str(path), "--area", "439001000000", *options, stdout=out)
        assert ended.value.code == code
    else:
        call_command("import_register", kind, str(path), "--area", "439001000000", *options, stdout=out)
    return json.loads(out.getvalue()) if out.getvalue() else {}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "单位.xlsx"
    path.write_bytes(workbook([GOOD, bad("甲", opened="2018-02-30"), bad("乙"), bad("乙")]))
    return path


def test_a_trial_run_leaves_nothing(cast, file):
    told = run(file, code=3)
    assert {k: told[k] for k in ("read", "good", "persons_good", "created", "updated", "unchanged")} == {
        "read": 3, "good": 2, "persons_good": 3, "created": 0, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    assert [(one["row"], one["column"], one["code"]) for one in told["bad"]] == [(3, "成立日期", "date_impossible")]
    assert not Unit.objects.filter(name="乙").exists()
    assert not BatchRow.objects.exists() and Batch.objects.get().state == "discarded"


def test_commit_twice(cast, file):
    told = run(file, "--commit", "--by", "clerk", code=3)
    assert (told["good"], told["created"], told["unchanged"], len(told["bad"])) == (2, 2, 0, 1)
    told = run(file, "--commit", "--by", "clerk", code=3)
    assert (told["good"], told["created"], told["updated"], told["unchanged"]) == (2, 0, 0, 2)
    assert Batch.objects.first().created_by == cast.clerk


def test_clean_file_csv_and_rows_that_wait(cast, file, tmp_path):
    run(file, "--commit", code=3)
    posts = tmp_path / "posts.csv"
    posts.write_bytes("单位,岗位\n乙,办公室\n甲,股长\n".encode("gb18030"))
    told = run(posts, "--commit", kind="posts", code=3)
    assert (told["good"], told["waiting"], [one["code"] for one in told["bad"]]) == (1, 1, ["unit_waiting"])
    mended = tmp_path / "改.csv"
    mended.write_text(",".join(HEADS) + "\n甲,机关,石门乡,高坪村,2018-03-01,,1380\n", "utf-8")
    assert run(mended, "--commit")["created"] == 1
    assert Unit.objects.get(name="甲").short_name == "股长"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"a,b\n1,2\n"])
def test_unreadable_files_end_with_two(cast, tmp_path, data, capsys):
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert run(path, code=2) == {}
    assert json.loads(capsys.readouterr().err)["message"]


def test_without_anybody_the_offices_own_account_does_it(db, tmp_path):
    from regions.models import Region

    Region.objects.create(code="439001000000", name="云岭县", level=3, path="439001")
    path = tmp_path / "x.csv"
    path.write_text("单位\n甲\n", "utf-8")
    assert run(path, "--commit")["created"] == 1
    assert not User.objects.get(username="office").is_active
