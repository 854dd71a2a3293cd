"""A family asks for help of the fund: application, decision by somebody else, grant, receipt."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from households.models import Household, Person
from wishes.fund.models.fund import Fund
from wishes.fund.models.receipts import RECEIVED, Received
from wishes.models import Wish

OPEN = Q(decided_on=None, withdrawn_at=None)
APPROVED = Q(approved__isnull=False, withdrawn_at=None)
TO_PAY = APPROVED & Q(paid_on=None)
PAID = APPROVED & Q(paid_on__isnull=False)
REFUSED = Q(decided_on__isnull=False, approved=None)


class ApplicationQuerySet(ScopedQuerySet):
    see = Permission.FUND_SEE

    def to_decide(self):
        return self.filter(OPEN)

    def to_pay(self):
        """Approved, the money not yet handed over."""
        return self.filter(TO_PAY)

    def waiting(self):
        """To be decided or to be paid."""
        return self.filter(OPEN | TO_PAY)


class Application(models.Model):
    """Money asked for a family. The dates say the state; nobody decides what he asked for himself (constraint).

    `paid_on` repeats the day of the standing grant, for lists.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="applications")
    household = models.ForeignKey(Household, models.PROTECT, related_name="fund_applications")
    path = models.CharField(max_length=15)
    member = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="fund_applications", verbose_name=_("for whom in the family")
    )
    wish = models.ForeignKey(
        Wish, models.PROTECT, null=True, blank=True, related_name="fund_applications", verbose_name=_("micro-wish")
    )
    purpose = models.CharField(_("what for"), max_length=20)
    amount = models.DecimalField(_("amount asked for in yuan"), max_digits=12, decimal_places=2)
    reason = models.TextField(_("reason"), max_length=500)
    applied_on = models.DateField(_("asked on"))
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.DecimalField(_("amount approved in yuan"), max_digits=12, decimal_places=2, null=True, blank=True)
    answer = models.CharField(_("words to the decision"), max_length=200, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_on", "-pk"]
        verbose_name = _("application to the fund")
        constraints = [
            models.UniqueConstraint(fields=["household", "purpose"], condition=OPEN, name="fund_asked_once_at_a_time"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="application_amount_positive"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("applied_by")), name="application_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved=None) | Q(approved__gt=0, approved__lte=F("amount"), decided_on__isnull=False),
                name="application_approved_within_what_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(approved__isnull=False) | ~Q(answer=""), name="application_refused_says_why"
            ),
            models.CheckConstraint(condition=Q(paid_on=None) | Q(approved__isnull=False), name="application_paid_after_approval"),
        ]
        indexes = [
            models.Index(fields=["path", "applied_on"], name="application_area"),
            models.Index(fields=["household", "applied_on"], name="application_family"),
        ]

    def __str__(self):
        return f"application {self.pk}"

    @property
    def no(self) -> str:
        """The number people say: year and running number."""
        return f"{self.applied_on.year}-{self.pk:05d}" if self.pk else ""

    @property
    def journal_title(self) -> str:
        return self.no

    @property
    def state(self) -> str:
        """open (to be decided), approved (to be paid), paid, refused, withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.decided_on is None:
            return "open"
        if self.approved is None:
            return "refused"
        return "paid" if self.paid_on else "approved"


class GrantQuerySet(ScopedQuerySet):
    see = Permission.FUND_SEE

    def standing(self):
        """Not taken back by a correction."""
        return self.filter(voided_at=None)

    def without_receipt(self):
        return self.standing().exclude(RECEIVED)


class Grant(Received):
    """The money was handed over. One application has one grant that stands; a correction of the ledger takes it back."""

    class Way(models.TextChoices):
        TRANSFER = "transfer", _("transfer to the bank account")
        CASH = "cash", _("in cash")
        SCHOOL = "school", _("paid to school or hospital")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    application = models.ForeignKey(Application, models.PROTECT, related_name="grants")
    household = models.ForeignKey(Household, models.PROTECT, related_name="fund_grants")
    path = models.CharField(max_length=15)
    purpose = models.CharField(_("what for"), max_length=20)
    amount = models.DecimalField(_("amount in yuan"), max_digits=12, decimal_places=2)
    on = models.DateField(_("paid on"))
    way = models.CharField(_("how"), max_length=8, choices=Way.choices)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("grant of the fund")
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(voided_at=None), name="application_paid_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["path", "on"], name="fund_grant_area"),
            models.Index(fields=["household", "on"], name="fund_grant_family"),
        ]

    def __str__(self):
        return f"grant {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.application.no
