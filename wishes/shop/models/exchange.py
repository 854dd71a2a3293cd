"""Points for goods at the counter, and every piece that goes in or out of a shop."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import Unit, User
from common.addonly import AddOnly, AddOnlyQuerySet
from regions.paths import within
from wishes.shop.models.ledger import Account, of_own_families
from wishes.shop.models.shop import Good, Shop


class ExchangeQuerySet(ScopedQuerySet):
    see = Permission.SHOP_SEE

    def own(self, viewer: Viewer) -> Q:
        return of_own_families(viewer, "account__household")

    def under(self, path: str):
        return self.filter(within("path", path))

    def standing(self):
        return self.filter(undone_at=None)


class Exchange(models.Model):
    """One household took goods for points. Undone within ten minutes it stays as a row, with rows that give everything back."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="exchanges")
    account = models.ForeignKey(Account, models.PROTECT, related_name="exchanges")
    path = models.CharField(max_length=15)
    points = models.PositiveIntegerField(_("points"))
    on = models.DateField(_("day"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("exchange")
        constraints = [models.CheckConstraint(condition=Q(points__gte=1), name="exchange_for_points")]
        indexes = [
            models.Index(fields=["shop", "on"], name="exchange_shop_day"),
            models.Index(fields=["path", "on"], name="exchange_area"),
        ]

    def __str__(self):
        return f"exchange {self.pk}"

    @property
    def no(self) -> str:
        return f"{self.on.year}-{self.pk:05d}" if self.pk else ""

    @property
    def journal_title(self) -> str:
        return self.no


class ExchangeLine(models.Model):
    """So many pieces of one good, at the price of that day."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="lines")
    good = models.ForeignKey(Good, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("pieces"))
    price = models.PositiveIntegerField(_("points a piece"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of an exchange")
        constraints = [
            models.UniqueConstraint(fields=["exchange", "good"], name="exchange_good_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1, price__gte=1), name="exchange_line_of_something"),
        ]

    def __str__(self):
        return f"line {self.pk}"

    @property
    def points(self) -> int:
        return self.quantity * self.price


class StockMoveQuerySet(AddOnlyQuerySet, ScopedQuerySet):  # type: ignore[override]
    see = Permission.SHOP_SEE


class StockMove(models.Model):
    """Pieces in or out. Never changed: what was wrong is put right by a move of its own."""

    class Kind(models.TextChoices):
        DONATION = "donation", _("given to the shop")
        PURCHASE = "purchase", _("bought for the shop")
        EXCHANGE = "exchange", _("exchanged for points")
        CORRECTION = "correction", _("put right after counting")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    good = models.ForeignKey(Good, models.PROTECT, related_name="moves")
    path = models.CharField(max_length=15)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    quantity = models.IntegerField(_("pieces"))
    on = models.DateField(_("day"))
    source = models.CharField(_("from whom, or why"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("giving unit"))
    value = models.DecimalField(_("value in yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    exchange = models.ForeignKey(Exchange, models.PROTECT, null=True, blank=True, related_name="moves")
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("move of stock")
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="move_of_some_pieces"),
            models.CheckConstraint(
                condition=Q(kind__in=["donation", "purchase"], quantity__gt=0, of=None) & ~Q(source="")
                | Q(kind="exchange", exchange__isnull=False) & (Q(quantity__lt=0, of=None) | Q(quantity__gt=0, of__isnull=False))
                | Q(kind="correction", of=None) & ~Q(source=""),
                name="move_fits_its_kind",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="move_value_not_negative"),
            models.UniqueConstraint(fields=["of"], condition=Q(of__isnull=False), name="move_taken_back_once"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["good", "on"], name="move_good"),
            models.Index(fields=["path", "on"], name="move_area"),
        ]

    def __str__(self):
        return f"move {self.pk}"


MOVES = AddOnly("shop_stockmove", but=("path",))
