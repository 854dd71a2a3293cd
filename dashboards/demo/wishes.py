"""Micro-wishes in every state: one drive in spring, some every week since; most of them met and asked about.

Terms come from the room's own rules. Old wishes that nobody met stand first in line, some promises fell through.
"""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from accounts.models import Unit, User
from common import clock
from dashboards.demo import wish_words as words
from dashboards.demo.promises import DAY, Case, Givers
from dashboards.demo.wish_rows import keep
from dashboards.demo.world import World
from households.models import Household, Pairing, Person
from policies import keys
from policies.queries import calendar, settings_for
from policies.queries.settings import remembered
from wishes import rules
from wishes.models import Claim, Step, Wish

# In every county, however small: (how far it has come, days ago it was collected). The first families are those of the first team.
SURE = (
    ("revisited", 90), ("fulfilled", 24), ("claimed", 9), ("open", 4), ("collected", 1), ("sent_back", 5), ("unmet", 40), ("merged", 30),
    ("first", 75), ("again", 66), ("given_back", 12), ("contact_late", 14), ("revisited", 130), ("fulfilled", 19), ("collected", 0), ("late", 70),
)  # fmt: skip
COURSES = {  # by the days gone since it was collected: what may have become of it, and how often
    60: {"revisited": 770, "fulfilled": 140, "unmet": 35, "merged": 20, "first": 22, "again": 8, "late": 5},
    21: {"revisited": 380, "fulfilled": 330, "claimed": 110, "again": 40, "first": 70, "unmet": 30, "merged": 20, "given_back": 20},
    3: {"fulfilled": 60, "claimed": 400, "open": 330, "collected": 120, "sent_back": 40, "contact_late": 20, "given_back": 30},
    0: {"collected": 800, "open": 150, "sent_back": 50},
}  # fmt: skip


def make_wishes(world: World) -> None:
    with remembered():  # the county's rules are read once, not for every wish
        keep(world, list(islice(Plan(world).cases(), world.size.wishes)))


