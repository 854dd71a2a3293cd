"""What the captain's report says: figures as sentences with the way to their lists, prose, photos; and what is new since.

The sentences are put together when they are read, in the reader's language, from the key and the value that were kept.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.access import Permission, Viewer
from accounts.models import Grant, JournalEntry, User
from accounts.roles import Role
from common.periods import Quarter, parse
from common.templatetags.formats import thousands
from common.text import is_number
from figures.queries import figure_rows, may_read, total
from figures.registry import FIGURES, Figure, Window
from regions.paths import LENGTH
from reviews.models import ReviewMeeting, WorkReport
from reviews.rules import report as rules
from reviews.rules.report import Difference, Number
from teams.models import WorkTeam
from visits.models import Visit, VisitPhoto

SPANS = ("quarter", "now")
PHOTOS_SHOWN = 12
PHOTOS_OFFERED = 96
KIND = "reviews.workreport"
ANY_DAY = datetime.date(2026, 1, 1)

SECTIONS = {
    "work": _("What was done, and how it helped"),
    "faults": _("Difficulties and faults"),
    "plan": _("Plan for the next quarter"),
}
ROOMS = {
    "teams": _("Work team"), "households": _("Households"), "visits": _("Visits"), "wishes": _("Micro-wishes"),
    "problems": _("Problems"),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A figure as it stood when it was counted; `of` is its denominator, None where it has none."""

    key: str
    value: Number
    of: Number | None = None

    @property
    def figure(self) -> Figure:
        return FIGURES[self.key]

    @property
    def text(self) -> str:
        """In the language of whoever reads it now."""
        return str(self.figure.sentence).format(n=thousands(self.value), of=thousands(self.of))

    def plain(self) -> dict[str, Any]:
        return {"key": self.key, "value": self.value, "of": self.of}


@dataclass(frozen=True)
class Line:
    """A fact on a page: with the list behind it (if the reader may open it), what it would be today, and the captain's remark."""

    fact: Fact
    url: str
    now: Number | None
    note: str

    @property
    def is_changed(self) -> bool:
        return self.now is not None and str(self.now) != str(self.fact.value)

    @property
    def field(self) -> str:
        return f"note-{self.fact.key}"


@dataclass(frozen=True)
class Part:
    """The sentences of one room."""

    room: str
    title: Any
    lines: list[Line]

    @property
    def text(self) -> str:
        return paragraph(line.fact.text for line in self.lines)

    @property
    def notes(self) -> list[Line]:
        return [line for line in self.lines if line.note]


def paragraph(sentences: Iterable[str]) -> str:
    """Figures in one sentence, as a paper says them."""
    text = pgettext("between figures of a report", "; ").join(sentences)
    return text[:1].upper() + text[1:] + pgettext("end of a sentence", ".") if text else ""


# --- figures ---------------------------------------------------------------------------------------
def figures_in_reports() -> list[Figure]:
    """Every figure that has a sentence and is kept for a quarter, or is a state, in the order of the report."""
    keys = [key for key, figure in FIGURES.items() if figure.sentence and figure.span in SPANS]
    return [FIGURES[key] for key in rules.order(keys)]


def facts_of(team: WorkTeam, quarter: str, on: datetime.date) -> list[Fact]:
    """What the figures say of a team's village and quarter on a day. One statement for all that count rows."""
    figures = figures_in_reports()
    counted = counts([*figures, *(FIGURES[f.of] for f in figures if f.of)], team.path, quarter, on)
    facts = [Fact(f.key, counted[f.key], counted[f.of] if f.of else None) for f in figures]
    return [fact for fact in facts if not fact.figure.says_nothing(fact.of)]


def counts(figures: Iterable[Figure], path: str, quarter: str, on: datetime.date) -> dict[str, Number]:
    """The totals of several figures: counts together in one statement, sums and medians one by one."""
    found: dict[str, Number] = {}
    branches = []
    for figure in {f.key: f for f in figures}.values():
        rows = figure_rows(figure, window_of(figure, quarter, on), path)
        if not figure.is_count:
            found[figure.key] = _number(total(figure, rows))
        else:
            found[figure.key] = 0
            branches.append(rows.order_by().annotate(said=Value(figure.key, CharField())).values("said").annotate(n=Count("pk")).values_list("said", "n"))
    if branches:
        found |= dict(branches[0].union(*branches[1:], all=True))
    return found


def window_of(figure: Figure, quarter: str, on: datetime.date) -> Window:
    return figure.window(on, quarter_of(quarter))


def quarter_of(key: str) -> Quarter:
    found = parse(key)
    assert isinstance(found, Quarter)
    return found


def list_url(fact: Fact, path: str, quarter: str) -> str:
    """The list behind a fact: the village, and the quarter unless it is a state."""
    asked = {"area": path} if fact.figure.span == "now" else {"area": path, "period": quarter}
    return f"{reverse('figures:list', args=[fact.key])}?{urlencode(asked)}"


def may_open(fact: Fact, quarter: str, on: datetime.date, path: str, viewer: Viewer) -> bool:
    """Whether the reader sees in the list everything that the fact counts."""
    return may_read(fact.figure, window_of(fact.figure, quarter, on), path, viewer)


def kept(report: WorkReport) -> list[Fact]:
    """The facts of a report; those of figures that are gone, or no longer speak, are left out."""
    rows = [Fact(row["key"], row["value"], row.get("of")) for row in report.facts if row.get("key") in FIGURES]
    known = {fact.key: fact for fact in rows if fact.figure.sentence}
    return [known[key] for key in rules.order(known)]


