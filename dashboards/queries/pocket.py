"""What somebody takes along into a village without signal: the families he visits. The page carries who they are and what is owed; what
there is to read about each (last visits, open problems, wishes, members) follows behind it and stays on the phone under his account.

At most 60 for a pairing cadre and 200 for a village's team. Telephone numbers are asked for apart, once a day, and that is written down.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Permission, Viewer
from common.templatetags.formats import day, days_left, days_status
from dashboards.queries.todo import Neighbour, Task, Todo, village_of, word_of
from households.models import Household, Pairing, Person
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from visits.models import MonthTheme, Visit
from visits.queries import picking
from wishes.models import Wish
from wishes.models.wish import UNFULFILLED
from wishes.shop.queries.accounts import said_of_families

MOST_OF_CADRE, MOST_OF_TEAM = 60, 200
VISITS_EACH, WORDS_EACH = 2, 36
SHORT = 60
READ_AT_ONCE = 50


@dataclass
class Pocket:
    """`families`: the rows of the page's JSON; `counting`: ways of visiting that fulfil what is owed."""

    families: list[dict[str, Any]] = field(default_factory=list)
    modes: dict[str, str] = field(default_factory=dict)
    counting: list[str] = field(default_factory=list)
    call_away: bool = False
    theme: MonthTheme | None = None


def pocket_of(viewer: Viewer, households: Iterable[Household], found: Todo, others: Iterable[Neighbour], *, on: datetime.date) -> Pocket:
    """The families that `carried_by` gives, with what is owed to them. One statement: the theme of the month."""
    rules = settings_for(viewer.county_path, on)
    own = {task.household.pk: task for task in [*found.soon, *found.late]}
    theirs = {task.household.pk: task for one in others for task in [*one.soon, *one.late]}
    families = [
        _filled({
            "i": household.pk, "n": household.head_name, "u": household.initials, "k": word_of(household, rules),
            "g": f"{household.region.name}{household.group_name}", "v": _last(household), "a": household.is_away,
            "t": bool(household.phone) and household.is_own,
            **_due(own.get(household.pk) or theirs.get(household.pk), on, household.pk in own),
        })
        for household in households
    ]  # fmt: skip
    if not families:
        return Pocket()
    chosen = picking.ways(viewer.county_path, on)
    satisfying = [row["code"] for row in rules[keys.VISIT_MODES] if row["satisfies"]]
    theme = picking.theme_of(viewer.county_path, on)
    return Pocket(families, dict(chosen.choices), satisfying, chosen.is_away_rule, theme)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value}


def reading_of(viewer: Viewer, *, on: datetime.date, start: int = 0) -> dict[str, Any]:
    """What there is to read about each family, by its number, and which visits were begun on the server and not sent.

    At most READ_AT_ONCE families from the `start`th on; `next` is where to go on, 0 after the last.
    """
    carried = carried_by(viewer)
    households, rest = carried[start : start + READ_AT_ONCE], start + READ_AT_ONCE
    rules = settings_for(viewer.county_path, on)
    ids = [household.pk for household in households]
    seen, problems, wishes, members = _visits(ids, rules), _problems(viewer, households), _wishes(viewer, ids), _members(ids)
    asks, points = _asks(ids), said_of_families(viewer, ids, on)
    families = {
        household.pk: _filled({
            "c": seen.get(household.pk), "o": problems.get(household.no), "w": wishes.get(household.pk), "m": members.get(household.pk),
            "q": asks.get(household.pk), "p": points.get(household.pk),
        })
        for household in households
    }  # fmt: skip
    return {"families": families, "next": rest if rest < len(carried) else 0, "drafts": _drafts(viewer), "answers": rules.choices(keys.WISH_ANSWERS)}


