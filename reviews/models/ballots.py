"""Ballots as tallies, and the one-time tickets by which a paper ballot may be filled in on a phone.

No table holds a choice. A ticket is a keyed hash of its code and whether it was used; nothing joins it to a choice, to a moment
finer than its meeting, or to its place in the print: rows are written in the order of their hashes. When counting ends the
tickets of the meeting are deleted and only their number stays (security A20; ux 5.5).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models.meeting import ReviewMeeting


class BallotTally(models.Model):
    """Counted ballots of one meeting, one voter kind, one way of voting; levels are policy data, so counts stand by level code.

    `voter_kind` is "" where kinds were not told apart. While people vote by ticket `counted_at` is empty and nobody sees `counts`.
    """

    class Way(models.TextChoices):
        PAPER = "paper", _("on paper")
        TICKET = "ticket", _("by code")

    meeting = models.ForeignKey(ReviewMeeting, models.CASCADE, related_name="tallies")
    voter_kind = models.CharField(_("voters"), max_length=20, blank=True, default="")
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.PAPER)
    issued = models.PositiveIntegerField(_("issued"))
    collected = models.PositiveIntegerField(_("collected"))
    invalid = models.PositiveIntegerField(_("invalid"))
    counts = models.JSONField(default=dict, help_text='{"excellent": 38, …}')
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    uuid = models.UUIDField(null=True, blank=True, help_text="made by the phone that counted: the same tally sent twice is one")

    class Meta:
        ordering = ["voter_kind", "way"]
        verbose_name = _("ballot tally")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "voter_kind", "way"], name="one_tally_a_kind_and_way"),
            models.CheckConstraint(condition=Q(collected__lte=F("issued")), name="collected_within_issued"),
            models.CheckConstraint(condition=Q(invalid__lte=F("collected")), name="invalid_within_collected"),
        ]

    def __str__(self):
        return f"tally {self.pk}"

    @property
    def valid(self) -> int:
        return self.collected - self.invalid


class TicketBatch(models.Model):
    """One print of tickets for a meeting and voter kind. A reprint voids the batch before and makes new codes."""

    meeting = models.ForeignKey(ReviewMeeting, models.CASCADE, related_name="ticket_batches")
    voter_kind = models.CharField(max_length=20, blank=True, default="")
    n_tickets = models.PositiveIntegerField()
    printed_on = models.DateField()
    printed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    voided_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(_("counting ended on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("print of tickets")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "voter_kind"], condition=Q(voided_on=None), name="one_standing_batch_a_kind"
            )
        ]

    def __str__(self):
        return f"batch {self.pk}"


class Ticket(models.Model):
    """One ballot paper's code, as a keyed hash. It says that a code was used, never for what."""

    code_lookup = models.CharField(primary_key=True, max_length=64)
    batch = models.ForeignKey(TicketBatch, models.CASCADE, related_name="tickets")
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ["code_lookup"]

    def __str__(self):
        return "ticket"
