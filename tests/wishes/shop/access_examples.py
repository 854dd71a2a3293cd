"""The points shop at the four places: a shop with a good, an exchange, a record with a photo and an objection."""

import uuid

from django.core.files.base import ContentFile

from tests.house.access_examples import (
    CLERK,
    MISSING,
    VILLAGE,
    Example,
    example,
    household,
    missing,
    owners_of_household,
)


def shop_at(cast, place):
    from wishes.shop.models import Shop

    region = getattr(cast, VILLAGE[place])
    found = Shop.objects.filter(path=region.path).first()
    return found or Shop.objects.create(region=region, path=region.path, name="爱心超市", opened_on=cast.on)


def good_at(cast, place):
    from wishes.shop.models import Good

    shop = shop_at(cast, place)
    return Good.objects.create(shop=shop, path=shop.path, name=f"洗衣粉{uuid.uuid4().hex[:6]}", unit="袋", offered_on=cast.on)


def score_at(cast, place, **more):
    from wishes.shop.models import Score

    row = household(cast, place)
    values = {
        "household": row, "path": row.path, "item": "clean", "points": 10, "proof": "邻居证明。", "done_on": cast.on,
        "recorded_by": cast.users[CLERK[place]], "recorded_at": cast.at,
    }  # fmt: skip
    return Score.objects.create(**{**values, **more})


@example("points_shop")
def _shop(cast, place):
    if place == "missing":
        return missing()
    shop = shop_at(cast, place)
    return Example({"pk": shop.pk}, shop.path)


@example("counter")
def _counter(cast, place):
    """A shop and a household of its village."""
    if place == "missing":
        return Example({"pk": MISSING, "household": MISSING})
    shop = shop_at(cast, place)
    return Example({"pk": shop.pk, "household": household(cast, place).pk}, shop.path)


@example("shop_village")
def _village(cast, place):
    if place == "missing":
        return Example({"village": str(MISSING)})
    path = getattr(cast, VILLAGE[place]).path
    return Example({"village": path}, path)


@example("good")
def _good(cast, place):
    if place == "missing":
        return missing()
    good = good_at(cast, place)
    return Example({"pk": good.pk}, good.path)


@example("score")
def _score(cast, place):
    if place == "missing":
        return missing()
    row = score_at(cast, place)
    return Example({"pk": row.pk}, row.path, owners_of_household(place))


@example("score_photo")
def _photo(cast, place):
    from wishes.shop.models import ScorePhoto

    if place == "missing":
        return missing("number", uuid.uuid4())
    row = score_at(cast, place)
    photo = ScorePhoto.objects.create(
        uuid=uuid.uuid4(), score=row, file=ContentFile(b"jpeg", "x.jpg"), sha256="0" * 64, added_at=cast.at, added_by=cast.users[CLERK[place]]
    )
    return Example({"number": photo.uuid}, row.path, owners_of_household(place))


@example("objection")
def _objection(cast, place):
    from wishes.shop.models import Objection

    if place == "missing":
        return missing()
    row = score_at(cast, place)
    objection = Objection.objects.create(score=row, said_on=cast.on, text="不实", recorded_by=cast.users[CLERK[place]], recorded_at=cast.at)
    return Example({"pk": objection.pk}, row.path, owners_of_household(place))


@example("exchange")
def _exchange(cast, place):
    from wishes.shop.models import Account, Exchange

    if place == "missing":
        return missing()
    family, shop = household(cast, place), shop_at(cast, place)
    account, _is_new = Account.objects.get_or_create(household=family, defaults={"path": family.path, "settled_on": cast.on})
    row = Exchange.objects.create(shop=shop, account=account, path=shop.path, points=8, on=cast.on, at=cast.at, by=cast.users[CLERK[place]])
    return Example({"pk": row.pk}, row.path, owners_of_household(place))


@example("points_account")
def _account(cast, place):
    from wishes.shop.models import Account

    if place == "missing":
        return missing()
    family = household(cast, place)
    account = Account.objects.create(household=family, path=family.path, settled_on=cast.on)
    return Example({"pk": account.pk}, account.path, owners_of_household(place))


@example("points_entry")
def _entry(cast, place):
    from wishes.shop.models import Account, Entry

    if place == "missing":
        return missing()
    family = household(cast, place)
    account = Account.objects.create(household=family, path=family.path, settled_on=cast.on)
    row = Entry.objects.create(account=account, path=account.path, kind="earn", points=10, counts_on=cast.on, at=cast.at)
    return Example({"pk": row.pk}, row.path, owners_of_household(place))
