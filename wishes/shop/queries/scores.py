"""Lists of records: what waits, what is on the board, what counts; one record with all that belongs to it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common.masks import name as masked
from households.models import Household
from households.queries.register import search as search_households
from policies import keys
from policies.queries import settings_for
from wishes.shop.models import Entry, Objection, Score
from wishes.shop.models.score import ENDED, WAITS, counted, on_the_board
from wishes.shop.queries.places import names_of

VIEWS = ("all", "waiting", "posted", "objections", "counted", "ended")
ORDER = {
    "done": ("-done_on", "-pk"), "-done": ("done_on", "pk"), "area": ("path", "-done_on", "-pk"), "points": ("-points", "-pk"),
}  # fmt: skip
# state -> (look, word); counted ones are plain
STATES = {
    "waiting": ("todo", _("to be approved")), "posted": ("doing", _("on the board")), "held": ("soon", _("objection")),
    "counted": ("done", _("points count")), "refused": ("returned", _("not approved")), "taken_back": ("void", _("record taken back")),
    "withdrawn": ("void", _("record withdrawn")),
}  # fmt: skip


@dataclass(frozen=True)
class ScoreRow:
    """A record as lists and papers show it."""

    score: Score
    item: Any
    village: str
    township: str
    state: str
    is_own: bool = False

    @property
    def look(self) -> str:
        return STATES[self.state][0]

    @property
    def word(self) -> Any:
        return STATES[self.state][1]

    @property
    def masked_head(self) -> str:
        """As the board of a village may name the household."""
        return masked(self.score.household.head_name)


def condition(view: str, on: datetime.date) -> Q:
    return {
        "waiting": WAITS, "posted": on_the_board(on), "objections": on_the_board(on) & Q(held_on__isnull=False),
        "counted": counted(on), "ended": ENDED,
    }.get(view, Q())  # fmt: skip


def view_counts(scores: QuerySet[Score], on: datetime.date) -> dict[str, int]:
    """How many records each view of the list holds, in one statement."""
    return scores.order_by().aggregate(**{view: Count("pk", condition(view, on)) if view != "all" else Count("pk") for view in VIEWS})


def search(scores: QuerySet[Score], words: str, viewer: Viewer) -> QuerySet[Score]:
    """By the household: name, number, initials, group."""
    if not words:
        return scores
    return scores.filter(household__in=search_households(Household.objects.visible_to(viewer), words).values("pk"))


def rows_of(scores: Iterable[Score], viewer: Viewer, on: datetime.date) -> list[ScoreRow]:
    """A page of records with words and names: one statement more (and the rules of the county)."""
    page = list(scores)
    names = names_of(score.path for score in page)
    return [
        ScoreRow(
            score, item_word(score), names.get(score.path[:12], ""), names.get(score.path[:9], ""), score.state(on),
            score.recorded_by_id == viewer.user.pk,
        )
        for score in page
    ]  # fmt: skip


def item_word(score: Score) -> Any:
    """What the table of the day called it."""
    if score.kind == Score.Kind.ADJUST:
        return _("opening balance") if score.is_opening else _("adjustment")
    return settings_for(score.path, score.done_on).label(keys.POINT_ITEMS, score.item)


def of_page(viewer: Viewer) -> QuerySet[Score]:
    return Score.objects.visible_to(viewer).select_related(
        "household__region__parent", "recorded_by", "decided_by", "withdrawn_by"
    )


@dataclass(frozen=True)
class Event:
    """One thing that happened to a record."""

    at: datetime.datetime
    icon: str
    title: Any
    who: str = ""
    text: str = ""


def events_of(score: Score, objections: Iterable[Objection]) -> list[Event]:
    """What happened, the newest first."""
    who = score.recorded_by.name if score.recorded_by else ""
    events = [Event(score.recorded_at, "add", _("points recorded"), who, score.proof)]
    if score.decided_at and score.decided_by:
        if score.approved_on:
            events.append(Event(score.decided_at, "done", _("record approved"), score.decided_by.name))
        else:
            events.append(Event(score.decided_at, "returned", _("not approved"), score.decided_by.name, score.answer))
    for one in objections:
        events.append(Event(one.recorded_at, "hardship", _("objection"), one.recorded_by.name, one.text))
        if one.decided_at and one.decided_by:
            word = _("the objection is right: withdrawn") if one.is_right else _("the objection is not right: the record stands")
            events.append(Event(one.decided_at, "void" if one.is_right else "done", word, one.decided_by.name, one.answer))
    events += [
        Event(row.at, "void", _("record corrected"), row.by.name if row.by else "", score.answer)
        for row in score.entries.filter(why=Entry.Why.CORRECTED).select_related("by")
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def objections_of(score: Score) -> list[Objection]:
    return list(score.objections.select_related("recorded_by", "decided_by"))
