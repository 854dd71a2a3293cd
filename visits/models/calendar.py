"""The month's theme and assistance days that were moved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from regions.models import Region


class MonthThemeQuerySet(ScopedQuerySet):
    see = Permission.VISITS_SEE

    def visible_to(self, viewer):
        """Everybody of the county may read the theme."""
        return self.filter(path__in=viewer.county_paths)


class MonthTheme(models.Model):
    """What the county asks to look at this month (S3-44): a tip and questions added to the visit form."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="themes")
    path = models.CharField(max_length=15)
    month = models.CharField(_("month"), max_length=7, help_text="2026-11")
    title = models.CharField(_("theme"), max_length=80)
    tip = models.TextField(_("tip"), blank=True)
    questions = models.JSONField(_("questions"), default=list, help_text='[{"key", "text", "kind": "yesno|text"}]')
    published_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = MonthThemeQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["region", "month"], name="one_theme_a_month")]

    def __str__(self):
        return f"theme {self.month}"


class AssistanceDayMoveQuerySet(ScopedQuerySet):
    see = Permission.VISITS_SEE

    def visible_to(self, viewer):
        return self.filter(path__in=viewer.county_paths)


class AssistanceDayMove(models.Model):
    """An assistance day held on another day, or not at all (`moved_to` empty), with the reason."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="assistance_day_moves")
    path = models.CharField(max_length=15)
    on = models.DateField(_("planned for"))
    moved_to = models.DateField(_("held on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = AssistanceDayMoveQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["region", "on"], name="assistance_day_moved_once")]

    def __str__(self):
        return f"move {self.on}"
