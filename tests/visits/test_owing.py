"""Which visits are owed, and what a visit does to them: W4 of domain.md word for word, hand-overs, changes of class, a year."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.periods import Month, Quarter, Year, parse
from duties.actions import open_period, reconcile
from duties.kinds import KINDS
from duties.models import Duty
from duties.queries import counts
from households.actions import hand_over
from households.models import Household, Pairing
from tests.visits.making import monitored, visit
from visits import actions

pytestmark = pytest.mark.django_db
D = dt.date
MONTH, QUARTER = "visit_month", "visit_quarter"


def open_months(cast, *keys):
    for key in keys:
        open_period(KINDS[MONTH], parse(key), cast.county.path, at=cast.at)


def open_quarters(cast, *keys):
    for key in keys:
        open_period(KINDS[QUARTER], parse(key), cast.county.path, at=cast.at)


def months_of(household, **filters):
    return sorted(Duty.objects.of(MONTH).filter(subject_id=household.pk, **filters).values_list("period", flat=True))


def test_w4_of_the_domain(cast):
    """Pairing from 10 Feb; visits 25 Feb and 3 Apr: February done, March overdue since 1 April and still on 10 April."""
    family = monitored(cast)
    Pairing.objects.filter(household=family).update(opened_on=D(2026, 2, 10))
    open_months(cast, "2026-01", "2026-02", "2026-03", "2026-04")
    assert months_of(family) == ["2026-02", "2026-03", "2026-04"]
    visit(cast, family, D(2026, 2, 25))
    visit(cast, family, D(2026, 4, 3))
    february, march, april = Duty.objects.of(MONTH).filter(subject_id=family.pk).order_by("period")
    assert (february.done_on, march.done_on, april.done_on) == (D(2026, 2, 25), None, D(2026, 4, 3))
    assert march.overdue_from == D(2026, 4, 1)
    assert not march.is_overdue(D(2026, 3, 31))
    late = Duty.objects.overdue(on=D(2026, 4, 10)).filter(subject_id=family.pk)
    assert list(late.values_list("period", flat=True)) == ["2026-03"]
    assert not late.unmended(on=D(2026, 4, 10)).exists(), "his later visit leaves March overdue, but nobody need go now"


@pytest.mark.parametrize(("opened", "first"), [(D(2026, 2, 15), "2026-02"), (D(2026, 2, 16), "2026-03")])
def test_the_fifteenth_decides_the_month(cast, opened, first):
    family = monitored(cast)
    Pairing.objects.filter(household=family).update(opened_on=opened)
    open_months(cast, "2026-01", "2026-02", "2026-03")
    assert months_of(family)[0] == first


@pytest.mark.parametrize(("opened", "first"), [(D(2026, 5, 15), "2026-Q2"), (D(2026, 5, 16), "2026-Q3")])
def test_the_middle_of_the_second_month_decides_the_quarter(cast, opened, first):
    family = cast.households["fengshuwan", "02"]
    Pairing.objects.create(household=family, cadre=cast.cadre_cadre, kind="contact", path=family.path, opened_on=opened)
    open_quarters(cast, "2026-Q1", "2026-Q2", "2026-Q3")
    found = Duty.objects.of(QUARTER).filter(subject_id=family.pk).order_by("period")
    assert found.first().period == first


@pytest.mark.parametrize(
    ("changed", "monthly", "quarterly"),
    [(D(2026, 2, 15), ["2026-02", "2026-03"], ["2026-Q1"]), (D(2026, 2, 16), ["2026-03"], ["2026-Q1"])],
)
def test_a_change_to_monitored_up_to_the_fifteenth_opens_that_month(cast, changed, monthly, quarterly):
    family = cast.households["fengshuwan", "02"]
    row = {"household": family, "cadre": cast.cadre_cadre, "path": family.path}
    Pairing.objects.create(**row, kind="contact", opened_on=D(2025, 1, 1), closed_on=changed)
    Pairing.objects.create(**row, kind="assist", opened_on=changed)
    open_months(cast, "2026-01", "2026-02", "2026-03")
    open_quarters(cast, "2026-Q1")
    assert months_of(family) == monthly
    assert list(Duty.objects.of(QUARTER).filter(subject_id=family.pk).values_list("period", flat=True)) == quarterly


def test_a_hand_over_in_the_month_carries_what_is_open(cast):
    family = monitored(cast)
    open_months(cast, "2026-09", "2026-10")
    held = Pairing.objects.open().get(household=family)
    visit(cast, family, D(2026, 9, 20))
    hand_over(pairing=held, to=cast.member_cadre, reason="transfer", on=D(2026, 10, 12), by=cast.clerk, at=cast.at)
    september, october = Duty.objects.of(MONTH).filter(subject_id=family.pk).order_by("period")
    assert september.done_by == cast.cadre, "what was done stays with whoever did it"
    assert october.bearer == cast.member
    visit(cast, family, D(2026, 10, 13), by=cast.cadre)
    october.refresh_from_db()
    assert october.done_on is None, "a former helper's visit is contact only"
    visit(cast, family, D(2026, 10, 14), by=cast.member)
    october.refresh_from_db()
    assert (october.done_on, october.done_by) == (D(2026, 10, 14), cast.member)


def test_a_pairing_closed_before_the_middle_owes_nothing(cast):
    family = monitored(cast)
    Pairing.objects.filter(household=family).update(closed_on=D(2026, 10, 15))
    open_months(cast, "2026-09", "2026-10")
    assert months_of(family) == ["2026-09"]


def test_a_year_of_one_monthly_and_one_quarterly_pairing(cast):
    contact = cast.households["fengshuwan", "02"]
    Pairing.objects.create(household=contact, cadre=cast.cadre_cadre, kind="contact", path=contact.path, opened_on=D(2025, 1, 1))
    n_monitored = Pairing.objects.open().filter(kind="assist").count()
    owed = {c.kind: c.owed for c in counts(Year(2026), cast.county.path, on=cast.on)}
    assert (owed[MONTH], owed[QUARTER]) == (12 * n_monitored, 4), "worked out before the periods are opened"
    open_months(cast, *(m.key for m in Year(2026).months()))
    open_quarters(cast, *(q.key for q in Year(2026).quarters()))
    owed = {c.kind: c.owed for c in counts(Year(2026), cast.county.path, on=cast.on)}
    assert (owed[MONTH], owed[QUARTER]) == (12 * n_monitored, 4), "and the same after"


@pytest.mark.parametrize("n", [1, 40])
def test_opening_a_period_is_one_statement(cast, n):
    village = cast.laowuchang
    more = Household.objects.bulk_create(
        Household(no=f"{village.code}9{i:05d}", region=village, path=village.path, head_name=f"户{i}", category="monitored",
                  monitored_kind="sudden_hardship", updated_at=cast.at) for i in range(n)
    )  # fmt: skip
    Pairing.objects.bulk_create(
        Pairing(household=h, cadre=cast.member_cadre, kind="assist", path=h.path, opened_on=D(2025, 1, 1)) for h in more
    )
    open_months(cast, "2026-08")  # the rules of the county are read once
    with CaptureQueriesContext(connection) as seen:
        opened = open_period(KINDS[MONTH], Month(2026, 9), cast.county.path, at=cast.at)
    assert opened == n + 3
    assert sum(1 for q in seen.captured_queries if "INSERT" in q["sql"]) == 1
    assert len(seen.captured_queries) <= 6
    assert open_period(KINDS[MONTH], Month(2026, 9), cast.county.path, at=cast.at) == 0


@pytest.mark.parametrize(("mode", "done"), [("home", True), ("phone", False), ("video", False)])
def test_only_a_way_that_counts_closes_the_duty(cast, mode, done):
    open_months(cast, "2026-10")
    row = visit(cast, monitored(cast), D(2026, 10, 9), mode=mode)
    assert (Duty.objects.filter(deed_id=row.pk).count() == 1) is done
    assert reconcile(KINDS[MONTH], Month(2026, 10), cast.county.path, on=cast.on, at=cast.at).closed == 0


def test_anybody_else_s_visit_is_contact_only(cast):
    open_months(cast, "2026-10")
    family = monitored(cast)
    visit(cast, family, D(2026, 10, 9), by=cast.captain)
    assert Duty.objects.open().filter(subject_id=family.pk, kind=MONTH).exists()
    family.refresh_from_db()
    assert family.last_visited_on == D(2026, 10, 9)


def test_moving_a_visit_to_another_month_moves_what_it_fulfils(cast):
    open_months(cast, "2026-09", "2026-10")
    family = monitored(cast)
    row = visit(cast, family, D(2026, 10, 9))
    facts = actions.Facts(on=D(2026, 9, 9), mode="home", content=row.content)
    actions.edit(visit=row, version=1, facts=facts, by=cast.cadre, at=cast.at, today=cast.on)
    assert months_of(family, done_on__isnull=True) == ["2026-10"]
    family.refresh_from_db()
    assert family.last_visited_on == D(2026, 9, 9)


def test_withdrawing_opens_again_unless_another_visit_stands(cast):
    open_months(cast, "2026-10")
    family = monitored(cast)
    first, second = visit(cast, family, D(2026, 10, 9)), visit(cast, family, D(2026, 10, 12))
    actions.void(visit=first, reason="记错户了", by=cast.cadre, at=cast.at)
    duty = Duty.objects.of(MONTH).get(subject_id=family.pk)
    assert (duty.done_on, duty.deed_id) == (D(2026, 10, 12), second.pk)
    actions.void(visit=second, reason="记错户了", by=cast.cadre, at=cast.at)
    duty.refresh_from_db()
    family.refresh_from_db()
    assert (duty.done_on, duty.deed_id, family.last_visited_on) == (None, None, None)


def test_quarters_of_a_year_are_four():
    assert [q.key for q in Year(2026).quarters()] == [Quarter(2026, n).key for n in (1, 2, 3, 4)]
