"""The list of problems: from every meeting one or more, some from visits, some from the box; each with its steps.

A closed one was reported with a proof, accepted by the township and closed by the county, never by whoever put it right. All
proofs show one tiny picture: files cannot be made by the thousand.
"""

import datetime
import hashlib
import io
import random
import uuid
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from accounts.models import User
from common import clock, crypto
from common.periods import Month
from dashboards.demo import words
from dashboards.demo.world import World
from duties.actions import Owed, fulfil, owe
from problems import rules
from problems.actions.owing import title_of
from problems.duties import DEED, FIX, SUBJECT
from problems.models import Complaint, Evidence, Extension, Problem, Step
from reviews.models import ReviewMeeting
from reviews.queries.rounds import SOURCE_KIND as MEETING
from visits.models import Visit
from visits.queries.page import SOURCE_KIND as VISIT

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
TERM_DAYS = {"at_once": 7, "normal": 30, "long": 90}
PROOF = "problems/demo/proof.jpg"
NEVER = 50  # in closed rounds one problem of fifty is still open
# How far the problems of the running round have come, over and over.
COURSE = ("closed", "doing", "reported", "late", "closed", "accepted", "open", "closed", "returned", "closed", "extension", "closed")


@dataclass
class Case:
    """A problem with what belongs to it, before any of it is in the database."""

    problem: Problem
    stage: str
    done: str
    steps: list[Step] = field(default_factory=list)
    reported_on: datetime.date | None = None
    extension: Extension | None = None
    complaint: Complaint | None = None


def make_problems(world: World, meetings: list[ReviewMeeting]) -> None:
    dice = random.Random(20260104)
    cases = _of_meetings(world, dice, meetings) + _of_visits(world, dice) + _of_the_box(world, dice)
    Problem.objects.bulk_create([case.problem for case in cases], batch_size=500)
    Step.objects.bulk_create([step for case in cases for step in case.steps], batch_size=500)
    digest = _picture()
    Evidence.objects.bulk_create([_proof(case, digest) for case in cases if case.reported_on], batch_size=500)
    Extension.objects.bulk_create([case.extension for case in cases if case.extension])
    Complaint.objects.bulk_create([case.complaint for case in cases if case.complaint])
    _owe([case for case in cases if case.problem.person])


def _of_meetings(world: World, dice: random.Random, meetings: list[ReviewMeeting]) -> list[Case]:
    """One of every meeting that was commented on, of every sixth a second: from the township's comment or a villager."""
    cases = []
    commented = [m for m in meetings if m.commented_at]
    for i, meeting in enumerate(m for n, m in enumerate(commented) for _ in range(1 + (n % 6 == 0))):
        category, wrong, measures, done = dice.choice(words.FAULTS)
        is_old = meeting.round.closed_on is not None
        stage = ("late" if i % NEVER == 7 else "closed") if is_old else COURSE[i % len(COURSE)]
        problem = Problem(
            region=meeting.team.region, path=meeting.path, source="voice" if i % 5 == 4 else "review", source_kind=MEETING,
            source_id=meeting.pk, source_title=f"{meeting.team.region.name} {meeting.round.quarter}", category=category,
            description=wrong, measures=measures, found_on=meeting.held_on, raised_by=meeting.commented_by,
            person=world.captains.get(meeting.team_id), unit=meeting.team.backing_unit,
        )  # fmt: skip
        cases.append(_case(world, dice, problem, stage, done))
    return cases


