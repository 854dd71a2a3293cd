"""PDF. The only module that knows Typst.

Layouts are `.typ` files of the repository; everything a person typed reaches them as JSON, never as source.
Fonts come from a package, not from the machine: the same document gives the same pages, to the byte, everywhere.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst
from django.utils.translation import gettext, override, pgettext
from pypdf import PdfReader, PdfWriter

from papers.document import (
    Block,
    Document,
    Facts,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    plain,
    printable,
)

LAYOUTS = Path(__file__).parent / "layouts"


def pdf(document: Document) -> tuple[bytes, int]:
    """A document in the look of GB/T 9704, and its number of pages."""
    return compile(LAYOUTS / "document.typ", content_of(document), is_tagged=True)


def compile(layout: Path, data: Mapping[str, Any], *, is_tagged: bool = False) -> tuple[bytes, int]:
    """A layout of a room's own, and its number of pages.

    In the layout: `#let data = json(bytes(sys.inputs.data))`. Fonts: "Noto Serif SC", "Noto Sans SC". Files beside the
    layout may be imported; nothing else of the disk or the network can be reached. Large batches: in pieces, then `merge`.
    """
    made = typst.compile(
        str(layout), root=str(layout.parent), format="pdf", font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_tags=is_tagged,
    )  # fmt: skip
    return made, n_pages(made)


def pictures(document: Document, ppi: float = 80) -> list[bytes]:
    """Each page as a PNG: for tests and the eye."""
    made = typst.compile(
        str(LAYOUTS / "document.typ"), format="png", ppi=ppi, font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content_of(document), ensure_ascii=False)},
    )  # fmt: skip
    return made if isinstance(made, list) else [made]


def merge(pieces: Iterable[bytes], titles: Sequence[str] = ()) -> bytes:
    """One file out of several; with titles, each piece has its bookmark."""
    writer = PdfWriter()
    for n, piece in enumerate(pieces):
        writer.append(io.BytesIO(piece), outline_item=titles[n] if n < len(titles) else None, import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def n_pages(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def content_of(document: Document) -> dict[str, Any]:
    """A document as plain data, every word of it text."""
    with override(document.language):
        return {
            "language": document.language.lower(), "is_landscape": document.is_landscape,
            "title": printable(str(document.title)), "subtitle": printable(str(document.subtitle)),
            "heading_org": printable(str(document.heading_org)), "number": printable(str(document.number)),
            "blocks": [_block(block) for block in document.blocks],
        }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": min(max(block.level, 1), 3), "text": plain(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "text": plain(block.runs), "indent": block.indent, "align": block.align}
        case Table():
            return _table(block)
        case Facts():
            pairs = [(plain(label), plain(value)) for label, value in block.pairs]
            rows = [pairs[at : at + block.across] for at in range(0, len(pairs), block.across)]
            return {"kind": "facts", "across": block.across, "rows": rows}
        case Signatures():
            labels = [plain(label) for label in block.labels]
            colon, date = pgettext("between label and error", ": "), gettext("Date:")
            return {"kind": "signatures", "labels": labels, "with_date": block.with_date, "colon": colon, "date": date}
        case Note():
            return {"kind": "note", "text": plain(block.text)}
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table) -> dict[str, Any]:
    n_columns = len(table.heads)
    rows = [[plain(cell) for cell in row] for row in table.rows]
    assert all(len(row) == n_columns for row in rows), "a row of a table has as many cells as there are heads"
    return {
        "kind": "table", "title": plain(table.title), "aligns": table.aligns, "rows": rows, "n_foot": table.n_foot,
        "heads": [plain(head) for head in table.heads], "groups": [(plain(text), span) for text, span in table.groups],
        "widths": [float(width) for width in table.widths] or [1.0] * n_columns,
    }  # fmt: skip


@lru_cache(1)
def _fonts() -> typst.Fonts:
    """20 MB, read once a process."""
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def qr(text: str) -> str:
    """A QR code as an SVG, for `image(bytes(svg), format: "svg")` in a layout.

    The mask is fixed: looking for the fairest of eight takes five times as long, and every reader reads them all.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False, mask=2).save(out, kind="svg", xmldecl=False, border=2)
    return out.getvalue().decode()
