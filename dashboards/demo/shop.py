"""Points shops in some villages: a year of records, boards, exchanges and goods, and what waits today.

The ledger is walked through day by day with the room's own arithmetic, so that every balance is the sum of its rows.
"""

import datetime
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from accounts.models import User
from common import clock
from dashboards.demo.world import World
from households.models import Household
from policies import keys
from policies.queries import settings_for
from teams.models import WorkTeam
from wishes.shop import rules
from wishes.shop.actions import owing
from wishes.shop.models import Account, Entry, Exchange, ExchangeLine, Good, Objection, Price, Score, Shop, StockMove

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
MONTHS = 12
GOODS = (
    ("洗衣粉 1 公斤", "袋", 8), ("食用盐 400 克", "袋", 2), ("香皂", "块", 4), ("毛巾", "条", 6), ("牙膏", "支", 5), ("酱油 500 毫升", "瓶", 7),
    ("大米 5 公斤", "袋", 30), ("菜籽油 5 升", "桶", 60), ("作业本", "本", 2), ("雨靴", "双", 35), ("电热水壶", "个", 55), ("棉拖鞋", "双", 15),
)  # fmt: skip
PROOFS = {
    "clean": ("评比组入户查看，院内整洁、柴草堆放有序。", "每月评比，三人打分合格。"), "volunteer": ("参加村道清扫半天，有签到。", "参加水渠清淤，组长证明。"),
    "thought": ("参加屋场会学习，有签到表。",), "civility": ("照顾邻居独居老人，邻居反映。", "调解邻里纠纷，村干部在场。"),
    "selfhelp": ("新增油茶三亩，已实地看过。", "外出务工满半年，有合同。"), "deduct_waste": ("往河边倒垃圾，巡查看到并劝阻。",),
    "deduct_custom": ("办满月酒超过规定桌数。",),
}  # fmt: skip
OFTEN = {"clean": 38, "volunteer": 22, "thought": 16, "civility": 5, "selfhelp": 6, "deduct_waste": 5, "deduct_custom": 2}


@dataclass
class Village:
    """One shop while its year is walked through."""

    team: WorkTeam
    shop: Shop
    goods: list[Good]
    families: list[Household]
    accounts: dict[int, Account] = field(default_factory=dict)
    scores: list[Score] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)
    followers: list[tuple[Entry, Entry]] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    lines: list[ExchangeLine] = field(default_factory=list)
    moves: list[StockMove] = field(default_factory=list)


