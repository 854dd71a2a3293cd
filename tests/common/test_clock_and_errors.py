import datetime as dt
import pickle

import pytest
import time_machine
from django.utils import translation
from django.utils.translation import gettext_lazy

from common import clock
from common.errors import Refused


class TooLate(Refused):
    code = "too_late"
    message = gettext_lazy("The sheet has more than %(most)s rows. Split it, for example by township.")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-10-31T15:59:59Z", dt.date(2026, 10, 31)),
        ("2026-10-31T16:00:00Z", dt.date(2026, 11, 1)),
        ("2026-12-31T16:00:00Z", dt.date(2027, 1, 1)),
        ("2028-02-28T16:00:00Z", dt.date(2028, 2, 29)),
    ],
)
def test_the_day_is_the_day_in_the_office(instant, day):
    with time_machine.travel(instant, tick=False):
        assert clock.today() == day
        assert clock.start_of(day) <= clock.now() < clock.start_of(day + dt.timedelta(days=1))


def test_a_command_may_let_the_clock_stand():
    then = dt.datetime(2026, 10, 31, 16, tzinfo=dt.UTC)
    with clock.standing_at(then):
        assert (clock.now(), clock.today()) == (then, dt.date(2026, 11, 1))
        with clock.standing_at(None):
            assert clock.now() != then
        assert clock.now() == then
    assert clock.now() != then


def test_an_instant_without_zone_has_no_day():
    with pytest.raises(ValueError):
        clock.office_date(dt.datetime(2026, 1, 1))


def test_a_refusal_says_what_and_where():
    refusal = TooLate(most=5, fields={"visited_on": "too late"})
    assert refusal.code == "too_late"
    assert refusal.fields == {"visited_on": "too late"}
    with translation.override("en"):
        assert refusal.messages == ["The sheet has more than 5 rows. Split it, for example by township.", "too late"]
        assert str(refusal) == str(refusal.message)


def test_a_sentence_can_be_compared():
    refusal = TooLate(most=5)
    with translation.override("en"):
        assert refusal.message == TooLate(most=5).message and hash(refusal.message) == hash(TooLate(most=5).message)
        assert "5 rows" in refusal.message and "5 rows" in repr(refusal.message)


def test_a_refusal_may_be_said_on_the_spot_and_travels():
    refusal = Refused("100% no", code="no")
    assert (str(refusal), refusal.code, Refused.code) == ("100% no", "no", "refused")
    again = pickle.loads(pickle.dumps(TooLate(most=7)))
    assert "7" in str(again) and again.code == "too_late"
