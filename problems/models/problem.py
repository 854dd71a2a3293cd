"""A problem and where it stands."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import Unit, User
from problems import rules
from regions.models import Region

# Every number, list and light of the house uses these conditions and no others.
STANDING = Q(voided_at=None)
STILL = STANDING & Q(closed_on=None)
WAITS = STILL & Q(reported_at=None)
TO_ACCEPT = STILL & Q(reported_at__isnull=False, accepted_at=None)
TO_CLOSE = STILL & Q(accepted_at__isnull=False)
CONFIDENTIAL = ("complaint",)


def late(on: datetime.date) -> Q:
    """Past the last day and not yet reported as put right: the one definition of overdue (`rules.is_overdue` in rows)."""
    return WAITS & Q(due_on__lt=on)


class ProblemQuerySet(ScopedQuerySet):
    see = Permission.PROBLEMS_SEE

    def own(self, viewer: Viewer) -> Q:
        """Problems for which one answers oneself, or one's unit."""
        q = Q(person=viewer.user)
        return q | Q(unit__in=viewer.unit_ids) if viewer.unit_ids else q

    def visible_to(self, viewer: Viewer):
        """What people complain about is not shown to the village team, whom it may be about: only to offices that oversee the
        area, and to whoever is to put it right."""
        seen = viewer.q(self.see) & (~Q(source__in=CONFIDENTIAL) | viewer.q(Permission.OVERVIEW_SEE))
        return self.filter(seen | self.own(viewer)) if viewer.can(self.see) else self.none()

    def standing(self):
        """All but those taken back because they were entered by mistake."""
        return self.filter(STANDING)

    def open(self):
        return self.filter(STILL)

    def closed(self):
        return self.standing().exclude(closed_on=None)

    def waiting(self):
        """Not yet reported as put right."""
        return self.filter(WAITS)

    def overdue(self, *, on: datetime.date):
        return self.filter(late(on))

    def found_in(self, period):
        return self.standing().filter(found_on__gte=period.start, found_on__lt=period.end)

    def of_source(self, kind: str, pk: int):
        return self.standing().filter(source_kind=kind, source_id=pk)


class Problem(models.Model):
    """One fault to be put right (domain.md 1.7, P32): found, assigned, reported as done, accepted by another, closed (销号).

    The dates say the state; `Step` keeps everything that happened, also what was undone. `source_kind`, `source_id` and
    `source_title` point to where it came from (a review meeting, a visit, a complaint); the room of the source owns that row.
    """

    class Term(models.TextChoices):
        AT_ONCE = "at_once", _("to be put right at once")
        NORMAL = "normal", _("normal")
        LONG = "long", _("takes long")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    region = models.ForeignKey(Region, models.PROTECT, related_name="problems", verbose_name=_("place"))
    path = models.CharField(max_length=15)
    source = models.CharField(_("source"), max_length=20, help_text="review, voice, visit, complaint, suggestion, other …")
    source_kind = models.CharField(max_length=40, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    source_title = models.CharField(max_length=120, blank=True)
    category = models.CharField(_("kind"), max_length=20)
    description = models.TextField(_("what is wrong"), max_length=1000)
    term = models.CharField(_("class"), max_length=8, choices=Term.choices, default=Term.NORMAL)
    found_on = models.DateField(_("found on"))
    due_on = models.DateField(_("last day"))
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # nobody: a complaint without account
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("responsible unit"))
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("responsible person"))
    measures = models.TextField(_("measures"), max_length=1000, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(_("reported as put right"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    escalated_on = models.DateField(null=True, blank=True)
    n_reopened = models.PositiveSmallIntegerField(default=0)
    n_returned = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["closed_on", "due_on", "pk"]
        verbose_name = _("problem")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(person=None) | ~Q(accepted_by=F("person")), name="problem_accepted_by_another"
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(person=None) | ~Q(closed_by=F("person")), name="problem_closed_by_another"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("found_on")), name="problem_due_after_found"),
        ]
        indexes = [
            models.Index(fields=["path", "closed_on", "due_on"], name="problem_area"),
            models.Index(fields=["person", "closed_on"], name="problem_person"),
            models.Index(fields=["source_kind", "source_id"], name="problem_source"),
            models.Index(fields=["path", "found_on"], name="problem_found"),
        ]

    def __str__(self):
        return f"problem {self.no}"

    @property
    def no(self) -> str:
        """The number people say: year and running number."""
        return f"{self.found_on.year}-{self.pk:05d}" if self.pk else ""

    @property
    def journal_title(self) -> str:
        return self.no

    @property
    def state(self) -> str:
        """open (nobody answers for it yet), doing, reported, accepted, closed, void."""
        if self.voided_at:
            return "void"
        if self.closed_on:
            return "closed"
        if self.accepted_at:
            return "accepted"
        if self.reported_at:
            return "reported"
        return "doing" if self.assigned_at else "open"

    def is_overdue(self, on: datetime.date) -> bool:
        return rules.is_overdue(self.state, self.due_on, on)
