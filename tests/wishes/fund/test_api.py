"""The API of the fund: the scope, the deeds and the refusals of the pages; givers are not named in clear."""

import uuid
from decimal import Decimal as Y

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import IdempotencyKey, JournalEntry
from common.periods import Quarter
from tests.wishes.fund.factories import TODAY, D, approved, asked, at, goods, line, member, money, paid, quilts, unit
from wishes.fund import actions
from wishes.fund.actions import Giver
from wishes.fund.models import Application, Donation, Entry, Fund, Grant, Move

pytestmark = pytest.mark.django_db
FUNDS, DONATIONS, APPLICATIONS, GRANTS = (f"/api/v1/{name}/" for name in ("funds", "fund-donations", "fund-applications", "fund-grants"))
SECRETS = ("柳三多", "13900001111", "枫长林", "枫秋")


def post(client, url, body, **headers):
    return client.post(url, body, content_type="application/json", headers=headers)


def given(**more):
    return {"uuid": str(uuid.uuid4()), "giver": "unit", "name": "云岭县水利局", "amount": "500.50", "on": "2026-10-08", **more}


def asking(household, **more):
    return {"uuid": str(uuid.uuid4()), "household": household.pk, "purpose": "illness", "amount": "3000", "reason": "住院自付部分太大。", **more}


def paying(row, **more):
    return {"uuid": str(uuid.uuid4()), "application": row.pk, "on": "2026-10-15", "way": "cash", **more}


def refused(answer, status: int, code: str, *fields: str) -> None:
    body = answer.json()
    assert (answer.status_code, body.get("code")) == (status, code), body
    assert body["detail"] and set(body.get("fields", {})) == set(fields), body
    assert all(body["fields"][name] for name in fields)


def ids(client, url, **address):
    return {row["id"] for row in client.get(url, address).json()["results"]}


# --- the fund and its account -----------------------------------------------------------------------
def test_the_fund_says_what_it_holds(cast, signed_in):
    money(cast, "5000.00", on=D(2026, 9, 1))
    approved(cast, "1200.50")
    fund = Fund.objects.get()
    actions.close_quarter(fund=fund, quarter=Quarter(2026, 3), by=cast.clerk, at=at(), on=TODAY)
    for who in ("clerk", "leader", "township", "captain"):
        rows = signed_in(who).get(FUNDS).json()["results"]
        assert rows == [{
            "id": fund.pk, "path": "439001", "county": "云岭县", "opened_on": "2026-09-01", "balance": "5000.00", "promised": "1200.50",
            "closed_through": "2026-09-30", "open_from": "2026-10-01",
        }], who  # fmt: skip
    assert signed_in("stranger").get(FUNDS).json()["count"] == 0
    assert signed_in("stranger").get(f"{FUNDS}{fund.pk}/").status_code == 404
    assert signed_in("cadre").get(FUNDS).status_code == signed_in("unit").get(FUNDS).status_code == 403
    assert post(signed_in("clerk"), FUNDS, {}).status_code == 405


