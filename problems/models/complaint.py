"""Complaints and suggestions (投诉建议) from anybody, and the answer on the record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import EncryptedField
from problems.models.problem import Problem


class Complaint(models.Model):
    """What somebody wrote into the box. Name and phone are his to give and sealed; the slip's code opens the answer."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        SUGGESTION = "suggestion", _("suggestion")

    problem = models.OneToOneField(Problem, models.CASCADE, related_name="complaint")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = EncryptedField(_("name"), blank=True, default="")
    phone = EncryptedField(_("phone"), blank=True, default="")
    slip_lookup = models.CharField(max_length=64, unique=True, help_text="keyed hash of the code on the slip")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("complaint or suggestion")

    def __str__(self):
        return f"complaint {self.pk}"
