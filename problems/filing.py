"""A problem, or a finding on the spot, that a phone files: the form of the page, the deed of the page, photos after it."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from filing.kinds import Kind, Letter, Photo, register
from problems import actions
from problems.actions import proofs
from problems.forms import ProblemForm
from problems.models import Evidence, Problem, Step


@register
class ProblemFiling(Kind):
    code = "problem"
    title = _("Problem")
    needs = Permission.PROBLEMS_RAISE
    day = "found_on"
    takes_photos = True
    may_be_replaced = False  # what was found stays as it was said; how it is put right is written into its course
    example = {"region": "7", "category": "works", "description": "The lamp at the bridge is out.", "found_on": "2026-10-15", "term": "normal"}

    def form(self, letter: Letter) -> ProblemForm:
        return ProblemForm(letter.data(), viewer=letter.viewer, on=letter.today)

    def file(self, letter: Letter, form) -> Problem:
        typed = form.cleaned_data
        told = {**typed, "person": typed.get("person") or None, "unit": typed.get("unit") or None}
        return actions.raise_problem(source="other", by=letter.by, at=letter.at, **told)

    def all(self):
        return Problem.objects.select_related("region").prefetch_related("evidence__step")

    def is_gone(self, row: Problem) -> bool:
        return row.voided_at is not None

    def writer(self, row: Problem) -> int | None:
        return row.raised_by_id

    def url(self, row: Problem) -> str:
        return reverse("problems:detail", args=[row.pk])

    def typed(self, row: Problem):
        told = {
            "region": row.region_id, "category": row.category, "description": row.description, "found_on": row.found_on.isoformat(),
            "term": row.term, "due_on": row.due_on.isoformat(), "person": row.person_id, "unit": row.unit_id, "measures": row.measures,
        }  # fmt: skip
        return {name: [str(value)] for name, value in told.items() if value}

    # --- photos ---------------------------------------------------------------------------------------------
    def photos(self, row: Problem):
        return [one.uuid for one in row.evidence.all() if one.step and one.step.kind == Step.Kind.RAISED]

    def find_photo(self, uuid):
        found = Evidence.objects.filter(uuid=uuid).first()
        return _seen(found) if found else None

    def add_photo(self, row: Problem, data: bytes, uuid, by, at: datetime.datetime, **more) -> Photo:
        return _seen(proofs.add_to_finding(problem=row, data=data, by=by, at=at, uuid=uuid))

    def move_photos(self, row: Problem, to: Problem, numbers, by, at: datetime.datetime) -> None:
        proofs.move_found(problem=row, to=to, numbers=numbers, by=by, at=at)


def _seen(photo: Evidence) -> Photo:
    return Photo(photo.uuid, photo.sha256, reverse("problems:evidence", args=[photo.uuid]), photo.problem_id)
