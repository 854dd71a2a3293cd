"""Reminders before the last day, word to those in charge after it; twice tells nobody twice."""

import datetime as dt

import pytest

from duties.actions import open_past
from notifications.models import Notice
from tests.visits.making import monitored, visit
from visits.actions.reminding import escalate_all, remind_all, stage_after, stage_before

D = dt.date


@pytest.mark.parametrize(("left", "stage"), [(8, None), (7, 7), (3, 7), (1, 1), (0, 1)])
def test_stages_before(left, stage):
    assert stage_before(left, [7, 1]) == stage


@pytest.mark.parametrize(("gone", "stage"), [(0, None), (1, 1), (6, 1), (7, 7), (40, 7)])
def test_stages_after(gone, stage):
    assert stage_after(gone, [1, 7]) == stage


@pytest.mark.django_db
def test_reminders_come_once_a_stage(cast):
    open_past(cast.county.path, on=cast.on, at=cast.at, months=1)
    visit(cast, monitored(cast), D(2026, 10, 9))
    assert remind_all(on=D(2026, 10, 20), at=cast.at) == 0
    assert remind_all(on=D(2026, 10, 24), at=cast.at) == 1
    assert remind_all(on=D(2026, 10, 24), at=cast.at) == 0
    assert remind_all(on=D(2026, 10, 26), at=cast.at) == 0
    assert remind_all(on=D(2026, 10, 30), at=cast.at) == 1
    notice = Notice.objects.latest("pk")
    assert notice.to == cast.cadre
    assert notice.title == "还有 2 户要在 10月31日前走访"


@pytest.mark.django_db
def test_lateness_reaches_the_bearer_the_captain_and_then_the_township(cast):
    open_past(cast.county.path, on=cast.on, at=cast.at, months=1)
    escalate_all(on=D(2026, 11, 1), at=cast.at)
    assert set(Notice.objects.values_list("to__username", flat=True)) == {"cadre", "captain"}
    assert escalate_all(on=D(2026, 11, 2), at=cast.at) == 0
    escalate_all(on=D(2026, 11, 7), at=cast.at)
    told = Notice.objects.get(to=cast.township)
    assert "2 次走访逾期" in told.title
    assert "枫长林" not in told.title
    assert cast.longtan.path in told.url
