"""A home visit as it was made, and what was changed about it later."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from common.photos import PhotoRow
from households.models import Household, Person
from regions.paths import within
from visits.models.calendar import MonthTheme


class VisitQuerySet(ScopedQuerySet):
    see = Permission.VISITS_SEE

    def own(self, viewer: Viewer) -> Q:
        mine = Household.objects.filter(Household.objects.all().own(viewer))
        return Q(by=viewer.user) | Q(household__in=mine.values("pk"))

    def standing(self):
        """Visits that count: not withdrawn."""
        return self.filter(voided_at=None)

    def in_period(self, period):
        return self.filter(on__gte=period.start, on__lt=period.end)

    def under(self, path: str):
        return self.filter(within("path", path))


class Visit(models.Model):
    """One household visited once by one person. `uuid` comes from the client: the same visit sent twice is one row.

    `recorded_at` is the phone's clock, `uploaded_at` the server's; both are kept and shown.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    household = models.ForeignKey(Household, models.PROTECT, related_name="visits")
    path = models.CharField(max_length=15)
    by = models.ForeignKey(User, models.PROTECT, related_name="visits")
    on = models.DateField(_("date"))
    mode = models.CharField(_("way"), max_length=20)
    content = models.TextField(_("what was seen"), max_length=4000)
    hardship = models.TextField(_("hardship"), max_length=1000, blank=True)
    suggestion = models.TextField(_("suggestion"), max_length=1000, blank=True)
    wish_text = models.CharField(_("wish"), max_length=200, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=200, blank=True)
    persons = models.ManyToManyField(Person, blank=True, related_name="visits")
    theme = models.ForeignKey(MonthTheme, models.PROTECT, null=True, blank=True, related_name="visits")
    answers = models.JSONField(default=dict, blank=True)
    trip = models.UUIDField(null=True, blank=True, help_text="same for households visited in one go")
    recorded_at = models.DateTimeField()
    uploaded_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    register_key = models.CharField(max_length=64, blank=True, db_index=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("visit")
        indexes = [
            models.Index(fields=["path", "on", "voided_at"], name="visit_area_standing"),  # holds all that counting asks
            models.Index(fields=["household", "on"], name="visit_household"),
            models.Index(fields=["-on", "-id"], condition=Q(voided_at=None), name="visit_latest"),
            models.Index(fields=["by", "on"], name="visit_person"),
            models.Index(
                fields=["path", "on"], condition=Q(voided_at=None) & ~Q(hardship=""), name="visit_hardship"
            ),
        ]

    def __str__(self):
        return f"visit {self.pk}"


class VisitPhoto(PhotoRow):
    """A photo of a visit; always optional. Where it was taken is kept only where the county allows it and the person agreed; whoever
    sees the photo sees it, while the county allows it."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="visits/%Y/%m")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accuracy = models.PositiveIntegerField(null=True, blank=True, help_text="metres of doubt")
    place_source = models.CharField(max_length=5, blank=True, help_text="photo, or phone")

    def __str__(self):
        return f"photo {self.pk}"


class VisitRevision(models.Model):
    """How a visit read before an edit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    before = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["visit", "version"], name="visit_revision_once")]

    def __str__(self):
        return f"revision {self.pk}"
