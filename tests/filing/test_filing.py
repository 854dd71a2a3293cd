"""One thing is filed once, whatever is repeated; what is refused says why and changes nothing."""

import datetime as dt
import json
import uuid

import pytest
from django.test import Client

from accounts.actions import give_token
from accounts.models import JournalEntry, Session
from filing.models import FiledItem, LaterVersion
from problems.models import Problem
from reviews.models import BallotTally
from tests.filing.making import NOON, WRITTEN, count_body, digest, picture, problem_body, send, send_photo, visit_body
from tests.reviews.rounds_making import hold, open_
from visits.actions import Facts, edit, void
from visits.models import Visit
from wishes.models import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def cadre(signed_in):
    return signed_in("cadre")


def test_a_visit_is_filed_and_everything_follows_from_it(cast, cadre):
    number, photo = uuid.uuid4(), uuid.uuid4()
    answer = send(cadre, "visit", visit_body(cast, wish_text="棉被一床", hardship="住房漏雨"), number, photos=[(photo, picture())])
    visit = Visit.objects.get()
    assert answer.status_code == 201 and "Idempotent-Replayed" not in answer.headers
    assert answer.json() == {
        "uuid": str(number), "kind": "visit", "url": f"/visits/{visit.pk}/", "saved_label": "今天 12:00",
        "photos_missing": [str(photo)], "notes": [], "settled": "",
    }  # fmt: skip
    assert (visit.uuid, visit.by, visit.recorded_at, visit.uploaded_at) == (number, cast.cadre, WRITTEN, NOON)
    visit.household.refresh_from_db()
    assert visit.household.last_visited_on == dt.date(2026, 10, 15) and Wish.objects.get().item == "棉被一床"


def test_the_same_again_is_the_first_answer(cast, cadre):
    number, body = uuid.uuid4(), visit_body(cast, wish_text="书桌")
    first = send(cadre, "visit", body, number)
    lines = JournalEntry.objects.count()
    again = send(cadre, "visit", dict(reversed(body.items())) | {"hardship": "", "suggestion": []}, number, recorded_at=NOON, sent_at=NOON)
    assert again.status_code == 200 and again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json() and first.status_code == 201
    assert (Visit.objects.count(), Wish.objects.count(), JournalEntry.objects.count()) == (1, 1, lines)
    assert Visit.objects.get().recorded_at == WRITTEN


def test_the_same_again_after_a_correction_is_still_the_first_answer(cast, cadre):
    number = uuid.uuid4()
    first = send(cadre, "visit", visit_body(cast), number)
    visit = Visit.objects.get()
    edit(visit=visit, version=1, facts=Facts(on=visit.on, mode="home", content="改过的话"), by=cast.cadre, at=cast.at, today=cast.on)
    again = send(cadre, "visit", visit_body(cast), number)
    assert again.status_code == 200 and again.json() == first.json() and Visit.objects.get().content == "改过的话"


def test_a_repeat_may_name_more_photos(cast, cadre):
    number, one, two = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    send(cadre, "visit", visit_body(cast), number, photos=[(one, picture(1))])
    again = send(cadre, "visit", visit_body(cast), number, photos=[(one, picture(1)), (two, picture(2))])
    assert again.json()["photos_missing"] == [str(one), str(two)]


