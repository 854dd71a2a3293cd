"""What is owed for points: the decision on a record, the answer to an objection; by whom it may be done, until when."""

import datetime as dt

import pytest

from accounts.access import viewer_for
from accounts.models import Grant
from accounts.roles import Role
from duties.models import Duty
from notifications.models import Notice
from policies import keys
from tests.cast import SINCE
from tests.wishes.shop.factories import ON, approved, at, give, now, recorded, set_rule
from wishes.shop import actions
from wishes.shop.models import Score
from wishes.shop.models.score import APPROVAL, OBJECTION
from wishes.shop.queries.turns import turns_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def family(cast):
    return cast.households["fengshuwan", "01"]


def duty(kind, score) -> Duty:
    return Duty.objects.of(kind).get(subject_id=score.pk)


def held(cast, family, by=None):
    score = approved(cast, family)
    objection = actions.object_to(score=score, text="没有参加。", **now(by or cast.member, ON, 12))
    score.refresh_from_db()
    return score, objection


def test_the_decision_is_owed_to_nobody_by_name_within_three_workdays(cast, family):
    """15 October 2026 is a Thursday: Friday, Monday, Tuesday."""
    row = duty(APPROVAL, recorded(cast, family))
    assert (row.bearer, row.opens_on, row.due_on, row.overdue_from) == (None, ON, dt.date(2026, 10, 20), dt.date(2026, 10, 21))
    assert (row.path, row.title) == (family.path, Score.objects.get().no)


def test_the_last_day_follows_the_rule_and_skips_the_national_days(cast, family):
    set_rule(cast, keys.POINTS_APPROVE_WORKDAYS, 5)
    on = dt.date(2026, 9, 28)
    assert duty(APPROVAL, recorded(cast, family, on=on)).due_on == dt.date(2026, 10, 10), "29, 30 September, 8, 9, and the worked Saturday"


@pytest.mark.parametrize("deed", ["approve", "refuse"])
def test_whoever_decides_closes_it_however_late(cast, family, deed):
    score, late = recorded(cast, family), ON + 30 * DAY
    told = now(cast.township, late)
    if deed == "approve":
        actions.approve(scores=[score], **told)
    else:
        actions.refuse(score=score, reason="没有依据。", **told)
    row = duty(APPROVAL, score)
    assert (row.done_on, row.done_by, row.deed_kind, row.deed_id) == (late, cast.township, "shop.score", score.pk)


def test_an_adjustment_is_owed_a_decision_as_well(cast, family):
    score = actions.adjust(household=family, points=20, reason="老存折。", **now(cast.captain))
    assert duty(APPROVAL, score).done_on is None
    actions.approve(scores=[score], **now(cast.clerk))
    assert duty(APPROVAL, score).done_on == ON


def test_what_is_taken_back_is_owed_no_decision(cast, family):
    score = recorded(cast, family)
    actions.take_back(score=score, **now(cast.captain))
    row = duty(APPROVAL, score)
    assert row.done_on is None and row.exempted_at and row.exempted_by == cast.captain and row.exempt_reason


def test_what_could_not_be_approved_stays_owed(cast, family):
    """Of many, one's own stays owed: its duty is not closed with the others."""
    other = cast.households["fengshuwan", "02"]
    own, theirs = recorded(cast, family, by=cast.township), recorded(cast, other)
    actions.approve(scores=[own, theirs], **now(cast.township))
    assert duty(APPROVAL, own).done_on is None and duty(APPROVAL, theirs).done_on == ON


@pytest.mark.parametrize("is_right", [True, False])
def test_an_objection_is_owed_an_answer_within_five_workdays(cast, family, is_right):
    score, objection = held(cast, family)
    row = duty(OBJECTION, score)
    assert (row.bearer, row.opens_on, row.due_on, row.slot) == (None, ON, dt.date(2026, 10, 22), str(objection.pk))
    actions.decide_objection(objection=objection, is_right=is_right, answer="核实过。", **now(cast.township, ON + DAY))
    row = duty(OBJECTION, score)
    assert (row.done_on, row.done_by, row.deed_kind, row.deed_id) == (ON + DAY, cast.township, "shop.objection", objection.pk)


def test_a_second_objection_is_owed_its_own_answer(cast, family):
    score, objection = held(cast, family)
    actions.decide_objection(objection=objection, is_right=False, answer="核实过。", **now(cast.township))
    score.refresh_from_db()
    actions.object_to(score=score, text="还是没有。", **now(cast.member))
    assert [bool(row.done_on) for row in Duty.objects.of(OBJECTION).order_by("pk")] == [True, False]


def test_many_records_cost_few_statements(cast, django_assert_max_num_queries):
    from wishes.shop.actions import owing

    rows = [recorded(cast, family, item) for family in cast.households.values() if not family.path.startswith("439002") for item in ("clean", "volunteer")]
    Duty.objects.all().delete()
    with django_assert_max_num_queries(12):
        assert owing.open_approvals(rows, at=at()) == 12
    with django_assert_max_num_queries(1):
        assert owing.close_approvals(rows, by=cast.clerk, on=ON) == 12


def test_the_ledger_and_the_lists_agree_and_gaps_are_filled(cast, family):
    """Rows that came in beside the deeds are owed at night; twice changes nothing."""
    other = cast.households["fengshuwan", "02"]
    actions.take_back(score=recorded(cast, other, "thought"), **now(cast.captain))
    score, objection = held(cast, family)
    assert score.pk != objection.pk, "else one number might stand for the other"
    waiting = recorded(cast, other)
    approved(cast, other, "volunteer")
    Duty.objects.all().delete()
    assert actions.align(at=at()) == 2 and actions.align(at=at()) == 0
    assert set(Duty.objects.of(APPROVAL).open().values_list("subject_id", flat=True)) == {waiting.pk}
    assert set(Duty.objects.of(OBJECTION).open().values_list("subject_id", flat=True)) == {score.pk}


