"""One box that finds a household, a person, a village, a cadre or a number."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.access import Permission, Viewer
from accounts.models import Unit
from common.templatetags.formats import day, period_label
from common.text import clean
from households.models import Household, Person
from problems.models import Problem
from problems.queries.board import search as matching
from regions.models import Region
from reviews.models import ReviewMeeting
from teams.models import Cadre, WorkTeam

EACH = 8


@dataclass(frozen=True)
class Hit:
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    hits: list[Hit]
    more_url: str = ""


def search(viewer: Viewer, text: str) -> list[Group]:
    """Groups with hits, empty ones left out. Latin letters are read as pinyin initials, digits as numbers."""
    text = clean(text)
    if not text:
        return []
    groups = [
        _households(viewer, text),
        _persons(viewer, text),
        _villages(viewer, text),
        _cadres(viewer, text),
        _units(viewer, text),
        _problems(viewer, text),
        _reviews(viewer, text),
    ]
    return [g for g in groups if g.hits]


def _named(field: str, initials: str, text: str) -> Q:
    """Match by name, or by pinyin initials where the text is Latin letters."""
    return Q(**{f"{initials}__contains": text.lower()}) if text.isascii() and text.isalpha() else Q(
        **{f"{field}__contains": text}
    )


def _households(viewer: Viewer, text: str) -> Group:
    q = Q(no__startswith=text) | Q(no__endswith=text) if text.isdigit() else _named("head_name", "initials", text)
    rows = Household.objects.visible_to(viewer).open().filter(q).select_related("region")[:EACH]
    hits = [
        Hit(h.head_name, f"{h.region.name} {h.group_name} · {h.no}", reverse("households:detail", args=[h.pk]))
        for h in rows
    ]
    more = reverse("households:list") + f"?q={text}" if len(hits) == EACH else ""
    return Group("households", _("Households"), hits, more)


def _persons(viewer: Viewer, text: str) -> Group:
    if text.isascii():
        return Group("persons", _("Persons"), [])
    rows = Person.objects.visible_to(viewer).filter(name__contains=text).exclude(relation="户主")
    hits = [
        Hit(p.name, f"{p.household.head_name} · {p.relation}", reverse("households:detail", args=[p.household_id]))
        for p in rows.select_related("household")[:EACH]
    ]
    return Group("persons", _("Persons"), hits)


def _villages(viewer: Viewer, text: str) -> Group:
    q = viewer.q(Permission.TEAMS_SEE)
    rows = Region.objects.filter(q).open().filter(level__gte=4).filter(
        Q(code__startswith=text) if text.isdigit() else _named("name", "initials", text)
    )
    see_overview = viewer.paths(Permission.OVERVIEW_SEE)
    hits = []
    teams = {t.path: t.pk for t in WorkTeam.objects.visible_to(viewer).open().filter(path__in=[r.path for r in rows[:EACH]])}
    for region in rows.select_related("parent")[:EACH]:
        url = reverse("dashboards:area", args=[region.path]) if see_overview else ""
        if not url and region.path in teams:
            url = reverse("teams:detail", args=[teams[region.path]])
        if url:
            hits.append(Hit(region.name, region.parent.name if region.parent else "", url))
    return Group("villages", _("Villages and townships"), hits)


def _cadres(viewer: Viewer, text: str) -> Group:
    q = Q(user__phone__startswith=text) if text.isdigit() else _named("user__name", "user__initials", text)
    rows = Cadre.objects.visible_to(viewer).filter(q).with_people()[:EACH]
    hits = [Hit(c.name, c.unit.name if c.unit else "", reverse("teams:person", args=[c.pk])) for c in rows]
    return Group("cadres", _("Cadres"), hits)


def _units(viewer: Viewer, text: str) -> Group:
    if not viewer.can(Permission.TEAMS_SEE):
        return Group("units", _("Units"), [])
    rows = Unit.objects.visible_to(viewer).open().filter(_named("name", "initials", text))[:EACH]
    return Group("units", _("Units"), [Hit(u.name, "", reverse("teams:unit", args=[u.pk])) for u in rows])


def _problems(viewer: Viewer, text: str) -> Group:
    """By number, by what is wrong, by who answers; open ones first."""
    rows = matching(Problem.objects.visible_to(viewer).standing(), text).select_related("region")
    rows = rows.order_by(F("closed_on").desc(nulls_first=True), "due_on", "pk")[:EACH]
    hits = [
        Hit(f"{p.no} {Truncator(p.description).chars(40)}", f"{p.region.name} · {_ends(p)}", reverse("problems:detail", args=[p.pk]))
        for p in rows
    ]
    more = reverse("problems:list") + f"?{urlencode({'q': text})}" if len(hits) == EACH else ""
    return Group("problems", _("Problems"), hits, more)


def _ends(problem: Problem) -> str:
    return _("closed on %(day)s") % {"day": day(problem.closed_on)} if problem.closed_on else _("by %(day)s") % {"day": day(problem.due_on)}


def _reviews(viewer: Viewer, text: str) -> Group:
    """Review meetings of the villages found, the newest first."""
    if text.isdigit():
        return Group("reviews", _("Reviews"), [])
    named = _named("team__region__name", "team__region__initials", text)
    rows = ReviewMeeting.objects.visible_to(viewer).filter(named).select_related("team__region__parent", "round")
    hits = [
        Hit(
            m.team.region.name, f"{period_label(m.round.quarter)} · {m.team.region.parent.name if m.team.region.parent else ''}",
            reverse("reviews:by-id", args=[m.pk]),
        )
        for m in rows.order_by("-round__quarter", "path")[:EACH]
    ]  # fmt: skip
    return Group("reviews", _("Reviews"), hits)
