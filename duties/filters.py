"""Filters of the ledger: kind, period, area, bearer, words; the state is a tab."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common import text
from common.forms import RowNumber
from common.lists import FilterForm, period_choices
from common.periods import Month, Period, Quarter, last_n
from common.text import is_number
from duties.kinds import KINDS, ONCE
from duties.models import Duty
from duties.queries import areas_of, bearer_name
from regions.paths import within
from regions.queries import word_in_list

STATES = ("open", "unmended", "overdue", "done", "exempt", "all")
N_MONTHS, N_QUARTERS = 13, 5


class DutyFilter(FilterForm):
    q = forms.CharField(
        label=_("Owed to, or owed by"), widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=_("Kind"))
    period = forms.ChoiceField(label=_("Period"))
    area = forms.ChoiceField(label=_("Area"))
    bearer = RowNumber(label=_("Owed by"))

    def __init__(self, address, viewer: Viewer, on):
        super().__init__(address)
        self.viewer, self.on = viewer, on
        chosen = address.get("area", "")
        self.areas = areas_of(viewer, chosen if is_number(chosen) else "")
        self.fields["kind"].choices = [("", _("All")), *((kind.code, kind.title) for kind in (*KINDS.values(), *ONCE.values()))]
        self.fields["period"].choices = [("", _("All")), *period_choices(_periods(on), address.get("period", ""))]
        self.fields["area"].choices = [("", _("All")), *((r.path, word_in_list(r)) for r in self.areas)]

    def word_of(self, name, value):
        if name == "bearer":
            return bearer_name(self.viewer, value) or "—"
        return str(super().word_of(name, value)).strip()

    def kept(self):
        state = self.address.get("state", "")
        return [("state", state)] if state in STATES else []

    def apply(self, duties):
        chosen = self.chosen
        for name in ("kind", "period", "bearer"):
            if name in chosen:
                duties = duties.filter(**{name: chosen[name]})
        if path := chosen.get("area"):
            duties = duties.filter(within("path", path))
        if words := text.clean(chosen.get("q", "")):
            named = Q(title__startswith=words) | Q(bearer__name__startswith=words)
            letters = words.lower()
            duties = duties.filter(named | Q(bearer__initials__startswith=letters) if letters.isascii() else named)
        return duties


def _periods(on) -> list[Period]:
    """This month and quarter first, then back."""
    return [*reversed(last_n(Month.of(on), N_MONTHS)), *reversed(last_n(Quarter.of(on), N_QUARTERS))]


def in_state(duties, state: str, on):
    """One tab of the ledger: still to do (the default; without old ones that a later visit made up for), late and not made
    up for, all that were ever missed, done, excused, all that counts."""
    if state == "unmended":
        return duties.unmended(on=on)
    if state == "overdue":
        return duties.overdue(on=on)
    if state == "done":
        return duties.done()
    if state == "exempt":
        return duties.exempt()
    return duties.owed() if state == "all" else duties.pending(on=on) | duties.unmended(on=on)


def state_of(address) -> str:
    return address.get("state") if address.get("state") in STATES else STATES[0]


def found_by(viewer: Viewer, address, on, permission: Permission | None = None):
    """The duties behind an address, in the order of the page; with a permission only those on which it holds."""
    duties = Duty.objects.visible_to(viewer)
    if permission:
        duties = duties.allowed(viewer, permission)
    rows = DutyFilter(address, viewer, on).apply(duties)
    return in_state(rows, state_of(address), on).order_by(*ORDER.get(state_of(address), ORDER["open"]))


ORDER = {
    "open": ("due_on", "-urgency", "path", "pk"),
    "unmended": ("overdue_from", "-urgency", "path", "pk"),
    "overdue": ("-overdue_from", "-urgency", "path", "pk"),
    "done": ("-done_on", "-pk"),
    "exempt": ("-exempted_at", "-pk"),
    "all": ("-due_on", "-urgency", "path", "pk"),
}
