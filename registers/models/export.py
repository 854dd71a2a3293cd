"""A register on its way out that is too long to wait for."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from registers.export import listing


class ExportQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any):
        """The maker's own only (security A13)."""
        return self.filter(made_by=viewer.user.pk)


class Export(models.Model):
    """A file made in the background from a list with its filter; for its maker only, for 24 hours."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be made")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")
        EXPIRED = "expired", _("past its day")

    listing = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    format = models.CharField(max_length=4, default="xlsx")
    path = models.CharField(max_length=15, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_unmasked = models.BooleanField(default=False)
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

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("exported list")
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="export_state")]

    def __str__(self):
        return f"export {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.file_name

    @property
    def title(self) -> str:
        about = listing(self.listing)
        return str(about.title) if about else self.listing

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
