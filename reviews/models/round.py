"""The round of a quarter, and the teams left out of it."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from common.periods import Quarter, parse
from regions.models import Region
from teams.models import WorkTeam


class ReviewRoundQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE

    def visible_to(self, viewer: Viewer):
        return self.filter(path__in=viewer.county_paths) if viewer.can(self.see) else self.none()

    def open(self):
        return self.filter(closed_on=None)


class ReviewRound(models.Model):
    """One quarter's review of all teams of a county, under the rules that were frozen into it when it was opened."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="review_rounds")
    path = models.CharField(max_length=15)
    quarter = models.CharField(_("quarter"), max_length=7, help_text="2026-Q3")
    deadline = models.DateField(_("meetings by"), null=True, blank=True)
    rubric = models.JSONField(default=dict, blank=True, help_text="the county's rules of reviews by key, as they stood at the opening")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("closed and published on"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter"]
        verbose_name = _("review round")
        constraints = [models.UniqueConstraint(fields=["region", "quarter"], name="one_round_a_quarter")]

    def __str__(self):
        return f"round {self.quarter}"

    @property
    def journal_title(self) -> str:
        return self.quarter

    @property
    def period(self) -> Quarter:
        found = parse(self.quarter)
        assert isinstance(found, Quarter)
        return found

    @property
    def last_day(self) -> datetime.date:
        """The last day on which meetings are in time; the end of the quarter where none was set (imported rounds)."""
        return self.deadline or self.period.last


class ExclusionQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE


class Exclusion(models.Model):
    """A team that is not reviewed this quarter, and why."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="exclusions")
    team = models.ForeignKey(WorkTeam, models.PROTECT, related_name="+")
    path = models.CharField(max_length=15)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("excluded team")
        constraints = [models.UniqueConstraint(fields=["round", "team"], name="excluded_once_a_round")]

    def __str__(self):
        return f"exclusion {self.pk}"
