"""The pages of papers: a button asks, a page shows how far it is, the file comes by a POST."""

import io

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from pypdf import PdfReader

from accounts.models import JournalEntry
from common import clock
from papers import actions
from papers.document import Note, Paragraph
from papers.models import PaperRun
from papers.paper import PAPERS, Paper
from tests.papers.samples import sample


def ask(client, code="count", **params) -> HttpResponse:
    return client.post("/papers/asking/", {"code": code, **{f"p-{name}": value for name, value in params.items()}})


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_button(cast):
    template = Template('{% include "papers/ask.html" with code="count" params=params label=label class="btn pri" %}')
    html = template.render(Context({"params": {"n": 3, "area": '"><b>'}, "label": "打印", "csrf_token": "x"}))
    assert 'name="p-n" value="3"' in html and 'class="btn pri"' in html and 'action="/papers/asking/"' in html
    assert "<b>" not in html and "打印</button>" in html
    bare = Template('{% include "papers/ask.html" with code="count" label="x" %}').render(Context({"csrf_token": "x"}))
    assert 'class="btn"' in bare and "p-" not in bare.replace("p-pri", "")


def test_one_piece_is_there_at_once(cast, signed_in):
    clerk = signed_in("clerk")
    answer = ask(clerk, n=1)
    run = PaperRun.objects.get()
    assert answer["Location"] == f"/papers/{run.pk}/" and run.is_ready
    page = text_of(clerk, answer["Location"])
    assert "计数1.pdf" in page and "1 页" in page and "下载" in page and "文件保留到" in page and "hx-get" not in page
    file = clerk.post(f"/papers/{run.pk}/file/")
    assert file["Content-Type"] == "application/pdf" and "no-store" in file["Cache-Control"]
    assert "%E8%AE%A1%E6%95%B01.pdf" in file["Content-Disposition"]
    assert len(PdfReader(io.BytesIO(file.content)).pages) == 1
    assert clerk.get(f"/papers/{run.pk}/file/").status_code == 405, "a GET would write"


def test_many_pieces_wait_and_show_how_far_they_are(cast, signed_in, django_capture_on_commit_callbacks):
    clerk = signed_in("clerk")
    address = ask(clerk, n=140)["Location"]
    page = text_of(clerk, address)
    assert "一分钟内开始" in page and 'hx-trigger="every 1s"' in page and "计数单" in page
    PaperRun.objects.update(state="running", done=35)
    page = text_of(clerk, address)
    assert "已完成 35 / 140 份" in page and 'width="25%"' in page and f'href="{address}"' in page
    assert "已完成 35 / 140 份" in text_of(clerk, "/papers/")
    early = clerk.post(f"{address}file/", follow=True)
    assert "还没生成好" in early.content.decode()


def test_a_worker_is_woken(cast, signed_in, settings, monkeypatch):
    sent = []
    settings.REDIS_URL = "redis://x"
    monkeypatch.setattr("papers.views.current_app.send_task", lambda name, **more: sent.append(name))
    clerk = signed_in("clerk")
    ask(clerk, n=1)
    assert sent == [] and PaperRun.objects.get().is_ready
    ask(clerk, n=2)
    assert sent == ["papers.tasks.run_papers"]


def test_a_queue_that_does_not_answer_is_no_failure(cast, signed_in, settings, monkeypatch):
    def dead(name, **more):
        raise ConnectionRefusedError

    settings.REDIS_URL = "redis://x"
    monkeypatch.setattr("papers.views.current_app.send_task", dead)
    assert ask(signed_in("clerk"), n=2).status_code == 302
    assert PaperRun.objects.get().state == "queued"


def test_empty_then_a_list(cast, signed_in):
    clerk = signed_in("clerk")
    assert "您还没有要过文书" in text_of(clerk, "/papers/")
    ask(clerk, n=1)
    page = text_of(clerk, "/papers/")
    assert "计数1.pdf" in page and "计数单" in page and "1 页" in page and "KB" in page and "保留到" in page
    assert "您还没有要过文书" in text_of(signed_in("leader"), "/papers/")


