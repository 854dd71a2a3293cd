"""One team's meeting of the round: facts, the township's comment, the points given, and corrections after the round was closed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from reviews.models.round import ReviewRound
from teams.models import WorkTeam


class ReviewMeetingQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE

    def held(self):
        return self.exclude(held_on=None)

    def missing(self):
        return self.filter(held_on=None)


class ReviewMeeting(models.Model):
    """Facts and judgements of one meeting. `voters` is {voter kind: {"due": 20, "present": 18}}; points are 0 to 100."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="meetings")
    team = models.ForeignKey(WorkTeam, models.PROTECT, related_name="review_meetings")
    path = models.CharField(max_length=15)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    place = models.CharField(_("place of the meeting"), max_length=80, blank=True)
    leader = models.CharField(_("linked county leader present"), max_length=60, blank=True)
    voters = models.JSONField(default=dict, blank=True)
    facts_at = models.DateTimeField(null=True, blank=True)
    facts_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    township_points = models.DecimalField(_("points of the township"), max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.CharField(_("comment of the township"), max_length=400, blank=True)
    commented_at = models.DateTimeField(null=True, blank=True)
    commented_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    county_points = models.DecimalField(_("points of the county"), max_digits=5, decimal_places=2, null=True, blank=True)
    county_points_at = models.DateTimeField(null=True, blank=True)
    county_points_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    problems_listed_at = models.DateTimeField(_("list of problems checked"), null=True, blank=True)
    problems_listed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ReviewMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("review meeting")
        constraints = [
            models.UniqueConstraint(fields=["round", "team"], name="one_meeting_a_team_and_round"),
            models.CheckConstraint(
                condition=Q(township_points=None) | Q(township_points__gte=0, township_points__lte=100), name="township_points_0_100"
            ),
            models.CheckConstraint(
                condition=Q(county_points=None) | Q(county_points__gte=0, county_points__lte=100), name="county_points_0_100"
            ),
        ]
        indexes = [models.Index(fields=["path"], name="meeting_area")]

    def __str__(self):
        return f"meeting {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.round.quarter

    @property
    def n_due(self) -> int | None:
        """Voters due over all kinds; None unless it is written down of every kind that has an entry: no quorum of a part."""
        if any(kind.get("due") is None for kind in self.voters.values() if kind.get("present") is not None):
            return None
        return sum(kind.get("due") or 0 for kind in self.voters.values()) or None

    @property
    def n_present(self) -> int | None:
        return sum(kind.get("present") or 0 for kind in self.voters.values()) or None


class CorrectionQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE


class Correction(models.Model):
    """A change to a closed round, with what stood before and after, the reason, and who made it. Never changed again."""

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="corrections")
    path = models.CharField(max_length=15)
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(_("reason"), max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("correction")

    def __str__(self):
        return f"correction {self.pk}"
