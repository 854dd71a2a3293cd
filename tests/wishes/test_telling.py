"""Who hears of what happens to a wish; no title carries anything of the family; twice tells nobody twice."""

import pytest

from accounts.models import Grant
from accounts.roles import Role
from notifications.models import Notice
from tests.wishes.making import D, asked, at_noon, checked, claimed, collected, delivered, fresh, when
from wishes import actions
from wishes.models import Wish

pytestmark = pytest.mark.django_db
ITEM = "给枫长林买一床棉被"


def told(kind, **more):
    return sorted(Notice.objects.filter(kind=f"wishes.{kind}", **more).values_list("to__username", flat=True))


def test_sent_back_to_whoever_collected_it(cast):
    wish = collected(cast)
    actions.send_back(wish=wish, version=1, reason="多大的棉被？", **when(cast.township, D(2026, 9, 16)))
    assert told("sent_back") == ["cadre"]
    notice = Notice.objects.get()
    assert notice.title == f"请修改：心愿 {wish.no}（生活用品）" and notice.body == "多大的棉被？" and notice.url == f"/wishes/{wish.pk}/"


def test_routed_to_the_unit(cast):
    actions.check(wishes=[collected(cast)], unit=cast.backing_unit, **when(cast.township, D(2026, 9, 18)))
    assert told("routed") == ["unit"]


def test_promised_office_collector_and_helper_hear_it(cast):
    wish = checked(cast, by=cast.captain)
    claimed(cast, wish=wish)
    assert told("claimed") == ["cadre", "captain", "township"], "not who promised it himself"
    assert "2026年10月19日" in Notice.objects.filter(kind="wishes.claimed").first().title or "10月19日" in Notice.objects.filter(kind="wishes.claimed").first().title


def test_the_county_hears_it_where_no_township_does(cast):
    Grant.objects.filter(role=Role.TOWNSHIP).delete()
    wish = actions.check(wishes=[collected(cast)], **when(cast.clerk, D(2026, 9, 18)))[0]
    claimed(cast, wish=wish)
    assert "clerk" in told("claimed")


def test_timed_out_giver_and_office_hear_it(cast):
    claimed(cast)
    for _time in (1, 2):
        actions.time_out_claims(on=D(2026, 10, 20), at=at_noon(D(2026, 10, 20)))
    assert told("over") == ["cadre", "township", "unit"]
    assert "超时" in Notice.objects.filter(kind="wishes.over").first().title


def test_given_back_by_the_office_the_giver_hears_it(cast):
    actions.release(claim=claimed(cast), reason="单位说买不到", **when(cast.township, D(2026, 9, 22)))
    assert told("over") == ["cadre", "unit"]


def test_delivered_and_thanked(cast):
    asked(cast)
    assert told("delivered") == ["cadre"]
    assert told("thanks") == ["unit"]
    assert Notice.objects.get(kind="wishes.thanks").title.endswith("已回访：满意")


def test_written_down_by_the_office_the_giver_hears_of_the_delivery(cast):
    actions.deliver(wish=claimed(cast).wish, **when(cast.township, D(2026, 9, 28)))
    assert told("delivered") == ["cadre", "unit"]


def test_off_the_list_its_collector_hears_it(cast):
    first, second = collected(cast), collected(cast, item="棉被")
    actions.merge(wish=second, into=first, **when(cast.township, D(2026, 9, 16)))
    actions.cannot(wishes=first, reason="太贵", told="当面", **when(cast.township, D(2026, 9, 16)))
    titles = list(Notice.objects.filter(kind="wishes.ended").order_by("pk").values_list("title", flat=True))
    assert len(titles) == 2 and "合并" in titles[0] and "不能办" in titles[1]


def test_no_title_says_whose_it_is_nor_what_it_is(cast):
    wish = actions.check(wishes=[collected(cast, item=ITEM)], masked=True, unit=cast.backing_unit, **when(cast.township, D(2026, 9, 18)))[0]
    held = claimed(cast, wish=wish)
    actions.release(claim=held, reason="买不到", **when(cast.unit, D(2026, 9, 22)))
    wish = claimed(cast, wish=fresh(wish), on=D(2026, 9, 23)).wish
    actions.deliver(wish=wish, **when(cast.unit, D(2026, 9, 28)))
    actions.revisit(wish=wish, answer="mostly", missing="枫长林还差枕头", **when(cast.cadre, D(2026, 10, 8)))
    actions.remind_offices(on=D(2026, 10, 8), at=at_noon(D(2026, 10, 8)))
    assert Notice.objects.count() > 5
    family = wish.household
    for notice in Notice.objects.all():
        for secret in (family.head_name, "棉被", "枕头", family.no, family.phone, "枫树湾"):
            assert secret not in notice.title + notice.body + notice.url, notice.title


def test_every_morning_the_office_hears_what_waits(cast):
    collected(cast, on=D(2026, 9, 15))
    collected(cast, item="书包", on=D(2026, 9, 16))
    collected(cast, item="鞋", on=D(2026, 9, 18))
    collected(cast, item="书包", village="gaoping", by=cast.clerk)
    night, day = at_noon(D(2026, 9, 19)), D(2026, 9, 19)
    assert actions.remind_offices(on=day, at=night) == 2
    assert Notice.objects.get(kind="wishes.waiting", to=cast.township).title == "微心愿：1 个审核已逾期、1 个明天前要审核"
    assert Notice.objects.get(kind="wishes.waiting", to=cast.clerk).title == "微心愿：1 个审核已逾期", "石门乡 has no office of its own"
    assert actions.remind_offices(on=day, at=night) == 0


def test_what_nobody_promised_in_its_round_is_told_once(cast):
    checked(cast)
    night = D(2026, 9, 26)
    actions.time_out_claims(on=night, at=at_noon(night))
    assert actions.remind_offices(on=night, at=at_noon(night)) == 1
    assert Notice.objects.get(kind="wishes.waiting").title == "微心愿：1 个本轮无人认领"
    assert actions.remind_offices(on=D(2026, 9, 27), at=at_noon(D(2026, 9, 27))) == 0
    assert Wish.objects.get().priority == 1


def test_the_tasks_do_what_the_timetable_says(cast):
    from wishes.tasks import remind, time_out

    delivered(cast)
    checked(cast, item="书包")
    assert time_out() == "0 promises timed out, 1 wishes in a new round, 0 families with another helper"
    assert remind() == "1 notices"
