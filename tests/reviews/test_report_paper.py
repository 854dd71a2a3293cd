"""The captain's report as a paper: Word and print say the same, and it opens where clerks open it."""

import datetime as dt
import io
import os
import shutil
import subprocess
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from django.utils import translation
from docx import Document as read_docx
from pypdf import PdfReader

from papers.typeset import pdf
from papers.word import docx
from reviews.actions import reports
from reviews.papers import report as papers
from reviews.queries import report as reads
from tests.reviews.report_making import PROSE, meeting_of, visit
from tests.visits.making import monitored

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 10, 15)
SOFFICE = shutil.which("soffice")


@pytest.fixture
def page(cast, viewer_of):
    """A report handed in, with figures, a remark, and words that look like markup of every kind."""
    meeting = meeting_of(cast)
    visit(cast, monitored(cast), dt.date(2026, 8, 3), hardship="屋顶漏雨")
    prose = {**PROSE, "work": "第一段。\n第二段 <b>粗</b> & #import \"x\" $1$ {{ 7 }}。"}
    report = reports.save(
        meeting=meeting, version=0, prose=prose, notes={"visits.covered": "一户外出务工。"}, photos=[], by=cast.captain, at=cast.at, on=ON
    )
    reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)
    return reads.page_of(meeting, viewer_of("captain"), ON)


def words_of(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_docx(io.BytesIO(data)).paragraphs]


def test_word_says_what_the_page_says(page):
    lines = words_of(docx(papers.document_of(page, ON)))
    text = "\n".join(lines)
    assert "枫树湾村驻村工作队" in lines[0] and "2026年三季度驻村工作述职报告" in text
    assert "中共龙潭镇委员会：" in lines and lines.index("一、本季度工作数据") < lines.index("四、下季度打算")
    for part in page.parts:
        assert part.text in lines, "the sentences of the page, whole"
    assert "开展走访 1 户次" in text and "一户外出务工。" in text
    assert PROSE["plan"] in lines and "2026年10月15日" in text


def test_what_was_typed_stays_text(page):
    document = papers.document_of(page, ON)
    lines = words_of(docx(document))
    assert any("第二段 <b>粗</b> & #import \"x\" $1$ {{ 7 }}。" in line for line in lines)
    assert "第一段。" in lines, "a line break begins a new paragraph"
    pages = PdfReader(io.BytesIO(pdf(document)[0])).pages
    assert "<b>" in "".join(one.extract_text() for one in pages)


def test_the_day_of_a_draft_is_today_and_of_a_report_the_day_it_was_handed_in(page):
    later = dt.date(2026, 11, 30)
    assert papers.day_of(page, later) == ON
    page.report.submitted_at = None
    assert papers.day_of(page, later) == later


def test_in_english_nothing_chinese_is_left_but_names_and_words_typed(page):
    with translation.override("en"):
        document = papers.document_of(page, ON)
        lines = words_of(docx(document))
    assert "1. The quarter in figures" in lines and document.title == "Report on the work of Q3 2026"
    assert any(line.startswith("Home visits made: 1; ") or "home visits made: 1" in line for line in lines)


def test_the_answer_is_a_word_file_named_for_people(page, signed_in):
    answer = signed_in("township").get(f"/reviews/2026-Q3/{page.meeting.team_id}/report/word/")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%9E%AB") and answer["Content-Disposition"].endswith(".docx")
    assert "中共龙潭镇委员会：" in words_of(answer.content)


def test_the_print_page_is_the_same_document(page, signed_in):
    body = signed_in("captain").get(f"/reviews/2026-Q3/{page.meeting.team_id}/report/print/").content.decode()
    for line in papers.lines_of(papers.document_of(page, ON)):
        if line.text and "<" not in line.text:
            assert line.text in body, line.text
    assert 'class="paper"' in body and "print.css" in body and "&lt;b&gt;" in body


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="append_last"><string>Noto Serif SC</string></edit></match></fontconfig>"""


def through_libreoffice(data: bytes, folder: Path) -> Path:
    """What LibreOffice makes of it, with the fonts of the package instead of this machine's."""
    (folder / "fonts.conf").write_text(FONTS.format(fonts=Path(pylopdf_fonts_zh_cn.__file__).parent, cache=folder / "cache"))
    (folder / "report.docx").write_bytes(data)
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / "report.docx")], check=True, capture_output=True, timeout=120,
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)},
    )  # fmt: skip
    return folder / "report.pdf"


@pytest.mark.skipif(not SOFFICE, reason="no LibreOffice on this machine")
@pytest.mark.parametrize(("n", "pages"), [(1, 2), (60, 10)])
def test_the_word_file_opens_in_libreoffice_and_fills_the_pages_it_should(page, tmp_path, n, pages):
    """22 lines a page of 28 characters: a short report is two pages; 59 paragraphs of 3 lines more are eight further ones."""
    page.prose[1] = ("faults", page.prose[1][1], "\n".join(["夜里值守排班不匀，外出务工户联系得少，" * 4] * n))
    made = PdfReader(through_libreoffice(docx(papers.document_of(page, ON)), tmp_path))
    text = "".join(one.extract_text() for one in made.pages)
    assert "述职报告" in text and "龙潭镇" in text and "开展走访" in text
    assert len(made.pages) == pages