def test_the_account_of_a_quarter_sums_to_the_cent(cast, signed_in):
    money(cast, "5000.07", on=D(2026, 9, 1), giver=Giver("person", "柳三多", "13900001111"))
    wrong = line(money(cast, "10.00"))
    goods(cast)
    paid(cast, "1200.50")
    actions.hand_out(goods=quilts(cast), household=cast.households["fengshuwan", "02"], quantity=Y(2), reason="冬被", on=TODAY, by=cast.clerk, at=at())
    actions.correct(entry=wrong, reason="错了", on=TODAY, by=cast.clerk, at=at())
    fund, client = Fund.objects.get(), signed_in("clerk")
    answer = client.get(f"{FUNDS}{fund.pk}/account/")
    body = answer.json()
    assert body["quarter"] == "2026-Q4" and body["closed_at"] is None
    opening, came, went, corrected, closing = (Y(body[name]) for name in ("opening", "donations", "grants", "corrections", "closing"))
    assert (opening, came, went, corrected, closing) == (Y("5000.07"), Y("10.00"), Y("1200.50"), Y("-10.00"), Y("3799.57"))
    assert opening + came - went + corrected == closing == fund.balance
    assert body["purposes"] == [{"purpose": "illness", "amount": "1200.50", "n_grants": 1, "n_families": 1}] and body["n_families"] == 2
    for stock in (body["goods"], *body["goods_lines"]):
        assert Y(stock["opening"]) + Y(stock["donated"]) - Y(stock["given"]) + Y(stock["corrections"]) == Y(stock["closing"])
    assert (body["goods_lines"][0]["name"], Y(body["goods_lines"][0]["closing"])) == ("棉被", 18)
    assert not [word for word in (*SECRETS, "水利局") if word in answer.content.decode()], "no family, no giver"
    actions.close_quarter(fund=fund, quarter=Quarter(2026, 3), by=cast.clerk, at=at(), on=TODAY)
    third = client.get(f"{FUNDS}{fund.pk}/account/", {"quarter": "2026-Q3"}).json()
    assert third["closed_at"] and third["closing"] == body["opening"] == "5000.07"
    for quarter, status in (("2026-Q2", 404), ("2027-Q1", 404), ("2026", 400), ("²", 400)):
        assert client.get(f"{FUNDS}{fund.pk}/account/", {"quarter": quarter}).status_code == status, quarter
    for who in ("township", "captain"):
        assert signed_in(who).get(f"{FUNDS}{fund.pk}/account/").status_code == 403, "the books are the county's"
    assert signed_in("stranger").get(f"{FUNDS}{fund.pk}/account/").status_code == 404


# --- donations --------------------------------------------------------------------------------------
def test_a_donation_in_money_and_one_in_goods(cast, signed_in):
    client = signed_in("clerk")
    answer = post(client, DONATIONS, given())
    body = answer.json()
    assert answer.status_code == 201 and (body["kind"], body["amount"], body["receipt_no"], body["giver_name"]) == ("money", "500.50", "2026-0001", "云岭县水利局")
    lines = [{"name": "棉被", "quantity": "3", "measure": "床", "value": "300.10"}, {"name": "大米", "quantity": "2.5", "measure": "袋", "value": "0"}]
    body = post(client, DONATIONS, given(giver="person", name="柳三多", phone="13900001111", amount=None, lines=lines)).json()
    assert (body["kind"], body["amount"], body["giver_name"]) == ("goods", None, "柳**")
    assert [(one["name"], Y(one["quantity"]), one["measure"], one["value"]) for one in body["lines"]] == [
        ("棉被", 3, "床", "300.10"), ("大米", Y("2.5"), "袋", "0.00"),
    ]  # fmt: skip
    assert Fund.objects.get().balance == Y("500.50") and Donation.objects.get(kind="goods").phone == "13900001111"
    listed = client.get(DONATIONS)
    assert listed.json()["count"] == 2 and not [word for word in SECRETS if word in listed.content.decode()]


def test_donations_are_refused_with_the_name_of_the_field(cast, signed_in):
    client = signed_in("clerk")
    money(cast, "5.00", on=D(2026, 9, 1))
    actions.close_quarter(fund=Fund.objects.get(), quarter=Quarter(2026, 3), by=cast.clerk, at=at(), on=TODAY)
    row = {"name": "棉被", "quantity": "3", "measure": "床", "value": "300.10"}
    for more, code, field in (
        ({"amount": "0"}, "amount_wrong", "amount"), ({"amount": "1.234"}, "amount_wrong", "amount"), ({"amount": "1e99"}, "amount_wrong", "amount"),
        ({"name": ""}, "giver_missing", "name"), ({"giver": "unnamed", "name": "", "may_be_named": True}, "unnamed_is_not_named", "may_be_named"),
        ({"on": "2026-09-30"}, "quarter_closed", "on"), ({"on": "2026-10-16"}, "day_to_come", "on"),
        ({"receipt_no": "2026-0001"}, "receipt_number_taken", "receipt_no"),
        ({"amount": None, "lines": [{**row, "quantity": "-1"}]}, "quantity_wrong", "lines"),
        ({"amount": None, "lines": [{**row, "value": "1.001"}]}, "amount_wrong", "lines"),
    ):  # fmt: skip
        refused(post(client, DONATIONS, given(**more)), 400, code, field)
    for more, field in (({"amount": None}, "amount"), ({"lines": [row]}, "amount"), ({"amount": "NaN"}, "amount"), ({"giver": "x"}, "giver"), ({"on": "x"}, "on")):
        answer = post(client, DONATIONS, given(**more))
        assert answer.status_code == 400 and list(answer.json()) == [field], more
    assert Donation.objects.count() == 1 and Fund.objects.get().balance == Y("5.00")
    for who, status in (("township", 403), ("captain", 403), ("leader", 403), ("cadre", 403)):
        assert post(signed_in(who), DONATIONS, given()).status_code == status, who


