"""Wishes at the four places, in the states that a page needs: free, promised by the backing unit, delivered, public, by a slip."""

import uuid

from django.core.files.base import ContentFile

from tests.house.access_examples import (
    CLERK,
    COUNTY,
    VILLAGE,
    Example,
    example,
    household,
    missing,
    owners_of_household,
)

GIVERS = frozenset({"clerk", "leader", "township", "unit", "captain", "member", "cadre"})


def wish_at(cast, place, **more):
    from wishes.models import Wish

    row = household(cast, place)
    values = {
        "household": row, "path": row.path, "category": "goods", "item": "一床棉被", "collected_on": cast.on, "checked_on": cast.on,
        "published_on": cast.on, "open_until": cast.on, "collected_by": cast.users[CLERK[place]],
    }  # fmt: skip
    return Wish.objects.create(**{**values, **more})


def claim_of(cast, place, wish, **more):
    """By the backing unit where it is of the county, by the neighbour's clerk elsewhere."""
    from wishes.models import Claim

    is_far = place == "far"
    values = {
        "wish": wish, "kind": "unit", "unit": cast.other_unit if is_far else cast.backing_unit, "claimed_by": cast.stranger if is_far else cast.unit,
        "claimed_on": cast.on, "claimed_at": cast.at, "contact_due_on": cast.on, "fulfil_due_on": cast.on,
    }  # fmt: skip
    return Claim.objects.create(**{**values, **more})


def owners(place) -> frozenset[str]:
    """Who may see it whatever his area: the family's cadre, and whoever promised it."""
    return owners_of_household(place) | (frozenset() if place == "far" else frozenset({"unit"}))


@example("free_wish")
def _free(cast, place):
    """On the claim list: everybody of the county who may claim sees it there."""
    if place == "missing":
        return missing()
    row = wish_at(cast, place)
    return Example({"pk": row.pk}, row.path, frozenset({"stranger"}) if place == "far" else GIVERS)


def promised(cast, place, **more):
    row = wish_at(cast, place, claimed_on=cast.on, claimed_unit=None if place == "far" else cast.backing_unit, **more)
    return row, claim_of(cast, place, row)


@example("promised_wish")
def _promised(cast, place):
    if place == "missing":
        return missing()
    row, _claim = promised(cast, place)
    return Example({"pk": row.pk}, row.path, owners(place))


def delivered(cast, place):
    from wishes.models import Fulfilment

    row, claim = promised(cast, place, fulfilled_on=cast.on)
    claim.ended_at, claim.end = cast.at, "fulfilled"
    claim.save()
    return row, Fulfilment.objects.create(wish=row, claim=claim, on=cast.on, at=cast.at, by=cast.users[CLERK[place]])


@example("delivered_wish")
def _delivered(cast, place):
    if place == "missing":
        return missing()
    row, _given = delivered(cast, place)
    return Example({"pk": row.pk}, row.path, owners(place))


@example("wish_photo")
def _photo(cast, place):
    from wishes.models import Proof

    if place == "missing":
        return missing("number", uuid.uuid4())
    row, given = delivered(cast, place)
    photo = Proof.objects.create(
        uuid=uuid.uuid4(), fulfilment=given, file=ContentFile(b"jpeg", "x.jpg"), sha256="0" * 64, width=4, height=3, added_at=cast.at,
        added_by=cast.users[CLERK[place]],
    )  # fmt: skip
    return Example({"number": photo.uuid}, row.path, owners(place))


@example("stranger_wish")
def _of_a_stranger(cast, place):
    """Promised with the public link: only the office may open who it was."""
    if place == "missing":
        return missing()
    row = wish_at(cast, place, claimed_on=cast.on)
    claim_of(cast, place, row, kind="person", unit=None, claimed_by=None, giver_name="李好人", giver_phone="13912345678", slip_lookup=uuid.uuid4().hex)
    return Example({"pk": row.pk}, row.path)


@example("public_wishes")
def _public_list(cast, place):
    """By the code of the county; that another code is a missing page stands in test_public."""
    if place == "missing":
        return None
    return Example({"code": getattr(cast, COUNTY[place]).path})


@example("public_wish")
def _public(cast, place):
    if place == "missing":
        return None
    row = wish_at(cast, place)
    return Example({"code": getattr(cast, COUNTY[place]).path, "number": row.uuid}, getattr(cast, VILLAGE[place]).path)


@example("wish_slip")
def _slip(cast, place):
    """A slip is for whoever holds it; that a wrong code is a missing page stands in test_public."""
    from wishes.queries.slips import lookup_of

    if place == "missing":
        return None
    code = {"near": "ACDEF-GHJK3", "sibling": "ACDEF-GHJK4", "far": "ACDEF-GHJK6"}[place]
    row = wish_at(cast, place, claimed_on=cast.on)
    claim_of(cast, place, row, kind="person", unit=None, claimed_by=None, giver_name="李好人", giver_phone="13912345678", slip_lookup=lookup_of(code))
    return Example({"code": code}, row.path)
