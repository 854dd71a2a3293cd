"""The office's list of wishes, writing one down, correcting it, panels, the list as a file."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from registers.export import listing
from tests.wishes.making import D, at_noon, checked, claimed, collected, fresh, when
from wishes import actions
from wishes.models import Claim, Wish
from wishes.queries import board

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_of_each(cast):
    """One wish in each view of the list, by the deeds themselves."""
    made = {"check": collected(cast, item="一床棉被", on=D(2026, 10, 13)), "back": collected(cast, item="一双棉鞋", on=D(2026, 10, 10))}
    made["back"] = actions.send_back(wish=made["back"], version=made["back"].version, reason="写清尺码", **when(cast.township, D(2026, 10, 11)))
    made["free"] = checked(cast, item="一个电饭锅", number="02", by=cast.captain)
    made["claimed"] = claimed(cast, wish=checked(cast, item="一盏台灯")).wish
    for view, item in (("revisit", "一床毛毯"), ("done", "一口铁锅")):
        made[view] = claimed(cast, wish=checked(cast, item=item)).wish
        actions.deliver(wish=made[view], **when(cast.unit, D(2026, 9, 28)))
    actions.revisit(wish=made["done"], answer="satisfied", **when(cast.cadre, D(2026, 10, 8)))
    made["unmet"] = actions.cannot(
        wishes=collected(cast, item="修门前路灯"), reason="属于公共设施", told="上门说明", **when(cast.township, D(2026, 9, 20))
    )[0]
    return {view: fresh(wish) for view, wish in made.items()}


def rows(client, query="") -> list[int]:
    return [line.wish.pk for line in client.get(f"/wishes/?{query}").context["lines"]]


def test_each_view_holds_its_wishes_and_says_how_many(one_of_each, signed_in):
    client = signed_in("clerk")
    for view, wish in one_of_each.items():
        answer = client.get(f"/wishes/?view={view}")
        assert [line.wish for line in answer.context["lines"]] == [wish], view
        assert answer.context["counts"][view] == 1
        assert wish.item in answer.content.decode()
    assert sorted(rows(client, "view=all")) == sorted(wish.pk for wish in one_of_each.values())
    assert rows(client, "view=nonsense") == rows(client) == [one_of_each["check"].pk], "whoever checks begins with what is to be checked"
    assert len(rows(signed_in("captain"))) == 7, "others begin with everything"


def test_a_duplicate_is_counted_once(cast, one_of_each, signed_in):
    twice = collected(cast, item="棉被一床", on=D(2026, 10, 14))
    actions.merge(wish=twice, into=one_of_each["check"], **when(cast.township, cast.on))
    assert signed_in("clerk").get("/wishes/?view=all").context["counts"]["all"] == 7


def test_the_days_that_bind(cast, one_of_each, signed_in):
    lines = {line.wish.pk: line for line in signed_in("clerk").get("/wishes/?view=all").context["lines"]}
    due = {view: (lines[wish.pk].due_on, str(lines[wish.pk].due_of)) for view, wish in one_of_each.items()}
    assert due["check"] == (one_of_each["check"].check_due_on, "审核")
    assert due["free"] == (D(2026, 9, 25), "认领期")
    assert due["claimed"] == (D(2026, 9, 28), "联系"), "the family first"
    assert due["revisit"] == (D(2026, 10, 28), "回访")
    assert due["done"] == due["unmet"] == (None, "")
    actions.contact(claim=Claim.objects.get(wish=one_of_each["claimed"]), on=cast.on, by=cast.unit, at=cast.at)
    line = signed_in("clerk").get("/wishes/?view=claimed").context["lines"][0]
    assert (line.due_on, str(line.due_of)) == (D(2026, 10, 19), "送达")
    assert (lines[one_of_each["check"].pk].days, lines[one_of_each["done"].pk].days) == (2, 13), "since it was collected; how long it took"
    assert lines[one_of_each["claimed"].pk].claimant == "云岭县水利局"


def test_filters(cast, one_of_each, signed_in):
    old = Wish.objects.create(
        household=cast.households["gaoping", "01"], path=cast.gaoping.path, item="法律咨询", category="legal", collected_on=D(2025, 8, 1), value=None
    )
    dear = collected(cast, item="一台冰箱", value="480.00", on=D(2026, 10, 1))
    client = signed_in("clerk")
    found = {
        "category=legal": {old.pk}, f"area={cast.gaoping.path}": {old.pk}, "year=2025": {old.pk}, "value=none": {old.pk},
        "value=500": {dear.pk}, "long=1": {old.pk}, "q=冰箱": {dear.pk}, f"q=2026-{dear.pk:05d}": {dear.pk}, "q=石大山": {old.pk},
        f"q={cast.households['gaoping', '01'].no}": {old.pk},
    }  # fmt: skip
    for query, wanted in found.items():
        assert set(rows(client, f"view=all&{query}")) == wanted, query
    assert len(rows(client, "view=all&value=300")) == 7, "above 100, 300 included"
    assert rows(client, "view=all&value=100") == []
    for odd in ("area=x", "category=²", "year=9999", "value=7", "long=2", "page=²", "sort=x"):
        assert client.get(f"/wishes/?view=all&{odd}").status_code == 200, odd
    chips = client.get("/wishes/?view=all&category=legal&long=1").context["chips"]
    assert [chip["label"] for chip in chips] == ["心愿类别：法律援助", "等待：超过 60 天"]


def test_sorting(cast, signed_in):
    cheap, dear = collected(cast, value="10.00", on=D(2026, 10, 2)), collected(cast, item="水壶", value="99.00", on=D(2026, 10, 1))
    client = signed_in("clerk")
    assert rows(client, "view=all") == [cheap.pk, dear.pk] == rows(client, "view=all&sort=-collected")
    assert rows(client, "view=all&sort=-value") == [dear.pk, cheap.pk] == rows(client, "view=all&sort=collected")
    assert rows(client, "view=all&sort=value") == [cheap.pk, dear.pk]
    assert rows(client, "view=check") == [dear.pk, cheap.pk], "what is due first"


def test_half_were_delivered_within(cast, signed_in):
    client = signed_in("clerk")
    assert client.get("/wishes/?view=all").context["median"] is None
    for days in (3, 10, 30):
        wish = Wish.objects.create(
            household=cast.households["gaoping", "01"], path=cast.gaoping.path, item=f"{days} 天", category="goods", collected_on=D(2026, 9, 1),
            claimed_on=D(2026, 9, 2), fulfilled_on=D(2026, 9, 1) + dt.timedelta(days=days),
        )  # fmt: skip
    answer = client.get("/wishes/?view=all")
    assert answer.context["median"] == 10 and "天数中位数为 10 天" in answer.content.decode()
    wish.delete()
    assert client.get("/wishes/?view=all").context["median"] == 6, "between two the middle, 6.5, is rounded to the even day"


def test_who_sees_whose(cast, one_of_each, signed_in):
    far = checked(cast, item="二十只鸡苗", village="gaoping")
    captain = signed_in("captain").get("/wishes/?view=all").content.decode()
    assert "枫长林" in captain and "二十只鸡苗" not in captain
    assert "一个电饭锅" not in signed_in("cadre").get("/wishes/?view=all").content.decode(), "another cadre's family"
    assert far.pk in rows(signed_in("cadre"), "view=all"), "his own family, whatever the village"
    assert rows(signed_in("stranger"), "view=all") == []
    for who in ("admin", "auditor", "inspector"):
        assert signed_in(who).get("/wishes/").status_code == 403


def test_a_giver_reads_what_he_promised_without_names(cast, signed_in):
    wish = collected(cast, item="给枫长林买棉鞋，电话13800001234")
    actions.check(wishes=[wish], masked=True, **when(cast.township, D(2026, 9, 18)))
    claimed(cast, wish=wish)
    other = checked(cast, item="二十只鸡苗", village="gaoping")
    body = signed_in("unit").get("/wishes/?view=all").content.decode()
    assert "买棉鞋" in body and "枫长林" not in body and "13800001234" not in body and "枫树湾村" not in body
    assert other.item not in body
    assert rows(signed_in("unit"), "view=all&q=枫长林") == [], "the words behind the stars cannot be asked for"
    assert rows(signed_in("unit"), "view=all&q=棉鞋") == []
    assert rows(signed_in("unit"), f"view=all&q={wish.no}") == [wish.pk]


def test_panels(cast, one_of_each, signed_in):
    household = cast.households["fengshuwan", "01"]
    client = signed_in("captain")
    body = client.get(f"/wishes/of-household/{household.pk}/").content.decode()
    assert f"/wishes/{one_of_each['check'].pk}/" in body and "待审核" in body and "不能办" in body
    area = client.get(f"/wishes/of-area/{cast.fengshuwan.path}/")
    assert [(name, n) for name, _word, n in area.context["rows"]] == [
        ("check", 1), ("free", 1), ("claimed", 1), ("revisit", 1), ("done", 1), ("unmet", 1),
    ]  # fmt: skip
    for name, _word, n in area.context["rows"]:
        assert len(rows(client, f"area={cast.fengshuwan.path}&view={name}")) == n, "each number opens its rows"
    for url in (f"/wishes/of-household/{household.pk}/", f"/wishes/of-area/{cast.fengshuwan.path}/", "/wishes/of-area/x/"):
        assert signed_in("stranger").get(url).status_code == 404, url


@pytest.mark.parametrize("url", ["/wishes/?view=all", "/wishes/?view=check", "/wishes/?view=claimed", "/wishes/claims/", "/wishes/promises/", "/w/439001/"])
def test_as_few_statements_for_many_as_for_few(cast, signed_in, url):
    def statements() -> int:
        client = signed_in("clerk" if "view" in url else "unit")
        client.get(url)
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(url).status_code == 200
        return len(asked_for)

    def fill(numbers) -> None:
        for at in numbers:
            wish = checked(cast, item=f"第 {at} 只鸡苗", number="01" if at % 2 else "02")
            claimed(cast, wish=wish)
            collected(cast, item=f"第 {at} 床棉被")
            checked(cast, item=f"第 {at} 口锅", village="gaoping")

    fill(range(2))
    few = statements()
    fill(range(2, 14))
    many = statements()
    assert few == many <= 15


def test_as_a_file(cast, one_of_each, viewer_of, signed_in):
    table = listing("wishes")
    found = list(table.found(viewer_of("clerk"), QueryDict("view=free")))
    assert [wish.pk for wish in found] == [one_of_each["free"].pk]
    row = dict(zip([field.name for field in table.fields], table.row(found[0]), strict=True))
    assert (row["head"], row["item"], row["village"]) == ("枫秋生", "一个电饭锅", "枫树湾村")
    assert not list(table.found(viewer_of("stranger"), QueryDict("view=all")))
    mine = claimed(cast, by=cast.township, kind="person", wish=checked(cast, item="二十只鸡苗", village="gaoping"))
    assert mine.wish in table.find(viewer_of("township"), QueryDict("view=all"))
    assert mine.wish not in table.found(viewer_of("township"), QueryDict("view=all")), "promised, but of another township: not his to take out"


# --- writing one down -----------------------------------------------------------------------------------------------------

TYPED = {
    "item": "修好门前路灯", "category": "other", "quantity": "1", "origin": "self", "has_consent": "on", "privacy": "public", "on": "2026-10-15",
}  # fmt: skip


def test_writing_one_down(cast, signed_in):
    household = cast.households["fengshuwan", "01"]
    client, url = signed_in("cadre"), f"/wishes/new/?household={household.pk}"
    form = client.get(url).context["form"]
    assert form["quantity"].value() == 1 and form["on"].value() == cast.on and form["privacy"].value() == "public", "one field is left to fill"
    answer = client.post(url, {**TYPED, "on": "2026-10-16"})
    assert answer.status_code == 200 and "修好门前路灯" in answer.content.decode(), "a day to come is refused, nothing is lost"
    sent = {**TYPED, "uuid": str(form["uuid"].value())}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302, "a second click"
    wish = Wish.objects.get()
    assert (wish.collected_by, wish.household) == (cast.cadre, household)
    assert signed_in("member").get(url).status_code == 403
    assert signed_in("stranger").get(url).status_code == 404
    assert client.get("/wishes/new/?household=abc").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"item": " "}, "请写明这户的心愿是什么"), ({"quantity": "0"}, "1 至 9,999"), ({"value": "-1"}, "0 元起"),
        ({"origin": "cadre", "has_consent": ""}, "请先问过农户"), ({"category": "gold"}, "gold"), ({"privacy": ""}, "请填写"),
        ({"value": "1e99"}, "0 元起"), ({"value": "3.333"}, "0 元起"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(cast, signed_in, change, words):
    url = f"/wishes/new/?household={cast.households['fengshuwan', '01'].pk}"
    answer = signed_in("cadre").post(url, {**TYPED, **change})
    assert answer.status_code == 200 and not Wish.objects.exists()
    (field,) = change if len(change) == 1 else ("has_consent",)
    assert words in " ".join(answer.context["form"].errors[field]), answer.context["form"].errors


def test_whose_wish_is_it(cast, signed_in):
    client = signed_in("cadre")
    body = client.get("/wishes/new/").content.decode()
    assert "枫长林" in body and "枫秋生" not in body, "his own families"
    assert "枫秋生" in signed_in("captain").get("/wishes/new/?who=枫秋").content.decode()
    assert "枫秋生" not in client.get("/wishes/new/?who=枫秋").content.decode()


def test_correcting(cast, signed_in):
    wish = collected(cast)
    client, url = signed_in("cadre"), f"/wishes/{wish.pk}/edit/"
    form = client.get(url).context["form"]
    sent = {**TYPED, "item": "一床双人棉被", "category": "goods", "value": "150", "version": form["version"].value()}
    assert client.post(url, sent).status_code == 302 and fresh(wish).item == "一床双人棉被"
    answer = client.post(url, {**sent, "item": "一床毛毯"})
    assert answer.status_code == 200 and "一床毛毯" in answer.content.decode() and fresh(wish).item == "一床双人棉被", "an old page"
    assert answer.context["form"]["version"].value() == fresh(wish).version, "sending once more is a decision"
    assert client.post(url, {**sent, "item": "一床毛毯", "version": fresh(wish).version}).status_code == 302
    claimed(cast, wish=actions.check(wishes=[fresh(wish)], **when(cast.township, D(2026, 9, 18)))[0])
    answer = client.post(url, {**sent, "version": fresh(wish).version})
    assert answer.status_code == 200 and "认领" in str(answer.context["form"].non_field_errors())


def test_the_wish_list_of_a_minute_ago(cast):
    told = {"household": cast.households["fengshuwan", "01"], "item": "一床棉被", "on": cast.on, "by": cast.cadre, "at": at_noon(cast.on)}
    assert actions.collect(**told) == actions.collect(**told), "the same wish twice is one"
    with pytest.raises(actions.WishEmpty):
        actions.collect(**{**told, "item": "  "})


def test_values_are_cut_at_their_limits(cast):
    for value in ("0.00", "100.00", "100.01", "300.00", "500.00", "500.01"):
        collected(cast, item=value, value=value)
    counts = {key: board.valued(Wish.objects.all(), key).count() for key in board.VALUES}
    assert counts == {"100": 2, "300": 2, "500": 1, "more": 1} and board.valued(Wish.objects.all(), "none").count() == 0