def difference(facts: list[dict[str, Any]], now: list[Fact]) -> Difference:
    """How many records came since the report was last brought up to date, and which figures they changed."""
    before = {row["key"]: row["value"] for row in facts}
    own = [f.key for f in now if f.figure.is_count and _is_own(f)]
    return rules.difference(before, {fact.key: fact.value for fact in now}, own)


def _is_own(fact: Fact) -> bool:
    """The figure counts records of the room that offers it, not those of a lower room."""
    figure = fact.figure
    model = figure.rows(figure.window(ANY_DAY)).model
    return bool(model._meta.app_label == rules.room_of(fact.key))


def _number(value: Decimal) -> Number:
    return int(value) if value == int(value) else str(value.quantize(Decimal("0.01")))


# --- the page --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Page:
    """Everything a page, a Word file or a print of one report shows."""

    meeting: ReviewMeeting
    report: WorkReport | None
    parts: list[Part]
    prose: list[tuple[str, Any, str]]
    """(section, heading, text); without text where the reader may not see it yet."""
    photos: list[VisitPhoto]
    difference: Difference
    may_write: bool
    quarter: Quarter

    @property
    def is_submitted(self) -> bool:
        return self.report is not None and self.report.submitted_at is not None

    @property
    def may_edit(self) -> bool:
        return self.may_write and not self.is_submitted and self.meeting.round.closed_on is None

    @property
    def may_withdraw(self) -> bool:
        open_ = self.meeting.round.closed_on is None and self.meeting.held_on is None
        return self.may_write and self.is_submitted and open_

    @property
    def is_shown(self) -> bool:
        """The captain's own words are his until he hands them in."""
        return self.is_submitted or (self.may_write and self.report is not None)

    @property
    def missing(self) -> list[str]:
        return rules.missing(self.report.prose if self.report else {})

    @property
    def version(self) -> int:
        return self.report.version if self.report else 0

    @property
    def drafted_at(self) -> datetime.datetime | None:
        return self.report.drafted_at if self.report else None


def page_of(meeting: ReviewMeeting, viewer: Viewer, on: datetime.date) -> Page:
    """The report of a meeting as a viewer may see it; without one, what its draft would say today."""
    report = report_of(meeting)
    quarter = meeting.round.period
    may_write = viewer.can(Permission.REPORTS_WRITE, meeting.path)
    page = Page(meeting, report, [], [], [], Difference(), may_write, quarter)
    now = facts_of(meeting.team, meeting.round.quarter, on)
    facts = kept(report) if report else now
    prose = report.prose if report and page.is_shown else {}
    notes = report.notes if report and page.is_shown else {}
    return Page(
        meeting, report, parts_of(facts, now, notes, meeting, viewer, on),
        [(section, title, str(prose.get(section) or "")) for section, title in SECTIONS.items()],
        list(report.photos.select_related("visit")) if report and page.is_shown else [],
        difference(report.facts, now) if report and page.may_edit else Difference(), may_write, quarter,
    )  # fmt: skip


def report_of(meeting: ReviewMeeting) -> WorkReport | None:
    return WorkReport.objects.filter(meeting=meeting).select_related("submitted_by").first()


def parts_of(
    facts: list[Fact], now: list[Fact], notes: Mapping[str, str], meeting: ReviewMeeting, viewer: Viewer, on: datetime.date
) -> list[Part]:
    """Facts room by room, each with its list and remark."""
    today = {fact.key: fact.value for fact in now}
    quarter, parts = meeting.round.quarter, {}
    for fact in facts:
        room = rules.room_of(fact.key)
        url = list_url(fact, meeting.path, quarter) if may_open(fact, quarter, on, meeting.path, viewer) else ""
        part = parts.setdefault(room, Part(room, ROOMS.get(room, _("Other work")), []))
        part.lines.append(Line(fact, url, today.get(fact.key), str(notes.get(fact.key) or "")))
    return list(parts.values())


def photos_for(meeting: ReviewMeeting) -> QuerySet[VisitPhoto]:
    """Photos of standing visits in the village and quarter, the newest first."""
    visits = Visit.objects.standing().under(meeting.path).in_period(meeting.round.period)
    return VisitPhoto.objects.filter(visit__in=visits).select_related("visit").order_by("-visit__on", "-pk")


def photos_offered(meeting: ReviewMeeting, chosen: Iterable[str]) -> list[VisitPhoto]:
    """Those chosen first, then the newest."""
    first = Case(When(pk__in=[int(pk) for pk in chosen if is_number(pk)], then=0), default=1)
    return list(photos_for(meeting).order_by(first, "-visit__on", "-pk")[:PHOTOS_OFFERED])


def last_change(report: WorkReport) -> tuple[str, datetime.datetime]:
    """Who changed the report last, and when (the journal knows)."""
    line = JournalEntry.objects.filter(kind=KIND, subject_id=report.pk).select_related("by").order_by("-pk").first()
    return (line.by.name if line and line.by else "", line.at if line else report.drafted_at)


def township_people(path: str, on: datetime.date) -> QuerySet[User]:
    """Who runs the township of a village."""
    grants = Grant.objects.filter(role=Role.TOWNSHIP, path=path[: LENGTH[4]]).open(on)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("pk")


def reports_of_team(team: WorkTeam, viewer: Viewer) -> list[tuple[ReviewMeeting, WorkReport | None]]:
    """A team's meetings with their reports, the newest quarter first."""
    rows = ReviewMeeting.objects.visible_to(viewer).filter(team=team)
    rows = rows.select_related("round", "report__submitted_by").order_by("-round__quarter")
    return [(meeting, getattr(meeting, "report", None)) for meeting in rows]
