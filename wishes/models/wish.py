"""A wish and where it stands."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import Unit, User
from households.models import Household
from regions.paths import within, within_any

# Every number, list and duty of the house uses these conditions and no others.
STANDING = Q(merged_into=None, unmet_on=None)  # neither told twice nor impossible
TO_CHECK = STANDING & Q(checked_on=None, claimed_on=None, sent_back_on=None)
SENT_BACK = STANDING & Q(sent_back_on__isnull=False, checked_on=None, claimed_on=None)
FREE = STANDING & Q(checked_on__isnull=False, claimed_on=None)
CLAIMED = STANDING & Q(claimed_on__isnull=False, fulfilled_on=None)
FULFILLED = STANDING & Q(fulfilled_on__isnull=False)
TO_REVISIT = FULFILLED & Q(revisited_on=None)
UNFULFILLED = STANDING & Q(fulfilled_on=None)


class WishQuerySet(ScopedQuerySet):
    see = Permission.WISHES_SEE

    def own(self, viewer: Viewer) -> Q:
        return self.of_families(viewer) | Q(collected_by=viewer.user)

    def of_families(self, viewer: Viewer) -> Q:
        """Of the families with whom the viewer is paired now."""
        return Q(household__in=Household.objects.filter(Household.objects.all().own(viewer)).values("pk"))

    def promised_by(self, viewer: Viewer) -> Q:
        """What the viewer, or a unit he speaks for, has claimed."""
        q = Q(claims__claimed_by=viewer.user)
        if viewer.unit_ids:
            q |= Q(claims__unit__in=viewer.unit_ids) | Q(claims__shares__unit__in=viewer.unit_ids)
        return q

    def visible_to(self, viewer: Viewer):
        """Of his area, of his families, collected by himself, or claimed by him or his unit at any time."""
        seen = viewer.q(self.see)
        if viewer.may_own(self.see):
            seen |= self.own(viewer)
        if viewer.can(Permission.WISHES_CLAIM):
            promised = self.model._default_manager.filter(self.promised_by(viewer)).values("pk")
            seen |= Q(pk__in=promised)
        return self.filter(seen)

    def listed_to(self, viewer: Viewer):
        """Of his area and of his families: what he only promised, or collected from a family that is his no more, he reads with stars elsewhere."""
        seen = viewer.q(self.see)
        return self.filter(seen | self.of_families(viewer) if viewer.may_own(self.see) else seen)

    def claimable_by(self, viewer: Viewer):
        """The claim list of the viewer's counties: checked, free, and not kept to the office by the family. Nothing in it names anybody."""
        if not viewer.can(Permission.WISHES_CLAIM):
            return self.none()
        return self.filter(within_any("path", viewer.county_paths)).published().exclude(privacy=Wish.Privacy.OFFICE)

    def under(self, path: str):
        return self.filter(within("path", path))

    def standing(self):
        return self.filter(STANDING)

    def to_check(self):
        return self.filter(TO_CHECK)

    def sent_back(self):
        return self.filter(SENT_BACK)

    def free(self):
        """Checked and claimed by nobody."""
        return self.filter(FREE)

    def published(self):
        """On the claim list: free, and open for claims since `published_on`."""
        return self.filter(FREE, published_on__isnull=False)

    def public(self):
        """Published, and the family lets everybody read it."""
        return self.published().filter(privacy=Wish.Privacy.PUBLIC)

    def claimed(self):
        return self.filter(CLAIMED)

    def fulfilled(self):
        return self.filter(FULFILLED)

    def to_revisit(self):
        return self.filter(TO_REVISIT)

    def unfulfilled(self):
        return self.filter(UNFULFILLED)

    def waiting_long(self, *, on: datetime.date, days: int):
        """Not met so many days after it was collected."""
        return self.unfulfilled().filter(collected_on__lt=on - datetime.timedelta(days=days))


