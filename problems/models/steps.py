"""What happened to a problem, in order: steps, the proofs that belong to them, and requests for more time."""


import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.photos import PhotoRow
from problems.models.problem import Problem


class Step(models.Model):
    """One thing that happened. Written once, never changed: a problem that comes back keeps its history."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("found")
        ASSIGNED = "assigned", _("assigned")
        PROGRESS = "progress", _("progress")
        REPORTED = "reported", _("reported as put right")
        RETURNED = "returned", _("sent back")
        ACCEPTED = "accepted", _("accepted")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("came back")
        ASKED = "asked", _("more time asked")
        EXTENDED = "extended", _("more time given")
        DECLINED = "declined", _("more time declined")
        ESCALATED = "escalated", _("brought before the office")
        ANSWERED = "answered", _("answered")
        VOIDED = "voided", _("taken back")

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=1000, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step")

    def __str__(self):
        return f"step {self.pk}"


class Evidence(PhotoRow):
    """A proof with its date and maker: a photo (stripped of everything but the picture) or a PDF."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        PDF = "pdf", _("PDF file")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="evidence")
    step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="evidence")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    file = models.FileField(upload_to="problems/%Y/%m")
    caption = models.CharField(_("what it shows"), max_length=120, blank=True)
    taken_on = models.DateField(_("taken on"))

    class Meta(PhotoRow.Meta):
        verbose_name = _("proof")

    def __str__(self):
        return f"evidence {self.pk}"


class Extension(models.Model):
    """More time asked for, before the last day, and what was decided."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="extensions")
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    is_granted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("request for more time")
        constraints = [
            models.UniqueConstraint(fields=["problem"], condition=Q(decided_at=None), name="one_open_extension_a_problem")
        ]

    def __str__(self):
        return f"extension {self.pk}"
