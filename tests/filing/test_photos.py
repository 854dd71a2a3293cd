"""Photos come when they can: once, whole, never before their text, never a row without its file."""

import datetime as dt
import io
import os
import threading
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from accounts.models import JournalEntry
from filing import actions, queries
from problems.actions import proofs
from problems.models import Evidence, Problem
from tests.filing.making import NOON, digest, picture, problem_body, send, send_photo, visit_body
from visits.actions import void
from visits.models import Visit, VisitPhoto

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cadre(signed_in):
    return signed_in("cadre")


@pytest.fixture
def filed(cast, cadre):
    number = uuid.uuid4()
    send(cadre, "visit", visit_body(cast), number)
    return number


def files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_photo_comes_after_its_text(cast, cadre, filed):
    number, data = uuid.uuid4(), picture(1, 2400, 1200)
    answer = send_photo(cadre, filed, number, data)
    row = VisitPhoto.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"uuid": str(number), "url": f"/visits/photos/{number}/", "sha256": digest(data)}
    assert (row.visit.uuid, row.width, row.height, row.sha256) == (filed, 1600, 800, digest(data))
    assert Image.open(io.BytesIO(cadre.get(f"/visits/photos/{number}/").content)).size == (1600, 800)
    again = send_photo(cadre, filed, number, data)
    assert again.status_code == 200 and again.headers["Idempotent-Replayed"] == "true" and again.json() == answer.json()
    assert VisitPhoto.objects.count() == 1 and len(files()) == 1
    assert cadre.get(f"/filing/photos/{number}/?for=visit:{filed}").json() == answer.json()


@pytest.mark.parametrize("form, kind", [("PNG", "image/png"), ("WEBP", "image/webp"), ("JPEG", "application/octet-stream")])
def test_any_kind_of_picture_is_judged_by_its_content(cadre, filed, form, kind):
    assert send_photo(cadre, filed, uuid.uuid4(), picture(2, form=form), content_type=kind).status_code == 201


def test_what_is_no_photo_or_not_whole(cadre, filed, monkeypatch):
    data, number = picture(3), uuid.uuid4()
    cases = {
        (415, "not_a_photo"): send_photo(cadre, filed, number, b"<svg/>"),
        (400, "broken"): send_photo(cadre, filed, number, data[:-9], sha256=digest(data)),
        (400, "hash_missing"): send_photo(cadre, filed, number, data, sha256=""),
        (413, "photo_too_large"): send_photo(cadre, filed, number, b"x" * (10 * 1024 * 1024 + 1)),
        (404, "item_unknown"): send_photo(cadre, uuid.uuid4(), number, data),
    }
    for (status, code), answer in cases.items():
        assert (answer.status_code, answer.json()["code"]) == (status, code) and answer.json()["detail"]
    assert send_photo(cadre, "nonsense", number, data).status_code == 404
    assert not VisitPhoto.objects.exists() and not files()


def test_another_photo_under_the_same_number(cast, cadre, filed):
    number, other = uuid.uuid4(), uuid.uuid4()
    send_photo(cadre, filed, number, picture(1))
    assert send_photo(cadre, filed, number, picture(2)).status_code == 409
    send(cadre, "visit", visit_body(cast, content="另一次"), other)
    assert send_photo(cadre, other, number, picture(1)).status_code == 409, "it hangs on another visit"
    assert VisitPhoto.objects.count() == 1 and len(files()) == 1


def test_nine_and_no_more(cadre, filed):
    answers = [send_photo(cadre, filed, uuid.uuid4(), picture(n)).status_code for n in range(10)]
    assert answers == [201] * 9 + [409] and len(files()) == 9


def test_no_photo_goes_where_one_may_not_write(cast, cadre, filed, signed_in, client):
    number, data = uuid.uuid4(), picture(1)
    assert send_photo(client, filed, number, data).status_code == 401
    assert send_photo(signed_in("captain"), filed, number, data).json()["code"] == "item_unknown"
    assert send_photo(signed_in("auditor"), filed, number, data).status_code == 403
    assert send_photo(signed_in("captain"), filed, number, data, kind="wish").status_code in (403, 404, 409)
    void(visit=Visit.objects.get(), reason="记错", by=cast.cadre, at=cast.at)
    assert send_photo(cadre, filed, number, data).status_code == 410
    dropped = uuid.uuid4()
    cadre.delete(f"/filing/items/{dropped}/")
    assert send_photo(cadre, dropped, number, data).status_code == 410
    assert not VisitPhoto.objects.exists() and not files()


def test_photos_of_a_finding_show_what_was_wrong_and_prove_nothing(cast, signed_in):
    inspector, number, photo = signed_in("inspector"), uuid.uuid4(), uuid.uuid4()
    told = send(inspector, "problem", problem_body(cast), number, photos=[(photo, picture(5))]).json()
    assert told["photos_missing"] == [str(photo)]
    assert send_photo(inspector, number, photo, picture(5), kind="problem").status_code == 201
    assert send_photo(inspector, number, photo, picture(5), kind="problem").status_code == 200
    row, problem = Evidence.objects.get(), Problem.objects.get()
    assert (row.step.kind, row.taken_on, row.added_by) == ("raised", dt.date(2026, 10, 15), cast.inspector)
    assert proofs.of_this_time(problem) == 0
    assert inspector.get(f"/problems/{problem.pk}/").content.decode().count(str(photo)) >= 1
    state = inspector.get(f"/filing/items/{number}/").json()
    assert state["photos"] == [str(photo)] and state["photos_missing"] == []


