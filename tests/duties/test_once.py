"""Things owed once: opened, done however late, taken back, moved, excused; never deleted, never twice; reminders and the ledger's pages."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from common.periods import Month
from duties import actions
from duties.actions.bearing import EndedElsewhere
from duties.actions.nightly import reconcile_all
from duties.actions.reminding import escalate_once, remind_once
from duties.kinds import KINDS, ONCE, OnceKind, register
from duties.models import Duty
from notifications.models import Notice

pytestmark = pytest.mark.django_db
D = dt.date
REPORT, CHORE = "test_report", "test_chore"


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Two kinds about one subject, as a report and a meeting of one review are."""
    for code in list(ONCE):
        monkeypatch.delitem(ONCE, code)
    for code, title in ((REPORT, "季度述职"), (CHORE, "整改一件事")):
        monkeypatch.setitem(ONCE, code, OnceKind(code, title, "说明", "household", "households:detail", "households:detail"))


def at(day):
    return dt.datetime(day.year, day.month, day.day, 1, tzinfo=dt.UTC)


def one(cast, household, **having):
    row = actions.Owed(
        bearer=cast.captain, subject_id=household.pk, path=household.path, title=household.head_name,
        opens_on=D(2026, 10, 1), due_on=D(2026, 10, 20),
    )  # fmt: skip
    return replace(row, **having)


def owe(cast, *rows, kind=REPORT, period="2026-Q4"):
    return actions.owe(kind, "household", rows, period=period, at=cast.at)


@pytest.fixture
def home(cast):
    return cast.households["fengshuwan", "01"]


def state(duty):
    duty.refresh_from_db()
    return {"done": duty.done_on, "by": duty.done_by, "due": duty.due_on, "late from": duty.overdue_from, "excused": duty.exempt_reason}


def test_a_life_from_owing_to_done_and_back(cast, home):
    assert owe(cast, one(cast, home)) == 1
    duty = Duty.objects.get()
    assert (duty.due_on, duty.overdue_from, duty.bearer) == (D(2026, 10, 20), D(2026, 10, 21), cast.captain)
    assert not duty.is_overdue(D(2026, 10, 20)) and duty.is_overdue(D(2026, 10, 21))
    n = actions.fulfil(REPORT, "household", home.pk, by=cast.member, on=D(2026, 12, 1), deed_kind="x.deed", deed_id=7)
    assert n == 1, "however late and by whomever"
    assert state(duty)["done"] == D(2026, 12, 1) and state(duty)["by"] == cast.member
    again = actions.fulfil(REPORT, "household", home.pk, by=cast.captain, on=D(2026, 12, 2), deed_kind="x.deed", deed_id=8)
    assert again == 0 and state(duty)["done"] == D(2026, 12, 1), "the first deed stays"
    assert actions.unfulfil(REPORT, "household", home.pk) == 1
    assert state(duty)["done"] is None and duty.is_overdue(D(2026, 12, 1))
    assert (duty.deed_kind, duty.deed_id) == ("", None)


def test_owing_twice_adds_nothing_and_changes_nothing(cast, home):
    owe(cast, one(cast, home))
    owe(cast, one(cast, home, due_on=D(2026, 11, 30), bearer=cast.member))
    duty = Duty.objects.get()
    assert (duty.due_on, duty.bearer) == (D(2026, 10, 20), cast.captain)
    owe(cast, one(cast, home, slot="b"))
    owe(cast, one(cast, home), period="2027-Q1")
    owe(cast, one(cast, home), kind=CHORE)
    assert Duty.objects.count() == 4, "another slot, period or kind is another duty"


@pytest.mark.parametrize(("slot", "left"), [(None, []), ("a", ["b"]), ("b", ["a"]), ("c", ["a", "b"])])
def test_one_slot_or_all(cast, home, slot, left):
    owe(cast, one(cast, home, slot="a"), one(cast, home, slot="b"))
    actions.fulfil(REPORT, "household", home.pk, by=None, on=cast.on, deed_kind="x", deed_id=1, slot=slot)
    assert sorted(Duty.objects.open().values_list("slot", flat=True)) == left


def test_another_last_day_and_another_bearer_only_for_what_is_open(cast, home):
    done, other = cast.households["fengshuwan", "02"], cast.households["gaoping", "01"]
    owe(cast, one(cast, home), one(cast, done), one(cast, other))
    actions.fulfil(REPORT, "household", done.pk, by=cast.captain, on=cast.on, deed_kind="x", deed_id=1)
    n = actions.move(REPORT, "household", [home.pk, done.pk], due_on=D(2026, 11, 5), bearer=cast.member)
    assert n == 1
    moved = Duty.objects.get(subject_id=home.pk)
    assert (moved.due_on, moved.overdue_from, moved.bearer) == (D(2026, 11, 5), D(2026, 11, 6), cast.member)
    assert set(Duty.objects.exclude(pk=moved.pk).values_list("due_on", "bearer")) == {(D(2026, 10, 20), cast.captain.pk)}
    assert actions.move(REPORT, "household", [home.pk]) == 0, "nothing to change"


