"""Units (organisations), the people who sign in, and what they were given when."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission, Role
from common import masks
from regions.models import Region
from regions.paths import within_any


class UnitQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Units of the viewer's counties: everybody of a county may see which units there are."""
        return self.filter(within_any("path", viewer.county_paths))

    def open(self):
        return self.filter(closed_on=None)


class Unit(models.Model):
    """An organisation: sending or backing unit, township office, county office."""

    class Kind(models.TextChoices):
        STATE = "state", _("state organ")
        ENTERPRISE = "enterprise", _("enterprise")
        SOCIAL = "social", _("social body")
        TOWNSHIP = "township", _("township office")
        VILLAGE = "village", _("village committee")
        OTHER = "other", _("other")

    class Level(models.TextChoices):
        CENTRAL = "central", _("central")
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        TOWNSHIP = "township", _("township")
        VILLAGE = "village", _("village")

    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    initials = models.CharField(max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.STATE)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.COUNTY)
    region = models.ForeignKey(Region, models.PROTECT, related_name="units", verbose_name=_("county"))
    path = models.CharField(max_length=15, db_index=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("unit")
        constraints = [models.UniqueConstraint(fields=["path", "name"], name="unit_name_once_a_county")]

    def __str__(self):
        return f"unit {self.pk}"


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Accounts a viewer may see in account pages: those whose county lies in an area he manages, and himself."""
        return self.filter(viewer.q(Permission.USERS_MANAGE) | Q(pk=viewer.user.pk))

    def managed_by(self, viewer):
        """Accounts whose roles, slips and sessions a viewer looks after."""
        return self.filter(viewer.q(Permission.USERS_MANAGE))

    def sleeping(self):
        """Not yet activated: nobody has set a password of his own."""
        return self.filter(closed_on=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def awake(self):
        return self.filter(closed_on=None, is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def closed(self):
        return self.exclude(closed_on=None)


class User(AbstractBaseUser):
    """A person who may sign in. Cadres get theirs on import and activate it with a printed slip (security A8)."""

    class TextSize(models.TextChoices):
        STANDARD = "standard", _("standard")
        LARGE = "large", _("large")
        HUGE = "huge", _("very large")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=40)
    initials = models.CharField(max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")
    title = models.CharField(_("post"), max_length=60, blank=True)
    path = models.CharField(max_length=15, db_index=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    text_size = models.CharField(_("text size"), max_length=10, choices=TextSize.choices, default=TextSize.STANDARD)
    shortcuts_on = models.BooleanField(_("keyboard shortcuts"), default=True)
    is_active = models.BooleanField(default=True, help_text="sleeps until activated; ends with closed_on")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("account")
        indexes = [models.Index(fields=["path", "name"], name="user_county_name")]

    def __str__(self):
        return f"user {self.pk}"

    def get_full_name(self):
        return self.name

    @property
    def journal_title(self) -> str:
        return self.name

    @property
    def shown_username(self) -> str:
        """The user name on other people's pages: masked where it is the phone number."""
        return masks.phone(self.username) if self.username == self.phone else self.username

    @property
    def is_sleeping(self) -> bool:
        """Waits for its activation slip."""
        return self.closed_on is None and not self.has_usable_password()

    @property
    def status(self) -> str:
        """For components/status: closed, waiting for its slip, or in use."""
        return "void" if self.closed_on else "todo" if self.is_sleeping else "done"


class GrantQuerySet(models.QuerySet):
    def open(self, on):
        return self.filter(Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gt=on)))

    def visible_to(self, viewer):
        return self.filter(viewer.q(Permission.USERS_MANAGE))


class Grant(models.Model):
    """A role in an area (or for a unit), half-open in time: from `opened_on` until before `closed_on`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="grants")
    path = models.CharField(max_length=15, db_index=True)
    source = models.CharField(max_length=40, blank=True, help_text="what gave it, e.g. posting:12")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "opened_on"]
        verbose_name = _("grant")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")), name="grant_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "source"], condition=Q(closed_on=None), name="grant_open_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "closed_on"], name="grant_user_open")]

    def __str__(self):
        return f"grant {self.pk}"

    @property
    def journal_title(self) -> str:
        return f"{self.user.name} {self.role}"

    @property
    def is_by_hand(self) -> bool:
        """Given on the account page; others come and go with a posting or pairing."""
        return not self.source


class SlipQuerySet(models.QuerySet):
    def usable(self, at):
        return self.filter(used_at=None, voided_at=None, expires_at__gt=at)

    def waiting(self):
        """Neither used nor replaced, whether or not the days have passed."""
        return self.filter(used_at=None, voided_at=None)


class ActivationSlip(models.Model):
    """A printed one-time code for the first sign-in; only its keyed hash is kept, valid 14 days (security A8)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="slips")
    code_lookup = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"slip {self.pk}"
