"""What the tests of wishes share: a wish brought to any state by the deeds themselves."""

import datetime as dt
from types import SimpleNamespace

from common import clock
from wishes import actions
from wishes.models import Claim, Wish

D = dt.date
DAY = dt.timedelta(days=1)
COLLECTED, CHECKED, CLAIMED, DELIVERED, ASKED = D(2026, 9, 15), D(2026, 9, 18), D(2026, 9, 21), D(2026, 9, 28), D(2026, 10, 8)


def at_noon(on: dt.date) -> dt.datetime:
    return clock.start_of(on) + dt.timedelta(hours=12)


def when(by, on: dt.date) -> dict:
    """`by`, `at` and `on` of a deed done at noon of a day."""
    return {"by": by, "at": at_noon(on), "on": on}


def collected(cast, item="一床棉被", on=COLLECTED, village="fengshuwan", number="01", by=None, **more) -> Wish:
    household = cast.households[village, number]
    told = {"category": "goods", "value": "120.00", **more}
    return actions.collect(household=household, item=item, **when(by or cast.cadre, on), **told)


def checked(cast, on=CHECKED, **more) -> Wish:
    """On the claim list since the day of W10."""
    return actions.check(wishes=[collected(cast, **more)], **when(cast.township, on))[0]


def claimed(cast, on=CLAIMED, by=None, wish=None, kind=Claim.Kind.UNIT, **more) -> Claim:
    """Promised by the backing unit on the day of W10."""
    wish = wish or checked(cast)
    unit = cast.backing_unit if kind == Claim.Kind.UNIT else None
    return actions.claim(wish=wish, kind=kind, **{"unit": unit, **more}, **when(by or cast.unit, on))


def delivered(cast, on=DELIVERED, **more):
    return actions.deliver(wish=claimed(cast).wish, **when(cast.unit, on), **more)


def asked(cast, on=ASKED, answer="satisfied", **more):
    return actions.revisit(wish=delivered(cast).wish, answer=answer, **when(cast.cadre, on), **more)


def fresh(wish: Wish) -> Wish:
    return Wish.objects.get(pk=wish.pk)


def facts_of(wish: Wish, **changed) -> dict:
    """What `edit` is told, as it stands but for what changes."""
    names = ("item", "category", "quantity", "value", "origin", "has_consent", "privacy")
    return {**{name: getattr(wish, name) for name in names}, **changed}


def kinds(wish: Wish) -> list[str]:
    return list(wish.steps.values_list("kind", flat=True))


def everyone(cast) -> SimpleNamespace:
    return SimpleNamespace(giver=cast.unit, office=cast.township, collector=cast.cadre, helper=cast.cadre)
