"""A phone whose clock is wrong: what it said is kept, the office's day is the true one, and the person is told."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filing import rules
from tests.filing.making import NOON, OFFICE, send, visit_body
from visits.models import Visit

D, H, M = dt.date, dt.timedelta(hours=1), dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
TODAY = D(2026, 10, 15)


@pytest.mark.parametrize(
    ("recorded", "sent", "said", "true"),
    [
        (NOON - 2 * H, NOON, TODAY, TODAY),  # all is well
        (NOON - 2 * H, None, TODAY, TODAY),
        (NOON - 3 * DAY, NOON, D(2026, 10, 12), D(2026, 10, 12)),  # three days without signal
        (NOON - 3 * DAY, NOON, D(2026, 10, 10), D(2026, 10, 10)),
        (NOON + DAY - 2 * H, NOON + DAY, D(2026, 10, 16), TODAY),  # a day ahead, written two hours ago
        (NOON + DAY - 2 * H, None, D(2026, 10, 16), TODAY),  # the same, from a client that does not say its "now"
        (NOON - 2 * DAY, NOON + DAY, D(2026, 10, 13), D(2026, 10, 12)),  # a day ahead, written three days ago
        (NOON + DAY, NOON + DAY, TODAY, TODAY),  # a day ahead, but he chose the day himself
        (NOON - DAY, NOON - DAY, D(2026, 10, 14), TODAY),  # a day behind, written just now
        (NOON - DAY, None, D(2026, 10, 14), D(2026, 10, 14)),  # the same, not said: nobody can know
        (NOON - DAY, NOON - DAY, D(2026, 10, 13), D(2026, 10, 13)),  # chosen
        (NOON + 5 * M, NOON + 5 * M, TODAY, TODAY),  # minutes are nothing
        (NOON - 2 * H, NOON, D(2026, 10, 20), D(2026, 10, 20)),  # a future day of his own choice: the form refuses it
        (dt.datetime(1970, 1, 1, 9, 0, tzinfo=OFFICE), dt.datetime(1970, 1, 1, 10, 0, tzinfo=OFFICE), D(1970, 1, 1), TODAY),
    ],
)
def test_the_true_day(recorded, sent, said, true):
    assert rules.Clock(recorded, sent, NOON).true_day(said) == true


def test_at_midnight_a_clock_some_minutes_ahead_does_no_harm():
    at = dt.datetime(2026, 10, 15, 23, 58, tzinfo=OFFICE)
    written = dt.datetime(2026, 10, 16, 0, 3, tzinfo=OFFICE)
    for sent in (written, None):
        assert rules.Clock(written, sent, at).true_day(D(2026, 10, 16)) == TODAY


INSTANTS = st.integers(-20 * 365 * 24 * 60, 20 * 365 * 24 * 60).map(lambda minutes: NOON + minutes * M)


@given(recorded=INSTANTS, sent=st.none() | INSTANTS, said=st.integers(-7300, 7300).map(lambda days: TODAY + days * DAY))
def test_a_day_in_the_future_is_only_one_that_nobody_s_clock_believed(recorded, sent, said):
    clock = rules.Clock(recorded, sent, NOON)
    true = clock.true_day(said)
    assert true <= TODAY or (true == said and clock.phone_day < said)
    assert true == said or clock.is_wrong or said > TODAY


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=4), max_size=6))
def test_what_is_empty_or_in_another_order_is_the_same_body(told):
    body = rules.body_of(told)
    with_empties = {"zz-empty": "", **dict(reversed(told.items())), "zz-none": [], "zz-null": None}
    assert rules.digest("visit", rules.body_of(with_empties)) == rules.digest("visit", body)
    assert rules.digest("wish", body) != rules.digest("visit", body)
    assert rules.digest("visit", {**body, "more": ["x"]}) != rules.digest("visit", body)


@pytest.mark.django_db
def test_a_phone_a_day_ahead_files_and_hears_of_it(cast, signed_in):
    cadre, number = signed_in("cadre"), uuid.uuid4()
    recorded, sent = NOON + DAY - 2 * H, NOON + DAY
    answer = send(cadre, "visit", visit_body(cast, on="2026-10-16"), number, recorded_at=recorded, sent_at=sent)
    visit = Visit.objects.get()
    assert answer.status_code == 201 and (visit.on, visit.recorded_at, visit.uploaded_at) == (TODAY, recorded, NOON)
    assert answer.json()["notes"] == [
        "手机给出的日期是 10月16日，已按 10月15日 保存。如果不是这一天，请到那一页更正。",
        "这部手机的时钟不准：手机显示 10月16日 12:00，实际是今天 12:00。请把时钟调准。",
    ]
    again = send(cadre, "visit", visit_body(cast, on="2026-10-16"), number, recorded_at=recorded, sent_at=sent + H)
    assert again.status_code == 200 and again.json() == answer.json(), "who did not hear the first answer hears the same"


@pytest.mark.django_db
def test_without_its_now_a_phone_that_is_ahead_is_told_so_too(cast, signed_in):
    answer = send(signed_in("cadre"), "visit", visit_body(cast, on="2026-10-16"), recorded_at=NOON + DAY)
    assert answer.status_code == 201 and len(answer.json()["notes"]) == 2 and Visit.objects.get().on == TODAY


@pytest.mark.django_db
def test_a_future_day_of_ones_own_choice_is_refused_and_nothing_is_lost(cast, signed_in):
    answer = send(signed_in("cadre"), "visit", visit_body(cast, on="2026-10-20"), sent_at=NOON)
    assert answer.status_code == 422 and list(answer.json()["fields"]) == ["on"] and not Visit.objects.exists()


@pytest.mark.parametrize(
    ("photos", "gone", "awaited"),
    [
        ([], [], []),
        ([{"uuid": "a", "sha256": "1"}, {"uuid": "b", "sha256": "2"}], [], ["a", "b"]),
        ([{"uuid": "a", "sha256": "1"}, {"uuid": "b", "sha256": "2"}], ["a"], ["b"]),
        ([{"uuid": "a", "sha256": "1", "given_up": True}], ["c"], []),
    ],
)
def test_photos_given_up_are_not_awaited_and_stay_named(photos, gone, awaited):
    left = rules.without(photos, gone)
    assert rules.awaited(left) == awaited and [one["uuid"] for one in left] == [one["uuid"] for one in photos]
    assert all(rules.is_given_up(left, one["uuid"]) == (one["uuid"] not in awaited) for one in left)
    assert not rules.is_given_up(left, "unknown")
