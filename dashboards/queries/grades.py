"""How the last published review ended, area by area: the grades as shares of a small bar."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import Substr

from accounts.access import Permission, Viewer
from regions.models import Region
from reviews.models import Grade, ReviewRound
from reviews.queries.rubric import rubric_of

LEAST_WORRY, SHADES = 2, 4  # the small bar knows four shades; further grades share the darkest


@dataclass(frozen=True)
class Grades:
    """`quarter` is empty where nothing has been published yet; `parts` has, by path, {value, label, grade} for the bar."""

    quarter: str = ""
    parts: dict[str, list[dict]] = field(default_factory=dict)

    def worst(self, path: str) -> str:
        """The lowest grade in words with its number, where somebody got less than the second best."""
        parts = self.parts.get(path, [])
        return f"{parts[-1]['label']} {parts[-1]['value']}" if parts and parts[-1]["grade"] > LEAST_WORRY else ""


def last_grades(viewer: Viewer, area: Region, below: list[Region], *, by: str) -> Grades:
    """The newest closed round up to the quarter `by`, as far as the viewer may see reviews. Two statements."""
    if not below or not viewer.can(Permission.REVIEWS_SEE, area.path):
        return Grades()
    round_ = ReviewRound.objects.visible_to(viewer).exclude(closed_on=None).filter(quarter__lte=by).order_by("-quarter").first()
    if round_ is None:
        return Grades()
    words = rubric_of(round_).grades
    rank = {code: min(place, SHADES) for place, code in enumerate(words, 1)}
    rows = Grade.objects.visible_to(viewer).standing().filter(meeting__round=round_).order_by()
    counted = rows.annotate(area=Substr("path", 1, len(below[0].path))).values("area", "grade").annotate(n=Count("pk"))
    parts: dict[str, list[dict]] = {}
    for row in counted:
        part = {"value": row["n"], "label": words.get(row["grade"], row["grade"]), "grade": rank.get(row["grade"], SHADES)}
        parts.setdefault(row["area"], []).append(part)
    for found in parts.values():
        found.sort(key=lambda part: part["grade"])
    return Grades(round_.quarter, parts)
