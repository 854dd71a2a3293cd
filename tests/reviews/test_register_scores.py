"""Register 06 of a made county: the three wrong rows are named, and every score equals plain arithmetic done here from the file."""

import datetime as dt
from fractions import Fraction

import pytest
import time_machine

from accounts.models import User
from common.sheets import read
from reviews.models import ReviewMeeting
from reviews.queries.results import lines_of, with_results
from reviews.queries.rubric import rubric_of
from tests.journeys.desk import FILES, Desk, did, faults
from tests.registers_maker import make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
POINTS = {"优秀": 100, "称职": 80, "基本称职": 60, "不称职": 40}


def half_up(exact: Fraction) -> str:
    """Two digits as an office rounds, in whole numbers only."""
    cents = (exact * 200 + 1) // 2
    return f"{cents // 100}.{cents % 100:02d}"


def expected(row) -> tuple[str, str | None, str]:
    """Score of the vote, total, and grade of a row of the file: points over valid ballots, 40/30/30, lines at 90/70/60."""
    n = {word: int(row[word]) for word in POINTS}
    valid = sum(n.values())
    masses = Fraction(sum(POINTS[word] * count for word, count in n.items()), valid)
    total = (masses * 40 + Fraction(row["乡镇点评分"]) * 30 + Fraction(row["县级评定分"]) * 30) / 100
    if valid < 35:
        return half_up(masses), half_up(total), ""
    score = Fraction(half_up(total))
    grade = next(word for word, least in (("excellent", 90), ("competent", 70), ("basic", 60), ("incompetent", 0)) if score >= least)
    if n["不称职"] * 2 >= valid:
        grade = "incompetent"
    elif n["不称职"] * 3 >= valid and grade in ("excellent", "competent"):
        grade = "basic"
    return half_up(masses), half_up(total), grade


def test_scores_equal_an_independent_computation(tmp_path):
    with time_machine.travel(AT, tick=False):
        answers = make(tmp_path, seed=11, villages=140, teams=126, households=40, monitored=4, cadres=20, bad=0)
        desk = Desk(User.objects.create(username="office", name="驻村办", is_active=False))
        for kind in ("regions", "teams"):
            desk.take_file(kind, tmp_path)
        batch = desk.take_file("ballots", tmp_path)
    assert faults(batch) == [(21, "collected_over_issued"), (44, "sum_mismatch"), (67, "collected_over_issued")]
    assert did(batch) == (123, 0, 0) and answers["reviews"]["meetings"] == 126
    wrong = {21, 44, 67}
    rows = {(row["乡镇"], row["行政村"]): row for at, row in read(tmp_path / FILES["ballots"]).records() if at not in wrong}
    meetings = list(with_results(ReviewMeeting.objects.select_related("round", "team__region__parent")))
    assert len(meetings) == len(rows) == 123
    for line in lines_of(meetings, rubric_of(meetings[0].round)):
        region, result = line.meeting.team.region, line.result
        assert (str(result.masses), str(result.total), result.grade) == expected(rows[region.parent.name, region.name]), region.name