# --- whose turn it is ------------------------------------------------------------------------------------------------------
def test_only_who_may_decide_is_asked_and_never_the_recorder(cast, family, viewer_of):
    recorded(cast, family)
    recorded(cast, cast.households["fengshuwan", "02"], by=cast.township)
    held(cast, cast.households["gaoping", "01"], by=cast.clerk)
    found = {who: turns_of(viewer_of(who), on=ON) for who in cast.users}
    assert (found["township"].n, found["township"].n_objections) == (1, 0), "one of two is his own, the objection is another township's"
    assert (found["clerk"].n, found["clerk"].n_objections) == (2, 1)
    assert not any(one.n or one.n_objections for who, one in found.items() if who not in ("township", "clerk"))


def test_late_is_counted_from_the_ledger(cast, family):
    recorded(cast, family)
    held(cast, cast.households["fengshuwan", "02"])
    on = dt.date(2026, 10, 21)
    one = turns_of(viewer_for(cast.township, on), on=on)
    assert (one.n, one.n_late, one.n_objections, one.n_objections_late) == (1, 1, 1, 0)
    one = turns_of(viewer_for(cast.township, ON + 8 * DAY), on=ON + 8 * DAY)
    assert one.n_objections_late == 1


def test_the_todo_page_leads_to_exactly_these_rows(cast, family, signed_in):
    recorded(cast, family)
    recorded(cast, cast.households["fengshuwan", "02"], by=cast.township)
    held(cast, cast.households["laowuchang", "01"], by=cast.clerk)
    client = signed_in("township")
    answer = client.get("/todo/")
    rows = {str(row["title"]): row for row in answer.context["queue"]}
    for title, view in (("待批准积分", "waiting"), ("积分异议", "objections")):
        row = rows[title]
        assert row["url"] == f"/wishes/shop/points/?view={view}&turn=mine"
        page = client.get(row["url"])
        assert page.context["total"] == row["n"] == 1
    assert "我来办理" in page.content.decode(), "the filter is said on a chip"
    for who in ("captain", "cadre", "leader"):
        assert "待批准积分" not in signed_in(who).get("/todo/").content.decode()
    actions.approve(scores=[Score.objects.get(household=family)], **now(cast.township))
    assert "待批准积分" not in client.get("/todo/").content.decode()


def test_the_filter_of_ones_turn_is_nobodys_who_decides_nothing(cast, family, signed_in):
    recorded(cast, family)
    page = signed_in("captain").get("/wishes/shop/points/?turn=mine")
    assert page.context["total"] == 1 and "由谁办理" not in page.content.decode()


def test_the_record_says_until_when_it_is_to_be_decided(cast, family, signed_in):
    score, client = recorded(cast, family), signed_in("captain")
    url = f"/wishes/shop/points/{score.pk}/"
    assert "10月20日前办结。" in client.get(url).content.decode()
    Duty.objects.update(due_on=ON - DAY, overdue_from=ON)
    assert "超 1 天" in client.get(url).content.decode()
    actions.approve(scores=[score], **now(cast.township))
    assert "前办结" not in client.get(url).content.decode()
    actions.object_to(score=score, text="没有参加。", **now(cast.member))
    assert "10月22日前办结。" in client.get(url).content.decode()


# --- reminders -------------------------------------------------------------------------------------------------------------
def notices():
    return sorted(Notice.objects.filter(kind="shop.waiting").values_list("to__username", flat=True))


def test_the_nearest_office_hears_once_a_day_and_not_before_the_eve(cast, family):
    recorded(cast, family)
    eve = dt.date(2026, 10, 19)
    assert actions.remind_offices(on=eve - DAY, at=at(eve - DAY)) == 0
    assert actions.remind_offices(on=eve, at=at(eve)) == 1 and notices() == ["township"]
    assert actions.remind_offices(on=eve, at=at(eve, 12)) == 0
    one = Notice.objects.get(kind="shop.waiting")
    assert "1 条须在明天前批准" in str(one.title) and one.url == "/wishes/shop/points/?view=waiting&turn=mine"
    assert actions.remind_offices(on=eve + 2 * DAY, at=at(eve + 2 * DAY)) == 1
    assert "1 条逾期未批准" in str(Notice.objects.filter(kind="shop.waiting").latest("pk").title)


def test_where_the_township_recorded_itself_the_county_hears(cast, family):
    recorded(cast, family, by=cast.township)
    late = ON + 10 * DAY
    assert actions.remind_offices(on=late, at=at(late)) == 1 and notices() == ["clerk"]
    Grant.objects.create(
        user=cast.member, role=Role.TOWNSHIP, region=cast.longtan, path=cast.longtan.path, opened_on=SINCE, opened_by=cast.admin
    )
    assert actions.remind_offices(on=late + DAY, at=at(late + DAY)) == 1 and notices() == ["clerk", "member"]


def test_objections_are_told_and_lead_to_their_list(cast, family):
    held(cast, family)
    late = ON + 8 * DAY
    actions.remind_offices(on=late, at=at(late))
    one = Notice.objects.get(kind="shop.waiting")
    assert "1 条异议待核实" in str(one.title) and one.url.endswith("?view=objections&turn=mine")


def test_what_is_decided_is_told_to_nobody(cast, family):
    give(cast, family, 20)
    late = ON + 30 * DAY
    assert actions.remind_offices(on=late, at=at(late)) == 0
