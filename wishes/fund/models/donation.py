"""What somebody gave to the fund."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import Unit, User
from common import masks
from common.fields import EncryptedField
from wishes.fund.models.fund import Fund


class DonationQuerySet(ScopedQuerySet):
    see = Permission.FUND_SEE


class Donation(models.Model):
    """One act of giving with its receipt, in money or in goods (whose lines are moves of the stock).

    A person's name and phone are sealed; a giver may stay unnamed. `may_be_named`: he agreed that the public account names him.
    """

    class Kind(models.TextChoices):
        MONEY = "money", _("money")
        GOODS = "goods", _("goods")

    class Giver(models.TextChoices):
        UNIT = "unit", _("a unit")
        PERSON = "person", _("a person")
        UNNAMED = "unnamed", _("wants to stay unnamed")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="donations")
    path = models.CharField(max_length=15)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    giver = models.CharField(_("given by"), max_length=7, choices=Giver.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="fund_donations", verbose_name=_("unit"))
    name = EncryptedField(_("name of the giver"), blank=True, default="")
    phone = EncryptedField(_("phone of the giver"), blank=True, default="")
    may_be_named = models.BooleanField(_("may be named in public"), default=False)
    amount = models.DecimalField(_("amount in yuan"), max_digits=12, decimal_places=2, null=True, blank=True)
    receipt_no = models.CharField(_("receipt number"), max_length=30)
    on = models.DateField(_("given on"))
    note = models.CharField(_("remark"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = DonationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("donation")
        constraints = [
            models.UniqueConstraint(fields=["fund", "receipt_no"], name="fund_receipt_number_once"),
            models.CheckConstraint(
                condition=Q(kind="money", amount__gt=0) | Q(kind="goods", amount=None), name="donation_of_money_has_an_amount"
            ),
            models.CheckConstraint(condition=~Q(giver="unnamed") | Q(unit=None, may_be_named=False), name="donation_unnamed_stays_so"),
        ]
        indexes = [models.Index(fields=["path", "on"], name="donation_area")]

    def __str__(self):
        return f"donation {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.receipt_no

    @property
    def public_name(self) -> str:
        """Who gave, as far as he agreed that anybody reads it; "" otherwise."""
        if not self.may_be_named:
            return ""
        return self.unit.name if self.unit else str(self.name)

    @property
    def masked_name(self) -> str:
        """Who gave, as a list shows it: a unit by its name, a person by his surname; "" for the unnamed."""
        if self.unit:
            return self.unit.name
        name = str(self.name)
        return name if self.giver == self.Giver.UNIT else masks.name(name)
