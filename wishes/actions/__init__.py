"""Deeds on micro-wishes (domain.md 1.14; ux.md J7)."""

from wishes.actions.collecting import WishEmpty, collect

__all__ = ["WishEmpty", "collect"]
