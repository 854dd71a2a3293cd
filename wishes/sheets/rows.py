"""What a row of register 05 becomes: the wish, its promise, its delivery, its steps and what is owed; written in bulk."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from accounts.models import Grant, Unit, User
from accounts.roles import Role
from common import clock
from common.periods import Month
from duties.actions import Owed, owe
from duties.models import Duty
from policies import keys
from policies.queries import calendar, settings_for
from registers.sheet import Context, Outcome
from wishes import rules
from wishes.actions.owing import open_checks
from wishes.duties import CHECK, CONTACT, FULFIL, REVISIT, SUBJECT
from wishes.models import Claim, Fulfilment, Proof, Step, Wish
from wishes.queries.people import helpers_of
from wishes.sheets.columns import BRANCH, SOMEBODY

PIECE = 500


class Terms:
    """The county's terms by the rules of the day the register comes in; each day of claiming is worked out once."""

    def __init__(self, ctx: Context) -> None:
        self.on, self.rules = ctx.on, settings_for(ctx.path, ctx.on)
        self.add: Callable[[datetime.date, int], datetime.date] = calendar(ctx.path).add_workdays
        self._known: dict[datetime.date, rules.Terms] = {}

    def of_claim(self, claimed_on: datetime.date) -> rules.Terms:
        if claimed_on not in self._known:
            contact, fulfil = self.rules[keys.WISH_CONTACT_DAYS], self.rules[keys.WISH_FULFIL_WORKDAYS]
            self._known[claimed_on] = rules.claim_terms(claimed_on, contact, fulfil, self.add)
        return self._known[claimed_on]

    def of_check(self) -> datetime.date:
        """It lies on the desk since today, whenever it was told."""
        return rules.check_due_on(self.on, self.rules[keys.WISH_REVIEW_WORKDAYS], self.add)

    def of_revisit(self, fulfilled_on: datetime.date) -> datetime.date:
        return rules.revisit_due_on(fulfilled_on, self.rules[keys.WISH_REVISIT_DAYS])

    def open_until(self, published_on: datetime.date) -> datetime.date:
        return rules.open_until(published_on, self.rules[keys.WISH_CLAIM_OPEN_DAYS])


def write(new: Sequence[tuple[str, dict]], units: dict[str, Unit], ctx: Context, out: Outcome) -> None:
    """New wishes as (mark, data of the row) with everything that belongs to them. The number of statements does not grow with them."""
    terms = Terms(ctx)
    wishes = [_wish(data, mark, units, terms) for mark, data in new]
    Wish.objects.bulk_create(wishes, batch_size=PIECE)
    givers = [data["unit"] for _mark, data in new]
    claims = [_claim(wish, giver, units, terms, ctx) for wish, giver in zip(wishes, givers, strict=True) if wish.claimed_on]
    Claim.objects.bulk_create(claims, batch_size=PIECE)
    given = [
        Fulfilment(wish=claim.wish, claim=claim, on=claim.wish.fulfilled_on, by=ctx.by, at=ctx.at) for claim in claims if not claim.is_open
    ]
    Fulfilment.objects.bulk_create(given, batch_size=PIECE)
    steps = [step for wish in wishes for step in _steps(wish, ctx)]
    Step.objects.bulk_create(steps, batch_size=PIECE)
    for made in (wishes, claims, given, steps):
        out.made(made)
    _owe(wishes, claims, given, terms, ctx)


def _wish(data: dict, mark: str, units: dict[str, Unit], terms: Terms) -> Wish:
    """What was claimed had been checked and published by then. Whether the family agreed to what a cadre proposed is not in the
    list: where nobody has claimed it yet, it is asked before the check."""
    claimed_on = data["days"]["claimed"]
    return Wish(
        household_id=data["household_id"], path=data["path"], category=data["category"], item=data["item"], value=data["value"],
        origin=data["origin"], has_consent=data["origin"] == Wish.Origin.SELF or claimed_on is not None,
        collected_on=data["days"]["collected"], check_due_on=None if claimed_on else terms.of_check(),
        checked_on=claimed_on, published_on=claimed_on, open_until=terms.open_until(claimed_on) if claimed_on else None,
        claimed_on=claimed_on, claimed_unit=units.get(data["unit"]), fulfilled_on=data["days"]["fulfilled"], register_key=mark,
    )  # fmt: skip


