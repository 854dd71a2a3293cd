"""The quarterly reviews: four closed rounds and the running one in all its stages.

Figures add up: voters present are the ballots issued, the levels are the valid ballots, but for the one void vote that is meant
to be found. Scores, proposals and duties come from the room's own rules and actions.
"""

import datetime
import random
from decimal import Decimal

from common import clock
from common.periods import Quarter, last_n
from dashboards.demo import words
from dashboards.demo.world import World
from duties.actions import Owed, fulfil, owe
from figures.queries import values
from figures.registry import FIGURES
from reviews.duties import MEETING, REPORT, SUBJECT
from reviews.models import BallotTally, Grade, ReviewMeeting, ReviewRound, WorkReport
from reviews.queries.report import figures_in_reports
from reviews.queries.results import lines_of, with_results
from reviews.queries.rubric import Rubric, freeze
from teams.models import WorkTeam

DAY = datetime.timedelta(days=1)
KINDS = {"mass": (20, 30), "party": (8, 12), "committee": (5, 7), "poor": (8, 12)}  # voters due, from and to
LATE, DRAFTED, HELD, COMMENTED, COUNTED, PROPOSED, GRADED = (
    "late", "drafted", "held", "commented", "counted", "proposed", "graded",
)  # fmt: skip
# How far the meetings of the running round have come, over and over; a void vote, too few ballots and no quorum once each.
COURSE = (LATE, GRADED, GRADED, HELD, GRADED, COUNTED, GRADED, COMMENTED, PROPOSED, GRADED)
ODD = {6: "few", 9: "void", 4: "no_quorum"}


class Dice(random.Random):
    """The reviews' own dice: what they throw changes nothing elsewhere."""

    def points(self, quality: float) -> Decimal:
        return Decimal(min(100, round(54 + 45 * quality + self.uniform(-4, 4))))


def make_reviews(world: World) -> list[ReviewMeeting]:
    """Rounds, meetings, ballots, reports, grades and what everybody owes; returns all meetings, the oldest first."""
    dice = Dice(20260103)
    quality = {team.pk: dice.betavariate(3, 1.2) for team in world.teams}
    *closed, running = last_n(Quarter.of(world.on), 5)
    found = []
    for quarter in closed:
        round_ = _round(world, quarter, closed_on=min(quarter.last + 14 * DAY, world.on - DAY))
        meetings = [_meeting(world, dice, round_, team, GRADED, quality[team.pk], "few" if i % 40 == 17 else "") for i, team in enumerate(world.teams)]
        found += _kept(world, dice, round_, meetings)
    is_late = world.on >= running.start + 12 * DAY
    round_ = _round(world, running, deadline=world.on - 2 * DAY if is_late else running.last + 15 * DAY)
    is_young = world.on < running.start + 4 * DAY  # nothing can have been held yet
    meetings = [
        _meeting(world, dice, round_, team, LATE if is_young else COURSE[i % len(COURSE)], quality[team.pk], ODD.get(i, ""))
        for i, team in enumerate(world.teams)
    ]
    return found + _kept(world, dice, round_, meetings)


def _round(world: World, quarter: Quarter, *, deadline=None, closed_on=None) -> ReviewRound:
    opened = quarter.last - 40 * DAY if closed_on else quarter.start
    return ReviewRound.objects.create(
        region=world.county, path=world.county.path, quarter=quarter.key, deadline=deadline or quarter.last,
        rubric=freeze(world.county.path, opened), opened_on=opened, opened_by=world.users["clerk"], closed_on=closed_on,
        closed_by=world.users["clerk"] if closed_on else None,
    )  # fmt: skip


