"""What is written down about running, without personal data."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Frames(logging.Formatter):
    """A traceback with its places and the kind of the problem, but not its words: they may quote a row of the database."""

    def formatException(self, ei: ExceptionInfo) -> str:
        kind, problem, place = ei
        if kind is None or problem is None:
            return ""
        before = problem.__cause__ or problem.__context__
        cause = f" after {type(before).__name__}" if before else ""
        return "".join(traceback.format_tb(place)) + kind.__name__ + cause
