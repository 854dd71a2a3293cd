"""People of the programme and their units."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import Permission, Viewer
from accounts.models import JournalEntry, Unit
from regions.models import Region
from regions.paths import within
from teams import rules
from teams.models import Cadre, Posting, WorkTeam


def postings_of(cadre: Cadre) -> QuerySet[Posting]:
    """Where somebody worked, the latest first."""
    return cadre.postings.select_related("region", "team", "successor__cadre__user").order_by("-opened_on", "-pk")


def history(team: WorkTeam) -> QuerySet[Posting]:
    """Ended postings of a team, the latest first: who came and went, and why."""
    ended = Posting.objects.filter(team=team).exclude(closed_on=None)
    return ended.select_related("cadre__user", "successor__cadre__user").order_by("-closed_on", "-pk")


def handed_on(posting: Posting) -> list[JournalEntry]:
    """Journal lines of one posting: the trail of a hand-over."""
    return list(JournalEntry.objects.of("teams.posting", posting.pk).select_related("by"))


def reachable(viewer: Viewer, cadres: Iterable[Cadre | None]) -> set[int]:
    """Of these people the ones whose page the viewer may open: a captain reads a county leader's name, not his page."""
    wanted = {cadre.pk for cadre in cadres if cadre}
    return set(Cadre.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True))


def pickable_cadres(viewer: Viewer, text: str = "") -> QuerySet[Cadre]:
    """Cadres that may be chosen in a form: those of the county who have not left, by name, initials, phone or unit."""
    cadres = Cadre.objects.visible_to(viewer).filter(left_on=None).with_people().order_by("user__name", "pk")
    if not text:
        return cadres
    q = Q(user__name__contains=text) | Q(user__phone=text) | Q(user__unit__name__contains=text)
    if text.isascii() and text.isalpha():
        q = Q(user__initials__startswith=text.lower()) | Q(user__initials__contains=f" {text.lower()}")
    return cadres.filter(q)


def units_with_counts(viewer: Viewer) -> QuerySet[Unit]:
    """Units of the county with how many teams they back and how many of their people are resident now."""
    if viewer.paths(Permission.TEAMS_SEE):
        units = Unit.objects.visible_to(viewer)
    else:
        units = Unit.objects.filter(pk__in=viewer.unit_ids)
    teams = WorkTeam.objects.open().filter(backing_unit=OuterRef("pk")).order_by().values("backing_unit")
    resident = (
        Posting.objects.open().filter(cadre__user__unit=OuterRef("pk")).order_by().values("cadre__user__unit")
    )
    return units.open().annotate(
        n_teams=Coalesce(Subquery(teams.annotate(n=Count("pk")).values("n")), 0),
        n_resident=Coalesce(Subquery(resident.annotate(n=Count("cadre", distinct=True)).values("n")), 0),
    )


def townships_for(viewer: Viewer) -> list[tuple[str, str]]:
    """Paths and names of the townships in which the viewer sees teams."""
    townships = Region.objects.townships().open().filter(viewer.q(Permission.TEAMS_SEE))
    return list(townships.order_by("path").values_list("path", "name"))


def people_of_unit(viewer: Viewer, unit: Unit) -> QuerySet[Cadre]:
    return Cadre.objects.visible_to(viewer).filter(user__unit=unit, left_on=None).with_people().order_by("user__name")


def ages(cadres: QuerySet[Cadre], on: datetime.date) -> float | None:
    """Their average age (S2-13)."""
    return rules.mean_age([day for day in cadres.values_list("born_on", flat=True) if day], on)


def resident(path: str) -> QuerySet[Cadre]:
    """Cadres with an open posting in an area."""
    return Cadre.objects.filter(pk__in=Posting.objects.open().filter(within("path", path)).values("cadre"))
