"""The tree of areas for the set-up pages."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from accounts.access import Permission, Viewer
from regions.models import Region, VillageStanding


def found_areas(viewer: Viewer, text: str = "") -> QuerySet[Region]:
    """Areas whose set-up the viewer sees; with a text those whose name, initials or code have it."""
    areas = Region.objects.filter(viewer.q(Permission.SETUP_SEE))
    text = text.strip()
    if text:
        areas = areas.filter(Q(name__icontains=text) | Q(initials__icontains=text.lower()) | Q(code__startswith=text))
    return areas


def children(region: Region) -> QuerySet[Region]:
    """The areas directly below, with how many open ones each has below it."""
    return (
        Region.objects.filter(parent=region)
        .annotate(n_children=Count("children", filter=Q(children__closed_on=None)))
        .order_by("closed_on", "position", "path")
    )


def trail(region: Region, viewer: Viewer) -> list[Region]:
    """The areas above, from the widest that the viewer sees down to the area itself."""
    paths = [region.path[:n] for n in (6, 9, 12, 15) if n <= len(region.path)]
    return list(Region.objects.filter(viewer.q(Permission.SETUP_SEE), path__in=paths).order_by("path"))


def possible_parents(region: Region, viewer: Viewer) -> QuerySet[Region]:
    """Townships of the same county to which a village may be moved."""
    return (
        Region.objects.filter(viewer.q(Permission.SETUP_MANAGE)).townships().open().under(region.county_path)
        .exclude(pk=region.parent_id)
    )  # fmt: skip


def standings_of(region: Region) -> QuerySet[VillageStanding]:
    return VillageStanding.objects.filter(region=region).order_by("closed_on", "-opened_on")