def test_a_visit_saved_by_the_plain_form_is_known(cast, cadre):
    """The outbox and the form without script carry the same number: the second one finds what the first did."""
    number, body = uuid.uuid4(), visit_body(cast)
    cadre.post(f"/visits/new/?household={body['household']}", {**body, "uuid": str(number)})
    answer = send(cadre, "visit", body, number)
    assert answer.status_code == 200 and Visit.objects.count() == 1 and FiledItem.objects.get().row_id == Visit.objects.get().pk
    other = uuid.uuid4()
    cadre.post(f"/visits/new/?household={body['household']}", {**body, "uuid": str(other)})
    assert send(cadre, "visit", {**body, "content": "别的话"}, other).status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"content": ""}, "content"), ({"mode": "parachute"}, "mode"), ({"on": "2026-10-16"}, "on"), ({"on": "2026-02-30"}, "on"),
        ({"wish": "棉被"}, "wish"), ({"persons": ["987654321"]}, "persons"), ({"content": "x" * 4001}, "content"),
        ({"content": "a\x00b"}, "content"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_field_by_field(cast, cadre, changed, field):
    number = uuid.uuid4()
    answer = send(cadre, "visit", visit_body(cast, **changed), number)
    told = answer.json()
    assert answer.status_code == 422 and told["code"] == "refused" and told["detail"]
    assert list(told["fields"]) == [field] and all(told["fields"][field])
    assert not Visit.objects.exists() and not FiledItem.objects.exists() and not JournalEntry.objects.exists()
    assert send(cadre, "visit", visit_body(cast), number).status_code == 201, "the number is free for the mended one"


@pytest.mark.parametrize(
    "told",
    [
        "nonsense", "[1]", '"x"', "{}", '{"uuid": "no", "recorded_at": "2026-10-15T09:30:00+08:00", "body": {}}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "then", "body": {}}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "9999-12-31T23:59:59-12:00", "body": {}}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "2026-10-15T09:30:00+08:00", "body": []}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "2026-10-15T09:30:00+08:00", "body": {"a": {"b": 1}}}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "2026-10-15T09:30:00+08:00", "body": {"a": [["b"]]}}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "2026-10-15T09:30:00+08:00", "body": {}, "photos": [{"uuid": 1}]}',
        '{"uuid": "6f0c3c52-8f0d-4f0e-9c0e-1f6f0f0c5b1a", "recorded_at": "2026-10-15T09:30:00+08:00", "body": {"content": "',
    ],
)  # fmt: skip
def test_what_is_no_letter_at_all(cast, cadre, told):
    answer = cadre.post("/filing/visit/", told, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["code"] == "malformed" and answer.json()["detail"]


def test_what_is_too_long(cast, cadre):
    answer = send(cadre, "visit", visit_body(cast, content="字" * 30_000))
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"


def test_who_may_not_is_told_and_never_sent_elsewhere(cast, cadre, signed_in, client):
    assert send(client, "visit", {}).status_code == 401 and send(client, "visit", {}).json()["code"] == "signed_out"
    assert send(signed_in("auditor"), "visit", {}).json()["code"] == "forbidden"
    for household in (cast.households["fengshuwan", "02"].pk, cast.households["other_village", "01"].pk, 987654321, "²", 2**70, ""):
        answer = send(cadre, "visit", visit_body(cast, household=str(household)))
        assert answer.status_code == 404 and answer.json()["code"] == "not_found", household
    assert send(cadre, "tax_return", {}).status_code == 404
    cast.cadre.must_change_password = True
    cast.cadre.save()
    answer = send(cadre, "visit", visit_body(cast))
    assert answer.status_code == 403 and answer.json()["code"] == "must_change_password"
    assert not Visit.objects.exists()


def test_an_old_page_gets_a_fresh_key_and_goes_on(cast):
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(cast.cadre, "django.contrib.auth.backends.ModelBackend")
    refused = send(phone, "visit", visit_body(cast))
    assert refused.status_code == 403 and refused.json()["code"] == "csrf"
    fresh = phone.get("/filing/token/").json()
    assert fresh["user"] == {"id": cast.cadre.pk, "initials": cast.cadre.initials} and fresh["at"].startswith("2026-10-15T")
    told = {"uuid": str(uuid.uuid4()), "recorded_at": WRITTEN.isoformat(), "body": visit_body(cast)}
    answer = phone.post("/filing/visit/", json.dumps(told), content_type="application/json", headers={"X-CSRFToken": fresh["csrf"]})
    assert answer.status_code == 201


def test_withdrawn_stays_withdrawn(cast, cadre):
    number = uuid.uuid4()
    send(cadre, "visit", visit_body(cast), number)
    void(visit=Visit.objects.get(), reason="记错了户", by=cast.cadre, at=cast.at)
    for body in (visit_body(cast), visit_body(cast, content="又来")):
        answer = send(cadre, "visit", body, number)
        assert answer.status_code == 410 and answer.json()["code"] == "deleted"
    assert Visit.objects.count() == 1 and not LaterVersion.objects.exists()


def test_what_was_withdrawn_after_the_plain_form_is_not_filed_again(cast, cadre):
    number, body = uuid.uuid4(), visit_body(cast)
    cadre.post(f"/visits/new/?household={body['household']}", {**body, "uuid": str(number)})
    void(visit=Visit.objects.get(), reason="记错了户", by=cast.cadre, at=cast.at)
    assert send(cadre, "visit", body, number).status_code == 410


def test_deleted_on_the_phone_before_it_came(cast, cadre, signed_in):
    number = uuid.uuid4()
    assert cadre.delete(f"/filing/items/{number}/").status_code == 204
    assert cadre.delete(f"/filing/items/{number}/").status_code == 204
    assert send(cadre, "visit", visit_body(cast), number).status_code == 410 and not Visit.objects.exists()
    other = uuid.uuid4()
    send(cadre, "visit", visit_body(cast), other)
    answer = cadre.delete(f"/filing/items/{other}/")
    assert answer.status_code == 409 and answer.json()["code"] == "already_filed" and answer.json()["url"] == f"/visits/{Visit.objects.get().pk}/"
    assert signed_in("clerk").delete(f"/filing/items/{other}/").status_code == 204, "nobody learns whether a number is somebody else's"
    assert send(cadre, "visit", visit_body(cast), other).status_code == 200


def test_a_number_of_somebody_else_gives_nothing_away(cast, cadre, signed_in):
    number = uuid.uuid4()
    send(cadre, "visit", visit_body(cast), number)
    answer = send(signed_in("captain"), "visit", visit_body(cast), number)
    assert answer.status_code == 409 and answer.json()["first_url"] == "" and Visit.objects.count() == 1
    later = send(signed_in("captain"), "visit", visit_body(cast, content="我自己的话"), number).json()
    page = signed_in("captain").get(later["conflict_url"]).content.decode()
    assert "先存的" not in page and f"/visits/{Visit.objects.get().pk}/" not in page


def test_a_problem_is_filed(cast, signed_in):
    inspector, number = signed_in("inspector"), uuid.uuid4()
    answer = send(inspector, "problem", problem_body(cast), number)
    problem = Problem.objects.get()
    assert answer.status_code == 201 and answer.json()["url"] == f"/problems/{problem.pk}/"
    assert (problem.uuid, problem.raised_by, problem.path) == (number, cast.inspector, cast.fengshuwan.path)
    assert send(inspector, "problem", problem_body(cast), number).status_code == 200
    assert send(inspector, "problem", problem_body(cast, description="另一件事"), number).status_code == 409
    assert send(inspector, "problem", problem_body(cast, person=str(cast.captain.pk))).json()["fields"].keys() == {"person"}
    assert send(signed_in("captain"), "problem", problem_body(cast, region=str(cast.gaoping.pk))).json()["fields"].keys() == {"region"}
    assert Problem.objects.count() == 1


@pytest.fixture
def meeting(cast):
    round_ = open_(cast)
    found = hold(round_.meetings.get(team=cast.team), cast)
    BallotTally.objects.all().delete()
    return found


def test_a_paper_count_is_filed(cast, signed_in, meeting):
    clerk, number = signed_in("clerk"), uuid.uuid4()
    answer = send(clerk, "paper_count", count_body(meeting), number)
    tally = BallotTally.objects.get()
    assert answer.status_code == 201 and answer.json()["url"] == f"/reviews/2026-Q3/{meeting.team_id}/"
    assert (tally.issued, tally.collected, tally.invalid, tally.uuid) == (30, 28, 1, number)
    assert send(clerk, "paper_count", count_body(meeting), number).status_code == 200
    twice = count_body(meeting, by_taps="")
    assert "issued" in send(clerk, "paper_count", twice).json()["fields"], "typed numbers must come twice"
    other = send(clerk, "paper_count", count_body(meeting))
    assert other.status_code == 422 and other.json()["reason"] == "already_counted" and "陈文静" in other.json()["detail"]
    wrong = send(clerk, "paper_count", count_body(meeting, level_excellent="21"))
    assert wrong.json()["fields"].keys() == {"level_excellent"}
    assert send(signed_in("captain"), "paper_count", count_body(meeting)).status_code == 403
    assert send(signed_in("stranger"), "paper_count", count_body(meeting)).status_code == 404


def test_a_recount_wants_what_the_page_wants_and_the_first_number_stays_spent(cast, signed_in, meeting):
    clerk, first, second = signed_in("clerk"), uuid.uuid4(), uuid.uuid4()
    send(clerk, "paper_count", count_body(meeting), first)
    seen = BallotTally.objects.get().counted_at.isoformat()
    again = count_body(meeting, level_excellent="19", level_competent="6", seen=seen)
    assert send(clerk, "paper_count", again, second).json()["fields"].keys() == {"reason"}
    assert send(clerk, "paper_count", {**again, "reason": "数错一张"}, second).status_code == 201
    assert BallotTally.objects.get().counts["excellent"] == 19
    late = send(clerk, "paper_count", count_body(meeting), first)
    assert late.status_code == 200 and BallotTally.objects.get().counts["excellent"] == 19


def test_where_items_stand(cast, cadre, signed_in):
    filed, plain, unknown, dropped, withdrawn, photo = (uuid.uuid4() for _ in range(6))
    body = visit_body(cast)
    send(cadre, "visit", body, filed, photos=[(photo, picture())])
    cadre.post(f"/visits/new/?household={body['household']}", {**body, "uuid": str(plain)})
    cadre.delete(f"/filing/items/{dropped}/")
    send(cadre, "visit", body, withdrawn)
    void(visit=Visit.objects.get(uuid=withdrawn), reason="重复", by=cast.cadre, at=cast.at)
    asked = "&".join(f"uuid={one}" for one in (filed, plain, unknown, dropped, withdrawn))
    items = cadre.get(f"/filing/state/?{asked}").json()["items"]
    assert [one["stored"] for one in items] == [True, True, False, False, False]
    assert [one["gone"] for one in items] == [False, False, False, True, True]
    assert items[0]["photos_missing"] == [str(photo)] and items[0]["photos"] == [] and items[1]["url"].startswith("/visits/")
    assert [one["stored"] for one in signed_in("captain").get(f"/filing/state/?{asked}").json()["items"]] == [False] * 5
    assert cadre.get("/filing/state/?uuid=²").status_code == 400
    assert cadre.get(f"/filing/items/{filed}/").json() == items[0]
    assert cadre.get(f"/filing/items/{unknown}/").status_code == 404


def test_many_states_cost_no_more_statements(cast, cadre, django_assert_max_num_queries):
    numbers = [uuid.uuid4() for _ in range(40)]
    for number in numbers[:30]:
        send(cadre, "visit", visit_body(cast), number)
    cadre.get("/filing/state/")
    asked = "&".join(f"uuid={one}" for one in numbers)
    with django_assert_max_num_queries(20):
        items = cadre.get(f"/filing/state/?{asked}").json()["items"]
    assert [one["stored"] for one in items] == [True] * 30 + [False] * 10


def test_a_phone_that_only_looks_does_not_stay_signed_in(cast, cadre):
    Session.objects.update(seen_at=NOON - dt.timedelta(minutes=20))
    seen = Session.objects.get().seen_at
    for address in ("/filing/token/", "/filing/state/"):
        cadre.get(address)
        assert Session.objects.get().seen_at == seen
    cadre.get("/todo/")
    assert Session.objects.get().seen_at > seen


def test_other_programs_file_with_a_token(cast):
    key, _until = give_token(user=cast.cadre, at=NOON)
    program = Client(headers={"Authorization": f"Token {key}"}, enforce_csrf_checks=True)
    number, photo, data = uuid.uuid4(), uuid.uuid4(), picture(3)
    answer = send(program, "visit", visit_body(cast), number, photos=[(photo, data)], at="/api/v1/filing/")
    assert answer.status_code == 201 and answer.json()["photos_missing"] == [str(photo)]
    assert send_photo(program, number, photo, data, at="/api/v1/filing/").json()["sha256"] == digest(data)
    assert program.get(f"/api/v1/filing/state/?uuid={number}").json()["items"][0]["photos"] == [str(photo)]
    assert send(Client(), "visit", visit_body(cast), at="/api/v1/filing/").status_code == 401


def test_an_answer_to_a_question_that_is_not_asked_any_more_is_kept_with_the_words(cast, cadre):
    answer = send(cadre, "visit", visit_body(cast, answer_q9="孩子上学不缺", wish_missing_77="还缺一张桌子", wish_answer_77="content"))
    assert answer.status_code == 201
    assert Visit.objects.get().content == "看了粮食和药，水管漏水。\n孩子上学不缺\n还缺一张桌子"


def wish_body(cast, **changed):
    told = {"household": str(cast.households["fengshuwan", "01"].pk), "item": "棉被一床", "category": "other", "origin": "self", "on": "2026-10-15"}
    return {**told, **changed}


def test_a_wish_is_filed_by_itself(cast, cadre, signed_in):
    number = uuid.uuid4()
    answer = send(cadre, "wish", wish_body(cast), number)
    wish = Wish.objects.get()
    assert answer.status_code == 201, answer.json()
    assert (wish.uuid, wish.item, wish.collected_by, wish.recorded_at) == (number, "棉被一床", cast.cadre, WRITTEN)
    assert send(cadre, "wish", wish_body(cast), number).status_code == 200
    assert "item" in send(cadre, "wish", wish_body(cast, item="")).json()["fields"]
    assert send(signed_in("member"), "wish", wish_body(cast)).status_code == 403
    assert send(signed_in("stranger"), "wish", wish_body(cast)).status_code == 404
    later = send(cadre, "wish", wish_body(cast, item="棉被两床"), number)
    assert later.status_code == 409
    assert "棉被两床" in cadre.get(later.json()["conflict_url"]).content.decode()
    cadre.post(later.json()["conflict_url"], {"decision": "replaced", "version": wish.version})
    assert Wish.objects.get().item == "棉被两床"
