"""Who did and who saw what: append-only; also the stream from which tallies are kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from common.addonly import AddOnly, AddOnlyQuerySet


class JournalQuerySet(AddOnlyQuerySet):
    may_change = frozenset()

    def visible_to(self, viewer):
        return self.filter(viewer.q(Permission.JOURNAL_READ))

    def of(self, kind: str, pk: int):
        return self.filter(kind=kind, subject_id=pk)


class JournalEntry(models.Model):
    """One deed. Rows are never changed or deleted (a database trigger refuses it)."""

    at = models.DateTimeField(_("time"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("deed"), max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    path = models.CharField(max_length=15, blank=True)
    title = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("journal entry")
        indexes = [
            models.Index(fields=["kind", "subject_id"], name="journal_subject"),
            models.Index(fields=["path", "at"], name="journal_area_time"),
            models.Index(fields=["by", "at"], name="journal_person_time"),
        ]

    def __str__(self):
        return f"journal {self.pk}"


JOURNAL = AddOnly("accounts_journalentry", what="the journal")


class JournalSeal(models.Model):
    """A chained digest over the entries up to `last_entry`: a changed or missing entry breaks the chain.

    It is a mark first (no digest) and is filled a quarter of an hour later, when no deed begun before it can still be writing.
    """

    last_entry = models.BigIntegerField(unique=True)
    n_entries = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["last_entry"]

    def __str__(self):
        return f"seal {self.pk}"
