"""The care fund of the demo: a year of donations, applications, grants and goods with a ledger that fits; sponsors of pupils.

Day by day, as a book is kept: what cannot be paid is not paid. The quarters that are over are closed, but for the last while it is young.
"""

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from common import clock
from common.periods import Quarter, last_n
from dashboards.demo import words
from dashboards.demo.sponsors import make_sponsors
from dashboards.demo.world import World
from households.models import Household, Person
from wishes.fund import rules
from wishes.fund.models import Application, Closing, Donation, Entry, Fund, Goods, Grant, HandOut, Move
from wishes.fund.queries.accounts import account_of

DAY = datetime.timedelta(days=1)
YOUNG = 15  # days after the end of a quarter in which it is not closed yet
N_QUARTERS = 5
APPLICATIONS = {"small": 72, "county": 514}
CARRIED = {"small": Decimal("60000.00"), "county": Decimal("1200000.00")}


@dataclass
class Books:
    """The fund as it grows: rows in the order in which they were booked, none of them saved yet."""

    world: World
    dice: random.Random
    fund: Fund
    donations: list[Donation] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    goods: dict[str, Goods] = field(default_factory=dict)
    hand_outs: list[HandOut] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    promised: list[Application] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def clerk(self):
        return self.world.users["clerk"]

    def at(self, on: datetime.date) -> datetime.datetime:
        return min(clock.start_of(on) + datetime.timedelta(hours=self.dice.randint(9, 16), minutes=self.dice.randrange(60)), self.world.at)

    def book(self, kind: str, amount: Decimal, on: datetime.date, path: str, **more) -> Entry:
        self.fund.balance += amount
        entry = Entry(fund=self.fund, kind=kind, amount=amount, balance=self.fund.balance, on=on, path=path, by=self.clerk, at=self.at(on), **more)
        self.entries.append(entry)
        return entry

    def move(self, name: str, kind: str, quantity: Decimal, value: Decimal, on: datetime.date, path: str, **more) -> None:
        goods = self.goods[name]
        goods.quantity += quantity
        goods.value += value
        self.moves.append(
            Move(goods=goods, kind=kind, quantity=quantity, value=value, stock=goods.quantity, on=on, path=path, by=self.clerk, at=self.at(on), **more)
        )


def make_fund(world: World) -> None:
    """One fund with its books; the same at every run. Nothing of it throws the other dice."""
    dice = random.Random(20260105)
    quarters = last_n(Quarter.of(world.on), N_QUARTERS)
    first = quarters[0].start
    county = world.county
    fund = Fund(region=county, path=county.path, opened_on=first, opened_by=world.users["clerk"], balance=Decimal(0))
    books = Books(world, dice, fund)
    size = "county" if world.size.households > 5000 else "small"
    books.book("carried", CARRIED[size], first, county.path)
    books.goods = {name: Goods(fund=fund, name=name, measure=measure, quantity=Decimal(0), value=Decimal(0)) for name, measure, _price in words.FUND_GOODS}
    _live(books, first, size)
    _one_mistake(books)
    _keep(books)
    for quarter in quarters[:-1]:
        if world.on >= quarter.end + YOUNG * DAY:
            _close(fund, quarter, world)
    make_sponsors(world)


def _live(books: Books, first: datetime.date, size: str) -> None:
    """Every day of the year: what was given, asked, decided, paid, handed out."""
    world, dice = books.world, books.dice
    days = [first + n * DAY for n in range((world.on - first).days + 1)]
    asked = defaultdict(list)
    families = _families(world, dice, APPLICATIONS[size])
    for household in families:
        asked[dice.choice(days)].append(household)
    for n, household in enumerate(_families(world, dice, 6)):  # and some that wait today
        asked[world.on - (n % 3) * DAY].append(household)
    chance = 0.14 if size == "small" else 0.9
    for day in days:
        if day.weekday() < 5 and dice.random() < chance:
            _give(books, day, size)
        for household in asked[day]:
            _ask(books, household, day)
        _pay_what_is_due(books, day)
        if day.weekday() < 5 and dice.random() < chance / 2:
            _hand_out(books, dice.choice(families), day)


