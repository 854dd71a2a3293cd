"""Register 05, the wish list as offices keep it: how it comes in, what becomes of a row, how it goes out."""

from wishes.sheets import outgoing as outgoing
from wishes.sheets.incoming import WishSheet

__all__ = ["WishSheet"]
