"""How a wish was met, with proof, and what the family said afterwards."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.photos import PhotoRow
from households.models import Person
from wishes.models.claim import Claim
from wishes.models.wish import Wish


class Fulfilment(models.Model):
    """The wish was delivered. Counted only while it stands (`voided_at` is empty); a wish has one that stands.

    The receipt is a tick by the person who took it (a member of the very household) or the number of a signed paper.
    """

    class Receipt(models.TextChoices):
        NONE = "", pgettext_lazy("of a wish", "not yet")
        TICK = "tick", _("ticked by the family on the phone")
        PAPER = "paper", _("signed on paper")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="fulfilments")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="fulfilments")
    on = models.DateField(_("delivered on"))
    value = models.DecimalField(_("value given in yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("what was given"), max_length=200, blank=True)
    receipt = models.CharField(_("receipt"), max_length=5, choices=Receipt.choices, blank=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by"))
    receipt_no = models.CharField(_("number of the paper"), max_length=40, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("fulfilment")
        constraints = [
            models.UniqueConstraint(fields=["wish"], condition=Q(voided_at=None), name="wish_fulfilled_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="fulfilment_value_not_negative"),
        ]

    def __str__(self):
        return f"fulfilment {self.pk}"


class Proof(PhotoRow):
    """A photo of a delivery; always optional."""

    fulfilment = models.ForeignKey(Fulfilment, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="wishes/%Y/%m")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta(PhotoRow.Meta):
        verbose_name = _("photo")

    def __str__(self):
        return f"proof {self.pk}"


class Revisit(models.Model):
    """What the family said when it was seen again: a code of `wish_answers`, a mark of 1 to 5 if it liked, what is still missing."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="revisits")
    on = models.DateField(_("seen on"))
    answer = models.CharField(_("what the family says"), max_length=20)
    mark = models.PositiveSmallIntegerField(_("mark of 1 to 5"), null=True, blank=True)
    missing = models.CharField(_("what is still missing"), max_length=200, blank=True)
    source_kind = models.CharField(max_length=40, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("answer of the family")
        constraints = [
            models.CheckConstraint(condition=Q(mark=None) | Q(mark__gte=1, mark__lte=5), name="revisit_mark_1_to_5"),
            models.UniqueConstraint(fields=["wish"], condition=Q(voided_at=None), name="wish_revisited_once"),
        ]

    def __str__(self):
        return f"revisit {self.pk}"
