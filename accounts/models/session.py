"""Sessions as rows that know their person, so that they can be listed and ended."""

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionQuerySet(models.QuerySet):
    def open(self, at):
        return self.filter(expire_date__gt=at).exclude(user=None)


class Session(AbstractBaseSession):
    """One sign-in on one device. `public_id` names it on pages: the key itself is a secret."""

    public_id = models.CharField(max_length=16, unique=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(_("network address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=60, blank=True)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        ordering = ["-seen_at"]
        verbose_name = _("session")  # type: ignore[assignment]

    def __str__(self):
        return f"session {self.public_id}"

