"""Cadres, work teams and postings; the chain of responsibility over areas."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import NOTHING, Permission, ScopedQuerySet, Viewer
from accounts.models import Unit, User
from common.fields import EncryptedField
from regions.models import Region
from regions.paths import within


class CadreQuerySet(ScopedQuerySet):
    see = Permission.TEAMS_SEE

    def visible_to(self, viewer: Viewer):
        """Cadres of the viewer's county if he sees it whole; below that, those who work in his area, his unit's, himself."""
        q = Q(user=viewer.user) if viewer.user.pk else NOTHING
        for path in viewer.paths(self.see):
            if len(path) <= 6:
                q |= within("path", path)
            else:
                q |= Q(pk__in=CadrePlace.objects.filter(within("path", path)).values("cadre"))
        if viewer.unit_ids:
            q |= Q(user__unit__in=viewer.unit_ids)
        return self.filter(q)

    def with_people(self):
        return self.select_related("user", "user__unit")


class Cadre(models.Model):
    """A person of the programme, resident or pairing; name, phone and unit stand on the account."""

    class Gender(models.TextChoices):
        MALE = "m", _("male")
        FEMALE = "f", _("female")

    user = models.OneToOneField(User, models.PROTECT, related_name="cadre")
    path = models.CharField(max_length=15, db_index=True, help_text="county")
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    id_number = EncryptedField(_("ID number"), blank=True, default="")
    id_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    rank = models.CharField(_("rank"), max_length=30, blank=True)
    politics = models.CharField(_("political status"), max_length=30, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Unit.Level.choices, default=Unit.Level.COUNTY)
    left_on = models.DateField(null=True, blank=True)

    objects = CadreQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cadre")
        constraints = [
            models.UniqueConstraint(fields=["path", "id_lookup"], condition=~Q(id_lookup=""), name="cadre_id_once")
        ]

    def __str__(self):
        return f"cadre {self.pk}"

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def unit(self) -> Unit | None:
        return self.user.unit


class CadrePlace(models.Model):
    """A village where a cadre works (posted or paired): so that those who run the area see him. Kept by actions."""

    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="places")
    path = models.CharField(max_length=15, db_index=True)
    n_postings = models.PositiveIntegerField(default=0)
    n_pairings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cadre", "path"], name="cadre_place_once")]

    def __str__(self):
        return f"place {self.pk}"


class WorkTeamQuerySet(ScopedQuerySet):
    see = Permission.TEAMS_SEE

    def own(self, viewer: Viewer) -> Q:
        return Q(backing_unit__in=viewer.unit_ids)

    def open(self):
        return self.filter(closed_on=None)


class WorkTeam(models.Model):
    """The team that lives in one village (驻村工作队)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="teams", verbose_name=_("village"))
    path = models.CharField(max_length=15, db_index=True)
    backing_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="backed_teams")
    opened_on = models.DateField(_("since"))
    closed_on = models.DateField(_("until"), null=True, blank=True)

    objects = WorkTeamQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("work team")
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(closed_on=None), name="one_open_team_a_village")
        ]

    def __str__(self):
        return f"team {self.pk}"

    @property
    def name(self) -> str:
        return self.region.name

    @property
    def journal_title(self) -> str:
        return self.region.name


class PostingQuerySet(ScopedQuerySet):
    see = Permission.TEAMS_SEE

    def own(self, viewer: Viewer) -> Q:
        return Q(cadre__user=viewer.user) | Q(cadre__user__unit__in=viewer.unit_ids)

    def open(self, on=None):
        if on is None:
            return self.filter(closed_on=None)
        return self.filter(Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gt=on)))


class Posting(models.Model):
    """A cadre's time in a team, or as head captain (总队长) of a township; half-open dates."""

    class Role(models.TextChoices):
        CAPTAIN = "captain", _("captain")
        MEMBER = "member", _("member")
        HEAD_CAPTAIN = "head", _("township head captain")

    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="postings")
    team = models.ForeignKey(WorkTeam, models.PROTECT, null=True, blank=True, related_name="postings")
    region = models.ForeignKey(Region, models.PROTECT, related_name="postings")
    path = models.CharField(max_length=15, db_index=True)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    is_first_secretary = models.BooleanField(_("first secretary"), default=False)
    opened_on = models.DateField(_("since"))
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    closed_on = models.DateField(_("until"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    close_reason = models.CharField(_("reason"), max_length=40, blank=True)
    close_note = models.CharField(_("note"), max_length=200, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["path", "role", "opened_on"]
        verbose_name = _("posting")
        constraints = [
            models.UniqueConstraint(
                fields=["cadre", "region"], condition=Q(closed_on=None), name="posted_once_to_a_place"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")), name="posting_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"posting {self.pk}"


class ChainLinkQuerySet(ScopedQuerySet):
    see = Permission.TEAMS_SEE

    def open(self):
        return self.filter(closed_on=None)


class ChainLink(models.Model):
    """One link of responsibility over an area (7+1 of S1-03, county leader per village of S3-04); kinds are policy data."""

    kind = models.CharField(_("link"), max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, related_name="chain_links")
    path = models.CharField(max_length=15, db_index=True)
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="chain_links")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="chain_links")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ChainLinkQuerySet.as_manager()

    class Meta:
        ordering = ["path", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "region"], condition=Q(closed_on=None), name="chain_link_open_once"),
            models.CheckConstraint(
                condition=Q(cadre__isnull=False) | Q(unit__isnull=False), name="chain_link_holds_somebody"
            ),
        ]

    def __str__(self):
        return f"link {self.pk}"
