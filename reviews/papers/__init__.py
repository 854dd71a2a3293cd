"""Papers of the quarterly review, one topic a file."""

from reviews.papers import results

__all__ = ["results"]
