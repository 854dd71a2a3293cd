"""Rules as dated data: values of settings per county, and days that break the week."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from regions.models import Region


class SettingValueQuerySet(ScopedQuerySet):
    see = Permission.SETUP_SEE

    def on(self, day):
        return self.filter(opened_on__lte=day)


class SettingValue(models.Model):
    """The value of one setting in one area from a day on; the next row of the same key and area ends it."""

    key = models.CharField(max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="settings")
    path = models.CharField(max_length=15, db_index=True)
    value = models.JSONField()
    opened_on = models.DateField(_("holds from"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    pack = models.CharField(max_length=40, blank=True)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    objects = SettingValueQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-opened_on"]
        verbose_name = _("setting")
        constraints = [models.UniqueConstraint(fields=["key", "region", "opened_on"], name="setting_once_a_day")]

    def __str__(self):
        return f"setting {self.pk}"


class DayOverride(models.Model):
    """A day that is worked or off against the rule of the week: public holidays and make-up workdays (domain.md 1.18).

    `region` empty means the whole country (State Council notice)."""

    on = models.DateField(_("day"))
    is_workday = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="day_overrides")
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        ordering = ["on"]
        verbose_name = _("calendar day")
        constraints = [
            models.UniqueConstraint(fields=["on", "region"], name="day_override_once_an_area"),
            models.UniqueConstraint(fields=["on"], condition=models.Q(region=None), name="day_override_once"),
        ]

    def __str__(self):
        return f"day {self.on}"
