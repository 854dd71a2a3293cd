"""Papers that take a while: who asked for which, how far it is, and the file until it is past its day."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from papers.paper import paper


class PaperRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any):
        """The maker's own only."""
        return self.filter(made_by=viewer.user.pk)


class PaperRun(models.Model):
    """One paper, or a batch in one file, made in the background for its maker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be made")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")
        EXPIRED = "expired", _("past its day")

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=15, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    language = models.CharField(max_length=10, default="zh-hans")
    total = models.PositiveIntegerField(default=0, help_text="pieces: villages, units …")
    done = models.PositiveIntegerField(default=0)
    n_pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
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

    WAITING = (State.QUEUED, State.RUNNING)
    OVER = (State.FAILED, State.EXPIRED)

    objects = PaperRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("paper")
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="paper_state")]

    def __str__(self):
        return f"paper {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.file_name or str(self.title)

    @property
    def look(self) -> str:
        return {"ready": "done", "failed": "returned", "expired": "void"}.get(self.state, "doing")

    @property
    def title(self) -> str:
        about = paper(self.kind)
        return str(about.title) if about else self.kind

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_running(self) -> bool:
        return self.state in self.WAITING

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.total) if self.total else 0