def carried_by(viewer: Viewer) -> list[Household]:
    """The viewer's own families first, those of his village after them; none for whoever visits nobody in particular. One statement."""
    if not viewer.can(Permission.VISITS_LOG):
        return []
    paired = Pairing.objects.open().filter(cadre__user=viewer.user, household=OuterRef("pk"))
    away = Person.objects.filter(household=OuterRef("pk"), left_on=None, months_away__gt=0)
    rows = picking.loggable(viewer).annotate(is_own=Exists(paired), is_away=Exists(away))
    rows = rows.by_group("-is_own")
    if village_of(viewer):
        return list(rows[:MOST_OF_TEAM])
    return list(rows.filter(is_own=True)[:MOST_OF_CADRE])


def _last(household: Household) -> str:
    seen = household.last_visited_on
    return _("last visit %(day)s") % {"day": day(seen)} if seen else _("never visited")


def _due(task: Task | None, on: datetime.date, is_mine: bool) -> dict[str, Any]:
    """What is owed to the family now: by when, how it is said, and whether by the viewer himself."""
    if task is None:
        return {}
    due = task.duty.due_on
    status = "overdue" if task.duty.is_overdue(on) else days_status(due, 10)
    label = days_left(due) if status in ("overdue", "soon") else ""
    return {"d": due.isoformat(), "s": status, "l": label, "r": is_mine and not task.n_late}


def _drafts(viewer: Viewer) -> dict[str, str]:
    """What was begun on the server and not sent, by household; the newest of each."""
    rows = viewer.user.drafts.filter(kind="visit").order_by("updated_at").values_list("subject", "uuid")
    return {subject: str(number) for subject, number in rows}


def _visits(ids: list[int], rules) -> dict[int, list[str]]:
    """The last visits of each in one line: day, way, who, how it begins."""
    latest = Window(RowNumber(), partition_by=[F("household_id")], order_by=[F("on").desc(), F("pk").desc()])
    rows = Visit.objects.standing().filter(household__in=ids).annotate(nth=latest).filter(nth__lte=VISITS_EACH)
    found: dict[int, list[str]] = {}
    for visit in rows.select_related("by").order_by("household_id", "nth"):
        mode = rules.label(keys.VISIT_MODES, visit.mode)
        line = f"{day(visit.on)} {mode} {visit.by.name}"
        said = _short(visit.content, WORDS_EACH)
        found.setdefault(visit.household_id, []).append(f"{line}{pgettext('between label and error', ': ')}{said}")
    return found


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _problems(viewer: Viewer, households: Iterable[Household]) -> dict[str, list[str]]:
    """Open problems that came out of a visit to the family."""
    numbers = [household.no for household in households]
    rows = Problem.objects.visible_to(viewer).open().filter(source="visit", source_title__in=numbers)
    found: dict[str, list[str]] = {}
    for problem in rows.order_by("due_on", "pk"):
        due = _("by %(day)s") % {"day": day(problem.due_on)} if problem.due_on else ""
        found.setdefault(problem.source_title, []).append(" · ".join(filter(None, (_short(problem.description, SHORT), due))))
    return found


def _wishes(viewer: Viewer, ids: list[int]) -> dict[int, list[str]]:
    rows = Wish.objects.visible_to(viewer).filter(UNFULFILLED, household__in=ids).order_by("-collected_on", "-pk")
    found: dict[int, list[str]] = {}
    for wish in rows:
        found.setdefault(wish.household_id, []).append(f"{_short(wish.item, SHORT)} · {day(wish.collected_on)}")
    return found


def _asks(ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Wishes that were met and about which the next visit asks."""
    found: dict[int, list[tuple[int, str]]] = {}
    for wish in Wish.objects.to_revisit().filter(household__in=ids).order_by("fulfilled_on", "pk"):
        told = {"item": wish.item, "day": day(wish.fulfilled_on)}
        asked = _("What does the family say of the wish “%(item)s” (delivered %(day)s)?") % told
        found.setdefault(wish.household_id, []).append((wish.pk, asked))
    return found


def _members(ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Person.objects.filter(household__in=ids, left_on=None).order_by("household_id", "no")
    for household, pk, name, relation in rows.values_list("household_id", "pk", "name", "relation"):
        found.setdefault(household, []).append((pk, f"{name}（{relation}）"))
    return found
