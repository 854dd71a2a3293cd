"""Register 05 in small: what a row becomes, what is refused, what an undo leaves, and that what goes out comes in again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant, JournalEntry, Unit
from common.sheets import read
from duties.models import Duty
from figures.actions import check_drift, refresh
from registers.models import BatchRow
from tests.journeys.desk import Desk, did, faults
from tests.wishes.making import when
from wishes import actions
from wishes.models import Claim, Fulfilment, Step, Wish
from wishes.sheets.columns import COLUMNS, STATE_WORDS

pytestmark = pytest.mark.django_db
D = dt.date
ROWS = (Wish, Claim, Fulfilment, Step, Unit, Duty)
MET = {"state": "已办结", "unit": "县妇联", "claimed": "2026-03-05", "fulfilled": "2026.3.9"}
PROMISED = {"state": "已认领", "unit": "县妇联", "claimed": "2026-09-21", "fulfilled": ""}
FREE = {"state": "未认领", "unit": "", "claimed": "", "fulfilled": ""}


def wish(household, **more):
    row = {"serial": 1, "no": household.no, "category": "生活用品", "item": "一床棉被", "value": "１２０", "origin": "户主本人", "collected": "2026-03-01"}
    return {**row, **MET, **more}


def three(cast):
    """One of each state of the office's list, in three families."""
    homes = [cast.households["fengshuwan", "01"], cast.households["fengshuwan", "02"], cast.households["gaoping", "01"]]
    return [wish(home, serial=n, **state) for n, (home, state) in enumerate(zip(homes, (MET, PROMISED, FREE), strict=True), 1)]


def counted():
    return {model.__name__: model.objects.count() for model in ROWS}


def duties(kind=""):
    rows = Duty.objects.filter(subject_kind="wish", **({"kind": kind} if kind else {}))
    return {(duty.kind, duty.subject_id): duty for duty in rows}


# --- in ---------------------------------------------------------------------------------------------------------------
def test_a_wish_goes_in_once(cast):
    desk, household = Desk(cast.clerk), cast.households["fengshuwan", "01"]
    batch = desk.take("wishes", [wish(household, origin="干部代提")])
    found = Wish.objects.get()
    assert (found.category, found.value, found.origin, found.state) == ("goods", 120, "cadre", "fulfilled")
    assert found.claimed_unit.name == "县妇联" and found.fulfilled_on == D(2026, 3, 9)
    before = counted()
    assert did(desk.take("wishes", [wish(household, origin="干部代提")])) == (0, 0, 1)
    assert counted() == before
    assert desk.undo(batch).count("left") == 0 and not Wish.objects.exists()


def test_each_state_with_its_rows_and_days(cast):
    Desk(cast.clerk).take("wishes", three(cast))
    met, promised, free = Wish.objects.order_by("pk")
    assert [w.state for w in (met, promised, free)] == ["fulfilled", "claimed", "collected"]
    held = met.claims.get()
    assert (held.kind, held.unit.name, held.claimed_on, held.end) == ("unit", "县妇联", D(2026, 3, 5), "fulfilled")
    given = met.fulfilments.get()
    assert (given.on, given.claim, given.value, given.receipt) == (D(2026, 3, 9), held, None, "")
    held = promised.claims.get()
    assert held.is_open and (held.contact_due_on, held.fulfil_due_on) == (D(2026, 9, 28), D(2026, 10, 19)), "W10"
    assert not free.claims.exists() and free.check_due_on == D(2026, 10, 20) and free.checked_on is None, "three workdays from today"
    assert promised in Wish.objects.claimed() and met in Wish.objects.to_revisit() and free in Wish.objects.to_check()
    told = [list(w.steps.values_list("kind", "on")) for w in (met, promised, free)]
    assert told == [
        [("collected", D(2026, 3, 1)), ("claimed", D(2026, 3, 5)), ("fulfilled", D(2026, 3, 9))],
        [("collected", D(2026, 3, 1)), ("claimed", D(2026, 9, 21))], [("collected", D(2026, 3, 1))],
    ]  # fmt: skip