def _of_visits(world: World, dice: random.Random) -> list[Case]:
    """Some hardships that visitors wrote down in the last two months."""
    since = world.on - 60 * DAY
    rows = Visit.objects.exclude(hardship="").filter(on__gte=since, on__lt=world.on).select_related("household__region", "by")
    cases = []
    for i, visit in enumerate(rows.order_by("pk")[: max(2, len(world.teams) // 6)]):
        problem = Problem(
            region=visit.household.region, path=visit.path, source="visit", source_kind=VISIT, source_id=visit.pk,
            source_title=visit.household.no, category="livelihood", description=visit.hardship, measures="上门核实，按政策帮助解决。",
            found_on=visit.on, raised_by=visit.by, person=visit.by,
        )  # fmt: skip
        cases.append(_case(world, dice, problem, COURSE[(i + 3) % len(COURSE)], "已上门解决，户里确认。"))
    return cases


def _of_the_box(world: World, dice: random.Random) -> list[Case]:
    """Complaints and suggestions of the last year; the newest are not answered yet."""
    cases = []
    for i in range(max(4, len(world.teams) // 3)):
        kind, category, text, answer = words.VOICES[i % len(words.VOICES)]
        is_new = i % 6 == 0
        team = dice.choice(world.teams)
        found = world.on - dice.randint(1, 4) * DAY if is_new else world.on - dice.randint(20, 330) * DAY
        problem = Problem(
            region=team.region, path=team.path, source=kind, category=category, description=text, found_on=found,
            person=None if is_new else world.captains.get(team.pk), measures="" if is_new else "核实情况，尽快答复。",
        )  # fmt: skip
        case = _case(world, dice, problem, "open" if is_new else "closed", answer)
        at = case.problem.raised_at
        case.complaint = Complaint(
            problem=case.problem, kind=kind, slip_lookup=crypto.lookup(f"demo-slip-{i}"), made_at=at,
            answer="" if is_new else answer, answered_at=None if is_new else at + 3 * DAY,
            answered_by=None if is_new else world.offices[team.path[:9]],
        )  # fmt: skip
        if not is_new:
            case.steps.append(Step(problem=problem, kind="answered", at=at + 3 * DAY, by=case.complaint.answered_by, text=answer))
        cases.append(case)
    return cases


def _case(world: World, dice: random.Random, problem: Problem, stage: str, done: str) -> Case:
    """Walk the problem as far as its stage, each step by whom it belongs to and never after today."""
    gone = (world.on - problem.found_on).days
    least = {"closed": 4, "accepted": 3, "reported": 2, "returned": 3, "late": 8, "extension": 1}
    stage = stage if gone >= least.get(stage, 0) else "doing"
    problem.term = "at_once" if stage == "late" and gone <= 30 else dice.choice(["normal", "normal", "at_once", "long"]) if stage == "closed" else "normal"
    problem.due_on = rules.due_on(problem.found_on, problem.term, TERM_DAYS)
    if stage == "late" and problem.due_on >= world.on:
        problem.term, problem.due_on = "at_once", rules.due_on(problem.found_on, "at_once", TERM_DAYS)
    elif stage in ("doing", "returned", "extension", "open"):  # not meant to be late: those found long ago take long
        problem.term = next((t for t, n in TERM_DAYS.items() if t != "at_once" and n > gone), "long")
        problem.due_on = max(rules.due_on(problem.found_on, problem.term, TERM_DAYS), world.on + 2 * DAY)
    problem.uuid = uuid.UUID(int=dice.getrandbits(128), version=4)
    at = clock.start_of(problem.found_on) + 16 * HOUR
    problem.raised_at = at
    case = Case(problem, stage, done)
    _step(case, "raised", at, problem.raised_by, problem.description)
    if stage == "open":
        problem.person = problem.unit = None
        problem.measures = ""
        return case
    office = world.offices[problem.path[:9]]
    problem.assigned_at = at + HOUR
    _step(case, "assigned", at + HOUR, office, problem.measures)
    if stage == "late" and gone > (problem.due_on - problem.found_on).days + 7:
        problem.escalated_on = problem.due_on + 8 * DAY
        _step(case, "escalated", clock.start_of(problem.escalated_on) + 7 * HOUR, None)
    if stage == "extension":
        _extended(case, world, at)
    if stage in ("reported", "accepted", "closed", "returned"):
        _mended(case, world, dice, office)
    return case


def _mended(case: Case, world: World, dice: random.Random, office: User) -> None:
    """Reported with a proof; then sent back, or accepted by the township and closed by the county."""
    problem, clerk = case.problem, world.users["clerk"]
    found, gone = problem.found_on, (world.on - problem.found_on).days
    took = min(max(1, (problem.due_on - found).days - dice.randint(0, 5)), gone - 3 if gone > 3 else 1, dice.randint(2, 28))
    case.reported_on = found + max(1, took) * DAY
    reported = problem.reported_at = clock.start_of(case.reported_on) + 11 * HOUR
    _step(case, "progress", problem.raised_at + 2 * HOUR, problem.person, "已到现场看过，正在办理。")
    _step(case, "reported", reported, problem.person, case.done)
    if case.stage == "returned":
        _step(case, "returned", reported + 20 * HOUR, office, "照片看不出是否修好，请补拍并说明。")
        problem.reported_at, problem.n_returned = None, 1
        return
    judge = clerk if problem.person == office else office
    accepted = clock.start_of(case.reported_on + DAY) + 10 * HOUR
    if case.stage in ("accepted", "closed"):
        problem.accepted_at, problem.accepted_by = accepted, judge
        _step(case, "accepted", accepted, judge, "到现场核实，情况属实。")
    if case.stage == "closed":
        problem.closed_on, problem.closed_by = min(case.reported_on + dice.randint(1, 3) * DAY, world.on), clerk
        _step(case, "closed", max(clock.start_of(problem.closed_on) + 15 * HOUR, accepted), clerk, "同意销号。")


def _extended(case: Case, world: World, at: datetime.datetime) -> None:
    problem, reason = case.problem, "材料要从县里调，下周才到。"
    if problem.person:
        case.extension = Extension(problem=problem, until=problem.due_on + 15 * DAY, reason=reason, asked_at=at + 20 * HOUR, asked_by=problem.person)
        _step(case, "asked", at + 20 * HOUR, problem.person, reason)


def _step(case: Case, kind: str, at: datetime.datetime, by: User | None, text: str = "") -> None:
    case.steps.append(Step(problem=case.problem, kind=kind, at=at, by=by, text=text))


def _picture() -> str:
    """One small picture stands for all proofs; returns its digest."""
    out = io.BytesIO()
    Image.new("RGB", (160, 120), (116, 155, 139)).save(out, "JPEG", quality=70)
    if not default_storage.exists(PROOF):
        default_storage.save(PROOF, ContentFile(out.getvalue()))
    return hashlib.sha256(out.getvalue()).hexdigest()


def _proof(case: Case, digest: str) -> Evidence:
    problem, step = case.problem, next(step for step in case.steps if step.kind == "reported")
    return Evidence(
        problem=problem, step=step, kind=Evidence.Kind.PHOTO, file=PROOF, sha256=digest, caption="整改现场", taken_on=case.reported_on,
        added_at=step.at, added_by=problem.person,
    )  # fmt: skip


def _owe(cases: list[Case]) -> None:
    """Whoever answers for a problem owes it until he reports it as put right, through the ledger's own deeds."""
    months: dict[str, list[Case]] = {}
    for case in cases:
        months.setdefault(Month.of(case.problem.found_on).key, []).append(case)
    for month, found in sorted(months.items()):
        owed = [
            Owed(p.person, p.pk, p.path, title_of(p), p.found_on, p.due_on) for p in (case.problem for case in found)
        ]
        owe(FIX, SUBJECT, owed, period=month, at=found[0].problem.raised_at)
    for case in cases:
        problem = case.problem
        if problem.reported_at and case.reported_on:
            fulfil(FIX, SUBJECT, problem.pk, by=problem.person, on=case.reported_on, deed_kind=DEED, deed_id=problem.pk)
