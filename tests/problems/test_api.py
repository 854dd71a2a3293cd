"""The API of the problem list: the scope of the pages, one row for one request, and no word of who complained."""

import uuid

import pytest

from problems import actions
from problems.models import Problem
from tests.problems.factories import FOUND, accepted, closed, doing, found, reported

pytestmark = pytest.mark.django_db
URL = "/api/v1/problems/"


def post(client, body, **headers):
    return client.post(URL, body, content_type="application/json", headers=headers)


def body(cast, **more):
    return {
        "uuid": str(uuid.uuid4()), "area": cast.fengshuwan.path, "category": "works", "description": "村口路灯不亮。",
        "found_on": "2026-10-08",
    } | more  # fmt: skip


def numbers(answer):
    return {row["id"] for row in answer.json()["results"]}


def test_everybody_sees_the_rows_of_his_pages(cast, signed_in):
    near = doing(cast)
    his = doing(cast, region=cast.gaoping, person=cast.cadre, unit=cast.backing_unit)
    for who, wanted in {
        "clerk": {near.pk, his.pk}, "township": {near.pk}, "member": {near.pk}, "cadre": {his.pk}, "unit": {his.pk}, "stranger": set(),
    }.items():  # fmt: skip
        assert numbers(signed_in(who).get(URL)) == wanted, who
    assert signed_in("auditor").get(URL).status_code == 403
    assert signed_in("stranger").get(f"{URL}{near.pk}/").status_code == 404
    row = signed_in("clerk").get(f"{URL}{near.pk}/").json()
    assert (row["no"], row["state"], row["light"], row["person_name"], row["due_on"]) == (near.no, "doing", "calm", "王小雨", "2026-11-07")


def test_filters(cast, signed_in):
    rows = {
        "open": found(cast), "doing": doing(cast), "reported": reported(cast), "accepted": accepted(cast), "closed": closed(cast),
        "void": actions.void(problem=found(cast), reason="重复", by=cast.clerk, at=cast.at),
        "overdue": doing(cast, region=cast.gaoping, person=cast.cadre, due_on=FOUND, source="visit"),
    }  # fmt: skip
    client = signed_in("clerk")

    def asked(**query):
        answer = client.get(URL, query)
        assert answer.status_code == 200, answer.content
        return numbers(answer)

    for state in ("open", "reported", "accepted", "closed", "void", "overdue"):
        assert asked(state=state) == {rows[state].pk}, state
    assert asked(state="doing") == {rows["doing"].pk, rows["overdue"].pk}
    assert asked(state="not_closed") == {row.pk for name, row in rows.items() if name not in ("closed", "void")}
    assert asked(area=cast.shimen.path) == asked(source="visit") == asked(person=cast.cadre.pk) == {rows["overdue"].pk}
    assert asked(area="x' OR 1=1") == set()
    assert client.get(URL, {"state": "nonsense"}).status_code == 400


def test_one_request_is_one_problem(cast, signed_in):
    client, sent = signed_in("captain"), body(cast)
    first, second = post(client, sent), post(client, sent)
    assert first.status_code == second.status_code == 201 and first.json()["id"] == second.json()["id"]
    row = Problem.objects.get()
    assert (row.raised_by, row.path, str(row.due_on), row.state) == (cast.captain, cast.fengshuwan.path, "2026-11-07", "open")
    assert post(client, sent | {"description": "别的"}).status_code == 409
    key = {"Idempotency-Key": "k1"}
    sent = body(cast)
    assert post(client, sent, **key).json() == post(client, sent, **key).json()
    assert Problem.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "more", "status"),
    [
        ("captain", {"area": "439001100201"}, 400),  # 高坪村 is not his
        ("stranger", {}, 400),
        ("cadre", {}, 403),
        ("leader", {}, 403),
        ("inspector", {"area": "439001100"}, 201),
        ("captain", {"area": "439001"}, 400),
        ("captain", {"found_on": "2026-10-16"}, 400),
        ("captain", {"category": "nonsense"}, 400),
        ("captain", {"source": "complaint"}, 400),
        ("captain", {"source": "nonsense"}, 400),
        ("captain", {"description": ""}, 400),
        ("captain", {"description": "长" * 1001}, 400),
        ("captain", {"term": "sometime"}, 400),
        ("captain", {"due_on": "2026-10-01"}, 400),
        ("captain", {"uuid": "x"}, 400),
    ],
)
def test_who_may_put_what_on_the_list(cast, signed_in, who, more, status):
    answer = post(signed_in(who), body(cast, **more))
    assert answer.status_code == status, answer.content
    assert Problem.objects.count() == (status == 201)


def test_only_the_office_names_others(cast, signed_in):
    assert post(signed_in("captain"), body(cast, person=cast.member.pk)).status_code == 400
    assert post(signed_in("captain"), body(cast, person=cast.captain.pk)).json()["person_name"] == "李文涛"
    assert post(signed_in("township"), body(cast, person=cast.member.pk)).json()["state"] == "doing"
    assert post(signed_in("township"), body(cast, person=cast.stranger.pk)).status_code == 400


def test_nobody_is_named_who_complained(cast, signed_in):
    actions.complain(
        kind="complaint", region=cast.fengshuwan, text="队员不在岗。", name="石阿婆", phone="13900001234", by=cast.cadre, at=cast.at, on=cast.on
    )
    answer = signed_in("clerk").get(URL)
    said = answer.content.decode()
    assert answer.json()["count"] == 1 and "石阿婆" not in said and "13900001234" not in said
    assert not {"raised_by", "uuid", "complaint"} & set(answer.json()["results"][0])
    assert signed_in("captain").get(URL).json()["count"] == 0


def test_a_page_of_problems_takes_the_same_few_statements(cast, signed_in, django_assert_max_num_queries):
    for _ in range(12):
        doing(cast)
    client = signed_in("clerk")
    client.get(URL)
    with django_assert_max_num_queries(15):
        assert len(client.get(URL).json()["results"]) == 12