def test_what_is_owed_and_by_whom(cast):
    rows = three(cast)
    rows[1]["unit"] = cast.backing_unit.name
    late = wish(cast.households["laowuchang", "01"], serial=4, claimed="2026-10-01", fulfilled="2026-10-09")
    Desk(cast.clerk).take("wishes", [*rows, late])
    _met, promised, free, lately = Wish.objects.order_by("pk")
    found = duties()
    assert set(found) == {
        ("wish_contact", promised.pk), ("wish_fulfil", promised.pk), ("wish_check", free.pk), ("wish_revisit", lately.pk)
    }, "whoever was met in spring is not asked by a day any more"  # fmt: skip
    contact, fulfil = found["wish_contact", promised.pk], found["wish_fulfil", promised.pk]
    assert contact.bearer == fulfil.bearer == cast.unit, "the account of the unit"
    assert (contact.due_on, fulfil.due_on, fulfil.slot) == (D(2026, 9, 28), D(2026, 10, 19), str(promised.claims.get().pk))
    assert found["wish_check", free.pk].bearer is None
    assert (found["wish_revisit", lately.pk].bearer, found["wish_revisit", lately.pk].due_on) == (cast.cadre, D(2026, 11, 8))


def test_a_unit_nobody_speaks_for_leaves_it_to_whoever_helps_the_family(cast):
    Desk(cast.clerk).take("wishes", [wish(cast.households["fengshuwan", "01"], **PROMISED)])
    assert {duty.bearer for duty in duties().values()} == {cast.cadre}


def test_deeds_go_on_where_the_register_stopped(cast):
    Desk(cast.clerk).take("wishes", [{**row, "unit": row["unit"] and cast.backing_unit.name} for row in three(cast)])
    met, promised, free = Wish.objects.order_by("pk")
    assert actions.time_out_claims(on=D(2026, 11, 30), at=cast.at) == (0, 0), "what only a register promised is not let go by night"
    actions.deliver(wish=promised, value="99.50", **when(cast.unit, D(2026, 10, 14)))
    assert not Duty.objects.of("wish_contact", "wish_fulfil").open().exists()
    actions.revisit(wish=met, answer="satisfied", **when(cast.cadre, D(2026, 10, 14)))
    actions.check(wishes=[free], **when(cast.township, D(2026, 10, 14)))
    assert not Duty.objects.of("wish_check").open().exists()
    assert [w.state for w in Wish.objects.order_by("pk")] == ["revisited", "fulfilled", "open"]


@pytest.mark.parametrize(
    ("giver", "kind", "branch"), [("县妇联", "unit", ""), ("县直机关第一党支部", "branch", "县直机关第一党支部"), ("社会爱心人士", "person", ""), ("", "person", "")]
)
def test_who_gives(cast, giver, kind, branch):
    Desk(cast.clerk).take("wishes", [wish(cast.households["fengshuwan", "01"], unit=giver)])
    held = Claim.objects.get()
    assert (held.kind, held.branch, held.unit.name if held.unit else "") == (kind, branch, giver if kind == "unit" else "")
    assert not Unit.objects.filter(name__in=[branch, "社会爱心人士"]).exists()


def test_consent_to_a_proposal_is_not_taken_for_granted(cast):
    home = cast.households["fengshuwan", "01"]
    Desk(cast.clerk).take("wishes", [wish(home, origin="干部代提", **FREE), wish(home, serial=2, origin="干部代提"), wish(home, serial=3, **FREE)])
    assert list(Wish.objects.order_by("pk").values_list("has_consent", flat=True)) == [False, True, True]