class Wish(models.Model):
    """A small wish of a family. The dates say the state; `Step` keeps everything that happened, also what was undone.

    collected → checked and published → claimed → fulfilled (delivered) → revisited; or sent back, or cannot be met, or merged
    into another wish (domain.md 1.14, ux.md J7). `claimed_on` and `claimed_unit` repeat the open claim, for lists.
    """

    class Origin(models.TextChoices):
        SELF = "self", _("the family itself")
        CADRE = "cadre", _("proposed by the cadre")

    class Privacy(models.TextChoices):
        PUBLIC = "public", _("on the public list, without names")
        CLAIMERS = "claimers", _("only to units and cadres who may claim it")
        OFFICE = "office", _("to nobody but the office")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    household = models.ForeignKey(Household, models.PROTECT, related_name="wishes")
    path = models.CharField(max_length=15)
    category = models.CharField(_("kind"), max_length=40)
    item = models.CharField(_("wish"), max_length=200)
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    value = models.DecimalField(_("expected value"), max_digits=10, decimal_places=2, null=True, blank=True)
    origin = models.CharField(_("said by"), max_length=8, choices=Origin.choices, default=Origin.SELF)
    has_consent = models.BooleanField(_("the family agrees"), default=True)
    privacy = models.CharField(_("may be shown"), max_length=8, choices=Privacy.choices, default=Privacy.PUBLIC)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="routed_wishes", verbose_name=_("competent unit")
    )
    collected_on = models.DateField(_("collected on"))
    collected_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True, help_text="the phone's clock")
    source_kind = models.CharField(max_length=40, blank=True, help_text="where it was told, e.g. visits.visit")
    source_id = models.BigIntegerField(null=True, blank=True)
    check_due_on = models.DateField(_("to be checked by"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_on = models.DateField(_("sent back on"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    open_until = models.DateField(_("open for claims until"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=0, help_text="rounds it waited or claims that fell through; higher is first in line")
    claimed_on = models.DateField(_("claimed on"), null=True, blank=True)
    claimed_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="claimed_wishes")
    fulfilled_on = models.DateField(_("fulfilled on"), null=True, blank=True)
    revisited_on = models.DateField(_("asked again on"), null=True, blank=True)
    unmet_on = models.DateField(_("found impossible on"), null=True, blank=True)
    unmet_reason = models.CharField(_("why it cannot be met"), max_length=200, blank=True)
    unmet_told = models.CharField(_("how the family was told"), max_length=200, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    register_key = models.CharField(max_length=64, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["-collected_on", "-pk"]
        verbose_name = _("micro-wish")
        constraints = [
            models.CheckConstraint(
                condition=Q(fulfilled_on=None) | Q(claimed_on__isnull=False), name="wish_claimed_before_fulfilled"
            ),
            models.CheckConstraint(
                condition=Q(revisited_on=None) | Q(fulfilled_on__isnull=False), name="wish_fulfilled_before_revisited"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="wish_value_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="wish_of_at_least_one"),
            models.CheckConstraint(
                condition=Q(unmet_on=None) | Q(claimed_on=None) & ~Q(unmet_reason="") & ~Q(unmet_told=""),
                name="wish_unmet_says_why",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="wish_not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["path", "collected_on"], name="wish_area"),
            models.Index(fields=["-priority", "published_on", "id"], condition=Q(claimed_on=None), name="wish_in_line"),
        ]

    def __str__(self):
        return f"wish {self.pk}"

    @property
    def no(self) -> str:
        """The number people say on lists without names: year and running number."""
        return f"{self.collected_on.year}-{self.pk:05d}" if self.pk else ""

    @property
    def journal_title(self) -> str:
        return self.no

    @property
    def state(self) -> str:
        """collected, sent_back, open (checked, free), claimed, fulfilled, revisited; unmet, merged."""
        if self.merged_into_id:
            return "merged"
        if self.unmet_on:
            return "unmet"
        if self.fulfilled_on:
            return "revisited" if self.revisited_on else "fulfilled"
        if self.claimed_on:
            return "claimed"
        if self.checked_on:
            return "open"
        return "sent_back" if self.sent_back_on else "collected"