def _meeting(world: World, dice: Dice, round_: ReviewRound, team: WorkTeam, stage: str, quality: float, odd: str) -> ReviewMeeting:
    meeting = ReviewMeeting(round=round_, team=team, path=team.path)
    meeting.stage, meeting.quality, meeting.odd = stage, quality, odd
    if stage == LATE:
        return meeting
    office, clerk = world.offices[team.path[:9]], world.users["clerk"]
    first, last = round_.opened_on + 2 * DAY, min(round_.last_day, world.on - DAY)
    if round_.closed_on:
        first, last = round_.period.last - 35 * DAY, round_.period.last - 8 * DAY
    held = first + datetime.timedelta(days=dice.randint(0, max(0, (last - first).days)))
    at = clock.start_of(held) + datetime.timedelta(hours=15)
    meeting.held_on, meeting.place, meeting.facts_at, meeting.facts_by = held, f"{team.region.name}村部会议室", at, office
    meeting.leader = dice.choice(["高建明", "", "", "周敏"])
    meeting.voters = _voters(dice, odd)
    if stage == HELD:
        return meeting
    meeting.township_points, meeting.comment = dice.points(quality), dice.choice(words.COMMENTS)
    meeting.commented_at, meeting.commented_by = at, office
    if stage in (PROPOSED, GRADED):
        meeting.county_points, meeting.county_points_at, meeting.county_points_by = dice.points(quality), min(at + 2 * DAY, clock.start_of(world.on)), clerk
    if stage == GRADED:
        meeting.problems_listed_at, meeting.problems_listed_by = at, office
    return meeting


