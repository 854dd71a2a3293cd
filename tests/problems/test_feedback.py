"""The box for complaints and suggestions: anybody writes, the slip leads back, names stay sealed, floods and guesses are turned away."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import JournalEntry
from notifications.models import Notice
from problems import actions
from problems.models import Complaint, Problem
from problems.queries import voices
from problems.views import feedback
from regions.models import Region
from tests.problems.factories import at

pytestmark = pytest.mark.django_db
BOX = "/feedback/"
TEXT = "补贴名单没有公示过。"


@pytest.fixture(autouse=True)
def nobody_has_written():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def address(cast) -> str:
    """Two counties share the site of the tests, so that the link names one."""
    return f"{BOX}?county={cast.county.path}"


def typed(cast, **more):
    return {"kind": "complaint", "region": cast.fengshuwan.pk, "text": TEXT, "name": "柳三多", "phone": "139 0000 1111", "website": "", **more}


def complaint(cast, **more) -> Complaint:
    said = {"kind": "complaint", "region": cast.fengshuwan, "text": TEXT, "name": "柳三多", "phone": "13900001111", **more}
    return actions.complain(by=None, at=cast.at, on=cast.on, **said)[0]


def test_somebody_without_account_writes_and_comes_back(cast, address, signed_in):
    client = Client()
    page = client.get(address).content.decode()
    assert "枫树湾村" in page and "新桥村" not in page and '<optgroup label="龙潭镇">' in page and "checked" not in page.split("<form")[2]
    sent = client.post(address, typed(cast))
    assert sent.status_code == 302 and sent.url.endswith("?new=1")
    slip = client.get(sent.url).content.decode()
    code = re.search(r'class="slip-code">([^<]+)<', slip)[1]
    row = Complaint.objects.get()
    assert row.problem.source == "complaint" and row.problem.raised_by is None and row.phone == "13900001111" and "还没有答复" in slip
    assert TEXT not in slip and "柳三多" not in slip, "the slip tells nobody what was written"
    signed_in("township").post(f"/problems/{row.problem_id}/answer/", {"text": "名单已经贴在村委会门口。"})
    for way in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert "名单已经贴在村委会门口" in client.get(f"{BOX}{way}/").content.decode(), way
    found = client.get(f"{address}&code={code}")
    assert found.status_code == 302 and "名单已经贴" in client.get(found.url).content.decode()


def test_a_wrong_code_is_a_page_that_is_not_there(cast):
    complaint(cast)
    client = Client()
    wrong, missing = client.get(f"{BOX}ACDEF-GHJKM/"), client.get("/problems/nothing-here/")
    assert wrong.status_code == 404 == missing.status_code
    assert "柳三多" not in wrong.content.decode()
    assert client.get(f"{BOX}--/").status_code == 404


def test_guessing_codes_is_stopped(cast, address):
    client = Client()
    code = client.post(address, typed(cast)).url.split("/")[2]
    for n in range(feedback.MOST_GUESSED):
        assert client.get(f"{BOX}ACDEF-GHJ{n:02d}/").status_code == 404
    assert client.get(f"{BOX}{code}/").status_code == 429, "even the right one, within the hour"
    assert Client(REMOTE_ADDR="198.51.100.9").get(f"{BOX}{code}/").status_code == 200, "others are not kept from theirs"


def test_one_address_writes_a_few_times_an_hour(cast, address):
    client = Client()
    for _ in range(feedback.MOST_SENT):
        assert client.post(address, typed(cast)).status_code == 302
    assert client.post(address, typed(cast)).status_code == 429
    assert Complaint.objects.count() == feedback.MOST_SENT
    assert Client(REMOTE_ADDR="198.51.100.9").post(address, typed(cast)).status_code == 302


def test_the_box_rests_when_more_comes_than_anybody_could_read(cast, address, monkeypatch):
    monkeypatch.setattr(voices, "MOST_AN_HOUR", 2)
    for _ in range(2):
        complaint(cast)
    Complaint.objects.update(made_at=at(cast.on, 12))
    assert Client().post(address, typed(cast)).status_code == 429 and Complaint.objects.count() == 2


def test_a_machine_that_fills_every_box_is_not_taken(cast, address):
    answer = Client().post(address, typed(cast, website="https://spam.example"))
    assert answer.status_code == 200 and not Complaint.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"text": " "}, {"region": "987654"}, {"kind": "never"}, {"phone": "12"}, {"text": "长" * 1001}], ids=lambda row: next(iter(row))
)
def test_what_cannot_be_is_said_and_nothing_is_lost(cast, address, wrong):
    answer = Client().post(address, typed(cast, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 200 and "wrong" in page and "柳三多" in page and not Complaint.objects.exists()


def test_name_and_phone_may_stay_away(cast, address):
    assert Client().post(address, typed(cast, name="", phone="", kind="suggestion")).status_code == 302
    row = Complaint.objects.get()
    assert row.name == row.phone == "" and row.problem.source == "suggestion"


def test_a_double_click_is_one_voice_and_other_words_are_another(cast, address):
    client, sent = Client(), typed(cast, uuid=str(uuid.uuid4()))
    assert client.post(address, sent).url == client.post(address, sent).url, "the same slip"
    assert Complaint.objects.count() == 1
    assert client.post(address, {**sent, "text": "还有一件事。"}).status_code == 302, "gone back, written something else"
    assert client.post(address, {**sent, "uuid": "broken", "text": "第三件事。"}).status_code == 302
    assert Complaint.objects.count() == 3


def test_of_another_county_no_village_is_taken(cast, address):
    assert Client().post(address, typed(cast, region=cast.other_village.pk)).status_code == 200
    assert not Complaint.objects.exists()


def test_one_may_write_without_knowing_the_village(cast, address):
    assert Client().post(address, typed(cast, region=cast.county.pk)).status_code == 302
    assert Problem.objects.get().path == cast.county.path


def test_which_county(cast, signed_in):
    asked = Client().get(BOX).content.decode()
    assert "云岭县" in asked and "青溪县" in asked and "<textarea" not in asked
    assert "<textarea" in signed_in("captain").get(BOX).content.decode(), "with an account it is one's own"
    Region.objects.filter(pk=cast.other_county.pk).update(closed_on=cast.on)
    assert "<textarea" in Client().get(BOX).content.decode(), "the only one"


def test_with_an_account_one_is_known_only_if_one_says_so(cast, signed_in):
    client = signed_in("member")
    assert client.post(BOX, typed(cast, name="", phone="")).status_code == 302
    row = Complaint.objects.get()
    assert row.made_by is None and row.problem.raised_by is None and not JournalEntry.objects.filter(by=cast.member, verb="complaint_made").exists()
    assert client.post(BOX, typed(cast, name="", phone="", text="请答复我。", is_known="on")).status_code == 302
    known = Complaint.objects.latest("pk")
    assert known.made_by == cast.member
    signed_in("township").post(f"/problems/{known.problem_id}/answer/", {"text": "已经公示。"})
    told = Notice.objects.get(to=cast.member)
    assert "已经公示" in client.get(told.url).content.decode(), "the notice leads to the answer, not to the office's page"
    assert Client().post(f"{BOX}?county={cast.county.path}", typed(cast, is_known="on")).status_code == 302
    assert Complaint.objects.latest("pk").made_by is None, "nobody is nobody"


def test_who_wrote_is_sealed_masked_and_shown_with_a_record(cast, signed_in):
    row = complaint(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM problems_complaint")
        assert not any("柳" in str(value) or "1390000" in str(value) for value in cursor.fetchone())
    journal = [str((entry.title, entry.detail)) for entry in JournalEntry.objects.all()]
    assert journal and not any("柳三多" in line or "13900001111" in line or TEXT in line for line in journal)
    client, url = signed_in("township"), f"/problems/{row.problem_id}/"
    page = client.get(url).content.decode()
    assert "柳**" in page and "139****1111" in page and "柳三多" not in page
    before = JournalEntry.objects.count()
    asked = client.post(f"{url}reveal/", {"field": "phone"}).content.decode()
    assert "查看用途" in asked and "13900001111" not in asked and JournalEntry.objects.count() == before
    refused = client.post(f"{url}reveal/", {"field": "phone", "reason": " "}).content.decode()
    assert "13900001111" not in refused and JournalEntry.objects.count() == before
    assert "13900001111" in client.post(f"{url}reveal/", {"field": "phone", "reason": "回电话核实"}).content.decode()
    line = JournalEntry.objects.order_by("-pk").first()
    assert (line.verb, line.by, line.subject_id, line.detail["reason"]) == ("value_revealed", cast.township, row.problem_id, "回电话核实")
    assert "13900001111" not in str(line.detail)
    for field in ("slip_lookup", "", "answer"):
        assert client.post(f"{url}reveal/", {"field": field, "reason": "看看"}).status_code == 404


def test_the_village_team_does_not_read_complaints_but_suggestions(cast, signed_in):
    hidden, shown = complaint(cast), complaint(cast, kind="suggestion")
    client = signed_in("captain")
    assert client.get(f"/problems/{hidden.problem_id}/").status_code == 404
    page = client.get(f"/problems/{shown.problem_id}/").content.decode()
    assert TEXT in page and "柳" not in page and "139****" not in page
    assert [row.problem for row in client.get("/problems/").context["rows"]] == [shown.problem]
    counts = client.get(f"/problems/areas/{cast.fengshuwan.path}/panel/").context["counts"]
    assert counts["open"] == 1, "nor does the number betray it"


def test_the_office_answers_once_on_the_record(cast, signed_in):
    row = complaint(cast)
    client, url = signed_in("township"), f"/problems/{row.problem_id}/answer/"
    assert url in client.get(f"/problems/{row.problem_id}/").content.decode()
    empty = client.post(url, {"text": " "})
    assert empty.status_code == 200 and "wrong" in empty.content.decode()
    assert client.post(url, {"text": "已经公示。"}).status_code == 302
    again = client.post(url, {"text": "另一个答复"})
    assert again.status_code == 200
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("已经公示。", cast.township)
    assert url not in client.get(f"/problems/{row.problem_id}/").content.decode()


def test_a_problem_that_is_no_complaint_has_nothing_to_answer(cast, signed_in):
    from tests.problems.factories import found

    assert signed_in("township").get(f"/problems/{found(cast).pk}/answer/").status_code == 404


def test_the_slip_says_in_plain_words_how_it_stands(cast):
    row = complaint(cast)
    said = set()
    for state in ({}, {"assigned_at": cast.at}, {"reported_at": cast.at}, {"accepted_at": cast.at}, {"closed_on": cast.on}, {"voided_at": cast.at}):
        Problem.objects.filter(pk=row.problem_id).update(**state)
        said.add(voices.plain_state(Complaint.objects.get(pk=row.pk)))
    assert len(said) == 5, "reported and accepted are one to whoever wrote"
    assert {status for status, _words in said} == {"todo", "doing", "done", "void"}
