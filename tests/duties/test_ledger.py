"""What is owed by whom, what closes it, and what hand-overs, new classes and excuses change (domain.md 1.11, W4)."""

import datetime as dt
import io
import json
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.periods import Month, Quarter, Year
from duties import actions, queries
from duties.actions.nightly import reconcile_all
from duties.kinds import KINDS
from duties.models import Duty
from households import actions as households
from households.models import Household, Pairing
from policies import keys
from policies.models import SettingValue
from teams.models import Cadre
from visits import actions as visits
from visits.models import Visit

pytestmark = pytest.mark.django_db
D = dt.date
MONTH, QUARTER = "visit_month", "visit_quarter"


def at(day):
    return dt.datetime(day.year, day.month, day.day, 1, tzinfo=dt.UTC)


def open_month(cast, *months, year=2026):
    for month in months:
        actions.open_period(KINDS[MONTH], Month(year, month), cast.county.path, at=cast.at)


def visit(cast, household, on, by=None, mode="home"):
    facts = visits.Facts(on=on, mode=mode, content="家里都好。")
    by = by or cast.cadre
    return visits.log(households=[household], facts=facts, by=by, at=at(on), today=on, uuid=uuid.uuid4())[0]


def only_pairing(cast, opened_on, kind="assist", closed_on=None):
    """枫秋生 alone is paired, from a day on."""
    household = cast.households["fengshuwan", "02"]
    Pairing.objects.all().delete()
    Pairing.objects.create(
        household=household, cadre=cast.cadre_cadre, kind=kind, path=household.path, opened_on=opened_on, closed_on=closed_on
    )
    return household


def keys_of(kind=MONTH, **having):
    return sorted(Duty.objects.of(kind).filter(**having).values_list("period", flat=True))


def test_w4(cast):
    """Pairing from 2026-02-10; visits 2/25 and 4/3: February done, March late since 4/1, 4/3 counts for April only."""
    household = only_pairing(cast, D(2026, 2, 10))
    open_month(cast, 1, 2, 3, 4)
    visit(cast, household, D(2026, 2, 25))
    visit(cast, household, D(2026, 4, 3))
    assert keys_of() == ["2026-02", "2026-03", "2026-04"]
    assert sorted(Duty.objects.done().values_list("period", "done_on")) == [("2026-02", D(2026, 2, 25)), ("2026-04", D(2026, 4, 3))]
    assert keys_of(overdue_from=D(2026, 4, 1)) == ["2026-03"]
    assert list(Duty.objects.overdue(on=D(2026, 4, 10)).values_list("period", flat=True)) == ["2026-03"]
    assert not Duty.objects.overdue(on=D(2026, 3, 31)).exists()


@pytest.mark.parametrize(
    ("opened_on", "first"),
    [(D(2026, 2, 1), "2026-02"), (D(2026, 2, 15), "2026-02"), (D(2026, 2, 16), "2026-03"), (D(2026, 2, 28), "2026-03")],
)
def test_first_month_by_the_day_15_rule(cast, opened_on, first):
    only_pairing(cast, opened_on)
    open_month(cast, 1, 2, 3)
    assert keys_of()[0] == first


@pytest.mark.parametrize(
    ("opened_on", "owed"), [(D(2026, 1, 1), True), (D(2026, 2, 15), True), (D(2026, 2, 16), False), (D(2026, 3, 31), False)]
)
def test_first_quarter_by_day_15_of_its_second_month(cast, opened_on, owed):
    only_pairing(cast, opened_on, kind="contact")
    actions.open_period(KINDS[QUARTER], Quarter(2026, 1), cast.county.path, at=cast.at)
    open_month(cast, 1, 2, 3)
    assert (keys_of(QUARTER) == ["2026-Q1"]) is owed
    assert keys_of(MONTH) == []


@pytest.mark.parametrize(("closed_on", "owed"), [(D(2026, 2, 10), False), (D(2026, 2, 15), False), (D(2026, 2, 16), True)])
def test_a_pairing_that_ended_by_the_middle_owes_nothing(cast, closed_on, owed):
    only_pairing(cast, D(2025, 1, 1), closed_on=closed_on)
    open_month(cast, 2)
    assert bool(keys_of()) is owed


@pytest.mark.parametrize(("turned_on", "months"), [(D(2026, 2, 15), ["2026-02", "2026-03"]), (D(2026, 2, 16), ["2026-03"])])
def test_a_family_that_becomes_monitored(cast, turned_on, months):
    """On or before day 15 the month is owed; the class on the first day of the quarter keeps its quarterly visit."""
    household = only_pairing(cast, D(2025, 1, 1), kind="contact", closed_on=turned_on)
    Pairing.objects.create(household=household, cadre=cast.cadre_cadre, kind="assist", path=household.path, opened_on=turned_on)
    open_month(cast, 1, 2, 3)
    for number in (1, 2):
        actions.open_period(KINDS[QUARTER], Quarter(2026, number), cast.county.path, at=cast.at)
    assert keys_of() == months
    assert keys_of(QUARTER) == ["2026-Q1"]


