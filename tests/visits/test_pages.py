"""The pages of visits: what they take, what they refuse, who sees what, and that they read no more for more rows."""

import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Draft
from duties.actions import open_current
from duties.models import Duty
from tests.visits.making import monitored, visit
from visits import actions
from visits.models import AssistanceDayMove, MonthTheme, Visit
from wishes.models import Wish

pytestmark = pytest.mark.django_db
D = dt.date
NEW = "/visits/new/"


@pytest.fixture
def owed(cast):
    open_current(cast.county.path, on=cast.on, at=cast.at)
    return cast


def typed(**more):
    return {"content": "看了房屋和粮食。", "on": "2026-10-15", "mode": "home", "uuid": str(uuid.uuid4()), **more}


def jpeg(colour="green", size=(40, 30)):
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG")
    data.seek(0)
    data.name = "院子.jpg"
    return data


def url(family):
    return f"{NEW}?household={family.pk}"


def test_one_visit_closes_the_duty_and_offers_the_next_household(owed, signed_in):
    client, family = signed_in("cadre"), monitored(owed)
    answer = client.post(url(family), typed(wish_text="冬被一床", hardship="屋后排水沟堵了", photos=[jpeg()]), follow=True)
    row = Visit.objects.get()
    assert row.by == owed.cadre
    assert Duty.objects.get(deed_id=row.pk).subject_id == family.pk
    assert Wish.objects.filter(household=family, item="冬被一床").exists()
    assert row.photos.count() == 1
    page = answer.content.decode()
    assert "本期的每月走访完成了" in page
    assert "下一户" in page


def test_a_double_click_is_one_visit_with_one_photo(owed, signed_in):
    client, family, once = signed_in("cadre"), monitored(owed), typed()
    for _click in (1, 2):
        answer = client.post(url(family), {**once, "photos": [jpeg()]})
        assert answer.status_code == 302
    assert Visit.objects.get().photos.count() == 1


def test_the_same_number_with_other_words_is_refused_and_keeps_what_was_typed(owed, signed_in):
    client, family, once = signed_in("cadre"), monitored(owed), typed()
    client.post(url(family), once)
    answer = client.post(url(family), {**once, "content": "另外的话"})
    assert answer.status_code == 200
    assert "另外的话" in answer.content.decode()
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"content": " "}, "请简单写几句"),
        ({"on": "2026-10-16"}, "这一天还没到"),
        ({"on": "昨天"}, "请填写正确的日期"),
        ({"mode": "broomstick"}, "broomstick"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(owed, signed_in, wrong, said):
    family = monitored(owed)
    answer = signed_in("cadre").post(url(family), typed(hardship="屋后排水沟堵了", wish_text="冬被一床") | wrong)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "屋后排水沟堵了" in page
    assert "冬被一床" in page
    assert not Visit.objects.exists()


def test_a_broken_number_is_replaced(owed, signed_in):
    assert signed_in("cadre").post(url(monitored(owed)), typed(uuid="1")).status_code == 302
    assert Visit.objects.count() == 1


def test_a_bad_photo_is_told_and_costs_no_words(owed, signed_in):
    broken = io.BytesIO(b"GIF89a not a photo")
    broken.name = "x.jpg"
    answer = signed_in("cadre").post(url(monitored(owed)), typed(photos=[broken]), follow=True)
    assert Visit.objects.get().photos.count() == 0
    assert "不是能读的照片" in answer.content.decode()


def test_a_telephone_call_says_that_it_does_not_count(owed, signed_in):
    client = signed_in("cadre")
    assert "入户算完成应做的走访" in client.get(url(monitored(owed))).content.decode()
    answer = client.post(url(monitored(owed)), typed(mode="phone"), follow=True)
    assert "这种方式不算完成应做的走访" in answer.content.decode()
    assert not Duty.objects.exclude(deed_id=None).exists()


def test_several_households_in_one_go(owed, signed_in):
    client = signed_in("cadre")
    families = [monitored(owed), monitored(owed, "laowuchang")]
    answer = client.post(f"{NEW}?many=1", typed(household=[family.pk for family in families]))
    assert answer.status_code == 302
    assert len(set(Visit.objects.values_list("trip", flat=True))) == 1
    assert Visit.objects.count() == Duty.objects.exclude(deed_id=None).count() == 2
    assert client.post(f"{NEW}?many=1", typed()).status_code == 200, "none chosen"
    others = owed.households["other_village", "01"]
    assert client.post(f"{NEW}?many=1", typed(household=[others.pk])).status_code == 200
    assert Visit.objects.count() == 2


def test_an_unfinished_visit_is_offered_again_and_gone_after_saving(owed, signed_in):
    client, family, number = signed_in("cadre"), monitored(owed), uuid.uuid4()
    Draft.objects.create(uuid=number, user=owed.cadre, kind="visit", subject=str(family.pk), body={"content": ["写了一半"]}, updated_at=owed.at)
    page = client.get(url(family)).content.decode()
    assert str(number) in page
    assert "data-restore" in page
    client.post(url(family), typed(uuid=str(number)))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("who", "village", "status"), [
    ("cadre", "fengshuwan", 200), ("captain", "fengshuwan", 200), ("captain", "laowuchang", 404), ("township", "fengshuwan", 200),
    ("township", "gaoping", 404), ("clerk", "gaoping", 200), ("stranger", "gaoping", 404), ("leader", "gaoping", 403),
    ("inspector", "gaoping", 403), ("unit", "gaoping", 403), ("admin", "gaoping", 403),
])  # fmt: skip
def test_who_may_log_where(owed, signed_in, who, village, status):
    client = signed_in(who)
    assert client.get(url(monitored(owed, village))).status_code == status
    answer = client.post(url(monitored(owed, village)), typed())
    assert answer.status_code == (302 if status == 200 else status)


