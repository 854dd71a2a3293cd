"""Opening, changing and closing the shop of a village."""

import datetime

from django.db import IntegrityError, transaction

from accounts.journal import record
from accounts.models import User
from regions.models import Region
from wishes.shop.actions import refusals
from wishes.shop.actions.recording import must_be_past, said
from wishes.shop.models import Good, Shop


def locked(shop: Shop, version: int | None = None) -> Shop:
    """The row as it stands now. Raises StaleShop if it is not the version seen, ShopClosed."""
    row = Shop.objects.select_for_update(of=("self",)).select_related("region").get(pk=shop.pk)
    if version is not None and row.version != version:
        raise refusals.StaleShop
    if not row.is_open:
        raise refusals.ShopClosed
    return row


@transaction.atomic
def open_shop(
    *, region: Region, name: str, opened_on: datetime.date, by: User, at: datetime.datetime, on: datetime.date, place: str = ""
) -> Shop:
    """A village gets its points shop; it has one at a time. Raises NotAVillage, ShopOpenAlready, DayToCome, DayTooOld."""
    if region.level != Region.Level.VILLAGE or region.closed_on:
        raise refusals.NotAVillage(fields={"region": refusals.NotAVillage.message})
    must_be_past(opened_on, on, "opened_on")
    try:
        with transaction.atomic():
            shop = Shop.objects.create(region=region, path=region.path, name=name.strip(), place=place.strip(), opened_on=opened_on)
    except IntegrityError as error:
        wrong = refusals.ShopOpenAlready(village=region.name)
        raise refusals.ShopOpenAlready(fields={"region": str(wrong)}, village=region.name) from error
    record("shop_opened", by=by, at=at, subject=shop, on=opened_on.isoformat())
    return shop


@transaction.atomic
def change_shop(*, shop: Shop, version: int, name: str, place: str, by: User, at: datetime.datetime) -> Shop:
    """Its name, where and when it is open. Raises StaleShop, ShopClosed."""
    row = locked(shop, version)
    row.name, row.place, row.version = name.strip(), place.strip(), row.version + 1
    row.save(update_fields=["name", "place", "version"])
    record("shop_changed", by=by, at=at, subject=row)
    return row


@transaction.atomic
def close_shop(*, shop: Shop, reason: str, by: User, at: datetime.datetime, on: datetime.date) -> Shop:
    """Nothing may be left on its shelves. The households keep their points. Raises ShopClosed, ShopHoldsGoods, ReasonMissing."""
    row = locked(shop)
    words = said(reason, "reason", refusals.ReasonMissing)
    left = sum(Good.objects.select_for_update().filter(shop=row).order_by("pk").values_list("stock", flat=True))
    if left:
        raise refusals.ShopHoldsGoods(n=left)
    row.closed_on, row.close_reason, row.version = on, words, row.version + 1
    row.save(update_fields=["closed_on", "close_reason", "version"])
    record("shop_closed", by=by, at=at, subject=row, on=on.isoformat())
    return row