def test_failed_is_said_and_may_be_tried_again(cast, signed_in, counting, caplog):
    def fail(piece):
        raise ZeroDivisionError

    counting.at_piece = fail
    clerk = signed_in("clerk")
    address = ask(clerk, n=1)["Location"]
    page = text_of(clerk, address)
    assert "没有成功。" in page and "系统出错了，请再试一次。" in page and "重试" in page
    assert "系统出错了" in text_of(clerk, "/papers/")
    counting.at_piece = lambda n: None
    assert clerk.post(f"{address}again/")["Location"] == address
    assert "下载" in text_of(clerk, address)


def test_past_its_day_it_can_be_made_again(cast, signed_in):
    clerk = signed_in("clerk")
    address = ask(clerk, n=1)["Location"]
    PaperRun.objects.update(state="expired", file="")
    assert "重新生成" in text_of(clerk, address)
    assert "已经删除" in clerk.post(f"{address}file/", follow=True).content.decode()


def test_a_file_with_secrets_says_so(cast, signed_in):
    clerk = signed_in("clerk")
    address = ask(clerk, "secret", n=1)["Location"]
    assert "只能下载一次" in text_of(clerk, address)
    assert clerk.post(f"{address}file/")["Content-Type"] == "application/pdf"
    page = text_of(clerk, address)
    assert "已经删除" in page and "重新生成" in page


def test_what_is_asked_wrongly(cast, signed_in):
    clerk = signed_in("clerk")
    assert ask(clerk, "no-such").status_code == 404
    assert ask(clerk, area="elsewhere").status_code == 404
    assert ask(signed_in("auditor"), n=1).status_code == 403
    assert ask(clerk, "", n=1).status_code == 400
    assert ask(clerk, **{f"x{at}": "1" for at in range(21)}).status_code == 400
    assert ask(clerk, n="9" * 201).status_code == 400
    answer = clerk.post("/papers/asking/", {"code": "count", "p-n": "0"}, headers={"referer": "http://testserver/me/"})
    assert answer["Location"] == "http://testserver/me/"
    assert "没有可以打印的内容" in clerk.get("/papers/").content.decode()
    assert ask(clerk, n="0")["Location"] == "/papers/"
    assert not PaperRun.objects.exists() and not JournalEntry.objects.filter(verb="paper_asked").exists()


def test_a_paper_that_no_longer_exists_can_still_be_looked_at(cast, signed_in, monkeypatch):
    clerk = signed_in("clerk")
    address = ask(clerk, n=1)["Location"]
    monkeypatch.delitem(PAPERS, "count")
    PaperRun.objects.update(state="failed", error="x", file_name="")
    page = text_of(clerk, address)
    assert "count" in page and "重试" not in page
    clerk.post(f"{address}again/")
    assert "没有这种文书" in text_of(clerk, address)


def test_the_language_is_the_askers(cast, signed_in, viewer_of, monkeypatch):
    cast.users["clerk"].language = "en"
    cast.users["clerk"].save(update_fields=["language"])
    said = []

    def make(viewer, params, at, tick):
        from django.utils.translation import gettext

        said.append(gettext("Download"))
        raise ZeroDivisionError

    monkeypatch.setitem(PAPERS, "count", Paper("count", "x", PAPERS["count"].permission, lambda v, p: 2, make))
    run = actions.ask(code="count", params={}, viewer=viewer_of("clerk"), at=cast.at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("papers.actions.running.log.exception", lambda *a: None)
        actions.run_papers(now=clock.now)
    run.refresh_from_db()
    assert said == ["Download"] and run.error == "The system made a mistake. Please try again."


def test_a_document_on_a_page_links_its_numbers_and_escapes_its_words():
    html = render_to_string("papers/document.html", {"document": sample()})
    assert '共走访农户<a href="/visits/">128户次</a>。' in html
    assert (
        "<h2>一、走访情况</h2>" in html and "<h3>1.重点户</h3>" in html and "<dt>行政村</dt><dd>枫树湾村</dd>" in html
    )
    assert '<td class="n">20,961</td>' in html and '<th colspan="3" scope="colgroup" class="c">一会三评</th>' in html
    assert "<caption>表1　走访农户</caption>" in html and "填表人：" in html and html.count("<td") == 18 * 5 + 4
    html = render_to_string("papers/document.html", {"document": sample(blocks=(Paragraph("<b>甲\n乙"), Note("<i>")))})
    assert "&lt;b&gt;甲<br>乙" in html and "<i>" not in html
