"""What the organisation decided (定评等次)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from reviews.models.meeting import ReviewMeeting


class GradeQuerySet(ScopedQuerySet):
    see = Permission.REVIEWS_SEE

    def standing(self):
        return self.filter(withdrawn_at=None)


class Grade(models.Model):
    """A decision with the score and proposal it was taken on. A new decision withdraws the one before; both stay.

    `proposal` is "" where the arithmetic gave none (a part missing, too few ballots): then, and where the grade differs from the
    proposal, a reason is needed. Sealed once the round is closed.
    """

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="grades")
    path = models.CharField(max_length=15)
    grade = models.CharField(_("grade"), max_length=20)
    proposal = models.CharField(max_length=20, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    masses = models.DecimalField(_("score of the vote"), max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(max_length=400, blank=True)

    objects = GradeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("grade")
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(withdrawn_at=None), name="one_standing_grade_a_meeting")
        ]

    def __str__(self):
        return f"grade {self.pk}"