def _voters(dice: Dice, odd: str) -> dict[str, dict[str, int]]:
    """Due and present by kind; too few of them, or too few of those due, where that is meant."""
    found = {}
    for kind, (least, most) in KINDS.items():
        due = dice.randint(least, most)
        found[kind] = {"due": due, "present": due - dice.choice([0, 0, 0, 1])}
    if odd == "few":
        return {kind: {"due": n["due"] // 2, "present": n["due"] // 2} for kind, n in found.items()}
    if odd == "no_quorum":
        found["mass"]["due"] += 30
        found["poor"]["due"] += 12
    return found


def _kept(world: World, dice: Dice, round_: ReviewRound, meetings: list[ReviewMeeting]) -> list[ReviewMeeting]:
    ReviewMeeting.objects.bulk_create(meetings, batch_size=500)
    counted = [m for m in meetings if m.stage in (COUNTED, PROPOSED, GRADED)]
    BallotTally.objects.bulk_create([tally for m in counted for tally in _tallies(dice, m)], batch_size=500)
    reports = [_report(world, dice, m) for i, m in enumerate(meetings) if m.held_on or i % 3]
    WorkReport.objects.bulk_create(reports, batch_size=500)
    _grade(world, round_)
    _owe(world, round_, meetings, {report.meeting_id: report for report in reports})
    return meetings


def _tallies(dice: Dice, meeting: ReviewMeeting) -> list[BallotTally]:
    """One box of paper ballots; in every fourth village some voted by code, and both are counted apart."""
    present = meeting.n_present or 0
    by_code = present // 3 if dice.random() < 0.25 else 0
    ways = [(BallotTally.Way.PAPER, present - by_code), (BallotTally.Way.TICKET, by_code)]
    return [_tally(dice, meeting, way, n) for way, n in ways if n]


def _tally(dice: Dice, meeting: ReviewMeeting, way: str, issued: int) -> BallotTally:
    is_paper = way == BallotTally.Way.PAPER
    collected = issued - (dice.choice([0, 0, 1, 2]) if issued > 10 else 0)
    invalid = dice.choice([0, 0, 0, 1]) if is_paper else 0
    valid = collected - invalid
    best = int(valid * min(0.96, max(0.2, meeting.quality + dice.uniform(-0.1, 0.1))))
    good = int((valid - best) * dice.uniform(0.5, 0.9))
    basic = int((valid - best - good) * dice.uniform(0.4, 1))
    counts = {"excellent": best, "competent": good, "basic": basic, "incompetent": valid - best - good - basic}
    if meeting.odd == "void" and is_paper:
        counts["excellent"] -= 1  # one more came out of the box than the levels say: to be voted again
    return BallotTally(
        meeting=meeting, way=way, issued=issued, collected=collected, invalid=invalid, counts=counts,
        counted_at=meeting.facts_at, counted_by=meeting.facts_by,
    )  # fmt: skip


def _report(world: World, dice: Dice, meeting: ReviewMeeting) -> WorkReport:
    """Handed in two days before the meeting; of those not held yet some are drafted only. Figures come in `write_reports`."""
    day = (meeting.held_on or world.on - DAY) - 2 * DAY
    at = clock.start_of(max(day, meeting.round.opened_on)) + datetime.timedelta(hours=10)
    is_in = meeting.held_on is not None
    return WorkReport(
        meeting=meeting, path=meeting.path, drafted_at=at, submitted_at=at if is_in else None,
        submitted_by=world.captains.get(meeting.team_id) if is_in else None,
        prose={section: dice.choice(texts) for section, texts in words.REPORT.items()} if is_in else {},
    )  # fmt: skip


def _grade(world: World, round_: ReviewRound) -> None:
    """Mostly as the rules propose; some otherwise, with the reason; where the rules propose nothing the organisation says why."""
    rubric = Rubric(round_.rubric)
    names, rows = list(rubric.grades), []
    meetings = with_results(ReviewMeeting.objects.filter(round=round_, problems_listed_at__isnull=False)).order_by("pk")
    for number, line in enumerate(lines_of(meetings, rubric)):
        result, meeting = line.result, line.meeting
        if not result.grade and round_.closed_on is None:
            continue  # void, too few, no quorum: still open in the running round
        grade, reason = result.grade or "competent", "" if result.grade else "到会群众不足，结合平时工作评定。"
        if result.grade and number % 19 == 8:
            at = names.index(result.grade)
            grade, reason = names[at + 1 if at == 0 else at - 1], "结合本季督查和重点工作完成情况，经会议研究确定。"
        decided = min(meeting.county_points_at or world.at, clock.start_of(round_.closed_on or world.on))
        rows.append(
            Grade(
                meeting=meeting, path=meeting.path, grade=grade, proposal=result.grade, score=result.total, masses=result.masses,
                reason=reason, decided_at=decided, decided_by=world.users["clerk"],
            )
        )  # fmt: skip
    Grade.objects.bulk_create(rows, batch_size=500)


def _owe(world: World, round_: ReviewRound, meetings: list[ReviewMeeting], reports: dict[int, WorkReport]) -> None:
    """What the round makes people owe, closed by what was done, through the ledger's own deeds."""
    at = clock.start_of(round_.opened_on)
    for kind, bearers in ((REPORT, {m.pk: world.captains.get(m.team_id) for m in meetings}), (MEETING, {m.pk: world.offices[m.path[:9]] for m in meetings})):
        owed = [
            Owed(bearers[m.pk], m.pk, m.path, m.team.region.name, round_.opened_on, round_.last_day) for m in meetings
        ]
        owe(kind, SUBJECT, owed, period=round_.quarter, at=at)
    for m in meetings:
        report = reports.get(m.pk)
        if report and report.submitted_at:
            fulfil(
                REPORT, SUBJECT, m.pk, by=report.submitted_by, on=clock.office_date(report.submitted_at),
                deed_kind="reviews.workreport", deed_id=report.pk,
            )  # fmt: skip
        if m.held_on:
            fulfil(MEETING, SUBJECT, m.pk, by=m.facts_by, on=m.held_on, deed_kind="reviews.reviewmeeting", deed_id=m.pk)


def write_reports(world: World) -> None:
    """The figures of every report, from the tallies that have just been counted: one statement for a whole quarter."""
    figures = figures_in_reports()
    names = {f.key for f in figures} | {f.of for f in figures if f.of}
    reports = list(WorkReport.objects.select_related("meeting__round").order_by("pk"))
    paths = sorted({report.path for report in reports})
    for quarter in sorted({report.meeting.round.quarter for report in reports}):
        mine = [report for report in reports if report.meeting.round.quarter == quarter]
        period = mine[0].meeting.round.period
        found = values(names, paths, world.on, [period])
        for report in mine:
            report.facts = [_fact(f, found, report.path, world, period) for f in figures]
        WorkReport.objects.bulk_update(mine, ["facts"], batch_size=200)


def _fact(figure, found, path: str, world: World, period: Quarter) -> dict:
    """A figure as reports keep it."""

    def said(key: str):
        value = found[key, path, FIGURES[key].window(world.on, period).key]
        return int(value) if value == int(value) else str(value.quantize(Decimal("0.01")))

    return {"key": figure.key, "value": said(figure.key), "of": said(figure.of) if figure.of else None}