def test_donations_are_filtered_and_told_when_reversed(cast, signed_in):
    old, new, things = money(cast, on=D(2026, 9, 1)), money(cast, giver=Giver("unnamed")), goods(cast)
    client = signed_in("leader")
    assert ids(client, DONATIONS, quarter="2026-Q3") == {old.pk} and ids(client, DONATIONS, kind="goods") == {things.pk}
    assert ids(client, DONATIONS, giver="unnamed") == {new.pk} and ids(client, DONATIONS, page_size=1) < {old.pk, new.pk, things.pk}
    assert client.get(DONATIONS, {"quarter": "2026"}).status_code == client.get(DONATIONS, {"kind": "x"}).status_code == 400
    actions.correct(entry=line(old), reason="错了", on=TODAY, by=cast.clerk, at=at())
    actions.correct_move(line=things.moves.get(), reason="错了", on=TODAY, by=cast.clerk, at=at())
    assert {row["id"] for row in client.get(DONATIONS).json()["results"] if row["is_reversed"]} == {old.pk, things.pk}
    assert signed_in("captain").get(DONATIONS).status_code == 403 and signed_in("captain").get(f"{DONATIONS}{old.pk}/").status_code == 404
    assert signed_in("stranger").get(DONATIONS).json()["count"] == 0


# --- applications -----------------------------------------------------------------------------------
def test_asked_by_one_and_decided_by_another(cast, signed_in):
    money(cast, "5000.00")
    home = cast.households["fengshuwan", "01"]
    captain, leader = signed_in("captain"), signed_in("leader")
    answer = post(captain, APPLICATIONS, asking(home, member=member(cast).pk))
    body = answer.json()
    assert answer.status_code == 201 and (body["state"], body["amount"], body["applied_by"]) == ("open", "3000.00", cast.captain.pk)
    url = f"{APPLICATIONS}{body['id']}/"
    assert post(captain, f"{url}decision/", {"approved": "3000"}).status_code == 403
    refused(post(leader, f"{url}decision/", {"approved": None}), 400, "reason_missing", "answer")
    refused(post(leader, f"{url}decision/", {"approved": "3000.01"}), 400, "more_than_asked", "approved")
    assert post(leader, f"{url}decision/", {}).json() == {"approved": ["请填写这一项。"]}
    answer = post(leader, f"{url}decision/", {"approved": "2500.50", "answer": "先救急"})
    assert answer.status_code == 201 and (answer.json()["state"], answer.json()["approved"], answer.json()["decided_by"]) == ("approved", "2500.50", cast.leader.pk)
    refused(post(leader, f"{url}decision/", {"approved": "1"}), 409, "already_decided")
    assert captain.get(url).json()["answer"] == "先救急"


def test_nobody_decides_what_he_asked_for(cast, signed_in):
    money(cast)
    row = asked(cast, by=cast.clerk)
    refused(post(signed_in("clerk"), f"{APPLICATIONS}{row.pk}/decision/", {"approved": "3000"}), 409, "own_application")
    assert Application.objects.get().state == "open"


def test_applications_are_refused_with_the_name_of_the_field(cast, signed_in):
    client = signed_in("captain")
    home, other = cast.households["fengshuwan", "01"], cast.households["gaoping", "01"]
    refused(post(client, APPLICATIONS, asking(home)), 409, "fund_missing")
    money(cast)
    for more, code, field in (
        ({"amount": "20000.01"}, "above_limit", "amount"), ({"amount": "0.001"}, "amount_wrong", "amount"), ({"purpose": "never"}, "unknown_purpose", "purpose"),
        ({"reason": " "}, "reason_missing", "reason"), ({"reason": "难" * 501}, "text_too_long", "reason"),
        ({"member": member(cast, cast.households["fengshuwan", "02"]).pk}, "member_elsewhere", "member"),
    ):  # fmt: skip
        refused(post(client, APPLICATIONS, asking(home, **more)), 400, code, field)
    for more in ({"household": other.pk}, {"household": 987654321}, {"member": member(cast, other).pk}, {"wish": 1}):
        assert post(client, APPLICATIONS, asking(home) | more).json() == {next(iter(more)): ["unknown"]}
    assert post(client, APPLICATIONS, asking(home)).status_code == 201
    refused(post(client, APPLICATIONS, asking(home)), 409, "asked_already")
    assert Application.objects.count() == 1