def _families(world: World, dice: random.Random, n: int) -> list[Household]:
    """Monitored ones first, then others."""
    watched = list(Household.objects.exclude(monitored_kind="").select_related("region").order_by("pk"))
    others = list(Household.objects.filter(monitored_kind="").select_related("region").order_by("pk")[: n * 4])
    return dice.sample(watched, min(len(watched), n * 3 // 4)) + dice.sample(others, min(len(others), n - n * 3 // 4))


def _give(books: Books, day: datetime.date, size: str) -> None:
    dice, world = books.dice, books.world
    books.numbers[day.year] += 1
    kind = dice.choices(["unit", "person", "unnamed"], [6, 3, 1])[0]
    is_goods = dice.random() < 0.18
    donation = Donation(
        fund=books.fund, path=world.county.path, kind="goods" if is_goods else "money", giver=kind,
        unit=dice.choice(world.units) if kind == "unit" and dice.random() < 0.8 else None,
        may_be_named=kind != "unnamed" and dice.random() < 0.7, receipt_no=f"{day.year}-{books.numbers[day.year]:04d}", on=day, by=books.clerk,
        at=books.at(day),
    )  # fmt: skip
    if kind == "unit" and donation.unit is None:
        donation.name = dice.choice(words.COMPANIES)
    if kind == "person":
        donation.name, donation.phone = dice.choice(words.SURNAMES) + "".join(dice.sample(words.GIVEN, 2)), "139" + "".join(dice.choice("0123456789") for _ in range(8))
    books.donations.append(donation)
    if is_goods:
        name, _measure, price = dice.choice(words.FUND_GOODS)
        quantity = Decimal(dice.randint(1, 8) * 10)
        books.move(name, "donation", quantity, quantity * price, day, world.county.path, donation=donation)
        return
    most = {"small": 40, "county": 900}[size]
    step = 100 if kind == "unit" else 20
    donation.amount = Decimal(dice.randint(5, most) * step) + (Decimal("0.50") if dice.random() < 0.05 else 0)
    books.book("donation", donation.amount, day, world.county.path, donation=donation)


def _ask(books: Books, household: Household, day: datetime.date) -> None:
    """Asked by the captain of the village or the township's office; decided some days later by the leader, if it is time."""
    world, dice = books.world, books.dice
    purpose = dice.choices(["illness", "schooling", "disaster", "wish", "other"], [44, 26, 16, 8, 6])[0]
    amount = Decimal(dice.randint(6, 175 if world.size.households > 5000 else 60) * 100)
    team = next((one for one in world.teams if one.path == household.path), None)
    by = (world.captains.get(team.pk) if team else None) or world.offices.get(household.path[:9]) or world.users["township"]
    row = Application(
        fund=books.fund, household=household, path=household.path, purpose=purpose, amount=amount, reason=dice.choice(words.FUND_REASONS[purpose]),
        applied_on=day, applied_at=books.at(day), applied_by=by,
    )  # fmt: skip
    books.applications.append(row)
    decided = day + dice.randint(1, 6) * DAY
    fate = dice.random()
    if fate < 0.03 and day < world.on:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = books.at(day + DAY), by, "家里情况有变，暂不需要。"
    elif decided <= world.on:
        row.decided_on, row.decided_at, row.decided_by = decided, books.at(decided), world.users["leader"]
        if fate < 0.11:
            row.answer = dice.choice(words.FUND_REFUSALS)
        else:
            row.approved = amount if fate < 0.8 else (amount * Decimal("0.6")).quantize(Decimal(100))
            row.answer = "" if row.approved == amount else "先解决急需部分。"
            row.due = decided + dice.randint(1, 7) * DAY  # type: ignore[attr-defined]
            books.promised.append(row)


def _pay_what_is_due(books: Books, day: datetime.date) -> None:
    for row in [one for one in books.promised if one.due <= day]:
        if row.approved is None or row.approved > books.fund.balance:
            continue
        books.promised.remove(row)
        dice = books.dice
        grant = Grant(
            application=row, household=row.household, path=row.path, purpose=row.purpose, amount=row.approved, on=day,
            way=dice.choices(["transfer", "school", "cash"], [7, 2, 1])[0], by=books.clerk, at=books.at(day),
        )  # fmt: skip
        row.paid_on = day
        _sign(books, grant, day, f"收{day.year}{len(books.grants) + 1:04d}")
        books.grants.append(grant)
        books.book("grant", -row.approved, day, row.path, grant=grant, purpose=row.purpose)


def _sign(books: Books, given: Grant | HandOut, day: datetime.date, number: str) -> None:
    """The receipt, by tick or on paper; some of the last weeks are still missing."""
    dice, world = books.dice, books.world
    on = day + dice.randint(0, 4) * DAY
    if on > world.on or (world.on - day < 21 * DAY and dice.random() < 0.4):
        return
    given.received_on, given.received_noted_at, given.received_noted_by = on, books.at(on), books.clerk
    if dice.random() < 0.6:
        given.receipt, given.receipt_no = "paper", number
    else:
        given.receipt = "tick"


def _hand_out(books: Books, household: Household, day: datetime.date) -> None:
    name = books.dice.choice(list(books.goods))
    goods, quantity = books.goods[name], Decimal(books.dice.randint(1, 3))
    if quantity > goods.quantity:
        return
    value = rules.value_out(quantity, goods.quantity, goods.value)
    row = HandOut(
        goods=goods, household=household, path=household.path, quantity=quantity, value=value, reason=books.dice.choice(words.FUND_REASONS["other"]),
        on=day, by=books.clerk, at=books.at(day),
    )  # fmt: skip
    _sign(books, row, day, f"物{day.year}{len(books.hand_outs) + 1:04d}")
    books.hand_outs.append(row)
    books.move(name, "given", -quantity, -value, day, household.path, hand_out=row)


def _one_mistake(books: Books) -> None:
    """The smallest donation of the last month but one was written down twice, and reversed later."""
    wrong = min((e for e in books.entries if e.kind == "donation"), key=lambda e: (e.amount, e.on))
    if wrong.amount <= books.fund.balance:
        books.book("correction", -wrong.amount, books.world.on, wrong.path, corrects=wrong, reason="同一笔捐款登记了两次。")


def _keep(books: Books) -> None:
    """Into the tables; lines of the ledgers in the order of the days, with members who ticked filled in."""
    books.fund.save()
    persons: dict[int, Person] = {}
    families = {row.household.pk for row in (*books.grants, *books.hand_outs)}
    for person in Person.objects.filter(household__in=families).order_by("-no"):
        persons[person.household_id] = person
    for row in (*books.grants, *books.hand_outs):
        if row.receipt == "tick":
            row.received_by = persons.get(row.household.pk)
            row.receipt = "tick" if row.received_by else ""
            row.received_on = row.received_on if row.received_by else None
    Donation.objects.bulk_create(books.donations, batch_size=500)
    Application.objects.bulk_create(books.applications, batch_size=500)
    Grant.objects.bulk_create(books.grants, batch_size=500)
    Entry.objects.bulk_create([e for e in books.entries if e.kind != "correction"], batch_size=500)
    Entry.objects.bulk_create([e for e in books.entries if e.kind == "correction"])
    Goods.objects.bulk_create(list(books.goods.values()))
    HandOut.objects.bulk_create(books.hand_outs, batch_size=500)
    Move.objects.bulk_create(books.moves, batch_size=500)


def _close(fund: Fund, quarter: Quarter, world: World) -> None:
    account = account_of(fund, quarter)
    on = quarter.end + (YOUNG - 8) * DAY
    Closing.objects.create(
        fund=fund, quarter=quarter.key, opening=account.opening, donations=account.donations, grants=account.grants,
        corrections=account.corrections, closing=account.closing, goods_value=account.goods.closing, closed_at=clock.start_of(on) + datetime.timedelta(hours=15),
        closed_by=world.users["clerk"],
    )  # fmt: skip
    fund.closed_through = quarter.last
    fund.save(update_fields=["closed_through"])

