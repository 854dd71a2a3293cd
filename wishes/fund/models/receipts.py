"""How a family said that it got something."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from households.models import Person

RECEIVED = Q(received_on__isnull=False)


class Received(models.Model):
    """A receipt: a tick by a member of that very household, or the number of a paper that was signed."""

    class Receipt(models.TextChoices):
        NONE = "", _("no receipt yet")
        TICK = "tick", _("ticked by the family")
        PAPER = "paper", _("signed on paper")

    receipt = models.CharField(_("receipt"), max_length=5, choices=Receipt.choices, blank=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by"))
    receipt_no = models.CharField(_("number of the paper"), max_length=40, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_noted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    received_noted_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        get_receipt_display: object

    class Meta:
        abstract = True

    @property
    def is_received(self) -> bool:
        return self.received_on is not None