@pytest.mark.parametrize(("who", "read", "change"), [
    ("cadre", 200, 200), ("member", 200, 403), ("township", 200, 200), ("clerk", 200, 200), ("leader", 200, 403),
    ("stranger", 404, 404), ("unit", 403, 403), ("admin", 403, 403),
])  # fmt: skip
def test_who_may_read_and_change(owed, signed_in, who, read, change):
    row = visit(owed, monitored(owed), owed.on)
    photo = actions.add_photo(visit=row, data=jpeg().getvalue(), by=owed.cadre, at=owed.at, uuid=uuid.uuid4())
    client = signed_in(who)
    assert client.get(f"/visits/{row.pk}/").status_code == read
    assert client.get(f"/visits/photos/{photo.uuid}/").status_code == read
    assert client.get(f"/visits/{row.pk}/edit/").status_code == change
    assert client.get(f"/visits/{row.pk}/void/").status_code == change


def edited(row, **more):
    return {"content": row.content, "on": "2026-10-15", "mode": "home", "version": row.version, **more}


def test_an_edit_keeps_what_stood_before(owed, signed_in):
    row = visit(owed, monitored(owed), owed.on)
    client = signed_in("cadre")
    answer = client.post(f"/visits/{row.pk}/edit/", edited(row, content="改过的话"), follow=True)
    page = answer.content.decode()
    assert "改过的话" in page
    assert "家里都好" in page, "what stood before is shown"


def test_a_stale_edit_shows_the_difference_and_keeps_what_was_typed(owed, signed_in):
    row = visit(owed, monitored(owed), owed.on)
    facts = actions.Facts(on=owed.on, mode="home", content="乡镇改的话")
    actions.edit(visit=row, version=1, facts=facts, by=owed.township, at=owed.at, today=owed.on)
    client = signed_in("cadre")
    page = client.post(f"/visits/{row.pk}/edit/", edited(row, content="我改的话", version=1)).content.decode()
    assert "张明远刚才也改过" in page
    assert "乡镇改的话" in page
    assert "我改的话" in page
    assert client.post(f"/visits/{row.pk}/edit/", edited(row, content="我改的话", version=2)).status_code == 302


