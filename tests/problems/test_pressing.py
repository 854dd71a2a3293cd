"""Due soon, overdue, urged: everybody is told once, by one definition of late."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties.models import Duty
from figures.queries import figure_rows, total
from figures.registry import FIGURES
from notifications.models import Notice
from policies import keys
from policies.models import SettingValue
from problems import actions, tasks
from problems.models import Problem, Step
from problems.queries.lights import light_of, lights, soon
from tests.problems.factories import FOUND, at, closed, doing, found, proof, reported

pytestmark = pytest.mark.django_db
D = dt.date
LATE = D(2026, 10, 16)  # the day after the last day of a problem of 8 October to be put right at once


def titles(who, kind):
    return list(Notice.objects.filter(to=who, kind=f"problems.{kind}").order_by("pk").values_list("title", flat=True))


def test_overdue_ones_come_before_township_and_county_once(cast):
    late, free = doing(cast, term="at_once"), found(cast, term="at_once")
    doing(cast, term="at_once", region=cast.gaoping, person=cast.cadre)
    reported(cast, term="at_once"), closed(cast, term="at_once"), doing(cast)
    assert actions.escalate_all(on=D(2026, 10, 15), at=cast.at) == 0
    assert actions.escalate_all(on=LATE, at=at(LATE)) == 3
    assert actions.escalate_all(on=LATE, at=at(LATE, 12)) == 0
    late.refresh_from_db(), free.refresh_from_db()
    assert late.escalated_on == free.escalated_on == LATE
    assert Step.objects.filter(kind="escalated").count() == 3
    assert titles(cast.township, "escalated") == ["您辖区有 2 个问题逾期未整改"]
    assert titles(cast.clerk, "escalated") == ["您辖区有 3 个问题逾期未整改"]
    assert Notice.objects.get(to=cast.township, kind="problems.escalated").is_urgent
    assert not titles(cast.stranger, "escalated") and not titles(cast.captain, "escalated")


def test_what_gets_more_time_may_be_escalated_again(cast):
    row = doing(cast, term="at_once")
    asked = actions.ask_extension(problem=row, until=D(2026, 10, 20), reason="下雨", by=cast.member, at=at(D(2026, 10, 15)), on=D(2026, 10, 15))
    actions.escalate_all(on=LATE, at=at(LATE))
    actions.decide_extension(extension=asked, is_granted=True, answer="", by=cast.township, at=at(LATE, 14))
    assert actions.escalate_all(on=D(2026, 10, 20), at=at(D(2026, 10, 20))) == 0
    assert actions.escalate_all(on=D(2026, 10, 21), at=at(D(2026, 10, 21))) == 1


def test_an_escalation_leaves_open_forms_alone(cast):
    row = doing(cast, term="at_once")
    actions.escalate_all(on=LATE, at=at(LATE))
    assert actions.report(problem=row, version=row.version, text="", files=[proof(FOUND)], by=cast.member, at=at(LATE, 15)).state == "reported"


def test_overdue_is_one_thing_everywhere(cast):
    rows = [doing(cast, term="at_once"), found(cast, term="at_once"), reported(cast, term="at_once"), doing(cast), closed(cast)]
    for on in (D(2026, 10, 15), LATE, D(2026, 11, 7), D(2026, 11, 8)):
        late = set(Problem.objects.overdue(on=on).values_list("pk", flat=True))
        figure = FIGURES["problems.overdue"]
        assert late == set(figure_rows(figure, figure.window(on)).values_list("pk", flat=True))
        fresh = [Problem.objects.get(pk=row.pk) for row in rows]
        assert late == {row.pk for row in fresh if light_of(row, on).kind == "late"} == {row.pk for row in fresh if row.is_overdue(on)}
        owed = Duty.objects.of("problem_fix").overdue(on=on).values_list("subject_id", flat=True)
        assert set(owed) == {pk for pk in late if Problem.objects.get(pk=pk).person_id}


def test_soon_is_one_thing_everywhere_by_the_countys_own_rule(cast):
    rows = [doing(cast, due_on=FOUND + dt.timedelta(days=n), term="normal") for n in range(1, 25)]
    doing(cast, region=cast.other_village, person=cast.stranger, due_on=D(2026, 10, 29), by=cast.stranger)
    on = D(2026, 10, 15)

    def yellow():
        kinds = {pk: light.kind for pk, light in lights(Problem.objects.all(), on).items()}
        wanted = {pk for pk, kind in kinds.items() if kind == "soon"}
        assert set(Problem.objects.filter(soon(on)).values_list("pk", flat=True)) == wanted
        assert total(FIGURES["problems.due_soon"], FIGURES["problems.due_soon"].rows(FIGURES["problems.due_soon"].window(on))) == len(wanted)
        return wanted

    first = {row.pk for row in rows if D(2026, 10, 15) <= row.due_on <= D(2026, 10, 22)}
    assert yellow() == first
    SettingValue.objects.create(
        key=keys.PROBLEM_SOON_WORKDAYS.name, region=cast.other_county, path=cast.other_county.path, value=10, opened_on=D(2026, 1, 1),
        set_at=cast.at,
    )  # fmt: skip
    assert len(yellow()) == len(first) + 1


def test_reminded_once_before_the_last_day(cast):
    row = doing(cast)
    found(cast)
    assert actions.remind_due_soon(on=D(2026, 10, 29), at=cast.at) == 0
    assert actions.remind_due_soon(on=D(2026, 10, 30), at=cast.at) == 1, "five workdays before Saturday, 7 November"
    assert actions.remind_due_soon(on=D(2026, 11, 2), at=cast.at) == 0
    assert "11月7日" in titles(cast.member, "due_soon")[0] and row.no in titles(cast.member, "due_soon")[0]


def test_urged_by_hand_once_a_day(cast):
    doing(cast), doing(cast, term="at_once"), doing(cast, person=cast.captain), reported(cast), found(cast)
    rows = Problem.objects.all()
    assert actions.urge(problems=rows, by=cast.clerk, at=cast.at, on=cast.on) == 2
    assert actions.urge(problems=rows, by=cast.clerk, at=cast.at, on=cast.on) == 0
    assert titles(cast.member, "urged") == ["陈文静请您整改 2 个问题，最早的期限是 10月15日"]
    assert Notice.objects.get(to=cast.captain, kind="problems.urged").url.startswith("/problems/")


def test_the_jobs_say_what_they_did(cast):
    doing(cast, due_on=FOUND)
    doing(cast, due_on=D(2026, 10, 16))
    assert tasks.escalate() == "1 problems escalated" and tasks.escalate() == "0 problems escalated"
    assert tasks.remind() == "1 notices"


def test_a_thousand_overdue_problems_take_few_statements_each(cast):
    for _ in range(30):
        doing(cast, term="at_once")
    with CaptureQueriesContext(connection) as asked:
        assert actions.escalate_all(on=LATE, at=at(LATE)) == 30
    assert len(asked) < 30 + 15, "one line of the journal a problem, and a few statements for all"
