"""The post room: what people are told (the outbox), by which channel it went out, and what the timetable did."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from common.fields import EncryptedField
from regions.models import Region


class NoticeQuerySet(ScopedQuerySet):
    see = Permission.SELF

    def visible_to(self, viewer: Viewer):
        """A notice is read by the one it is for and by nobody else."""
        return self.filter(to=viewer.user) if viewer.user.pk else self.none()

    def due(self, at):
        return self.filter(due_at__lte=at)

    def unread(self):
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing one person is told. In the inbox from `due_at` on; other channels follow (`handed_at`).

    The same kind and key is told a person once, however often a job runs. Title and body hold no sensitive data."""

    kind = models.CharField(max_length=40)
    to = models.ForeignKey(User, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=15, blank=True)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-pk"]
        verbose_name = _("notice")
        constraints = [models.UniqueConstraint(fields=["to", "kind", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["to", "due_at"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["due_at"], condition=Q(handed_at=None), name="notice_waiting"),
            models.Index(fields=["to", "-due_at"], name="notice_inbox"),
        ]

    def __str__(self):
        return f"notice {self.pk}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class RobotQuerySet(ScopedQuerySet):
    see = Permission.SETUP_SEE

    def open(self):
        return self.filter(closed_on=None)


class Robot(models.Model):
    """The group robot of an area: an address to which the day's summary goes. The address is a secret."""

    class Kind(models.TextChoices):
        WECOM = "wecombot", _("WeCom group robot")
        DINGTALK = "dingtalk", _("DingTalk group robot")
        FEISHU = "feishu", _("Feishu group robot")

    region = models.ForeignKey(Region, models.PROTECT, related_name="robots", verbose_name=_("area"))
    path = models.CharField(max_length=15, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name of the group"), max_length=60)
    address = EncryptedField(_("address"))
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)

    objects = RobotQuerySet.as_manager()

    class Meta:
        ordering = ["path", "pk"]
        verbose_name = _("group robot")

    def __str__(self):
        return f"robot {self.pk}"

    @property
    def masked_address(self) -> str:
        return f"{self.kind}://****{self.address[-4:]}"

    @property
    def journal_title(self) -> str:
        return self.name


class DeliveryQuerySet(ScopedQuerySet):
    see = Permission.SETUP_SEE

    def waiting(self, at):
        return self.filter(state=Delivery.State.WAITING, next_try_at__lte=at)


class Delivery(models.Model):
    """One message on its way out by e-mail or robot. Claimed by a conditional update, tried again when it failed."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        ROBOT = "robot", _("group robot")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    to = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="deliveries")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="deliveries")
    key = models.CharField(max_length=80)
    path = models.CharField(max_length=15, blank=True, db_index=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(_("next attempt"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("delivery")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "to", "key"], condition=models.Q(robot=None), name="delivered_once"
            ),
            models.UniqueConstraint(
                fields=["channel", "robot", "key"], condition=models.Q(to=None), name="posted_once_by_robot"
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=False) | Q(robot__isnull=False), name="delivery_goes_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="delivery_waiting"),
        ]

    def __str__(self):
        return f"delivery {self.pk}"


class PreferenceQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer):
        return self.filter(user=viewer.user)


class Preference(models.Model):
    """Whether a person wants a channel; without a row he does. The inbox cannot be switched off."""

    user = models.ForeignKey(User, models.CASCADE, related_name="channel_preferences")
    channel = models.CharField(max_length=8, choices=Delivery.Channel.choices)
    is_on = models.BooleanField(default=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_preference_a_channel")]

    def __str__(self):
        return f"preference {self.pk}"


class JobRun(models.Model):
    """The newest run of each job of the timetable: when it was due, when it ran, what it did."""

    job = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ok = models.BooleanField(default=False)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["job"]

    def __str__(self):
        return f"job {self.job}"
