"""Figures of households and pairings."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from households.models import Household, Pairing
from regions.queries import name_of


def open_households(window: Window):
    return Household.objects.open()


def monitored(window: Window):
    return Household.objects.open().monitored()


def unpaired(window: Window):
    """Households that ought to have a helper or contact and have none."""
    pairings = Pairing.objects.open(window.on).filter(household=OuterRef("pk"))
    return Household.objects.open().filter(~Exists(pairings))


def with_place(rows, window: Window):
    return rows.annotate(place=name_of())


COLUMNS = (
    Column(_("head"), lambda h: h.head_name, lambda h: reverse("households:detail", args=[h.pk]), "name"),
    Column(_("village"), lambda h: h.place, kind="name"),
    Column(_("group"), lambda h: h.group_name, kind="name"),
    Column(_("persons"), lambda h: h.n_persons, kind="number"),
    Column(_("last visited on"), lambda h: h.last_visited_on, kind="date"),
)

register(
    Figure(
        "households.open", _("households"), _("Households on the register that are not closed."), _("households"),
        "now", open_households, COLUMNS, decorate=with_place,
        sentence=_("households on the register of the village: {n}"),
    ),
    Figure(
        "households.monitored", _("monitored households"),
        _("Households with a monitored type, those whose risk is removed included."), _("households"),
        "now", monitored, COLUMNS, of="households.open", decorate=with_place,
        sentence=_("monitored households: {n}"),
    ),
    Figure(
        "households.unpaired", _("households without a helper"),
        _("Households on the register with no open pairing."), _("households"),
        "now", unpaired, COLUMNS, is_bad=True, decorate=with_place,
    ),
)  # fmt: skip
