"""Nobody judges what he put right, also when somebody else answers for it by now; and those who may judge hear of it."""

import pytest

from notifications.models import Notice
from problems import actions
from problems.actions import refusals
from problems.queries.people import fixers_of
from tests.problems.factories import at, doing, found, proof, reported

pytestmark = pytest.mark.django_db


def told(who, kind):
    return Notice.objects.filter(to=who, kind=f"problems.{kind}").count()


def report(cast, row, who, colour):
    return actions.report(problem=row, version=row.version, text="", files=[proof(cast.on, colour)], by=who, at=cast.at)


def handed(cast):
    """The township reported it, it came back to the desk, and the captain reports it now."""
    row = reported(cast, person=cast.township)
    row = actions.send_back(problem=row, version=row.version, reason="还不亮", by=cast.clerk, at=cast.at)
    row = actions.assign(
        problem=row, version=row.version, unit=None, person=cast.captain, measures="", term=row.term, due_on=None, by=cast.clerk, at=cast.at
    )
    return report(cast, row, cast.captain, "red")


def judge(row, by, cast):
    yield lambda: actions.accept(problem=row, version=row.version, text="", by=by, at=cast.at)
    yield lambda: actions.send_back(problem=row, version=row.version, reason="x", by=by, at=cast.at)


def test_whoever_reported_it_before_does_not_judge_it_after(cast, signed_in):
    row = handed(cast)
    assert fixers_of(row) == {cast.township.pk, cast.captain.pk}
    for deed in judge(row, cast.township, cast):
        with pytest.raises(refusals.OwnWork):
            deed()
    page = signed_in("township").get(f"/problems/{row.pk}/").content.decode()
    assert f"/problems/{row.pk}/acceptance/" not in page and f"/problems/{row.pk}/return/" not in page
    row = actions.accept(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at)
    page = signed_in("township").get(f"/problems/{row.pk}/").content.decode()
    assert f"/problems/{row.pk}/return/" not in page
    with pytest.raises(refusals.OwnWork):
        actions.close(problem=row, version=row.version, text="", by=cast.township, at=cast.at, on=cast.on)
    assert actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on).state == "closed"


def test_after_it_came_back_the_round_before_is_over(cast):
    row = handed(cast)
    row = actions.accept(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at)
    row = actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on)
    row = actions.reopen(problem=row, reason="又坏了", by=cast.clerk, at=cast.at, on=cast.on)
    assert fixers_of(row) == {cast.captain.pk}
    row = report(cast, row, cast.captain, "blue")
    assert actions.accept(problem=row, version=row.version, text="", by=cast.township, at=cast.at).accepted_by == cast.township


def test_the_fixer_does_not_send_back(cast):
    row = reported(cast, person=cast.township)
    with pytest.raises(refusals.OwnWork):
        actions.send_back(problem=row, version=row.version, reason="x", by=cast.township, at=cast.at)
    assert fixers_of(found(cast)) == set()


def test_where_the_township_fixed_it_itself_the_county_hears(cast):
    reported(cast, person=cast.township)
    assert (told(cast.township, "reported"), told(cast.clerk, "reported")) == (0, 1)
    reported(cast, person=cast.captain)
    assert (told(cast.township, "reported"), told(cast.clerk, "reported")) == (1, 1)


def test_where_the_township_asks_for_time_the_county_hears(cast):
    row = doing(cast, person=cast.township)
    actions.ask_extension(
        problem=row, until=row.due_on.replace(day=30), reason="等材料", by=cast.township, at=at(row.found_on, 11), on=row.found_on
    )
    assert (told(cast.township, "extension_asked"), told(cast.clerk, "extension_asked")) == (0, 1)
