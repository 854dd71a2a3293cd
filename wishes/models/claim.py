"""Who promised to meet a wish, and until when."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from common.fields import EncryptedField
from wishes.models.wish import Wish


class ClaimQuerySet(models.QuerySet):
    def open(self):
        """Promised, not yet met and not fallen through."""
        return self.filter(ended_at=None)

    def timed_out(self, *, on: datetime.date):
        """Open past the last day for meeting it."""
        return self.open().filter(fulfil_due_on__lt=on)

    def made_here(self):
        """By somebody with an account or a slip; not what only a register tells."""
        return self.exclude(claimed_by=None, slip_lookup="")

    def counted(self):
        """With the number of givers, for lists."""
        return self.annotate(n_shares=models.Count("shares"))


class Claim(models.Model):
    """One promise. A wish has one open claim at most: of twenty at once one wins (constraint `wish_claimed_once`).

    `ended_at` is set when it is met, given back, timed out or undone; rows are never deleted. A giver without an account keeps a
    slip code (only its keyed hash is stored); his name and phone are sealed and shown to the office only.
    """

    class Kind(models.TextChoices):
        UNIT = "unit", _("a unit")
        BRANCH = "branch", _("a party branch")
        PERSON = "person", _("a person")
        JOINT = "joint", _("several givers together")

    class End(models.TextChoices):
        FULFILLED = "fulfilled", _("met")
        RELEASED = "released", _("given back")
        TIMED_OUT = "timed_out", _("timed out")
        UNDONE = "undone", pgettext_lazy("of a wish", "taken back")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="claims")
    kind = models.CharField(_("claimed as"), max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="claims")
    branch = models.CharField(_("branch"), max_length=60, blank=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="wish_claims")
    giver_name = EncryptedField(_("name of the giver"), blank=True)
    giver_phone = EncryptedField(_("phone of the giver"), blank=True)
    slip_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    claimed_on = models.DateField(_("claimed on"))
    claimed_at = models.DateTimeField()
    contact_due_on = models.DateField(_("contact by"))
    contacted_on = models.DateField(_("contacted on"), null=True, blank=True)
    fulfil_due_on = models.DateField(_("to be met by"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    end_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        verbose_name = _("claim")
        constraints = [
            models.UniqueConstraint(fields=["wish"], condition=Q(ended_at=None), name="wish_claimed_once"),
            models.CheckConstraint(condition=Q(fulfil_due_on__gte=F("claimed_on")), name="claim_due_after_claimed"),
            models.CheckConstraint(
                condition=Q(contacted_on=None) | Q(contacted_on__gte=F("claimed_on")), name="claim_contact_after_claimed"
            ),
            models.CheckConstraint(condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""), name="claim_end_says_how"),
        ]
        indexes = [
            models.Index(fields=["fulfil_due_on"], condition=Q(ended_at=None), name="claim_open_due"),
            models.Index(fields=["claimed_by", "ended_at"], name="claim_person"),
            models.Index(fields=["unit", "ended_at"], name="claim_unit"),
        ]

    def __str__(self):
        return f"claim {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def n_givers(self) -> int:
        """How many brought this together; a list reads the number along (`counted`)."""
        n = getattr(self, "n_shares", None)
        return len(self.shares.all()) if n is None else n


class Share(models.Model):
    """What one of several givers brings: money, or goods in words."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="shares")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("giver"), max_length=60, blank=True)
    money = models.DecimalField(_("money in yuan"), max_digits=10, decimal_places=2, default=0)
    goods = models.CharField(_("goods"), max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("share")
        constraints = [models.CheckConstraint(condition=Q(money__gte=0), name="share_money_not_negative")]

    def __str__(self):
        return f"share {self.pk}"