class Plan:
    """Draws families, days and courses; the same arguments give the same wishes."""

    def __init__(self, world: World) -> None:
        self.world, self.dice = world, random.Random(20260105)
        rule, path = settings_for(world.county.path, world.on), world.county.path
        self.review_days, self.open_days = rule[keys.WISH_REVIEW_WORKDAYS], rule[keys.WISH_CLAIM_OPEN_DAYS]
        self.add = calendar(path).add_workdays
        self.units: dict[str, Unit] = {unit.name: unit for unit in world.units}
        self.helpers = dict(Pairing.objects.open().order_by("-pk").values_list("household", "cadre__user"))
        self.users = User.objects.in_bulk(set(self.helpers.values()))
        heads = Person.objects.filter(household__path__startswith=path).order_by("-pk").values_list("household", "pk")
        self.givers, self.n_claimed = Givers(world, self.dice, dict(heads)), 0

    def cases(self) -> Iterator[Case]:
        for household, (course, ago) in zip(self._families(), [*SURE, *self._drawn()], strict=False):
            case = self._case(household, self.world.on - ago * DAY)
            if course == "merged":
                yield self._twin(case)
            getattr(self, f"_{course}")(case)
            yield case

    def _families(self) -> Iterator[Household]:
        """Those of the first team's village and of the cadre who signs in come first, then any."""
        rows = list(Household.objects.filter(closed_on=None).order_by("pk"))
        self.dice.shuffle(rows)
        village, cadre = self.world.teams[0].path, self.world.users["cadre"].pk
        near = [row for row in rows if row.path == village or self.helpers.get(row.pk) == cadre][: len(SURE)]
        yield from near
        while True:
            yield from rows[: self.world.size.wishes]

    def _drawn(self) -> Iterator[tuple[str, int]]:
        """Two thirds in the last spring that is over, the others in any week since the year before."""
        on = self.world.on
        spring = datetime.date(on.year if on >= datetime.date(on.year, 5, 10) else on.year - 1, 3, 1)
        for _ in range(self.world.size.wishes):
            day = spring + self.dice.randint(0, 60) * DAY if self.dice.random() < 0.66 else on - self.dice.randint(0, 330) * DAY
            ago = (on - day).days
            courses = next(courses for least, courses in COURSES.items() if ago >= least)
            yield self.dice.choices(list(courses), list(courses.values()))[0], ago

    def _case(self, household: Household, on: datetime.date) -> Case:
        dice, office = self.dice, self.world.offices[household.path[:9]]
        item, category, yuan, quantity = dice.choice(words.WISHES)
        value = Decimal(yuan) if yuan else None
        helper = self.users.get(self.helpers.get(household.pk, 0)) or office
        wish = Wish(
            uuid=self.givers.uuid(), household=household, path=household.path, category=category, item=item, value=value, quantity=quantity,
            origin=dice.choice(["self", "self", "self", "cadre"]), privacy=dice.choices(["public", "claimers", "office"], [86, 10, 4])[0],
            collected_on=on, collected_by=helper, recorded_at=min(clock.start_of(on) + datetime.timedelta(hours=11), self.world.at),
            check_due_on=rules.check_due_on(on, self.review_days, self.add),
        )  # fmt: skip
        case = Case(wish, helper, office)
        case.step(Step.Kind.COLLECTED, on, helper, 11, item=item, category=category, quantity=quantity, value=str(value) if value else None)
        return case

    # --- how far it has come -------------------------------------------------------------------------------------------
    def _collected(self, case: Case) -> None:
        """Nobody has looked at it yet."""

    def _sent_back(self, case: Case) -> None:
        wish = case.wish
        wish.sent_back_on = min(wish.collected_on + DAY, self.world.on)
        case.step(Step.Kind.SENT_BACK, wish.sent_back_on, case.office, 14, self.dice.choice(words.SENT_BACK))

    def _open(self, case: Case) -> datetime.date:
        """Checked, and on the list unless the family keeps it to the office. Returns the day."""
        wish, on = case.wish, self.world.on
        day = wish.checked_on = min(wish.collected_on + self.dice.randint(0, 3) * DAY, on)
        wish.checked_by, wish.unit = case.office, self.units.get(words.COMPETENT.get(wish.category, ""))
        case.step(Step.Kind.CHECKED, day, case.office, 12, unit_name=wish.unit.name if wish.unit else "")
        if wish.privacy != Wish.Privacy.OFFICE:
            wish.published_on, wish.open_until = day, rules.open_until(day, self.open_days)
            case.step(Step.Kind.PUBLISHED, day, case.office, 12, open_until=wish.open_until.isoformat())
        return day

    def _first(self, case: Case) -> None:
        """Round after round nobody took it: first in line."""
        case.wish.privacy = Wish.Privacy.PUBLIC
        self._open(case)
        self._rounds(case, self.world.on)

    def _rounds(self, case: Case, until: datetime.date) -> None:
        wish = case.wish
        while wish.open_until and wish.open_until < until:
            day = wish.open_until + DAY
            wish.open_until, wish.priority = rules.open_until(day, self.open_days), wish.priority + 1
            case.step(Step.Kind.RENEWED, day, None, 2, open_until=wish.open_until.isoformat())

    def _claimed(self, case: Case) -> Claim:
        """Promised within the round; the first few by the unit whose account signs in."""
        self.n_claimed += 1
        claim = self._promised(case, self._open(case), self.world.users["unit"] if self.n_claimed <= 3 else None)
        self.givers.contact(case, claim)
        return claim

    def _promised(self, case: Case, since: datetime.date, user: User | None = None) -> Claim:
        """Within a week; an old wish that is promised still was promised lately, or it would be late."""
        on, wish = self.world.on, case.wish
        lately = on - self.dice.randint(1, 12) * DAY
        day = max(min(since + self.dice.randint(0, 7) * DAY, on), lately) if wish.collected_on > on - 60 * DAY else lately
        self._rounds(case, day)
        return self.givers.promise(case, max(day, since), "unit" if user else "", user)

    def _contact_late(self, case: Case) -> None:
        """Promised ten days ago, and nobody has called the family."""
        day = max(self._open(case), self.world.on - 10 * DAY)
        self.givers.promise(case, day, "unit", self.world.users["unit"])

    def _late(self, case: Case) -> None:
        """Promised, and its last day was yesterday: it falls through tonight."""
        day = self._open(case)
        while self.add(day, self.givers.workdays) < self.world.on - DAY:
            day += DAY
        self._rounds(case, day)
        self.givers.contact(case, self.givers.promise(case, day, "unit"))

    def _again(self, case: Case) -> None:
        """The first promise timed out, the second holds."""
        claim = self.givers.promise(case, self._open(case), "unit")
        out = claim.fulfil_due_on + DAY
        if out >= self.world.on - DAY:
            return
        self.givers.let_go(case, claim, Claim.End.TIMED_OUT, out, open_days=self.open_days)
        again = self.world.on - self.dice.randint(0, 9) * DAY
        self._rounds(case, again)
        self.givers.contact(case, self.givers.promise(case, max(again, out)))

    def _given_back(self, case: Case) -> None:
        claim = self.givers.promise(case, self._open(case), "unit")
        day = min(claim.claimed_on + 3 * DAY, self.world.on)
        self.givers.let_go(case, claim, Claim.End.RELEASED, day, open_days=self.open_days)
        self._rounds(case, self.world.on)

    def _fulfilled(self, case: Case) -> None:
        """Delivered in the terms; the family has not been asked yet."""
        day = min(self._open(case) + self.dice.randint(0, 6) * DAY, self.world.on)
        if case.wish.collected_on < self.world.on - 120 * DAY:  # rarely nobody wanted it at first
            day += self.dice.choice([0, 0, 0, 0, 8, 20]) * DAY
        self._rounds(case, day)
        claim = self.givers.promise(case, day)
        self.givers.contact(case, claim, 3)
        on = min(day + self.dice.randint(3, 17) * DAY, self.world.on)
        self.givers.deliver(case, claim, max(on, claim.contacted_on or on))

    def _revisited(self, case: Case) -> None:
        self._fulfilled(case)
        assert case.wish.fulfilled_on is not None
        self.givers.ask(case, min(case.wish.fulfilled_on + self.dice.randint(2, 28) * DAY, self.world.on))

    def _unmet(self, case: Case) -> None:
        wish = case.wish
        wish.item, wish.category, yuan, wish.unmet_reason, wish.unmet_told = self.dice.choice(words.IMPOSSIBLE)
        wish.value = Decimal(yuan) if yuan else None
        wish.quantity, wish.unmet_on = 1, min(wish.collected_on + self.dice.randint(1, 5) * DAY, self.world.on)
        case.step(Step.Kind.UNMET, wish.unmet_on, case.office, 15, wish.unmet_reason, told=wish.unmet_told)

    def _twin(self, case: Case) -> Case:
        """The same family told the same wish to somebody else before."""
        first = self._case(case.wish.household, max(case.wish.collected_on - 4 * DAY, self.world.on - 400 * DAY))
        for name in ("item", "category", "value", "quantity"):
            setattr(case.wish, name, getattr(first.wish, name))
        case.wish.merged_into = first.wish
        self._claimed(first)
        return first

    def _merged(self, case: Case) -> None:
        day, kept = min(case.wish.collected_on + 2 * DAY, self.world.on), case.wish.merged_into
        case.step(Step.Kind.MERGED, day, case.office, 15, into=kept)
