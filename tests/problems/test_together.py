"""What happens to one problem when several act at once, with real transactions: one deed counts, the others are refused in words."""

import uuid

import pytest
from django.db import OperationalError

from accounts.models import JournalEntry
from notifications.models import Notice
from problems import actions
from problems.actions import refusals
from problems.models import Extension, Problem, Step
from tests.accounts.test_together import at_once
from tests.cast import make_cast
from tests.problems.factories import FOUND, at, doing, found, reported

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(results):
    assert not [one for one in results if isinstance(one, OperationalError)]
    return sorted(type(one).__name__ for one in results)


def test_accepted_by_two_at_once():
    cast = make_cast()
    row = reported(cast)
    deeds = [lambda who=who: actions.accept(problem=row, version=row.version, text="", by=who, at=cast.at) for who in (cast.clerk, cast.township)]
    assert kinds(at_once(*deeds)) == ["Problem", "StaleProblem"]
    assert Step.objects.filter(kind="accepted").count() == JournalEntry.objects.filter(verb="problem_accepted").count() == 1


def test_accepted_and_sent_back_at_once():
    cast = make_cast()
    row = reported(cast)
    results = at_once(
        lambda: actions.accept(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at),
        lambda: actions.send_back(problem=row, version=row.version, reason="没好", by=cast.township, at=cast.at),
    )
    assert kinds(results) == ["Problem", "StaleProblem"]
    row.refresh_from_db()
    assert (row.accepted_at is None) == (row.n_returned == 1)


def test_the_same_request_ten_times_at_once_is_one_problem():
    cast, name = make_cast(), uuid.uuid4()
    results = at_once(*[lambda: found(cast, uuid=name)] * 10)
    assert {one.pk for one in results} == {Problem.objects.get().pk}
    assert Step.objects.count() == 1


def test_more_time_asked_and_decided_twice_at_once():
    cast = make_cast()
    row = doing(cast)
    ask = lambda: actions.ask_extension(problem=row, until=FOUND.replace(month=12), reason="雨", by=cast.member, at=at(FOUND), on=FOUND)  # noqa: E731
    assert kinds(at_once(ask, ask)) == ["Extension", "ExtensionWaiting"]
    extension = Extension.objects.get()
    yes = lambda: actions.decide_extension(extension=extension, is_granted=True, answer="", by=cast.clerk, at=cast.at)  # noqa: E731
    no = lambda: actions.decide_extension(extension=extension, is_granted=False, answer="不", by=cast.township, at=cast.at)  # noqa: E731
    assert kinds(at_once(yes, no)) == ["Extension", "ExtensionDecided"]


def test_two_answers_at_once_are_one():
    cast = make_cast()
    complaint, _code = actions.complain(kind="complaint", region=cast.fengshuwan, text="没人。", name="", phone="", by=None, at=cast.at, on=cast.on)
    deeds = [lambda who=who: actions.answer(complaint=complaint, text="已办。", by=who, at=cast.at) for who in (cast.clerk, cast.township)]
    results = at_once(*deeds)
    assert sum(isinstance(one, refusals.AlreadyAnswered) for one in results) == 1
    assert Step.objects.filter(kind="answered").count() == 1


def test_two_jobs_at_once_escalate_once():
    cast = make_cast()
    doing(cast, term="at_once")
    late = FOUND.replace(day=20)
    job = lambda: actions.escalate_all(on=late, at=at(late))  # noqa: E731
    assert sorted(at_once(job, job)) == [0, 1]
    assert Step.objects.filter(kind="escalated").count() == 1 and Notice.objects.filter(kind="problems.escalated").count() == 2
