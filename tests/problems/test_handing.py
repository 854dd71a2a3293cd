"""A captain is replaced: what he answered for, and what he owed, is the successor's on the same day."""

import pytest

from duties.models import Duty
from problems import actions
from problems.actions.handing import hand_over
from problems.models import Problem

pytestmark = pytest.mark.django_db


def raised(cast, **more):
    return actions.raise_problem(
        region=cast.fengshuwan, source="other", category="works", description="水渠堵了", found_on=cast.on, by=cast.township, at=cast.at,
        person=cast.captain, **more,
    )  # fmt: skip


def test_open_problems_of_the_seat_go_with_it(cast):
    mine, before = raised(cast), Problem.objects.count()
    version = Problem.objects.get().version
    assert hand_over(person=cast.captain, to=cast.member, path=cast.fengshuwan.path, by=cast.clerk, at=cast.at) == 1
    mine.refresh_from_db()
    assert mine.person == cast.member and mine.state == "doing" and mine.version == version + 1 and Problem.objects.count() == before
    last = mine.steps.last()
    assert (last.kind, last.by, last.detail["person_name"]) == ("assigned", cast.clerk, cast.member.name)


def test_only_those_of_the_area_and_only_what_is_still_to_do(cast):
    mine = raised(cast)
    assert hand_over(person=cast.captain, to=cast.member, path=cast.gaoping.path, by=cast.clerk, at=cast.at) == 0
    Problem.objects.filter(pk=mine.pk).update(reported_at=cast.at, accepted_at=cast.at, accepted_by=cast.township)
    assert hand_over(person=cast.captain, to=cast.member, path=cast.fengshuwan.path, by=cast.clerk, at=cast.at) == 0


def test_a_replacement_hands_over_the_duty_too(cast):
    from teams.actions.grants import carry_duties_on

    mine = raised(cast)
    assert Duty.objects.get(kind="problem_fix", subject_id=mine.pk).bearer == cast.captain
    carry_duties_on(cast.captain_posting, cast.member_posting, by=cast.clerk, at=cast.at)
    mine.refresh_from_db()
    assert Duty.objects.get(kind="problem_fix", subject_id=mine.pk).bearer == mine.person == cast.member
