"""Printing tickets: codes are in memory and on paper only, a reprint voids, and the file has six to a page and a bookmark a village."""

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from accounts.models import JournalEntry
from papers import actions as papers
from papers.models import PaperRun
from papers.paper import paper
from regions.models import Region
from reviews.actions import ballot_refusals as no
from reviews.actions import ballots, tickets
from reviews.actions.refusals import OwnReview, RoundClosed
from reviews.models import Grade, ReviewRound, Ticket, TicketBatch
from reviews.papers import tickets as layout
from reviews.queries.ballots import lookup
from reviews.rules.tickets import Standing, batch_of, spaced
from teams.models import WorkTeam
from tests.reviews.polls import TODAY, make_meeting, polling, printed

SITE = "https://zhucun.example.gov.cn"


@pytest.fixture
def meeting(cast):
    return make_meeting(cast, voters={"mass": {"due": 20, "present": 18}, "party": {"due": 12, "present": 12}})


def print_(cast, meetings, n=None, by="clerk", kind=""):
    return tickets.print_tickets(meetings=meetings, voter_kind=kind, n=n, by=cast.users[by], at=cast.at, on=TODAY)


def village_of(cast, number: int):
    """Another village of 龙潭镇 with a team of its own."""
    code = f"4390011022{number:02d}"
    region = Region(code=code, name=f"样板{number}村", level=5, path=code, parent=cast.longtan, initials="yb")
    region.save()
    return WorkTeam.objects.create(region=region, path=region.path, opened_on=TODAY)


def test_only_hashes_are_stored_and_their_order_says_nothing(cast, meeting):
    codes = printed(cast, meeting, 40)
    rows = list(Ticket.objects.order_by().values_list("code_lookup", flat=True))
    assert len(set(codes)) == len(rows) == 40 and set(rows) == {lookup(code) for code in codes}
    assert rows == sorted(rows), "written in the order of the hashes"
    assert {batch_of(code) for code in codes} == {TicketBatch.objects.get().pk}
    assert JournalEntry.objects.get(verb="tickets_printed").detail["tickets"] == 40


def test_one_ticket_for_every_voter_due_or_sixty(cast, meeting):
    other = make_meeting(cast, team=village_of(cast, 50))
    n = {one.meeting.pk: len(one.codes) for one in print_(cast, [meeting, other])}
    assert n == {meeting.pk: 32, other.pk: 60}
    weighed = make_meeting(cast, quarter="2026-Q2", weights={"mass": 60, "party": 40}, voters=meeting.voters)
    assert len(print_(cast, [weighed], kind="party")[0].codes) == 12


def test_a_reprint_makes_new_codes_and_voids_the_old(cast, meeting):
    old, new = set(printed(cast, meeting, 8)), set(printed(cast, meeting, 8))
    assert not old & new and Ticket.objects.count() == 8
    assert TicketBatch.objects.filter(voided_on=None).count() == 1 and TicketBatch.objects.count() == 2
    ballots.open_voting(meeting=meeting, voter_kind="", by=cast.township, at=cast.at)
    assert {ballots.cast(code=code, level="basic") for code in old} == {Standing.UNKNOWN}
    assert {ballots.cast(code=code, level="basic") for code in new} == {Standing.DONE}


def test_a_print_that_is_never_finished_voids_nothing(cast, meeting):
    codes = printed(cast, meeting, 3)
    tickets.prepare(meetings=[meeting], voter_kind="", n=5, by=cast.clerk, on=TODAY)
    ballots.open_voting(meeting=meeting, voter_kind="", by=cast.township, at=cast.at)
    assert ballots.cast(code=codes[0], level="basic") == Standing.DONE


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (no.TooManyTickets, {"n": 0}), (no.TooManyTickets, {"n": 501}), (OwnReview, {"by": "captain"}), (no.UnknownKind, {"kind": "mass"}),
    ],
)  # fmt: skip
def test_what_cannot_be_printed(cast, meeting, kind, more):
    with pytest.raises(kind):
        print_(cast, [meeting], **more)
    assert not Ticket.objects.exists() and not JournalEntry.objects.exists()


