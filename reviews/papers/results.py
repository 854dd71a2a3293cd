"""Result sheets of a published round, one a sending unit: what each of its teams and cadres came to."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.access import Permission, Viewer
from accounts.models import Unit
from common import clock
from common.errors import Refused
from common.templatetags.formats import day, full_day, period_label
from papers import typeset
from papers.document import Block, Document, Facts, Heading, Note, Paragraph, Signatures, Table
from papers.paper import Made, Paper, register
from reviews.models import ReviewMeeting, ReviewRound
from reviews.queries.results import Line, lines_of, meetings_of
from reviews.queries.rubric import rubric_of
from teams.models import Posting


class NotPublished(Refused):
    code = "not_published"
    message = gettext_lazy("Result sheets are made of a published round only.")


class NobodyToTell(Refused):
    code = "nobody_to_tell"
    message = gettext_lazy("No team of this round was sent by a unit.")


def _round(viewer: Viewer, params: Mapping[str, Any]) -> ReviewRound:
    """The published round that is asked for, where the viewer runs rounds."""
    rows = ReviewRound.objects.visible_to(viewer).exclude(closed_on=None).select_related("region")
    found = rows.filter(quarter=str(params.get("quarter", ""))).first()
    if found is None or not viewer.can(Permission.REVIEWS_OPEN, found.path):
        raise NotPublished()
    return found


def _by_unit(viewer: Viewer, round_: ReviewRound) -> dict[Unit, list[Line]]:
    """The meetings of the round by sending unit, units in the order of their names; teams without a unit have no sheet."""
    meetings = meetings_of(viewer, round_).exclude(team__backing_unit=None).select_related("team__backing_unit")
    found: dict[Unit, list[Line]] = {}
    for line in lines_of(meetings.order_by("team__backing_unit__name", "team__backing_unit", "path"), rubric_of(round_)):
        unit = line.meeting.team.backing_unit
        assert unit is not None
        found.setdefault(unit, []).append(line)
    return found


def _pieces(viewer: Viewer, params: Mapping[str, Any]) -> int:
    return meetings_of(viewer, _round(viewer, params)).exclude(team__backing_unit=None).order_by().values("team__backing_unit").distinct().count()


def _make(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Callable[[int], Any]) -> Made:
    round_ = _round(viewer, params)
    sheets = _by_unit(viewer, round_)
    cadres = cadres_of([line.meeting.team_id for lines in sheets.values() for line in lines], round_)
    parts, n_pages = [], 0
    for n, (unit, lines) in enumerate(sheets.items(), 1):
        data, pages = typeset.pdf(document_of(round_, unit, lines, cadres, clock.office_date(at)))
        parts.append(data)
        n_pages += pages
        tick(n)
    if not parts:
        raise NobodyToTell()
    name = _("Review results of %(quarter)s") % {"quarter": period_label(round_.quarter)}
    return Made(f"{name}.pdf", typeset.merge(parts, [unit.name for unit in sheets]), n_pages=n_pages)


def cadres_of(teams: list[int], round_: ReviewRound) -> dict[int, list[str]]:
    """The names of those who were in the teams on the last day of the quarter, captains first."""
    found: dict[int, list[str]] = {}
    rows = Posting.objects.open(round_.period.last).filter(team__in=teams).select_related("cadre__user").order_by("role", "pk")
    for posting in rows:
        is_captain = posting.role == Posting.Role.CAPTAIN
        word = _("%(name)s (captain)") % {"name": posting.cadre.name} if is_captain else posting.cadre.name
        found.setdefault(posting.team_id or 0, []).append(word)
    return found


def document_of(round_: ReviewRound, unit: Unit, lines: list[Line], cadres: Mapping[int, list[str]], on: datetime.date) -> Document:
    quarter = period_label(round_.quarter)
    return Document(
        title=_("Results of the quarterly review"), subtitle=_("%(quarter)s · to %(unit)s") % {"quarter": quarter, "unit": unit.name},
        blocks=tuple(_blocks(round_, lines, cadres, on)), language=get_language() or "zh-hans",
    )  # fmt: skip


def _blocks(round_: ReviewRound, lines: list[Line], cadres: Mapping[int, list[str]], on: datetime.date) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(
            _("The review of %(quarter)s was published on %(day)s. The results of the teams you sent are as follows.")
            % {"quarter": period_label(round_.quarter), "day": full_day(round_.closed_on)}
        ),
        _table(lines, cadres),
    ]
    for line in lines:
        blocks += _team(line)
    blocks.append(Note(_("The score is the weighed sum of the vote, the township's points and the county's points.")))
    blocks.append(Signatures((str(round_.region.name), _("Received by the unit"))))
    return blocks


def _table(lines: list[Line], cadres: Mapping[int, list[str]]) -> Table:
    between = _(", ")
    return Table(
        heads=(_("Village"), _("Team"), _("Score"), _("Grade")), widths=(2.4, 3.6, 1, 1.2), numbers=(2,), centred=(3,),
        rows=tuple(
            (place_of(line.meeting), between.join(cadres.get(line.meeting.team_id, [])) or "—", _number(line.score), _grade(line)) for line in lines
        ),
    )  # fmt: skip


def place_of(meeting: ReviewMeeting) -> str:
    region = meeting.team.region
    return f"{region.parent.name}{region.name}" if region.parent else region.name


def _number(value: Any) -> str:
    return "—" if value is None else f"{value:.2f}"


def _grade(line: Line) -> str:
    return line.grade if line.decided else _("no grade")


def _team(line: Line) -> list[Block]:
    meeting, ballots = line.meeting, line.ballots
    shown = [f"{word} {n}" for word, n in line.levels if n is not None]
    return [
        Heading(3, place_of(meeting)),
        Facts(
            (
                (_("held on"), day(meeting.held_on)),
                (_("Valid ballots"), f"{ballots.valid} / {ballots.issued}" if ballots else "—"),
                (_("Vote of the masses"), _number(line.result.masses)),
                (_("Marks"), " / ".join(shown) or "—"),
                (_("Points of the township"), _number(meeting.township_points)),
                (_("Points of the county"), _number(meeting.county_points)),
            )
        ),
        Paragraph(_("Comment of the township: %(text)s") % {"text": meeting.comment or _("none")}),
    ]


register(Paper("review_results", gettext_lazy("Result sheets of the sending units"), Permission.REVIEWS_OPEN, _pieces, _make))
