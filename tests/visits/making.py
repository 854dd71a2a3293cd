"""What the tests of visits share."""

import datetime as dt
import uuid

from visits.actions import Facts, log

D = dt.date


def visit(cast, household, on, *, by=None, mode="home", number=None, **facts):
    """A visit logged on its own day by the pairing cadre, unless said otherwise."""
    told = {"content": "看了房屋和粮食，家里都好。", **facts}
    return log(
        households=[household], facts=Facts(on=on, mode=mode, **told), by=by or cast.cadre, at=cast.at, today=max(on, cast.on),
        uuid=number or uuid.uuid4(),
    )[0]  # fmt: skip


def monitored(cast, village="fengshuwan"):
    return cast.households[village, "01"]