def test_a_value_over_the_limit_is_a_flag(cast, signed_in):
    home = cast.households["fengshuwan", "01"]
    batch = Desk(cast.clerk).take("wishes", [wish(home, value=500, **FREE), wish(home, serial=2, value="5,000", **FREE)])
    assert did(batch) == (2, 0, 0) and batch.count("over_limit") == 1
    assert "1 个心愿金额超过限额" in signed_in("clerk").get(f"/imports/{batch.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"no": "439001102201999999"}, "household_unknown"), ({"item": ""}, "required_empty"), ({"collected": ""}, "required_empty"),
        ({"collected": "2026-02-30"}, "date_impossible"), ({"claimed": "2026-02-01"}, "dates_turned"),
        ({"fulfilled": "2026-03-02"}, "dates_turned"), ({"claimed": ""}, "dates_turned"), ({"value": "几十元"}, "not_a_number"),
        ({"value": "-5"}, "not_a_number"), ({"state": "未认领"}, "state_contradicts"), ({"state": "已认领"}, "state_contradicts"),
        ({"fulfilled": ""}, "state_contradicts"), ({"fulfilled": "", "claimed": ""}, "state_contradicts"),
        ({"state": "已认领", "fulfilled": "", "claimed": ""}, "state_contradicts"), ({"state": "差不多了"}, "value_unknown"),
        ({"state": "无法实现", "fulfilled": "", "claimed": ""}, "state_elsewhere"), ({"state": "已合并"}, "state_elsewhere"),
    ],
)  # fmt: skip
def test_faults(cast, change, code):
    rows = [wish(cast.households["fengshuwan", "01"], **change)]
    assert [c for _, c in faults(Desk(cast.clerk).take("wishes", rows))] == [code]
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("change", "state"),
    [({"state": ""}, "fulfilled"), ({"state": "已完成"}, "fulfilled"), ({"state": "", "fulfilled": ""}, "claimed"), ({"state": "待审核", "claimed": "", "fulfilled": ""}, "collected")],
)
def test_other_words_and_none(cast, change, state):
    Desk(cast.clerk).take("wishes", [wish(cast.households["fengshuwan", "01"], **change)])
    assert Wish.objects.get().state == state


def test_a_contradiction_names_its_row_says_both_and_is_mended_by_one_click(cast, signed_in):
    desk = Desk(cast.clerk)
    batch = desk.check("wishes", [*three(cast), wish(cast.households["gaoping", "02"], serial=4, state="未认领")])
    assert faults(batch) == [(5, "state_contradicts")]
    page = signed_in("clerk").get(f"/imports/{batch.pk}/").content.decode()
    assert "“未认领”" in page and "“已办结”" in page
    signed_in("clerk").post(f"/imports/{batch.pk}/repairs/", {"do": "suggest:"})
    batch.refresh_from_db()
    assert not faults(batch)
    desk.confirm(batch)
    assert Wish.objects.fulfilled().count() == 2


def test_wishes_of_a_household_held_back_wait_and_go_in_whole(cast):
    desk, home = Desk(cast.clerk), cast.households["fengshuwan", "01"]
    other = BatchRow.objects.create(
        batch=desk.check("households", [{"no": "439001102201777777"}]), row=9, last_row=9, state=BatchRow.State.BAD, code="no_head", key="439001102201777777"
    )
    batch = desk.take("wishes", [wish(home), wish(home, serial=2, no=other.key)])
    assert (batch.count("applied"), batch.count("waiting"), batch.count("bad")) == (1, 1, 0)


def test_the_number_of_statements_does_not_grow_with_the_rows(cast):
    homes = list(cast.households.values())[:6]

    def taken(n, first):
        rows = [wish(homes[i % 6], serial=first + i, **(MET, PROMISED, FREE)[i % 3]) for i in range(n)]
        with CaptureQueriesContext(connection) as caught:
            batch = Desk(cast.clerk).take("wishes", rows)
        assert did(batch) == (n, 0, 0)
        return len(caught)

    taken(3, 1)  # the unit is there from now on
    few, many = taken(9, 100), taken(90, 1000)
    assert many - few < 9, "more rows are longer statements; SQLite takes some dozens of rows in one"


# --- undo -------------------------------------------------------------------------------------------------------------
def test_undo_takes_back_everything_it_made(cast):
    before = counted()
    desk = Desk(cast.clerk)
    batch = desk.take("wishes", three(cast))
    assert counted() != before
    assert desk.undo(batch).count("left") == 0
    assert counted() == before


