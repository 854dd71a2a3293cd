"""What the pages of a visit show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from accounts.models import User
from duties.models import Duty
from filing.kinds import KINDS
from filing.queries import photos_awaited
from policies import keys
from policies.queries import settings_for
from problems.models import Problem
from visits.models import Visit

SOURCE_KIND = "visits.visit"

LABELS = {
    "on": _("Date"), "mode": _("Way"), "content": _("What was seen"), "hardship": _("Hardship"), "suggestion": _("Suggestion"),
    "wish_text": _("Wish"), "answers": _("Answers"), "theme": _("Theme"),
}  # fmt: skip


def visible(viewer: Viewer) -> QuerySet[Visit]:
    return Visit.objects.visible_to(viewer).select_related("household__region", "by__unit", "theme", "voided_by", "created_by")


def problem_of(visit: Visit) -> Problem | None:
    """The problem that the hardship of a visit became."""
    return Problem.objects.of_source(SOURCE_KIND, visit.pk).first()


def helpers_of(visit: Visit) -> QuerySet[User]:
    """Who may be asked to mend a family's hardship: whoever is paired with it, and the team of its village."""
    paired = Q(cadre__pairings__household=visit.household_id, cadre__pairings__closed_on=None)
    team = Q(cadre__postings__team__path=visit.path, cadre__postings__closed_on=None)
    return User.objects.filter(paired | team).distinct().order_by("name")


def may_change(viewer: Viewer, visit: Visit) -> bool:
    """Whoever made it, and those who may correct visits of the area."""
    return visit.by_id == viewer.user.pk or viewer.can(Permission.VISITS_EDIT, visit.path)


def answers_of(visit: Visit) -> list[tuple[str, str]]:
    """The questions of the month with what was answered."""
    if not visit.theme:
        return []
    return [(q["text"], visit.answers[q["key"]]) for q in visit.theme.questions if visit.answers.get(q["key"])]


@dataclass(frozen=True)
class Change:
    label: str
    before: Any
    after: Any


def label_of(name: str) -> str:
    return str(LABELS.get(name, name))


def word(name: str, value: Any, rules: Any) -> Any:
    """How a value of a visit reads."""
    if name == "mode":
        return rules.label(keys.VISIT_MODES, value) if value else ""
    if name == "answers" and isinstance(value, dict):
        return " / ".join(str(text) for text in value.values())
    return value


def history_of(visit: Visit) -> list[dict[str, Any]]:
    """Every change, the newest first, with what stood before and after it."""
    rules = settings_for(visit.path, visit.on)
    stands = {name: getattr(visit, name) for name in LABELS if name != "theme"}
    stands["on"] = visit.on.isoformat()
    entries = []
    for revision in visit.revisions.select_related("by"):
        changes = [
            Change(label_of(name), word(name, old, rules), word(name, stands.get(name), rules))
            for name, old in revision.before.items() if name in stands
        ]  # fmt: skip
        stands |= revision.before
        entries.append({"at": revision.at, "by": revision.by.name, "changes": changes})
    return entries


def entries_of(visits: QuerySet[Visit], *, with_household: bool = False) -> list[dict[str, Any]]:
    """Visits in the shape of the timeline: four statements more, for photos, what they fulfilled, and photos still on a phone."""
    rows = list(visits.select_related("by__unit", "household").prefetch_related("photos"))
    counted = set(Duty.objects.filter(deed_kind="visits.visit", deed_id__in=[v.pk for v in rows]).values_list("deed_id", flat=True))
    to_come = photos_awaited(KINDS["visit"], rows)
    return [_entry(visit, visit.pk in counted, with_household, to_come.get(visit.pk, 0)) for visit in rows]


def _entry(visit: Visit, is_counted: bool, with_household: bool, n_to_come: int) -> dict[str, Any]:
    mode = settings_for(visit.path, visit.on).label(keys.VISIT_MODES, visit.mode)
    notes = [gettext("Hardship: %(text)s") % {"text": visit.hardship}] if visit.hardship else []
    notes += [gettext("Wish: %(text)s") % {"text": visit.wish_text}] if visit.wish_text else []
    if visit.uploaded_at and visit.recorded_at and (visit.uploaded_at - visit.recorded_at).total_seconds() > 3600:
        notes.append(gettext("sent later"))
    if n_to_come:
        notes.append(ngettext("%(n)s photo to come", "%(n)s photos to come", n_to_come) % {"n": n_to_come})
    unit = visit.by.unit
    return {
        "on": visit.on, "icon": "hardship" if visit.hardship else "visit", "url": reverse("visits:detail", args=[visit.pk]),
        "title": f"{visit.household.head_name} · {mode}" if with_household else mode,
        "who": f"{visit.by.name}（{unit.short_name or unit.name}）" if unit else visit.by.name,
        "text": visit.content, "status": "done" if is_counted else "", "status_label": gettext("counts") if is_counted else "",
        "meta": " · ".join(notes),
        "photos": [
            {"url": photo_url(photo), "alt": gettext("Photo of the visit to %(name)s") % {"name": visit.household.head_name}}
            for photo in visit.photos.all()
        ],
    }  # fmt: skip


def photo_url(photo) -> str:
    return reverse("visits:photo", args=[photo.uuid])


def by_person(visits: QuerySet[Visit]) -> list[Any]:
    """How many visits each person made, the most first."""
    rows = visits.order_by().values("by", "by__name").annotate(n=Count("pk"), n_households=Count("household", distinct=True))
    return [dict(row) for row in rows.order_by("-n", "by")[:20]]
