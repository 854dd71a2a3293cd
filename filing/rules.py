"""Pure decisions about what comes in from a phone: when two bodies are the same, and what a wrong clock means."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

Body = dict[str, list[str]]

OFFICE = ZoneInfo("Asia/Shanghai")
LARGEST = 64 * 1024  # bytes of one body as JSON
MOST_FIELDS, MOST_VALUES = 100, 200
IGNORED = ("csrfmiddlewaretoken", "uuid", "draft")
CLOCK_IS_RIGHT = datetime.timedelta(minutes=10)
SOURCES = ("photo", "phone")
FARTHEST = 100_000  # metres of doubt beyond which a place says nothing
YEARS = range(1970, 2101)  # what a phone's clock can say and a period can hold


class Malformed(ValueError):
    """Not the shape of a body: a name with one value or a list of values."""


def body_of(told: Any) -> Body:
    """Names with their values as text, without what is empty. Raises Malformed."""
    if not isinstance(told, Mapping) or len(told) > MOST_FIELDS:
        raise Malformed
    found = {str(name): _values(value) for name, value in told.items() if name not in IGNORED}
    return {name: values for name, values in found.items() if values}


def _values(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if len(values) > MOST_VALUES:
        raise Malformed
    return [text for one in values if (text := _text(one)) != ""]


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise Malformed


def digest(kind: str, body: Body) -> str:
    """The same for the same kind and values, whatever the order of the names."""
    return hashlib.sha256(json.dumps([kind, body], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def awaited(photos: Iterable[Mapping[str, Any]]) -> list[str]:
    """Numbers of the photos that were named and not given up since."""
    return [str(one["uuid"]) for one in photos if not one.get("given_up")]


def without(photos: Iterable[Mapping[str, Any]], numbers: Iterable[str]) -> list[dict[str, Any]]:
    """The same photos with these given up: their numbers stay spent, nobody waits for them any more."""
    gone = set(numbers)
    return [{**one, "given_up": True} if one["uuid"] in gone else dict(one) for one in photos]


def is_given_up(photos: Iterable[Mapping[str, Any]], number: str) -> bool:
    return any(one["uuid"] == number and one.get("given_up") for one in photos)


@dataclass(frozen=True)
class Place:
    """Where a photo was taken: degrees, and metres of doubt where they are known. `source`: out of the photo, or from the phone."""

    latitude: float
    longitude: float
    accuracy: int | None = None
    source: str = ""


def place_of(text: str) -> Place | None:
    """Of `27.51234,111.08333,12,phone`; None where it is none. What cannot be read never costs the photo."""
    parts = text.split(",")
    if len(parts) != 4 or parts[3] not in SOURCES:
        return None
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
        accuracy = round(float(parts[2])) if parts[2] else None
    except (ValueError, OverflowError):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or (accuracy is not None and not 0 <= accuracy <= FARTHEST):
        return None
    return Place(round(latitude, 5), round(longitude, 5), accuracy, parts[3])


def is_hash(text: str) -> bool:
    """A SHA-256 in lower-case hexadecimal letters."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


@dataclass(frozen=True)
class Clock:
    """What a phone says about time, beside the office's: when it was written (`recorded_at`), its "now" when it was sent, if it
    says so, and when it came."""

    recorded_at: datetime.datetime
    sent_at: datetime.datetime | None
    at: datetime.datetime

    @property
    def ahead(self) -> datetime.timedelta:
        """How far the phone's clock is before the office's; without its "now" only what cannot be otherwise: nothing is written
        after it has come."""
        if self.sent_at is not None:
            return self.sent_at - self.at
        return max(self.recorded_at - self.at, datetime.timedelta(0))

    @property
    def is_wrong(self) -> bool:
        return abs(self.ahead) > CLOCK_IS_RIGHT

    @property
    def phone_day(self) -> datetime.date:
        """The day on which it was written, as the phone believed."""
        return _day(self.recorded_at)

    def true_day(self, said: datetime.date) -> datetime.date:
        """The office's day for a day that was said: the phone's "today" is put right where its clock is wrong, and no day that the
        phone believed to have come lies in the office's future. A day that somebody chose himself stays."""
        today = _day(self.at)
        if self.is_wrong and said == self.phone_day:
            return min(_day(self.recorded_at - self.ahead), today)
        return today if said > today and self.phone_day >= said else said


def _day(at: datetime.datetime) -> datetime.date:
    return at.astimezone(OFFICE).date()


def is_possible(at: datetime.datetime) -> bool:
    """An instant with its zone, in years that can be."""
    return at.tzinfo is not None and at.year in YEARS


def is_orphan(written_at: float, now: float, kept: datetime.timedelta) -> bool:
    """A file without a row may still be waiting for its row; after `kept` it is not. Seconds since 1970."""
    return now - written_at > kept.total_seconds()