def test_no_print_once_people_vote_or_the_grade_stands_or_the_round_is_closed(cast, meeting):
    with pytest.raises(no.NobodyToPrint):
        print_(cast, [])
    polling(cast, meeting)
    n = TicketBatch.objects.count()
    with pytest.raises(no.VotingBegun):
        print_(cast, [meeting])
    ballots.end_voting(meeting=meeting, voter_kind="", handed_out=0, by=cast.township, at=cast.at)
    with pytest.raises(no.VotingBegun):
        print_(cast, [meeting])
    other = make_meeting(cast, quarter="2026-Q2")
    Grade.objects.create(meeting=other, path=other.path, grade="excellent", decided_at=cast.at, decided_by=cast.clerk)
    with pytest.raises(no.GradeStands):
        print_(cast, [other])
    ReviewRound.objects.update(closed_on=TODAY)
    with pytest.raises(RoundClosed):
        print_(cast, [other])
    assert TicketBatch.objects.count() == n


def text_of(page) -> str:
    return re.sub(r"\s+", "", page.extract_text())


def test_the_sheets(cast, meeting):
    """Eight tickets of one village are two pages; what a voter needs stands on each ticket, and no code twice."""
    other = make_meeting(cast, team=village_of(cast, 51))
    prints = print_(cast, [meeting, other], 8)
    done = []
    made = layout.sheets([layout.Village(one.meeting, one.codes) for one in prints], SITE, done.append)
    pdf = PdfReader(io.BytesIO(made.data))
    assert len(pdf.pages) == made.n_pages == 4 and done == [1, 2]
    assert [(mark.title, pdf.get_destination_page_number(mark)) for mark in pdf.outline] == [("龙潭镇枫树湾村", 0), ("龙潭镇样板51村", 2)]
    assert all((round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842) for page in pdf.pages)
    first, second = text_of(pdf.pages[0]), text_of(pdf.pages[1])
    for words in ("村驻村工作队2026年三季度干得怎么样？", "优秀", "称职", "基本称职", "不称职", "不记名", "zhucun.example.gov.cn/b/"):
        assert first.count(words) >= 6 and second.count(words) >= 2, words
    for one, pages in ((prints[0], pdf.pages[:2]), (prints[1], pdf.pages[2:])):
        said = "".join(text_of(page) for page in pages)
        assert all(said.count(spaced(code).replace(" ", "")) == 1 for code in one.codes)


def test_the_picture_leads_to_the_ballot_and_nothing_else(cast, meeting, monkeypatch):
    import segno

    asked, make = [], segno.make
    monkeypatch.setattr(segno, "make", lambda address, **more: asked.append(address) or make(address, **more))
    codes = printed(cast, meeting, 3)
    layout.content(layout.Village(meeting, codes), SITE)
    assert asked == [f"{SITE}/b/{code}/" for code in codes]


# --- through the engine of papers -------------------------------------------------------------------------
def ask(cast, viewer_of, username="clerk", **params):
    told = {"round": str(ReviewRound.objects.get(quarter="2026-Q3").pk), "kind": "", "team": "", "n": "6", "site": "http://testserver"}
    return papers.ask(code=tickets.CODE, params=told | params, viewer=viewer_of(username), at=cast.at)


def test_all_villages_in_one_file_that_can_be_fetched_once(cast, meeting, viewer_of):
    for number in range(60, 63):
        make_meeting(cast, team=village_of(cast, number), held_on=None)
    run = ask(cast, viewer_of)
    assert run.total == 4 and paper(tickets.CODE).is_deleted_once_fetched
    assert papers.run_papers(now=lambda: cast.at) == 1
    run.refresh_from_db()
    assert run.is_ready and run.n_pages == 4 and run.done == 4, run.error
    assert Ticket.objects.count() == 24 and JournalEntry.objects.get(verb="tickets_printed").detail["villages"] == 4
    assert papers.fetch(run=run, viewer=viewer_of("clerk"), at=cast.at).startswith(b"%PDF")
    run.refresh_from_db()
    assert not run.file and not run.is_ready, "the codes are nowhere but on paper now"
    kept = " ".join(str(value) for value in PaperRun.objects.values().get().values())
    assert not re.search(r"[0-9A-HJKMNP-TV-Z]{13}", kept)


