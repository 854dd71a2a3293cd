"""`/livez`: the process answers. `/readyz`: the house can work. Neither tells anything about a person."""

import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from common import clock

LEAST_DISK = 200 * 1024 * 1024  # bytes; below this an import or a photo may fail half-way
LATEST_JOB = timedelta(minutes=10)  # the minute's jobs have not run for so long: worker or beat is down
LATEST_DRIFT_CHECK = timedelta(hours=36)


@public
@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"alive": True})


@public
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when people can work; 503 when not. What only an operator need know stands in `warnings` and stays 200."""
    errors, warnings = [], []
    for check in (database, migrations, disk):
        if said := check():
            errors.append(said)
    if not errors:
        at = clock.now()
        warnings = [said for look in (jobs, drift) if (said := look(at))]
    body = {"ready": not errors, "errors": errors, "warnings": warnings}
    answer = JsonResponse(body, status=503 if errors else 200)
    if errors:
        answer["Retry-After"] = "30"
    return answer


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return ""


def migrations() -> str:
    try:
        return "" if nothing_to_migrate() else "migrations are waiting: manage.py migrate"
    except DatabaseError:
        return "the database does not answer"


def nothing_to_migrate() -> bool:
    """Asked of the database until the answer is yes; after that a running process need not ask again."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True


_migrated: list[bool] = []


def disk() -> str:
    return "the disk is nearly full" if shutil.disk_usage(settings.DATA_DIR).free < LEAST_DISK else ""


def jobs(at: datetime) -> str:
    return late("relay", at, LATEST_JOB, "the timetable is not kept: no job has run for ten minutes")


def drift(at: datetime) -> str:
    return late("check-drift", at, LATEST_DRIFT_CHECK, "the tallies were not checked last night, or did not agree")


def late(job: str, at: datetime, allowed: timedelta, sentence: str) -> str:
    """A job that never ran is late only when the house has run any job before that long ago."""
    from notifications.models import JobRun

    rows = JobRun.objects.all()
    run = rows.filter(job=job).first()
    if run is None:
        return sentence if rows.filter(finished_at__lt=at - allowed).exists() else ""
    ended = run.finished_at or run.started_at
    return sentence if (not run.ok and run.finished_at) or ended < at - allowed else ""
