"""Who helps which household since when (结对)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from households.models.family import Household
from regions.paths import within
from teams.models import Cadre

ASSIST, CONTACT = "assist", "contact"


class PairingQuerySet(ScopedQuerySet):
    see = Permission.HOUSEHOLDS_SEE

    def own(self, viewer: Viewer) -> Q:
        return Q(cadre__user=viewer.user)

    def open(self, on=None):
        if on is None:
            return self.filter(closed_on=None)
        return self.filter(Q(opened_on__lte=on) & (Q(closed_on=None) | Q(closed_on__gt=on)))

    def under(self, path: str):
        return self.filter(within("path", path))


class Pairing(models.Model):
    """A cadre answers for a household; half-open dates. Kind `assist` (帮扶, monitored) or `contact` (联系): policy data."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="pairings")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="pairings")
    kind = models.CharField(_("pairing class"), max_length=20)
    path = models.CharField(max_length=15)
    opened_on = models.DateField(_("since"))
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("until"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    close_reason = models.CharField(_("reason"), max_length=100, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["path", "household", "opened_on"]
        verbose_name = _("pairing")
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(closed_on=None, kind=ASSIST),
                name="one_open_helper_for_a_monitored_household",
                violation_error_message=_("This household already has a helper. End that pairing first."),
            ),
            models.UniqueConstraint(
                fields=["household", "cadre"], condition=Q(closed_on=None), name="paired_once_with_a_household"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")), name="pairing_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "kind", "closed_on"], name="pairing_area"),
            models.Index(fields=["cadre", "closed_on"], name="pairing_cadre"),
        ]

    def __str__(self):
        return f"pairing {self.pk}"
