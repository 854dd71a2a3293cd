"""Goods of the fund: what is in stock, how it came and went."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from common.addonly import AddOnly, AddOnlyQuerySet
from households.models import Household
from wishes.fund.models.donation import Donation
from wishes.fund.models.fund import Fund
from wishes.fund.models.receipts import RECEIVED, Received


class GoodsQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer):
        """What is in stock is no secret of an area: every part of the county may ask for it."""
        return self.filter(fund__path__in=viewer.county_paths) if viewer.can(Permission.FUND_SEE) else self.none()

    def in_stock(self):
        return self.filter(quantity__gt=0)


class Goods(models.Model):
    """One kind of goods with its stock and what the stock is worth by estimate; neither falls below nought (constraints)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="goods")
    name = models.CharField(_("goods"), max_length=40)
    measure = models.CharField(_("counted in"), max_length=10)
    quantity = models.DecimalField(_("in stock"), max_digits=10, decimal_places=2, default=0)
    value = models.DecimalField(_("estimated value in yuan"), max_digits=12, decimal_places=2, default=0)

    objects = GoodsQuerySet.as_manager()

    class Meta:
        ordering = ["name", "measure"]
        verbose_name = _("goods of the fund")
        constraints = [
            models.UniqueConstraint(fields=["fund", "name", "measure"], name="fund_goods_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="fund_stock_not_negative"),
            models.CheckConstraint(condition=Q(value__gte=0), name="fund_stock_value_not_negative"),
        ]

    def __str__(self):
        return f"goods {self.pk}"

    @property
    def path(self) -> str:
        return self.fund.path

    @property
    def journal_title(self) -> str:
        return self.name


class HandOutQuerySet(ScopedQuerySet):
    see = Permission.FUND_SEE

    def standing(self):
        return self.filter(voided_at=None)

    def without_receipt(self):
        return self.standing().exclude(RECEIVED)


class HandOut(Received):
    """Goods given to a family."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    goods = models.ForeignKey(Goods, models.PROTECT, related_name="hand_outs")
    household = models.ForeignKey(Household, models.PROTECT, related_name="fund_goods")
    path = models.CharField(max_length=15)
    quantity = models.DecimalField(_("how much"), max_digits=10, decimal_places=2)
    value = models.DecimalField(_("estimated value in yuan"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200)
    on = models.DateField(_("given on"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HandOutQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("goods given out")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="hand_out_of_something")]
        indexes = [models.Index(fields=["path", "on"], name="hand_out_area")]

    def __str__(self):
        return f"hand-out {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.goods.name


class MoveQuerySet(AddOnlyQuerySet, ScopedQuerySet):  # type: ignore[override]
    see = Permission.FUND_SEE


class Move(models.Model):
    """A line of the goods ledger: came in by a donation, went out to a family, or reverses an older line. Only added to."""

    class Kind(models.TextChoices):
        DONATION = "donation", _("donated")
        GIVEN = "given", _("given out")
        CORRECTION = "correction", _("reversal")

    goods = models.ForeignKey(Goods, models.PROTECT, related_name="moves")
    path = models.CharField(max_length=15)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    quantity = models.DecimalField(_("how much"), max_digits=10, decimal_places=2)
    value = models.DecimalField(_("estimated value in yuan"), max_digits=12, decimal_places=2)
    stock = models.DecimalField(_("in stock afterwards"), max_digits=10, decimal_places=2)
    on = models.DateField(_("day"))
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, blank=True, related_name="moves")
    hand_out = models.ForeignKey(HandOut, models.PROTECT, null=True, blank=True, related_name="moves")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("move of goods")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="donation", quantity__gt=0, value__gte=0, donation__isnull=False)
                | Q(kind="given", quantity__lt=0, value__lte=0, hand_out__isnull=False)
                | Q(kind="correction", corrects__isnull=False) & ~Q(reason=""),
                name="fund_move_is_of_its_kind",
            ),
            models.CheckConstraint(condition=Q(stock__gte=0), name="fund_move_leaves_no_debt"),
        ]
        indexes = [models.Index(fields=["path", "on"], name="fund_move_area")]

    def __str__(self):
        return f"move {self.pk}"

    @property
    def reversal(self) -> "Move | None":
        """The line that took this one back, if there is one."""
        return getattr(self, "corrected_by", None)

    @property
    def journal_title(self) -> str:
        return self.goods.name


MOVES = AddOnly("fund_move", but=("path",))
