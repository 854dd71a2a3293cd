"""A pupil and whoever helps him through school, and what he was given each term."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import Unit, User
from common import masks
from common.fields import EncryptedField
from households.models import Household, Person
from wishes.fund.models.receipts import Received


class SponsorshipQuerySet(ScopedQuerySet):
    see = Permission.FUND_SEE

    def open(self):
        return self.filter(closed_on=None)

    def in_term(self, term):
        """Those that ran on some day of a term."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=term.start), opened_on__lt=term.end)

    def given_in(self, term):
        return self.filter(gifts__term=term.key, gifts__voided_at=None)

    def waiting_in(self, term):
        """Nothing was given yet in the term."""
        given = Gift.objects.filter(term=term.key, voided_at=None).values("sponsorship")
        return self.in_term(term).exclude(pk__in=given)


class Sponsorship(models.Model):
    """A pupil matched with a giver from `opened_on` until before `closed_on`. An ended one stays to be read.

    The giver is a unit, somebody with an account, or an outside person or body, whose name and phone are sealed;
    `giver_key` is the same for the same giver (a keyed hash for outside ones), so that nobody is matched twice at a time.
    """

    class Giver(models.TextChoices):
        UNIT = "unit", _("a unit")
        USER = "user", _("a cadre of the county")
        OUTSIDE = "outside", _("somebody else")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    pupil = models.ForeignKey(Person, models.PROTECT, related_name="sponsorships", verbose_name=_("pupil"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="sponsorships")
    path = models.CharField(max_length=15)
    giver = models.CharField(_("sponsor"), max_length=7, choices=Giver.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="sponsorships")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sponsorships")
    name = EncryptedField(_("name of the giver"), blank=True, default="")
    phone = EncryptedField(_("phone of the giver"), blank=True, default="")
    giver_key = models.CharField(max_length=80)
    school = models.CharField(_("school and class"), max_length=60, blank=True)
    eligibility = models.CharField(_("why this pupil"), max_length=200)
    opened_on = models.DateField(_("matched since"))
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_on = models.DateField(_("ended on"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        ordering = ["path", "household", "pk"]
        verbose_name = _("sponsorship of a pupil")
        constraints = [
            models.UniqueConstraint(fields=["pupil", "giver_key"], condition=Q(closed_on=None), name="pupil_matched_once_a_giver"),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")) & ~Q(close_reason=""), name="sponsorship_end_says_why"),
            models.CheckConstraint(
                condition=Q(giver="unit", unit__isnull=False, user=None)
                | Q(giver="user", user__isnull=False, unit=None)
                | Q(giver="outside", unit=None, user=None),
                name="sponsorship_giver_is_of_its_kind",
            ),
        ]
        indexes = [models.Index(fields=["path", "closed_on"], name="sponsorship_area")]

    def __str__(self):
        return f"sponsorship {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.household.no

    @property
    def masked_giver(self) -> str:
        """Who gives, as a list shows it: outside people by their surname only."""
        if self.unit:
            return self.unit.name
        return self.user.name if self.user else masks.name(str(self.name))


class GiftQuerySet(ScopedQuerySet):
    see = Permission.FUND_SEE

    def standing(self):
        return self.filter(voided_at=None)


class Gift(Received):
    """What a pupil was given in a term: the same pupil by the same giver once (constraint)."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="gifts")
    pupil = models.ForeignKey(Person, models.PROTECT, related_name="gifts")
    giver_key = models.CharField(max_length=80)
    path = models.CharField(max_length=15)
    term = models.CharField(_("term"), max_length=11)
    money = models.DecimalField(_("money in yuan"), max_digits=10, decimal_places=2, default=0)
    goods = models.CharField(_("goods"), max_length=120, blank=True)
    on = models.DateField(_("given on"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("gift to a pupil")
        constraints = [
            models.UniqueConstraint(fields=["pupil", "giver_key", "term"], condition=Q(voided_at=None), name="pupil_given_once_a_term"),
            models.CheckConstraint(condition=Q(money__gt=0) | Q(money=0) & ~Q(goods=""), name="gift_of_something"),
        ]
        indexes = [models.Index(fields=["path", "term"], name="gift_area_term"), models.Index(fields=["on"], name="gift_day")]

    def __str__(self):
        return f"gift {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.term

    @property
    def household_id(self) -> int:
        return self.sponsorship.household_id