def test_applications_are_seen_and_filtered_as_on_the_pages(cast, signed_in):
    money(cast, "9000.00")
    ill, school = asked(cast), asked(cast, purpose="schooling", household=cast.households["gaoping", "01"], by=cast.clerk)
    done = paid(cast, "500.00", purpose="disaster").application
    no = actions.decide(application=asked(cast, purpose="other"), approved=None, answer="已有救助", by=cast.leader, at=at())
    gone = actions.withdraw(application=approved(cast, "5.00", household=cast.households["fengshuwan", "02"]), reason="不用了", by=cast.captain, at=at())
    client = signed_in("clerk")
    wanted = {"open": {ill.pk, school.pk}, "approved": set(), "paid": {done.pk}, "refused": {no.pk}, "withdrawn": {gone.pk}}
    for state, found in wanted.items():
        assert ids(client, APPLICATIONS, state=state) == found, state
        assert all(row["state"] == state for row in client.get(APPLICATIONS, {"state": state}).json()["results"])
    assert ids(client, APPLICATIONS, area=cast.shimen.path) == ids(client, APPLICATIONS, purpose="schooling") == {school.pk}
    assert ids(client, APPLICATIONS, household=school.household_id) == {school.pk} and ids(client, APPLICATIONS, quarter="2026-Q3") == set()
    assert ids(client, APPLICATIONS, area="x' OR 1=1") == set()
    assert client.get(APPLICATIONS, {"state": "x"}).status_code == 400
    assert school.pk not in ids(signed_in("captain"), APPLICATIONS) and ids(signed_in("stranger"), APPLICATIONS) == set()
    assert signed_in("captain").get(f"{APPLICATIONS}{school.pk}/").status_code == 404
    assert not [word for word in SECRETS if word in client.get(APPLICATIONS).content.decode()], "families by their id"


# --- grants -----------------------------------------------------------------------------------------
def test_a_payment_books_a_line(cast, signed_in):
    money(cast, "5000.00")
    row = approved(cast, "1200.50")
    body = post(signed_in("clerk"), GRANTS, paying(row, note="转账")).json()
    assert (body["application"], body["amount"], body["purpose"], body["receipt"], body["voided_at"]) == (row.pk, "1200.50", "illness", "", None)
    assert Fund.objects.get().balance == Y("3799.50") and Entry.objects.get(kind="grant").grant_id == body["id"]
    refused(post(signed_in("clerk"), GRANTS, paying(row)), 409, "application_paid")
    assert Grant.objects.count() == 1


def test_payments_are_refused_as_on_the_pages(cast, signed_in):
    money(cast, "5000.00", on=D(2026, 9, 1))
    client, row, undecided = signed_in("clerk"), approved(cast, when=at(D(2026, 9, 20))), asked(cast, purpose="schooling")
    elsewhere = approved(cast, "10.00", household=cast.households["gaoping", "01"])
    actions.close_quarter(fund=Fund.objects.get(), quarter=Quarter(2026, 3), by=cast.clerk, at=at(), on=TODAY)
    refused(post(client, GRANTS, paying(row, on="2026-09-30")), 400, "quarter_closed", "on")
    refused(post(client, GRANTS, paying(row, on="2026-10-16")), 400, "day_to_come", "on")
    refused(post(client, GRANTS, paying(elsewhere, on="2026-10-14")), 400, "paid_before_approved", "on")
    refused(post(client, GRANTS, paying(undecided)), 409, "not_decided")
    assert list(post(client, GRANTS, paying(row, way="gold")).json()) == ["way"]
    assert post(signed_in("township"), GRANTS, paying(elsewhere)).json() == {"application": ["unknown"]}
    assert post(signed_in("captain"), GRANTS, paying(row)).status_code == post(signed_in("leader"), GRANTS, paying(row)).status_code == 403
    assert not Grant.objects.exists()