def test_waiving_keeps_the_row_with_its_reason(cast, home):
    done = cast.households["fengshuwan", "02"]
    owe(cast, one(cast, home), one(cast, done))
    actions.fulfil(REPORT, "household", done.pk, by=cast.captain, on=cast.on, deed_kind="x", deed_id=1)
    assert actions.waive(REPORT, "household", [home.pk, done.pk], reason="本季不评", by=cast.clerk, at=cast.at) == 1
    duty = Duty.objects.get(subject_id=home.pk)
    assert (duty.exempt_reason, duty.exempted_by, duty.exempted_at) == ("本季不评", cast.clerk, cast.at)
    assert not Duty.objects.owed().filter(pk=duty.pk).exists()
    assert actions.fulfil(REPORT, "household", home.pk, by=cast.captain, on=cast.on, deed_kind="x", deed_id=1) == 0


def test_what_is_owed_once_presses_until_it_is_done(cast, home):
    """Held late does not hand in the report; a visit made later makes up for a missed visit, nothing makes up for a report."""
    owe(cast, one(cast, home), kind=REPORT)
    owe(cast, one(cast, home), kind=CHORE)
    actions.fulfil(CHORE, "household", home.pk, by=cast.captain, on=D(2026, 10, 25), deed_kind="x", deed_id=1)
    on = D(2026, 10, 26)
    assert list(Duty.objects.unmended(on=on).values_list("kind", flat=True)) == [REPORT]


