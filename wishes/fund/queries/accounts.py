"""The account of a quarter, worked out from the lines of the ledgers; the conditions here are those of the figures."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from common.periods import Quarter
from households.models import Household
from regions.paths import within as under
from wishes.fund import rules
from wishes.fund.models import Closing, Entry, Fund, Grant, HandOut, Move

Kind = Entry.Kind


def opening_of(quarter) -> Q:
    """What was there when the quarter began: everything before it, and what was brought over in it."""
    return Q(on__lt=quarter.start) | within(quarter) & Q(kind=Kind.CARRIED)


def within(quarter) -> Q:
    return Q(on__gte=quarter.start, on__lt=quarter.end)


@dataclass(frozen=True)
class GoodsAccount:
    """The same for goods, by estimated value in yuan."""

    opening: Decimal
    donated: Decimal
    given: Decimal
    corrections: Decimal
    closing: Decimal


@dataclass(frozen=True)
class GoodsLine:
    """One kind of goods in the quarter, by quantity."""

    goods_id: int
    name: str
    measure: str
    opening: Decimal
    donated: Decimal
    given: Decimal
    corrections: Decimal
    closing: Decimal


@dataclass(frozen=True)
class PurposeLine:
    purpose: str
    amount: Decimal
    n_grants: int
    n_families: int


@dataclass(frozen=True)
class Sums:
    """opening + donations − grants ± corrections = closing, to the cent."""

    fund: Fund
    quarter: Quarter
    opening: Decimal
    donations: Decimal
    grants: Decimal
    corrections: Decimal
    closing: Decimal
    n_donations: int
    n_grants: int
    n_families: int
    goods: GoodsAccount
    goods_lines: tuple[GoodsLine, ...]


@dataclass(frozen=True)
class Account(Sums):
    """The sums with what the grants were for and, once the quarter is closed, what was signed for."""

    purposes: tuple[PurposeLine, ...]
    closed: Closing | None


def account_of(fund: Fund, quarter: Quarter) -> Account:
    """Worked out from the lines every time; a closed quarter keeps what was signed for beside it. Five statements."""
    closed = fund.closings.filter(quarter=quarter.key).select_related("closed_by").first()
    return Account(**vars(sums_of(fund, quarter)), purposes=purposes_of(fund, quarter), closed=closed)


def sums_of(fund: Fund, quarter: Quarter) -> Sums:
    """Three statements."""
    sums = fund.entries.aggregate(
        opening=_sum(opening_of(quarter)),
        donations=_sum(within(quarter) & Q(kind=Kind.DONATION)),
        grants=_sum(within(quarter) & Q(kind=Kind.GRANT)),
        corrections=_sum(within(quarter) & Q(kind=Kind.CORRECTION)),
        closing=_sum(Q(on__lt=quarter.end)),
        n_donations=Count("pk", within(quarter) & Q(kind=Kind.DONATION)),
        n_grants=Count("pk", within(quarter) & Q(kind=Kind.GRANT)),
    )
    goods, lines = goods_of(fund, quarter)
    return Sums(
        fund, quarter, opening=_money(sums["opening"]), donations=_money(sums["donations"]), grants=-_money(sums["grants"]),
        corrections=_money(sums["corrections"]), closing=_money(sums["closing"]), n_donations=sums["n_donations"], n_grants=sums["n_grants"],
        n_families=families_helped(fund.path, quarter), goods=goods, goods_lines=lines,
    )  # fmt: skip


def _sum(q: Q, field: str = "amount") -> Sum:
    return Sum(field, filter=q)


def _money(found: Decimal | None) -> Decimal:
    """A sum of the database to the cent: SQLite adds decimals as floating numbers."""
    return rules.cents(found or rules.NOTHING)


def purposes_of(fund: Fund, quarter: Quarter) -> tuple[PurposeLine, ...]:
    """Grants of the quarter by what they were for, the largest first."""
    rows = fund.entries.filter(within(quarter), kind=Kind.GRANT).order_by().values("purpose")
    found = rows.annotate(n=Count("pk"), families=Count("grant__household", distinct=True), out=Sum("amount"))
    lines = [PurposeLine(row["purpose"], -_money(row["out"]), row["n"], row["families"]) for row in found]
    return tuple(sorted(lines, key=lambda line: (-line.amount, line.purpose)))


def families_helped(path: str, quarter: Quarter) -> int:
    """Households that got money or goods in the quarter and kept it."""
    return helped_in(quarter, path).count()


def helped_in(quarter, path: str = "") -> QuerySet[Household]:
    """Households with a grant or goods of the quarter that was not taken back."""
    money = Grant.objects.standing().filter(within(quarter)).values("household")
    goods = HandOut.objects.standing().filter(within(quarter)).values("household")
    rows = Household.objects.filter(Q(pk__in=money) | Q(pk__in=goods))
    return rows.filter(under("path", path)) if path else rows


PARTS = ("opening", "donated", "given", "corrections", "closing")


def _part(name: str, found: Decimal | None) -> Decimal:
    """What went out stands without its minus."""
    return -_money(found) if name == "given" else _money(found)


def _parts(quarter: Quarter, field: str) -> dict[str, Sum]:
    kind = Move.Kind
    return {
        f"{field}_opening": _sum(Q(on__lt=quarter.start), field),
        f"{field}_donated": _sum(within(quarter) & Q(kind=kind.DONATION), field),
        f"{field}_given": _sum(within(quarter) & Q(kind=kind.GIVEN), field),
        f"{field}_corrections": _sum(within(quarter) & Q(kind=kind.CORRECTION), field),
        f"{field}_closing": _sum(Q(on__lt=quarter.end), field),
    }


def goods_of(fund: Fund, quarter: Quarter) -> tuple[GoodsAccount, tuple[GoodsLine, ...]]:
    """What all goods are worth, and every kind that was in stock or moved in the quarter. One statement."""
    moves = Move.objects.filter(goods__fund=fund, on__lt=quarter.end).order_by()
    kinds = moves.values("goods_id", name=F("goods__name"), measure=F("goods__measure"))
    found: Iterable[dict[str, Any]] = kinds.annotate(**_parts(quarter, "quantity"), **_parts(quarter, "value")).order_by("name", "measure")  # type: ignore[assignment]
    rows = list(found)
    worth = GoodsAccount(*(sum((_part(part, row[f"value_{part}"]) for row in rows), rules.NOTHING) for part in PARTS))
    lines = [
        GoodsLine(row["goods_id"], row["name"], row["measure"], *(_part(part, row[f"quantity_{part}"]) for part in PARTS)) for row in rows
    ]
    return worth, tuple(one for one in lines if one.opening or one.donated or one.given or one.corrections)


def first_day(fund: Fund) -> datetime.date:
    """The earliest day of which the books tell."""
    lines = fund.entries.order_by().values_list("on", flat=True).union(Move.objects.filter(goods__fund=fund).order_by().values_list("on", flat=True))
    return min(filter(None, [fund.opened_on, lines.order_by("on").first()]))


def next_to_close(fund: Fund, quarters: Sequence[Quarter] = ()) -> Quarter:
    """The quarter after the last closed one, or the first of the books (`quarters`: those of the books, where they are known)."""
    if fund.closed_through:
        return Quarter.of(fund.closed_through).next()
    return quarters[-1] if quarters else Quarter.of(first_day(fund))


def quarters_of(fund: Fund, on: datetime.date) -> list[Quarter]:
    """Every quarter of the books until today's, the newest first."""
    quarter, first = Quarter.of(on), Quarter.of(first_day(fund))
    found = [quarter]
    while found[-1] > first:
        found.append(found[-1].prev())
    return found


