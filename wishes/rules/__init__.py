"""The rules of a wish (domain.md 1.14, W10): which deed is possible when, its terms, what a text may not say, what givers add up to."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.masks import COMPOUND_SURNAMES
from wishes.rules.surnames import ADDRESSED, GAP, ORDINARY, TITLES

AddWorkdays = Callable[[dt.date, int], dt.date]

WAITING = frozenset({"collected", "sent_back", "open"})  # promised by nobody
MET = frozenset({"fulfilled", "revisited"})

# deed: (states in which it can be done, state afterwards; None where it stays)
MOVES: dict[str, tuple[frozenset[str], str | None]] = {
    "edit": (WAITING, "collected"),
    "check": (frozenset({"collected"}), "open"),
    "send_back": (frozenset({"collected", "open"}), "sent_back"),
    "route": (frozenset({"open"}), None),
    "claim": (frozenset({"open"}), "claimed"),
    "contact": (frozenset({"claimed"}), None),
    "release": (frozenset({"claimed"}), "open"),
    "time_out": (frozenset({"claimed"}), "open"),
    "renew": (frozenset({"open"}), None),
    "deliver": (frozenset({"claimed"}), "fulfilled"),
    "receive": (MET, None),
    "prove": (MET, None),
    "revisit": (frozenset({"fulfilled"}), "revisited"),
    "cannot": (WAITING, "unmet"),
    "merge": (WAITING, "merged"),
}
# What taking the last step back leaves; None: whatever stood before. A free wish that was passed on to a unit first loses that.
UNDO: dict[str, str | None] = {
    "open": "collected", "sent_back": "collected", "claimed": "open", "fulfilled": "claimed", "revisited": "fulfilled",
    "unmet": None, "merged": None,
}  # fmt: skip


def possible(deed: str, state: str) -> bool:
    """Whether the deed can be done to a wish in this state."""
    return state in MOVES[deed][0]


def after(deed: str, state: str) -> str:
    """The state after a deed that is possible."""
    return MOVES[deed][1] or state


# --- terms ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """What a promise binds to: the family is contacted by one day, the wish met by another."""

    contact_due_on: dt.date
    fulfil_due_on: dt.date


def check_due_on(collected_on: dt.date, workdays: int, add: AddWorkdays) -> dt.date:
    """The last day for the check; the day of collecting does not count."""
    return add(collected_on, workdays)


def open_until(published_on: dt.date, days: int) -> dt.date:
    """The last day of a round on the claim list (W10: published 09-18, seven days, until 09-25)."""
    return published_on + dt.timedelta(days=days)


def claim_terms(claimed_on: dt.date, contact_days: int, fulfil_workdays: int, add: AddWorkdays) -> Terms:
    """W10: claimed 2026-09-21 -> contact by 09-28, met by 2026-10-19 (fifteen workdays, the holidays between left out)."""
    return Terms(claimed_on + dt.timedelta(days=contact_days), add(claimed_on, fulfil_workdays))


def revisit_due_on(fulfilled_on: dt.date, days: int) -> dt.date:
    return fulfilled_on + dt.timedelta(days=days)


def claim_may_be_undone(claimed_on: dt.date, on: dt.date) -> bool:
    """A claim clicked by mistake is taken back on its own day; later it is given back, with a reason."""
    return claimed_on == on


# --- a text that many read ------------------------------------------------------------------------------------------------

STARS = "***"
_DIGIT = "[0-9０-９〇零一二三四五六七八九]"
_ARABIC = "[0-9０-９]"
_GAP = r"[\s\-—－_.·]?"
_ID = re.compile(rf"(?<!{_ARABIC}){_ARABIC}(?:{_GAP}{_ARABIC}){{13,}}{_GAP}[0-9０-９xXｘＸ](?!{_ARABIC})")
_MOBILE = re.compile(rf"(?<!{_DIGIT})[1１一幺]{_GAP}[3-9３-９三四五六七八九](?:{_GAP}{_DIGIT}){{9}}(?!{_DIGIT})")
_LANDLINE = re.compile(rf"(?<!{_ARABIC})(?:[(（]?[0０]{_ARABIC}{{2,3}}[)）]?{_GAP})?[1-9１-９]{_ARABIC}{{2,3}}{_GAP}{_ARABIC}{{4}}(?!{_ARABIC})")
_DAY = re.compile(r"(?:19|20)\d\d[-.]?(?:0?[1-9]|1[0-2])[-.]?(?:0?[1-9]|[12]\d|3[01])")
_DOTS = re.compile(r"[·•．.]")
_BLANKS = re.compile(r"[\s·•．.]+")


@dataclass(frozen=True)
class Found:
    """A piece of a text that says who it is about. Kind: name, place, id or phone."""

    kind: str
    start: int
    end: int
    text: str


def names_in(text: str, names: Iterable[str], places: Iterable[str] = (), others: Iterable[str] = ()) -> list[Found]:
    """Names of people, names of places, ID and household numbers, phones in a text, from left to right, the longest of those that overlap.

    A name is also found with blanks or dots in it, and without its surname if two or more characters are left. `others`: names of people
    outside the family, found likewise unless the name is a word (`ORDINARY`) without a title behind it. Whoever is named by surname and
    title alone (马老师, 张某) is found without being known.
    """
    found = [Found("id", hit.start(), hit.end(), hit[0]) for hit in _ID.finditer(text)]
    for pattern in (_MOBILE, _LANDLINE):
        found += [Found("phone", hit.start(), hit.end(), hit[0]) for hit in pattern.finditer(text) if not _DAY.fullmatch(hit[0])]
    found += [Found("name", hit.start(), hit.end(), hit[0]) for hit in ADDRESSED.finditer(text)]
    known = [("name", word, _spread(word)) for word in _forms(names)]
    known += [("name", word, _titled(word) if word in ORDINARY else _spread(word)) for word in _forms(others)]
    known += [("place", word, _spread(word)) for word in {place.strip() for place in places}]
    for kind, word, pattern in known:
        if len(word) > 1:
            found += [Found(kind, hit.start(), hit.end(), hit[0]) for hit in pattern.finditer(text)]
    return _apart(found)


def pairs_in(texts: Iterable[str]) -> set[str]:
    """Every two characters that stand side by side in some texts, blanks and dots left out."""
    bare = (_BLANKS.sub("", text) for text in texts)
    return {text[at : at + 2] for text in bare for at in range(len(text) - 1)}


def may_stand(name: str, pairs: set[str]) -> bool:
    """Whether a text with these pairs of characters can hold the name in any of its forms: for leaving out whole villages quickly."""
    return name[-2:] in pairs or (not name.isalnum() and any(part[-2:] in pairs for part in (_BLANKS.sub("", name), *_parts(name))))


def masked(text: str, found: Sequence[Found]) -> str:
    """The text with stars in place of what was found."""
    pieces, at = [], 0
    for one in found:
        pieces += [text[at : one.start], STARS]
        at = one.end
    return "".join([*pieces, text[at:]])


def _forms(names: Iterable[str]) -> set[str]:
    """Each name, its given name, and what stands between its dots, where that is long enough to be told from a word."""
    found = set()
    for name in names:
        bare = _BLANKS.sub("", name)
        surname = 2 if bare[:2] in COMPOUND_SURNAMES else 1
        found |= {bare, bare[surname:], *_parts(name)}
    return {form for form in found if len(form) > 1}


def _parts(name: str) -> list[str]:
    return [_BLANKS.sub("", part) for part in _DOTS.split(name)] if _DOTS.search(name) else []


def _spread(word: str) -> re.Pattern[str]:
    return re.compile(r"[\s·•．.]*".join(re.escape(character) for character in word))


def _titled(word: str) -> re.Pattern[str]:
    return re.compile(f"{_spread(word).pattern}{GAP}(?:{TITLES})")


def _apart(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):  # the longest first
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


# --- several givers -----------------------------------------------------------------------------------------------------


def money_of(shares: Iterable[tuple[Decimal, str]]) -> Decimal:
    """What the givers bring together in money."""
    return sum((money for money, _goods in shares), Decimal(0))


def shares_fault(shares: Sequence[tuple[Decimal, str]], value: Decimal | None, limit: Decimal) -> str:
    """What is wrong with (money, goods) of several givers, or "".

    "too_few": one giver is no several. "empty": somebody brings nothing. "short": nobody brings goods and the money does not reach
    the value. "over": more money than the wish is worth and than a wish may cost.
    """
    if len(shares) < 2:
        return "too_few"
    if any(money <= 0 and not goods.strip() for money, goods in shares):
        return "empty"
    total = money_of(shares)
    if value is not None and total < value and not any(goods.strip() for _money, goods in shares):
        return "short"
    return "over" if total > max(value or Decimal(0), limit) else ""
