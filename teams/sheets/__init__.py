"""Registers of this room: areas and the roll of resident cadres. Importing it registers them."""

from teams.sheets import regions, roster

__all__ = ["regions", "roster"]
