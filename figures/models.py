"""Tallies: figures counted once per area and period, refreshed from the journal and checked nightly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet


class TallyQuerySet(ScopedQuerySet):
    see = Permission.OVERVIEW_SEE


class Tally(models.Model):
    """The value of one figure in one area (county, township or village) and period; areas without a row count 0."""

    figure = models.CharField(max_length=60)
    period = models.CharField(max_length=10, help_text="period key, or 'now' for a state")
    path = models.CharField(max_length=15)
    value = models.DecimalField(max_digits=16, decimal_places=2)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "path", "figure"], name="tally_once")]
        indexes = [models.Index(fields=["path", "period"], name="tally_area")]

    def __str__(self):
        return f"tally {self.pk}"


class TallyState(models.Model):
    """How far a county's tallies have read the journal, and for which day they hold."""

    path = models.CharField(max_length=6, unique=True)
    last_entry = models.BigIntegerField(default=0)
    seen = models.JSONField(default=list, help_text="entries of the last minutes already counted")
    on = models.DateField()
    refreshed_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"tallies of {self.path}"


class Drift(models.Model):
    """A tally that differed from its source when checked: an alarm, then repaired."""

    figure = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    path = models.CharField(max_length=15)
    tally = models.DecimalField(_("tally"), max_digits=16, decimal_places=2)
    source = models.DecimalField(_("source"), max_digits=16, decimal_places=2)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-found_at"]

    def __str__(self):
        return f"drift {self.pk}"
