"""Assistance days of a year as they are held, and who went on one of them."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import Viewer
from common.periods import Year
from households.models import Pairing
from policies import keys
from policies.queries import calendar, settings_for
from policies.rules.days import assistance_days
from regions.paths import within
from teams.models import Cadre
from visits.models import AssistanceDayMove, Visit


@dataclass(frozen=True)
class HelpDay:
    """A day as the rule plans it, and as it is held."""

    planned: datetime.date
    held: datetime.date | None
    move: AssistanceDayMove | None = None

    @property
    def is_moved(self) -> bool:
        return self.move is not None

    def is_past(self, on: datetime.date) -> bool:
        return self.held is not None and self.held < on


def days_of(path: str, year: int) -> list[HelpDay]:
    """The rule of each month as it stood on its first day, holidays looked at, then what was moved by hand."""
    found: list[datetime.date] = []
    work = calendar(path)
    for month in Year(year).months():
        found += assistance_days(settings_for(path, month.start)[keys.ASSISTANCE_DAY_RULE], month, work)
    moves = {move.on: move for move in AssistanceDayMove.objects.filter(path=path, on__year=year)}
    return [_day(day, moves.get(day)) for day in sorted(set(found) | set(moves))]


def _day(day: datetime.date, move: AssistanceDayMove | None) -> HelpDay:
    return HelpDay(day, day if move is None else move.moved_to, move)


def by_month(days: list[HelpDay], year: int) -> list[tuple[datetime.date, list[HelpDay]]]:
    return [(month.start, [day for day in days if day.planned in month]) for month in Year(year).months()]


def name_of(path: str, on: datetime.date) -> str:
    """What the county calls its day."""
    return settings_for(path, on)[keys.ASSISTANCE_DAY_NAME]


def helpers_on(viewer: Viewer, day: datetime.date) -> QuerySet[Cadre]:
    """Everybody paired with a household the viewer may see, with `.went`: a visit to any household of the area that day."""
    pairings = Pairing.objects.visible_to(viewer).open(day).filter(cadre=OuterRef("pk"))
    visits = Visit.objects.visible_to(viewer).standing().filter(on=day, by=OuterRef("user"))
    cadres = Cadre.objects.filter(Exists(pairings), within("path", viewer.county_path))
    return cadres.annotate(went=Exists(visits)).select_related("user__unit").order_by("user__unit__name", "user__name")