def test_undo_leaves_the_wishes_that_went_on(cast):
    desk = Desk(cast.clerk)
    home = cast.households["laowuchang", "01"]
    rows = [*three(cast), wish(home, serial=4, **PROMISED), wish(home, serial=5, **FREE), wish(home, serial=6)]
    batch = desk.take("wishes", rows)
    on_its_way, kept = Wish.objects.order_by("pk")[3:5]
    actions.contact(claim=on_its_way.claims.get(), **when(cast.clerk, D(2026, 10, 15)))
    twin = actions.collect(household=home, item="棉被", category="goods", **when(cast.cadre, D(2026, 10, 15)))
    actions.merge(wish=twin, into=kept, **when(cast.township, D(2026, 10, 15)))
    undone = desk.undo(batch)
    assert set(Wish.objects.values_list("pk", flat=True)) == {on_its_way.pk, kept.pk, twin.pk}
    assert undone.count("left") > 0
    assert Claim.objects.get().wish == on_its_way and not Fulfilment.objects.exists()
    assert list(on_its_way.steps.values_list("kind", flat=True)) == ["collected", "claimed", "contacted"]
    assert {subject for _kind, subject in duties()} == {on_its_way.pk, kept.pk, twin.pk}
    actions.deliver(wish=on_its_way, **when(cast.clerk, D(2026, 10, 15)))
    assert Wish.objects.get(pk=on_its_way.pk).state == "fulfilled", "it still goes on"


def test_figures_follow_the_register_in_and_out(cast):
    refresh(at=cast.at, on=cast.on)
    desk = Desk(cast.clerk)
    batch = desk.take("wishes", three(cast))
    refresh(at=cast.at + dt.timedelta(minutes=1), on=cast.on)
    assert check_drift(at=cast.at + dt.timedelta(minutes=2), on=cast.on) == 0
    desk.undo(batch)
    refresh(at=cast.at + dt.timedelta(minutes=3), on=cast.on)
    assert check_drift(at=cast.at + dt.timedelta(minutes=4), on=cast.on) == 0


# --- out, and in again ------------------------------------------------------------------------------------------------
def exported(client, format="xlsx", query="view=all"):
    answer = client.post("/exports/", {"listing": "wishes", "query": query, "format": format})
    assert answer.status_code == 200, answer.content[:300]
    return b"".join(answer.streaming_content)


def facts():
    names = ("household_id", "category", "item", "value", "origin", "collected_on", "claimed_on", "claimed_unit__name", "fulfilled_on")
    return sorted(((*row, ) for row in Wish.objects.values_list(*names)), key=repr)


@pytest.fixture
def in_every_state(cast):
    """The list as the office brought it, and wishes of every other state made by deeds."""
    Desk(cast.clerk).take("wishes", three(cast))
    home = cast.households["laowuchang", "01"]

    def made(item, **more):
        return actions.collect(household=home, item=item, category="goods", **when(cast.cadre, D(2026, 10, 1)), **more)

    named = [made(f"心愿{n}", value="88.80") for n in range(8)]
    back, free, branch, joint, openly, unmet, twin, asked = named
    day = when(cast.township, D(2026, 10, 2))
    actions.send_back(wish=back, version=back.version, reason="多大的？", **day)
    actions.check(wishes=[free, branch, joint, openly, asked], **day)
    actions.claim(wish=branch, kind="branch", branch="镇机关党支部", **when(cast.township, D(2026, 10, 5)))
    shares = [actions.Giver(unit=cast.backing_unit, money=Decimal("44.40")), actions.Giver(name="富民超市", money=Decimal("44.40"))]
    actions.claim(wish=joint, kind="joint", shares=shares, **when(cast.township, D(2026, 10, 5)))
    actions.claim_openly(wish=openly, name="好心人甲", phone="13900001111", kind="person", at=cast.at, on=D(2026, 10, 5))
    actions.claim(wish=asked, kind="unit", unit=cast.backing_unit, **when(cast.unit, D(2026, 10, 5)))
    actions.deliver(wish=asked, **when(cast.unit, D(2026, 10, 6)))
    actions.revisit(wish=asked, answer="satisfied", **when(cast.cadre, D(2026, 10, 9)))
    actions.cannot(wishes=unmet, reason="买不到", told="电话", **day)
    actions.merge(wish=twin, into=free, **day)
    return cast


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_goes_out_comes_in_again_and_changes_nothing(in_every_state, signed_in, format, language):
    cast = in_every_state
    cast.clerk.language = language
    cast.clerk.save()
    data = exported(signed_in("clerk"), format)
    book = read(data, f"x.{format}")
    assert list(book.heads) == [column.head for column in COLUMNS], "the office's own columns, in their order, in any language"
    said = {row["状态"] for _at, row in book.records()}
    assert said | {STATE_WORDS["merged"]} == set(STATE_WORDS.values()), "what was told twice stands in the list once"
    assert "好心人甲" not in str(list(book.records())) and {row["认领单位"] for _at, row in book.records()} >= {"镇机关党支部", "云岭县水利局、富民超市", "社会爱心人士"}
    before, now, n = counted(), facts(), len(list(book.records()))
    batch = Desk(cast.clerk).take("wishes", data, f"微心愿.{format}")
    assert faults(batch) == [] and did(batch) == (0, 0, n) and n >= 10
    assert (counted(), facts()) == (before, now)


