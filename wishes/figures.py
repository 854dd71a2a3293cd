"""Figures of micro-wishes."""

from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Window, register
from regions.queries import name_of
from wishes.models import Wish


def collected(window: Window):
    return Wish.objects.filter(collected_on__gte=window.within.start, collected_on__lt=window.within.end)


def fulfilled(window: Window):
    """Of the wishes collected in the year, those fulfilled (claims do not count: domain.md 1.20)."""
    return collected(window).fulfilled()


def fulfilled_within(window: Window):
    """Wishes fulfilled in the quarter, whenever they were collected."""
    return Wish.objects.filter(fulfilled_on__gte=window.within.start, fulfilled_on__lt=window.within.end)


def waiting(window: Window):
    return Wish.objects.filter(fulfilled_on=None)


def with_place(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("claimed_unit")


COLUMNS = (
    Column(_("wish"), lambda w: w.item),
    Column(_("village"), lambda w: w.place, kind="name"),
    Column(_("collected on"), lambda w: w.collected_on, kind="date"),
    Column(_("claimed by"), lambda w: w.claimed_unit.name if w.claimed_unit else ""),
    Column(_("fulfilled on"), lambda w: w.fulfilled_on, kind="date"),
)

register(
    Figure(
        "wishes.collected", _("wishes collected this year"), _("Micro-wishes with a collecting date in the year."),
        _("wishes"), "year", collected, COLUMNS, decorate=with_place,
    ),
    Figure(
        "wishes.fulfilled", _("wishes fulfilled"), _("Of the wishes collected in the year, those that were fulfilled."),
        _("wishes"), "year", fulfilled, COLUMNS, of="wishes.collected", decorate=with_place,
    ),
    Figure(
        "wishes.collected_quarter", _("wishes collected this quarter"), _("Micro-wishes with a collecting date in the quarter."),
        _("wishes"), "quarter", collected, COLUMNS, decorate=with_place,
        sentence=_("micro-wishes collected: {n}"),
    ),
    Figure(
        "wishes.fulfilled_quarter", _("wishes fulfilled this quarter"),
        _("Micro-wishes fulfilled on a day of the quarter, whenever they were collected."),
        _("wishes"), "quarter", fulfilled_within, COLUMNS, decorate=with_place,
        sentence=_("wishes fulfilled: {n}"),
    ),
    Figure(
        "wishes.waiting", _("wishes waiting"), _("Wishes of any year that are not fulfilled yet, claimed or not."),
        _("wishes"), "now", waiting, COLUMNS, decorate=with_place,
        sentence=_("wishes still waiting: {n}"),
    ),
)  # fmt: skip
