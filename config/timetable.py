"""The timetable: what is done by itself, and when. Read it aloud.

Celery beat and `manage.py run_due` both work from this one list. A job is a nudge: what is to be
done is always a row in the database, so a job that runs twice, late, or was killed half-way does
no harm, and the next run finishes its work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from celery.schedules import crontab, schedule

OFFICE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Every:
    """Again and again, counted from midnight, so that every scheduler means the same moments."""

    seconds: int

    def last(self, at: datetime) -> datetime:
        """The latest moment at or before `at` when the job was due."""
        midnight = at.astimezone(OFFICE).replace(hour=0, minute=0, second=0, microsecond=0)
        gone = int((at - midnight).total_seconds())
        return midnight + timedelta(seconds=gone - gone % self.seconds)

    def for_beat(self) -> schedule:
        return schedule(timedelta(seconds=self.seconds))


@dataclass(frozen=True)
class Daily:
    """Once a day at an office time."""

    at: time

    def last(self, at: datetime) -> datetime:
        today = at.astimezone(OFFICE).replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today <= at else today - timedelta(days=1)

    def for_beat(self) -> crontab:
        return crontab(hour=str(self.at.hour), minute=str(self.at.minute))


@dataclass(frozen=True)
class Job:
    name: str
    task: str
    when: Every | Daily
    sentence: str


TIMETABLE = [
    Job(
        "open-periods",
        "duties.tasks.open_periods",
        Daily(time(0, 5)),
        "Just after midnight the duties of every month, quarter and year that has begun are opened.",
    ),
    Job(
        "count-points",
        "wishes.shop.tasks.count_points",
        Daily(time(0, 10)),
        "At ten past midnight posted points begin to count, and points no longer valid run out.",
    ),
    Job(
        "time-out-wishes",
        "wishes.tasks.time_out",
        Daily(time(0, 20)),
        "At twenty past midnight promises past their last day fall through, and wishes nobody promised begin another round.",
    ),
    Job(
        "reconcile-duties",
        "duties.tasks.reconcile",
        Daily(time(1, 30)),
        "At half past one duties are compared with the deeds on record, and what was missed is put right.",
    ),
    Job(
        "check-drift",
        "figures.tasks.check_drift",
        Daily(time(2, 30)),
        "At half past two every tally is counted again from its source; a difference is an alarm.",
    ),
    Job(
        "clean-up",
        "accounts.tasks.clean_up",
        Daily(time(3, 30)),
        "At half past three ended sessions, old drafts and spent keys are cleared away.",
    ),
    Job(
        "sweep-files",
        "filing.tasks.sweep",
        Daily(time(3, 50)),
        "At ten to four files whose row never came are removed, a day after they came.",
    ),
    Job(
        "clear-notices",
        "notifications.tasks.clean_up",
        Daily(time(3, 45)),
        "At a quarter to four notices long read are cleared away.",
    ),
    Job(
        "remind",
        "visits.tasks.remind",
        Daily(time(6, 30)),
        "At half past six those whose visits fall due soon are reminded.",
    ),
    Job(
        "escalate",
        "visits.tasks.escalate",
        Daily(time(6, 45)),
        "At a quarter to seven overdue visits are brought before the one who answers for them.",
    ),
    Job(
        "remind-once",
        "duties.tasks.remind",
        Daily(time(6, 35)),
        "At twenty-five to seven those who owe a report, a meeting or a mended problem soon are reminded.",
    ),
    Job(
        "escalate-once",
        "duties.tasks.escalate",
        Daily(time(6, 50)),
        "At ten to seven those whose report, meeting or problem is late are told.",
    ),
    Job(
        "remind-problems",
        "problems.tasks.remind",
        Daily(time(6, 40)),
        "At twenty to seven those who answer for a problem hear when few workdays are left.",
    ),
    Job(
        "escalate-problems",
        "problems.tasks.escalate",
        Daily(time(6, 55)),
        "At five to seven problems past their last day are brought before township and county, once.",
    ),
    Job(
        "remind-wishes",
        "wishes.tasks.remind",
        Daily(time(7, 0)),
        "At seven the offices hear which wishes wait for their check, and which waited a round for nobody.",
    ),
    Job(
        "remind-points",
        "wishes.shop.tasks.remind",
        Daily(time(7, 5)),
        "At five past seven the offices hear which points wait for approval and which objections for an answer.",
    ),
    Job(
        "digest",
        "notifications.tasks.digest",
        Daily(time(7, 30)),
        "At half past seven everybody gets what waits for them, in one message.",
    ),
    Job(
        "expire-uploads",
        "registers.tasks.expire",
        Every(3600),
        "Every hour uploads and downloads past their day are removed.",
    ),
    Job(
        "expire-papers",
        "papers.tasks.expire",
        Every(3600),
        "Every hour papers past their day are removed.",
    ),
    Job(
        "seal-journal",
        "accounts.tasks.seal_journal",
        Every(600),
        "Every ten minutes the new lines of the journal are sealed.",
    ),
    Job(
        "relay",
        "notifications.tasks.relay",
        Every(60),
        "Every minute notices that still wait are delivered.",
    ),
    Job(
        "run-batches",
        "registers.tasks.run_batches",
        Every(60),
        "Every minute registers whose check or import still waits are taken up.",
    ),
    Job(
        "papers",
        "papers.tasks.run_papers",
        Every(60),
        "Every minute papers that still wait are made.",
    ),
    Job(
        "refresh-tallies",
        "figures.tasks.refresh",
        Every(30),
        "Every half minute tallies touched by new deeds are counted anew.",
    ),
]


def due(at: datetime) -> Iterator[tuple[Job, datetime]]:
    """Each job with the latest moment, at or before `at`, when it should have run."""
    for job in TIMETABLE:
        yield job, job.when.last(at)


def beat_schedule() -> dict[str, dict[str, object]]:
    """The same list in the words of Celery beat. A nudge nobody took in ten minutes is dropped: the next one follows."""
    return {
        job.name: {"task": job.task, "schedule": job.when.for_beat(), "options": {"expires": 600}} for job in TIMETABLE
    }
