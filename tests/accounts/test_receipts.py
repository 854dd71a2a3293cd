"""Drafts, keys of requests already answered, tokens."""

import json
import uuid

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts.actions import drop_draft
from accounts.idempotency import once
from accounts.models import ApiToken, IdempotencyKey, JournalEntry, User
from accounts.rest import needed
from accounts.roles import Permission
from common.errors import Refused
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def put(client, number, body):
    return client.put(f"/drafts/{number}/?kind=visit&subject=12", json.dumps(body), content_type="application/json")


def test_a_draft_is_kept_found_and_dropped(cast, signed_in):
    clerk, number = signed_in("clerk"), uuid.uuid4()
    assert put(clerk, number, {"content": ["老屋漏雨"]}).status_code == 200
    assert put(clerk, number, {"content": ["老屋漏雨，已报"]}).status_code == 200
    answer = clerk.get(f"/drafts/{number}/").json()
    assert answer["body"] == {"content": ["老屋漏雨，已报"]} and (answer["kind"], answer["subject"]) == ("visit", "12")
    assert clerk.delete(f"/drafts/{number}/").status_code == 204
    assert clerk.get(f"/drafts/{number}/").status_code == 404


def test_a_draft_is_never_somebody_elses(cast, signed_in, client):
    number = uuid.uuid4()
    put(signed_in("clerk"), number, {"content": ["一"]})
    leader = signed_in("leader")
    assert leader.get(f"/drafts/{number}/").status_code == 404
    assert put(leader, number, {"content": ["二"]}).status_code == 409
    leader.delete(f"/drafts/{number}/")
    assert signed_in("clerk").get(f"/drafts/{number}/").json()["body"] == {"content": ["一"]}
    assert put(client, uuid.uuid4(), {}).status_code == 401


@pytest.mark.parametrize("body, status", [("nonsense", 400), ("[1]", 400), (json.dumps({"x": "字" * 70000}), 413)])
def test_a_draft_that_is_none(cast, signed_in, body, status):
    answer = signed_in("clerk").put(f"/drafts/{uuid.uuid4()}/", body, content_type="application/json")
    assert answer.status_code == status


class Deed(APIView):
    """Creates a user each time it is really done."""

    def post(self, request):
        return once(request, lambda: self.make(request))

    def make(self, request):
        name = request.data["name"]
        row = User.objects.create(username=name, name=name)
        if name == "refused":
            raise Refused
        return Response({"id": row.pk}, status=400 if name == "bad" else 201)


def post(cast, name, key="k1", who="clerk"):
    request = APIRequestFactory().post("/x/", {"name": name}, format="json", headers={"Idempotency-Key": key} if key else {})
    force_authenticate(request, cast.users[who])
    return Deed.as_view()(request)


def test_the_same_request_twice_is_one_deed(cast):
    first, again = post(cast, "anna"), post(cast, "anna")
    assert (first.status_code, first.data) == (again.status_code, again.data) and again.headers["Idempotent-Replayed"]
    assert User.objects.filter(username="anna").count() == 1


def test_the_same_key_for_something_else_is_refused(cast):
    post(cast, "anna")
    assert post(cast, "bert").status_code == 409
    assert post(cast, "bert", who="leader").status_code == 201, "keys are each person's own"


@pytest.mark.parametrize("name", ["refused", "bad"])
def test_what_failed_may_be_tried_again(cast, name):
    assert post(cast, name).status_code >= 400
    assert not IdempotencyKey.objects.exists() and not User.objects.filter(username=name).exists()


def test_a_token_is_the_person_and_ends_with_the_password(cast, client):
    api = APIClient()
    answer = api.post("/api/v1/token/", {"username": "captain", "password": PASSWORD}, format="json")
    key = answer.json()["token"]
    assert ApiToken.objects.get().lookup != key
    api.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    me = api.get("/api/v1/me/").json()
    assert me["name"] == "李文涛" and me["roles"][0]["place"] == "枫树湾村" and "households.see" in me["permissions"]
    client.force_login(cast.captain, "django.contrib.auth.backends.ModelBackend")
    client.post("/password/", {"present": PASSWORD, "password": "Quiet-river-7281", "again": "Quiet-river-7281"})
    assert api.get("/api/v1/me/").status_code == 401


def test_the_token_door_locks_too(cast):
    api = APIClient()
    answers = [api.post("/api/v1/token/", {"username": "captain", "password": "wrong"}, format="json") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [400] * 4 + [429]
    assert api.post("/api/v1/token/", {"username": "captain", "password": PASSWORD}, format="json").status_code == 429
    assert JournalEntry.objects.filter(verb="sign_in_failed").count() >= 4


def test_a_view_without_needs_lets_nobody_in(cast):
    class View:
        action = "create"
        needs = {"list": Permission.VISITS_SEE}

    assert needed(View()) == ()


def typed(client, number, words, minute):
    headers = {"X-Typed-At": f"2026-10-15T10:{minute:02d}:00+08:00"}
    return client.put(f"/drafts/{number}/", json.dumps({"content": [words]}), content_type="application/json", headers=headers)


def test_of_two_copies_the_one_typed_later_stays(cast, signed_in):
    clerk, number = signed_in("clerk"), uuid.uuid4()
    assert typed(clerk, number, "后写的", 30).status_code == 200
    late = typed(clerk, number, "先写的，路上慢", 20)
    assert late.status_code == 409 and late.json()["code"] == "newer_there" and late.json()["body"] == {"content": ["后写的"]}
    assert typed(clerk, number, "再后写的", 31).status_code == 200
    assert put(clerk, number, {"content": ["不说时间的"]}).status_code == 200
    assert clerk.get(f"/drafts/{number}/").json()["body"] == {"content": ["不说时间的"]}


def test_a_draft_thrown_away_stays_away_and_may_be_begun_anew(cast, signed_in):
    clerk, number = signed_in("clerk"), uuid.uuid4()
    typed(clerk, number, "一", 20)
    clerk.delete(f"/drafts/{number}/", headers={"X-Typed-At": "2026-10-15T10:30:00+08:00"})
    assert typed(clerk, number, "路上慢的", 29).json()["code"] == "draft_gone" and clerk.get(f"/drafts/{number}/").status_code == 404
    assert typed(clerk, number, "重新写", 31).status_code == 200 and typed(clerk, number, "重新写", 32).status_code == 200


def test_what_was_sent_takes_no_draft_any_more(cast, signed_in):
    clerk, number = signed_in("clerk"), uuid.uuid4()
    put(clerk, number, {"content": ["一"]})
    drop_draft(number=number, by=cast.clerk, at=cast.at, is_sent=True)
    clerk.delete(f"/drafts/{number}/")
    answer = typed(clerk, number, "还在路上的", 59)
    assert answer.status_code == 410 and answer.json()["code"] == "draft_sent" and clerk.get(f"/drafts/{number}/").status_code == 404


@pytest.mark.parametrize("said", ["then", "2026-13-45T99:00:00+08:00", "2026-10-15T10:00:00", "9999-12-31T23:59:59-12:00"])
def test_an_instant_that_is_none_is_not_heard(cast, signed_in, said):
    answer = signed_in("clerk").put(f"/drafts/{uuid.uuid4()}/", "{}", content_type="application/json", headers={"X-Typed-At": said})
    assert answer.status_code == 200
