"""The shop of a village, what stands on its shelves, and what it costs in points."""

import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from regions.models import Region
from regions.paths import within


class ShopQuerySet(ScopedQuerySet):
    see = Permission.SHOP_SEE

    def open(self):
        return self.filter(closed_on=None)

    def under(self, path: str):
        return self.filter(within("path", path))


class Shop(models.Model):
    """The points shop (爱心超市) of one village. A village has one that is open at most; one that closes keeps its rows."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="shops", verbose_name=_("village"))
    path = models.CharField(max_length=15)
    name = models.CharField(_("name of the shop"), max_length=60)
    place = models.CharField(_("where and when it is open"), max_length=120, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("shop closed on"), null=True, blank=True)
    close_reason = models.CharField(_("why it was closed"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ShopQuerySet.as_manager()

    class Meta:
        ordering = ["path", "opened_on"]
        verbose_name = _("points shop")
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(closed_on=None), name="shop_open_once_a_village"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")) & ~Q(close_reason=""), name="shop_closed_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["path", "closed_on"], name="shop_area")]

    def __str__(self):
        return f"shop {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class GoodQuerySet(ScopedQuerySet):
    see = Permission.SHOP_SEE

    def offered(self):
        return self.filter(withdrawn_on=None)

    def priced(self, on: datetime.date):
        """With `price`: the points it costs on a day, None where no price holds yet."""
        held = Price.objects.filter(good=OuterRef("pk"), valid_from__lte=on).order_by("-valid_from")
        return self.annotate(price=Subquery(held.values("points")[:1]))


class Good(models.Model):
    """Something to be had for points. `stock` is the sum of its moves, kept on the row, and never below nothing."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="goods")
    path = models.CharField(max_length=15)
    name = models.CharField(pgettext_lazy("shop", "good"), max_length=60)
    unit = models.CharField(_("counted in"), max_length=10, help_text="bottle, bag, pair …")
    position = models.PositiveSmallIntegerField(default=0)
    stock = models.IntegerField(_("in stock"), default=0)
    offered_on = models.DateField(_("offered since"))
    withdrawn_on = models.DateField(_("no longer offered since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = GoodQuerySet.as_manager()

    class Meta:
        ordering = ["shop", "position", "pk"]
        verbose_name = pgettext_lazy("shop", "good")
        constraints = [
            models.CheckConstraint(condition=Q(stock__gte=0), name="stock_never_below_nothing"),
            models.UniqueConstraint(fields=["shop", "name"], condition=Q(withdrawn_on=None), name="good_once_a_shop"),
        ]
        indexes = [models.Index(fields=["path"], name="good_area")]

    def __str__(self):
        return f"good {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.name


class Price(models.Model):
    """What a good costs in points from a day on. The price list is dated: old exchanges keep theirs."""

    good = models.ForeignKey(Good, models.PROTECT, related_name="prices")
    points = models.PositiveIntegerField(_("points"))
    valid_from = models.DateField(_("holds from"))
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["good", "-valid_from"]
        verbose_name = _("price in points")
        constraints = [
            models.UniqueConstraint(fields=["good", "valid_from"], name="price_once_a_day"),
            models.CheckConstraint(condition=Q(points__gte=1), name="price_of_a_point_at_least"),
        ]

    def __str__(self):
        return f"price {self.pk}"
