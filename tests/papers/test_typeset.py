"""PDF: the grid of GB/T 9704, tables that break as they should, and words that are never markup."""

import io
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from papers import typeset
from papers.document import (
    Document,
    Facts,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    plain,
    printable,
)
from tests.house.sources import ROOT
from tests.papers.samples import HOSTILE, sample

MM = 72 / 25.4


def reader(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(typeset.pdf(document)[0]))


def bare(text: str) -> str:
    """Without white space: a line may break anywhere in Chinese."""
    return re.sub(r"\s", "", text)


def words(document: Document) -> list[str]:
    """What stands on each page."""
    return [bare(page.extract_text()) for page in reader(document).pages]


def one(*blocks) -> Document:
    return Document(title="题", blocks=blocks)


def test_the_sample_has_three_pages_and_all_that_was_said():
    data, n_pages = typeset.pdf(sample())
    pages = words(sample())
    assert n_pages == len(pages) == 3
    assert all(pages[at].endswith(f"—{at + 1}—") for at in range(3))
    assert "共走访农户128户次。" in pages[0] and "编号：2026-3-001" in pages[0] and "/visits/" not in "".join(pages)
    assert "后盾单位县农业农村局" in pages[1] and "填表人：" in pages[2] and "日期：" in pages[2]
    about = PdfReader(io.BytesIO(data)).metadata
    assert about.title == "龙潭镇枫树湾村驻村工作队2026年第三季度驻村工作报告"


def test_the_same_document_is_the_same_file():
    """Its digest may stand in the journal: no clock, no machine in it."""
    assert typeset.pdf(sample())[0] == typeset.pdf(sample())[0]


def test_it_is_a4_and_may_lie_across():
    box = reader(sample()).pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (210, 297)
    box = reader(sample(is_landscape=True)).pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (297, 210)


@pytest.mark.parametrize(("n", "n_pages"), [(22 * 28, 2), (22 * 28 + 1, 3)])
def test_a_page_holds_22_lines_of_28_characters(n, n_pages):
    assert typeset.pdf(one(PageBreak(), Paragraph("字" * n, indent=False)))[1] == n_pages


def lines_of(document: Document, page: int = 0) -> list[tuple[float, float, str]]:
    """x, y and text of each piece of text, in points from the lower left corner."""
    found: list[tuple[float, float, str]] = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            found.append((cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5], text.strip()))

    reader(document).pages[page].extract_text(visitor_text=visit)
    return found


def test_margins_and_pitch():
    found = [line for line in lines_of(one(PageBreak(), Paragraph("字" * 28 * 22, indent=False)), 1) if "字" in line[2]]
    lefts, heights = {round(x) for x, _, _ in found}, sorted({round(y, 2) for _, y, _ in found}, reverse=True)
    assert lefts == {round(28 * MM)}
    assert {round(a - b, 2) for a, b in pairwise(heights)} == {28.95}
    assert len(heights) == 22 and heights[0] < (297 - 37) * MM and heights[-1] > 35 * MM


def test_paragraphs_and_all_headings_begin_two_characters_in():
    starts = {
        text[:2]: x - 28 * MM
        for x, _, text in lines_of(
            one(
                Heading(1, "一、甲"),
                Heading(2, "（一）乙"),
                Heading(3, "丙丙"),
                Paragraph("丁丁"),
                Paragraph("戊戊", indent=False),
            )
        )
    }
    wanted = {"一、": 32, "（一": 32, "丙丙": 32, "丁丁": 32, "戊戊": 0}
    assert {text: round(starts[text]) for text in wanted} == wanted


def test_nothing_typed_is_ever_markup():
    document = Document(
        title=HOSTILE, subtitle=HOSTILE, heading_org=HOSTILE, number=HOSTILE,
        blocks=(
            Heading(1, HOSTILE), Heading(2, HOSTILE), Heading(3, HOSTILE), Paragraph(HOSTILE), Paragraph(HOSTILE, align="center"),
            Paragraph(HOSTILE, align="right"), Paragraph((HOSTILE, Figure(HOSTILE))), Facts(((HOSTILE, HOSTILE),)),
            Table(heads=(HOSTILE,), rows=((HOSTILE,),), groups=((HOSTILE, 1),), title=HOSTILE), Note(HOSTILE), Signatures((HOSTILE,)),
        ),
    )  # fmt: skip
    pages = [re.sub("—\\d—$", "", page) for page in words(document)]
    assert "".join(pages).count(bare(HOSTILE)) == 20


@property_settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.integers(-(10**12), 10**12))
def test_whatever_is_typed_is_set(text, number):
    document = Document(
        title=text, heading_org=text,
        blocks=(Heading(1, text), Paragraph((text, Figure(number, text))), Table(heads=(text, "x"), rows=((text, number), (None, 1.5))), Facts(((text, text),)), Note(text), Signatures((text,))),
    )  # fmt: skip
    data, n_pages = typeset.pdf(document)
    assert data.startswith(b"%PDF") and n_pages >= 1 and str(number) in bare("".join(words(document)))


