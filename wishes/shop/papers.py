"""Papers of the points shop: the board of a village, the price list, a household's booklet, the account of a quarter."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from accounts.access import Permission, Viewer
from common import clock
from common.periods import Quarter, parse
from common.templatetags.formats import day, full_day, money, period_label, thousands
from common.text import is_number
from households.models import Household
from papers import typeset
from papers.document import Block, Document, Facts, Heading, Note, Paragraph, Signatures, Table
from papers.paper import Made, Paper, UnknownPaper, register
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import within
from wishes.shop import figures
from wishes.shop.models import Account, Score, Shop
from wishes.shop.queries import board, ledger, scores, shops
from wishes.shop.rules import signed

P = Permission
MOST = 3000
Tick = Callable[[int], Any]
Params = Mapping[str, Any]


def _language() -> str:
    return get_language() or "zh-hans"


def _made(name: str, document: Document, tick: Tick) -> Made:
    data, pages = typeset.pdf(document)
    tick(1)
    return Made(f"{name}.pdf", data, n_pages=pages)


# --- the board ----------------------------------------------------------------------------------------------------
def _board(viewer: Viewer, params: Params, on: datetime.date):
    """The area that is asked for and what is on its boards, as far as the viewer sees it. Held records stay off the paper."""
    path = str(params.get("area", ""))
    area = Region.objects.filter(path=path).first() if is_number(path) else None
    if area is None or not viewer.can(P.SHOP_SEE, path):
        raise UnknownPaper
    found = Score.objects.visible_to(viewer).on_the_board(on).filter(within("path", path), held_on=None)
    return area, board.in_order(found)


def _board_pieces(viewer: Viewer, params: Params) -> int:
    return 1 if _board(viewer, params, viewer.on)[1].exists() else 0


def _make_board(viewer: Viewer, params: Params, at: datetime.datetime, tick: Tick) -> Made:
    on = clock.office_date(at)
    area, found = _board(viewer, params, on)
    rows = scores.rows_of(found[:MOST], viewer, on)
    return _made(f"{_('Points on the board')}-{area.name}", board_document(area, rows, on), tick)


def board_document(area: Region, rows: list[scores.ScoreRow], on: datetime.date) -> Document:
    """What hangs in the village: surname, item, points, the last day to object. No number, phone, address, and no order of merit."""
    heads = (_("Household"), _("Group"), _("Item"), pgettext("shop", "Points"), _("Happened on"), _("On the board until"))
    blocks: list[Block] = [Paragraph(_(
        "The points below were approved and are made known here before they count. Whoever finds something wrong may say so to the village "
        "committee or the work team until the last day of each line, in person or by phone; whoever objects is not named."
    ))]  # fmt: skip
    for village, township, found in board.by_village(rows):
        if area.level < Region.Level.VILLAGE:
            blocks.append(Heading(1, f"{township}{village}"))
        cells = [
            (row.masked_head, row.score.household.group_name, _item(row), signed(row.score.points), day(row.score.done_on), day(row.score.posted_until))
            for row in found
        ]
        blocks.append(Table(heads, cells, widths=(1.6, 2, 3.8, 1.3, 2.5, 2.5), numbers=(3,), centred=(0, 1, 4, 5)))
    if len(rows) == MOST:
        blocks.append(Note(_("Only the first %(n)s are printed.") % {"n": MOST}))
    blocks += [Facts(((_("Where to object"), ""), (_("Phone"), ""))), Signatures((_("Village committee (stamp)"), _("Put up by")))]
    return Document(_("Points of households made known"), full_day(on), area.name, tuple(blocks), _language())


def _item(row: scores.ScoreRow) -> str:
    return f"{row.item} ×{row.score.times}" if row.score.times > 1 else str(row.item)


# --- the price list -------------------------------------------------------------------------------------------------
def _shop(viewer: Viewer, params: Params) -> Shop:
    number = str(params.get("shop", ""))
    found = Shop.objects.visible_to(viewer).select_related("region").filter(pk=number).first() if is_number(number) else None
    if found is None:
        raise UnknownPaper
    return found


def _make_prices(viewer: Viewer, params: Params, at: datetime.datetime, tick: Tick) -> Made:
    shop, on = _shop(viewer, params), clock.office_date(at)
    return _made(f"{_('Price list')}-{shop.region.name}", prices_document(shop, on), tick)


def prices_document(shop: Shop, on: datetime.date) -> Document:
    rules = settings_for(shop.path, on)
    goods = [good for good in shops.shelf(shop, on) if good.price is not None]
    points = [(rules.label(keys.POINT_ITEMS, row["code"]), signed(row["points"])) for row in rules[keys.POINT_ITEMS] if row["points"]]
    months = rules[keys.POINTS_VALID_MONTHS]
    valid = _("Points are valid for %(n)s months.") % {"n": months} if months else _("Points do not run out.")
    blocks: list[Block] = [
        Heading(1, _("What there is for points")),
        Table((pgettext("shop", "Good"), _("Counted in"), pgettext("shop", "Points")), [(good.name, good.unit, good.price) for good in goods], widths=(6, 2, 2), numbers=(2,), centred=(1,)),
        Heading(1, _("What gives or costs points")),
        Table((_("Item"), pgettext("shop", "Points")), points, widths=(8, 2), numbers=(1,)),
        Note(_("A point is worth %(value)s in goods and is never changed for cash.") % {"value": money(rules[keys.POINT_VALUE])} + " " + valid),
    ]
    if shop.place:
        blocks.append(Note(shop.place))
    return Document(_("Price list of the points shop"), _("From %(day)s") % {"day": full_day(on)}, f"{shop.region.name}{shop.name}", tuple(blocks), _language())


# --- the booklet of a household -----------------------------------------------------------------------------------------
def _household(viewer: Viewer, params: Params) -> Household:
    number = str(params.get("household", ""))
    seen = Household.objects.visible_to(viewer).allowed(viewer, P.SHOP_SEE).select_related("region__parent")
    found = seen.filter(pk=number).first() if is_number(number) else None
    if found is None:
        raise UnknownPaper
    return found


def _make_booklet(viewer: Viewer, params: Params, at: datetime.datetime, tick: Tick) -> Made:
    household, on = _household(viewer, params), clock.office_date(at)
    return _made(f"{_('Points booklet')}-{household.no}", booklet_document(household, on), tick)


def booklet_document(household: Household, on: datetime.date) -> Document:
    """For the household itself: its whole name, every row, the balance after it, room to sign."""
    account = Account.objects.filter(household=household).first()
    lines = ledger.booklet(account, on)[::-1] if account else []
    standing = ledger.standing_of(household, on)
    facts = [
        (_("Household"), household.head_name), (_("Household number"), household.no), (_("Village"), household.region.name),
        (_("Group"), household.group_name), (_("Points that count"), standing.balance), (_("On the board"), signed(standing.posted - standing.to_deduct)),
    ]  # fmt: skip
    cells = [(full_day(line.row.counts_on), _line(line), signed(line.row.points), line.balance) for line in lines]
    blocks: list[Block] = [
        Facts(facts),
        Table((_("Day"), _("For what"), pgettext("shop", "Points"), _("Points left")), cells, widths=(3.8, 5.2, 1.3, 1.3), numbers=(2, 3)),
        Signatures((_("Household"), _("Shop"))),
    ]
    return Document(_("Points booklet of a household"), full_day(on), household.region.name, tuple(blocks), _language())


def _line(line: ledger.BookLine) -> str:
    row = line.row
    words = str(scores.item_word(row.score)) if row.score else str(row.get_kind_display())
    number = f" {row.exchange.no}" if row.exchange else ""
    return f"{words}{number} {row.get_why_display()}".strip()


# --- the account of a quarter ------------------------------------------------------------------------------------------
def _quarter(params: Params, on: datetime.date) -> Quarter:
    try:
        period = parse(str(params.get("period", "")))
    except ValueError:
        raise UnknownPaper from None
    if not isinstance(period, Quarter) or period.start > on:
        raise UnknownPaper
    return period


def _quarter_pieces(viewer: Viewer, params: Params) -> int:
    _quarter(params, viewer.on)
    return 1 if _shop(viewer, params) else 0


def _make_quarter(viewer: Viewer, params: Params, at: datetime.datetime, tick: Tick) -> Made:
    on = clock.office_date(at)
    shop, quarter = _shop(viewer, params), _quarter(params, clock.office_date(at))
    return _made(f"{_('Quarterly account')}-{shop.region.name}-{quarter.key}", quarter_document(shop, quarter, viewer, on), tick)


def quarter_document(shop: Shop, quarter: Quarter, viewer: Viewer, on: datetime.date) -> Document:
    account = figures.account_of_quarter(shop.path, quarter, viewer, on)
    until = min(quarter.last, on)
    goods = shops.goods_of_quarter(viewer, shop.path, quarter.start, until)
    cells = [(g.good.name, g.opening, signed(g.came_in), signed(g.went_out), signed(g.corrected), g.closing) for g in goods]
    heads = (pgettext("shop", "Good"), _("At the beginning"), pgettext("shop", "In"), pgettext("shop", "Out"), pgettext("shop", "Put right"), _("At the end"))
    blocks: list[Block] = [
        Heading(1, pgettext("shop", "Points")), _sums(account.points), Heading(1, pgettext("shop", "Goods")), _sums(account.goods),
        Table(heads, cells, widths=(5, 2, 1.6, 1.6, 1.6, 2), numbers=(1, 2, 3, 4, 5)), Signatures((_("Shop"), _("Checked by"))),
    ]  # fmt: skip
    subtitle = _("%(quarter)s, as of %(day)s") % {"quarter": period_label(quarter), "day": full_day(until)}
    return Document(_("Account of the points shop"), subtitle, f"{shop.region.name}{shop.name}", tuple(blocks), _language())


def _sums(lines: list[figures.Line]) -> Table:
    last = len(lines) - 1
    cells = [(str(line.title), thousands(line.value) if n in (0, last) else signed(line.value)) for n, line in enumerate(lines)]
    return Table((pgettext("shop", "Line"), pgettext("shop", "Number")), cells, widths=(8, 2), numbers=(1,), n_foot=1)


register(
    Paper("shop.posted", gettext_lazy("Points on the board"), P.SHOP_SEE, _board_pieces, _make_board),
    Paper("shop.prices", gettext_lazy("Price list"), P.SHOP_SEE, lambda viewer, params: 1 if _shop(viewer, params) else 0, _make_prices),
    Paper("shop.booklet", gettext_lazy("Points booklet"), P.SHOP_SEE, lambda viewer, params: 1 if _household(viewer, params) else 0, _make_booklet),
    Paper("shop.quarter", gettext_lazy("Account of the points shop"), P.SHOP_SEE, _quarter_pieces, _make_quarter),
)
