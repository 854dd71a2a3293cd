"""The ledger: recorded by one, approved by another, posted, counted; deductions, corrections, adjustments, what runs out."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import JournalEntry
from common import addonly
from notifications.models import Notice
from policies import keys
from tests.wishes.shop.factories import (
    ON,
    a_good,
    a_shop,
    approved,
    at,
    balance,
    give,
    ledger_sum,
    now,
    photo,
    recorded,
    set_rule,
)
from wishes.shop import actions
from wishes.shop.actions import refusals as no
from wishes.shop.models import Account, Entry, Score
from wishes.shop.queries.ledger import booklet, standing_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def family(cast):
    return cast.households["fengshuwan", "01"]


def test_w12_by_the_deeds(cast, family):
    """+20 +10 +20 −15 −15 = 20 by the county's own table; redeeming 21 is refused, 20 is not."""
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    for n, item in enumerate(["volunteer", "clean", "volunteer", "deduct_waste", "deduct_custom"]):
        approved(cast, family, item, ON, done_on=ON - n * DAY)
    assert balance(family) == 20
    shop = a_shop(cast)
    good = a_good(cast, shop, points=1, stock=30)
    with pytest.raises(no.TooFewPoints, match="20"):
        actions.exchange(shop=shop, household=family, pieces={good.pk: 21}, uuid=uuid.uuid4(), **now(cast.captain))
    assert balance(family) == 20
    actions.exchange(shop=shop, household=family, pieces={good.pk: 20}, uuid=uuid.uuid4(), **now(cast.captain))
    assert balance(family) == 0


def test_points_count_only_after_they_were_on_the_board(cast, family):
    score = approved(cast, family)
    assert (score.approved_on, score.counts_on, score.posted_until) == (ON, ON + 5 * DAY, ON + 4 * DAY)
    assert balance(family) == 0 and standing_of(family, ON).posted == 10
    actions.count_points(on=ON + 4 * DAY, at=at(ON + 4 * DAY))
    assert balance(family) == 0 and score.state(ON + 4 * DAY) == "posted"
    assert standing_of(family, ON + 5 * DAY).balance == 10, "even before the night's work is done"
    assert actions.count_points(on=ON + 5 * DAY, at=at(ON + 5 * DAY)) == (1, 0)
    assert balance(family) == 10 and score.state(ON + 5 * DAY) == "counted"
    assert actions.count_points(on=ON + 5 * DAY, at=at(ON + 5 * DAY)) == (0, 0), "twice is once"


def test_whoever_recorded_does_not_approve(cast, family):
    score = recorded(cast, family, by=cast.township)
    with pytest.raises(no.OwnRecord):
        actions.approve(scores=[score], **now(cast.township))
    with pytest.raises(no.OwnRecord):
        actions.refuse(score=score, reason="不实", **now(cast.township))
    score.decided_by = cast.township
    with pytest.raises(ValidationError, match="score_decided_by_another"):
        score.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        score.save()


def test_many_are_approved_at_once_but_not_ones_own(cast):
    mine = recorded(cast, cast.households["fengshuwan", "01"], by=cast.township)
    others = [recorded(cast, household, "volunteer") for household in cast.in_village("fengshuwan")]
    made = actions.approve(scores=[mine, *others], **now(cast.township))
    assert {score.pk for score in made.scores} == {score.pk for score in others}
    assert (made.n_own, made.n_decided) == (1, 0)
    again = [recorded(cast, cast.households["laowuchang", "01"]), others[0]]
    made = actions.approve(scores=again, **now(cast.township))
    assert (len(made.scores), made.n_decided) == (1, 1)
    with pytest.raises(no.DecidedAlready):
        actions.approve(scores=others, **now(cast.township))


def test_many_cost_few_statements(cast, django_assert_max_num_queries):
    few = [recorded(cast, household) for household in cast.in_village("laowuchang")]
    with django_assert_max_num_queries(32):
        actions.approve(scores=few, **now(cast.township))
    many = [recorded(cast, h, item) for h in cast.in_village("fengshuwan") for item in ("clean", "thought", "volunteer")]
    with django_assert_max_num_queries(32):
        actions.approve(scores=many, **now(cast.township))


def test_refused_with_a_reason_and_told(cast, family):
    score = recorded(cast, family)
    with pytest.raises(no.ReasonMissing):
        actions.refuse(score=score, reason=" ", **now(cast.clerk))
    actions.refuse(score=score, reason="当天没有评比。", **now(cast.clerk))
    score.refresh_from_db()
    assert score.state(ON) == "refused" and not Entry.objects.exists()
    assert Notice.objects.filter(to=cast.captain, kind="shop.refused").count() == 1
    recorded(cast, family)  # may be written down again


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"item": "nosuch"}, no.ItemUnknown),
        ({"proof": "  "}, no.ProofMissing),
        ({"proof": "长" * 201}, no.TextTooLong),
        ({"done_on": ON + DAY}, no.DayToCome),
        ({"done_on": ON - 400 * DAY}, no.DayTooOld),
        ({"times": 0}, no.WrongTimes),
        ({"times": 10}, no.WrongTimes),
    ],
)
def test_a_record_that_cannot_be(cast, family, changed, refusal):
    with pytest.raises(refusal):
        recorded(cast, family, **changed)
    assert not Score.objects.exists()