def test_a_township_prints_for_its_own_villages_only(cast, meeting, viewer_of):
    gaoping = WorkTeam.objects.create(region=cast.gaoping, path=cast.gaoping.path, opened_on=TODAY)
    make_meeting(cast, team=gaoping)
    assert tickets.pieces(viewer_of("clerk"), {"round": meeting.round_id, "kind": "", "site": "http://testserver"}) == 2
    assert tickets.pieces(viewer_of("township"), {"round": meeting.round_id, "kind": "", "site": "http://testserver"}) == 1
    with pytest.raises(no.NobodyToPrint):
        ask(cast, viewer_of, "township", team=str(gaoping.pk))


@pytest.mark.parametrize(
    ("username", "params"),
    [
        ("stranger", {}), ("clerk", {"round": "987654321"}), ("clerk", {"round": "x"}), ("clerk", {"site": "https://evil.example"}),
        ("clerk", {"site": "javascript:alert(1)"}), ("leader", {}), ("captain", {}), ("clerk", {"n": "900"}), ("clerk", {"kind": "mass"}),
    ],
)  # fmt: skip
def test_nobody_else_and_nothing_else_is_printed(cast, meeting, viewer_of, username, params):
    from common.errors import Refused

    with pytest.raises(Refused):
        ask(cast, viewer_of, username, **params)
    assert not PaperRun.objects.exists() and not TicketBatch.objects.exists()


def test_the_page(cast, meeting, signed_in):
    other = make_meeting(cast, team=village_of(cast, 70))
    url = "/reviews/2026-Q3/tickets/"
    page = signed_in("clerk").get(f"{url}?team={meeting.team_id}")
    body = page.content.decode()
    assert "全部 2 个等着印票的村" in body and f'<option value="{meeting.team_id}" selected>' in body and "印过票" not in body
    answer = signed_in("clerk").post(url, {"team": str(meeting.team_id), "kind": "", "n": ""})
    run = PaperRun.objects.get()
    assert answer.status_code == 302 and answer.url == f"/papers/{run.pk}/" and run.is_ready and run.n_pages == 6
    assert "印过票" in signed_in("clerk").get(url).content.decode(), "a reprint is said beforehand"
    for wrong in ("0", "501", "3.5", "-1", "many"):
        page = signed_in("clerk").post(url, {"team": "", "kind": "", "n": wrong})
        assert page.status_code == 200 and f'value="{wrong}"' in page.content.decode(), wrong
    page = signed_in("clerk").post(url, {"team": "987654321", "kind": "", "n": "5"})
    assert page.status_code == 200 and PaperRun.objects.count() == 1
    polling(cast, meeting, 3)
    polling(cast, other, 3)
    assert "没有等着印票的会议" in signed_in("clerk").get(url).content.decode()


def test_no_page_for_those_who_may_not(cast, meeting, signed_in):
    answers = {who: signed_in(who).get("/reviews/2026-Q3/tickets/").status_code for who in ("leader", "captain", "stranger", "cadre")}
    assert answers == {"leader": 403, "captain": 403, "stranger": 404, "cadre": 403}


def test_dates_of_a_print_are_office_dates(cast, meeting):
    prints = tickets.print_tickets(
        meetings=[meeting], voter_kind="", n=1, by=cast.clerk, at=cast.at, on=TODAY - dt.timedelta(days=3)
    )
    assert prints[0].batch.printed_on == TODAY - dt.timedelta(days=3)
