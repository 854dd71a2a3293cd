"""Micro-wishes (微心愿): the wish, who claimed it, how it was met, what the family said; every step is kept."""

from wishes.models.claim import Claim, Share
from wishes.models.giving import Fulfilment, Proof, Revisit
from wishes.models.steps import Step
from wishes.models.wish import Wish

__all__ = ["Claim", "Fulfilment", "Proof", "Revisit", "Share", "Step", "Wish"]
