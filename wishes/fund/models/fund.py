"""The fund of a county and the quarters that were closed."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import User
from common.addonly import AddOnly, AddOnlyQuerySet
from common.periods import ONE_DAY
from regions.models import Region


class FundQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer):
        """Whoever sees a part of the county's fund work sees that there is a fund, and what it holds."""
        return self.filter(path__in=viewer.county_paths) if viewer.can(Permission.FUND_SEE) else self.none()


class Fund(models.Model):
    """One a county. `balance` is what all entries sum to; the row is locked by every deed that moves money or goods.

    `closed_through` is the last day of the last closed quarter: nothing is booked on that day or before.
    """

    region = models.OneToOneField(Region, models.PROTECT, related_name="care_fund")
    path = models.CharField(max_length=6, unique=True)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    balance = models.DecimalField(_("balance in yuan"), max_digits=14, decimal_places=2, default=0)
    closed_through = models.DateField(_("closed through"), null=True, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("care fund")
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="fund_balance_not_negative")]

    def __str__(self):
        return f"fund {self.path}"

    @property
    def journal_title(self) -> str:
        return self.region.name

    @property
    def open_from(self) -> datetime.date | None:
        """The first day on which something may be booked; None where no quarter is closed yet."""
        return self.closed_through + ONE_DAY if self.closed_through else None


class ClosingQuerySet(AddOnlyQuerySet):
    may_change = frozenset()

    def visible_to(self, viewer: Viewer):
        return self.filter(viewer.q(Permission.FUND_SEE, "fund__path"))


class Closing(models.Model):
    """A quarter that is closed, with the numbers that were signed for; its rows are changed by rows of a later quarter only."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="closings")
    quarter = models.CharField(_("quarter"), max_length=7)
    opening = models.DecimalField(max_digits=14, decimal_places=2)
    donations = models.DecimalField(max_digits=14, decimal_places=2)
    grants = models.DecimalField(max_digits=14, decimal_places=2)
    corrections = models.DecimalField(max_digits=14, decimal_places=2)
    closing = models.DecimalField(max_digits=14, decimal_places=2)
    goods_value = models.DecimalField(max_digits=14, decimal_places=2, help_text="of the stock on the last day")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter"]
        verbose_name = _("closed quarter")
        constraints = [
            models.UniqueConstraint(fields=["fund", "quarter"], name="fund_quarter_closed_once"),
            models.CheckConstraint(condition=Q(closing__gte=0) & Q(opening__gte=0), name="fund_closing_not_negative"),
        ]

    def __str__(self):
        return f"closing {self.quarter}"


CLOSINGS = AddOnly("fund_closing")
