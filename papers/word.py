"""Word. The only module that knows python-docx: the same Document in the same look, for those who go on writing in it.

Fonts go by name (仿宋_GB2312, 方正小标宋简体, 黑体, 楷体_GB2312); where a machine lacks one, Word takes its own stand-in.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext, override, pgettext
from docx import Document as new_file
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, Twips

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

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SONG, HEI, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
LATIN = "Times New Roman"
PITCH = Pt(28.95)
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
INNER, OUTER = 6, 12  # eighths of a point: 0.75 pt within, 1.5 pt around


def docx(document: Document) -> bytes:
    """The file, ready to send as CONTENT_TYPE."""
    with override(document.language):
        file = new_file()
        _set_up(file, document)
        _head(file, document)
        for block in document.blocks:
            _block(file, block)
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def _set_up(file: Any, document: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, right, bottom, left = Mm(37), Mm(26), Mm(35), Mm(28)
    if document.is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        top, right, bottom, left = Mm(28), Mm(37), Mm(26), Mm(35)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    section.footer_distance = bottom - Mm(12)
    normal = file.styles["Normal"]
    _font(normal, SONG, 16)
    _spacing(normal.element, document)
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    for level, font in ((1, HEI), (2, KAI), (3, SONG)):
        style = file.styles[f"Heading {level}"]
        _font(style, font, 16)
        style.font.bold, style.font.italic, style.font.color.rgb = False, False, None
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.first_line_indent = Pt(32)
        style.paragraph_format.keep_with_next = True
    file.core_properties.title = plain(f"{document.heading_org}{document.title}")[:255]
    file.core_properties.author = plain(document.heading_org)[:255]
    file.core_properties.comments = ""
    _page_number(section.footer.paragraphs[0])


def _font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)
    for colour in style.element.rPr.findall(qn("w:color")):
        style.element.rPr.remove(colour)


def _spacing(element: Any, document: Document) -> None:
    """28 characters a line: 16 pt letters stand a quarter of a point closer. English keeps its own."""
    if document.language.lower().startswith("zh"):
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "-5")
        element.rPr.insert_element_before(
            spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u", "w:shd", "w:lang", "w:eastAsianLayout"
        )


def _write(paragraph: Any, text: str, font: str = "", size: float = 0) -> Any:
    """One run; line breaks in the text stay line breaks."""
    run = paragraph.add_run(text)
    if size:
        run.font.size = Pt(size)
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "0")
        run._r.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    if font:
        run.font.name = LATIN
        run._r.rPr.rFonts.set(qn("w:eastAsia"), font)
    return run


def _line(file: Any, text: str, *, font: str = "", size: float = 0, align: str = "left", line: float = 0) -> Any:
    paragraph = file.add_paragraph()
    paragraph.alignment = ALIGN[align]
    if line:
        paragraph.paragraph_format.line_spacing = Pt(line)
    _write(paragraph, text, font, size)
    return paragraph


def _head(file: Any, document: Document) -> None:
    if document.number:
        _line(file, printable(str(document.number)), size=12, align="right", line=18)
    for text in (document.heading_org, document.title):
        if text:
            _line(file, printable(str(text)), font=TITLE, size=22, align="center", line=34)
    if document.subtitle:
        _line(file, printable(str(document.subtitle)), font=KAI, size=16, align="center")
    if file.paragraphs:
        file.paragraphs[-1].paragraph_format.space_after = Pt(14)


def _block(file: Any, block: Block) -> None:
    match block:
        case Heading():
            file.add_paragraph(style=f"Heading {min(max(block.level, 1), 3)}").add_run(plain(block.text))
        case Paragraph():
            for text in plain(block.runs).split("\n"):
                paragraph = _line(file, text, align=block.align)
                paragraph.paragraph_format.keep_with_next = block.align == "right"  # who and when: not parted
                if block.indent and block.align == "left":
                    paragraph.paragraph_format.first_line_indent = Pt(32)
        case Table():
            _table(file, block)
        case Facts():
            _facts(file, block)
        case Signatures():
            _signatures(file, block)
        case Note():
            paragraph = _line(file, plain(block.text), size=12, line=18)
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(8)
        case PageBreak():
            file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _table(file: Any, table: Table) -> None:
    if not table.title:
        _gap(file, 6, is_before=True)
    else:
        title = _line(file, plain(table.title), font=HEI, size=14, align="center", line=24)
        title.paragraph_format.keep_with_next = True
    widths = list(table.widths) or [1.0] * len(table.heads)
    n_plain = len(table.rows) - table.n_foot
    rows = [
        [Box(plain(value), align, HEI if n >= n_plain else "") for value, align in zip(row, table.aligns, strict=True)]
        for n, row in enumerate(table.rows)
    ]
    _grid(file, widths, _heads(table), rows)
    _gap(file)


@dataclass(frozen=True)
class Box:
    """A cell. `reach`: restart where it begins to reach down over rows, continue below."""

    text: str
    align: str = "left"
    font: str = ""
    span: int = 1
    reach: str = ""


def _heads(table: Table) -> list[list[Box]]:
    heads = [Box(plain(head), "center", HEI) for head in table.heads]
    if not table.groups:
        return [heads]
    upper, lower, at = [], [], 0
    for text, span in table.groups:
        own = heads[at : at + span]
        if text:
            upper.append(Box(plain(text), "center", HEI, span))
        else:
            upper += [replace(head, reach="restart") for head in own]
        lower += own if text else [Box("", reach="continue") for _ in own]
        at += span
    return [upper, lower]


def _facts(file: Any, facts: Facts) -> None:
    _gap(file, 6, is_before=True)
    rows = []
    for at in range(0, len(facts.pairs), facts.across):
        pairs = list(facts.pairs)[at : at + facts.across]
        row = [box for label, value in pairs for box in (Box(plain(label), "center", HEI), Box(plain(value)))]
        row[-1] = replace(row[-1], span=1 + 2 * (facts.across - len(pairs)))
        rows.append(row)
    _grid(file, [2, 7 if facts.across == 1 else 3] * facts.across, [], rows)
    _gap(file)


def _grid(file: Any, shares: list[Any], heads: list[list[Box]], rows: list[list[Box]]) -> None:
    """A table as wide as the text, ruled 1.5 pt around and 0.75 pt within."""
    section = file.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    widths = [Emu(int(width * share / sum(shares))).twips for share in shares]
    grid = file.add_table(0, len(widths))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, own in zip(grid.columns, widths, strict=True):
        column.width = Twips(own)
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        _stroke(line, INNER if edge.startswith("inside") else OUTER)
        borders.append(line)
    grid._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    for at, boxes in enumerate([*heads, *rows]):
        grid._tbl.append(parse_xml(_row(boxes, widths, is_head=at < len(heads))))


def _row(boxes: list[Box], widths: list[int], *, is_head: bool) -> str:
    """A row stays on one page; heads come again on every page. As text, because python-docx takes 3 ms a cell."""
    cells, at = [], 0
    for box in boxes:
        cells.append(_cell(box, sum(widths[at : at + box.span])))
        at += box.span
    return f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(box: Box, width: int) -> str:
    span = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
    reach = f'<w:vMerge w:val="{box.reach}"/>' if box.reach else ""
    font = f'<w:rFonts w:eastAsia="{box.font}"/>' if box.font else ""
    look = f'{font}<w:spacing w:val="0"/><w:sz w:val="24"/>'
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in box.text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{span}{reach}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="60" w:after="60" w:line="360" w:lineRule="exact"/><w:jc w:val="{box.align}"/></w:pPr>'
        f"<w:r><w:rPr>{look}</w:rPr>{text}</w:r></w:p></w:tc>"
    )


def _gap(file: Any, height: float = 12, *, is_before: bool = False) -> None:
    """Air around a table; without it two tables that touch grow into one."""
    _line(file, "", line=height).paragraph_format.keep_with_next = is_before


def _signatures(file: Any, block: Signatures) -> None:
    """Two beside each other: label, a line to sign on, some air, label, a line. The day below."""
    colon = pgettext("between label and error", ": ")
    labels = [f"{plain(label)}{colon}" for label in block.labels]
    section = file.sections[0]
    half = (section.page_width - section.left_margin - section.right_margin - Pt(18)) // 2
    label = min(Pt(14) * (max(len(text) for text in labels) + 1), half // 2)
    widths = [label, half - label, Pt(18), label, half - label]
    _gap(file, 14, is_before=True)
    grid = file.add_table(0, len(widths))
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for at in range(0, len(labels), 2):
        two = labels[at : at + 2]
        for texts in [two, [gettext("Date:")] * len(two)][: 2 if block.with_date else 1]:
            row = grid.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
                form = _empty(cell).paragraph_format
                form.space_before, form.keep_with_next, form.line_spacing = Pt(6), True, Pt(24)
            for n, text in enumerate(texts):
                _write(row.cells[3 * n].paragraphs[0], text, "", 14)
                if texts is two:
                    _underline(row.cells[3 * n + 1])
    _gap(file)


def _empty(cell: Any) -> Any:
    """The paragraph of a cell whose text may reach its very edges."""
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    cell._tc.get_or_add_tcPr().append(margins)
    return cell.paragraphs[0]


def _underline(cell: Any) -> None:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    _stroke(line, INNER)
    borders.append(line)
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(list(properties).index(properties.find(qn("w:tcMar"))), borders)


def _stroke(line: Any, thick: int) -> None:
    for name, value in {"val": "single", "sz": thick, "space": 0, "color": "000000"}.items():
        line.set(qn(f"w:{name}"), str(value))


def _page_number(paragraph: Any) -> None:
    """— 1 —"""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", "", 14)
    run = _write(paragraph, "", "", 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    _write(paragraph, " —", "", 14)
