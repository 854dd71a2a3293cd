"""A register on its way in: the file, its rows that need a look, and what an import changed."""

import json
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet
from accounts.models import User
from common.fields import EncryptedField
from regions.models import Region
from regions.paths import within
from registers.sheet import title_of

COUNTED = (
    "read", "rows", "good_size", "good", "bad", "waiting", "applied", "skipped", "created", "updated", "unchanged", "left",
)  # fmt: skip


def no_counts() -> dict[str, int]:
    return dict.fromkeys(COUNTED, 0)


class BatchQuerySet(ScopedQuerySet):
    see = Permission.REGISTERS_IMPORT

    def own(self, viewer: Any) -> Q:
        return Q(created_by=viewer.user)

    def visible_to(self, viewer: Any) -> models.QuerySet:
        """Batches of areas in which the viewer imports, and region registers of those who set the house up."""
        setup = viewer.q(Permission.SETUP_MANAGE)
        if viewer.can(Permission.SETUP_MANAGE):
            setup |= Q(path="")
        return self.filter(viewer.q(self.see) | (Q(kind="regions") & setup))

    def waiting_for_work(self):
        return self.filter(state__in=Batch.QUEUED)

    def under(self, path: str):
        return self.filter(within("path", path)) if path else self


class Batch(models.Model):
    """One uploaded register. The file itself is kept sealed; a good row leaves nothing here but its number and key."""

    class State(models.TextChoices):
        MATCHING = "matching", _("columns to match")
        CHECK_QUEUED = "check_queued", _("waiting for its check")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        APPLY_QUEUED = "apply_queued", _("waiting for its import")
        APPLYING = "applying", _("being imported")
        APPLIED = "applied", _("imported")
        UNDO_QUEUED = "undo_queued", _("waiting to be undone")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("could not be read")
        EXPIRED = "expired", _("past its day")
        DISCARDED = "discarded", _("discarded")

    QUEUED = (State.CHECK_QUEUED, State.APPLY_QUEUED, State.UNDO_QUEUED)
    RUNNING = (State.CHECKING, State.APPLYING, State.UNDOING)
    OPEN_FOR_REPAIR = (State.CHECKED, State.APPLIED)

    kind = models.CharField(_("register"), max_length=20)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=15, blank=True)
    file = models.CharField(max_length=120, blank=True, help_text="name of the sealed file below MEDIA_ROOT")
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.CHECK_QUEUED)
    heads = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True, help_text="heading in the file: name of the column")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=no_counts, blank=True)
    error = models.CharField(max_length=400, blank=True)
    runner = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    n_tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(_("may be repaired until"))
    undo_until = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("imported register")
        indexes = [
            models.Index(fields=["path", "created_at"], name="batch_area"),
            models.Index(fields=["state", "heartbeat_at"], name="batch_state"),
        ]

    def __str__(self):
        return f"batch {self.pk}"

    @property
    def journal_title(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def title(self) -> str:
        return title_of(self.kind)

    @property
    def look(self) -> str:
        """Which of the seven state marks stands beside it."""
        if self.is_running:
            return "doing"
        if self.state == self.State.FAILED:
            return "returned"
        if self.state in (self.State.UNDONE, self.State.EXPIRED, self.State.DISCARDED):
            return "void"
        return "done" if self.is_applied and not self.count("bad") else "todo"

    @property
    def is_queued(self) -> bool:
        return self.state in self.QUEUED

    @property
    def is_running(self) -> bool:
        return self.state in self.QUEUED or self.state in self.RUNNING

    @property
    def is_repairable(self) -> bool:
        return self.state in self.OPEN_FOR_REPAIR

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.total) if self.total else 0

    def count(self, name: str) -> int:
        return self.counts.get(name, 0)

    def may_undo(self, at: datetime) -> bool:
        """Within its day; also the rest of an undo that left rows."""
        is_open = self.is_applied or (self.state == self.State.UNDONE and bool(self.count("left")))
        return is_open and self.undo_until is not None and at < self.undo_until


class BatchRowQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any):
        return self.filter(batch__in=Batch.objects.visible_to(viewer).values("pk"))

    def bad(self):
        return self.filter(state=BatchRow.State.BAD)

    def waiting(self):
        return self.filter(state=BatchRow.State.WAITING)

    def held(self):
        """Known, but not in: wrong, waiting, or not confirmed."""
        return self.filter(
            state__in=BatchRow.HELD, batch__state__in=(*Batch.RUNNING, *Batch.QUEUED, *Batch.OPEN_FOR_REPAIR)
        )


class BatchRow(models.Model):
    """One group of rows of the file (one household, or one row). Cells are kept, sealed, only where somebody must look at them."""

    class State(models.TextChoices):
        GOOD = "good", _("right")
        BAD = "bad", _("to be mended")
        WAITING = "waiting", _("waiting")
        APPLIED = "applied", _("imported")
        SKIPPED = "skipped", _("skipped")

    class Did(models.TextChoices):
        CREATED = "created", _("new")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")

    HELD = (State.GOOD, State.BAD, State.WAITING)

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    did = models.CharField(max_length=9, choices=Did.choices, blank=True)
    claims = models.TextField(blank=True)
    at_row = models.PositiveIntegerField(default=0, help_text="Excel row of the wrong cell")
    column = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=30, blank=True)
    cause = models.CharField(max_length=32, blank=True)
    n_suggestions = models.PositiveSmallIntegerField(default=0)
    on_kind = models.CharField(max_length=20, blank=True)
    on_key = models.CharField(max_length=120, blank=True)
    is_edited = models.BooleanField(default=False, help_text="the cells count as they stand here, not as in the file")
    applied_at = models.DateTimeField(null=True, blank=True)
    sealed = EncryptedField(blank=True, default="")

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "row"]
        verbose_name = _("row of a register")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="batch_row_once")]
        indexes = [
            models.Index(fields=["batch", "state", "row"], name="batch_row_state"),
            models.Index(fields=["on_kind", "on_key"], condition=Q(state="waiting"), name="batch_row_waiting"),
            models.Index(fields=["batch", "key"], name="batch_row_key"),
        ]

    def __str__(self):
        return f"batch row {self.pk}"

    @property
    def id_text(self) -> str:
        return str(self.pk)

    @property
    def shown_key(self) -> str:
        """What a person knows the row by: without the digest that follows a bar."""
        return self.key.partition("|")[0]

    @cached_property
    def kept(self) -> dict[str, Any]:
        """{"rows": [[Excel row, {column: cell}]], "params": {}, "suggestions": [[value, label]]}, or empty for a right row."""
        return json.loads(self.sealed) if self.sealed else {}


class Change(models.Model):
    """What one import did to rows of one model, some thousand at a time, for undoing it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    n_rows = models.PositiveIntegerField()
    sealed = EncryptedField(help_text="[[id, digest after, values before or null]]")
    at = models.DateTimeField()
    left = models.JSONField(default=list, blank=True, help_text="ids that somebody changed since and that were left")
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["batch", "position"]

    def __str__(self):
        return f"change {self.pk}"


class ColumnMemory(models.Model):
    """How the headings of a county's own file were matched last time."""

    kind = models.CharField(max_length=20)
    path = models.CharField(max_length=15, blank=True)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "path"], name="column_memory_once")]

    def __str__(self):
        return f"column memory {self.pk}"