def test_the_same_item_of_a_day_is_recorded_once(cast, family):
    recorded(cast, family, "volunteer", times=2)
    assert Score.objects.get().points == 40
    with pytest.raises(no.ScoredAlready):
        recorded(cast, family, "volunteer")
    recorded(cast, family, "volunteer", done_on=ON - DAY)


def test_the_same_form_twice_is_one_record(cast, family):
    number = uuid.uuid4()
    first = recorded(cast, family, uuid=number)
    assert recorded(cast, family, uuid=number) == first
    with pytest.raises(no.SentBefore):
        recorded(cast, family, uuid=number, proof="别的话")


def test_one_item_for_many_households_leaves_out_those_who_have_it(cast):
    one, two = cast.in_village("fengshuwan")
    recorded(cast, one)
    told = {"item": "clean", "proof": "村里评比。", "done_on": ON, "uuid": uuid.uuid4()}
    made = actions.record_item(households=[one, two], **told, **now(cast.member))
    assert [score.household for score in made.scores] == [two] and made.known == [one]
    again = actions.record_item(households=[one, two], **told, **now(cast.member))
    assert again.scores == made.scores and Score.objects.count() == 2
    with pytest.raises(no.NobodyChosen):
        actions.record_item(households=[], **told, **now(cast.member))


def test_the_table_of_the_day_on_which_it_was_done_decides(cast, family):
    table = [{**row, "points": 30 if row["code"] == "clean" else row["points"]} for row in keys.POINT_ITEMS.default]
    set_rule(cast, keys.POINT_ITEMS, table, since=ON)
    assert recorded(cast, family, done_on=ON - DAY).points == 10
    assert recorded(cast, family).points == 30


def test_a_closed_household_gets_no_points(cast, family):
    family.closed_on = ON
    family.save()
    with pytest.raises(no.HouseholdLeft):
        recorded(cast, family)


def test_the_office_hears_once_a_day_that_something_waits(cast):
    for household in cast.in_village("fengshuwan"):
        recorded(cast, household)
    assert Notice.objects.filter(to=cast.township, kind="shop.to_approve").count() == 1
    assert not Notice.objects.filter(to=cast.clerk).exists(), "the township is nearer"
    assert all("枫长林" not in notice.title for notice in Notice.objects.all())


# --- objections -------------------------------------------------------------------------------------------------
def test_an_objection_holds_the_points_until_it_is_decided(cast, family):
    score = approved(cast, family)
    objection = actions.object_to(score=score, text="那天她家院子没有打扫。", **now(cast.member, ON + DAY))
    assert Notice.objects.filter(to=cast.township, kind="shop.objection").count() == 1
    actions.count_points(on=ON + 6 * DAY, at=at(ON + 6 * DAY))
    assert balance(family) == 0, "held past the end of the posting"
    score.refresh_from_db()
    assert score.state(ON + 6 * DAY) == "held"
    with pytest.raises(no.ObjectionOpen):
        actions.object_to(score=score, text="又一条", **now(cast.member, ON + DAY))
    actions.decide_objection(objection=objection, is_right=False, answer="照片和邻居都证明打扫过。", **now(cast.township, ON + 7 * DAY))
    score.refresh_from_db()
    assert score.counts_on == ON + 7 * DAY and balance(family) == 10
    assert [(row.why, row.points) for row in Entry.objects.order_by("pk")] == [("", 10), ("held", -10), ("upheld", 10)]


def test_decided_in_time_the_posting_ends_when_it_would_have_ended(cast, family):
    score = approved(cast, family)
    objection = actions.object_to(score=score, text="不实", **now(cast.member, ON + DAY))
    actions.decide_objection(objection=objection, is_right=False, answer="属实。", **now(cast.township, ON + 2 * DAY))
    score.refresh_from_db()
    assert score.counts_on == ON + 5 * DAY and score.state(ON + 2 * DAY) == "posted"
    second = actions.object_to(score=score, text="还是不实", **now(cast.member, ON + 3 * DAY))
    actions.decide_objection(objection=second, is_right=True, answer="查实确有出入。", **now(cast.clerk, ON + 4 * DAY))
    actions.count_points(on=ON + 9 * DAY, at=at(ON + 9 * DAY))
    score.refresh_from_db()
    assert score.state(ON + 9 * DAY) == "withdrawn" and balance(family) == 0 and ledger_sum(family, ON + 9 * DAY) == 0


