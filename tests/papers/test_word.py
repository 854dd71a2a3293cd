"""Word: the same look and the same words, as Word itself will find them; as many pages as the PDF."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from docx import Document as open_file
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from papers import typeset, word
from papers.document import (
    Document,
    Facts,
    Figure,
    Heading,
    Note,
    Paragraph,
    Signatures,
    Table,
    printable,
)
from tests.papers.samples import HOSTILE, sample

SOFFICE = shutil.which("soffice")


def opened(document: Document):
    return open_file(io.BytesIO(word.docx(document)))


def paragraph(file, text: str):
    return next(one for one in file.paragraphs if one.text == text)


def font(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_page_and_letters():
    file = opened(sample())
    page = file.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = (page.top_margin, page.right_margin, page.bottom_margin, page.left_margin)
    assert [round(margin.mm) for margin in margins] == [37, 26, 35, 28]
    normal = file.styles["Normal"]
    assert normal.font.size.pt == 16 and normal.paragraph_format.line_spacing.pt == 28.95
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert [file.styles[f"Heading {n}"].element.rPr.rFonts.get(qn("w:eastAsia")) for n in (1, 2, 3)] == [
        "黑体", "楷体_GB2312", "仿宋_GB2312",
    ]  # fmt: skip
    title = paragraph(file, "2026年第三季度驻村工作报告")
    assert title.runs[0].font.size.pt == 22 and font(title.runs[0]) == "方正小标宋简体"
    assert paragraph(file, "一、走访情况").style.name == "Heading 1"
    assert file.core_properties.author == "龙潭镇枫树湾村驻村工作队"


def test_lying_across():
    page = opened(sample(is_landscape=True)).sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE and round(page.page_width.mm) == 297


def test_figures_print_plain():
    file = opened(sample())
    assert any("共走访农户128户次。" in one.text for one in file.paragraphs)
    assert "/visits/" not in file.element.xml


def test_page_number_is_a_field_between_dashes():
    (footer,) = opened(sample()).sections[0].footer.paragraphs
    assert footer.text == "—  —" and [one.text for one in footer._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_tables():
    facts, table, grouped, signatures = opened(sample()).tables
    assert [cell.text for cell in facts.rows[0].cells] == ["行政村", "枫树湾村", "乡镇", "龙潭镇"]
    assert [cell.text for cell in facts.rows[1].cells][:2] == ["后盾单位", "县农业农村局"]
    assert len(facts.rows[1]._tr.tc_lst) == 2, "the last pair takes the width that is left"
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] + [False] * 18
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for one in (facts, table, grouped) for row in one.rows)
    assert [cell.text for cell in table.rows[-1].cells] == ["", "合计", "", "20,961", ""]
    assert font(table.rows[-1].cells[1].paragraphs[0].runs[0]) == "黑体"
    assert [cell.text for cell in grouped.rows[0].cells] == ["村", "一会三评", "一会三评", "一会三评"]
    assert [cell.text for cell in grouped.rows[1].cells] == ["村", "自评", "互评", "票数"]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grouped.rows] == [True, True, False]
    assert [cell.text for cell in signatures.rows[0].cells][::3] == ["填表人：", "审核人："]
    assert [row.cells[0].text for row in signatures.rows] == ["填表人：", "日期：", "负责人：", "日期："]
    edges = {line.tag.split("}")[1]: line.get(qn("w:sz")) for line in table._tbl.tblPr.find(qn("w:tblBorders"))}
    assert edges == {"top": "12", "left": "12", "bottom": "12", "right": "12", "insideH": "6", "insideV": "6"}


ORDER = {
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "trPr": "cantSplit trHeight tblHeader jc",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs u lang",
}


def test_everything_stands_in_the_order_that_word_demands():
    """Word calls a file damaged whose properties stand in another order; LibreOffice would not tell."""
    file = opened(sample())
    for part in (file.element, file.styles["Normal"].element, file.sections[0].footer._element):
        for name, order in ORDER.items():
            for found in part.iter(qn(f"w:{name}")):
                names = [child.tag.split("}")[1] for child in found]
                assert names == sorted(names, key=order.split().index), name


def test_words_stay_words():
    blocks = (
        Heading(1, HOSTILE), Paragraph((HOSTILE, Figure(HOSTILE))), Note(HOSTILE), Facts(((HOSTILE, HOSTILE),), across=1),
        Table(heads=(HOSTILE,), rows=((HOSTILE,),), title=HOSTILE), Signatures((HOSTILE,)),
    )  # fmt: skip
    file = opened(Document(title=HOSTILE, subtitle=HOSTILE, heading_org=HOSTILE, number=HOSTILE, blocks=blocks))
    texts = [one.text for one in file.paragraphs] + [
        cell.text for one in file.tables for row in one.rows for cell in row.cells
    ]
    assert "".join(texts).count(HOSTILE) == 4 + 1 + 2 + 1 + 2 + 3 + 1, "each word once, as it was typed"


@property_settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_can_be_opened(text):
    file = opened(
        Document(title=text, blocks=(Heading(2, text), Paragraph(text), Table(heads=(text,), rows=((text,), (None,)))))
    )
    assert file.tables[0].rows[1].cells[0].text == printable(text)


def test_nothing_of_this_machine_in_the_file():
    with zipfile.ZipFile(io.BytesIO(word.docx(sample()))) as file:
        assert "python-docx" not in file.read("docProps/core.xml").decode()


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_as_many_pages_as_the_pdf(tmp_path):
    for name, document in {"high": sample(), "across": sample(is_landscape=True)}.items():
        (tmp_path / f"{name}.docx").write_bytes(word.docx(document))
    fonts = tmp_path / "fonts.conf"  # the package's fonts only: lines break alike whatever else the machine has
    fonts.write_text(f"<fontconfig><dir>{Path(pylopdf_fonts_zh_cn.__file__).parent}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/user", "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "high.docx", tmp_path / "across.docx"],
        check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(tmp_path), "FONTCONFIG_FILE": str(fonts)},
    )  # fmt: skip
    pages = {name: len(PdfReader(tmp_path / f"{name}.pdf").pages) for name in ("high", "across")}
    assert pages["high"] == typeset.pdf(sample())[1] == 3
    assert abs(pages["across"] - typeset.pdf(sample(is_landscape=True))[1]) <= 1, "wide tables break a little differently"
