"""Problems at the four places: being put right by the cadre and his unit; a complaint; a proof; a request for more time; a slip."""

import uuid

from django.core.files.base import ContentFile

from tests.house.access_examples import CLERK, MISSING, VILLAGE, Example, example, missing


def problem_at(cast, place, **more):
    from problems.models import Problem

    region = getattr(cast, VILLAGE[place])
    is_far = place == "far"
    values = {
        "region": region, "path": region.path, "source": "other", "category": "works", "description": "村口路灯不亮。",
        "found_on": cast.on, "due_on": cast.on, "raised_at": cast.at, "raised_by": cast.users[CLERK[place]], "assigned_at": cast.at,
        "person": None if is_far else cast.cadre, "unit": cast.other_unit if is_far else cast.backing_unit,
    }  # fmt: skip
    return Problem.objects.create(**{**values, **more})


def owners(place) -> frozenset[str]:
    return frozenset() if place == "far" else frozenset({"cadre", "unit"})


@example("problem")
def _problem(cast, place):
    if place == "missing":
        return missing()
    row = problem_at(cast, place)
    return Example({"pk": row.pk}, row.path, owners(place))


@example("complaint")
def _complaint(cast, place):
    """By the number of its problem."""
    from problems.models import Complaint

    if place == "missing":
        return missing()
    row = problem_at(cast, place, source="complaint", person=None, unit=None, assigned_at=None)
    Complaint.objects.create(problem=row, kind="complaint", name="柳三多", phone="13900001111", slip_lookup=uuid.uuid4().hex, made_at=cast.at)
    return Example({"pk": row.pk}, row.path)


@example("proof")
def _proof(cast, place):
    from problems.models import Evidence

    if place == "missing":
        return missing("number", uuid.uuid4())
    row = problem_at(cast, place)
    proof = Evidence.objects.create(
        problem=row, kind="photo", file=ContentFile(b"jpeg", "x.jpg"), sha256="0" * 64, taken_on=cast.on, added_at=cast.at,
        added_by=cast.users[CLERK[place]],
    )  # fmt: skip
    return Example({"number": proof.uuid}, row.path, owners(place))


@example("extension")
def _extension(cast, place):
    from problems.models import Extension

    if place == "missing":
        return missing("pk", MISSING)
    row = problem_at(cast, place)
    asked = Extension.objects.create(problem=row, until=cast.on, reason="等材料", asked_at=cast.at, asked_by=cast.users[CLERK[place]])
    return Example({"pk": asked.pk}, row.path, owners(place))


@example("slip")
def _slip(cast, place):
    """A slip is for whoever holds it; that a wrong code is a missing page stands in test_feedback."""
    from problems.models import Complaint
    from problems.queries.complaints import lookup_of

    if place == "missing":
        return None
    code = {"near": "ACDEF-GHJK3", "sibling": "ACDEF-GHJK4", "far": "ACDEF-GHJK6"}[place]
    row = problem_at(cast, place, source="complaint", person=None, unit=None, assigned_at=None)
    Complaint.objects.create(problem=row, kind="complaint", slip_lookup=lookup_of(code), made_at=cast.at)
    return Example({"code": code}, row.path)


@example("my_voice")
def _my_voice(cast, place):
    """What the clerk of the place kept with his own account."""
    from problems.models import Complaint

    if place == "missing":
        return missing()
    row = problem_at(cast, place, source="complaint", person=None, unit=None, assigned_at=None)
    kept = Complaint.objects.create(problem=row, kind="complaint", slip_lookup=uuid.uuid4().hex, made_at=cast.at, made_by=cast.users[CLERK[place]])
    return Example({"pk": kept.pk}, "", frozenset({CLERK[place]}), only=True)
