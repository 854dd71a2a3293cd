"""The pages of the fund and of the sponsors: what each person sees and may do, what is refused and why; no list reads more for more rows."""

import re
from decimal import Decimal as Y

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.periods import Quarter
from policies.models import SettingValue
from registers.export import listing
from tests.wishes.fund.factories import (
    TODAY,
    D,
    approved,
    asked,
    at,
    goods,
    line,
    matched,
    member,
    money,
    paid,
    pupil,
    quilts,
    unit,
)
from wishes.fund import actions
from wishes.fund.actions import Giver
from wishes.fund.models import Application, Donation, Entry, Fund, Gift, Goods, Grant, HandOut, Sponsorship
from wishes.fund.rules import Term

pytestmark = pytest.mark.django_db
HOME = "/wishes/fund/"


def page(client, url: str, **more) -> str:
    answer = client.get(url, **more)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def books(cast):
    money(cast, "5000.00", on=D(2026, 9, 1), giver=unit(may_be_named=True))
    money(cast, "300.00", giver=Giver("person", "柳三多", "13900001111"))
    goods(cast)
    paid(cast, "1200.00")
    asked(cast, household=cast.households["gaoping", "01"], by=cast.clerk)
    actions.hand_out(goods=quilts(cast), household=cast.households["fengshuwan", "02"], quantity=Y(2), reason="冬被", on=TODAY, by=cast.clerk, at=at())
    matched(cast)
    return Fund.objects.get()


def test_before_it_is_opened_the_page_says_who_opens_it(cast, signed_in):
    assert "县专班开立" in page(signed_in("captain"), HOME)
    client = signed_in("clerk")
    assert "开立爱心基金" in page(client, HOME)
    assert client.post(f"{HOME}opening/", {"on": "2026-10-16", "carried": "5"}).status_code == 200, "a day to come is refused"
    assert client.post(f"{HOME}opening/", {"on": "2026-10-01", "carried": "１，２００.50"}).status_code == 302
    assert Fund.objects.get().balance == Y("1200.50")
    assert client.get(f"{HOME}opening/").status_code == 302


def test_home_shows_the_county_to_the_county_and_the_area_to_the_area(books, signed_in):
    text = page(signed_in("clerk"), HOME)
    assert "4,100.00" in text and "石大山" in text and "/figures/fund.donations/?period=2026-Q4" in text
    text = page(signed_in("captain"), HOME)
    assert "4,100.00" in text and "1,200.00" in text and "石大山" not in text and "/wishes/fund/ledger/" not in text


def test_sentences_stand_beside_each_other_as_each_language_sets_them(books, cast, signed_in):
    client = signed_in("clerk")
    assert "4,100.00 元。1 件申请待审批。" in page(client, HOME)
    Goods.objects.update(name="被<b>&子")
    one = page(client, f"{HOME}goods/moves/?goods={Goods.objects.get().pk}")
    assert "被&lt;b&gt;&amp;子" in one and "&amp;lt;" not in one and "被<b>" not in one and "。当前筛选按估价合计" in one
    cast.clerk.language = "en"
    cast.clerk.save()
    assert "4,100.00 yuan. 1 application" in page(client, HOME)


LISTS = (
    "", "applications/?view=all", "grants/", "donations/", "goods/", "goods/moves/", "ledger/", "account/", "account/2026-Q3/", "sponsors/",
    "sponsors/sums/", "sponsors/?view=all&term=2026-spring",
)  # fmt: skip


@pytest.mark.parametrize("username", ["clerk", "leader", "township", "captain"])
def test_every_page_opens_for_whoever_may(books, signed_in, username):
    client = signed_in(username)
    whole = username in ("clerk", "leader")
    for part in LISTS:
        wanted = 200 if whole or not part.startswith(("donations", "ledger", "account")) else 403
        assert client.get(HOME + part).status_code == wanted, (username, part)


def test_the_lists_read_no_more_for_more_rows(books, cast, signed_in):
    client = signed_in("clerk")

    def counts():
        found = {}
        for part in LISTS:
            client.get(HOME + part)
            with CaptureQueriesContext(connection) as seen:
                client.get(HOME + part)
            found[part] = len(seen)
        return found

    few = counts()
    for n in range(6):
        household = cast.households[("fengshuwan", "laowuchang")[n % 2], f"0{1 + n % 2}"]
        paid(cast, "10.00", purpose=("schooling", "disaster", "other")[n % 3], household=household)
        money(cast, "10.00")
        goods(cast, (f"物资{n}", "5", "件", "50.00"))
        matched(cast, pupil(cast, name=f"枫小{'一二三四五六'[n]}"))
    many = counts()
    for part in LISTS:
        assert many[part] <= few[part] <= 24, (part, few[part], many[part])


# --- asking, deciding, paying, receiving ------------------------------------------------------------
def test_the_way_of_an_application_through_the_pages(cast, signed_in):
    money(cast, "5000.00")
    home = cast.households["fengshuwan", "01"]
    captain, leader, clerk = signed_in("captain"), signed_in("leader"), signed_in("clerk")
    assert "枫长林" in page(captain, f"{HOME}applications/new/?who=枫")
    url = f"{HOME}applications/new/?household={home.pk}"
    typed = {"purpose": "illness", "amount": "25000", "reason": "住院自付部分太大。", "member": member(cast).pk, "uuid": "not-a-number"}
    text = captain.post(url, typed).content.decode()
    assert "20,000.00" in text and "住院自付部分太大。" in text, "above the limit: said, and nothing lost"
    assert captain.post(url, {**typed, "amount": "3,000.50"}).status_code == 302
    row = Application.objects.get()
    assert row.amount == Y("3000.50") and row.applied_by == cast.captain
    own = f"{HOME}applications/{row.pk}/"
    assert captain.get(f"{own}decision/").status_code == 403
    text = leader.post(f"{own}decision/", {"verdict": "no", "approved": "", "answer": ""}).content.decode()
    assert "请写明不批准的原因" in text
    assert leader.post(f"{own}decision/", {"verdict": "yes", "approved": "2500", "answer": ""}).status_code == 302
    assert "2,500.00" in page(captain, own)
    assert clerk.post(f"{own}payment/", {"on": "2026-10-15", "way": "transfer", "note": "", "uuid": "x"}).status_code == 302
    grant = Grant.objects.get()
    other = member(cast, cast.households["fengshuwan", "02"])
    text = captain.post(f"{HOME}receipts/grants/{grant.pk}/", {"receipt": "tick", "person": other.pk, "on": "2026-10-15"}).content.decode()
    assert "不是这户的成员" in text and not Grant.objects.get().is_received
    assert captain.post(f"{HOME}receipts/grants/{grant.pk}/", {"receipt": "tick", "person": member(cast).pk, "on": "2026-10-15"}).status_code == 302
    assert Grant.objects.get().is_received and "本人点选签收" in page(captain, own)
    assert clerk.post(f"{HOME}receipts/grants/{grant.pk}/withdrawal/", {"reason": "点错了"}).status_code == 302


def test_the_applicant_sees_why_he_cannot_decide(cast, signed_in):
    money(cast)
    row = asked(cast, by=cast.clerk)
    client = signed_in("clerk")
    own = f"{HOME}applications/{row.pk}/"
    text = page(client, own)
    assert "须由他人审批" in text and f"{own}decision/" not in text
    text = client.post(f"{own}decision/", {"verdict": "yes", "approved": "3000", "answer": ""}).content.decode()
    assert "须由他人审批" in text and Application.objects.get().state == "open"


def test_a_grant_above_the_balance_says_the_balance_on_the_page(cast, signed_in):
    money(cast, "1000.00")
    row = asked(cast)
    text = signed_in("leader").post(f"{HOME}applications/{row.pk}/decision/", {"verdict": "yes", "approved": "3000", "answer": ""}).content.decode()
    assert "1,000.00" in text and "3,000.00" in text


def test_taking_an_application_back(cast, signed_in):
    money(cast)
    row = approved(cast)
    url = f"{HOME}applications/{row.pk}/withdrawal/"
    assert signed_in("leader").get(url).status_code == 403
    assert "请写" in signed_in("captain").post(url, {"reason": ""}).content.decode()
    assert signed_in("captain").post(url, {"reason": "已报销"}).status_code == 302
    assert Application.objects.get().state == "withdrawn"


def test_filters_and_search_of_applications(cast, signed_in):
    money(cast, "9000.00")
    ill, school = asked(cast), asked(cast, purpose="schooling", household=cast.households["gaoping", "01"])
    paid(cast, "500.00", purpose="disaster")
    client = signed_in("clerk")

    def shown(query):
        return {one.row.pk for one in client.get(f"{HOME}applications/?{query}").context["lines"]}

    assert shown("") == {ill.pk, school.pk} and shown("view=paid") == {Grant.objects.get().application_id}
    assert shown("q=枫长林") == shown(f"q={ill.no}") == {ill.pk} and shown(f"area={cast.shimen.path}") == shown("purpose=schooling") == {school.pk}
    assert shown("quarter=2026-Q4") == {ill.pk, school.pk} and shown("quarter=2026-Q3") == set()
    assert shown("quarter=nonsense&purpose=never&area=xx") == {ill.pk, school.pk}
    assert "清除" in page(client, f"{HOME}applications/?q=没有这家")


# --- donations and goods ----------------------------------------------------------------------------
def test_donations_through_the_pages(cast, signed_in):
    client = signed_in("clerk")
    typed = {"giver": "person", "name": "柳三多", "phone": "139 0000 1111", "on": "2026-10-15", "receipt_no": "", "note": "", "uuid": "x"}
    assert "请填金额" in client.post(f"{HOME}donations/new/", {**typed, "amount": "很多"}).content.decode()
    assert "两位小数" in client.post(f"{HOME}donations/new/", {**typed, "amount": "1.234"}).content.decode()
    assert client.post(f"{HOME}donations/new/", {**typed, "amount": "200"}).status_code == 302
    row = Donation.objects.get()
    own = f"{HOME}donations/{row.pk}/"
    text = page(client, own) + page(client, f"{HOME}donations/")
    assert "柳**" in text and "柳三多" not in text and "13900001111" not in text
    assert "reason-name" in client.post(f"{own}reveal/", {"field": "name"}).content.decode()
    assert "柳三多" in client.post(f"{own}reveal/", {"field": "name", "reason": "寄感谢信"}).content.decode()
    assert client.post(f"{own}reveal/", {"field": "amount"}).status_code == 404
    lines = {f"{part}_{n}": "" for n in range(1, 5) for part in ("goods", "quantity", "measure", "value")}
    wrong = {**typed, **lines, "giver": "unnamed", "name": "", "phone": "", "goods_1": "棉被", "quantity_1": "3"}
    assert "把这一行填完整" in client.post(f"{HOME}donations/goods/", wrong).content.decode()
    assert client.post(f"{HOME}donations/goods/", {**wrong, **lines}).status_code == 200, "no line at all"
    right = {**wrong, "measure_1": "床", "value_1": "300"}
    assert client.post(f"{HOME}donations/goods/", right).status_code == 302 and quilts(cast).quantity == 3


def test_goods_out_through_the_pages(cast, signed_in):
    goods(cast, ("棉被", "5", "床", "500.00"))
    stock, home = quilts(cast), cast.households["fengshuwan", "01"]
    client = signed_in("township")
    url = f"{HOME}goods/{stock.pk}/hand-out/?household={home.pk}"
    typed = {"quantity": "6", "reason": "冬被", "on": "2026-10-15", "uuid": "x"}
    assert "库存 5" in client.post(url, typed).content.decode()
    assert client.post(url, {**typed, "quantity": "2"}).status_code == 302
    given = HandOut.objects.get()
    assert "枫长林" in page(client, f"{HOME}goods/{stock.pk}/")
    assert client.post(f"{HOME}receipts/goods/{given.pk}/", {"receipt": "paper", "receipt_no": "物 1", "on": "2026-10-15"}).status_code == 302
    assert client.get(f"{HOME}goods/{stock.pk}/hand-out/?household={cast.households['gaoping', '01'].pk}").status_code == 404
    assert client.get(f"{HOME}receipts/cakes/1/").status_code == 404


def test_reversing_a_line_through_the_pages(books, cast, signed_in):
    wrong = line(Donation.objects.filter(kind="money").first())
    client = signed_in("clerk")
    url = f"{HOME}ledger/{wrong.pk}/correction/"
    assert "请写" in client.post(url, {"reason": "", "on": "2026-10-15"}).content.decode()
    assert client.post(url, {"reason": "重复登记", "on": "2026-10-15"}).status_code == 302
    text = page(client, f"{HOME}ledger/{wrong.pk}/")
    assert "已冲正" in text and "重复登记" in text and f"{url}" not in text
    move = HandOut.objects.get().moves.get()
    assert client.post(f"{HOME}goods/moves/{move.pk}/correction/", {"reason": "没送到", "on": "2026-10-15"}).status_code == 302
    assert quilts(cast).quantity == 20 and "已冲正" in page(client, f"{HOME}goods/{move.goods_id}/")


# --- the account ------------------------------------------------------------------------------------
def test_every_number_of_the_account_opens_rows_that_sum_to_it(books, signed_in):
    client = signed_in("clerk")
    text = page(client, f"{HOME}account/2026-Q4/")
    links = set(re.findall(r'href="(/(?:figures|wishes/fund/ledger)/[^"]+)"[^>]*>([^<]+)</a>', text))
    assert len(links) >= 11
    for url, shown in links:
        number = Y(re.sub(r"[^\d.]", "", shown))
        answer = client.get(url.replace("&amp;", "&"))
        assert answer.status_code == 200, url
        context = answer.context
        if "sum" in context and "." in shown:
            assert abs(Y(context["sum"])) == number, (url, shown)
        else:
            assert (context["page"].total if hasattr(context["page"], "total") else context["total"]) == number, (url, shown)


def test_closing_through_the_pages(books, cast, signed_in):
    client = signed_in("clerk")
    assert "结本季度账" in page(client, f"{HOME}account/2026-Q3/")
    assert "不能再记账" in page(client, f"{HOME}account/2026-Q3/closing/")
    answer = client.post(f"{HOME}account/2026-Q4/closing/", follow=True).content.decode()
    assert "下一个是2026年三季度" in answer
    assert "已结账" in client.post(f"{HOME}account/2026-Q3/closing/", follow=True).content.decode()
    assert Fund.objects.get().closed_through == D(2026, 9, 30)
    for key in ("2020-Q1", "2027-Q1", "2026", "x", "2026-10"):
        assert client.get(f"{HOME}account/{key}/").status_code == 404, key


def test_the_account_goes_out_and_sums_up(books, viewer_of):
    export = listing("fund_account")
    rows = list(export.rows(export.found(viewer_of("clerk"), QueryDict("quarter=2026-Q4")), is_unmasked=False))
    assert all(len(row) == len(export.fields) for row in rows)
    sums = {row[1]: row[6] for row in rows}
    assert sums["期初余额"] == Y("5000.00") and sums["期末余额"] == Y("4100.00")
    booked = sum(row[6] for row in rows if row[2])
    assert sums["期初余额"] + booked == sums["期末余额"]
    for username, query in (("captain", "quarter=2026-Q4"), ("clerk", "quarter=2026-10"), ("clerk", ""), ("stranger", "quarter=2026-Q4")):
        assert export.found(viewer_of(username), QueryDict(query)).count() == 0


@pytest.mark.parametrize("name", ["fund_applications", "fund_ledger", "fund_goods", "fund_donations", "fund_sponsorships"])
def test_lists_go_out(books, viewer_of, name):
    export = listing(name)
    rows = list(export.rows(export.found(viewer_of("clerk"), QueryDict("view=all")), is_unmasked=False))
    assert rows and all(len(row) == len(export.fields) for row in rows)
    assert not any("柳三多" in str(cell) for row in rows for cell in row)


# --- in public --------------------------------------------------------------------------------------
def test_the_public_account_names_no_family_and_no_giver_who_did_not_agree(books, cast):
    paid(cast, "50.00", purpose="schooling", household=cast.households["fengshuwan", "02"])
    for query in ("", "?quarter=2026-Q3", "?quarter=2026-Q4"):
        text = page(Client(), f"/w/439001/fund/{query}")
        names = [h.head_name for h in cast.households.values()] + [p.name for p in cast.persons]
        numbers = [h.no for h in cast.households.values()] + [p.id_number for p in cast.persons]
        assert not [word for word in [*names, *numbers, "柳三多", "13900001111", "柳**", "住院自付"] if word in text], query
    assert "云岭县水利局" in page(Client(), "/w/439001/fund/?quarter=2026-Q3"), "it agreed"
    text = page(Client(), "/w/439001/fund/?quarter=2026-Q4")
    assert "1,250.00" in text and "受助 2 户" in text and "大病救助" in text and "<script>" not in text


def test_the_county_may_keep_it_to_itself(books, cast):
    assert Client().get("/w/439002/fund/").status_code == 404, "no fund there"
    for odd in ("x", "²", "9" * 400, "439001102"):
        assert Client().get(f"/w/{odd}/fund/").status_code == 404, odd
    assert Client().get("/w/439001/fund/?quarter=9999-Q4").status_code == 404
    SettingValue.objects.create(
        key="wish_public_list", region=cast.county, path=cast.county.path, value=False, opened_on=D(2026, 1, 1), set_by=cast.clerk, set_at=at()
    )
    assert Client().get("/w/439001/fund/").status_code == 404


# --- sponsors ---------------------------------------------------------------------------------------
def test_sponsors_through_the_pages(cast, signed_in):
    child, home = pupil(cast), cast.households["fengshuwan", "01"]
    client = signed_in("township")
    assert "枫长林" in page(client, f"{HOME}sponsors/new/?who=枫")
    url = f"{HOME}sponsors/new/?household={home.pk}"
    assert "赵国庆" in page(client, f"{url}&cadre=赵")
    typed = {"pupil": child.pk, "giver": "outside", "name": "慕容远客", "phone": "", "school": "中心小学", "eligibility": "父亲重病", "on": "2026-09-01", "uuid": "x"}
    assert "请填由谁资助" in client.post(url, {**typed, "giver": "unit"}).content.decode()
    assert client.post(url, typed).status_code == 302
    row = Sponsorship.objects.get()
    own = f"{HOME}sponsors/{row.pk}/"
    text = page(client, own) + page(client, f"{HOME}sponsors/") + page(client, f"{HOME}sponsors/sums/")
    assert "慕容**" in text and "慕容远客" not in text
    captain = signed_in("captain")
    gift = {"term": "2026-autumn", "money": "", "goods": "", "on": "2026-10-15", "uuid": "x"}
    assert "请填资助的钱或物" in captain.post(f"{own}gift/", gift).content.decode()
    assert captain.post(f"{own}gift/", {**gift, "money": "547"}).status_code == 302
    assert "已于2026年10月15日资助过" in captain.post(f"{own}gift/", {**gift, "money": "1"}).content.decode()
    assert "547.00" in page(captain, own)
    one = Gift.objects.get()
    assert captain.post(f"{HOME}receipts/gifts/{one.pk}/", {"receipt": "tick", "person": member(cast).pk, "on": "2026-10-15"}).status_code == 302
    assert client.post(f"{HOME}gifts/{one.pk}/withdrawal/", {"reason": "记错了"}).status_code == 302
    assert client.post(f"{own}end/", {"on": "2026-10-15", "reason": "毕业"}).status_code == 302
    assert "已结束" in page(client, own) and captain.get(f"{own}end/").status_code == 403
    assert "慕容远客" in client.post(f"{own}reveal/", {"field": "name", "reason": "寄感谢信"}).content.decode()


def test_a_family_s_part(books, cast, signed_in):
    text = page(signed_in("captain"), f"{HOME}of-household/{cast.households['fengshuwan', '01'].pk}/")
    assert "1,200.00" in text and "枫小满" in text and "已发放" in text
    text = page(signed_in("captain"), f"{HOME}of-household/{cast.households['fengshuwan', '02'].pk}/")
    assert "棉被" in text and "未签收" in text
    file = f"/households/{cast.households['fengshuwan', '01'].pk}/?part=wishes"
    assert "fund/of-household" in page(signed_in("captain"), file) and "fund/of-household" not in page(signed_in("cadre"), file)
    assert signed_in("cadre").get(f"{HOME}of-household/{cast.households['fengshuwan', '01'].pk}/").status_code == 403


def test_english_is_whole(books, cast, signed_in):
    cast.clerk.language = "en"
    cast.clerk.save()
    client = signed_in("clerk")
    row = Entry.objects.filter(kind="donation").first()
    for part in (*LISTS, f"ledger/{row.pk}/", f"ledger/{row.pk}/correction/", "donations/new/", "donations/goods/", "account/2026-Q3/closing/"):
        text = re.sub(r"<option.*?</option>|<option[^>]*>", "", page(client, HOME + part), flags=re.S)
        main = text[text.index("<main") : text.index("</main>")]
        words = set(re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", " ", main)))
        data = {"云岭县", "云岭县水利局", "枫长林", "石大山", "枫秋生", "枫树湾村", "龙潭镇", "高坪村", "石门乡", "棉被", "床", "枫小满", "柳", "陈文静", "李文涛"}
        assert not words - data, (part, words - data)
    assert Quarter.of(TODAY).key == "2026-Q4"


def test_the_ledger_shows_which_line_was_reversed(books, cast, signed_in):
    wrong = line(Donation.objects.filter(kind="money").first())
    client = signed_in("clerk")
    assert "已冲正" not in page(client, f"{HOME}ledger/?kind=donation")
    actions.correct(entry=wrong, reason="重复登记", on=TODAY, by=cast.clerk, at=at())
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page(client, f"{HOME}ledger/?kind=donation"), re.S)
    assert [f"ledger/{wrong.pk}/" in row for row in rows if "已冲正" in row] == [True]


def test_moves_of_one_kind_of_goods_are_summed_by_the_piece(books, cast, signed_in):
    stock, client = quilts(cast), signed_in("clerk")
    goods(cast, ("大米", "4", "袋", "100.00"))
    assert client.get(f"{HOME}goods/moves/").context["quantity"] is None, "quilts and rice make no sum"
    for query, sum_ in ((f"goods={stock.pk}", Y(18)), (f"goods={stock.pk}&kind=given", Y(-2)), (f"goods={stock.pk}&until=2026-10-10", Y(20))):
        answer = client.get(f"{HOME}goods/moves/?{query}")
        assert answer.context["quantity"] == sum_ and "棉被：合计" in answer.content.decode()
    assert client.get(f"{HOME}goods/moves/?goods={stock.pk}&until=2026-10-07").context["total"] == 0
    assert client.get(f"{HOME}goods/moves/?goods=0&until=never").context["total"] == 3, "what cannot be is left out"


def test_goods_that_were_reversed_are_marked_among_the_donations(books, cast, signed_in):
    assert "已冲正" not in page(signed_in("clerk"), f"{HOME}donations/?kind=goods")
    goods(cast, ("大米", "4", "袋", "100.00"))
    actions.correct_move(line=Goods.objects.get(name="大米").moves.get(), reason="没有收到", on=TODAY, by=cast.clerk, at=at())
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page(signed_in("clerk"), f"{HOME}donations/?kind=goods"), re.S)
    assert ["大米" in row for row in rows if "已冲正" in row] == [True] and len(rows) == 2


def test_the_first_line_of_goods_is_asked_for_and_the_others_wait(cast, signed_in):
    client = signed_in("clerk")
    text = page(client, f"{HOME}donations/goods/")
    first, rest = text.split("<details", 1)
    assert "可不填" not in first[first.index("id_goods_1") - 200 : first.index("id_value_1")] and "id_goods_2" in rest and not rest.startswith(" open")
    lines = {f"{part}_{n}": "" for n in range(1, 5) for part in ("goods", "quantity", "measure", "value")}
    typed = {"giver": "unnamed", "name": "", "phone": "", "on": "2026-10-15", "receipt_no": "", "note": "", "uuid": "x", **lines, "goods_3": "大米"}
    text = client.post(f"{HOME}donations/goods/", typed).content.decode()
    assert "<details open" in text and "把这一行填完整" in text and 'value="大米"' in text and not Donation.objects.exists()


def test_days_of_a_course_read_as_days_and_terms_stand_newest_first(books, cast, signed_in):
    text = page(signed_in("clerk"), f"{HOME}applications/{Grant.objects.get().application_id}/")
    assert "日期 10月15日" in text and "2026-10-15" not in re.sub(r'<time datetime="[^"]+"|value="[^"]+"', "", text)
    match = Sponsorship.objects.get()
    Sponsorship.objects.update(opened_on=D(2026, 3, 1))
    for year, is_autumn, day in ((2026, False, D(2026, 3, 5)), (2026, True, D(2026, 9, 5))):
        actions.give(sponsorship=match, term=Term(year, is_autumn), money=Y("600"), on=day, by=cast.clerk, at=at())
    text = page(signed_in("clerk"), f"{HOME}sponsors/{match.pk}/")
    assert text.index("2026年秋季学期") < text.index("2026年春季学期")
