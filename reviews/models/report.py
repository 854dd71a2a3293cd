"""The captain's report (述职): figures that write themselves, prose that he writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from reviews.models.meeting import ReviewMeeting
from visits.models import VisitPhoto


class WorkReportQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE


class WorkReport(models.Model):
    """`facts` is what the figures said when the draft was last brought up to date: [{"key", "value", "of"}]; nobody types them.

    `notes` {figure key: remark} and `prose` {section: text} are the captain's and survive every update.
    """

    meeting = models.OneToOneField(ReviewMeeting, models.CASCADE, related_name="report")
    path = models.CharField(max_length=15)
    facts = models.JSONField(default=list)
    notes = models.JSONField(default=dict, blank=True)
    prose = models.JSONField(default=dict, blank=True)
    photos = models.ManyToManyField(VisitPhoto, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = WorkReportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("captain's report")

    def __str__(self):
        return f"report {self.pk}"
