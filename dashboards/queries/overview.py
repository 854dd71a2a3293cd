"""The overview of an area: a sentence, four numbers, the areas below by need, what waits, twelve months."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import Permission, Viewer
from common.periods import Month, Quarter, last_n
from dashboards import rules
from dashboards.queries.grades import Grades, last_grades
from dashboards.queries.waiting import Number, figure_url, queue_in
from figures.queries import state_of, values
from figures.registry import FIGURES, Period
from policies import keys
from policies.queries import settings_for
from regions.models import Region

AREA_FIGURES = (
    "visits.month_owed", "visits.month_done", "visits.quarter_owed", "visits.quarter_done", "visits.late_households",
    "visits.due_soon", "visits.covered", "visits.hardships", "households.open", "households.unpaired",
    "wishes.waiting", "wishes.long", "wishes.promised_late", "wishes.to_check", "wishes.collected", "wishes.fulfilled", "teams.open", "teams.without_captain",
    "teams.understaffed", "teams.without_leader", "teams.term_ending", "reviews.meetings", "reviews.held", "reviews.late",
    "reviews.reports_in", "reviews.graded", "problems.found", "problems.closed", "problems.open", "problems.overdue", "problems.to_accept", "problems.to_close",
    "problems.complaints_open",
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """`done` of `owed`; `expected` is the share of the period gone (0..1), or None where time has no say."""

    title: str
    done: Number
    owed: Number
    expected: float | None = None
    notes: tuple[Number, ...] = ()

    @property
    def percent(self) -> float | None:
        return 100 * self.done.value / self.owed.value if self.owed.value else None

    @property
    def tick(self) -> float | None:
        """Where the share ought to be by now, 0..100."""
        return None if self.expected is None else 100 * self.expected

    @property
    def tone(self) -> str:
        """'low' where it lags by ten points or more."""
        return "low" if self.behind >= 10 else ""

    @property
    def behind(self) -> float:
        """Percentage points behind the time gone; below 0 is ahead."""
        if self.expected is None or self.percent is None:
            return 0.0
        return 100 * self.expected - self.percent


@dataclass(frozen=True)
class AreaRow:
    region: Region
    status: str
    progress: Share
    late: Number
    problems: Number
    problems_late: Number
    meetings_late: Number
    wishes: Number
    reason: str
    url: str
    grades: list[dict] = field(default_factory=list)
    worst: str = ""

    @property
    def tick(self) -> float | None:
        return self.progress.tick

    @property
    def tone(self) -> str:
        return "low" if self.status == rules.ATTENTION else ""


@dataclass(frozen=True)
class Bar:
    period: Period
    percent: float | None
    done: Number
    owed: Number
    is_open: bool


@dataclass(frozen=True)
class Review:
    """How far the quarterly review has come: reports, meetings, grades."""

    period: Quarter
    shares: tuple[Share, ...]
    late: Number


@dataclass(frozen=True)
class Overview:
    area: Region
    period: Month
    on: datetime.date
    refreshed_at: datetime.datetime | None
    headline: str
    reasons: list[str]
    kpis: list[Share]
    rows: list[AreaRow]
    queue: list[Number]
    bars: list[Bar]
    review: Review
    grades: Grades
    totals: dict[str, Number] = field(default_factory=dict)
    has_wishes: bool = True  # an inspector sees no wishes, so he gets no number of them either


class Book:
    """Tallies of an area and the areas below, read at once; hands out Numbers."""

    def __init__(self, paths: Iterable[str], on: datetime.date, period: Month):
        self.on, self.period = on, period
        self.tallies = values(AREA_FIGURES, paths, on, [period, Quarter.of(period.start).prev()])

    def number(self, key: str, path: str, period: Period | None = None) -> Number:
        window = FIGURES[key].window(self.on, period or self.period)
        return Number(key, int(self.tallies[key, path, window.key]), figure_url(key, path, window.key))


def overview(viewer: Viewer, area: Region, *, on: datetime.date, period: Month) -> Overview:
    """Everything the page shows; `area` must lie in an area whose overview the viewer may see."""
    below = list(Region.objects.filter(parent=area).open()) if area.level < Region.Level.VILLAGE else []
    limits = settings_for(area.path, on)
    book = Book([area.path, *(r.path for r in below)], on, period)
    rows = [_row(book, region, limits, on) for region in below]
    rows.sort(key=lambda r: rules.need(r.status, r.late.value, r.progress.behind))
    rows = _with_reasons(rows, area, on)
    review = _review(book, area.path)
    grades = last_grades(viewer, area, below, by=review.period.key)
    rows = [replace(r, grades=grades.parts.get(r.region.path, []), worst=grades.worst(r.region.path)) for r in rows]
    state = state_of(area.path)
    totals = {key: book.number(key, area.path) for key in AREA_FIGURES}
    has_wishes = viewer.can(Permission.WISHES_SEE, area.path)
    return Overview(
        area=area,
        period=period,
        on=on,
        refreshed_at=state.refreshed_at if state else None,
        headline=_headline(area, rows, totals),
        reasons=_reasons(rows, totals, has_wishes),
        kpis=_kpis(totals, period, on, has_wishes),
        rows=rows,
        queue=queue_in(totals, viewer, area.path),
        bars=_bars(area.path, on, period),
        review=review,
        grades=grades,
        totals=totals,
        has_wishes=has_wishes,
    )


def gone(period: Period, on: datetime.date) -> float:
    """Share of a period gone at the end of the day `on`, 0..1."""
    return period.elapsed(min(on, period.last))


def _row(book: Book, region: Region, limits, on: datetime.date) -> AreaRow:
    def number(key: str) -> Number:
        return book.number(key, region.path)

    month, quarter = book.period, Quarter.of(book.period.start)
    owed = number("visits.month_owed").value + number("visits.quarter_owed").value
    done = number("visits.month_done").value + number("visits.quarter_done").value
    expected = rules.expected_share(
        [
            (number("visits.month_owed").value, gone(month, on)),
            (number("visits.quarter_owed").value, gone(quarter, on)),
        ]
    )
    late = number("visits.late_households")
    status = rules.band(
        done=done,
        owed=owed,
        expected=expected,
        late=late.value,
        late_share_limit=float(limits[keys.OVERDUE_SHARE_BAD]),
        behind_points=float(limits[keys.TIME_BEHIND_POINTS]),
    )
    url = reverse("dashboards:area", args=[region.path])
    progress = Share(
        _("visits done"), Number("visits.quarter_done", done, url), Number("visits.quarter_owed", owed, url), expected
    )
    return AreaRow(
        region, status, progress, late, number("problems.open"), number("problems.overdue"), number("reviews.late"),
        number("wishes.waiting"), "", url,
    )  # fmt: skip


def _with_reasons(rows: list[AreaRow], area: Region, on: datetime.date) -> list[AreaRow]:
    """Say why, in words: where the late households are (county level names the village), problems late, meetings missing."""
    if area.level != Region.Level.COUNTY:
        return [_reasoned(row, None) for row in rows]
    villages = {r.path: r.name for r in Region.objects.under(area.path).villages()}
    late = values(["visits.late_households"], villages, on)
    worst: dict[str, tuple[Decimal, str]] = {}
    for path, name in villages.items():
        n = late["visits.late_households", path, "now"]
        if n > worst.get(path[:9], (0, ""))[0]:
            worst[path[:9]] = (n, name)
    return [_reasoned(row, worst.get(row.region.path)) for row in rows]


def _reasoned(row: AreaRow, worst) -> AreaRow:
    said = []
    if worst and row.late.value:
        words = {"n": row.late.value, "m": int(worst[0]), "village": worst[1]}
        said.append(_("%(n)d late, %(m)d of them in %(village)s") % words)
    if n := row.problems_late.value:
        said.append(ngettext("%(n)d problem late", "%(n)d problems late", n) % {"n": n})
    if n := row.meetings_late.value:
        said.append(ngettext("%(n)d review meeting missing", "%(n)d review meetings missing", n) % {"n": n})
    return replace(row, reason=pgettext("between reasons", "; ").join(said))


def _headline(area: Region, rows: list[AreaRow], totals: dict[str, Number]) -> str:
    """The first line of the page says what needs attention."""
    late = totals["visits.late_households"].value
    n = sum(row.status == rules.ATTENTION for row in rows)
    words = {"n": n, "late": late}
    if n and area.level == Region.Level.COUNTY:
        if late:
            return ngettext(
                "%(n)d township needs you; visits to %(late)d households are late",
                "%(n)d townships need you; visits to %(late)d households are late",
                n,
            ) % words
        return ngettext("%(n)d township is behind this month", "%(n)d townships are behind this month", n) % words
    if n and late:
        return ngettext(
            "%(n)d village needs you; visits to %(late)d households are late",
            "%(n)d villages need you; visits to %(late)d households are late",
            n,
        ) % words
    if n:
        return ngettext("%(n)d village is behind this month", "%(n)d villages are behind this month", n) % words
    if late:
        return ngettext("Visits to %(late)d household are late", "Visits to %(late)d households are late", late) % words
    return _("Everything is on track")


def _reasons(rows: list[AreaRow], totals: dict[str, Number], has_wishes: bool) -> list[str]:
    """Up to four sentences on why an area is not on track: visits, problems, reviews, then people, then wishes."""
    said = []
    late = totals["visits.late_households"].value
    worst = max(rows, key=lambda r: r.late.value, default=None)
    if late and worst and worst.late.value:
        said.append(
            _("Visits: %(n)d households are late, %(m)d of them in %(village)s.")
            % {"n": late, "m": worst.late.value, "village": worst.region.name}
        )
    elif late:
        said.append(_("Visits: %(n)d households are late.") % {"n": late})
    if n := totals["problems.overdue"].value:
        said.append(_("Problems: %(n)d of %(all)d open ones are late.") % {"n": n, "all": totals["problems.open"].value})
    if n := totals["reviews.late"].value:
        said.append(_("Reviews: %(n)d meetings were not held in time.") % {"n": n})
    if totals["households.unpaired"].value:
        said.append(_("Pairing: %(n)d households have no helper.") % {"n": totals["households.unpaired"].value})
    thin = totals["teams.without_captain"].value + totals["teams.understaffed"].value
    if thin:
        said.append(_("Teams: %(n)d gaps in staffing.") % {"n": thin})
    if has_wishes and (n := totals["wishes.long"].value):
        said.append(_("Wishes: %(n)d of %(all)d waiting ones have waited long.") % {"n": n, "all": totals["wishes.waiting"].value})
    return said[:4]


def _kpis(totals: dict[str, Number], period: Month, on: datetime.date, has_wishes: bool) -> list[Share]:
    """Four at most. Whoever sees no wishes is told instead how many families anybody has seen."""
    quarter = Quarter.of(period.start)
    last = _wishes(totals) if has_wishes else _covered(totals, gone(quarter, on))
    return [
        Share(
            _("Monitored households visited this month"),
            totals["visits.month_done"], totals["visits.month_owed"], gone(period, on),
            (totals["visits.late_households"],),
        ),
        Share(
            _("Contact households visited this quarter"),
            totals["visits.quarter_done"], totals["visits.quarter_owed"], gone(quarter, on),
            (totals["visits.due_soon"],),
        ),
        Share(
            _("Problems of this quarter closed"), totals["problems.closed"], totals["problems.found"], None,
            (totals["problems.overdue"],),
        ),
        last,
    ]  # fmt: skip


def _covered(totals: dict[str, Number], gone_by: float) -> Share:
    title = _("Households anybody visited this quarter")
    return Share(title, totals["visits.covered"], totals["households.open"], gone_by, (totals["visits.hardships"],))


def _wishes(totals: dict[str, Number]) -> Share:
    title = _("Wishes fulfilled this year")
    return Share(title, totals["wishes.fulfilled"], totals["wishes.collected"], None, (totals["wishes.waiting"], totals["wishes.long"]))


def _review(book: Book, path: str) -> Review:
    """The round of the quarter shown; before it is opened, the one of the quarter before, whose meetings still go on."""
    quarter = Quarter.of(book.period.start)
    if not book.number("reviews.meetings", path, quarter).value:
        quarter = quarter.prev()

    def share(title: str, done: str, of: str) -> Share:
        return Share(title, book.number(done, path, quarter), book.number(of, path, quarter))

    shares = (
        share(_("Reports handed in"), "reviews.reports_in", "reviews.meetings"),
        share(_("Review meetings held"), "reviews.held", "reviews.meetings"),
        share(_("Grades decided"), "reviews.graded", "reviews.meetings"),
    )  # fmt: skip
    return Review(quarter, shares, book.number("reviews.late", path))


def _bars(path: str, on: datetime.date, period: Month) -> list[Bar]:
    """Share of monitored households visited, for the twelve months up to `period`."""
    months = last_n(period, 12)
    wanted = ["visits.month_owed", "visits.month_done"]
    found = values(wanted, [path], on, months)
    bars = []
    for month in months:
        owed, done = (
            Number(key, int(found[key, path, month.key]), figure_url(key, path, month.key)) for key in wanted
        )
        percent = 100 * done.value / owed.value if owed.value else None
        bars.append(Bar(month, percent, done, owed, month.contains(on)))
    return bars


