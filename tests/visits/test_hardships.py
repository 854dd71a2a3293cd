"""A hardship noted on a visit goes onto the problem list, once, and the list leads back to the visit."""

import datetime as dt

import pytest
from django.urls import reverse

from problems.models import Problem
from problems.sources import SOURCES
from visits.actions.hardships import AlreadyListed, NoHardship, list_hardship
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(cast):
    household = cast.households["fengshuwan", "01"]
    return Visit.objects.create(
        household=household, path=household.path, by=cast.cadre, on=dt.date(2026, 10, 12), mode="home", content="屋顶漏雨",
        hardship="屋顶漏雨，冬天没法住", recorded_at=cast.at, uploaded_at=cast.at, created_by=cast.cadre,
    )  # fmt: skip


def told(cast, **more):
    return {"description": "屋顶漏雨", "category": "livelihood", "term": "normal", "person": None, "by": cast.captain, "at": cast.at, **more}


def test_it_goes_in_once_and_is_due_by_its_class(cast, visit):
    found = list_hardship(visit=visit, **told(cast))
    assert (found.source, found.found_on, found.due_on) == ("visit", visit.on, visit.on + dt.timedelta(days=30))
    assert found.region_id == visit.household.region_id and SOURCES["visit"].address(found.source_id) == reverse("visits:detail", args=[visit.pk])
    with pytest.raises(AlreadyListed):
        list_hardship(visit=visit, **told(cast))
    assert Problem.objects.count() == 1


def test_a_visit_without_hardship_has_nothing_to_list(cast, visit):
    Visit.objects.filter(pk=visit.pk).update(hardship="")
    with pytest.raises(NoHardship):
        list_hardship(visit=visit, **told(cast))


def test_on_the_page(cast, visit, signed_in):
    """The captain puts it on the list; the pairing cadre sees that it is there, and cannot do so himself."""
    captain, url = signed_in("captain"), reverse("visits:problem", args=[visit.pk])
    assert "屋顶漏雨，冬天没法住" in captain.get(url).content.decode()
    answer = captain.post(url, {"description": "屋顶漏雨", "category": "livelihood", "term": "long", "person": cast.cadre.pk})
    assert answer.status_code == 302
    found = Problem.objects.get()
    assert found.person == cast.cadre and found.state == "doing"
    page = captain.get(reverse("visits:detail", args=[visit.pk])).content.decode()
    assert found.no in page and url not in page
    again = captain.post(url, {"description": "又一遍", "category": "livelihood", "term": "long"})
    assert again.status_code == 200 and found.no in again.content.decode() and Problem.objects.count() == 1
    assert signed_in("cadre").get(url).status_code == 403
