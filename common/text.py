"""Text as people type it into Excel, made comparable."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from decimal import Decimal
from functools import lru_cache

MOST_READINGS = 16
MOST_DIGITS = 15  # of a number in an address: an area's path has no more, and every database holds them
LONGEST_READINGS = 120  # characters: what the narrowest column in which they are kept can hold

_WIDE = {code: code - 0xFEE0 for low, high in ("０９", "ａｚ", "ＡＺ") for code in range(ord(low), ord(high) + 1)}
_INVISIBLE = dict.fromkeys(
    [0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x00AD, *range(9), *range(14, 28), 0x7F]
)
_NARROW = {**_WIDE, **_INVISIBLE}
_SIGNS = str.maketrans("，．－＋", ",.-+")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|[+-]?\.\d+", re.ASCII)


def clean(value: object) -> str:
    """Any cell as text: half-width digits, letters and blanks, no invisible characters, single blanks, none round it.

    Whole floats lose their '.0' (Excel keeps every number as a float); None is ''.
    """
    if isinstance(value, str):
        text = value
    elif value is None:
        return ""
    elif isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    elif isinstance(value, dt.date):
        return value.isoformat()
    else:
        text = str(value)
    if text.isascii() and text.isalnum():
        return text
    return " ".join(text.translate(_NARROW).split())


def digits(value: object) -> str:
    """Only the digits, half-width: '138-0000 0000' -> '13800000000'. Text without a digit gives '', so look at `clean` too."""
    return "".join(c for c in clean(value) if c in "0123456789")


def sentences(*parts: object) -> str:
    """Sentences one after another: with a space between them, but none after a Chinese full stop."""
    told = ""
    for part in filter(None, map(str, parts)):
        told += part if not told or told.endswith(("。", "！", "？")) else f" {part}"
    return told


def is_number(text: str) -> bool:
    """Whether text from an address or a form may be read as a row's number or an area's path: 1 to 15 ASCII digits.

    `str.isdigit` also says yes to '²', which int() refuses, and to five thousand nines.
    """
    return 0 < len(text) <= MOST_DIGITS and text.isascii() and text.isdigit()


def number(value: object) -> Decimal | None:
    """'１２,３４５.６７' -> Decimal('12345.67'); empty -> None. ValueError for text that is not one number."""
    if isinstance(value, bool):
        raise ValueError("not a number")
    if isinstance(value, Decimal | int | float):
        found = Decimal(str(value))
        if not found.is_finite():
            raise ValueError("not a number")
        return found
    text = clean(value).translate(_SIGNS)
    if not text:
        return None
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        raise ValueError(f"not a number: {text[:40]!r}")
    return Decimal(text.replace(",", ""))


@lru_cache(maxsize=8192)
def _first_letters(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    from pypinyin import Style, pinyin  # half a second to load: only when a name is indexed

    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    found = [letter for letter in (readings[0] if readings else []) if letter.isascii() and letter.isalpha()]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """First letters of every reading of a name, for search: '曾志伟' -> 'zzw czw'. At most 16 readings.

    Surnames are often read otherwise than the word (单, 仇, 解), so all readings are kept.
    """
    letters = [found for character in clean(name) if (found := _first_letters(character))]
    if not letters:
        return ""
    readings = itertools.islice(itertools.product(*letters), 4 * MOST_READINGS)
    said = " ".join(list(dict.fromkeys("".join(reading) for reading in readings))[:MOST_READINGS])
    return said if len(said) <= LONGEST_READINGS else said[: LONGEST_READINGS + 1].rpartition(" ")[0] or said[:LONGEST_READINGS]