@given(st.text())
def test_printable_keeps_every_letter(text):
    kept = printable(text)
    assert printable(kept) == kept
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", kept)
    assert [c for c in text if c.isalnum()] == [c for c in kept if c.isalnum()]


def test_plain():
    assert plain(None) == "" and plain(0) == "0" and plain(("甲", Figure(3, "户"), ["乙"])) == "甲3户乙"


def test_heads_come_again_and_rows_stay_whole():
    rows = [(at, f"始{at}。\n中间\n末{at}。") for at in range(1, 61)]
    pages = words(one(Table(heads=("序号", "内容"), rows=rows, widths=(1, 5))))
    assert len(pages) > 3 and all("序号内容" in page for page in pages)
    for at, _ in rows:
        where = [n for n, page in enumerate(pages) if f"始{at}。中间末{at}。" in page]
        assert len(where) == 1, f"row {at} is torn"


def test_grouped_heads():
    (page,) = words(
        one(
            Table(
                heads=("村", "自评", "互评"),
                groups=(("", 1), ("一会三评", 2)),
                rows=(("枫树湾村", 1, 2),),
                widths=(2, 1, 1),
            )
        )
    )
    assert all(text in page for text in ("村", "一会三评", "自评", "互评", "枫树湾村12"))


def test_a_table_whose_rows_do_not_fit_its_heads_is_a_mistake_of_ours():
    with pytest.raises(AssertionError):
        typeset.pdf(one(Table(heads=("甲", "乙"), rows=((1,),))))


def test_small_things():
    assert typeset.pdf(Document(title=""))[1] == 1
    assert typeset.pdf(one(Table(heads=("甲",), rows=())))[1] == 1
    assert typeset.pdf(one(Paragraph("x" * 500), Facts((), across=1), Facts((("甲", "乙"),), across=1)))[1] == 1
    assert typeset.pdf(one(PageBreak(), PageBreak(), Paragraph("甲")))[1] == 2, "no empty page"


def test_signatures_are_never_parted():
    for n in range(14, 22):
        pages = words(
            one(PageBreak(), Paragraph("\n".join(["甲"] * n)), Signatures(("填表人", "审核人", "负责人", "组长")))
        )
        assert len([page for page in pages if "填表人" in page or "组长" in page]) == 1, n


def test_english():
    text = words(Document(title="Report", language="en", blocks=(Signatures(("Filled in by",)),)))[0]
    assert "Filledinby:" in text and "Date:" in text


def test_pieces_become_one_file_with_bookmarks():
    pieces = (
        typeset.pdf(one(Paragraph(name), *more))[0] for name, more in (("甲村", ()), ("乙村", (PageBreak(), Note("x"))))
    )
    merged = PdfReader(io.BytesIO(typeset.merge(pieces, ["甲村", "乙村"])))
    assert [mark.title for mark in merged.outline] == ["甲村", "乙村"]
    assert [merged.get_destination_page_number(mark) for mark in merged.outline] == [0, 1] and len(merged.pages) == 3
    assert typeset.n_pages(typeset.merge([typeset.pdf(one())[0]])) == 1


LAYOUT = """#let d = json(bytes(sys.inputs.data))
#set text(font: "Noto Serif SC")
#for q in d.codes { image(bytes(q), format: "svg", width: 40mm) }
#d.words"""


def test_a_layout_of_ones_own(tmp_path):
    layout = tmp_path / "ticket.typ"
    layout.write_text(LAYOUT)
    data, n_pages = typeset.compile(layout, {"codes": [typeset.qr("https://x.example/b/ABCD")] * 3, "words": HOSTILE})
    assert n_pages == 1
    assert bare(HOSTILE) in bare(PdfReader(io.BytesIO(data)).pages[0].extract_text())


def test_a_layout_reads_nothing_outside_its_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "room").mkdir()
    layout = tmp_path / "room" / "a.typ"
    layout.write_text('#read("../secret.txt")')
    with pytest.raises(RuntimeError):
        typeset.compile(layout, {})


def test_layouts_need_no_network():
    layouts = list(ROOT.glob("*/layouts/*.typ"))
    assert layouts and not [path.name for path in layouts if "@preview" in path.read_text("utf-8")]


def test_a_code_says_its_text_and_nothing_else():
    """Error correction M; the mask is ours, the squares are segno's. Text is never markup here either."""
    assert typeset.qr("甲") == typeset.qr("甲") != typeset.qr("乙")
    assert typeset.qr("<script>").startswith("<svg") and "script" not in typeset.qr("<script>")
