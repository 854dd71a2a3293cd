"""An example of a paper: it is its maker's and nobody else's, whatever their area."""

import datetime as dt

from papers.models import PaperRun
from tests.house.access_examples import CLERK, COUNTY, Example, example, missing


@example("paper_run")
def _paper_run(cast, place):
    if place == "missing":
        return missing()
    whose = CLERK[place]
    row = PaperRun.objects.create(
        kind="no-such-paper", path=getattr(cast, COUNTY[place]).path, made_at=cast.at, made_by=cast.users[whose],
        expires_at=cast.at + dt.timedelta(days=1),
    )  # fmt: skip
    return Example({"pk": row.pk}, "", frozenset({whose}), only=True)
