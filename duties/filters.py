"""Filters of the list of what is owed."""

import datetime

from django import forms
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import User
from common.lists import FilterForm
from common.periods import Month, Quarter, last_n
from common.templatetags.formats import period_label
from duties.kinds import KINDS
from duties.models import Duty
from regions.models import Region
from regions.paths import within

STATES = ("owed", "open", "overdue", "done", "exempt")
PAST_MONTHS, PAST_QUARTERS = 12, 5


class DutyFilter(FilterForm):
    kind = forms.ChoiceField(label=_("Kind"))
    period = forms.ChoiceField(label=_("Period"))
    area = forms.ChoiceField(label=_("Area"))
    bearer = forms.IntegerField(label=_("Owed by"), widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("State"), widget=forms.HiddenInput, choices=[(s, s) for s in STATES])

    def __init__(self, address, viewer: Viewer, on: datetime.date):
        super().__init__(address)
        self.viewer, self.on = viewer, on
        self.fields["kind"].choices = [("", _("All")), *((kind.code, kind.title) for kind in KINDS.values())]
        periods = [*last_n(Month.of(on), PAST_MONTHS)[::-1], *last_n(Quarter.of(on), PAST_QUARTERS)[::-1]]
        self.fields["period"].choices = [("", _("Running and late")), *((p.key, period_label(p)) for p in periods)]
        self.fields["area"].choices = [("", _("All")), *((r.path, self._area_word(r)) for r in areas_for(viewer, address.get("area", "")))]

    @staticmethod
    def _area_word(region: Region) -> str:
        return f"　{region.name}" if region.level == Region.Level.VILLAGE else region.name

    def chips(self):
        return [chip for name, chip in zip(self.chosen, super().chips(), strict=True) if name != "state"]

    def word_of(self, name, value):
        if name == "bearer":
            user = User.objects.filter(pk=value, path__in=self.viewer.county_paths).first()
            return user.name if user else str(value)
        return super().word_of(name, value).strip()

    def apply(self, duties):
        """Everything but the state, which is a tab."""
        chosen = self.chosen
        if kind := chosen.get("kind"):
            duties = duties.of(kind)
        if period := chosen.get("period"):
            duties = duties.filter(period=period)
        else:
            duties = duties.filter(Q(due_on__gte=self.on) | Q(done_on=None, exempted_at=None)).filter(opens_on__lte=self.on)
        if path := chosen.get("area"):
            duties = duties.filter(within("path", path))
        if "bearer" in chosen:
            duties = duties.filter(bearer=chosen["bearer"])
        return duties

    @property
    def state(self) -> str:
        return self.chosen.get("state", "owed")


def areas_for(viewer: Viewer, chosen: str) -> list[Region]:
    """Townships (or villages) in which the viewer sees duties, and the villages of the chosen township."""
    q = Q(pk__in=[])
    for path in viewer.paths(Permission.DUTIES_SEE):
        level = Region.Level.TOWNSHIP if len(path) <= 6 else Region.Level.VILLAGE
        q |= within("path", path) & Q(level=level)
    if chosen.isdigit() and len(chosen) >= 9:
        q |= within("path", chosen[:9]) & Q(level__in=[3, 4, 5]) & viewer.q(Permission.DUTIES_SEE)
    return list(Region.objects.filter(q, closed_on=None).order_by("path"))


def in_state(duties, state: str, on: datetime.date):
    """One of the states; late by the ledger's own definition."""
    if state == "open":
        return duties.open()
    if state == "overdue":
        return duties.overdue(on=on)
    if state == "done":
        return duties.done()
    return duties.exempt() if state == "exempt" else duties.owed()


def state_counts(duties, on: datetime.date) -> dict[str, int]:
    """How many are in each state: one statement."""
    is_open = Q(done_on=None, exempted_at=None)
    return duties.order_by().aggregate(
        owed=Count("pk", filter=Q(exempted_at=None)), open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(overdue_from__lte=on)),
        done=Count("pk", filter=Q(exempted_at=None) & ~Q(done_on=None)), exempt=Count("pk", filter=~Q(exempted_at=None)),
    )  # fmt: skip


def found_by(viewer: Viewer, address, on: datetime.date):
    """The list behind an address, with the name of the village."""
    filters = DutyFilter(address, viewer, on)
    duties = in_state(filters.apply(Duty.objects.visible_to(viewer)), filters.state, on)
    return duties.order_by("due_on", "-urgency", "path", "pk")


def with_places(duties):
    place = Region.objects.filter(path=OuterRef("path")).values("name")[:1]
    return duties.annotate(place=Subquery(place)).select_related("bearer__unit")
