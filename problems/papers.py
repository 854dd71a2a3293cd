"""Papers of the problem list: the list of an area (问题清单) and the sheet of one problem to sign (问题整改单)."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.access import Permission, Viewer
from common import clock
from common.templatetags.formats import day, full_day
from common.text import is_number
from papers import typeset
from papers.document import Block, Document, Facts, Heading, Note, Paragraph, Signatures, Table
from papers.paper import Made, Paper, UnknownPaper, register
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from problems.queries import board, course
from regions.models import Region
from regions.paths import within

MOST = 2000
VIEWS = {
    "open": gettext_lazy("Problems still open"), "late": gettext_lazy("Problems that are late"),
    "closed": gettext_lazy("Problems struck off"), "accept": gettext_lazy("Problems to be accepted"), "close": gettext_lazy("Problems to be struck off"),
}  # fmt: skip


def _language() -> str:
    return get_language() or "zh-hans"


def _listed(viewer: Viewer, params: Mapping[str, Any], on: datetime.date):
    """The area and view that are asked for, and their problems as far as the viewer sees them."""
    area = Region.objects.filter(path=str(params.get("area", ""))).first()
    view = str(params.get("view", "")) or "open"
    if area is None or area.county_path not in viewer.county_paths or view not in VIEWS:
        raise UnknownPaper
    found = Problem.objects.visible_to(viewer).standing().filter(within("path", area.path))
    order = "-closed" if view == "closed" else "due"
    return area, view, board.in_view(found, view, viewer, on).order_by(*board.ORDER[order])


def _list_pieces(viewer: Viewer, params: Mapping[str, Any]) -> int:
    _area, _view, rows = _listed(viewer, params, viewer.on)
    return 1 if rows.exists() else 0


def _make_list(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Callable[[int], Any]) -> Made:
    on = clock.office_date(at)
    area, view, found = _listed(viewer, params, on)
    rows = board.rows_of(found.select_related("region__parent", "unit", "person")[:MOST], area.path, on)
    data, pages = typeset.pdf(list_document(area, view, rows, on))
    tick(1)
    return Made(f"{_('List of problems')}-{area.name}.pdf", data, n_pages=pages)


def list_document(area: Region, view: str, rows: list[board.Row], on: datetime.date) -> Document:
    with_end = view == "closed"
    heads = [_("Number"), _("Village"), _("What is wrong"), _("Measures"), _("Responsible person"), _("Found on"), _("Last day")]
    cells = [
        [
            row.problem.no, row.village or row.township, row.problem.description, row.problem.measures, _answers(row.problem),
            day(row.problem.found_on), day(row.problem.due_on), *([day(row.problem.closed_on)] if with_end else []),
        ]
        for row in rows
    ]  # fmt: skip
    ends = 1 if with_end else 0
    blocks: list[Block] = [
        Table([*heads, *[_("Struck off on")] * ends], cells, widths=(2.2, 1.8, 4, 3, 1.9, *[1.9] * (2 + ends)), centred=(0, *range(5, 7 + ends)))
    ]
    if len(rows) == MOST:
        blocks.append(Note(_("Only the first %(n)s are printed.") % {"n": MOST}))
    blocks.append(Signatures((_("Filled in by"), _("Checked by"))))
    subtitle = _("%(view)s, as of %(day)s") % {"view": VIEWS[view], "day": full_day(on)}
    return Document(_("List of problems"), subtitle, area.name, tuple(blocks), _language(), is_landscape=True)


def _answers(problem: Problem) -> str:
    """Who answers, with the unit below the name."""
    unit = (problem.unit.short_name or problem.unit.name) if problem.unit else ""
    return " ".join(filter(None, [problem.person.name if problem.person else "", unit]))


def _one(viewer: Viewer, params: Mapping[str, Any]) -> Problem:
    number = str(params.get("problem", ""))
    found = course.visible(viewer).filter(pk=number).first() if is_number(number) else None
    if found is None:
        raise UnknownPaper
    return found


def _make_sheet(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Callable[[int], Any]) -> Made:
    problem = _one(viewer, params)
    data, pages = typeset.pdf(sheet_document(problem))
    tick(1)
    return Made(f"{_('Sheet of a problem')}-{problem.no}.pdf", data, n_pages=pages)


def sheet_document(problem: Problem) -> Document:
    village, township = board.place_of(problem.region)
    kind = settings_for(problem.path, problem.found_on).label(keys.PROBLEM_CATEGORIES, problem.category)
    facts = [
        (_("Number"), problem.no), (_("Where it comes from"), board.source_title(problem.source)), (_("Place"), f"{township}{village}"),
        (_("Kind"), kind), (_("Class"), str(problem.get_term_display())), (_("Found on"), full_day(problem.found_on)),
        (_("Responsible person"), problem.person.name if problem.person else ""), (_("Last day"), full_day(problem.due_on)),
        (_("Responsible unit"), problem.unit.name if problem.unit else ""),
        (_("Struck off on"), full_day(problem.closed_on) if problem.closed_on else ""),
    ]  # fmt: skip
    steps = [(full_day(step["on"]), step["title"], step["who"], step["text"]) for step in reversed(course.entries_of(problem))]
    blocks = (
        Facts(facts), Heading(1, _("What is wrong")), Paragraph(problem.description), Heading(1, _("Measures")),
        Paragraph(problem.measures or "—"), Heading(1, _("Course")),
        Table((_("Date"), _("Step"), _("By whom"), _("Words")), steps, widths=(2, 2, 3, 5)),
        Note(_("%(n)s proofs are kept with this problem.") % {"n": problem.evidence.count()}),
        Signatures((_("Responsible person"), _("Accepted by"), _("Struck off by"))),
    )  # fmt: skip
    return Document(_("Sheet of a problem"), problem.no, problem.region.name, blocks, _language())


register(
    Paper("problems.list", gettext_lazy("List of problems"), Permission.PROBLEMS_SEE, _list_pieces, _make_list),
    Paper("problems.sheet", gettext_lazy("Sheet of a problem"), Permission.PROBLEMS_SEE, lambda viewer, params: 1 if _one(viewer, params) else 0, _make_sheet),
)
