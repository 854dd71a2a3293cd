"""Drafts that are not yet sent and the answers already given to a request with a key."""

from django.db import models


class Draft(models.Model):
    """What somebody has typed and not yet saved; the client's UUID is its name (security A21)."""

    uuid = models.UUIDField(primary_key=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    body = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True, blank=True, help_text="the last key, by the clock of the device; newer wins")

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["user", "kind", "subject"], name="draft_of_user")]

    def __str__(self):
        return f"draft {self.pk}"


class DraftGone(models.Model):
    """A draft that was sent or thrown away: an older copy of it that is still on its way does not come back to life."""

    uuid = models.UUIDField(primary_key=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    gone_at = models.DateTimeField()
    typed_at = models.DateTimeField(help_text="what was typed later begins anew; by the clock of the device")
    was_sent = models.BooleanField(default=False)

    def __str__(self):
        return f"draft gone {self.pk}"


class IdempotencyKey(models.Model):
    """The first answer to a request: the same key and body get it again, another body is refused with 409."""

    key = models.CharField(max_length=80)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self):
        return f"key {self.pk}"


class ApiToken(models.Model):
    """A key for programs: only its keyed hash is kept; it ends after 30 days, with the password, and with the account."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="tokens")
    lookup = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"token {self.pk}"