def test_an_objection_is_not_decided_by_whoever_recorded_the_points(cast, family):
    score = recorded(cast, family, by=cast.township)
    actions.approve(scores=[score], **now(cast.clerk))
    objection = actions.object_to(score=score, text="不实", **now(cast.member))
    told = {"objection": objection, "is_right": False, "answer": "属实"}
    with pytest.raises(no.OwnRecord):
        actions.decide_objection(**told, **now(cast.township))
    with pytest.raises(no.ReasonMissing):
        actions.decide_objection(**told | {"answer": ""}, **now(cast.clerk))
    actions.decide_objection(**told, **now(cast.clerk))
    with pytest.raises(no.ObjectionDecided):
        actions.decide_objection(**told, **now(cast.clerk))


def test_nobody_objects_to_what_is_not_on_the_board(cast, family):
    score = recorded(cast, family)
    with pytest.raises(no.NotOnTheBoard):
        actions.object_to(score=score, text="不实", **now(cast.member))
    actions.approve(scores=[score], **now(cast.clerk))
    with pytest.raises(no.NotOnTheBoard):
        actions.object_to(score=score, text="不实", **now(cast.member, ON + 5 * DAY))


def test_a_deduction_objected_to_and_upheld_is_taken_once(cast, family):
    give(cast, family, 20)
    score = approved(cast, family, "deduct_waste")
    objection = actions.object_to(score=score, text="不是他家倒的。", **now(cast.member))
    actions.decide_objection(objection=objection, is_right=False, answer="监控可见。", **now(cast.clerk))
    actions.count_points(on=ON + 5 * DAY, at=at(ON + 5 * DAY))
    assert balance(family) == 5 == ledger_sum(family, ON + 5 * DAY)


# --- deductions and corrections -----------------------------------------------------------------------------------
def test_a_deduction_takes_what_is_there_and_says_so(cast, family):
    give(cast, family, 10)
    approved(cast, family, "deduct_waste")
    actions.count_points(on=ON + 5 * DAY, at=at(ON + 5 * DAY))
    assert balance(family) == 0 == ledger_sum(family, ON + 5 * DAY)
    rest = Entry.objects.get(why="remitted")
    assert (rest.kind, rest.points, rest.of.points) == ("deduct", 5, -15)
    assert JournalEntry.objects.get(verb="points_remitted").detail["points"] == 5
    assert [line.balance for line in booklet(Account.objects.get(), ON + 5 * DAY)] == [0, 15, 10]


def test_a_remitted_deduction_that_was_wrong_gives_back_what_it_took(cast, family):
    give(cast, family, 10)
    score = approved(cast, family, "deduct_waste")
    actions.count_points(on=ON + 5 * DAY, at=at(ON + 5 * DAY))
    actions.correct(score=score, reason="弄错了人家。", **now(cast.clerk, ON + 6 * DAY))
    assert balance(family) == 10 == ledger_sum(family, ON + 6 * DAY)


def test_a_record_that_counts_is_corrected_by_a_row_of_the_other_sign(cast, family):
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    score = approved(cast, family)
    with pytest.raises(no.ReasonMissing):
        actions.correct(score=score, reason="", **now(cast.clerk))
    with pytest.raises(no.OwnRecord):
        actions.correct(score=score, reason="错了", **now(cast.captain))
    actions.correct(score=score, reason="记到了别家。", **now(cast.clerk))
    score.refresh_from_db()
    assert score.state(ON) == "withdrawn" and balance(family) == 0
    assert [(row.kind, row.points, row.why) for row in Entry.objects.order_by("pk")] == [("earn", 10, ""), ("earn", -10, "corrected")]
    with pytest.raises(no.NotCounted):
        actions.correct(score=score, reason="再来", **now(cast.clerk))


def test_points_spent_already_are_not_owed(cast, family):
    set_rule(cast, keys.POINTS_PUBLICITY_DAYS, 0)
    score = approved(cast, family)
    shop = a_shop(cast)
    good = a_good(cast, shop, points=8)
    actions.exchange(shop=shop, household=family, pieces={good.pk: 1}, uuid=uuid.uuid4(), **now(cast.captain))
    actions.correct(score=score, reason="记错。", **now(cast.clerk))
    assert balance(family) == 0 == ledger_sum(family, ON)
    assert Entry.objects.get(why="remitted").points == 8


