"""Micro-wishes (微心愿) as rows with dated steps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import Unit, User
from households.models import Household
from regions.paths import within


class WishQuerySet(ScopedQuerySet):
    see = Permission.WISHES_SEE

    def own(self, viewer: Viewer) -> Q:
        mine = Household.objects.filter(Household.objects.all().own(viewer))
        return Q(household__in=mine.values("pk")) | Q(collected_by=viewer.user)

    def visible_to(self, viewer: Viewer):
        """A unit that may claim sees what is still free in its county, and what it has claimed itself."""
        seen = super().visible_to(viewer)
        if not viewer.may_own(Permission.WISHES_CLAIM):
            return seen
        own = Q(claimed_unit__in=viewer.unit_ids)
        for path in viewer.county_paths:
            own |= Q(claimed_on=None, fulfilled_on=None) & within("path", path)
        return seen | self.filter(own)

    def under(self, path: str):
        return self.filter(within("path", path))

    def unclaimed(self):
        return self.filter(claimed_on=None, fulfilled_on=None)

    def claimed(self):
        return self.exclude(claimed_on=None).filter(fulfilled_on=None)

    def fulfilled(self):
        return self.exclude(fulfilled_on=None)


class Wish(models.Model):
    """A small wish of a family. The state follows from its dates: collected, claimed, fulfilled."""

    class Origin(models.TextChoices):
        SELF = "self", _("the family itself")
        CADRE = "cadre", _("proposed by the cadre")

    household = models.ForeignKey(Household, models.PROTECT, related_name="wishes")
    path = models.CharField(max_length=15)
    category = models.CharField(_("kind"), max_length=40)
    item = models.CharField(_("wish"), max_length=200)
    value = models.DecimalField(_("expected value"), max_digits=10, decimal_places=2, null=True, blank=True)
    origin = models.CharField(_("said by"), max_length=8, choices=Origin.choices, default=Origin.SELF)
    collected_on = models.DateField(_("collected on"))
    collected_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_on = models.DateField(_("claimed on"), null=True, blank=True)
    claimed_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="claimed_wishes")
    fulfilled_on = models.DateField(_("fulfilled on"), null=True, blank=True)
    register_key = models.CharField(max_length=64, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["-collected_on", "-pk"]
        verbose_name = _("micro-wish")
        indexes = [models.Index(fields=["path", "collected_on"], name="wish_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fulfilled_on=None) | Q(claimed_on__isnull=False), name="wish_claimed_before_fulfilled"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="wish_value_not_negative"),
        ]

    def __str__(self):
        return f"wish {self.pk}"

    @property
    def state(self) -> str:
        if self.fulfilled_on:
            return "fulfilled"
        return "claimed" if self.claimed_on else "collected"