DEEDS = st.lists(
    st.sampled_from(["owe", "fulfil", "unfulfil", "move", "waive", "owe other"]), min_size=1, max_size=14
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_no_row_is_ever_deleted_or_doubled(cast, deeds):
    """Whatever is done in whatever order: rows only become more, each stands once, and none is both done and excused."""
    Duty.objects.all().delete()
    home, other = cast.households["fengshuwan", "01"], cast.households["fengshuwan", "02"]
    seen: set[int] = set()
    for number, deed in enumerate(deeds):
        if deed.startswith("owe"):
            owe(cast, one(cast, other if "other" in deed else home, due_on=D(2026, 10, 20) + dt.timedelta(number)))
        elif deed == "fulfil":
            actions.fulfil(REPORT, "household", home.pk, by=cast.captain, on=cast.on, deed_kind="x", deed_id=number)
        elif deed == "unfulfil":
            actions.unfulfil(REPORT, "household", home.pk)
        elif deed == "move":
            actions.move(REPORT, "household", [home.pk], due_on=D(2026, 11, 1))
        else:
            actions.waive(REPORT, "household", [home.pk, other.pk], reason="原因", by=cast.clerk, at=cast.at)
        rows = list(Duty.objects.all())
        assert seen <= {row.pk for row in rows}, "a row vanished"
        seen |= {row.pk for row in rows}
        assert len({(row.kind, row.period, row.subject_kind, row.subject_id, row.slot) for row in rows}) == len(rows)
        assert all((row.done_on is None or row.exempted_at is None) for row in rows)
        assert all(row.overdue_from == row.due_on + dt.timedelta(days=1) for row in rows)


def test_the_nightly_check_leaves_what_is_owed_once_alone(cast, home):
    owe(cast, one(cast, home))
    before = list(Duty.objects.values())
    reconcile_all(on=cast.on, at=cast.at)
    assert list(Duty.objects.filter(kind=REPORT).values()) == before


# -- telling people


def told(who: User):
    return list(Notice.objects.filter(to=who).order_by("pk").values_list("kind", "title", "url"))


def test_before_the_last_day_everybody_hears_once_a_stage(cast, home):
    owe(cast, one(cast, home), one(cast, cast.households["fengshuwan", "02"]))
    owe(cast, one(cast, home), kind=CHORE)
    assert remind_once(on=D(2026, 10, 12), at=cast.at) == 0, "eight days left: nothing yet"
    assert remind_once(on=D(2026, 10, 13), at=cast.at) == 2
    assert remind_once(on=D(2026, 10, 14), at=cast.at) == 0, "the same stage a day later"
    assert remind_once(on=D(2026, 10, 19), at=cast.at) == 2
    titles = [title for _kind, title, _url in told(cast.captain)]
    assert titles[:2] == ["整改一件事：还有 1 件，10月20日前要办", "季度述职：还有 2 件，10月20日前要办"]
    urls = {title[:4]: url for _kind, title, url in told(cast.captain)}
    assert urls == {"整改一件": f"/households/{home.pk}/", "季度述职": "/todo/"}, "one thing: its own page"
    assert not any(home.head_name in title for title in titles), "no name in a notice"


def test_a_room_that_reminds_by_itself_is_left_to_it(cast, home, monkeypatch):
    monkeypatch.setitem(ONCE, CHORE, replace(ONCE[CHORE], has_own_reminder=True))
    owe(cast, one(cast, home), kind=CHORE)
    assert remind_once(on=D(2026, 10, 19), at=cast.at) == 0
    assert escalate_once(on=D(2026, 10, 21), at=cast.at) == 1, "lateness is told all the same"


def test_after_the_last_day(cast, home):
    owe(cast, one(cast, home))
    assert escalate_once(on=D(2026, 10, 20), at=cast.at) == 0
    assert escalate_once(on=D(2026, 10, 21), at=cast.at) == 1
    assert escalate_once(on=D(2026, 10, 26), at=cast.at) == 0
    assert escalate_once(on=D(2026, 10, 27), at=cast.at) == 1
    assert {kind for kind, _title, _url in told(cast.captain)} == {"duties.escalate"}
    assert escalate_once(on=D(2027, 3, 1), at=cast.at) == 0, "old lateness is not dug up"
    actions.fulfil(REPORT, "household", home.pk, by=cast.captain, on=D(2026, 10, 27), deed_kind="x", deed_id=1)
    assert escalate_once(on=D(2026, 11, 30), at=cast.at) == 0


def test_nobody_is_told_of_what_nobody_bears_or_what_is_excused(cast, home):
    owe(cast, one(cast, home, bearer=None), one(cast, cast.households["fengshuwan", "02"]))
    actions.waive(REPORT, "household", [cast.households["fengshuwan", "02"].pk], reason="x", by=cast.clerk, at=cast.at)
    assert remind_once(on=D(2026, 10, 19), at=cast.at) + escalate_once(on=D(2026, 10, 22), at=cast.at) == 0


def test_the_reminder_by_hand_names_each_kind(cast, home):
    owe(cast, one(cast, home, bearer=cast.cadre, due_on=D(2026, 10, 10)))
    actions.open_period(KINDS["visit_month"], Month(2026, 9), cast.county.path, at=cast.at)
    assert actions.urge(duties=Duty.objects.all(), by=cast.leader, at=cast.at, on=cast.on) == 1
    assert Notice.objects.get().title == "周立群提醒您，下列事项已逾期：季度述职 1、每月走访 3"


# -- the ledger's pages


def test_somebody_without_a_unit_stands_in_the_ledger_too(cast, home, signed_in):
    User.objects.filter(pk=cast.captain.pk).update(unit=None)
    owe(cast, one(cast, home, due_on=D(2026, 10, 10)))
    assert cast.captain.name in signed_in("clerk").get(f"/duties/?kind={REPORT}").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_ledger_shows_them_with_link_period_and_last_day(cast, home, signed_in, language):
    owe(cast, one(cast, home, due_on=D(2026, 10, 10)))
    client = signed_in("clerk")
    User.objects.update(language=language)
    page = client.get(f"/duties/?kind={REPORT}&period=2026-Q4")
    html = page.content.decode()
    assert page.context["total"] == 1
    assert f'<a href="/households/{home.pk}/">{home.head_name}</a>' in html
    assert "季度述职" in html and ("2026年四季度" in html or "Q4 2026" in html)
    assert client.get(f"/duties/?kind={REPORT}&period=2026-09").context["total"] == 0
    assert client.get(f"/duties/?kind={REPORT}&state=unmended").context["total"] == 1
    assert client.get(f"/duties/?kind={CHORE}&state=all").context["total"] == 0


def test_registering_a_code_again_replaces_it():
    register(OnceKind(REPORT, "甲", "", "household"))
    register(OnceKind(REPORT, "乙", "", "household"))
    assert ONCE[REPORT].title == "乙"


def test_what_is_owed_once_is_not_excused_from_the_ledger(cast, home):
    """A report, a meeting, a problem ends in its own room: else the list would say "excused" and the room "open"."""
    actions.owe(CHORE, "household", [one(cast, home)], period="2026-Q4", at=cast.at)
    with pytest.raises(EndedElsewhere):
        actions.exempt(duties=Duty.objects.all(), reason="修路", by=cast.clerk, at=cast.at)
    assert Duty.objects.open().count() == 1


def test_what_its_room_excused_is_not_owed_again_from_the_ledger(cast, home):
    """The duty of a problem that was taken back could never be ended again: the problem is gone, and excusing it is refused."""
    owe(cast, one(cast, home))
    actions.waive(REPORT, "household", [home.pk], reason="撤回", by=cast.clerk, at=cast.at)
    with pytest.raises(EndedElsewhere):
        actions.withdraw_exemption(duties=Duty.objects.all(), by=cast.clerk, at=cast.at)
    assert Duty.objects.exempt().count() == 1


def test_a_seat_that_changes_hands_takes_along_what_it_owes(cast, home):
    owe(cast, one(cast, home))
    assert actions.carry_once_on(bearer=cast.captain, to=cast.member, path=home.path[:9]) == 1
    assert Duty.objects.get().bearer == cast.member
    assert actions.carry_once_on(bearer=cast.member, to=cast.captain, path=cast.shimen.path) == 0, "another area"