def _claim(wish: Wish, giver: str, units: dict[str, Unit], terms: Terms, ctx: Context) -> Claim:
    assert wish.claimed_on is not None
    unit = units.get(giver)
    is_branch = unit is None and bool(BRANCH.search(giver)) and giver != SOMEBODY
    kind = Claim.Kind.UNIT if unit else Claim.Kind.BRANCH if is_branch else Claim.Kind.PERSON
    due, done = terms.of_claim(wish.claimed_on), wish.fulfilled_on
    return Claim(
        wish=wish, kind=kind, unit=unit, branch=giver[:60] if is_branch else "", claimed_on=wish.claimed_on,
        claimed_at=clock.start_of(wish.claimed_on), contact_due_on=due.contact_due_on, fulfil_due_on=due.fulfil_due_on,
        ended_at=clock.start_of(done) if done else None, ended_by=ctx.by if done else None,
        end=Claim.End.FULFILLED if done else "",
    )  # fmt: skip


def _steps(wish: Wish, ctx: Context) -> Iterable[Step]:
    """What the list says happened, each on its day; written by whoever brought the list in."""
    days = ((Step.Kind.COLLECTED, wish.collected_on), (Step.Kind.CLAIMED, wish.claimed_on), (Step.Kind.FULFILLED, wish.fulfilled_on))
    for kind, day in days:
        if day:
            yield Step(wish=wish, kind=kind, on=day, at=clock.start_of(day), by=ctx.by, detail={"register": True})


# --- what is owed -----------------------------------------------------------------------------------------------------
def _owe(wishes: list[Wish], claims: list[Claim], given: list[Fulfilment], terms: Terms, ctx: Context) -> None:
    """As the deeds owe it: the check of what nobody has claimed; contact and fulfilment of open promises, by whoever speaks for
    the unit, else by whoever helps the family; to ask the families whose wish was met so lately that the day is not over."""
    open_checks(wishes, at=ctx.at)
    promises = [claim for claim in claims if claim.is_open]
    lately = [one for one in given if terms.of_revisit(one.on) >= ctx.on]
    speakers = _speakers({claim.unit_id for claim in promises if claim.unit_id}, ctx.on)
    helpers = helpers_of([claim.wish for claim in promises] + [one.wish for one in lately])
    owed: dict[tuple[str, str], list[Owed]] = defaultdict(list)
    for claim in promises:
        bearer = speakers.get(claim.unit_id) or helpers.get(claim.wish.pk)
        for kind, due_on in ((CONTACT, claim.contact_due_on), (FULFIL, claim.fulfil_due_on)):
            owed[kind, Month.of(claim.claimed_on).key].append(_owed(claim.wish, bearer, claim.claimed_on, due_on, slot=claim.pk))
    for one in lately:
        duty = _owed(one.wish, helpers.get(one.wish.pk), one.on, terms.of_revisit(one.on), slot=one.pk)
        owed[REVISIT, Month.of(one.on).key].append(duty)
    for (kind, period), rows in sorted(owed.items()):
        owe(kind, SUBJECT, rows, period=period, at=ctx.at)


def _owed(wish: Wish, bearer: User | None, since: datetime.date, due_on: datetime.date, *, slot: int) -> Owed:
    return Owed(bearer, wish.pk, wish.path, wish.no, since, due_on, slot=str(slot))


def _speakers(units: set[int], on: datetime.date) -> dict[int | None, User]:
    """Who acts for each unit; the first of several. One statement."""
    grants = Grant.objects.filter(unit__in=units, role=Role.UNIT).open(on).select_related("user").order_by("-user", "-pk")
    return {grant.unit_id: grant.user for grant in grants}


# --- an undo ----------------------------------------------------------------------------------------------------------
def went_on(model: str, pks: Sequence[int]) -> set[int]:
    """Of rows that a register made, those whose wish went on since: a deed was done to it, another wish was merged into it, or a
    photo hangs on it."""
    cls = apps.get_model(model)
    if cls is Wish:
        link = ""
    elif cls in (Claim, Fulfilment, Step):
        link = "wish__"
    else:
        return set()
    of = OuterRef(f"{link}pk")
    moved = Q(**{f"{link}version__gt": 1}) | Q(Exists(Wish.objects.filter(merged_into=of))) | Q(Exists(Proof.objects.filter(fulfilment__wish=of)))
    return set(cls._base_manager.filter(moved, pk__in=pks).values_list("pk", flat=True))


def drop_duties(ctx: Context) -> None:
    """Duties to wishes that are gone go with them."""
    kinds = (CHECK, CONTACT, FULFIL, REVISIT)
    there = Wish.objects.under(ctx.path[:6]).values("pk")
    Duty.objects.under(ctx.path[:6]).of(*kinds).filter(subject_kind=SUBJECT).exclude(subject_id__in=there).delete()
