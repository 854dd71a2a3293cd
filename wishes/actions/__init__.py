"""Deeds on micro-wishes (domain.md 1.14; ux.md J7)."""

from wishes.actions.checking import check, check_each, not_in_order, send_back
from wishes.actions.claiming import Giver, claim, claim_openly
from wishes.actions.collecting import collect, edit
from wishes.actions.delivering import add_proof, deliver, receive
from wishes.actions.ending import cannot, merge
from wishes.actions.owing import align_revisits
from wishes.actions.promising import contact, release, release_openly, renew, time_out_claims
from wishes.actions.refusals import WishEmpty
from wishes.actions.reminding import remind_offices
from wishes.actions.revealing import reveal_giver
from wishes.actions.revisiting import revisit
from wishes.actions.routing import not_to_route, route, route_each
from wishes.actions.undoing import undo

__all__ = [
    "Giver",
    "WishEmpty",
    "add_proof",
    "align_revisits",
    "cannot",
    "check",
    "check_each",
    "claim",
    "claim_openly",
    "collect",
    "contact",
    "deliver",
    "edit",
    "merge",
    "not_in_order",
    "not_to_route",
    "receive",
    "release",
    "release_openly",
    "remind_offices",
    "renew",
    "reveal_giver",
    "revisit",
    "route",
    "route_each",
    "send_back",
    "time_out_claims",
    "undo",
]
