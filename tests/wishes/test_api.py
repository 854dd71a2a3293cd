"""The API of wishes: the deeds, scope and refusals of the pages; nothing in the list of what may be claimed leads to a family."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit
from tests.wishes.making import D, checked, claimed, collected, delivered, fresh, when
from wishes import actions
from wishes.models import Claim, Fulfilment, Wish

pytestmark = pytest.mark.django_db
URL = "/api/v1/wishes/"
CLAIMS = f"{URL}claims/"


def post(client, url, body, **headers):
    return client.post(url, body, content_type="application/json", headers=headers)


def number():
    return str(uuid.uuid4())


def told(household, **more):
    return {"uuid": number(), "household": household.pk, "item": "一台取暖器", "on": "2026-10-14", "category": "goods", "value": "200.00", **more}


def to_claim(cast, **more):
    return {"uuid": number(), "kind": "unit", "unit": cast.backing_unit.pk, **more}


# --- reading ----------------------------------------------------------------------------------------------------------
def test_everybody_reads_what_the_pages_show_him(cast, signed_in):
    near, far = collected(cast), collected(cast, village="gaoping")
    for who, n in (("clerk", 2), ("leader", 2), ("township", 1), ("captain", 1), ("member", 1), ("cadre", 2), ("unit", 0), ("stranger", 0)):
        rows = signed_in(who).get(URL).json()["results"]
        assert len(rows) == n, who
        assert all(row["household"] for row in rows)
    row = signed_in("clerk").get(f"{URL}{near.pk}/").json()
    assert (row["household"], row["path"], row["item"], row["state"], row["promise"]) == (near.household_id, near.path, "一床棉被", "collected", None)
    assert signed_in("township").get(f"{URL}{far.pk}/").status_code == signed_in("clerk").get(f"{URL}999999/").status_code == 404
    assert signed_in("inspector").get(URL).status_code == signed_in("auditor").get(URL).status_code == 403


def test_whoever_promised_it_learns_the_days_but_not_the_family(cast, signed_in):
    wish = claimed(cast, wish=checked_named(cast)).wish
    client = signed_in("unit")
    row = client.get(URL).json()["results"][0]
    assert row["id"] == wish.pk and row["household"] is None and row["path"] == "439001102"
    assert "枫长林" not in client.get(URL).content.decode() and "***" in row["item"]
    assert (row["promise"]["contact_due_on"], row["promise"]["fulfil_due_on"], row["promise"]["unit_name"]) == ("2026-09-28", "2026-10-19", "云岭县水利局")
    assert client.get(URL, {"household": wish.household_id}).json()["count"] == 0, "a family is no way to find its wish"
    assert client.get(URL, {"area": wish.path}).json()["count"] == 0 and client.get(URL, {"area": "439001102"}).json()["count"] == 1
    assert signed_in("clerk").get(URL, {"household": wish.household_id}).json()["count"] == 1


def checked_named(cast):
    wish = collected(cast, item="给枫长林家一床棉被")
    return actions.check(wishes=[wish], masked=True, **when(cast.township, D(2026, 9, 18)))[0]


def test_states_and_areas(cast, signed_in):
    rows = {"collected": collected(cast, item="一"), "open": checked(cast, item="二"), "claimed": claimed(cast, wish=checked(cast, item="三")).wish}
    rows["fulfilled"] = delivered(cast).wish
    client = signed_in("clerk")

    def asked(**address):
        return {row["id"] for row in client.get(URL, address).json()["results"]}

    for state, wish in rows.items():
        assert asked(state=state) == {wish.pk}, state
        assert client.get(f"{URL}{wish.pk}/").json()["state"] == state
    assert asked(area="439001102") == asked(category="goods") == {wish.pk for wish in rows.values()}
    assert asked(area="439001100") == asked(area="x' OR 1=1") == asked(household=-1) == set()
    assert client.get(URL, {"state": "nonsense"}).status_code == client.get(URL, {"household": "x"}).status_code == 400


@pytest.mark.parametrize("url", [URL, CLAIMS])
def test_as_many_statements_for_one_as_for_thirty(cast, signed_in, url):
    client = signed_in("cadre")

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    for n in ("01", "02"):  # of a family he knows, and of one he does not
        checked(cast, item="第一", number=n)
    one = asked()
    for n in range(30):
        checked(cast, item=f"第{n + 2}", village=("fengshuwan", "gaoping", "laowuchang")[n % 3], number=("01", "02")[n % 2])
    assert asked() == one <= 15


# --- what may be claimed ----------------------------------------------------------------------------------------------
def test_the_claim_list_leads_to_no_family(cast, signed_in):
    wish = checked_named(cast)
    checked(cast, item="只给认领人看", privacy="claimers")
    checked(cast, item="只给办公室看", privacy="office")
    collected(cast, item="还没审核")
    for who in ("unit", "cadre", "captain", "member", "leader", "township", "clerk"):
        answer = signed_in(who).get(CLAIMS)
        rows, said = answer.json()["results"], answer.content.decode()
        assert len(rows) == 2, who
        assert set(rows[0]) == {
            "id", "no", "township", "category", "category_name", "item", "quantity", "value", "waiting_days", "open_until", "priority"
        }  # fmt: skip
        for secret in ("枫长林", "枫树湾", wish.household.no, wish.household.phone, wish.path, "household"):
            assert secret not in said, (who, secret)
        assert rows[0]["township"] == "龙潭镇" and "***" in rows[0]["item"] and rows[0]["category_name"] == "生活用品"
    assert signed_in("stranger").get(CLAIMS).json()["count"] == 0
    for who in ("inspector", "auditor", "admin"):
        assert signed_in(who).get(CLAIMS).status_code == 403


def test_the_claim_list_puts_first_in_line_first_and_is_filtered(cast, signed_in):
    later, first = checked(cast, item="后到"), checked(cast, item="先到", village="gaoping", category="medical")
    Wish.objects.filter(pk=first.pk).update(priority=2)
    client = signed_in("unit")

    def asked(**address):
        return [row["id"] for row in client.get(CLAIMS, address).json()["results"]]

    assert asked() == [first.pk, later.pk]
    assert asked(category="medical") == asked(township="439001100") == [first.pk]
    assert asked(township="439001102201") == asked(township="nonsense") == [], "no village can be asked for"


# --- collecting -------------------------------------------------------------------------------------------------------
def test_a_wish_is_written_down_once(cast, signed_in):
    client, body = signed_in("cadre"), told(cast.households["fengshuwan", "01"], quantity=2, recorded_at="2026-10-14T09:00:00+08:00")
    first, second = post(client, URL, body), post(client, URL, body)
    assert first.status_code == second.status_code == 201 and first.json()["id"] == second.json()["id"]
    wish = Wish.objects.get()
    assert (wish.item, wish.quantity, str(wish.value), wish.collected_by, str(wish.uuid)) == ("一台取暖器", 2, "200.00", cast.cadre, body["uuid"])
    other = post(client, URL, body | {"item": "一口锅"})
    assert other.status_code == 409 and other.json()["code"] == "uuid_taken"
    body = told(cast.households["fengshuwan", "01"])
    keyed = [post(client, URL, body, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert keyed[0].json() == keyed[1].json() and keyed[1].headers["Idempotent-Replayed"] == "true"
    assert Wish.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "more", "status"),
    [
        ("captain", {}, 201), ("township", {}, 201), ("clerk", {}, 201), ("member", {}, 403), ("leader", {}, 403), ("unit", {}, 403), ("stranger", {}, 400),
        ("cadre", {"item": ""}, 400), ("cadre", {"item": "长" * 201}, 400), ("cadre", {"on": "2026-10-16"}, 400), ("cadre", {"category": "nonsense"}, 400),
        ("cadre", {"origin": "cadre", "has_consent": False}, 400), ("cadre", {"quantity": 0}, 400), ("cadre", {"value": "-1"}, 400),
        ("cadre", {"privacy": "nobody"}, 400), ("cadre", {"uuid": "x"}, 400), ("cadre", {"household": 999999}, 400),
    ],
)  # fmt: skip
def test_who_may_write_down_what(cast, signed_in, who, more, status):
    answer = post(signed_in(who), URL, told(cast.households["fengshuwan", "01"]) | more)
    assert answer.status_code == status, answer.content
    assert Wish.objects.count() == (status == 201)


def test_a_family_of_somebody_else_is_unknown(cast, signed_in):
    assert post(signed_in("cadre"), URL, told(cast.households["fengshuwan", "02"])).json() == {"household": ["unknown"]}
    assert post(signed_in("captain"), URL, told(cast.households["gaoping", "01"])).json() == {"household": ["unknown"]}


# --- claiming ---------------------------------------------------------------------------------------------------------
def test_of_several_one_wins_and_the_others_are_told_kindly(cast, signed_in):
    wish = checked(cast)
    url = f"{URL}{wish.pk}/claim/"
    body = to_claim(cast)
    won = [post(signed_in("unit"), url, body) for _ in range(2)]
    assert [answer.status_code for answer in won] == [201, 201] and Claim.objects.count() == 1
    row = won[0].json()
    assert row["state"] == "claimed" and row["promise"]["fulfil_due_on"] == "2026-11-05" and row["household"] is None
    for who in ("captain", "leader", "cadre", "member"):
        lost = post(signed_in(who), url, {"uuid": number(), "kind": "person"})
        assert lost.status_code == 409 and lost.json()["code"] == "just_claimed", who
        assert "吴建平" not in lost.content.decode() and lost.json()["detail"]


def test_together_and_for_a_branch(cast, signed_in):
    client = signed_in("unit")
    shares = [{"unit": cast.backing_unit.pk, "money": "60.00"}, {"name": "富民超市", "money": "60.00", "goods": "棉被"}]
    answer = post(client, f"{URL}{checked(cast, item='一').pk}/claim/", {"uuid": number(), "kind": "joint", "shares": shares})
    assert answer.status_code == 201 and Claim.objects.get().shares.count() == 2
    answer = post(client, f"{URL}{checked(cast, item='二').pk}/claim/", {"uuid": number(), "kind": "branch", "branch": "机关第一党支部"})
    assert answer.status_code == 201 and answer.json()["promise"]["branch"] == "机关第一党支部"


def test_promises_that_cannot_be(cast, signed_in):
    client, wish = signed_in("unit"), checked(cast)
    url = f"{URL}{wish.pk}/claim/"
    other = Unit.objects.create(name="云岭县林业局", region=cast.county, path=cast.county.path)
    for body, code in (
        (to_claim(cast, unit=None), "unit_missing"), (to_claim(cast, unit=other.pk), "unit_not_yours"),
        ({"uuid": number(), "kind": "branch"}, "branch_missing"), ({"uuid": number(), "kind": "joint", "shares": []}, "too_few_givers"),
    ):  # fmt: skip
        answer = post(client, url, body)
        assert answer.status_code == 400 and answer.json()["code"] == code and answer.json()["fields"], (code, answer.content)
    assert post(client, url, to_claim(cast, unit=cast.other_unit.pk)).json() == {"unit": ["unknown"]}
    assert post(client, url, {"uuid": number(), "kind": "crowd"}).status_code == 400
    hidden = checked(cast, item="只给办公室", privacy="office")
    assert post(client, f"{URL}{hidden.pk}/claim/", to_claim(cast)).status_code == 404
    assert post(client, f"{URL}{collected(cast, item='没审核').pk}/claim/", to_claim(cast)).status_code == 404
    assert post(signed_in("stranger"), url, to_claim(cast)).status_code == 404
    assert post(signed_in("inspector"), url, to_claim(cast)).status_code == 403
    assert not Claim.objects.exists()


# --- delivery and the question afterwards -----------------------------------------------------------------------------
def test_delivery_by_whoever_promised_then_the_answer_by_whoever_helps(cast, signed_in):
    wish = claimed(cast).wish
    body = {"uuid": number(), "on": "2026-10-14", "value": "118.50", "note": "送到家里", "receipt": "paper", "receipt_no": "7"}
    url = f"{URL}{wish.pk}/delivery/"
    answers = [post(signed_in("unit"), url, body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201] and answers[0].json()["state"] == "fulfilled"
    given = Fulfilment.objects.get()
    assert (str(given.value), given.receipt_no, given.by) == ("118.50", "7", cast.unit)
    asked = post(signed_in("cadre"), f"{URL}{wish.pk}/revisit/", {"on": "2026-10-15", "answer": "satisfied", "mark": 5})
    assert asked.status_code == 201 and asked.json()["state"] == "revisited" and asked.json()["revisited_on"] == "2026-10-15"
    again = post(signed_in("cadre"), f"{URL}{wish.pk}/revisit/", {"on": "2026-10-15", "answer": "satisfied"})
    assert again.status_code == 409 and again.json()["detail"]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"on": "2026-09-20"}, 400, "day_before_claim"), ({"on": "2026-10-16"}, 400, "day_in_future"), ({"value": "-1"}, 400, None),
        ({"receipt": "tick"}, 400, "receiver_missing"), ({"receipt": "paper"}, 400, "paper_missing"), ({"receipt": "stamp"}, 400, None),
    ],
)  # fmt: skip
def test_deliveries_that_cannot_be(cast, signed_in, more, status, code):
    wish = claimed(cast).wish
    answer = post(signed_in("township"), f"{URL}{wish.pk}/delivery/", {"uuid": number(), "on": "2026-10-14", **more})
    assert answer.status_code == status and answer.json().get("code") == code, answer.content
    assert fresh(wish).state == "claimed"


def test_a_receipt_is_of_the_family_itself(cast, signed_in):
    wish = claimed(cast).wish
    people = {key: next(p for p in cast.persons if p.household_id == cast.households[key].pk) for key in (("fengshuwan", "01"), ("gaoping", "01"), ("other_village", "01"))}
    body = {"uuid": number(), "on": "2026-10-14", "receipt": "tick"}
    url = f"{URL}{wish.pk}/delivery/"
    other = post(signed_in("cadre"), url, body | {"received_by": people["gaoping", "01"].pk})
    assert other.status_code == 400 and "received_by" in other.json()["fields"]
    for who, key in (("cadre", ("other_village", "01")), ("unit", ("fengshuwan", "01")), ("unit", ("gaoping", "01"))):
        answer = post(signed_in(who), url, body | {"received_by": people[key].pk})
        assert answer.json() == {"received_by": ["unknown"]}, "nobody learns a name by trying numbers"
    assert post(signed_in("cadre"), url, body | {"received_by": people["fengshuwan", "01"].pk}).status_code == 201


def test_delivery_before_a_promise_and_by_others(cast, signed_in):
    wish = checked(cast)
    body = {"uuid": number(), "on": "2026-10-14"}
    early = post(signed_in("township"), f"{URL}{wish.pk}/delivery/", body)
    assert early.status_code == 409 and early.json()["code"] == "delivery_before_claim"
    claimed(cast, wish=wish)
    for who, status in (("member", 403), ("leader", 403), ("inspector", 403), ("stranger", 404)):
        assert post(signed_in(who), f"{URL}{wish.pk}/delivery/", body).status_code == status, who
        assert post(signed_in(who), f"{URL}{wish.pk}/revisit/", {"on": "2026-10-14", "answer": "satisfied"}).status_code in (403, status), who
    unasked = post(signed_in("cadre"), f"{URL}{wish.pk}/revisit/", {"on": "2026-10-14", "answer": "satisfied"})
    assert unasked.status_code == 409
