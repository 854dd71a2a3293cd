"""Who stands in the column of the giver: a unit, a branch, several, or a person."""

from django.db.models import Prefetch, Q, QuerySet

from wishes.models import Claim, Share, Wish
from wishes.sheets.columns import SOMEBODY

STANDING = Q(ended_at=None) | Q(end=Claim.End.FULFILLED)


def with_givers(wishes: QuerySet[Wish]) -> QuerySet[Wish]:
    """Wishes with the promise that stands for each: two statements more, whatever their number."""
    claims = Claim.objects.filter(STANDING).select_related("unit", "claimed_by")
    shares = Prefetch("shares", Share.objects.select_related("unit", "user"))
    return wishes.select_related("claimed_unit").prefetch_related(Prefetch("claims", claims.prefetch_related(shares), to_attr="standing"))


def giver_name(wish: Wish) -> str:
    """Of a wish read with `with_givers`. A giver without an account is never named."""
    if wish.claimed_unit:
        return wish.claimed_unit.name
    claim = next(iter(wish.standing), None)  # type: ignore[attr-defined]
    if claim is None or wish.claimed_on is None:
        return ""
    if claim.kind == Claim.Kind.JOINT:
        names = [share.unit.name if share.unit else share.user.name if share.user else share.name for share in claim.shares.all()]
        return "、".join(dict.fromkeys(filter(None, names)))
    return claim.branch or (claim.unit.name if claim.unit else claim.claimed_by.name if claim.claimed_by else SOMEBODY)
