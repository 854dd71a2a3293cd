"""Last days that somebody sets: none further than three years, and nobody gives himself more time."""

import datetime as dt

import pytest

from policies import keys
from policies.actions import set_rule
from problems import actions
from problems.actions import refusals
from problems.models import Extension, Problem
from problems.queries.lights import light_of
from tests.problems.factories import at, closed, doing, found

pytestmark = pytest.mark.django_db
D = dt.date
NEXT, LAST, FAR_OFF = D(2026, 10, 9), D(2029, 10, 8), D(9990, 1, 1)


def assign(row, by, *, person=None, on=NEXT, **more):
    values = {"unit": None, "measures": "", "term": row.term, "due_on": None} | more
    return actions.assign(problem=row, version=row.version, person=person or row.person, by=by, at=at(on), **values)


def ask(cast, row, until, on=NEXT):
    return actions.ask_extension(problem=row, until=until, reason="等材料", by=cast.member, at=at(on), on=on)


@pytest.mark.parametrize("later", [{"due_on": D(2026, 11, 8)}, {"term": "long"}])
def test_whoever_answers_for_it_gives_himself_no_more_time(cast, later):
    row = doing(cast, person=cast.township)
    for person in (cast.township, cast.captain):
        with pytest.raises(refusals.OwnRequest) as refused:
            assign(row, cast.township, person=person, **later)
    assert "due_on" in refused.value.fields
    row.refresh_from_db()
    assert row.due_on == D(2026, 11, 7) and row.person == cast.township
    assert assign(row, cast.clerk, **later).due_on > D(2026, 11, 7), "somebody else may"


def test_less_time_and_no_other_day_he_may_set_himself(cast):
    row = assign(doing(cast, person=cast.township), cast.township, measures="换灯")
    assert row.due_on == D(2026, 11, 7)
    row = assign(row, cast.township, term="at_once")
    assert row.due_on == D(2026, 10, 15)
    fresh = found(cast, description="水管漏水。")
    assert assign(fresh, cast.township, person=cast.township, due_on=D(2026, 12, 1)).due_on == D(2026, 12, 1), "nobody answered yet"


def test_three_years_are_the_farthest(cast):
    assert found(cast, due_on=LAST).due_on == LAST
    row = doing(cast)
    for day in (LAST + dt.timedelta(days=1), D.max):
        with pytest.raises(refusals.DueTooFar) as refused:
            assign(row, cast.clerk, due_on=day)
        assert "due_on" in refused.value.fields
        with pytest.raises(refusals.DueTooFar) as refused:
            ask(cast, row, day)
        assert "until" in refused.value.fields
    assert not Extension.objects.exists()
    assert ask(cast, row, LAST).until == LAST
    assert assign(row, cast.clerk, due_on=LAST).due_on == LAST


def test_what_comes_back_after_years_has_its_days_again(cast):
    on = cast.on
    row = closed(cast)
    Problem.objects.filter(pk=row.pk).update(found_on=D(2022, 10, 8))
    row = actions.reopen(problem=row, reason="又坏了", by=cast.township, at=cast.at, on=on)
    assert assign(row, cast.clerk, on=on, term="long").due_on == on + dt.timedelta(days=90)


def test_a_last_day_set_too_far_before_stays_and_costs_no_time(cast):
    row = doing(cast)
    Problem.objects.filter(pk=row.pk).update(due_on=FAR_OFF)
    row.refresh_from_db()
    counted = []

    class Calendar:
        def workdays_left(self, on, last):
            counted.append((last - on).days)
            return 60

    light = light_of(row, NEXT, Calendar())
    assert (light.kind, light.n) == ("calm", (FAR_OFF - NEXT).days) and max(counted) <= 90
    assert assign(row, cast.clerk, person=cast.captain).due_on == FAR_OFF


def test_a_page_with_a_day_too_far_says_so(cast, signed_in):
    row = doing(cast)
    answer = signed_in("member").post(f"/problems/{row.pk}/extension/", {"until": "9999-12-31", "reason": "等材料"})
    assert answer.status_code == 200 and "最后期限不能晚于发现之日起三年" in answer.content.decode()
    assert signed_in("township").get(f"/problems/{row.pk}/").status_code == 200


def test_the_page_shows_the_days_by_the_rules_of_the_day_it_was_found(cast, signed_in):
    row = found(cast)
    key = keys.PROBLEM_DAYS_NORMAL
    set_rule(key, 40, region=cast.county, since=D(2026, 10, 12), by=cast.clerk, at=at(D(2026, 10, 10)))
    client = signed_in("township")
    text = client.get(f"/problems/{row.pk}/assignment/").content.decode()
    assert "30 天，11月7日到期" in text and "40 天" not in text
    assert assign(row, cast.clerk, person=cast.captain, on=cast.on, term="normal").due_on == D(2026, 11, 7), "what the page says holds"
    assert "40 天，11月24日到期" in client.get("/problems/new/").content.decode()
