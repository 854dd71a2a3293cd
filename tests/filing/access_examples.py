"""Filed things at the four places: each belongs to whoever filed it and to nobody else."""

import uuid

from tests.house.access_examples import CLERK, Example, example

ITEM = uuid.UUID("00000000-0000-4000-8000-0000000000f1")  # stands behind the question mark in access_matrix.json


def visit_at(cast, place, number=None):
    from visits.models import Visit

    writer = cast.cadre if place == "near" else cast.users[CLERK[place]]
    household = cast.households[{"near": "fengshuwan", "sibling": "gaoping", "far": "other_village"}[place], "01"]
    return Visit.objects.create(
        uuid=number or uuid.uuid4(), household=household, path=household.path, by=writer, on=cast.on, mode="home", content="看了水井。",
        recorded_at=cast.at, uploaded_at=cast.at, created_by=writer,
    )  # fmt: skip


def owners(place) -> frozenset[str]:
    return frozenset({"cadre"} if place == "near" else {CLERK[place]})


@example("kind_of_filing")
def _kind(cast, place):
    """Known to everybody; there is no other."""
    return Example({"kind": "visit"}, only=True, owners=frozenset(cast.users)) if place == "near" else None


@example("filed_item")
def _item(cast, place):
    if place == "missing":
        return Example({"number": uuid.uuid4()})
    return Example({"number": visit_at(cast, place).uuid}, owners=owners(place), only=True)


@example("filed_photo")
def _photo(cast, place):
    from visits.models import VisitPhoto

    if place == "missing":
        return Example({"number": uuid.uuid4()})
    visit = visit_at(cast, place, ITEM if place == "near" else None)
    photo = VisitPhoto.objects.create(
        visit=visit, uuid=uuid.uuid4(), sha256="0" * 64, width=4, height=3, added_at=cast.at, added_by=visit.by, file="x.jpg"
    )
    return Example({"number": photo.uuid}, owners=owners(place) if place == "near" else frozenset(), only=True)


@example("two_versions")
def _versions(cast, place):
    from filing.models import LaterVersion

    if place == "missing":
        return Example({"number": uuid.uuid4()})
    visit = visit_at(cast, place)
    LaterVersion.objects.create(
        uuid=visit.uuid, kind="visit", user=visit.by, digest="0" * 64, recorded_at=cast.at, received_at=cast.at,
        body={"household": [str(visit.household_id)], "content": ["别的话"], "on": ["2026-10-15"], "mode": ["home"]},
    )  # fmt: skip
    return Example({"number": visit.uuid}, owners=owners(place), only=True)
