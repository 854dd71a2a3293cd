"""The ledger of obligations (应做清单): who owes whom what by when, and which deed closed it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from duties.kinds import ONCE
from regions.paths import within


class DutyQuerySet(ScopedQuerySet):
    see = Permission.DUTIES_SEE

    def own(self, viewer: Viewer) -> Q:
        q = Q(bearer=viewer.user)
        return q | Q(bearer__unit__in=viewer.unit_ids) if viewer.unit_ids else q

    def of(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def in_period(self, period):
        return self.filter(period=period.key)

    def under(self, path: str):
        return self.filter(within("path", path))

    def owed(self):
        """Counts as owed: not exempt and not withdrawn."""
        return self.filter(exempted_at=None)

    def done(self):
        return self.owed().exclude(done_on=None)

    def open(self):
        return self.filter(done_on=None, exempted_at=None)

    def overdue(self, *, on):
        """Open and past the last day (grace included in overdue_from): the one definition of late."""
        return self.open().filter(overdue_from__lte=on)

    def pressing(self, *, on):
        """Open and worth doing now: a missed duty drops out once a later deed was done for the subject.

        A later deed counts for its own period and leaves the missed one overdue for ever (W4); nobody can mend it any more.
        What is owed once can still be done however late, so it presses until it is.
        """
        since = Duty.objects.filter(
            subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id"), done_on__gte=OuterRef("overdue_from")
        )
        return self.open().filter(Q(overdue_from__gt=on) | Q(kind__in=list(ONCE)) | ~Exists(since))

    def unmended(self, *, on):
        """Overdue and still pressing."""
        return self.overdue(on=on).pressing(on=on)

    def pending(self, *, on):
        return self.open().filter(overdue_from__gt=on)

    def exempt(self):
        return self.exclude(exempted_at=None)


class Duty(models.Model):
    """One thing owed once: `bearer` owes the deed of `kind` to `subject` in `period`, last day `due_on`.

    Rows are opened per period by one statement, closed by the deed in its own transaction, never deleted.
    """

    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=10, help_text="2026-10, 2026-Q3, 2026 or 2026-10-15")
    opens_on = models.DateField(_("may be done from"))
    due_on = models.DateField(_("last day"))
    overdue_from = models.DateField(_("late from"))
    bearer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="duties")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    slot = models.CharField(max_length=40, blank=True, help_text="tells apart duties of one kind to one subject")
    path = models.CharField(max_length=15)
    title = models.CharField(max_length=120, blank=True)
    urgency = models.PositiveSmallIntegerField(default=0, help_text="higher first: monitored households 10")
    opened_at = models.DateTimeField()
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    deed_kind = models.CharField(max_length=40, blank=True)
    deed_id = models.BigIntegerField(null=True, blank=True)
    exempted_at = models.DateTimeField(null=True, blank=True)
    exempted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    exempt_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-urgency", "due_on", "pk"]
        verbose_name = _("duty")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "subject_kind", "subject_id", "slot"], name="duty_owed_once"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(exempted_at=None), name="duty_done_or_exempt_not_both"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "kind", "period"], name="duty_area"),
            models.Index(fields=["bearer", "due_on"], name="duty_bearer"),
            models.Index(fields=["subject_kind", "subject_id", "kind"], name="duty_subject"),
            models.Index(
                fields=["path", "overdue_from"],
                condition=Q(done_on=None, exempted_at=None),
                name="duty_open",
            ),
        ]

    def __str__(self):
        return f"duty {self.pk}"

    def is_overdue(self, on) -> bool:
        return self.done_on is None and self.exempted_at is None and self.overdue_from <= on
