"""What a paper says, without its layout: the same Document becomes a PDF (papers.typeset), a Word file (papers.word), or a page.

    Document(
        title="驻村工作季度报告",
        heading_org="龙潭镇枫树湾村驻村工作队",
        blocks=(
            Heading(1, "一、走访情况"),
            Paragraph(("本季度走访农户 ", Figure(128, "户次", url="/visits/?…"), "。")),
            Table(heads=("序号", "姓名", "得分"), rows=((1, "张三", "92.50"),), numbers=(2,)),
            Signatures(("填表人", "审核人")),
        ),
    )

Text stays text: nothing in it is ever read as markup, whatever the person typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Figure:
    """A number in a sentence. On a page it links to the list behind it; on paper it is plain."""

    value: Any
    unit: str = ""
    url: str = ""

    def __str__(self) -> str:
        return f"{self.value}{self.unit}"


Run = str | Figure
Runs = Run | Sequence[Run]
Cell = Any
"""Whatever prints itself: text, number, Figure, or a sequence of runs. None is an empty cell."""


@dataclass(frozen=True)
class Heading:
    """Level 1 黑体 “一、”, level 2 楷体 “（一）”, level 3 “1.”. The number is part of the text."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A line of its own for every line break in it. `align`: left (both edges), center, right."""

    kind: ClassVar[str] = "paragraph"
    runs: Runs
    indent: bool = True
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """`widths` are shares (1, 3, 2); `numbers` are columns set to the right, `centred` to the middle (the rest to the left).

    `groups` is a row above the heads: (text, how many columns); a group without text lets its heads reach up.
    """

    kind: ClassVar[str] = "table"
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float] = ()
    numbers: Sequence[int] = ()
    centred: Sequence[int] = ()
    groups: Sequence[tuple[str, int]] = ()
    title: str = ""
    n_foot: int = 0
    """How many of the last rows are sums, set in 黑体."""

    @property
    def aligns(self) -> list[str]:
        """left, center or right, a column each."""
        columns = range(len(self.heads))
        return ["right" if at in self.numbers else "center" if at in self.centred else "left" for at in columns]


@dataclass(frozen=True)
class Facts:
    """Labels and values in ruled boxes, `across` pairs beside each other."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, Cell]]
    across: int = 2


@dataclass(frozen=True)
class Signatures:
    """A line to sign for each label, and one for the day. Never parted from each other."""

    kind: ClassVar[str] = "signatures"
    labels: Sequence[str]
    with_date: bool = True


@dataclass(frozen=True)
class Note:
    """Small print: 说明, 注."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: ClassVar[str] = "pagebreak"


Block = Heading | Paragraph | Table | Facts | Signatures | Note | PageBreak


@dataclass(frozen=True)
class Document:
    """`heading_org` stands above the title in its letters, `subtitle` below it (period, day, author)."""

    title: str
    subtitle: str = ""
    heading_org: str = ""
    blocks: Sequence[Block] = ()
    language: str = "zh-hans"
    is_landscape: bool = False
    number: str = ""


def runs_of(cell: Cell) -> list[Run]:
    """One run, many, or none: always a list of text and figures."""
    if cell is None:
        return []
    if isinstance(cell, (list, tuple)):
        return [run for one in cell for run in runs_of(one)]
    return [cell if isinstance(cell, Figure) else printable(str(cell))]


def plain(cell: Cell) -> str:
    """What stands on paper."""
    return "".join(printable(str(run)) for run in runs_of(cell))


def printable(text: str) -> str:
    """Without the control characters that neither Word nor a PDF may hold, and without soft hyphens, which a PDF mixes up with hard ones; line breaks stay, tabs become spaces."""
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return "".join(c for c in text if c == "\n" or not _is_unprintable(ord(c)))


_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def _is_unprintable(code: int) -> bool:
    return code < 32 or 127 <= code < 160 or 0xD800 <= code <= 0xDFFF or code in (0xAD, 0xFFFE, 0xFFFF)