def test_withdrawing_asks_why(owed, signed_in):
    row = visit(owed, monitored(owed), owed.on)
    client = signed_in("cadre")
    assert client.post(f"/visits/{row.pk}/void/", {"reason": ""}).status_code == 200
    page = client.post(f"/visits/{row.pk}/void/", {"reason": "记错户了"}, follow=True).content.decode()
    assert "已作废" in page
    assert "记错户了" in page
    assert client.post(f"/visits/{row.pk}/void/", {"reason": "再来"}).status_code == 200


def test_the_list_is_narrowed_by_its_address(owed, signed_in):
    visit(owed, monitored(owed), D(2026, 10, 9), hardship="缺柴火")
    visit(owed, monitored(owed, "gaoping"), D(2026, 9, 9), by=owed.clerk, mode="phone")
    client = signed_in("clerk")
    for query, n in [
        ("", 1), ("all=1", 2), ("hardship=on", 1), ("mode=phone", 1), ("since=2026-10-01", 1), ("until=2026-09-30", 1), (f"person={owed.clerk.pk}", 1),
        (f"area={owed.longtan.path}", 1), ("q=枫长林", 1), ("q=缺柴", 1), ("q=陈文静", 1), ("q=没有这个", 0), ("since=x&page=z", 2),
    ]:  # fmt: skip
        assert client.get(f"/visits/?{query}").context["total"] == n, query


def test_a_theme_stands_on_the_form_with_its_questions(owed, signed_in):
    clerk = signed_in("clerk")
    theme = {"title": "冬季保暖", "tip": "看看被褥", "questions": "被褥够不够？\n用电安全吗？"}
    assert clerk.post("/visits/themes/2026-10/", theme).status_code == 302
    assert clerk.post("/visits/themes/2026-11/", theme | {"questions": "一\n二\n三\n四"}).status_code == 200
    assert clerk.get("/visits/themes/2026-Q4/").status_code == 404
    client, family = signed_in("cadre"), monitored(owed)
    assert client.get("/visits/themes/2026-10/").status_code == 403
    assert "被褥够不够？" in client.get(url(family)).content.decode()
    client.post(url(family), typed(answer_q1="够了"))
    assert Visit.objects.get().answers == {"q1": "够了"}
    assert MonthTheme.objects.get().visits.count() == 1


def test_assistance_days_of_a_year_and_who_went(owed, signed_in):
    clerk = signed_in("clerk")
    page = clerk.get("/visits/days/?year=2026")
    held = [day.held for _month, days in page.context["months"] for day in days]
    assert D(2026, 10, 8) in held, "1 October is a holiday"
    assert D(2026, 10, 15) in held
    visit(owed, monitored(owed), D(2026, 10, 15))
    seen = clerk.get("/visits/days/2026-10-15/").context
    assert (seen["n_all"], seen["n_went"]) == (1, 1)
    assert clerk.post("/visits/days/2026-11-16/move/", {"moved_to": "2026-11-20", "reason": ""}).status_code in (200, 404)
    assert clerk.post("/visits/days/2026-10-15/move/", {"moved_to": "", "reason": "大雪封路"}).status_code == 302
    assert AssistanceDayMove.objects.get().moved_to is None
    assert clerk.get("/visits/days/2026-10-15/").status_code == 404
    assert clerk.get("/visits/days/nonsense/").status_code == 404


@pytest.mark.parametrize("path", ["/visits/", "/todo/", NEW, "/visits/of-household/{household}/", "/duties/"])
def test_pages_read_no_more_for_more_rows(owed, signed_in, path):
    family = monitored(owed)
    client = signed_in("cadre")
    path = path.format(household=family.pk)
    visit(owed, family, D(2026, 10, 9))
    client.get(path)
    counted = []
    for _size in (1, 2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        counted.append(len(seen.captured_queries))
        for n in range(6):
            visit(owed, family, D(2026, 10, 10), content=f"第 {n} 次")
    assert counted[0] == counted[1]
    assert counted[0] <= 15
