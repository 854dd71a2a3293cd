"""Deeds on papers: one is asked for, made in the background, fetched by its maker, cleared away."""

from papers.actions.asking import again, ask
from papers.actions.cleaning import expire
from papers.actions.fetching import fetch
from papers.actions.refusals import FileGone, NothingToPrint, NotReady
from papers.actions.running import make, run_papers

__all__ = [
    "FileGone", "NotReady", "NothingToPrint", "again", "ask", "expire", "fetch", "make", "run_papers",
]  # fmt: skip