def make_shops(world: World) -> None:
    """A shop in the first villages with a team: a few in a small county, a tenth of the teams in a whole one."""
    dice = random.Random(20260105)
    villages = [_open(world, dice, team) for team in world.teams[: max(3, len(world.teams) // 10)]]
    for village in villages:
        _walk(world, dice, village)
        _write(village)
        _owe(world, village)
    _objection(world, villages[0])


def _open(world: World, dice: random.Random, team: WorkTeam) -> Village:
    since = max(world.on - 365 * DAY, team.opened_on)
    shop = Shop.objects.create(
        region=team.region, path=team.path, name="爱心超市", place="村委会一楼，每周三、周六上午", opened_on=since
    )
    kinds = GOODS if team == world.teams[0] else dice.sample(GOODS, 8)
    goods = [Good(shop=shop, path=shop.path, name=n, unit=u, position=i, offered_on=since) for i, (n, u, _p) in enumerate(kinds, 1)]
    Good.objects.bulk_create(goods)
    captain, at = world.captains.get(team.pk), clock.start_of(since) + 9 * HOUR
    Price.objects.bulk_create(Price(good=g, points=p, valid_from=since, set_by=captain, set_at=at) for g, (_n, _u, p) in zip(goods, kinds, strict=True))
    for good, (_n, _u, points) in zip(goods, kinds, strict=True):
        good.price = points
    families = list(Household.objects.filter(path=team.path, closed_on=None).order_by("pk"))
    return Village(team, shop, goods, families)


def _walk(world: World, dice: random.Random, village: Village) -> None:
    """Day by day: goods come in each quarter, records are made, approved and posted, Saturdays are for exchanging."""
    since, captain = village.shop.opened_on, world.captains.get(village.team.pk)
    village.accounts = {h.pk: Account(household=h, path=h.path, settled_on=world.on) for h in village.families}
    due: dict[datetime.date, list[Entry]] = defaultdict(list)
    day = since
    while day <= world.on:
        if (day - since).days % 91 == 0:
            _fill(world, dice, village, day)
        if day.day in (6, 17) or day in (world.on, world.on - DAY, world.on - 3 * DAY):
            for score in _round(world, dice, village, day):
                if row := _approved(world, village, score):
                    due[row.counts_on].append(row)
        _count(village, due.pop(day, []))
        if day < world.on and (day.weekday() == 5 or day == world.on - DAY):
            for family in village.families:
                if dice.random() < 0.16:
                    _exchange(dice, village, family, day, captain)
        day += DAY


def _fill(world: World, dice: random.Random, village: Village, day: datetime.date) -> None:
    unit = village.team.backing_unit
    captain, at = world.captains.get(village.team.pk), clock.start_of(day) + 9 * HOUR
    for good in village.goods:
        is_gift = dice.random() < 0.6
        n = dice.randint(8, 20)
        village.moves.append(StockMove(
            good=good, path=good.path, kind="donation" if is_gift else "purchase", quantity=n, on=day, at=at, by=captain,
            source=unit.name if is_gift and unit else "镇供销社", unit=unit if is_gift else None, value=None if is_gift else n * good.price,
        ))  # fmt: skip
        good.stock += n


def _round(world: World, dice: random.Random, village: Village, day: datetime.date) -> list[Score]:
    """What was recorded on a day: one item for a part of the village."""
    item = dice.choices(list(OFTEN), list(OFTEN.values()))[0]
    share = 0.05 if item.startswith("deduct") else 0.4
    chosen = [family for family in village.families if dice.random() < share]
    row = settings_for(village.shop.path, day).row_of(keys.POINT_ITEMS, item)
    if row is None:
        return []
    at = min(clock.start_of(day) + 15 * HOUR, world.at)
    made = [
        Score(
            uuid=uuid.UUID(int=dice.getrandbits(128), version=4), household=family, path=family.path, item=item, points=row["points"],
            proof=dice.choice(PROOFS[item]), done_on=day, recorded_by=world.captains.get(village.team.pk), recorded_at=at,
        )
        for family in chosen
    ]  # fmt: skip
    seen = {(score.household_id, score.item, score.done_on) for score in village.scores}
    made = [score for score in made if (score.household_id, score.item, score.done_on) not in seen]
    village.scores += made
    return made


def _approved(world: World, village: Village, score: Score) -> Entry | None:
    """The township approves the next day; what was recorded yesterday and today still waits."""
    on = score.done_on + DAY
    office = world.offices[score.path[:9]]
    if on >= world.on or score.recorded_by in (None, office):
        return None
    days = settings_for(score.path, on)[keys.POINTS_PUBLICITY_DAYS]
    at = clock.start_of(on) + 10 * HOUR
    score.decided_by, score.decided_at, score.approved_on, score.counts_on = office, at, on, rules.counts_from(on, days)
    kind = Entry.Kind.EARN if score.points > 0 else Entry.Kind.DEDUCT
    row = Entry(
        account=village.accounts[score.household_id], path=score.path, kind=kind, points=score.points, counts_on=score.counts_on,
        score=score, by=office, at=at,
    )  # fmt: skip
    village.rows.append(row)
    return row


def _count(village: Village, rows: list[Entry]) -> None:
    """Rows whose day has come; what a deduction cannot take is remitted."""
    own: dict[int, list[Entry]] = defaultdict(list)
    for row in rows:
        own[row.account.household_id].append(row)
    for pk, found in own.items():
        account = village.accounts[pk]
        settled = rules.settle(account.balance, [rules.Step(n, row.counts_on, row.points) for n, row in enumerate(found)])
        account.balance = settled.balance
        for n, rest in settled.remitted.items():
            row = found[n]
            remit = Entry(
                account=account, path=row.path, kind=row.kind, points=rest, counts_on=row.counts_on, score=row.score,
                why=Entry.Why.REMITTED, at=clock.start_of(row.counts_on) + HOUR / 6,
            )  # fmt: skip
            village.followers.append((row, remit))


def _exchange(dice: random.Random, village: Village, family: Household, day: datetime.date, by) -> None:
    """A household takes one to three kinds, as far as points and shelf allow."""
    account = village.accounts[family.pk]
    left, taken = account.balance, {}
    for good in dice.sample(village.goods, min(3, len(village.goods))):
        n = dice.randint(1, 2)
        if good.stock - n >= (3 if good.position % 4 else 0) and good.price * n <= left:
            taken[good.pk] = (good, n)
            left -= good.price * n
    if not taken:
        return
    at = clock.start_of(day) + 9 * HOUR + datetime.timedelta(minutes=2 * len(village.exchanges) % 170)
    made = Exchange(
        uuid=uuid.UUID(int=dice.getrandbits(128), version=4), shop=village.shop, account=account, path=village.shop.path,
        points=account.balance - left, on=day, at=at, by=by,
    )  # fmt: skip
    account.balance = left
    village.exchanges.append(made)
    village.rows.append(
        Entry(account=account, path=made.path, kind=Entry.Kind.REDEEM, points=-made.points, counts_on=day, exchange=made, by=by, at=at)
    )
    for good, n in taken.values():
        good.stock -= n
        village.lines.append(ExchangeLine(exchange=made, good=good, quantity=n, price=good.price))
        village.moves.append(StockMove(good=good, path=good.path, kind="exchange", quantity=-n, on=day, exchange=made, by=by, at=at))


def _write(village: Village) -> None:
    """Only households with a row have an account."""
    used = {row.account.household_id for row in village.rows}
    Account.objects.bulk_create([account for pk, account in village.accounts.items() if pk in used])
    Score.objects.bulk_create(village.scores, batch_size=500)
    Exchange.objects.bulk_create(village.exchanges, batch_size=500)
    Entry.objects.bulk_create(village.rows, batch_size=500)
    for row, follower in village.followers:
        follower.of = row
    Entry.objects.bulk_create([follower for _row, follower in village.followers], batch_size=500)
    ExchangeLine.objects.bulk_create(village.lines, batch_size=500)
    StockMove.objects.bulk_create(village.moves, batch_size=500)
    Good.objects.bulk_update(village.goods, ["stock"])


def _owe(world: World, village: Village) -> None:
    """The approval of each record was owed, and is where nobody has decided yet."""
    owing.open_approvals(village.scores, at=world.at)
    decided: dict[tuple[User, datetime.date], list[Score]] = defaultdict(list)
    for score in village.scores:
        if score.decided_by and score.approved_on:
            decided[score.decided_by, score.approved_on].append(score)
    for (office, day), rows in decided.items():
        owing.close_approvals(rows, by=office, on=day)


def _objection(world: World, village: Village) -> None:
    """One record on the board of the first village is objected to and waits to be looked into."""
    row = next((row for row in reversed(village.rows) if row.score and row.counts_on > world.on), None)
    if row is None or row.score is None:
        return
    at, by = min(clock.start_of(world.on) + 8 * HOUR, world.at), world.captains.get(village.team.pk)
    Entry.objects.create(
        account=row.account, path=row.path, kind=row.kind, points=-row.points, counts_on=row.counts_on, score=row.score, of=row,
        why=Entry.Why.HELD, by=by, at=at,
    )  # fmt: skip
    said = Objection.objects.create(score=row.score, said_on=world.on, text="那天他家没有人参加，签到是别人代签的。", recorded_by=by, recorded_at=at)
    owing.open_objection(said, at=at)
    Score.objects.filter(pk=row.score.pk).update(held_on=world.on)
