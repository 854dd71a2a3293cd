"""Problems in every state, made by the deeds of the house."""

import datetime as dt
import io

from PIL import Image

from problems import actions
from problems.models import Problem

TZ = dt.timezone(dt.timedelta(hours=8))
FOUND = dt.date(2026, 10, 8)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def at(on: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime(on.year, on.month, on.day, hour, tzinfo=TZ)


def photo(colour: str = "green", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def proof(on: dt.date, colour: str = "green"):
    return (photo(colour), "改后.jpg", on)


def found(cast, *, region=None, on: dt.date = FOUND, by=None, **more) -> Problem:
    """On the list, nobody answers for it."""
    values = {"source": "other", "category": "works", "description": "村口路灯不亮。"} | more
    return actions.raise_problem(region=region or cast.fengshuwan, found_on=on, by=by or cast.township, at=at(on), **values)


def doing(cast, *, person=None, **more) -> Problem:
    """The member of 枫树湾 answers for it."""
    return found(cast, person=person or cast.member, **more)


def reported(cast, *, on: dt.date = FOUND, **more) -> Problem:
    row = doing(cast, on=on, **more)
    return actions.report(problem=row, version=row.version, text="已修好。", files=[proof(on)], by=row.person, at=at(on, 11))


def accepted(cast, *, on: dt.date = FOUND, **more) -> Problem:
    row = reported(cast, on=on, **more)
    return actions.accept(problem=row, version=row.version, text="现场看过。", by=cast.township, at=at(on, 12))


def closed(cast, *, on: dt.date = FOUND, **more) -> Problem:
    row = accepted(cast, on=on, **more)
    return actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=at(on, 13), on=on)
