"""一会三评: the round of a quarter, each team's meeting, the ballots as tallies only (never a vote)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from regions.models import Region
from teams.models import WorkTeam


class ReviewRoundQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE

    def visible_to(self, viewer: Viewer):
        return self.filter(path__in=viewer.county_paths) if viewer.can(self.see) else self.none()


class ReviewRound(models.Model):
    """One quarter's review of all teams of a county."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="review_rounds")
    path = models.CharField(max_length=15)
    quarter = models.CharField(_("quarter"), max_length=7, help_text="2026-Q3")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter"]
        verbose_name = _("review round")
        constraints = [models.UniqueConstraint(fields=["region", "quarter"], name="one_round_a_quarter")]

    def __str__(self):
        return f"round {self.quarter}"


class ReviewMeetingQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE


class ReviewMeeting(models.Model):
    """One team's meeting of the round: when, and the points given by township and county."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="meetings")
    team = models.ForeignKey(WorkTeam, models.PROTECT, related_name="review_meetings")
    path = models.CharField(max_length=15)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    township_points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    county_points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.CharField(_("problem named in the comment"), max_length=400, blank=True)

    objects = ReviewMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("review meeting")
        constraints = [models.UniqueConstraint(fields=["round", "team"], name="one_meeting_a_team_and_round")]
        indexes = [models.Index(fields=["path"], name="meeting_area")]

    def __str__(self):
        return f"meeting {self.pk}"


class BallotTally(models.Model):
    """Counted ballots of one meeting; levels are policy data, so counts are kept by level code."""

    meeting = models.OneToOneField(ReviewMeeting, models.CASCADE, related_name="tally")
    issued = models.PositiveIntegerField(_("issued"))
    collected = models.PositiveIntegerField(_("collected"))
    invalid = models.PositiveIntegerField(_("invalid"))
    counts = models.JSONField(default=dict, help_text='{"excellent": 38, …}')
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(collected__lte=F("issued")), name="collected_within_issued"),
            models.CheckConstraint(condition=Q(invalid__lte=F("collected")), name="invalid_within_collected"),
        ]

    def __str__(self):
        return f"tally {self.pk}"

    @property
    def valid(self) -> int:
        return self.collected - self.invalid
