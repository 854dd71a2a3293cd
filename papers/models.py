"""Papers that take a while: who asked for which, how far it is, and the file until it is past its day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from papers.paper import paper
from registers.models.made import MadeFile


class PaperRun(MadeFile):
    """One paper, or a batch in one file, made in the background for its maker. `total` counts pieces: villages, units …"""

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    n_pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0, help_text="bytes")

    WAITING = (MadeFile.State.QUEUED, MadeFile.State.RUNNING)
    OVER = (MadeFile.State.FAILED, MadeFile.State.EXPIRED)

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
    def title(self) -> str:
        about = paper(self.kind)
        return str(about.title) if about else self.kind

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER
