"""The pages of the points shop: what each says, who may do what, what is refused and how, few statements at any size."""

import datetime as dt
import re
import uuid

import pytest
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from households.models import Household
from policies import keys
from registers.export import listing
from tests.wishes.shop.factories import ON, a_good, a_shop, approved, balance, give, now, photo, recorded, set_rule
from wishes.shop import actions
from wishes.shop.models import Account, Exchange, Good, Objection, Score, ScorePhoto, Shop, StockMove

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def family(cast):
    return cast.households["fengshuwan", "01"]


@pytest.fixture
def shop(cast):
    return a_shop(cast)


def body(answer) -> str:
    return answer.content.decode()


# --- the counter ---------------------------------------------------------------------------------------------------------
def test_the_counter_finds_a_household_by_name_initials_number_and_group(cast, shop, family, signed_in):
    give(cast, family, 35)
    client, url = signed_in("captain"), f"/wishes/shop/{shop.pk}/counter/"
    assert "枫长林" in body(client.get(url)), "who has points stands there before anything is typed"
    assert "枫秋生" not in body(client.get(url))
    for words in ("枫秋", "fqs", cast.households["fengshuwan", "02"].no, "3组"):
        page = body(client.get(url, {"who": words}))
        assert "枫秋生" in page and "枫长林" not in page, words
    assert "本村没有找到这户" in body(client.get(url, {"who": "屋金贵"})), "of another village"


def test_an_exchange_over_the_counter(cast, shop, family, signed_in):
    give(cast, family, 35)
    powder, salt = a_good(cast, shop), a_good(cast, shop, "食盐", 2, 10)
    client, url = signed_in("captain"), f"/wishes/shop/{shop.pk}/counter/{family.pk}/"
    page = body(client.get(url))
    assert "洗衣粉" in page and "<b>35</b>" in page
    typed = {"uuid": str(uuid.uuid4()), "seen": "22", f"good-{powder.pk}": "2", f"good-{salt.pk}": "３"}
    answer = client.post(url, typed)
    made = Exchange.objects.get()
    assert answer.url == f"/wishes/shop/exchanges/{made.pk}/" and made.points == 22 and balance(family) == 13
    assert client.post(url, typed).url == answer.url and Exchange.objects.count() == 1, "sent twice is one"
    page = body(client.get(answer.url))
    assert "已兑换 22 分" in page and "<b>13</b>" in page and "撤销这次兑换" in page
    assert client.post(f"{answer.url}undoing/").url == url
    assert balance(family) == 35 and "已撤销兑换" in body(client.get(answer.url))
    assert "撤销这次兑换" not in body(client.get(answer.url))


def test_the_slip_says_what_was_left_right_after_its_exchange(cast, shop, family, signed_in):
    """Printed again, today or next week, it says the same: not what came, went or was put right since."""
    give(cast, family, 35, ON - 3 * DAY)
    good = a_good(cast, shop)
    told = {"shop": shop, "household": family, "pieces": {good.pk: 1}}
    first = actions.exchange(**told, uuid=uuid.uuid4(), **now(cast.captain, ON))
    second = actions.exchange(**told, uuid=uuid.uuid4(), **now(cast.captain, ON, 11, 50))
    third = actions.exchange(**told, uuid=uuid.uuid4(), **now(cast.captain, ON, 11, 55))
    give(cast, family, 100)
    actions.undo(exchange=second, **now(cast.captain, ON, 11, 58))
    for made, left in ((first, 27), (second, 19), (third, 11)):
        page = body(signed_in("captain").get(f"/wishes/shop/exchanges/{made.pk}/"))
        assert f'本次兑换后剩余积分</th><td class="n">{left}</td>' in page
    assert balance(family) == 119


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "还没有选物品"), ({"n": "5"}, "这户可用 35 分，要 40 分，不够"), ({"n": "1", "seen": "7"}, "价格刚有变动"),
        ({"n": "²"}, "还没有选物品"), ({"n": "9" * 400}, "最多 99 件"), ({"n": "-3"}, "还没有选物品"),
    ],
)  # fmt: skip
def test_what_the_counter_refuses_it_says_and_keeps_what_was_typed(cast, shop, family, signed_in, typed, said):
    give(cast, family, 35)
    good = a_good(cast, shop)
    sent = {"uuid": str(uuid.uuid4()), f"good-{good.pk}": typed.get("n", ""), "seen": typed.get("seen", ""), "good-x": "1", "good-²": "1"}
    answer = signed_in("captain").post(f"/wishes/shop/{shop.pk}/counter/{family.pk}/", sent)
    assert answer.status_code == 200 and said in body(answer) and sent["uuid"] in body(answer)
    assert not Exchange.objects.exists() and balance(family) == 35
    if typed.get("n") == "5":
        assert 'value="5"' in body(answer)


def test_undoing_too_late_and_by_somebody_else(cast, shop, family, signed_in):
    give(cast, family, 35)
    good = a_good(cast, shop)
    told = {"shop": shop, "household": family, "pieces": {good.pk: 1}, "uuid": uuid.uuid4()}
    made = actions.exchange(**told, **now(cast.captain, ON, 11, 49))  # the clock of the tests stands at noon
    url = f"/wishes/shop/exchanges/{made.pk}/"
    assert "撤销这次兑换" not in body(signed_in("captain").get(url))
    assert "十分钟内可以撤销" in body(signed_in("captain").post(f"{url}undoing/", follow=True))
    fresh = actions.exchange(**told | {"uuid": uuid.uuid4()}, **now(cast.captain, ON, 11, 55))
    url = f"/wishes/shop/exchanges/{fresh.pk}/undoing/"
    assert "只有办理兑换的人或乡镇可以撤销" in body(signed_in("member").post(url, follow=True))
    signed_in("township").post(url)
    assert balance(family) == 27


# --- records --------------------------------------------------------------------------------------------------------------
def test_recording_for_one_household(cast, family, signed_in, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    client, url = signed_in("member"), f"/wishes/shop/points/new/?household={family.pk}"
    assert "枫长林" in body(client.get("/wishes/shop/points/new/?who=fcl"))
    assert "人居环境：庭院整洁 +10" in body(client.get(url)) and "−15" in body(client.get(url))
    typed = {"item": "volunteer", "times": "2", "proof": "参加清渠，组长证明。", "done_on": "2026-10-15", "uuid": str(uuid.uuid4())}
    answer = client.post(url, {**typed, "photo": SimpleUploadedFile("a.jpg", photo())})
    score = Score.objects.get()
    assert answer.url == f"/wishes/shop/points/{score.pk}/" and (score.points, score.recorded_by) == (40, cast.member)
    assert client.get(f"/wishes/shop/points/photos/{ScorePhoto.objects.get().uuid}/")["Content-Type"] == "image/jpeg"
    client.post(url, typed)
    assert Score.objects.count() == 1
    said = body(client.post(url, {**typed, "uuid": str(uuid.uuid4()), "proof": "又一次"}))
    assert "已记过这一项" in said and "又一次" in said
    bad = client.post(url, {**typed, "uuid": str(uuid.uuid4()), "item": "thought", "photo": SimpleUploadedFile("a.jpg", b"no picture")}, follow=True)
    assert "记分已保存，照片没有存上" in body(bad) and Score.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"item": ""}, "请选择记分项目"), ({"proof": " "}, "请写明依据"), ({"done_on": "2026-10-16"}, "这一天还没到"),
        ({"times": "0"}, "次数"), ({"item": "nosuch"}, "nosuch"), ({"done_on": "2024-01-01"}, "积分须在一年内记"), ({"proof": "长" * 201}, "200"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_keeps_what_was_typed(cast, family, signed_in, changed, said):
    typed = {"item": "clean", "times": "1", "proof": "邻居证明。", "done_on": "2026-10-15", "uuid": str(uuid.uuid4())}
    answer = signed_in("captain").post(f"/wishes/shop/points/new/?household={family.pk}", typed | changed)
    assert answer.status_code == 200 and said in body(answer)
    assert not Score.objects.exists()


def test_one_item_for_a_whole_village(cast, family, signed_in):
    recorded(cast, family)
    client, url = signed_in("captain"), "/wishes/shop/points/many/"
    assert "枫秋生" in body(client.get(url)), "the only village there is"
    pks = [household.pk for household in cast.in_village("fengshuwan")]
    typed = {"item": "clean", "proof": "村里评比。", "done_on": "2026-10-15", "uuid": str(uuid.uuid4()), "households": pks}
    answer = client.post(url, typed, follow=True)
    assert "已给 1 户记分" in body(answer) and "1 户这一天已记过：枫长林" in body(answer)
    assert Score.objects.count() == 2
    foreign = cast.households["gaoping", "01"].pk
    assert client.post(url, {**typed, "uuid": str(uuid.uuid4()), "households": [foreign]}).status_code == 200
    assert "请至少选一户" in body(client.post(url, {**typed, "households": []}))
    township = signed_in("township")
    assert "枫树湾村" in body(township.get(url)) and "枫秋生" not in body(township.get(url))
    assert "枫秋生" in body(township.get(url, {"village": cast.fengshuwan.path}))


def test_approving_many_but_not_ones_own(cast, family, signed_in):
    mine = recorded(cast, family, by=cast.township)
    others = [recorded(cast, household, "volunteer") for household in cast.in_village("fengshuwan")]
    client = signed_in("township")
    page = body(client.get("/wishes/shop/points/?view=waiting"))
    assert f'value="{mine.pk}"' not in page and all(f'value="{one.pk}"' in page for one in others)
    assert "您自己记的，须由他人批准" in page
    answer = client.post("/wishes/shop/points/approvals/?view=waiting", {"pick": [mine.pk, *[one.pk for one in others]]}, follow=True)
    assert "已批准 2 条" in body(answer) and "1 条是您自己记的" in body(answer)
    assert Score.objects.waiting().get() == mine
    assert "还没有选" in body(client.post("/wishes/shop/points/approvals/", follow=True))
    assert "须由他人决定" in body(client.post("/wishes/shop/points/approvals/", {"all": "1"}, follow=True))
    assert signed_in("captain").post("/wishes/shop/points/approvals/", {"pick": mine.pk}).status_code == 403


def test_one_record_and_its_buttons(cast, family, signed_in):
    score = recorded(cast, family)
    url = f"/wishes/shop/points/{score.pk}/"
    assert "收回这条记分" in body(signed_in("captain").get(url)) and ">批准<" not in body(signed_in("captain").get(url))
    assert "不批准" in body(signed_in("clerk").get(url))
    assert signed_in("clerk").post("/wishes/shop/points/approvals/", {"pick": score.pk, "one": score.pk}).url == url
    assert "公示到10月19日，10月20日起生效" in body(signed_in("leader").get(url))
    answer = signed_in("member").post(f"{url}objection/", {"text": "那天院子没扫。"}, follow=True)
    assert "异议已记下" in body(answer) and "那天院子没扫。" in body(answer)
    objection = Objection.objects.get()
    assert "已有异议正在核查" in body(signed_in("member").post(f"{url}objection/", {"text": "又一条。"}))
    decide = f"/wishes/shop/objections/{objection.pk}/decision/"
    assert "那天院子没扫。" in body(signed_in("township").get(decide))
    assert signed_in("township").post(decide, {"is_right": "yes", "answer": "查实。"}).url == url
    assert "已撤回" in body(signed_in("captain").get(url)) and "查实。" in body(signed_in("captain").get(url))


def test_refusing_correcting_and_taking_back(cast, family, signed_in):
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    first, second, third = recorded(cast, family), recorded(cast, family, "volunteer"), approved(cast, family, "thought")
    clerk = signed_in("clerk")
    assert clerk.post(f"/wishes/shop/points/{first.pk}/refusal/", {"reason": ""}).status_code == 200
    clerk.post(f"/wishes/shop/points/{first.pk}/refusal/", {"reason": "当天没有评比。"})
    assert "当天没有评比。" in body(signed_in("captain").get(f"/wishes/shop/points/{first.pk}/"))
    signed_in("captain").post(f"/wishes/shop/points/{second.pk}/taking-back/")
    assert "只有记分人自己可以收回" in body(signed_in("member").post(f"/wishes/shop/points/{second.pk}/taking-back/", follow=True))
    clerk.post(f"/wishes/shop/points/{third.pk}/correction/", {"reason": "记错了人家。"})
    states = {score.pk: score.state(ON) for score in Score.objects.all()}
    assert states == {first.pk: "refused", second.pk: "taken_back", third.pk: "withdrawn"} and balance(family) == 0


def test_adjusting(cast, family, signed_in):
    client, url = signed_in("captain"), f"/wishes/shop/accounts/{family.pk}/adjustment/"
    typed = {"way": "less", "points": "5", "reason": "多记。", "uuid": str(uuid.uuid4())}
    assert "这户只有 0 分" in body(client.post(url, typed))
    assert client.post(url, {**typed, "way": "more"}).status_code == 302
    assert Score.objects.get().points == 5
    assert client.post(url, {**typed, "points": "²"}).status_code == 200


# --- lists, the board, the booklet, sums ---------------------------------------------------------------------------------
PAGES = ("/wishes/shop/", "/wishes/shop/points/", "/wishes/shop/points/?view=waiting", "/wishes/shop/accounts/", "/wishes/shop/posted/", "/wishes/shop/totals/")


def test_lists_cost_the_same_at_two_sizes(cast, shop, signed_in):
    clerk = signed_in("clerk")
    a_good(cast, shop)
    recorded(cast, cast.households["fengshuwan", "02"])
    approved(cast, cast.households["fengshuwan", "01"])

    def costs():
        from django.db import connection

        found = {}
        for url in PAGES:
            with CaptureQueriesContext(connection) as seen:
                assert clerk.get(url).status_code == 200
            found[url] = len(seen)
        return found

    small = costs()
    a_good(cast, a_shop(cast, cast.gaoping))
    region, like = cast.fengshuwan, cast.households["fengshuwan", "01"]
    more = Household.objects.bulk_create([
        Household(no=f"43900110220199{n:04d}", region=region, path=region.path, head_name=f"枫{n}", category=like.category, updated_at=cast.at)
        for n in range(60)
    ])  # fmt: skip
    told = {"proof": "评比。", "done_on": ON, **now(cast.captain)}
    made = actions.record_item(households=more, item="thought", **told)
    actions.approve(scores=made.scores[:50], **now(cast.clerk))
    recorded(cast, cast.households["gaoping", "01"], by=cast.clerk)
    large = costs()
    assert large == small and max(large.values()) <= 15


def test_filters_and_tabs_of_the_records(cast, family, signed_in):
    approved(cast, family)
    recorded(cast, cast.households["gaoping", "02"], "thought", by=cast.clerk)
    clerk = signed_in("clerk")
    for query, here in (
        ("view=posted", "枫长林"), ("view=waiting", "石小河"), ("item=thought", "石小河"), (f"area={cast.longtan.path}", "枫长林"), ("q=sxh", "石小河"),
        ("done=2026-10&view=posted", "枫长林"), ("sort=-done&q=枫长林", "枫长林"),
    ):  # fmt: skip
        page = body(clerk.get(f"/wishes/shop/points/?{query}"))
        assert [name for name in ("枫长林", "石小河") if name in page] == [here], query
    assert "清除" in body(clerk.get("/wishes/shop/points/?q=nobody"))
    assert "枫长林" not in body(clerk.get("/wishes/shop/points/?done=2026-09"))


def test_nobody_is_ranked(cast, signed_in):
    give(cast, cast.households["fengshuwan", "02"], 500)
    give(cast, cast.households["fengshuwan", "01"], 5)
    page = body(signed_in("clerk").get("/wishes/shop/accounts/"))
    assert page.index("枫长林") < page.index("枫秋生"), "by place and number, not by points"
    assert not re.search(r"sort=-?(points|balance)", page)
    assert body(signed_in("clerk").get("/wishes/shop/accounts/?sort=-points")).index("枫长林") < page.index("枫秋生")


def test_the_board_masks_heads_and_shows_only_what_is_posted(cast, family, signed_in):
    approved(cast, family)
    give(cast, cast.households["fengshuwan", "02"], 20)
    page = body(signed_in("leader").get("/wishes/shop/posted/"))
    assert "枫**" in page and "枫长林" not in page and family.no not in page and "枫秋" not in page


def test_the_booklet(cast, shop, family, signed_in):
    set_rule(cast, keys.POINTS_VALID_MONTHS, 12)
    give(cast, family, 35)
    approved(cast, family, "volunteer")
    recorded(cast, family, "clean")
    page = body(signed_in("captain").get(f"/wishes/shop/accounts/{family.pk}/"))
    assert "<b>35</b>" in page and "另有 20 分公示中" in page and "35 分将于2027年10月15日过期" in page and "人居环境：庭院整洁" in page
    panel = body(signed_in("captain").get(f"/wishes/shop/of-household/{family.pk}/"))
    assert "可用 35 分" in panel and "公示中 20" in panel
    assert f"/wishes/shop/of-household/{family.pk}/" in body(signed_in("captain").get(f"/households/{family.pk}/?part=wishes"))
    assert "/wishes/shop/of-household" not in body(signed_in("inspector").get(f"/households/{family.pk}/?part=wishes")), "sees no points"


def test_the_quarter_closes_and_every_number_opens_its_rows(cast, shop, family, signed_in):
    """Must show 5: opening + movements = closing, in points and in pieces; each link lists rows that sum to the number."""
    good = a_good(cast, shop)
    before = ON - 60 * DAY
    give(cast, family, 100, before)
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    approved(cast, family)
    approved(cast, family, "deduct_waste")
    made = actions.exchange(shop=shop, household=family, pieces={good.pk: 3}, uuid=uuid.uuid4(), **now(cast.captain, ON, 11, 58))
    again = actions.exchange(shop=shop, household=family, pieces={good.pk: 1}, uuid=uuid.uuid4(), **now(cast.captain, ON, 11, 59))
    actions.undo(exchange=again, **now(cast.captain, ON, 12))
    actions.correct_stock(good=good, counted=16, reason="破一袋", uuid=uuid.uuid4(), **now(cast.captain))
    client = signed_in("clerk")
    account = client.get(f"/wishes/shop/{shop.pk}/quarter/").context["account"]
    assert [line.value for line in account.points] == [100, 10, -15, -made.points, 0, 0, 71] and account.is_closed
    assert [line.value for line in account.goods] == [0, 20, -3, -1, 16]
    for line in (*account.points, *account.goods):
        listed = client.get(line.url).context
        assert sum(cells[-1].value for cells in listed["table"]) == line.value == (listed["sum"] or 0), line.key
    last = client.get(f"/wishes/shop/{shop.pk}/quarter/?period=2026-Q3").context["account"]
    assert (last.of("points_closing"), last.of("goods_closing"), last.is_closed) == (100, 0, True)
    for period in ("2026-Q4x", "2026-10", "2027-Q1"):
        assert client.get(f"/wishes/shop/{shop.pk}/quarter/?period={period}").status_code == 404
    rows = client.get("/wishes/shop/totals/").context["rows"]
    assert [(row.name, row.values) for row in rows] == [("龙潭镇", [100, 10, -15, -24, 0, 0, 71])]
    rows = signed_in("captain").get("/wishes/shop/totals/").context["rows"]
    assert [(row.name, row.values[-1]) for row in rows] == [("枫树湾村", 71)]


def test_running_a_shop(cast, signed_in):
    clerk, captain = signed_in("clerk"), signed_in("captain")
    assert "枫树湾村" in body(clerk.get("/wishes/shop/new/"))
    typed = {"region": cast.fengshuwan.path, "name": "爱心超市", "place": "村部", "opened_on": "2026-10-15"}
    answer = clerk.post("/wishes/shop/new/", typed)
    shop = Shop.objects.get()
    assert answer.url == f"/wishes/shop/{shop.pk}/"
    assert clerk.post("/wishes/shop/new/", typed).status_code == 200, "a village has one"
    url = f"/wishes/shop/{shop.pk}/"
    assert "先上架一种物品" in body(captain.get(url))
    answer = captain.post(f"{url}goods/new/", {"name": "毛巾", "unit": "条", "points": "6"})
    good = Good.objects.get()
    assert answer.url == f"/wishes/shop/goods/{good.pk}/stock/"
    stock = {"kind": "donation", "quantity": "30", "source": "县水利局", "received_on": "2026-10-15", "uuid": str(uuid.uuid4())}
    assert captain.post(answer.url, {**stock, "quantity": "0"}).status_code == 200
    captain.post(answer.url, stock)
    captain.post(answer.url, stock)
    page = f"/wishes/shop/goods/{good.pk}/"
    captain.post(f"{page}count/", {"counted": "28", "reason": "破两条", "uuid": str(uuid.uuid4())})
    captain.post(f"{page}price/", {"points": "7", "valid_from": "2026-11-01"})
    assert "新价从今天" in body(captain.post(f"{page}price/", {"points": "7", "valid_from": "2026-10-01"}))
    captain.post(f"{page}edit/", {"name": "棉毛巾", "unit": "条", "version": good.version})
    assert "库里还有 28" in body(captain.post(f"{page}withdrawal/", follow=True))
    shown = body(captain.get(page))
    assert "棉毛巾" in shown and "+30" in shown and "−2" in shown and "7 分" in shown
    assert StockMove.objects.count() == 2
    assert "库里还有 28 件" in body(clerk.post(f"{url}closure/", {"reason": "合并"}))
    assert captain.get(f"{url}closure/").status_code == 403
    clerk.post(f"{url}edit/", {"name": "枫树湾超市", "place": "村部", "version": shop.version})
    assert "刚才有别人改过" in body(clerk.post(f"{url}edit/", {"name": "又一个", "place": "", "version": shop.version}))
    captain.post(f"{page}count/", {"counted": "0", "reason": "移交", "uuid": str(uuid.uuid4())})
    assert clerk.post(f"{url}closure/", {"reason": "合并"}).url == url
    assert "已关停" in body(clerk.get("/wishes/shop/?view=closed")) and "合并" in body(clerk.get(url))
    assert "不再" not in body(captain.get(f"{url}counter/")) and "已关停" in body(captain.get(f"{url}counter/"))


def test_empty_pages_say_what_to_do(cast, signed_in):
    assert "还没有村开设爱心超市" in body(signed_in("clerk").get("/wishes/shop/"))
    assert "由乡镇或县专班开设" in body(signed_in("captain").get("/wishes/shop/"))
    for url in PAGES[1:]:
        assert signed_in("captain").get(url).status_code == 200
    assert "还没有记过积分" in body(signed_in("captain").get("/wishes/shop/points/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_in_both_languages(cast, shop, family, signed_in, language):
    cast.clerk.language = language
    cast.clerk.save()
    good = a_good(cast, shop)
    give(cast, family, 35)
    score = approved(cast, family)
    made = actions.exchange(shop=shop, household=family, pieces={good.pk: 1}, uuid=uuid.uuid4(), **now(cast.clerk))
    client = signed_in("clerk")
    for url in (
        *PAGES, "/wishes/shop/new/", f"/wishes/shop/{shop.pk}/", f"/wishes/shop/{shop.pk}/edit/", f"/wishes/shop/{shop.pk}/closure/",
        f"/wishes/shop/{shop.pk}/goods/new/", f"/wishes/shop/{shop.pk}/quarter/", f"/wishes/shop/{shop.pk}/counter/",
        f"/wishes/shop/{shop.pk}/counter/{family.pk}/", f"/wishes/shop/goods/{good.pk}/", f"/wishes/shop/goods/{good.pk}/stock/",
        f"/wishes/shop/points/new/?household={family.pk}", f"/wishes/shop/points/many/?village={cast.fengshuwan.path}",
        f"/wishes/shop/points/{score.pk}/", f"/wishes/shop/points/{score.pk}/objection/", f"/wishes/shop/accounts/{family.pk}/",
        f"/wishes/shop/accounts/{family.pk}/adjustment/", f"/wishes/shop/exchanges/{made.pk}/",
    ):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code == 200, url


def test_the_ledger_as_a_file(cast, family, viewer_of):
    give(cast, family, 35)
    give(cast, family, -5)
    table = listing("shop_ledger")
    rows = [table.row(row) for row in table.find(viewer_of("clerk"), QueryDict("q=枫长林"))]
    at = {field.name: n for n, field in enumerate(table.fields)}
    assert [(row[at["points"]], row[at["balance"]]) for row in rows] == [(35, 35), (-5, 30)]
    assert not list(table.find(viewer_of("stranger"), QueryDict("")))
    recorded(cast, family)
    scores = listing("shop_scores")
    assert len([scores.row(row) for row in scores.find(viewer_of("captain"), QueryDict("view=waiting"))]) == 1
    assert Account.objects.get().balance == 30
