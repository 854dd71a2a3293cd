"""Identity numbers (GB 11643) and division codes (GB/T 2260 and the 12-digit statistical code).

Nothing is checked against lists of counties: codes change, and a number may be older or younger than its county.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from common.text import clean

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"

_SHAPE = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)
_CODE = re.compile(r"\d{12}", re.ASCII)


class IdError(ValueError):
    """The number is no identity number; `code` is id_length, id_birth or id_checksum."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class IdCard:
    number: str
    born: dt.date
    is_male: bool


def check_character(seventeen: str) -> str:
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True)) % 11]


def parse(number: object) -> IdCard:
    """The card behind a number as typed: full-width digits, blanks and a small x are taken, 15 digits become 18.

    Raises IdError; an impossible birth date is told before a wrong check character.
    """
    text = clean(number).lstrip("'‘’").replace(" ", "").upper()
    if not _SHAPE.fullmatch(text):
        raise IdError("id_length")
    is_old = len(text) == 15
    if is_old:
        text = f"{text[:6]}19{text[6:]}"
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise IdError("id_birth") from None
    check = check_character(text[:17])
    if is_old:
        text += check
    elif text[17] != check:
        raise IdError("id_checksum")
    return IdCard(text, born, int(text[16]) % 2 == 1)


@dataclass(frozen=True, slots=True)
class Division:
    """A 12-digit division code taken apart. `county`, `township`, `village` are code prefixes of 6, 9, 12 digits, or ''.

    `kind`: county, subdistrict (街道), town (镇), township (乡), enclave (政企合一), community (居委会), village (村委会) or other.
    """

    code: str
    county: str
    township: str
    village: str
    kind: str


def division(code: object) -> Division:
    """ValueError when the code has not 12 digits, or names a village of no township."""
    text = clean(code).replace(" ", "")
    if not _CODE.fullmatch(text):
        raise ValueError(f"not a division code: {text[:20]!r}")
    town, village = int(text[6:9]), int(text[9:])
    if not town and village:
        raise ValueError(f"a village without its township: {text}")
    return Division(
        text, text[:6], text[:9] if town else "", text if village else "", _village(village) if village else _town(town)
    )


def _village(number: int) -> str:
    return "community" if number < 200 else "village"


def _town(number: int) -> str:
    if not number:
        return "county"
    for last, kind in ((99, "subdistrict"), (199, "town"), (399, "township"), (599, "enclave")):
        if number <= last:
            return kind
    return "other"
