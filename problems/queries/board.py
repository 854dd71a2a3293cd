"""The list of problems: saved views, what a row shows, who may be named responsible. Few queries whatever the size of the county."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from accounts.access import Permission, Viewer
from accounts.models import User
from common import text as texts
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from problems.models.problem import STANDING, STILL, TO_ACCEPT, TO_CLOSE, late
from problems.queries.lights import Light, lights, soon
from problems.sources import SOURCES
from regions.models import Region
from regions.paths import within

VIEWS = ("open", "mine", "soon", "late", "accept", "close", "voices", "closed")
VOICES = ("complaint", "suggestion")
ORDER = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "found": ("found_on", "pk"),
    "-found": ("-found_on", "-pk"),
    "area": ("path", "due_on", "pk"),
    "-closed": (F("closed_on").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True)
class Row:
    problem: Problem
    light: Light
    category: str
    source: str
    village: str
    township: str


def condition(view: str, viewer: Viewer, on: datetime.date) -> Q:
    """What a saved view holds."""
    views = {
        "open": STILL,
        "mine": STILL & Q(person=viewer.user),
        "soon": soon(on),
        "late": late(on),
        "accept": TO_ACCEPT,
        "close": TO_CLOSE,
        "voices": STANDING & Q(source__in=VOICES),
        "closed": STANDING & Q(closed_on__isnull=False),
    }
    return views[view]


def in_view(problems: QuerySet[Problem], view: str, viewer: Viewer, on: datetime.date) -> QuerySet[Problem]:
    return problems.filter(condition(view, viewer, on))


def view_counts(problems: QuerySet[Problem], viewer: Viewer, on: datetime.date) -> dict[str, int]:
    """How many each saved view holds, in one statement."""
    return problems.order_by().aggregate(**{view: Count("pk", filter=condition(view, viewer, on)) for view in VIEWS})


def search(problems: QuerySet[Problem], words: str) -> QuerySet[Problem]:
    """By number, by what is wrong, by where it came from, by who answers."""
    words = texts.clean(words)
    if not words:
        return problems
    number = words.rpartition("-")[2]
    if texts.is_number(number):
        return problems.filter(Q(pk=int(number)) | Q(description__contains=words))
    if words.isascii() and words.isalpha():
        return problems.filter(Q(person__initials__startswith=words.lower()) | Q(description__icontains=words))
    return problems.filter(
        Q(description__contains=words) | Q(source_title__contains=words) | Q(person__name=words) | Q(unit__name__contains=words)
    )


def rows_of(problems: Iterable[Problem], path: str, on: datetime.date) -> list[Row]:
    """List rows of one page; regions, people and units come with the page's own statement."""
    page, words = list(problems), settings_for(path, on)
    shown = lights(page, on)
    return [
        Row(
            problem, shown[problem.pk], words.label(keys.PROBLEM_CATEGORIES, problem.category), source_title(problem.source),
            *place_of(problem.region),
        )
        for problem in page
    ]  # fmt: skip


def place_of(region: Region) -> tuple[str, str]:
    """Village and township as they stand beside each other; one of them is empty for a township's or the county's own problem."""
    if region.level == Region.Level.VILLAGE and region.parent:
        return region.name, region.parent.name
    return "", region.name


def source_title(code: str) -> str:
    return str(SOURCES[code].title) if code in SOURCES else code


def source_url(problem: Problem) -> str:
    """Where the row stands that it came from; "" where there is none to open."""
    source = SOURCES.get(problem.source)
    return source.address(problem.source_id) if source and problem.source_id else ""


def areas_for(viewer: Viewer, chosen: str = "", permission: Permission = Permission.PROBLEMS_SEE) -> list[Region]:
    """Areas to filter by: the townships (or villages) of the viewer's areas, and the villages of the chosen township."""
    q = Q(pk__in=[])
    for path in viewer.paths(permission):
        level = Region.Level.TOWNSHIP if len(path) <= 6 else Region.Level.VILLAGE
        q |= within("path", path) & Q(level=level)
        q |= Q(path=path, level=Region.Level.TOWNSHIP)
    if len(chosen) >= 9:
        q |= within("path", chosen[:9]) & Q(level__in=[Region.Level.TOWNSHIP, Region.Level.VILLAGE]) & viewer.q(permission)
    return list(Region.objects.filter(q, closed_on=None).order_by("path"))


def places_to_raise(viewer: Viewer) -> QuerySet[Region]:
    """Villages and townships for which the viewer may put a problem on the list."""
    levels = [Region.Level.TOWNSHIP, Region.Level.VILLAGE]
    rows = Region.objects.open().filter(viewer.q(Permission.PROBLEMS_RAISE), level__in=levels)
    return rows.select_related("parent").order_by("path")


def units_named(viewer: Viewer) -> list[tuple[int, str]]:
    """Units that answer for a problem the viewer sees."""
    found = Problem.objects.visible_to(viewer).exclude(unit=None).order_by().values_list("unit", "unit__name").distinct()
    return sorted(found, key=lambda row: row[1])


def person_name(viewer: Viewer, pk: int) -> str:
    """The name of somebody of the viewer's county."""
    user = User.objects.filter(path__in=viewer.county_paths, pk=pk).first()
    return user.name if user else ""


def of_area(viewer: Viewer, path: str) -> QuerySet[Problem]:
    """Problems of an area, as far as the viewer sees them."""
    return Problem.objects.visible_to(viewer).standing().filter(within("path", path))
