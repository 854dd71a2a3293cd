"""A fund with money and goods, applications in every state, sponsors; all made by the deeds of the house."""

import datetime as dt
from decimal import Decimal

from households.models import Person
from wishes.fund import actions
from wishes.fund.actions import Giver, Line
from wishes.fund.models import Application, Donation, Entry, Goods, Grant

TZ = dt.timezone(dt.timedelta(hours=8))
D, Y = dt.date, Decimal
TODAY, BEFORE, SCHOOL = D(2026, 10, 15), D(2026, 10, 8), D(2026, 9, 1)


def at(on: dt.date = TODAY, hour: int = 10) -> dt.datetime:
    return dt.datetime(on.year, on.month, on.day, hour, tzinfo=TZ)


def unit(name: str = "云岭县水利局", **more) -> Giver:
    return Giver("unit", name, **more)


def money(cast, amount="10000.00", on: dt.date = BEFORE, giver: Giver | None = None, **more) -> Donation:
    told = {"by": cast.clerk, "at": at()} | more
    return actions.donate_money(county=cast.county, giver=giver or unit(), amount=Y(amount), on=on, **told)


def goods(cast, *lines, on: dt.date = BEFORE, **more) -> Donation:
    told = {"by": cast.clerk, "at": at(), "giver": unit()} | more
    lines = lines or (("棉被", "20", "床", "3000.00"),)
    return actions.donate_goods(county=cast.county, lines=[Line(n, Y(q), m, Y(v)) for n, q, m, v in lines], on=on, **told)


def quilts(cast) -> Goods:
    return Goods.objects.filter(name="棉被").first() or goods(cast).moves.get().goods


def asked(cast, amount="3000.00", household=None, purpose="illness", by=None, when=None, **more) -> Application:
    household = household or cast.households["fengshuwan", "01"]
    return actions.apply(
        household=household, purpose=purpose, amount=Y(amount), reason="住院自付部分太大。", by=by or cast.captain, at=when or at(), **more
    )


def approved(cast, amount="3000.00", of="", when=None, **more) -> Application:
    row = asked(cast, of or amount, when=when, **more)
    return actions.decide(application=row, approved=Y(amount), answer="", by=cast.leader, at=when or at())


def paid(cast, amount="3000.00", on: dt.date = TODAY, when=None, **more) -> Grant:
    row = approved(cast, amount, when=when or at(on), **more)
    return actions.pay(application=row, on=on, way="transfer", by=cast.clerk, at=at(on, 11))


def line(donation: Donation) -> Entry:
    return donation.entries.get()


def member(cast, household=None) -> Person:
    return Person.objects.filter(household=household or cast.households["fengshuwan", "01"]).order_by("no").first()


def pupil(cast, household=None, name="枫小满") -> Person:
    household = household or cast.households["fengshuwan", "01"]
    return Person.objects.create(household=household, no=f"{household.no}{name}"[:26], name=name, relation="之女", born_on=D(2016, 5, 2), pupil="小学")


def matched(cast, child=None, by_unit=None, on: dt.date = SCHOOL, **more):
    told = {"giver": "unit", "unit": by_unit or cast.backing_unit, "eligibility": "父亲重病，两个孩子上学。", "by": cast.clerk, "at": at()} | more
    return actions.match(pupil=child or pupil(cast), on=on, **told)
