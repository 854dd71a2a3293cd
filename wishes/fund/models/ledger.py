"""The money ledger of the fund: only added to, with the balance after each line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from common.addonly import AddOnly, AddOnlyQuerySet
from wishes.fund.models.asking import Grant
from wishes.fund.models.donation import Donation
from wishes.fund.models.fund import Fund


class EntryQuerySet(AddOnlyQuerySet, ScopedQuerySet):  # type: ignore[override]
    see = Permission.FUND_SEE

    def before(self, day):
        return self.filter(on__lt=day)

    def within(self, period):
        return self.filter(on__gte=period.start, on__lt=period.end)


class Entry(models.Model):
    """One line: money in (+) or out (−). What was brought over stands first; a correction reverses one older line whole.

    `path` is the county's for what came in, the family's village for what went out: so each area sees its own.
    """

    class Kind(models.TextChoices):
        CARRIED = "carried", _("brought over")
        DONATION = "donation", _("donation")
        GRANT = "grant", _("grant paid out")
        CORRECTION = "correction", _("reversal")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries")
    path = models.CharField(max_length=15)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("amount in yuan"), max_digits=12, decimal_places=2)
    balance = models.DecimalField(_("balance afterwards"), max_digits=14, decimal_places=2)
    on = models.DateField(_("day"))
    purpose = models.CharField(_("what for"), max_length=20, blank=True)
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, blank=True, related_name="entries")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, blank=True, related_name="entries")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("line of the fund's ledger")
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="fund_entry_leaves_no_debt"),
            models.CheckConstraint(
                condition=Q(kind="carried", amount__gt=0)
                | Q(kind="donation", amount__gt=0, donation__isnull=False)
                | Q(kind="grant", amount__lt=0, grant__isnull=False)
                | Q(kind="correction", corrects__isnull=False) & ~Q(reason="") & ~Q(amount=0),
                name="fund_entry_is_of_its_kind",
            ),
        ]
        indexes = [models.Index(fields=["path", "on"], name="fund_entry_area"), models.Index(fields=["fund", "on"], name="fund_entry_day")]

    def __str__(self):
        return f"entry {self.pk}"

    @property
    def reversal(self) -> "Entry | None":
        """The line that took this one back, if there is one."""
        return getattr(self, "corrected_by", None)

    @property
    def journal_title(self) -> str:
        return f"{self.on.year}-{self.pk:05d}" if self.pk else ""


LEDGER = AddOnly("fund_entry", but=("path",))
