"""Numbers that are worked out, so that a half-written report is found again."""

import uuid

from accounts.models import User
from problems.models import Problem


def draft_number(problem: Problem, user: User) -> uuid.UUID:
    """The draft of one person's report about one problem, in its present round."""
    return uuid.uuid5(problem.uuid, f"report:{user.pk}:{problem.n_returned}:{problem.n_reopened}")
