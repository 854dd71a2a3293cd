"""A file that is made in the background for one person: what lists on their way out and papers have in common."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class MadeFileQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any):
        """The maker's own only (security A13)."""
        return self.filter(made_by=viewer.user.pk)


class MadeFile(models.Model):
    """Claimed by one process (`runner`, `heartbeat_at`), counted while it is made (`done` of `total`), kept until `expires_at`."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be made")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")
        EXPIRED = "expired", _("past its day")

    path = models.CharField(max_length=15, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    language = models.CharField(max_length=10, default="zh-hans")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=200, blank=True)
    runner = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    n_tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    objects = MadeFileQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def journal_title(self) -> str:
        return self.file_name

    @property
    def look(self) -> str:
        return {"ready": "done", "failed": "returned", "expired": "void"}.get(self.state, "doing")

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.total) if self.total else 0
