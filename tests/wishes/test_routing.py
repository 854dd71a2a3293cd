"""A checked wish is passed on to a unit, and from one unit to another, while nobody has promised it."""

import pytest

from accounts.models import JournalEntry, Unit
from common.errors import Refused
from notifications.models import Notice
from tests.wishes.making import DAY, D, asked, checked, claimed, collected, delivered, fresh, kinds, when
from wishes import actions
from wishes.models import Claim

pytestmark = pytest.mark.django_db
ON = D(2026, 9, 19)


@pytest.fixture
def bureau(cast):
    return Unit.objects.create(name="云岭县教育局", short_name="教育局", region=cast.county, path=cast.county.path)


def told(kind="routed"):
    return sorted(Notice.objects.filter(kind=f"wishes.{kind}").values_list("to__username", "url"))


def test_a_wish_is_passed_on_and_on_again(cast, bureau):
    wish = checked(cast)
    actions.route(wishes=[wish], unit=bureau, **when(cast.township, ON))
    assert fresh(wish).unit == bureau and fresh(wish).state == "open" and told() == []
    actions.route(wishes=[wish], unit=cast.backing_unit, **when(cast.township, ON + DAY))
    now = fresh(wish)
    assert (now.unit, now.published_on, now.priority) == (cast.backing_unit, D(2026, 9, 18), 0), "it stays where it stood in line"
    assert kinds(wish)[-2:] == ["routed", "routed"] and wish.steps.last().text == cast.backing_unit.name
    assert told() == [("unit", f"/wishes/{wish.pk}/claim/")], "the new unit, on the page where it promises"
    line = JournalEntry.objects.filter(verb="wish_routed").order_by("pk").last()
    assert (line.detail["unit"], line.detail["before"]) == (cast.backing_unit.pk, bureau.pk)


def test_the_notice_opens(cast, signed_in):
    wish = actions.check(wishes=[collected(cast)], unit=cast.backing_unit, **when(cast.township, D(2026, 9, 18)))[0]
    (_who, url), = told()  # fmt: skip
    answer = signed_in("unit").get(url)
    assert answer.status_code == 200 and wish.item in answer.content.decode()


def test_what_the_family_keeps_to_the_office_is_told_to_no_unit(cast):
    wish = actions.check(wishes=[collected(cast, privacy="office")], unit=cast.backing_unit, **when(cast.township, D(2026, 9, 18)))[0]
    assert fresh(wish).unit == cast.backing_unit and told() == [], "it could not even open it"


def test_passing_on_is_taken_back_and_then_the_check(cast, bureau):
    wish = checked(cast)
    for unit, on in ((bureau, ON), (cast.backing_unit, ON + DAY)):
        actions.route(wishes=[wish], unit=unit, **when(cast.township, on))
    left = []
    for _n in range(3):
        actions.undo(wish=wish, reason="点错了", **when(cast.township, ON + DAY))
        left.append((fresh(wish).unit, fresh(wish).state))
    assert left == [(bureau, "open"), (None, "open"), (None, "collected")]


def test_what_happened_since_is_not_taken_back_with_it(cast, bureau):
    wish = checked(cast)
    actions.route(wishes=[wish], unit=bureau, **when(cast.township, ON))
    claim = claimed(cast, wish=wish)
    actions.release(claim=claim, reason="买不到", **when(cast.unit, D(2026, 9, 22)))
    actions.undo(wish=wish, reason="要再看看", **when(cast.township, D(2026, 9, 23)))
    assert (fresh(wish).state, fresh(wish).unit) == ("collected", bureau), "the check, not the unit"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (collected, "wish_wrong_state"), (lambda cast: claimed(cast).wish, "claimed_still"), (lambda cast: delivered(cast).wish, "already_delivered"),
        (lambda cast: asked(cast).wish, "already_delivered"), (lambda cast: checked(cast, privacy="office"), "not_on_the_list"),
    ],
)  # fmt: skip
def test_what_is_not_passed_on(cast, bureau, make, code):
    wish = make(cast)
    before = fresh(wish)
    with pytest.raises(Refused) as caught:
        actions.route(wishes=[wish], unit=bureau, **when(cast.township, D(2026, 10, 9)))
    assert caught.value.code == code and str(caught.value)
    assert (fresh(wish).unit, fresh(wish).version) == (before.unit, before.version) and "routed" not in kinds(wish)


