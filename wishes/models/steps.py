"""What happened to a wish, in order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from wishes.models.wish import Wish


class Step(models.Model):
    """One thing that happened. Written once, never changed: what was undone stays to be read, with the undoing after it."""

    class Kind(models.TextChoices):
        COLLECTED = "collected", pgettext_lazy("of a wish", "collected")
        EDITED = "edited", _("corrected")
        SENT_BACK = "sent_back", _("sent back")
        CHECKED = "checked", pgettext_lazy("of a wish", "checked")
        PUBLISHED = "published", _("published")
        ROUTED = "routed", pgettext_lazy("of a wish", "passed on to a unit")
        RENEWED = "renewed", _("published again, first in line")
        CLAIMED = "claimed", _("claimed")
        CONTACTED = "contacted", _("the family was contacted")
        RELEASED = "released", _("claim given back")
        TIMED_OUT = "timed_out", _("claim timed out")
        FULFILLED = "fulfilled", _("delivered")
        RECEIVED = "received", _("receipt of the family")
        REVISITED = "revisited", _("the family was asked")
        UNMET = "unmet", _("cannot be met")
        MERGED = "merged", _("merged into another wish")
        UNDONE = "undone", pgettext_lazy("of a wish", "taken back")

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=400, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step")

    def __str__(self):
        return f"step {self.pk}"
