"""What the addresses of the fund name, at the four places: what is of the county lies in the county, what is of a family in its village."""

import datetime as dt
from decimal import Decimal

from tests.house.access_examples import CLERK, COUNTY, VILLAGE, Example, example, missing

SEE = {"near": frozenset({"clerk", "leader", "township", "captain"}), "far": frozenset({"stranger"})}


def fund_at(cast, place):
    from wishes.fund.models import Entry, Fund

    county = getattr(cast, COUNTY[place])
    fund, is_new = Fund.objects.get_or_create(region=county, defaults={"path": county.path, "opened_on": dt.date(2026, 7, 1), "balance": 500})
    if is_new:
        donation = _given(fund, "money", Decimal(500), cast)
        Entry.objects.create(fund=fund, path=county.path, kind="donation", amount=500, balance=500, on=dt.date(2026, 9, 1), donation=donation, at=cast.at)
    return fund


def _given(fund, kind, amount, cast):
    from wishes.fund.models import Donation

    return Donation.objects.create(
        fund=fund, path=fund.path, kind=kind, giver="person", name="柳三多", phone="13900001111", amount=amount,
        receipt_no=f"{kind}-{Donation.objects.count()}", on=dt.date(2026, 9, 1), at=cast.at,
    )  # fmt: skip


def home(cast, place):
    return cast.households[VILLAGE[place], "01"]


def application_at(cast, place, **more):
    from wishes.fund.models import Application

    household = home(cast, place)
    values = {
        "fund": fund_at(cast, place), "household": household, "path": household.path, "purpose": "illness", "amount": 100, "reason": "难",
        "applied_on": cast.on, "applied_at": cast.at, "applied_by": cast.users["member" if place != "far" else "stranger"],
    }  # fmt: skip
    return Application.objects.create(**{**values, **more})


def approved_at(cast, place, **more):
    by = {"decided_on": cast.on, "decided_at": cast.at, "decided_by": cast.leader if place != "far" else cast.admin, "approved": 100}
    return application_at(cast, place, **by, **more)


@example("fund_application")
def _application(cast, place):
    if place == "missing":
        return missing()
    row = application_at(cast, place)
    return Example({"pk": row.pk}, row.path)


@example("fund_application_approved")
def _approved(cast, place):
    if place == "missing":
        return missing()
    row = approved_at(cast, place)
    return Example({"pk": row.pk}, row.path)


def grant_at(cast, place):
    from wishes.fund.models import Grant

    row = approved_at(cast, place, paid_on=cast.on)
    return Grant.objects.create(
        application=row, household=row.household, path=row.path, purpose="illness", amount=100, on=cast.on, way="cash", at=cast.at,
    )  # fmt: skip


@example("fund_grant")
def _grant(cast, place):
    if place == "missing":
        return Example({"kind": "grants", "pk": 987654321})
    grant = grant_at(cast, place)
    return Example({"kind": "grants", "pk": grant.pk}, grant.path)


@example("fund_grant_row")
def _grant_row(cast, place):
    if place == "missing":
        return missing()
    grant = grant_at(cast, place)
    return Example({"pk": grant.pk}, grant.path)


@example("fund")
def _fund(cast, place):
    """What the fund holds is for the whole county to know."""
    if place == "missing":
        return missing()
    return Example({"pk": fund_at(cast, place).pk}, "", SEE["far" if place == "far" else "near"], only=True)


@example("fund_donation")
def _donation(cast, place):
    if place == "missing":
        return missing()
    row = _given(fund_at(cast, place), "money", Decimal(5), cast)
    return Example({"pk": row.pk}, row.path)


@example("fund_entry")
def _entry(cast, place):
    if place == "missing":
        return missing()
    row = fund_at(cast, place).entries.get()
    return Example({"pk": row.pk}, row.path)


def move_at(cast, place):
    from wishes.fund.models import Goods, Move

    fund = fund_at(cast, place)
    goods = Goods.objects.get_or_create(fund=fund, name="棉被", measure="床", defaults={"quantity": 5, "value": 50})[0]
    return Move.objects.create(
        goods=goods, path=fund.path, kind="donation", quantity=5, value=50, stock=5, on=cast.on, donation=_given(fund, "goods", None, cast), at=cast.at,
    )  # fmt: skip


@example("fund_goods")
def _goods(cast, place):
    """What is in stock is for the whole county to ask for."""
    if place == "missing":
        return missing()
    row = move_at(cast, place).goods
    return Example({"pk": row.pk}, "", SEE["far" if place == "far" else "near"], only=True)


@example("fund_move")
def _move(cast, place):
    if place == "missing":
        return missing()
    row = move_at(cast, place)
    return Example({"pk": row.pk}, row.path)


@example("fund_quarter")
def _quarter(cast, place):
    """Every county has its own account under the same address; there is none before the fund was opened."""
    if place == "far":
        return None
    if place == "missing":
        return Example({"key": "2020-Q1"})
    fund_at(cast, "near"), fund_at(cast, "far")
    return Example({"key": "2026-Q3"}, "", frozenset({"clerk", "leader", "stranger"}), only=True)


@example("fund_county")
def _county(cast, place):
    """For anybody, as far as the county lets everybody read."""
    if place != "near":
        return None
    return Example({"county": fund_at(cast, "near").path})


def match_at(cast, place):
    from households.models import Person
    from wishes.fund.models import Sponsorship

    household = home(cast, place)
    pupil = Person.objects.filter(household=household).first()
    return Sponsorship.objects.create(
        pupil=pupil, household=household, path=household.path, giver="outside", name="柳三多", phone="13900001111", giver_key="out:x", eligibility="家境困难",
        opened_on=dt.date(2026, 9, 1), opened_by=cast.users[CLERK[place]], opened_at=cast.at,
    )  # fmt: skip


@example("sponsorship")
def _sponsorship(cast, place):
    if place == "missing":
        return missing()
    row = match_at(cast, place)
    return Example({"pk": row.pk}, row.path)


@example("gift")
def _gift(cast, place):
    from wishes.fund.models import Gift

    if place == "missing":
        return missing()
    match = match_at(cast, place)
    row = Gift.objects.create(sponsorship=match, pupil=match.pupil, giver_key="out:x", path=match.path, term="2026-autumn", money=5, on=cast.on, at=cast.at)
    return Example({"pk": row.pk}, row.path)
