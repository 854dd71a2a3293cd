"""Papers in the background: one runner at a time, taken up again after a death, kept for a day, for the maker only."""

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db.utils import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from accounts.models import Grant, JournalEntry
from common import clock
from papers import actions, tasks, typeset
from papers.actions.refusals import FileGone, NothingToPrint, NotReady
from papers.models import PaperRun
from papers.paper import PAPERS, MayNot, UnknownPaper
from registers.actions.running import MOST_TRIES, SILENT, runner_name
from tests.papers.conftest import Spoilt

State = PaperRun.State


def run() -> int:
    return actions.run_papers(now=clock.now)


def kept_files() -> int:
    return len(default_storage.listdir("papers")[1]) if default_storage.exists("papers") else 0


def dead_runner() -> str:
    """The name of a process of this machine that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return runner_name().replace(f":{os.getpid()}:", f":{child.pid}:")


def test_from_asking_to_the_file(cast, asked, viewer_of):
    one = asked(n=3)
    assert (one.state, one.total, one.percent) == (State.QUEUED, 3, 0)
    assert run() == 1 and run() == 0
    one.refresh_from_db()
    assert one.is_ready and one.done == 3 and one.n_pages == 3 and one.file_name == "计数3.pdf" and one.runner == ""
    data = actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())
    assert typeset.n_pages(data) == 3 and one.size == len(data)
    asked_line, fetched = JournalEntry.objects.filter(verb__startswith="paper_").order_by("pk")
    assert asked_line.verb == "paper_asked" and asked_line.detail == {"paper": "count", "pieces": 3}
    assert fetched.verb == "paper_fetched" and fetched.detail["pages"] == 3 and fetched.subject_id == one.pk


def test_the_file_lies_sealed(asked):
    one = asked()
    run()
    one.refresh_from_db()
    with default_storage.open(one.file) as file:
        assert b"%PDF-" not in file.read(), "five letters of which base64 has only four: no seal holds them by chance"


def test_the_same_asked_twice_is_made_once(asked, counting):
    first = asked(n=2)
    assert asked(n=2).pk == first.pk
    assert asked(n=4).pk != first.pk, "another paper"
    assert asked("township", n=2).pk != first.pk, "another person's"
    assert run() == 3 and len(counting.made) == 3
    assert asked(n=2).pk != first.pk, "the first is finished: made anew, as things are now"


def test_no_right_no_paper(asked, viewer_of, cast):
    with pytest.raises(MayNot):
        asked("auditor")
    with pytest.raises(UnknownPaper):
        asked(code="no-such")
    with pytest.raises(UnknownPaper):
        asked(area="elsewhere")
    with pytest.raises(NothingToPrint):
        asked(n=0)
    assert not PaperRun.objects.exists() and not JournalEntry.objects.filter(verb="paper_asked").exists()


def test_rights_are_asked_again_when_it_is_made_and_when_it_is_fetched(asked, cast, viewer_of):
    early, late = asked(n=1), asked(n=2)
    assert actions.make(early.pk, now=clock.now) == 1
    Grant.objects.filter(user=cast.users["clerk"]).delete()
    assert actions.make(late.pk, now=clock.now) == 1
    late.refresh_from_db()
    early.refresh_from_db()
    assert late.state == State.FAILED and "县驻村办" in late.error
    with pytest.raises(MayNot):
        actions.fetch(run=early, viewer=viewer_of("clerk"), at=clock.now())


def test_who_lost_the_area_does_not_get_what_was_made_before(asked, counting, viewer_of, monkeypatch):
    """The refusal is that of asking; a file with secrets keeps to the right alone, for its question is no longer open."""
    one, secret = asked(area="here"), asked(code="secret", area="here")
    assert run() == 2

    def elsewhere(viewer, params):
        raise UnknownPaper

    for code in ("count", "secret"):
        monkeypatch.setitem(PAPERS, code, replace(PAPERS[code], pieces=elsewhere))
    one.refresh_from_db()
    secret.refresh_from_db()
    with pytest.raises(UnknownPaper):
        actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())
    assert not JournalEntry.objects.filter(verb="paper_fetched").exists()
    assert actions.fetch(run=secret, viewer=viewer_of("clerk"), at=clock.now())
    monkeypatch.setitem(PAPERS, "count", replace(PAPERS["count"], pieces=lambda viewer, params: 0))
    with pytest.raises(NothingToPrint):
        actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())


def test_it_is_nobody_elses(asked, viewer_of):
    one = asked()
    run()
    one.refresh_from_db()
    with pytest.raises(MayNot):
        actions.fetch(run=one, viewer=viewer_of("leader"), at=clock.now())
    assert not PaperRun.objects.visible_to(viewer_of("leader")).exists()


def test_progress_and_heartbeat(asked, counting):
    one = asked(n=4)
    seen = []

    def look(piece):
        row = PaperRun.objects.get(pk=one.pk)
        seen.append((row.state, row.done, row.percent))

    counting.at_piece = look
    run()
    assert seen == [("running", 0, 0), ("running", 1, 25), ("running", 2, 50), ("running", 3, 75)]


class Killed(BaseException):
    """What a process feels of SIGKILL: nothing of its own code runs any more."""


def kill_at(counting, piece: int) -> None:
    def die(n):
        if n == piece:
            raise Killed

    counting.at_piece = die


@property_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), n=st.integers(1, 6))
def test_killed_anywhere_it_is_taken_up_again_and_made_once(asked, counting, data, n):
    """However often the process dies (fewer times than it is tried), there is one file in the end, and one only."""
    PaperRun.objects.all().delete()
    counting.made.clear()
    files_before = kept_files()
    one = asked(n=n)
    for piece in data.draw(st.lists(st.integers(1, n), max_size=MOST_TRIES - 1), label="killed at"):
        kill_at(counting, piece)
        with pytest.raises(Killed):
            run()
        row = PaperRun.objects.get(pk=one.pk)
        assert row.state == State.RUNNING and row.done == piece - 1
        counting.at_piece = lambda n: None
        assert run() == 0, "its process lives: nobody takes it"
        PaperRun.objects.filter(pk=one.pk).update(runner=dead_runner())
    assert (run(), run()) == (1, 0)
    one.refresh_from_db()
    assert one.is_ready and one.done == n and one.n_pages == n
    assert counting.made == ["clerk"] and kept_files() == files_before + 1


def test_a_process_of_another_machine_is_given_time(asked, counting):
    one = asked(n=2)
    kill_at(counting, 2)
    with pytest.raises(Killed):
        run()
    counting.at_piece = lambda n: None
    PaperRun.objects.filter(pk=one.pk).update(runner="elsewhere:1:abc")
    assert run() == 0
    with time_machine.travel(clock.now() + SILENT + dt.timedelta(seconds=1), tick=False):
        assert run() == 1
    assert PaperRun.objects.get(pk=one.pk).is_ready


def test_whoever_was_overtaken_leaves_no_second_file(asked, counting):
    """The first runner was thought dead, and comes back while the second has already finished."""
    one = asked(n=2)

    def overtake(piece):
        if piece == 2 and not counting.made:
            counting.at_piece = lambda n: None
            PaperRun.objects.filter(pk=one.pk).update(runner=dead_runner())
            assert run() == 1

    counting.at_piece = overtake
    assert run() == 1
    one.refresh_from_db()
    assert one.is_ready and counting.made == ["clerk"] and kept_files() == 1


def test_overtaken_at_the_last_moment(asked, counting, monkeypatch):
    """Taken over after the last piece: the file it had already kept goes again."""
    one = asked(n=1)
    keep = actions.running.files.keep

    def late(data, folder):
        kept = keep(data, folder)
        PaperRun.objects.filter(pk=one.pk).update(runner="elsewhere:1:abc")
        return kept

    monkeypatch.setattr("papers.actions.running.files.keep", late)
    assert run() == 1
    assert PaperRun.objects.get(pk=one.pk).state == State.RUNNING and kept_files() == 0


def test_what_kills_every_process_is_given_up_in_words(asked, counting):
    one = asked(n=1)
    for _ in range(MOST_TRIES):
        kill_at(counting, 1)
        with pytest.raises(Killed):
            run()
        PaperRun.objects.filter(pk=one.pk).update(runner=dead_runner())
    assert run() == 0
    one.refresh_from_db()
    assert one.state == State.FAILED and one.error == "系统太忙，请再试一次。"


@pytest.mark.parametrize(
    ("trouble", "words"), [(Spoilt(), "纸卡住了。"), (ZeroDivisionError(), "系统出错了，请再试一次。")]
)
def test_failure_in_words_then_once_more(asked, counting, viewer_of, caplog, trouble, words):
    one = asked(n=1)

    def fail(piece):
        raise trouble

    counting.at_piece = fail
    assert run() == 1
    one.refresh_from_db()
    assert (one.state, one.error, one.runner) == (State.FAILED, words, "")
    with pytest.raises(FileGone):
        actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())
    counting.at_piece = lambda n: None
    assert actions.again(run=one, viewer=viewer_of("clerk"), at=clock.now()).state == State.QUEUED
    actions.again(run=one, viewer=viewer_of("clerk"), at=clock.now())
    assert JournalEntry.objects.filter(verb="paper_asked").count() == 2, "pressed twice, queued once"
    run()
    one.refresh_from_db()
    assert one.is_ready and one.error == ""


def test_a_busy_database_is_no_failure(asked, counting, caplog):
    one = asked(n=1)

    def busy(piece):
        counting.at_piece = lambda n: None
        raise OperationalError

    counting.at_piece = busy
    assert run() == 1
    one.refresh_from_db()
    assert one.state == State.QUEUED and one.n_tries == 1
    run()
    one.refresh_from_db()
    assert one.is_ready


def test_a_file_with_secrets_serves_once(asked, viewer_of, django_capture_on_commit_callbacks):
    one = asked(code="secret", n=1)
    with pytest.raises(NotReady):
        actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())
    run()
    one.refresh_from_db()
    stale = PaperRun.objects.get(pk=one.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())
    assert kept_files() == 0
    for row in (stale, PaperRun.objects.get(pk=one.pk)):
        with pytest.raises(FileGone):
            actions.fetch(run=row, viewer=viewer_of("clerk"), at=clock.now())
    assert JournalEntry.objects.filter(verb="paper_fetched").count() == 1


def test_two_at_the_same_time_get_one_file_with_secrets(asked, viewer_of, monkeypatch):
    one = asked(code="secret", n=1)
    run()
    one.refresh_from_db()
    read = actions.fetching._read

    def while_another_fetches(row):
        PaperRun.objects.filter(pk=one.pk).update(state=State.EXPIRED)
        return read(row)

    monkeypatch.setattr("papers.actions.fetching._read", while_another_fetches)
    with pytest.raises(FileGone):
        actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())
    assert not JournalEntry.objects.filter(verb="paper_fetched").exists()


def test_after_a_day_the_file_is_gone_and_after_a_season_the_line(asked, viewer_of):
    ready, waiting = asked(n=1), asked(n=2)
    actions.make(ready.pk, now=clock.now)
    ready.refresh_from_db()
    with time_machine.travel(clock.now() + dt.timedelta(hours=24), tick=False):
        with pytest.raises(FileGone):
            actions.fetch(run=ready, viewer=viewer_of("clerk"), at=clock.now())
        assert run() == 0, "nobody waits any more for what was asked a day ago"
        assert tasks.expire() == "2 papers removed" and tasks.expire() == ""
    assert kept_files() == 0
    assert set(PaperRun.objects.values_list("pk", "state", "file")) == {
        (ready.pk, "expired", ""), (waiting.pk, "expired", ""),
    }  # fmt: skip
    assert actions.again(run=ready, viewer=viewer_of("clerk"), at=clock.now()).state == State.QUEUED
    with time_machine.travel(clock.now() + dt.timedelta(days=92), tick=False):
        tasks.expire()
    assert not PaperRun.objects.exists()


def test_a_lost_file_is_said(asked, viewer_of):
    one = asked()
    run()
    one.refresh_from_db()
    default_storage.delete(one.file)
    with pytest.raises(FileGone):
        actions.fetch(run=one, viewer=viewer_of("clerk"), at=clock.now())


def test_the_nudge(asked):
    asked()
    assert tasks.run_papers() == "1 papers" and tasks.run_papers() == ""
