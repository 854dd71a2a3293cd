"""Points of old booklets coming in, accounts and ledger going out and coming in again."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from accounts.access import viewer_for
from common.sheets import read
from duties.models import Duty
from households.models import Household
from notifications.models import Notice
from registers import actions as registers
from registers.export import listing
from registers.models import BatchRow
from tests.journeys.desk import Desk, did, faults
from tests.wishes.shop.factories import ON, a_shop, approved, balance, give, ledger_sum, now
from wishes.shop import actions
from wishes.shop.models import Account, Entry, Score
from wishes.shop.queries.scores import item_word
from wishes.shop.sheets.columns import LEDGER, OPENING

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
OLD = "2026-09-30"


@pytest.fixture
def family(cast):
    return cast.households["fengshuwan", "01"]


def row(household=None, **more):
    told = {"serial": 1, "village": "枫树湾村", "points": "35", "on": OLD, "note": "纸质存折结转"}
    return told | ({"no": household.no, "head": household.head_name} if household else {}) | more


def rows(cast, *points):
    homes = [cast.households[key] for key in (("fengshuwan", "01"), ("fengshuwan", "02"), ("gaoping", "01"))]
    return [row(home, serial=n, points=str(p), village="") for n, (home, p) in enumerate(zip(homes, points, strict=False), 1)]


# --- in ---------------------------------------------------------------------------------------------------------------
def test_a_balance_comes_in_as_an_adjustment_that_waits_for_somebody_else(cast, family):
    batch = Desk(cast.clerk).take("points", [row(family)])
    score = Score.objects.get()
    assert did(batch) == (1, 0, 0) and batch.count("no_shop") == 1, "no shop is open in the village yet"
    assert (score.kind, score.is_opening, score.points, score.done_on, score.proof) == ("adjust", True, 35, dt.date(2026, 9, 30), "纸质存折结转")
    assert score.recorded_by == cast.clerk and score.state(ON) == "waiting" and str(item_word(score)) == "期初积分"
    assert balance(family) == 0 and not Entry.objects.exists(), "nothing counts before somebody else has looked"
    assert Duty.objects.of("points_approval").get().subject_id == score.pk
    assert set(Notice.objects.filter(kind="shop.to_approve").values_list("to__username", flat=True)) == {"township"}


def test_whoever_brought_it_in_cannot_approve_and_somebody_else_does_all_at_once(cast, django_assert_max_num_queries):
    from wishes.shop.actions import refusals

    Desk(cast.clerk).take("points", rows(cast, 35, 20))
    scores = list(Score.objects.all())
    with pytest.raises(refusals.OwnRecord):
        actions.approve(scores=scores, **now(cast.clerk))
    with django_assert_max_num_queries(26):
        actions.approve(scores=scores, **now(cast.township))
    for number, points in (("01", 35), ("02", 20)):
        home = cast.households["fengshuwan", number]
        assert balance(home) == points == ledger_sum(home, ON)
    assert set(Entry.objects.values_list("kind", "counts_on")) == {("adjust", ON)}, "not posted: counts on approval"
    assert not Duty.objects.of("points_approval").open().exists()


def test_a_second_time_changes_nothing_before_and_after_approval(cast):
    desk, file = Desk(cast.clerk), rows(cast, 35, 20, 0)
    assert did(desk.take("points", file)) == (2, 0, 1), "nothing is brought in for a household without points"
    assert did(desk.take("points", file)) == (0, 0, 3)
    actions.approve(scores=list(Score.objects.filter(path=cast.fengshuwan.path)), **now(cast.township))
    assert did(desk.take("points", file)) == (0, 0, 3)
    assert Score.objects.count() == 2 and Entry.objects.count() == 2


def test_other_points_for_the_same_household_are_refused_with_what_stands(cast, family):
    desk = Desk(cast.clerk)
    desk.take("points", [row(family)])
    batch = desk.check("points", [row(family, points="36")])
    assert faults(batch) == [(2, "opening_differs")]
    assert batch.rows.bad().get().kept["params"].items() >= {"points": 35, "day": OLD}.items()
    assert Score.objects.count() == 1


def test_a_refused_balance_may_come_in_anew(cast, family):
    desk = Desk(cast.clerk)
    desk.take("points", [row(family)])
    actions.refuse(score=Score.objects.get(), reason="存折上是 36 分。", **now(cast.township))
    assert did(desk.take("points", [row(family, points="36")])) == (1, 0, 0)
    assert Score.objects.waiting().get().points == 36


def test_the_database_knows_one_opening_a_household(cast, family):
    Desk(cast.clerk).take("points", [row(family)])
    first = Score.objects.get()
    told = {"household": family, "path": family.path, "kind": "adjust", "is_opening": True, "proof": "x", "done_on": ON, "recorded_at": first.recorded_at}
    for wrong in ({"points": 5}, {"points": -5, "household": cast.households["fengshuwan", "02"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Score.objects.create(**told | wrong)


def test_an_opening_lies_before_the_first_row_of_the_ledger(cast, family):
    """Points earned here in October leave room for the booklet of September, not for one of later."""
    give(cast, family, 10)
    desk = Desk(cast.clerk)
    assert faults(desk.check("points", [row(family, on=ON.isoformat())])) == [(2, "ledger_runs")]
    assert did(desk.take("points", [row(family, on=ON.isoformat(), points="10")])) == (0, 0, 1), "says what the ledger says"
    assert did(desk.take("points", [row(family)])) == (1, 0, 0)
    actions.approve(scores=list(Score.objects.waiting()), **now(cast.township))
    assert balance(family) == 45


# --- which household ----------------------------------------------------------------------------------------------------
def test_without_a_number_village_and_head_say_it(cast, family):
    assert did(Desk(cast.clerk).take("points", [row(head="枫长林"), row(head="石大山", village="高坪", serial=2)])) == (2, 0, 0)
    assert set(Score.objects.values_list("household__head_name", flat=True)) == {"枫长林", "石大山"}


def test_two_of_one_name_are_asked_and_the_choice_mends_it(cast, family):
    Household.objects.filter(pk=cast.households["fengshuwan", "02"].pk).update(head_name="枫长林")
    batch = Desk(cast.clerk).check("points", [row(head="枫长林")])
    assert faults(batch) == [(2, "head_ambiguous")]
    wrong = batch.rows.bad().get()
    assert (wrong.column, wrong.n_suggestions) == ("no", 2)
    assert registers.mend(batch=batch, values={wrong.pk: family.no}, by=cast.clerk, at=cast.at) == 1
    batch.refresh_from_db()
    Desk(cast.clerk).confirm(batch)
    assert Score.objects.get().household == family


def test_a_column_of_numbers_that_slipped_gives_nobody_the_points_of_a_neighbour(cast, family):
    """The number says one family, the head another: asked, and mended either way."""
    other = cast.households["fengshuwan", "02"]
    desk = Desk(cast.clerk)
    batch = desk.take("points", [row(no=family.no, head=other.head_name), row(no=other.no, head=family.head_name, serial=2, points="20")])
    assert did(batch) == (0, 0, 0) and faults(batch) == [(2, "head_differs"), (3, "head_differs")] and not Score.objects.exists()
    told = {"batch": batch, "by": cast.clerk, "at": cast.at}
    assert registers.mend(values={wrong.pk: home.head_name for wrong, home in zip(batch.rows.bad().order_by("pk"), (family, other), strict=True)}, **told) == 2
    batch.refresh_from_db()
    desk.confirm(batch)
    assert dict(Score.objects.values_list("household", "points")) == {family.pk: 35, other.pk: 20}


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"no": "1"}, "household_unknown", "no"), ({}, "nobody_named", "no"), ({"head": "无此人"}, "head_unknown", "head"),
        ({"head": "枫长林", "village": "无村"}, "village_unknown", "village"), ({"points": ""}, "required_empty", "points"),
        ({"points": "三十"}, "not_a_number", "points"), ({"points": "3.5"}, "points_not_whole", "points"),
        ({"points": "-1"}, "points_not_whole", "points"), ({"points": "10001"}, "points_not_whole", "points"),
        ({"on": ""}, "required_empty", "on"), ({"on": "2026-02-30"}, "date_impossible", "on"), ({"on": "2026-10-16"}, "date_future", "on"),
    ],
)  # fmt: skip
def test_each_wrong_row_is_named_by_row_and_field(cast, family, cells, code, column):
    named = {"no": family.no} if not {"no", "head"} & set(cells) and code != "nobody_named" else {}
    batch = Desk(cast.clerk).check("points", [row(cast.households["fengshuwan", "02"]), row(**named | cells)])
    assert faults(batch) == [(3, code)] and batch.rows.bad().get().column == column
    assert not Score.objects.exists(), "a check writes nothing"


def test_the_right_rows_go_in_and_the_wrong_one_after_its_repair(cast, family):
    desk = Desk(cast.clerk)
    batch = desk.take("points", [row(family), row(cast.households["fengshuwan", "02"], points="三十", serial=2)])
    assert did(batch) == (1, 0, 0) and faults(batch) == [(3, "not_a_number")]
    told = {"batch": batch, "by": cast.clerk, "at": cast.at}
    assert registers.mend(values={batch.rows.bad().get().pk: "30"}, **told) == 1
    batch.refresh_from_db()
    desk.confirm(batch)
    assert sorted(Score.objects.values_list("points", flat=True)) == [30, 35]


def test_twice_in_the_file(cast, family):
    batch = Desk(cast.clerk).check("points", [row(family), row(family, serial=2, points="5")])
    assert faults(batch) == [(3, "household_twice")]


def test_a_closed_household_and_another_area(cast, family):
    Household.objects.filter(pk=cast.households["fengshuwan", "02"].pk).update(closed_on=ON)
    desk = Desk(cast.township, cast.longtan)
    batch = desk.check("points", [row(cast.households["fengshuwan", "02"]), row(cast.households["gaoping", "01"], village="", serial=2)])
    assert faults(batch) == [(2, "household_left"), (3, "outside_area")]


def test_a_row_waits_for_a_household_that_is_held_back_and_goes_in_by_itself(cast, family):
    """The household came in a file whose row is still wrong: the points wait for it."""
    desk, other = Desk(cast.clerk), "4390011022010300001"
    home = {"village": "枫树湾村", "no": other, "name": "枫新来", "relation": "户主", "id": "11010519491231002X", "category": "什么户"}
    held = desk.check("households", [home])
    assert faults(held) == [(2, "type_unknown")]
    batch = desk.take("points", [row(family), row(no=other, head="枫新来", serial=2)])
    assert did(batch) == (1, 0, 0) and batch.rows.filter(state=BatchRow.State.WAITING).count() == 1
    assert registers.mend(batch=held, values={held.rows.bad().get().pk: "脱贫户"}, by=cast.clerk, at=cast.at) == 1
    held.refresh_from_db()
    desk.confirm(held)
    assert Score.objects.get(household__no=other).points == 35 and Duty.objects.of("points_approval").count() == 2


# --- undo -------------------------------------------------------------------------------------------------------------
def test_undo_takes_back_what_waits_and_leaves_what_was_approved(cast):
    desk = Desk(cast.clerk)
    batch = desk.take("points", rows(cast, 35, 20))
    actions.approve(scores=[Score.objects.get(points=35)], **now(cast.township))
    assert desk.undo(batch).count("left") == 1
    assert list(Score.objects.values_list("points", flat=True)) == [35] and balance(cast.households["fengshuwan", "01"]) == 35
    assert Duty.objects.of("points_approval").count() == 1


# --- out and in again -------------------------------------------------------------------------------------------------
def out(cast, name, who="clerk") -> list[list]:
    found = listing(name)
    viewer = viewer_for(cast.users[who], ON)
    body = found.rows(found.found(viewer, QueryDict("")), is_unmasked=False)
    return [found.heads, *[["" if cell is None else cell for cell in one] for one in body]]


def file_of(table) -> bytes:
    import csv

    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode()


@pytest.fixture
def lived(cast):
    """Earned, deducted, opened, redeemed nothing: three households with rows."""
    a_shop(cast)
    Desk(cast.clerk).take("points", rows(cast, 35))
    actions.approve(scores=list(Score.objects.all()), **now(cast.township))
    give(cast, cast.households["fengshuwan", "02"], 12)
    give(cast, cast.households["fengshuwan", "02"], -2)
    approved(cast, cast.households["gaoping", "01"])
    return cast


def test_the_accounts_go_out_and_change_nothing_when_they_come_in(lived):
    table = out(lived, "shop_accounts")
    assert table[0] == [column.head for column in OPENING] and [line[5] for line in table[1:]] == [0, 35, 10]
    before = (Score.objects.count(), Entry.objects.count())
    assert did(Desk(lived.clerk).take("points", file_of(table))) == (0, 0, 3)
    assert (Score.objects.count(), Entry.objects.count()) == before


def test_the_ledger_goes_out_and_changes_nothing_when_it_comes_in(lived):
    table = out(lived, "shop_ledger")
    assert table[0] == [column.head for column in LEDGER] and len(table) == 4, "what is on the board is no row yet"
    before = (Score.objects.count(), Entry.objects.count())
    batch = Desk(lived.clerk).take("points_ledger", file_of(table))
    assert did(batch) == (0, 0, 2) and not faults(batch), "two households"
    assert (Score.objects.count(), Entry.objects.count()) == before


def test_a_row_of_the_ledger_that_says_otherwise_is_named(lived):
    table = out(lived, "shop_ledger")
    at = LEDGER.index(next(column for column in LEDGER if column.name == "points"))
    table[2][at] = 13
    assert faults(Desk(lived.clerk).check("points_ledger", file_of(table))) == [(3, "row_differs")]


def test_the_ledger_of_another_house_adds_up_to_opening_balances(lived):
    accounts, ledger = out(lived, "shop_accounts"), out(lived, "shop_ledger")
    with_guards_down()
    assert not Account.objects.exists()
    batch = Desk(lived.clerk).take("points_ledger", file_of(ledger))
    assert did(batch) == (2, 0, 0)
    actions.approve(scores=list(Score.objects.all()), **now(lived.township))
    assert {home.head_name: balance(home) for home in lived.in_village("fengshuwan")} == {"枫长林": 35, "枫秋生": 10}
    assert did(Desk(lived.clerk).take("points", file_of(accounts))) == (0, 0, 3), "the accounts of that house say the same"


def with_guards_down():
    """An empty ledger, as another house would have it."""
    from django.db import connection

    from common import addonly

    with addonly.down(connection):
        Entry.objects.all()._raw_delete("default")
    Account.objects.all()._raw_delete("default")
    Score.objects.all()._raw_delete("default")


def test_a_template_may_be_fetched_and_its_example_reads(cast, signed_in):
    book = read(signed_in("township").get("/imports/templates/points/").content)
    assert list(book.heads) == [column.head for column in OPENING]
    assert [line[5:7] for _at, line in book.rows()] == [("35", "2026-09-30")]
    assert signed_in("captain").get("/wishes/shop/accounts/").content.decode().count("下载") == 0


def test_the_page_offers_template_and_both_exports(lived, signed_in):
    page = signed_in("township").get("/wishes/shop/accounts/").content.decode()
    for word in ("下载模板", "导出积分", "导出流水"):
        assert word in page