def test_only_the_own_cadre_closes_and_only_a_visit_that_counts(cast):
    household = only_pairing(cast, D(2026, 1, 1))
    open_month(cast, 3)
    visit(cast, household, D(2026, 3, 2), by=cast.captain)
    visit(cast, household, D(2026, 3, 3), mode="phone")
    assert Duty.objects.open().count() == 1
    household.refresh_from_db()
    assert household.last_visited_on == D(2026, 3, 3), "anybody's contact counts for coverage"
    visit(cast, household, D(2026, 3, 4))
    assert Duty.objects.done().get().done_by == cast.cadre


def test_a_call_counts_while_the_family_is_away_where_the_county_says_so(cast):
    household = only_pairing(cast, D(2026, 1, 1))
    SettingValue.objects.create(
        key=keys.PHONE_SATISFIES_WHEN_AWAY.name, region=cast.county, path=cast.county.path, value=True, opened_on=D(2026, 1, 1), set_at=cast.at
    )
    household.persons.update(months_away=8)
    open_month(cast, 3)
    visit(cast, household, D(2026, 3, 3), mode="phone")
    assert Duty.objects.done().count() == 1
    reconcile_all(on=D(2026, 3, 20), at=at(D(2026, 3, 20)))
    assert Duty.objects.done().count() == 1


def test_withdrawing_and_moving_a_visit(cast):
    household = only_pairing(cast, D(2026, 1, 1))
    open_month(cast, 3, 4)
    first, second = visit(cast, household, D(2026, 3, 2)), visit(cast, household, D(2026, 3, 9))
    visits.void(visit=first, reason="记错户", by=cast.cadre, at=at(D(2026, 3, 10)))
    assert Duty.objects.get(period="2026-03").deed_id == second.pk, "the other visit of the month closes it"
    facts = visits.Facts(on=D(2026, 4, 1), mode="home", content="家里都好。")
    visits.edit(visit=second, version=1, facts=facts, by=cast.cadre, at=at(D(2026, 4, 2)), today=D(2026, 4, 2))
    assert list(Duty.objects.done().values_list("period", flat=True)) == ["2026-04"]


def test_hand_over_carries_open_duties_on(cast):
    only_pairing(cast, D(2025, 1, 1))
    household = cast.households["fengshuwan", "01"]
    Pairing.objects.update(household=household)
    open_month(cast, 2, 3)
    visit(cast, household, D(2026, 2, 20))
    households.hand_over(
        pairing=Pairing.objects.get(), to=cast.member_cadre, reason="moved", on=D(2026, 3, 20), by=cast.clerk, at=at(D(2026, 3, 20))
    )
    assert dict(Duty.objects.values_list("period", "bearer__username")) == {"2026-02": "cadre", "2026-03": "member"}
    visit(cast, household, D(2026, 3, 25), by=cast.member)
    assert not Duty.objects.open().exists()


def test_a_closed_household_owes_nothing_after_the_nightly_check(cast):
    household = only_pairing(cast, D(2025, 1, 1))
    open_month(cast, 3)
    Household.objects.filter(pk=household.pk).update(closed_on=D(2026, 3, 10))
    told = reconcile_all(on=D(2026, 3, 12), at=at(D(2026, 3, 12)))
    assert "not_owed 1" in told and not Duty.objects.owed().filter(period="2026-03").exists()
    assert "not_owed" not in reconcile_all(on=D(2026, 3, 12), at=at(D(2026, 3, 12))), "a second run changes nothing more"


def test_the_nightly_check_puts_right_what_was_missed(cast):
    household = only_pairing(cast, D(2025, 1, 1))
    open_month(cast, 3)
    Visit.objects.create(
        household=household, path=household.path, by=cast.cadre, created_by=cast.cadre, on=D(2026, 3, 5), mode="home", content="补",
        recorded_at=cast.at, uploaded_at=cast.at,
    )  # fmt: skip
    assert "closed 1" in reconcile_all(on=D(2026, 3, 12), at=at(D(2026, 3, 12)))
    Visit.objects.all().update(mode="phone")
    assert "reopened 1" in reconcile_all(on=D(2026, 3, 13), at=at(D(2026, 3, 13)))


