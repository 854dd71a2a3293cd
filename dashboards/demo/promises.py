"""Promises of the demo's wishes: who makes them, how they end, what is brought, and what the family says."""

import datetime
import random
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import Unit, User
from common import clock
from dashboards.demo import wish_words as words
from dashboards.demo.world import World
from policies import keys
from policies.queries import calendar, settings_for
from wishes import rules
from wishes.models import Claim, Fulfilment, Revisit, Share, Step, Wish
from wishes.queries.slips import lookup_of

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
KINDS = ("unit", "person", "branch", "joint", "open")
HOW_OFTEN = (58, 16, 12, 8, 6)


@dataclass
class Case:
    """A wish with what belongs to it, before any of it is in the database. A step's detail names rows, which get numbers later."""

    wish: Wish
    helper: User
    office: User
    steps: list[Step] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    given: Fulfilment | None = None
    answer: Revisit | None = None

    def step(self, kind: str, on: datetime.date, by: User | None, hour: int, text: str = "", /, **detail) -> None:
        at = clock.start_of(on) + hour * HOUR
        self.steps.append(Step(wish=self.wish, kind=kind, on=on, at=at, by=by, text=text, detail=detail))


class Givers:
    """Who promises: people of units, branches, several together, or somebody with the link of the public list."""

    def __init__(self, world: World, dice: random.Random, persons: dict[int, int]) -> None:
        self.world, self.dice, self.persons = world, dice, persons
        self.people: dict[int, list[User]] = {}
        for cadre in world.cadres:
            if cadre.user.unit_id:
                self.people.setdefault(cadre.user.unit_id, []).append(cadre.user)
        rule = settings_for(world.county.path, world.on)
        self.contact_days, self.workdays = rule[keys.WISH_CONTACT_DAYS], rule[keys.WISH_FULFIL_WORKDAYS]
        self.add = calendar(world.county.path).add_workdays
        self.n_open = 0

    def promise(self, case: Case, on: datetime.date, kind: str = "", user: User | None = None) -> Claim:
        """A promise made on a day, by chance or by somebody named."""
        kind = kind or self.dice.choices(KINDS, HOW_OFTEN)[0]
        if kind == "open" and case.wish.privacy != Wish.Privacy.PUBLIC:
            kind = "person"
        unit = user.unit if user and user.unit else self.dice.choice(self.world.units)
        by = user or self.dice.choice(self.people.get(unit.pk) or [self.world.users["unit"]])
        terms = rules.claim_terms(on, self.contact_days, self.workdays, self.add)
        who = self._who(kind, unit, by)
        claim = Claim(
            uuid=self.uuid(), wish=case.wish, claimed_on=on, claimed_at=clock.start_of(on) + 13 * HOUR,
            contact_due_on=terms.contact_due_on, fulfil_due_on=terms.fulfil_due_on, **who,
        )  # fmt: skip
        case.claims.append(claim)
        case.wish.claimed_on, case.wish.claimed_unit = on, claim.unit
        if kind == "joint":
            self._shares(case, claim, unit, by)
        case.step(
            Step.Kind.CLAIMED, on, claim.claimed_by, 13, claim=claim, kind=claim.kind, unit_name=claim.unit.name if claim.unit else "",
            contact_due_on=terms.contact_due_on.isoformat(), fulfil_due_on=terms.fulfil_due_on.isoformat(),
        )  # fmt: skip
        return claim

    def _who(self, kind: str, unit: Unit, by: User) -> dict:
        if kind == "open":
            self.n_open += 1
            phone = "139" + "".join(self.dice.choice("0123456789") for _ in range(8))
            return {
                "kind": Claim.Kind.PERSON, "giver_name": self.world.name(), "giver_phone": phone, "slip_lookup": lookup_of(f"DEMO{self.n_open}"),
            }  # fmt: skip
        if kind == "branch":
            return {"kind": Claim.Kind.BRANCH, "branch": self.dice.choice(words.BRANCHES), "claimed_by": by}
        return {"kind": Claim.Kind(kind), "unit": unit if kind == "unit" else None, "claimed_by": by}

    def _shares(self, case: Case, claim: Claim, unit: Unit, by: User) -> None:
        """Two or three bring it together: money up to the value, one of them in goods."""
        half = (case.wish.value / 2).quantize(Decimal("0.01")) if case.wish.value else Decimal(0)
        case.shares += [
            Share(claim=claim, unit=unit, money=half, goods="" if half else "出车运送"),
            Share(claim=claim, user=by, money=case.wish.value - half if case.wish.value else 0, goods="" if case.wish.value else "出两个劳力"),
            Share(claim=claim, name=self.dice.choice(words.FIRMS), goods="同类物品一份"),
        ]

    def contact(self, case: Case, claim: Claim, within: int = 6) -> None:
        """The family is contacted within so many days, if they have gone by."""
        day = claim.claimed_on + self.dice.randint(0, within) * DAY
        if day <= self.world.on:
            claim.contacted_on = day
            case.step(Step.Kind.CONTACTED, day, claim.claimed_by or case.helper, 15, self.dice.choice(words.CONTACTED), claim=claim)

    def let_go(self, case: Case, claim: Claim, end: str, on: datetime.date, *, open_days: int) -> None:
        """Given back, or its time ran out in the night: free again, first in line."""
        wish, reason = case.wish, self.dice.choice(words.RELEASED) if end == Claim.End.RELEASED else "timed_out"
        hour = 18 if end == Claim.End.RELEASED else 2
        claim.ended_at, claim.end, claim.end_reason = clock.start_of(on) + hour * HOUR, end, reason
        claim.ended_by = claim.claimed_by if end == Claim.End.RELEASED else None
        wish.claimed_on = wish.claimed_unit = None
        wish.priority, wish.open_until = wish.priority + 1, on + open_days * DAY
        case.step(end, on, claim.ended_by, hour, "" if end == Claim.End.TIMED_OUT else reason, claim=claim)

    def deliver(self, case: Case, claim: Claim, on: datetime.date) -> None:
        """Brought on a day: with a tick of the head of the family, the number of a paper, or no receipt yet."""
        wish, dice = case.wish, self.dice
        how = dice.choices(["tick", "paper", ""], [52, 36, 12])[0]
        value = (wish.value * Decimal(dice.randint(85, 115)) / 100).quantize(Decimal("0.1")) if wish.value else None
        case.given = Fulfilment(
            uuid=self.uuid(), wish=wish, claim=claim, on=on, value=value, note=words.GIVEN[wish.category], by=claim.claimed_by or case.helper,
            at=clock.start_of(on) + 16 * HOUR, receipt=how, received_on=on if how else None,
            received_by_id=self.persons.get(wish.household_id) if how == "tick" else None,
            receipt_no=f"WXY{on:%Y%m}{dice.randint(1, 9999):04d}" if how == "paper" else "",
        )  # fmt: skip
        if how == "tick" and case.given.received_by_id is None:
            case.given.receipt, case.given.received_on = "", None
        wish.fulfilled_on, claim.ended_at, claim.ended_by, claim.end = on, case.given.at, case.given.by, Claim.End.FULFILLED
        case.step(
            Step.Kind.FULFILLED, on, case.given.by, 16, case.given.note, fulfilment=case.given, value=str(value or ""), receipt=case.given.receipt
        )

    def ask(self, case: Case, on: datetime.date) -> None:
        """The family is asked; nearly all are content."""
        answer = self.dice.choices(["satisfied", "mostly", "dissatisfied"], [88, 9, 3])[0]
        mark = {"satisfied": 5, "mostly": 4, "dissatisfied": 2}[answer]
        missing = "" if answer == "satisfied" else self.dice.choice(words.MISSING)
        case.answer = Revisit(
            wish=case.wish, on=on, answer=answer, mark=mark if self.dice.random() < 0.7 else None, missing=missing, by=case.helper,
            at=clock.start_of(on) + 17 * HOUR,
        )  # fmt: skip
        case.wish.revisited_on = on
        case.step(Step.Kind.REVISITED, on, case.helper, 17, missing, answer=answer, mark=case.answer.mark, revisit=case.answer)

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)
