"""The demo county's reviews and problems: figures that add up, rules that are kept, tallies that equal their lists."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import F, Sum

from accounts.models import User
from common import clock
from common.periods import Quarter, last_n
from dashboards.demo.build import build
from dashboards.demo.reviews import Dice
from dashboards.demo.world import SIZES
from duties.models import Duty
from figures.queries import figure_rows, total, values
from figures.registry import FIGURES
from problems.models import Complaint, Problem
from regions.models import Region
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound, WorkReport
from reviews.queries.report import figures_in_reports
from reviews.queries.results import lines_of, with_results
from reviews.queries.rubric import rubric_of
from reviews.rules.scores import rounded
from visits.models import Visit
from wishes.fund.models import Application, Move
from wishes.fund.models import Entry as FundEntry
from wishes.models import Wish
from wishes.shop.models import Account, Entry, Good, Score, StockMove

pytestmark = pytest.mark.django_db
TEAMS = SIZES["small"].teams


def morning() -> dt.datetime:
    """When it is made: half past nine, so that most of its last day is still to come."""
    return clock.start_of(clock.today()) + dt.timedelta(hours=9, minutes=30)


@pytest.fixture
def demo():
    build(SIZES["small"], on=clock.today(), at=morning(), password="x", months=4)
    return last_n(Quarter.of(clock.today()), 5)


def test_the_year_adds_up(demo):
    rounds = list(ReviewRound.objects.order_by("quarter"))
    assert [r.quarter for r in rounds] == [q.key for q in demo]
    assert [r.closed_on is not None for r in rounds] == [True, True, True, True, False]
    assert all(ReviewMeeting.objects.filter(round=r).count() == TEAMS for r in rounds)
    assert all(r.closed_on <= clock.today() for r in rounds if r.closed_on)
    ballots(rounds[-1])
    grades(rounds)
    reports()
    problems(demo)
    duties()
    points()
    nothing_before_its_time()
    tallies_equal_their_lists(demo)


def nothing_before_its_time():
    told = [
        (Visit, "recorded_at"), (Visit, "uploaded_at"), (Wish, "recorded_at"), (Score, "recorded_at"), (Entry, "at"),
        (Application, "applied_at"), (FundEntry, "at"), (Move, "at"),
    ]  # fmt: skip
    for model, name in told:
        assert not model.objects.filter(**{f"{name}__gt": morning()}).exists(), f"{model._meta.label}.{name} lies in the future"


def ballots(running):
    odd = []
    for tally in BallotTally.objects.select_related("meeting"):
        assert 0 <= tally.invalid <= tally.collected <= tally.issued and min(tally.counts.values()) >= 0
        if sum(tally.counts.values()) != tally.valid:
            odd.append(tally)
    assert [t.meeting.round_id for t in odd] == [running.pk], "one void vote, in the running round"
    for meeting in ReviewMeeting.objects.prefetch_related("tallies").exclude(tallies=None).distinct():
        assert sum(t.issued for t in meeting.tallies.all()) == meeting.n_present, "everybody present got a ballot"
        assert all(kind["present"] <= kind["due"] for kind in meeting.voters.values())
    ways = Counter(BallotTally.objects.values_list("way", flat=True))
    assert ways["paper"] > ways["ticket"] > 0


def grades(rounds):
    scale = {"excellent": 100, "competent": 80, "basic": 60, "incompetent": 40}
    for round_ in rounds:
        meetings = with_results(ReviewMeeting.objects.filter(round=round_))
        lines = lines_of(meetings, rubric_of(round_))
        if round_.closed_on:
            assert all(line.decided for line in lines)
        else:
            flags = Counter(flag for line in lines for flag in line.result.flags)
            assert flags.keys() >= {"few", "no_quorum", "void", "incomplete"}
            assert {"graded", "proposed", "provisional", "void"} == {line.state for line in lines}
    for grade in Grade.objects.select_related("meeting").prefetch_related("meeting__tallies"):
        meeting, counts = grade.meeting, Counter()
        for tally in meeting.tallies.all():
            counts.update(tally.counts)
        masses = rounded(sum(scale[level] * n for level, n in counts.items())) / sum(counts.values())
        assert abs(masses - grade.masses) < Decimal("0.02"), "the vote's mean, worked out here"
        whole = (40 * masses + 30 * meeting.township_points + 30 * meeting.county_points) / 100
        assert grade.score is None or abs(whole - grade.score) < Decimal("0.02")
        assert (grade.grade == grade.proposal) or grade.reason, "a departure has its reason"
        assert meeting.held_on <= clock.office_date(grade.decided_at) <= clock.today()
    assert 0 < Grade.objects.exclude(reason="").count() < Grade.objects.count() / 3


def reports():
    rows = WorkReport.objects.select_related("meeting")
    assert all((report.submitted_at is not None) == (report.meeting.held_on is not None) for report in rows)
    spoken = {figure.key for figure in figures_in_reports()}
    medians = {key for key in spoken if FIGURES[key].median_of is not None}  # of no rows they say nothing
    assert spoken and all(spoken - medians <= {fact["key"] for fact in report.facts} <= spoken for report in rows)
    handed_in = [report for report in rows if report.submitted_at]
    assert all(set(report.prose) == {"work", "faults", "plan"} for report in handed_in)


def problems(quarters):
    rate = {}
    for quarter in quarters:
        found = Problem.objects.found_in(quarter)
        assert found.count() >= TEAMS or quarter == quarters[-1]
        assert found.closed().count() <= found.count()
        rate[quarter] = found.closed().count() / found.count() if found.count() else 0
    assert min(rate[q] for q in quarters[:3]) > 0.85 and rate[quarters[-1]] < min(rate[q] for q in quarters[:3])
    states = Counter()
    for problem in Problem.objects.prefetch_related("steps", "evidence"):
        states[problem.state] += 1
        steps = [step.kind for step in problem.steps.all()]
        ats = [step.at for step in problem.steps.all()]
        assert steps[0] == "raised" and ats == sorted(ats) and problem.due_on >= problem.found_on
        assert clock.office_date(ats[-1]) <= clock.today(), (problem.pk, steps)
        if problem.state == "closed":
            assert {"assigned", "reported", "accepted", "closed"} <= set(steps) and problem.evidence.all()
            assert problem.person not in (problem.accepted_by, problem.closed_by)
            assert problem.found_on <= clock.office_date(problem.accepted_at) <= problem.closed_on <= clock.today()
    assert states.keys() >= {"open", "doing", "reported", "accepted", "closed"}
    assert Problem.objects.overdue(on=clock.today()).exists()
    assert Complaint.objects.filter(answered_at=None).exists() and Complaint.objects.exclude(answered_at=None).exists()


def points():
    """The points shops: every balance and every shelf is the sum of its rows, nobody decided what he recorded, something waits."""
    today = clock.today()
    rows = Entry.objects.filter(counts_on__lte=today).order_by().values_list("account").annotate(n=Sum("points"))
    assert {a.pk: a.balance for a in Account.objects.filter(balance__gt=0)} == {pk: n for pk, n in rows if n}
    moves = StockMove.objects.order_by().values_list("good").annotate(n=Sum("quantity"))
    assert {good.pk: good.stock for good in Good.objects.filter(stock__gt=0)} == {pk: n for pk, n in moves if n}
    assert not Score.objects.filter(decided_by=F("recorded_by")).exists()
    assert Score.objects.waiting().exists() and Score.objects.on_the_board(today).filter(held_on__isnull=False).count() == 1
    assert Entry.objects.filter(kind="redeem").exists() and Entry.objects.filter(kind="deduct").exists()


def duties():
    def open_subjects(kind: str) -> set[int]:
        return set(Duty.objects.of(kind).open().values_list("subject_id", flat=True))

    assert open_subjects("review_meeting") == set(ReviewMeeting.objects.filter(held_on=None).values_list("pk", flat=True))
    handed_in = WorkReport.objects.exclude(submitted_at=None).values("meeting")
    assert open_subjects("review_report") == set(ReviewMeeting.objects.exclude(pk__in=handed_in).values_list("pk", flat=True))
    owed = Problem.objects.filter(reported_at=None).exclude(person=None)
    assert open_subjects("problem_fix") == set(owed.values_list("pk", flat=True))
    captain = User.objects.get(username="captain")
    assert Duty.objects.of("review_report").filter(bearer=captain).overdue(on=clock.today()).exists(), "the captain has something late"
    township = User.objects.get(username="township")
    assert Duty.objects.of("review_meeting").filter(bearer=township).open().exists(), "and so has the township"


def tallies_equal_their_lists(quarters):
    county = Region.objects.get(code="439001000000")
    keys = [key for key in FIGURES if key.startswith(("reviews.", "problems."))]
    assert len(keys) >= 8
    on = clock.today()
    for quarter in quarters[-3:]:
        told = values(keys, [county.path], on, [quarter])
        for key in keys:
            window = FIGURES[key].window(on, quarter)
            assert told[key, county.path, window.key] == total(FIGURES[key], figure_rows(FIGURES[key], window, county.path)), (key, quarter)


def test_the_same_county_again(demo):
    """The reviews throw their own dice: the same arguments give the same problems."""
    first = list(Problem.objects.order_by("pk").values_list("description", "found_on", "closed_on", "uuid"))
    assert len(first) == len({row[3] for row in first})
    assert Dice(20260103).points(0.7) == Dice(20260103).points(0.7)
