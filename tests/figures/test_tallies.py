"""A figure, its list and its tally are one thing, whatever was done before."""

import datetime as dt
import random
import uuid

import pytest

from common.periods import Month, Quarter
from duties.actions import exempt, open_current, open_past
from duties.models import Duty
from figures import actions
from figures.models import Drift, Tally, TallyState
from figures.queries import by_area, figure_rows, total, values
from figures.registry import FIGURES
from visits import actions as visits
from visits.models import Visit

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 10, 15)


def facts(on=ON, mode="home", **more):
    return visits.Facts(on=on, mode=mode, content="看了住房和饮水，一切正常。", **more)


def log(cast, household, on=ON, by=None, **more):
    made = visits.log(
        households=[household], facts=facts(on, **more), by=by or cast.cadre, at=cast.at, today=ON, uuid=uuid.uuid4()
    )
    return made[0]


def value(key, path="439001", on=ON):
    figure = FIGURES[key]
    return values([key], [path], on)[key, path, figure.window(on).key]


@pytest.fixture
def county(cast):
    open_past("439001", on=ON, at=cast.at, months=3)
    open_current("439001", on=ON, at=cast.at)
    actions.refresh(at=cast.at, on=ON)
    return cast


def test_every_figure_counts_its_own_list_in_every_area(county):
    for figure in FIGURES.values():
        window = figure.window(ON)
        for path in ("439001", "439001102", "439001102201"):
            listed = total(figure, figure_rows(figure, window, path))
            assert values([figure.key], [path], ON)[figure.key, path, window.key] == listed, figure.key


def test_areas_add_up_to_what_the_county_counts(county):
    for figure in FIGURES.values():
        window = figure.window(ON)
        villages = by_area(figure, window, "439001", 12)
        assert sum(villages.values()) == total(figure, figure_rows(figure, window, "439001")), figure.key


def test_a_visit_shows_after_the_next_refresh(county):
    assert value("visits.month_done") == 0
    log(county, county.households["fengshuwan", "01"])
    actions.refresh(at=county.at, on=ON)
    assert value("visits.month_done") == value("visits.month_done", "439001102201") == 1
    assert value("visits.covered") == value("visits.made") == 1


def test_a_refresh_without_news_writes_nothing(county):
    assert actions.refresh(at=county.at, on=ON)["439001"] == 0


def test_a_line_committed_late_is_still_counted(county):
    """A journal line with a lower number may be committed after a higher one was read."""
    log(county, county.households["fengshuwan", "01"])
    TallyState.objects.filter(path="439001").update(last_entry=10**9, refreshed_at=county.at, seen=[])
    actions.refresh(at=county.at, on=ON)
    assert value("visits.month_done") == 1


def test_the_turn_of_the_day_counts_everything_anew(county):
    november = dt.date(2026, 11, 2)
    actions.refresh(at=county.at + dt.timedelta(days=18), on=november)
    assert value("visits.late_households", on=november) == 3


def test_drift_is_found_written_down_and_mended(county):
    Tally.objects.filter(figure="households.open", path="439001").update(value=7)
    assert actions.check_drift(at=county.at, on=ON) == 1
    drift = Drift.objects.get()
    assert (drift.figure, drift.path, drift.tally, drift.source) == ("households.open", "439001", 7, 6)
    assert value("households.open") == 6
    assert actions.check_drift(at=county.at, on=ON) == 0


@pytest.mark.parametrize("seed", range(4))
def test_after_any_deeds_nothing_has_drifted(county, seed):
    dice = random.Random(seed)
    families = [h for (place, _n), h in county.households.items() if place != "other_village"]
    for _ in range(60):
        deed = dice.choice(["log", "log", "log", "void", "edit", "exempt"])
        standing = list(Visit.objects.standing())
        if deed == "log":
            log(county, dice.choice(families), ON - dt.timedelta(days=dice.randrange(70)), mode=dice.choice(["home", "phone"]))
        elif deed == "void" and standing:
            visits.void(visit=dice.choice(standing), reason="记错了户", by=county.clerk, at=county.at)
        elif deed == "edit" and standing:
            visit = dice.choice(standing)
            moved = facts(ON - dt.timedelta(days=dice.randrange(70)), hardship=dice.choice(["", "冬被缺一床"]))
            visits.edit(visit=visit, version=visit.version, facts=moved, by=county.clerk, at=county.at, today=ON)
        elif deed == "exempt" and Duty.objects.open().exists():
            one = Duty.objects.filter(pk=dice.choice(list(Duty.objects.open().values_list("pk", flat=True))))
            exempt(duties=one, reason="外出住院", by=county.clerk, at=county.at)
        if dice.random() < 0.3:
            actions.refresh(at=county.at, on=ON)
    actions.refresh(at=county.at, on=ON)
    for figure in FIGURES.values():
        for window in actions.windows(figure, ON, [m.last for m in (Month(2026, 8), Month(2026, 9))]):
            for path in ("439001", "439001100", "439001102201"):
                key = (figure.key, path, window.key)
                kept = Tally.objects.filter(figure=key[0], path=key[1], period=key[2]).values_list("value", flat=True).first()
                assert (kept or 0) == total(figure, figure_rows(figure, window, path)), key


def test_a_month_asked_of_a_quarterly_figure_is_its_quarter():
    figure = FIGURES["visits.quarter_owed"]
    assert figure.window(dt.date(2026, 12, 20), Month(2026, 11)).period == Quarter(2026, 4)
    assert figure.window(ON, Month(2026, 2)).period == Quarter(2026, 1)
