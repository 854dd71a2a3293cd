"""The family and its members, with dated categories and tags."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from common.fields import EncryptedField
from regions.models import Region
from regions.paths import within


class HouseholdQuerySet(ScopedQuerySet):
    see = Permission.HOUSEHOLDS_SEE

    def own(self, viewer: Viewer) -> Q:
        from households.models.pairing import Pairing

        return Q(pk__in=Pairing.objects.filter(cadre__user=viewer.user, closed_on=None).values("household"))

    def open(self):
        return self.filter(closed_on=None)

    def monitored(self):
        """Under watch, the risk-removed ones included as long as they are paired for help."""
        return self.exclude(monitored_kind="")

    def under(self, path: str):
        return self.filter(within("path", path))

    def by_group(self, *first: str):
        """Village by village, group 2 before group 10."""
        return self.order_by(*first, "path", Length("group_name"), "group_name", "no")


class Household(models.Model):
    """A rural household; `no` is the national household number. Category codes are policy data, never code."""

    no = models.CharField(_("household number"), max_length=24)
    region = models.ForeignKey(Region, models.PROTECT, related_name="households", verbose_name=_("village"))
    path = models.CharField(max_length=15)
    group_name = models.CharField(_("group"), max_length=30, blank=True)
    head_name = models.CharField(_("head"), max_length=40)
    initials = models.CharField(max_length=200, blank=True)
    n_persons = models.PositiveSmallIntegerField(_("persons"), default=0)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    category = models.CharField(_("household type"), max_length=30)
    monitored_kind = models.CharField(_("monitored type"), max_length=30, blank=True)
    risk_removed = models.BooleanField(_("risk removed"), default=False)
    risk_found_on = models.DateField(_("risk found on"), null=True, blank=True)
    risk_removed_on = models.DateField(_("risk removed on"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=30, blank=True)
    dangerous_house = models.CharField(_("dangerous house"), max_length=20, blank=True)
    safe_water = models.BooleanField(_("safe water"), null=True)
    income_per_head = models.DecimalField(_("net income per head"), max_digits=12, decimal_places=2, null=True)
    identified_on = models.DateField(_("first identified on"), null=True, blank=True)
    data_on = models.DateField(_("data of"), null=True, blank=True)
    last_visited_on = models.DateField(_("last visited on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(_("reason"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["path", "no"]
        verbose_name = _("household")
        constraints = [models.UniqueConstraint(fields=["no"], name="household_no_once")]
        indexes = [
            models.Index(fields=["path", "no"], name="household_area"),
            models.Index(fields=["path", "category"], name="household_area_category"),
            models.Index(fields=["path", "monitored_kind"], name="household_area_monitored"),
            models.Index(fields=["path", "last_visited_on"], name="household_area_visited"),
            models.Index(fields=["head_name"], name="household_head"),
        ]

    def __str__(self):
        return f"household {self.no}"

    @property
    def journal_title(self) -> str:
        return self.no

    @property
    def is_monitored(self) -> bool:
        return bool(self.monitored_kind)


class PersonQuerySet(ScopedQuerySet):
    see = Permission.HOUSEHOLDS_SEE
    path_field = "household__path"

    def own(self, viewer: Viewer) -> Q:
        return Q(household__in=Household.objects.filter(Household.objects.all().own(viewer)).values("pk"))


class Person(models.Model):
    """A member of a household. ID number and health are sensitive: encrypted, masked, shown by a journalled deed."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="persons")
    no = models.CharField(_("person number"), max_length=26)
    name = models.CharField(_("name"), max_length=40)
    relation = models.CharField(_("relation to head"), max_length=20)
    gender = models.CharField(_("gender"), max_length=1, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    id_number = EncryptedField(_("ID number"), blank=True, default="")
    id_lookup = models.CharField(max_length=64, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    nation = models.CharField(_("nation"), max_length=20, blank=True)
    education = models.CharField(_("education"), max_length=30, blank=True)
    pupil = models.CharField(_("at school"), max_length=30, blank=True)
    health = EncryptedField(_("health"), blank=True, default="")
    labour = models.CharField(_("labour capacity"), max_length=30, blank=True)
    months_away = models.PositiveSmallIntegerField(_("months of work away"), null=True)
    insured = models.BooleanField(_("illness insurance"), null=True)
    identified_on = models.DateField(_("identified on"), null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["household", "no"]
        verbose_name = _("person")
        constraints = [models.UniqueConstraint(fields=["no"], name="person_no_once")]
        indexes = [models.Index(fields=["id_lookup"], name="person_id"), models.Index(fields=["name"], name="person_name")]

    def __str__(self):
        return f"person {self.pk}"


class CategorySpan(models.Model):
    """What a household was from when to when (household type, monitored type), with the reason."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="category_spans")
    category = models.CharField(max_length=30)
    monitored_kind = models.CharField(max_length=30, blank=True)
    risk_removed = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["household", "opened_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(closed_on=None), name="one_open_category_a_household"
            )
        ]

    def __str__(self):
        return f"span {self.pk}"


class HouseholdTag(models.Model):
    """A dated tag (left-behind child, lonely elder, disabled …); codes are policy data."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="tags")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="tags")
    code = models.CharField(max_length=40)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["household", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "code"], condition=Q(closed_on=None), name="tag_open_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["household", "code"], condition=Q(closed_on=None, person=None), name="tag_open_once"
            ),
        ]

    def __str__(self):
        return f"tag {self.pk}"
