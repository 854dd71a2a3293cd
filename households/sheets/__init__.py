"""Registers of this room: households with their persons (03), pairings (02). Importing it registers them."""

from households.sheets import households, pairings

__all__ = ["households", "pairings"]
