"""The rules of the care fund and of sponsors: money by days, goods by value, school terms. Plain values in, plain values out.

Source: mission S2-34 (the fund), S1-11 (sponsors of pupils), domain.md 1.16.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
MOST_MONEY = Decimal("99999999.99")
MOST_QUANTITY = Decimal("999999.99")
SPRING, AUTUMN = "spring", "autumn"
AUTUMN_BEGINS, SPRING_BEGINS = 9, 2  # September; February
_DIGITS, _PLACES, _GROUPS = "零壹贰叁肆伍陆柒捌玖", ("仟", "佰", "拾", ""), ("", "万", "亿")
_TERM = re.compile(r"(\d{4})-(spring|autumn)", re.ASCII)


def cents(amount: Decimal) -> Decimal:
    """To the cent, halves away from nought, as people round."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def is_to_the_cent(amount: Decimal) -> bool:
    return amount == cents(amount)


def in_words(amount: Decimal) -> str:
    """A sum as a receipt writes it, so that nobody can change a figure: 1409.50 → 人民币壹仟肆佰零玖元伍角整.

    The rules of banks for filling in papers: one 零 for noughts between figures, 整 after 元 and 角, none after 分.
    ValueError for what no receipt says: less than a cent, or a million million and more.
    """
    if not CENT <= amount < 10**12 or not is_to_the_cent(amount):
        raise ValueError(f"no sum for a receipt: {amount}")
    yuan, rest = divmod(int(amount * 100), 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if rest and yuan and (yuan % 10 == 0 or jiao == 0):
        words += _DIGITS[0]
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    return "人民币" + words + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """A whole number in four figures at a time; noughts at the end of four are not said."""
    words, is_gap = "", False
    for at in reversed(range(len(_GROUPS))):
        four = number // 10 ** (4 * at) % 10**4
        if not four:
            is_gap = bool(words)
            continue
        for digit, place in zip(f"{four:04d}", _PLACES, strict=True):
            if digit == "0":
                is_gap = bool(words)
                continue
            words += (_DIGITS[0] if is_gap else "") + _DIGITS[int(digit)] + place
            is_gap = False
        words, is_gap = words + _GROUPS[at], False
    return words


def lowest_from(day: dt.date, before: Decimal, moved: Mapping[dt.date, Decimal]) -> tuple[Decimal, dt.date]:
    """The smallest balance at the end of any day from `day` on, and the first day on which it stood so.

    `before` is the balance when `day` began, `moved` what each day from then on brought or took.
    """
    balance = before + moved.get(day, NOTHING)
    lowest, when = balance, day
    for later in sorted(one for one in moved if one > day):
        balance += moved[later]
        if balance < lowest:
            lowest, when = balance, later
    return lowest, when


def value_out(quantity: Decimal, stock: Decimal, value: Decimal) -> Decimal:
    """What goods given out are worth: their share of the stock's value; the last piece takes what is left, so nothing is lost."""
    if quantity >= stock:
        return value
    return min(cents(value * quantity / stock), value)


def closes(opening: Decimal, donations: Decimal, grants: Decimal, corrections: Decimal, closing: Decimal) -> bool:
    """A quarter's account: opening balance + donations − grants ± corrections = closing balance."""
    return opening + donations - grants + corrections == closing


def next_number(year: int, taken: Iterable[str]) -> str:
    """The next receipt number of a year: 2026-0001, 2026-0002 …; numbers written by hand in another form are passed over."""
    head = f"{year}-"
    used = [int(no[len(head):]) for no in taken if no.startswith(head) and no[len(head):].isascii() and no[len(head):].isdigit()]
    return f"{head}{max(used, default=0) + 1:04d}"


@dataclass(frozen=True, order=True)
class Term:
    """A school term: autumn from 1 September to the end of January, spring from 1 February to the end of August."""

    year: int
    is_autumn: bool  # False stands first: spring comes before autumn of a year

    @classmethod
    def of(cls, day: dt.date) -> "Term":
        if day.month >= AUTUMN_BEGINS:
            return cls(day.year, True)
        return cls(day.year, False) if day.month >= SPRING_BEGINS else cls(day.year - 1, True)

    @classmethod
    def parse(cls, key: str) -> "Term":
        """'2026-autumn'. ValueError for anything else."""
        found = _TERM.fullmatch(key)
        if not found or not 2000 <= int(found[1]) <= 2100:
            raise ValueError(f"not a term: {key[:20]!r}")
        return cls(int(found[1]), found[2] == AUTUMN)

    @property
    def season(self) -> str:
        return AUTUMN if self.is_autumn else SPRING

    @property
    def key(self) -> str:
        return f"{self.year:04d}-{self.season}"

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, AUTUMN_BEGINS if self.is_autumn else SPRING_BEGINS, 1)

    @property
    def end(self) -> dt.date:
        """The first day after it."""
        return self.next().start

    def next(self) -> "Term":
        return Term(self.year + 1, False) if self.is_autumn else Term(self.year, True)

    def prev(self) -> "Term":
        return Term(self.year, False) if self.is_autumn else Term(self.year - 1, True)


def last_terms(term: Term, n: int) -> list[Term]:
    """The `n` terms that end with this one, the newest first."""
    found = [term]
    while len(found) < n:
        found.append(found[-1].prev())
    return found
