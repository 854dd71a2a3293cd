"""What a household did, written down by one person and approved by another; objections while it is on the board."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from common.photos import PhotoRow
from households.models import Household
from regions.paths import within
from wishes.shop.models.ledger import of_own_families

# Kinds of duties to a record; duties.py says what they are.
APPROVAL, OBJECTION = "points_approval", "points_objection"
SUBJECT = "score"

# Every number, list and paper uses these conditions and no others.
WAITS = Q(approved_on=None, refused_on=None, taken_back_on=None)
STANDS = Q(approved_on__isnull=False, withdrawn_on=None)
ENDED = Q(refused_on__isnull=False) | Q(taken_back_on__isnull=False) | Q(withdrawn_on__isnull=False)


def on_the_board(on: datetime.date) -> Q:
    """Approved and posted: the points do not count yet. What is held because of an objection stays on the board."""
    return STANDS & Q(kind="item") & (Q(counts_on__gt=on) | Q(held_on__isnull=False))


def counted(on: datetime.date) -> Q:
    return STANDS & Q(counts_on__lte=on, held_on=None)


class ScoreQuerySet(ScopedQuerySet):
    see = Permission.SHOP_SEE

    def own(self, viewer: Viewer) -> Q:
        return of_own_families(viewer, "household")

    def under(self, path: str):
        return self.filter(within("path", path))

    def waiting(self):
        """Written down and not yet decided."""
        return self.filter(WAITS)

    def on_the_board(self, on: datetime.date):
        return self.filter(on_the_board(on))

    def counted(self, on: datetime.date):
        return self.filter(counted(on))

    def ended(self):
        """Refused, taken back, or withdrawn."""
        return self.filter(ENDED)


class Score(models.Model):
    """One item of the county's table scored for one household (or an adjustment with its reason), and where it stands.

    recorded → approved by somebody else and posted → counts after the days of posting; or refused, taken back by whoever
    recorded it, or withdrawn after an objection or a correction. The dates say the state, the ledger's rows do the sums.
    """

    class Kind(models.TextChoices):
        ITEM = "item", _("by the table")
        ADJUST = "adjust", _("adjustment")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    household = models.ForeignKey(Household, models.PROTECT, related_name="scores")
    path = models.CharField(max_length=15)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.ITEM)
    item = models.CharField(_("item"), max_length=40, blank=True)
    is_opening = models.BooleanField(_("opening balance"), default=False)
    times = models.PositiveSmallIntegerField(_("times"), default=1)
    points = models.IntegerField(_("points"))
    proof = models.CharField(_("how it is known"), max_length=200)
    done_on = models.DateField(_("happened on"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    counts_on = models.DateField(_("counts from"), null=True, blank=True)
    refused_on = models.DateField(_("refused on"), null=True, blank=True)
    taken_back_on = models.DateField(_("record taken back on"), null=True, blank=True)
    held_on = models.DateField(_("objected to on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("record withdrawn on"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("why it was refused or withdrawn"), max_length=200, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "-pk"]
        verbose_name = _("record of points")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="score_of_some_points"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(recorded_by=None) | ~Q(decided_by=F("recorded_by")), name="score_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None, counts_on=None)
                | Q(approved_on__isnull=False, counts_on__gte=F("approved_on"), decided_by__isnull=False),
                name="score_counts_once_approved",
            ),
            models.CheckConstraint(condition=Q(kind="adjust", item="") | Q(kind="item") & ~Q(item=""), name="score_names_its_item"),
            models.CheckConstraint(condition=Q(is_opening=False) | Q(kind="adjust", points__gt=0), name="score_opening_is_a_gain"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(is_opening=True, refused_on=None, taken_back_on=None, withdrawn_on=None),
                name="score_opens_once",
            ),
            models.CheckConstraint(condition=~Q(proof=""), name="score_says_how_it_is_known"),
            models.UniqueConstraint(
                fields=["household", "item", "done_on"],
                condition=Q(kind="item", refused_on=None, taken_back_on=None, withdrawn_on=None), name="score_once_a_day",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["path", "counts_on"], name="score_area"),
            models.Index(fields=["path", "done_on"], name="score_done"),
            models.Index(fields=["path", "id"], condition=WAITS, name="score_waiting"),
        ]

    def __str__(self):
        return f"score {self.pk}"

    @property
    def no(self) -> str:
        """The number people say: year and running number."""
        return f"{self.done_on.year}-{self.pk:05d}" if self.pk else ""

    @property
    def journal_title(self) -> str:
        return self.no

    def state(self, on: datetime.date) -> str:
        """waiting, refused, taken_back, held, posted, counted, withdrawn."""
        if self.taken_back_on:
            return "taken_back"
        if self.refused_on:
            return "refused"
        if self.withdrawn_on:
            return "withdrawn"
        if self.approved_on is None or self.counts_on is None:
            return "waiting"
        if self.held_on:
            return "held"
        return "counted" if self.counts_on <= on else "posted"

    @property
    def posted_until(self) -> datetime.date | None:
        """The last day on the board."""
        return self.counts_on - datetime.timedelta(days=1) if self.counts_on else None


class ScorePhoto(PhotoRow):
    """A photo to a record; always optional."""

    score = models.ForeignKey(Score, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="shop/%Y/%m")

    class Meta(PhotoRow.Meta):
        verbose_name = _("photo")

    def __str__(self):
        return f"photo of a score {self.pk}"


class Objection(models.Model):
    """Somebody objects to points on the board. Who said it is not kept; what was found is. One at a time for each record."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="objections")
    said_on = models.DateField(_("said on"))
    text = models.CharField(_("what is said against it"), max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decided_on = models.DateField(_("objection decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_right = models.BooleanField(_("the objection is right"), null=True, blank=True)
    answer = models.CharField(_("what was found"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("objection")
        constraints = [
            models.UniqueConstraint(fields=["score"], condition=Q(decided_on=None), name="objection_open_once"),
            models.CheckConstraint(
                condition=Q(decided_on=None, is_right=None) | Q(decided_on__isnull=False, is_right__isnull=False) & ~Q(answer=""),
                name="objection_answered_when_decided",
            ),
        ]

    def __str__(self):
        return f"objection {self.pk}"