@dataclass(frozen=True)
class Season:
    """One quarter in the table of all quarters."""

    quarter: Quarter
    opening: Decimal
    donations: Decimal
    grants: Decimal
    corrections: Decimal
    closing: Decimal
    is_closed: bool


def history(fund: Fund, quarters: Sequence[Quarter]) -> list[Season]:
    """Every quarter of the books as told by `quarters_of`, the newest first: one statement for all the sums."""
    rows = fund.entries.order_by().annotate(y=ExtractYear("on"), q=ExtractQuarter("on")).values("y", "q", "kind").annotate(n=Sum("amount"))
    sums = {(row["y"], row["q"], row["kind"]): _money(row["n"]) for row in rows}
    found, balance = [], rules.NOTHING
    for quarter in reversed(quarters):
        of = {kind: sums.get((quarter.year, quarter.number, kind), rules.NOTHING) for kind in Kind.values}
        opening = balance + of[Kind.CARRIED]
        balance = opening + of[Kind.DONATION] + of[Kind.GRANT] + of[Kind.CORRECTION]
        is_closed = fund.closed_through is not None and quarter.last <= fund.closed_through
        found.append(Season(quarter, opening, of[Kind.DONATION], -of[Kind.GRANT], of[Kind.CORRECTION], balance, is_closed))
    return found[::-1]
