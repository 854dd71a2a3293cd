"""A register on its way out that is too long to wait for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registers.export import listing
from registers.models.made import MadeFile


class Export(MadeFile):
    """A file made in the background from a list with its filter; for its maker only, for 24 hours. `total` counts rows."""

    listing = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    format = models.CharField(max_length=4, default="xlsx")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_unmasked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("exported list")
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="export_state")]

    def __str__(self):
        return f"export {self.pk}"

    @property
    def title(self) -> str:
        about = listing(self.listing)
        return str(about.title) if about else self.listing
