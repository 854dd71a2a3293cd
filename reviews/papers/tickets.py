"""Ballot tickets, six to an A4 page: a code to scan or type, and boxes to tick by hand, for a whole county in one file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.templatetags.formats import period_label
from papers import typeset
from papers.paper import Made
from reviews.models import ReviewMeeting
from reviews.queries.rubric import rubric_of
from reviews.rules.tickets import spaced

LAYOUT = Path(__file__).with_name("tickets.typ")


@dataclass(frozen=True)
class Village:
    """One village's tickets. The codes go on paper and nowhere else."""

    meeting: ReviewMeeting
    codes: Sequence[str]


def sheets(villages: Sequence[Village], site: str, tick: Callable[[int], Any]) -> Made:
    """One file, a bookmark for every village; `site` is the absolute address under which people vote."""
    n_pages: list[int] = []

    def made() -> Iterable[bytes]:
        """One village after the other: smaller pieces took no less memory, and made a file half as large again."""
        for n, village in enumerate(villages, 1):
            data, pages = typeset.compile(LAYOUT, content(village, site))
            n_pages.append(pages)
            tick(n)
            yield data

    titles = [title_of(village.meeting) for village in villages]
    data = typeset.merge(made(), titles)
    return Made(_file_name(villages), data, n_pages=sum(n_pages))


def title_of(meeting: ReviewMeeting) -> str:
    region = meeting.team.region
    return f"{region.parent.name}{region.name}" if region.parent else region.name


def content(village: Village, site: str) -> dict[str, Any]:
    """What the layout prints; every word of it text."""
    meeting = village.meeting
    team = _("%(village)s work team") % {"village": meeting.team.region.name}
    question = _("How did it do in %(quarter)s?") % {"quarter": period_label(meeting.round.quarter)}
    enter = f"{site}{reverse('reviews:ballot-enter')}"
    return {
        "team": team,
        "question": question,
        "place": title_of(meeting),
        "levels": list(rubric_of(meeting.round).levels.values()),
        "scan": _("Scan to vote"),
        "type": _("or open %(address)s and type this code:") % {"address": enter.partition("://")[2]},
        "tick": _("Or tick one box and put it into the ballot box:"),
        "secret": _("Secret. Use one of the two ways, once."),
        "tickets": [{"code": spaced(code), "picture": picture(f"{site}{reverse('reviews:ballot', args=[code])}")} for code in village.codes],
    }  # fmt: skip


def picture(address: str) -> str:
    """A QR code as SVG, one path."""
    return segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)


def _file_name(villages: Sequence[Village]) -> str:
    meeting = villages[0].meeting
    place = meeting.team.region.name if len(villages) == 1 else _("%(n)s villages") % {"n": len(villages)}
    return f"{_('Ballot tickets')} {slugify(meeting.round.quarter).upper()} {place}.pdf"
