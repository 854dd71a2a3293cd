"""The captain's report as a paper to the township's party committee, in the order of GB/T 9704: receiver, body, signature, date."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.clock import office_date
from common.templatetags.formats import full_day, period_label
from papers.document import Block, Document, Heading, Note, Paragraph, plain
from reviews.queries.report import Page, Part


def team_name(page: Page) -> str:
    return _("Work team of %(village)s") % {"village": page.meeting.team.region.name}


def title_of(page: Page) -> str:
    return _("Report on the work of %(quarter)s") % {"quarter": period_label(page.quarter)}


def document_of(page: Page, on: datetime.date) -> Document:
    """One document for Word, print and PDF. A draft carries the day it is read, a report handed in the day it was."""
    return Document(
        heading_org=team_name(page), title=title_of(page), blocks=tuple(_blocks(page, on)), language=get_language() or "zh-hans"
    )


@dataclass(frozen=True)
class PrintedLine:
    """One line break to the next, ready for a page."""

    kind: str
    text: str
    is_right: bool = False
    is_indented: bool = False


def lines_of(document: Document) -> list[PrintedLine]:
    """The same document for the print page of the browser."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines += [PrintedLine("text", text, block.align == "right", block.indent) for text in plain(block.runs).split("\n")]
        elif isinstance(block, Heading | Note):
            lines.append(PrintedLine("heading" if isinstance(block, Heading) else "note", block.text))
    return lines


def day_of(page: Page, on: datetime.date) -> datetime.date:
    submitted_at = page.report.submitted_at if page.report else None
    return office_date(submitted_at) if submitted_at else on


def file_name(page: Page) -> str:
    return f"{page.meeting.team.region.name}{'' if (get_language() or 'zh').startswith('zh') else ' '}{title_of(page)}"


def _blocks(page: Page, on: datetime.date) -> Iterator[Block]:
    township = page.meeting.team.region.parent
    yield Paragraph(_("To the party committee of %(township)s:") % {"township": township.name if township else ""}, indent=False)
    first, last = full_day(page.quarter.start), full_day(page.quarter.last)
    yield Paragraph(_("We report on our work from %(first)s to %(last)s as follows.") % {"first": first, "last": last})
    yield Heading(1, _numbered(0, _("The quarter in figures")))
    for part in page.parts:
        yield Paragraph(part.text)
        yield from _remarks(part)
    for n, (_section, title, text) in enumerate(page.prose, 1):
        yield Heading(1, _numbered(n, str(title)))
        yield Paragraph(text or _("(still to be written)"))
    yield Paragraph("")
    yield Paragraph(team_name(page), indent=False, align="right")
    yield Paragraph(full_day(day_of(page, on)), indent=False, align="right")
    yield Note(_("Figures were counted from the records on %(day)s.") % {"day": full_day(page.drafted_at or on)})


def _remarks(part: Part) -> Iterator[Block]:
    for line in part.notes:
        yield Paragraph(_("(Remark on “%(figure)s”: %(remark)s)") % {"figure": line.fact.figure.title, "remark": line.note})


def _numbered(n: int, title: str) -> str:
    """一、 二、 in Chinese, 1. 2. in English."""
    return [_("1. %(title)s"), _("2. %(title)s"), _("3. %(title)s"), _("4. %(title)s")][n] % {"title": title}