def test_excused_duties_are_not_owed_and_not_closed(cast):
    household = only_pairing(cast, D(2025, 1, 1))
    open_month(cast, 3)
    actions.exempt(duties=Duty.objects.all(), reason="全家外出", by=cast.clerk, at=cast.at)
    visit(cast, household, D(2026, 3, 5))
    counts = {c.kind: c for c in queries.counts(Month(2026, 3), cast.county.path, on=D(2026, 4, 2))}
    assert (counts[MONTH].owed, counts[MONTH].done, counts[MONTH].overdue, counts[MONTH].exempt) == (0, 0, 0, 1)


def test_the_command_works_out_periods_that_are_not_open(cast):
    only_pairing(cast, D(2025, 1, 1))
    out = io.StringIO()
    call_command("duties", period="2026", on=D(2026, 10, 15), json=True, area=cast.county.code, stdout=out)
    told = json.loads(out.getvalue())
    assert told[MONTH] == {"owed": 12, "done": 0, "overdue": 9, "exempt": 0}
    assert told[QUARTER]["owed"] == 0
    assert not Duty.objects.exists(), "a question writes nothing"


def test_assistance_days_where_the_county_asks_for_them(cast):
    household = only_pairing(cast, D(2025, 1, 1))
    kind = KINDS["assistance_day_visit"]
    assert kind.periods_in(Year(2026), cast.county.path) == []
    SettingValue.objects.create(
        key=keys.ASSISTANCE_DAY_OWED.name, region=cast.county, path=cast.county.path, value=True, opened_on=D(2026, 1, 1), set_at=cast.at
    )
    days = [p.key for p in kind.periods_in(Month(2026, 4), cast.county.path)]
    assert "2026-04-15" in days and len(days) == 2
    for on in (D(2026, 4, 14), D(2026, 4, 15)):
        actions.open_current(cast.county.path, on=on, at=at(on))
    duty = Duty.objects.of(kind.code).get()
    assert (duty.period, duty.bearer, duty.subject_kind) == ("2026-04-15", cast.cadre, "cadre")
    made = visit(cast, household, D(2026, 4, 15))
    duty.refresh_from_db()
    assert duty.deed_id == made.pk
    visits.void(visit=made, reason="没去成", by=cast.cadre, at=at(D(2026, 4, 16)))
    assert Duty.objects.of(kind.code).overdue(on=D(2026, 4, 16)).count() == 1


def build(cast, n_assist, n_contact):
    """Households each paired since 2025 with one of twenty helpers."""
    Pairing.objects.all().delete()
    n = n_assist + n_contact
    Household.objects.bulk_create(
        [
            Household(
                no=f"439001102201{i:08d}", region=cast.fengshuwan, path=cast.fengshuwan.path, head_name=f"户{i}", category="ex_poor",
                updated_at=cast.at,
            )
            for i in range(n)
        ],
        batch_size=1000,
    )  # fmt: skip
    rows = Household.objects.filter(head_name__startswith="户").order_by("pk")
    cadres = list(Cadre.objects.all())
    Pairing.objects.bulk_create(
        [
            Pairing(household=h, cadre=cadres[i % len(cadres)], kind="assist" if i < n_assist else "contact", path=h.path, opened_on=D(2025, 1, 1))
            for i, h in enumerate(rows)
        ],
        batch_size=1000,
    )  # fmt: skip


@pytest.mark.parametrize(("n_assist", "n_contact"), [(10, 30), pytest.param(1020, 15170, marks=pytest.mark.slow)])
def test_a_year_of_a_county(cast, n_assist, n_contact):
    """Suining: 1,020 monitored and 15,170 contact pairings owe 12,240 monthly and 60,680 quarterly visits in 2026."""
    build(cast, n_assist, n_contact)
    months = Year(2026).months()
    with CaptureQueriesContext(connection) as asked:
        actions.open_period(KINDS[MONTH], months[0], cast.county.path, at=cast.at)
        actions.open_period(KINDS[QUARTER], Quarter(2026, 1), cast.county.path, at=cast.at)
    assert len([q for q in asked if q["sql"].startswith("INSERT")]) == 2, "one statement a kind, whatever the number"
    for month in months[1:]:
        actions.open_period(KINDS[MONTH], month, cast.county.path, at=cast.at)
    for quarter in Year(2026).quarters()[1:]:
        actions.open_period(KINDS[QUARTER], quarter, cast.county.path, at=cast.at)
    counts = {c.kind: c.owed for c in queries.counts(Year(2026), cast.county.path, on=D(2026, 10, 15))}
    assert (counts[MONTH], counts[QUARTER]) == (12 * n_assist, 4 * n_contact)
    assert actions.open_period(KINDS[MONTH], months[0], cast.county.path, at=cast.at) == 0, "opening twice adds nothing"