def test_into_another_house_it_brings_the_same_states_and_days(cast, signed_in):
    desk = Desk(cast.clerk)
    batch = desk.take("wishes", three(cast))
    data, before = exported(signed_in("clerk")), facts()
    desk.undo(batch)
    assert not Wish.objects.exists()
    assert did(desk.take("wishes", data, "x.xlsx")) == (3, 0, 0)
    assert facts() == before and [w.state for w in Wish.objects.order_by("collected_on", "fulfilled_on", "claimed_on")].count("claimed") == 1
    assert did(desk.take("wishes", data, "x.xlsx")) == (0, 0, 3)


def test_a_list_that_is_older_than_the_wishes_changes_nothing(in_every_state, signed_in):
    cast = in_every_state
    data = exported(signed_in("clerk"))
    promised = Wish.objects.claimed().filter(claimed_unit__name="县妇联").get()
    actions.deliver(wish=promised, **when(cast.clerk, D(2026, 10, 15)))
    batch = Desk(cast.clerk).take("wishes", data, "x.xlsx")
    assert faults(batch) == [] and did(batch)[0] == 0 and Wish.objects.get(pk=promised.pk).state == "fulfilled"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"item": "两床棉被"}, "item"), ({"value": 121}, "value"), ({"collected": "2026-02-28"}, "collected"), ({"fulfilled": "2026-03-10"}, "fulfilled"),
        ({"unit": "团县委"}, "unit"), ({"category": "助学"}, "category"), ({"origin": "干部代提"}, "origin"), ({"state": "无法实现"}, "state"),
    ],
)  # fmt: skip
def test_a_numbered_row_that_says_something_else_is_told(cast, change, column):
    desk, home = Desk(cast.clerk), cast.households["fengshuwan", "01"]
    desk.take("wishes", [wish(home)])
    row = wish(home, serial=Wish.objects.get().no)
    assert did(desk.take("wishes", [row])) == (0, 0, 1)
    batch = desk.take("wishes", [{**row, **change}])
    assert faults(batch) == [(2, "wish_differs")] and batch.rows.get().column == column
    assert Wish.objects.count() == 1


def test_the_number_of_another_family_is_no_number_of_ours(cast):
    desk = Desk(cast.clerk)
    desk.take("wishes", [wish(cast.households["fengshuwan", "01"])])
    row = wish(cast.households["gaoping", "01"], serial=Wish.objects.get().no)
    assert did(desk.take("wishes", [row])) == (1, 0, 0)


def test_the_journal_knows_who_brought_it_in(cast):
    desk = Desk(cast.clerk)
    desk.undo(desk.take("wishes", three(cast)))
    told = JournalEntry.objects.filter(kind="wishes.register").order_by("pk")
    assert [(line.verb, line.by, line.detail["on"]) for line in told] == [("register_in", cast.clerk, "all"), ("register_undone", cast.clerk, "all")]
    assert Grant.objects.filter(unit__name="县妇联").count() == 0