def test_grants_are_filtered(cast, signed_in):
    money(cast, "9000.00", on=D(2026, 9, 1))
    one, old = paid(cast, "10.00"), paid(cast, "20.00", on=D(2026, 9, 2), purpose="schooling", household=cast.households["gaoping", "01"])
    back = paid(cast, "30.00", purpose="disaster")
    actions.correct(entry=back.entries.get(), reason="错了", on=TODAY, by=cast.clerk, at=at())
    actions.receive(given=one, receipt="paper", receipt_no="签 1", on=TODAY, by=cast.captain, at=at())
    client = signed_in("clerk")
    assert ids(client, GRANTS) == {one.pk, old.pk, back.pk} and ids(client, GRANTS, is_standing="true") == {one.pk, old.pk}
    assert ids(client, GRANTS, is_received="true") == {one.pk} and ids(client, GRANTS, is_received="false") == {old.pk, back.pk}
    assert ids(client, GRANTS, quarter="2026-Q3") == ids(client, GRANTS, purpose="schooling") == ids(client, GRANTS, area=cast.shimen.path) == {old.pk}
    assert ids(client, GRANTS, application=one.application_id) == {one.pk} and ids(signed_in("captain"), GRANTS) == {one.pk, back.pk}


# --- twice is once ----------------------------------------------------------------------------------
def test_the_same_request_twice_is_one_row(cast, signed_in):
    client, captain = signed_in("clerk"), signed_in("captain")
    donation = given()
    ask = asking(cast.households["fengshuwan", "01"])
    for who, url, sent, model in ((client, DONATIONS, donation, Donation), (captain, APPLICATIONS, ask, Application)):
        first, again = (post(who, url, sent, **{"Idempotency-Key": f"key-{url}"}) for _ in range(2))
        assert (first.status_code, first.json()) == (again.status_code, again.json()) and again["Idempotent-Replayed"] == "true"
        assert post(who, url, sent).json()["id"] == first.json()["id"], "the same uuid without a key is the same row too"
        assert model.objects.count() == 1
        refused(post(who, url, {**sent, "amount": "7"}, **{"Idempotency-Key": f"key-{url}"}), 409, "key_used_otherwise")
        refused(post(who, url, {**sent, "amount": "7"}), 409, "fund_conflict")
    row = Application.objects.get()
    url, sent = f"{APPLICATIONS}{row.pk}/decision/", {"approved": "100"}
    first, again = (post(signed_in("leader"), url, sent, **{"Idempotency-Key": "decide"}) for _ in range(2))
    assert first.status_code == again.status_code == 201 and JournalEntry.objects.filter(verb="fund_approved").count() == 1
    sent = paying(row)
    first, again = (post(client, GRANTS, sent, **{"Idempotency-Key": "pay"}) for _ in range(2))
    assert first.json() == again.json() and Grant.objects.count() == 1 == Entry.objects.filter(kind="grant").count()
    before = IdempotencyKey.objects.count()
    refused(post(client, GRANTS, paying(row), **{"Idempotency-Key": "refused"}), 409, "application_paid")
    assert IdempotencyKey.objects.count() == before, "what was refused leaves no key"


@pytest.mark.parametrize("url", [FUNDS, DONATIONS, APPLICATIONS, GRANTS])
def test_as_many_statements_for_one_as_for_thirty(cast, signed_in, url):
    client = signed_in("clerk")

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url, {"page_size": 200}).status_code == 200
        return len(caught)

    money(cast, "90000.00"), goods(cast), paid(cast, "1.00")
    statements()
    one = statements()
    for n in range(30):
        household = cast.households[("fengshuwan", "gaoping", "laowuchang")[n % 3], ("01", "02")[n % 2]]
        money(cast, "10.00", giver=unit()), goods(cast, (f"物资{n}", "5", "件", "50.00"), ("棉被", "1", "床", "5.00"))
        paid(cast, "1.00", household=household)
    assert Move.objects.count() > 60 and statements() == one <= 15
