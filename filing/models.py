"""What came in from phones, by the number the phone gave it; and what came later under the same number with other words."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class FiledItem(models.Model):
    """A number made by a client (UUID) and what was filed under it. The number is spent for good: also when the thing is withdrawn
    later, and when it was dropped on the phone before it came (`dropped_at`).

    `digest` says what body it was; the words themselves stand only in the room that keeps them.
    """

    uuid = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    row_id = models.BigIntegerField(null=True, blank=True, help_text="the row in the room of the kind")
    photos = models.JSONField(default=list, blank=True, help_text='what is to come: [{"uuid", "sha256"}]')
    recorded_at = models.DateTimeField(null=True, help_text="the phone's clock")
    filed_at = models.DateTimeField()
    told = models.JSONField(default=dict, blank=True, help_text="what the answer said about the phone's clock")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-filed_at"]

    def __str__(self):
        return f"item {self.pk}"


class LaterQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)


class LaterVersion(models.Model):
    """The same number with other words: kept whole until its writer says which is to stand. `kept_as` is the number of the second
    one where both were kept."""

    class Decision(models.TextChoices):
        FIRST = "first"
        REPLACED = "replaced"
        BOTH = "both"

    uuid = models.UUIDField(help_text="the number that was taken")
    kind = models.CharField(max_length=20)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    body = models.JSONField(default=dict)
    photos = models.JSONField(default=list, blank=True)
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    kept_as = models.UUIDField(null=True, blank=True)

    objects = LaterQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]
        constraints = [models.UniqueConstraint(fields=["uuid", "user", "digest"], name="later_version_once")]
        indexes = [models.Index(fields=["user"], condition=Q(decided_at=None), name="later_version_open")]

    def __str__(self):
        return f"later version {self.pk}"
