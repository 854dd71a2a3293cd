"""A shop with goods, and households with points, made by the deeds of the house."""

import datetime as dt
import io
import uuid

from PIL import Image

from policies.models import SettingValue
from wishes.shop import actions
from wishes.shop.models import Account, Entry, Good, Score, Shop, StockMove

TZ = dt.timezone(dt.timedelta(hours=8))
ON = dt.date(2026, 10, 15)


def at(on: dt.date = ON, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime(on.year, on.month, on.day, hour, minute, tzinfo=TZ)


def now(by, on: dt.date = ON, hour: int = 10, minute: int = 0) -> dict:
    return {"by": by, "at": at(on, hour, minute), "on": on}


def photo(colour: str = "green") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def set_rule(cast, key, value, since: dt.date = dt.date(2025, 1, 1), region=None):
    region = region or cast.county
    return SettingValue.objects.create(
        key=key.name, region=region, path=region.path, value=value, opened_on=since, set_at=at()
    )


def a_shop(cast, region=None, on: dt.date = ON) -> Shop:
    region = region or cast.fengshuwan
    return actions.open_shop(region=region, name="爱心超市", opened_on=on, **now(cast.clerk, on))


def a_good(cast, shop, name="洗衣粉", points=8, stock=20, on: dt.date = ON) -> Good:
    good = actions.add_good(shop=shop, name=name, unit="袋", points=points, **now(cast.clerk, on))
    if stock:
        actions.receive(
            good=good, kind=StockMove.Kind.DONATION, quantity=stock, source="县水利局", received_on=on, uuid=uuid.uuid4(), **now(cast.clerk, on)
        )
    good.refresh_from_db()
    return good


def recorded(cast, household, item="clean", on: dt.date = ON, by=None, **more) -> Score:
    """Written down by the captain."""
    told = {"proof": "评比组入户查看，院内整洁。", "done_on": on} | more
    return actions.record_item(households=[household], item=item, **told, **now(by or cast.captain, on)).scores[0]


def approved(cast, household, item="clean", on: dt.date = ON, **more) -> Score:
    """Approved by the clerk: on the board."""
    score = recorded(cast, household, item, on, **more)
    actions.approve(scores=[score], **now(cast.clerk, on, 11))
    score.refresh_from_db()
    return score


def give(cast, household, points: int, on: dt.date = ON) -> Score:
    """Points that count at once, by an adjustment."""
    score = actions.adjust(household=household, points=points, reason="老存折结转。", **now(cast.captain, on))
    actions.approve(scores=[score], **now(cast.clerk, on))
    return score


def balance(household) -> int:
    account = Account.objects.filter(household=household).first()
    return account.balance if account else 0


def ledger_sum(household, on: dt.date) -> int:
    return sum(Entry.objects.filter(account__household=household, counts_on__lte=on).values_list("points", flat=True))
