"""Deeds on households: pairings are dated, duties follow, nothing is lost, nothing is done by halves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.access import Permission, viewer_for
from accounts.models import Grant, JournalEntry
from duties.models import Duty
from households import actions
from households.models import CategorySpan, Household, Pairing
from households.queries import pairing as reads
from households.queries import register
from teams.models import CadrePlace

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    return {"by": cast.clerk, "at": cast.at, "on": cast.on}


def owe(cast, household, bearer, due=dt.date(2026, 10, 31), kind="visit_month"):
    return Duty.objects.create(
        kind=kind, period=f"{due:%Y-%m}", opens_on=due.replace(day=1), due_on=due, overdue_from=due + dt.timedelta(1),
        bearer=bearer, subject_kind="household", subject_id=household.pk, path=household.path, title=household.head_name,
        opened_at=cast.at,
    )  # fmt: skip


def test_pairing_takes_the_class_of_the_household_and_gives_the_right(cast, told):
    plain = cast.households["laowuchang", "02"]
    Grant.objects.filter(user=cast.member).delete()
    pairing = actions.pair(household=plain, cadre=cast.member_cadre, **told)
    assert pairing.kind == "contact" and pairing.path == plain.path
    assert list(Household.objects.visible_to(viewer_for(cast.member, cast.on))) == [plain]
    with pytest.raises(actions.AlreadyPaired):
        actions.pair(household=plain, cadre=cast.member_cadre, **told)
    actions.end_pairing(pairing=pairing, reason="moved", **told)
    assert not viewer_for(cast.member, cast.on).can(Permission.HOUSEHOLDS_SEE)
    assert not CadrePlace.objects.filter(cadre=cast.member_cadre, path=plain.path).exists()


def test_a_monitored_household_has_one_helper(cast, told):
    watched = cast.households["gaoping", "01"]
    with pytest.raises(actions.AlreadyPaired):
        actions.pair(household=watched, cadre=cast.member_cadre, **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.create(household=watched, cadre=cast.member_cadre, kind="assist", path=watched.path, opened_on=cast.on)


def test_hand_over_moves_what_is_owed(cast, told):
    watched = cast.households["gaoping", "01"]
    duty = owe(cast, watched, cast.cadre)
    done = owe(cast, watched, cast.cadre, dt.date(2026, 9, 30))
    Duty.objects.filter(pk=done.pk).update(done_on=dt.date(2026, 9, 9))
    new = actions.hand_over(pairing=cast.pairings[0], to=cast.member_cadre, reason="moved", **told)
    old = Pairing.objects.get(pk=cast.pairings[0].pk)
    assert (old.closed_on, old.successor, old.close_reason) == (cast.on, new, "moved")
    duty.refresh_from_db()
    done.refresh_from_db()
    assert duty.bearer == cast.member and done.bearer == cast.cadre
    with pytest.raises(actions.SamePerson):
        actions.hand_over(pairing=new, to=cast.member_cadre, reason="moved", **told)


def test_bulk_counts_first_and_can_be_taken_back(cast, told):
    rows = Household.objects.under("439001")
    duty = owe(cast, cast.households["gaoping", "01"], cast.cadre, dt.date(2026, 9, 30))
    seen = reads.preview(rows, cast.member_cadre, cast.on)
    assert (seen.total, seen.moving, seen.new, seen.same, seen.duties, seen.late) == (6, 3, 3, 0, 1, 1)
    assert seen.losing == [(cast.cadre_cadre, 3, 0)] and seen.after == 6 and "6" in seen.warning
    done = actions.repair_pairings(households=rows, to=cast.member_cadre, reason="rearranged", **told)
    assert (done.moved, done.new, done.same, done.duties) == (3, 3, 0, 1)
    assert Pairing.objects.open().filter(cadre=cast.member_cadre).count() == 6
    assert not Grant.objects.open(cast.on).filter(user=cast.cadre).exists()
    again = actions.repair_pairings(households=rows, to=cast.member_cadre, reason="rearranged", **told)
    assert (again.moved, again.new, again.same) == (0, 0, 6)
    assert actions.undo_repairing(entry=done.entry, by=cast.clerk, at=cast.at) == (6, 0)
    assert set(Pairing.objects.open().values_list("cadre", flat=True)) == {cast.cadre_cadre.pk}
    duty.refresh_from_db()
    assert duty.bearer == cast.cadre and Grant.objects.open(cast.on).filter(user=cast.cadre).exists()
    with pytest.raises(actions.UndoTooLate):
        actions.undo_repairing(entry=done.entry, by=cast.clerk, at=cast.at + dt.timedelta(hours=25))


def test_bulk_takes_as_many_statements_for_more_households(cast, told, django_assert_max_num_queries):
    rows = Household.objects.under("439001")
    with django_assert_max_num_queries(60):
        actions.repair_pairings(households=rows, to=cast.member_cadre, reason="rearranged", **told)


def test_becoming_monitored_turns_the_pairing(cast, told):
    plain = cast.households["laowuchang", "02"]
    actions.pair(household=plain, cadre=cast.member_cadre, **{**told, "on": dt.date(2026, 3, 1)})
    actions.reclassify(
        household=plain, category="ex_poor", monitored_kind="marginal", reason="大病", **told
    )
    kinds = list(Pairing.objects.filter(household=plain).order_by("pk").values_list("kind", "opened_on", "closed_on"))
    assert kinds == [("contact", dt.date(2026, 3, 1), cast.on), ("assist", cast.on, None)]
    spans = list(CategorySpan.objects.filter(household=plain).values_list("monitored_kind", "closed_on"))
    assert spans == [("", cast.on), ("marginal", None)]
    plain.refresh_from_db()
    assert plain.risk_found_on == cast.on and plain.version == 2


def test_removed_risk_keeps_the_helper(cast, told):
    watched = cast.households["gaoping", "01"]
    actions.reclassify(
        household=watched, category=watched.category, monitored_kind=watched.monitored_kind, risk_removed=True, reason="稳定", **told
    )
    watched.refresh_from_db()
    assert watched.risk_removed_on == cast.on and Pairing.objects.open().get(household=watched).kind == "assist"


def test_stale_edit_is_refused_with_the_difference(cast):
    household = cast.households["gaoping", "01"]
    actions.correct(household=household, version=1, by=cast.township, at=cast.at, phone="13911110000")
    with pytest.raises(actions.StaleEdit) as refused:
        actions.correct(household=household, version=1, by=cast.clerk, at=cast.at, phone="13922220000", group_name="9组")
    assert refused.value.differences["phone"] == ("13911110000", "13922220000")
    assert cast.township.name in str(refused.value)
    line = JournalEntry.objects.get(verb="household_corrected")
    assert "13911110000" not in str(line.detail)


def test_last_visit_only_goes_forward_until_corrected(cast):
    household = cast.households["gaoping", "01"]
    for day in (dt.date(2026, 10, 3), dt.date(2026, 9, 1)):
        actions.note_visit(household=household, on=day)
    household.refresh_from_db()
    assert household.last_visited_on == dt.date(2026, 10, 3)
    actions.set_last_visit(household=household, on=None)
    household.refresh_from_db()
    assert household.last_visited_on is None


def test_closing_ends_the_pairing(cast, told):
    household = cast.households["gaoping", "01"]
    actions.close_household(household=household, reason="搬走", **told)
    assert not Pairing.objects.open().filter(household=household).exists()
    with pytest.raises(actions.HouseholdClosed):
        actions.pair(household=household, cadre=cast.member_cadre, **told)


def test_tags_are_dated(cast, told):
    household = cast.households["gaoping", "01"]
    tag = actions.tag(household=household, code="disabled", **told)
    assert actions.tag(household=household, code="disabled", **told) == tag
    actions.untag(tag=tag, **told)
    assert actions.tag(household=household, code="disabled", **told) != tag


def test_same_person_is_not_in_two_households(cast):
    twin = cast.persons[0]
    with pytest.raises(actions.PersonKnown):
        actions.add_person(
            household=cast.households["gaoping", "02"], name="双", relation="子", id_number=str(twin.id_number),
            by=cast.clerk, at=cast.at,
        )  # fmt: skip
    with pytest.raises(actions.OneHead):
        actions.add_person(household=cast.households["gaoping", "02"], name="二", relation="户主", by=cast.clerk, at=cast.at)


def test_views_and_counts_agree(cast):
    owe(cast, cast.households["gaoping", "01"], cast.cadre, dt.date(2026, 9, 30))
    found = register.register_of(viewer_for(cast.clerk, cast.on))
    counts = register.view_counts(found, on=cast.on, path="439001")
    assert counts == {"all": 6, "monitored": 3, "overdue": 1, "unpaired": 3}
    for view, n in counts.items():
        assert register.in_view(found, view, on=cast.on, path="439001").count() == n


@pytest.mark.parametrize(
    ("words", "n"), [("枫长林", 1), ("枫", 2), ("fcl", 1), ("枫桂香", 2), ("439001102201010001", 1), ("13800000000", 6), ("zzzz", 0)]
)
def test_search(cast, words, n):
    assert register.search(register.register_of(viewer_for(cast.clerk, cast.on)), words).count() == n