def test_an_adjustment_needs_a_reason_another_approver_and_enough_points(cast, family):
    told = {"household": family, **now(cast.captain)}
    with pytest.raises(no.ReasonMissing):
        actions.adjust(points=10, reason="", **told)
    for points in (0, 1001, -1001):
        with pytest.raises(no.NoPoints):
            actions.adjust(points=points, reason="结转", **told)
    with pytest.raises(no.BelowNothing):
        actions.adjust(points=-1, reason="多记", **told)
    score = actions.adjust(points=30, reason="老存折结转。", uuid=uuid.uuid4(), **told)
    assert actions.adjust(points=30, reason="老存折结转。", uuid=score.uuid, **told) == score
    with pytest.raises(no.OwnRecord):
        actions.approve(scores=[score], **now(cast.captain))
    actions.approve(scores=[score], **now(cast.township))
    assert balance(family) == 30, "an adjustment is not posted"


def test_an_adjustment_that_would_go_below_nothing_when_approved_is_refused(cast, family):
    give(cast, family, 10)
    first = actions.adjust(household=family, points=-8, reason="多记", **now(cast.captain))
    second = actions.adjust(household=family, points=-8, reason="又多记", **now(cast.captain))
    actions.approve(scores=[first], **now(cast.clerk))
    with pytest.raises(no.BelowNothing):
        actions.approve(scores=[second], **now(cast.clerk))
    assert balance(family) == 2


def test_taking_back_before_anybody_decided(cast, family):
    score = recorded(cast, family)
    with pytest.raises(no.NotYourRecord):
        actions.take_back(score=score, **now(cast.member))
    actions.take_back(score=score, **now(cast.captain))
    with pytest.raises(no.DecidedAlready):
        actions.approve(scores=[score], **now(cast.clerk))
    score = approved(cast, family)
    with pytest.raises(no.DecidedAlready):
        actions.take_back(score=score, **now(cast.captain))


# --- what runs out ------------------------------------------------------------------------------------------------
def test_points_run_out_first_in_first_out(cast, family):
    set_rule(cast, keys.POINTS_VALID_MONTHS, 12)
    give(cast, family, 20)
    give(cast, family, 10, ON + 30 * DAY)
    shop = a_shop(cast)
    good = a_good(cast, shop, points=1)
    actions.exchange(shop=shop, household=family, pieces={good.pk: 15}, uuid=uuid.uuid4(), **now(cast.captain, ON + 40 * DAY))
    assert standing_of(family, ON + 40 * DAY).runs_out == [(dt.date(2027, 10, 15), 5), (dt.date(2027, 11, 14), 10)]
    eve, day = dt.date(2027, 10, 14), dt.date(2027, 10, 15)
    assert actions.count_points(on=eve, at=at(eve)) == (0, 0)
    assert actions.count_points(on=day, at=at(day)) == (0, 5)
    assert actions.count_points(on=day, at=at(day)) == (0, 0), "twice is once"
    assert balance(family) == 10 == ledger_sum(family, day)
    row = Entry.objects.get(kind="expire")
    assert (row.points, row.why, row.of.points, row.by) == (-5, "out_of_date", 20, None)


def test_without_a_limit_nothing_runs_out(cast, family):
    give(cast, family, 20)
    day = dt.date(2036, 1, 1)
    assert actions.count_points(on=day, at=at(day)) == (0, 0)


# --- the rows ----------------------------------------------------------------------------------------------------------
def test_the_database_refuses_to_change_a_row(cast, family):
    give(cast, family, 20)
    row = Entry.objects.get()
    with pytest.raises(addonly.NeverChanged):
        Entry.objects.filter(pk=row.pk).update(points=40)
    with pytest.raises(addonly.NeverChanged):
        Entry.objects.all().delete()
    row.points = 40
    for deed in (row.save, row.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    for sql in ("UPDATE shop_entry SET points = 40", "DELETE FROM shop_entry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    Entry.objects.update(path="439001102202")  # a village may move to another township
    assert Entry.objects.get().path == "439001102202"
    assert addonly.missing(connection) == []


def test_the_database_refuses_a_balance_below_nothing(cast, family):
    give(cast, family, 20)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(balance=-1)


def test_a_photo_is_kept_without_anything_but_the_picture(cast, family, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    score = recorded(cast, family)
    number = uuid.uuid4()
    told = {"score": score, "by": cast.captain, "at": at()}
    first = actions.add_photo(data=photo(), uuid=number, **told)
    assert actions.add_photo(data=photo(), uuid=number, **told) == first
    with pytest.raises(no.SentBefore):
        actions.add_photo(data=photo("red"), uuid=number, **told)
    actions.add_photo(data=photo("red"), uuid=uuid.uuid4(), **told)
    actions.add_photo(data=photo("blue"), uuid=uuid.uuid4(), **told)
    with pytest.raises(no.TooManyPhotos):
        actions.add_photo(data=photo("black"), uuid=uuid.uuid4(), **told)