def test_units_that_do_not_fit(cast, bureau):
    wish = checked(cast)
    bureau.closed_on = ON
    bureau.save()
    for unit in (bureau, cast.other_unit):
        with pytest.raises(Refused) as caught:
            actions.route(wishes=[wish], unit=unit, **when(cast.township, ON))
        assert caught.value.code == "unit_elsewhere"
    actions.route(wishes=[wish], unit=cast.backing_unit, **when(cast.township, ON))
    with pytest.raises(Refused) as caught:
        actions.route(wishes=[wish], unit=cast.backing_unit, **when(cast.township, ON))
    assert caught.value.code == "with_them_already" and len(told()) == 1


def test_several_are_passed_on_or_none(cast, bureau):
    free, kept = checked(cast), claimed(cast, wish=checked(cast, item="一口锅")).wish
    with pytest.raises(Refused) as caught:
        actions.route(wishes=[free, kept], unit=bureau, **when(cast.township, ON))
    assert kept.no in str(caught.value) and fresh(free).unit is None
    done, wrong = actions.route_each(wishes=[free, kept], unit=bureau, **when(cast.township, ON))
    assert done == [free] and [row.pk for row, _why in wrong] == [kept.pk] and fresh(free).unit == bureau


# --- pages --------------------------------------------------------------------------------------------------------------------


def test_on_the_page_of_the_wish(cast, bureau, signed_in):
    wish, office = checked(cast), signed_in("township")
    page = office.get(f"/wishes/{wish.pk}/").content.decode()
    assert f"/wishes/{wish.pk}/route/" in page
    assert f"/wishes/{wish.pk}/route/" not in signed_in("captain").get(f"/wishes/{wish.pk}/").content.decode()
    assert office.post(f"/wishes/{wish.pk}/route/", {"unit": ""}).status_code == 200
    answer = office.post(f"/wishes/{wish.pk}/route/", {"unit": bureau.pk}, follow=True)
    assert fresh(wish).unit == bureau and "云岭县教育局" in answer.content.decode() and "转交" in answer.content.decode()
    assert f"/wishes/{wish.pk}/undo/?at_once=1" in answer.content.decode()
    form = office.get(f"/wishes/{wish.pk}/route/").context["form"]
    assert bureau not in form.fields["unit"].queryset and cast.backing_unit in form.fields["unit"].queryset
    office.post(f"/wishes/{wish.pk}/undo/?at_once=1")
    assert fresh(wish).unit is None and fresh(wish).state == "open"


def test_a_claimed_one_says_why_not(cast, bureau, signed_in):
    wish = claimed(cast).wish
    office = signed_in("township")
    assert f"/wishes/{wish.pk}/route/" not in office.get(f"/wishes/{wish.pk}/").content.decode()
    answer = office.post(f"/wishes/{wish.pk}/route/", {"unit": bureau.pk})
    assert answer.status_code == 200 and answer.context["form"].errors and fresh(wish).unit is None


def test_many_from_the_list_after_a_look(cast, bureau, signed_in):
    """Of what was ticked, what can be passed on is; what was promised meanwhile stays, and is named."""
    free, late = checked(cast), checked(cast, item="一口锅")
    there = checked(cast, item="一盏灯")
    actions.route(wishes=[there], unit=bureau, **when(cast.township, ON))
    office = signed_in("township")
    page = office.get("/wishes/?view=free")
    assert page.context["may_pick"] and page.content.decode().count('name="pick"') == 3 and "教育局" in page.content.decode()
    assert 'name="pick"' not in signed_in("captain").get("/wishes/?view=free").content.decode()
    claimed(cast, wish=late, by=cast.cadre, kind=Claim.Kind.PERSON)
    sent = {"pick": [free.pk, late.pk, there.pk], "do": "reroute", "unit": bureau.pk}
    asked_first = office.post("/wishes/checks/?view=free", sent)
    assert asked_first.context["n"] == 1 and {wish.pk for wish, _why in asked_first.context["wrong"]} == {late.pk, there.pk}
    assert fresh(free).unit is None
    answer = office.post("/wishes/checks/?view=free", {**sent, "sure": "1"})
    assert answer.url == "/wishes/?view=free" and fresh(free).unit == bureau and fresh(late).unit is None
    assert office.post("/wishes/checks/?view=free", {**sent, "unit": ""}).status_code == 302


def test_nobody_else_passes_on(cast, bureau, signed_in):
    wish = checked(cast, village="gaoping")
    assert signed_in("cadre").post(f"/wishes/{wish.pk}/route/", {"unit": bureau.pk}).status_code == 403
    assert signed_in("township").post(f"/wishes/{wish.pk}/route/", {"unit": bureau.pk}).status_code in (403, 404), "of another township"
    signed_in("township").post("/wishes/checks/?view=free", {"pick": [wish.pk], "do": "reroute", "unit": bureau.pk, "sure": "1"})
    assert fresh(wish).unit is None
