"""The tree of areas: province, city, county, township, village, group."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.paths import LENGTH, within


class RegionQuerySet(models.QuerySet):
    def under(self, path: str):
        """This area and all areas below it."""
        return self.filter(within("path", path))

    def counties(self):
        return self.filter(level=Region.Level.COUNTY)

    def townships(self):
        return self.filter(level=Region.Level.TOWNSHIP)

    def villages(self):
        return self.filter(level=Region.Level.VILLAGE)

    def open(self):
        return self.filter(closed_on=None)


class Region(models.Model):
    """One area. `code` is the 12-digit division code; `path` its digits down to the level (see regions.paths)."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("province")
        CITY = 2, _("city")
        COUNTY = 3, _("county")
        TOWNSHIP = 4, _("township")
        VILLAGE = 5, _("village")
        GROUP = 6, _("village group")

    code = models.CharField(_("division code"), max_length=15, unique=True)
    name = models.CharField(_("name"), max_length=60)
    initials = models.CharField(max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=15, unique=True)
    position = models.PositiveIntegerField(default=0)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("region")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=6), name="region_level_known"),
        ]

    def __str__(self):
        return f"{self.get_level_display()} {self.code}"

    @staticmethod
    def path_for(code: str, level: int) -> str:
        return code[: LENGTH[level]]

    @property
    def county_path(self) -> str:
        return self.path[:6]


class VillageStanding(models.Model):
    """Dated class and flags of a village (poor village, weak party branch, key village …); codes are policy data."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="standings")
    code = models.CharField(max_length=40)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["region", "opened_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "code"], condition=models.Q(closed_on=None), name="village_standing_open_once"
            ),
        ]

    def __str__(self):
        return f"standing {self.pk}"