def test_a_wish_or_a_count_takes_no_photos(cast, signed_in):
    answer = send(signed_in("clerk"), "paper_count", {"quarter": "2026-Q3", "team": "1"}, photos=[(uuid.uuid4(), b"x")])
    assert answer.status_code == 422 and list(answer.json()["fields"]) == ["photos"]


# --- on the disk before anybody says so -----------------------------------------------------------------------------
def test_the_file_and_its_folder_are_settled_before_the_row_is_there(cast, cadre, filed, monkeypatch):
    settled, order = [], []
    fsync = os.fsync

    def watch(handle):
        settled.append(os.readlink(f"/proc/self/fd/{handle}") if Path("/proc/self/fd").exists() else "")
        order.append(("file", VisitPhoto.objects.count()))
        return fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    send_photo(cadre, filed, uuid.uuid4(), picture(1))
    path = files()[0]
    assert {rows for _, rows in order} == {0}, "no row yet while the disk was asked"
    if settled[0]:
        root = Path(settings.MEDIA_ROOT)
        assert settled[0] == str(path) and {str(path.parent), str(root / "visits"), str(root)} <= set(settled)


def test_sqlite_waits_for_the_disk_while_something_is_filed(transactional_db):
    from django.db import connection

    from common.database import durably

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits anyway")

    def level() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA synchronous").fetchone()[0]

    before = level()
    with durably():
        assert level() == 2
    assert (before, level()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_photo_at_the_same_moment_is_one(cast, signed_in):
    """Also where both were past the first look: one row, one file, both hear yes."""
    number, photo, data = uuid.uuid4(), uuid.uuid4(), picture(7)
    phones: list[Client] = [signed_in("cadre") for _ in range(4)]
    send(phones[0], "visit", visit_body(cast), number)
    answers = together(lambda phone: send_photo(phone, number, photo, data).status_code, phones)
    assert set(answers) <= {200, 201} and 201 in answers
    assert VisitPhoto.objects.count() == 1 and len(files()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_visit_at_the_same_moment_is_one(cast, signed_in):
    number, body = uuid.uuid4(), visit_body(cast, wish_text="棉被")
    phones = [signed_in("cadre") for _ in range(4)]
    answers = together(lambda phone: send(phone, "visit", body, number).status_code, phones)
    assert sorted(answers) == [200, 200, 200, 201] and Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_dropped_and_filed_at_the_same_moment_is_one_of_both(cast, signed_in):
    """Whoever comes second hears of the first."""
    for _ in range(4):
        number, phones = uuid.uuid4(), [signed_in("cadre"), signed_in("cadre")]
        deeds = {0: lambda p, n=number: send(p, "visit", visit_body(cast), n), 1: lambda p, n=number: p.delete(f"/filing/items/{n}/")}
        answers = together(lambda pair, deeds=deeds: deeds[pair[0]](pair[1]).status_code, list(enumerate(phones)))
        assert sorted(answers) in ([201, 409], [204, 410]), answers
        assert Visit.objects.filter(uuid=number).exists() == (201 in answers)


def together(deed, many):
    """Done at the same moment, each in a thread of its own."""
    from django.db import connection

    ready, answers = threading.Barrier(len(many)), [None] * len(many)

    def run(n, one):
        ready.wait()
        try:
            answers[n] = deed(one)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(many)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return answers


# --- files without rows ------------------------------------------------------------------------------------------------
def orphan(age: dt.timedelta, name="visits/2026/10/lost.jpg") -> Path:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left behind")
    at = (NOON - age).timestamp()
    os.utime(path, (at, at))
    return path


def test_a_file_without_a_row_goes_after_a_day(cadre, filed):
    send_photo(cadre, filed, uuid.uuid4(), picture(1))
    kept = files()
    os.utime(kept[0], (0, 0))
    young, old = orphan(dt.timedelta(hours=23)), orphan(dt.timedelta(hours=25), "problems/2026/10/x.jpg")
    foreign = orphan(dt.timedelta(days=9), "registers/x.sealed")
    assert len(queries.look().orphans) == 2
    assert actions.sweep(at=NOON) == {"swept": 1, "bytes": 11, "lacking": 0}
    assert not old.exists() and young.exists() and foreign.exists() and kept[0].exists()
    line = JournalEntry.objects.get(verb="files_swept")
    assert (line.by, line.detail) == (None, {"files": 1, "bytes": 11, "rows_without_file": 0})
    assert actions.sweep(at=NOON)["swept"] == 0 and JournalEntry.objects.filter(verb="files_swept").count() == 1


def test_a_row_without_its_file_is_an_alarm(cadre, filed, capsys):
    send_photo(cadre, filed, uuid.uuid4(), picture(1))
    call_command("check_media")
    assert "1 rows, 1 files, 0 rows without their file, 0 files without a row" in capsys.readouterr().out
    files()[0].write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("check_media")
    files()[0].unlink()
    with pytest.raises(CommandError):
        call_command("check_media")
    assert "visits.VisitPhoto" in capsys.readouterr().out
    actions.sweep(at=NOON)
    assert JournalEntry.objects.get(verb="files_swept").detail["rows_without_file"] == 1


def test_the_command_sweeps_when_asked(capsys):
    path = orphan(dt.timedelta(days=2))
    call_command("check_media")
    assert path.exists() and "1 files without a row (1 older than a day)" in capsys.readouterr().out
    call_command("check_media", "--sweep")
    assert not path.exists()
