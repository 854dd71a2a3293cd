"""Papers of the fund: the account of a quarter to hang up and to sign, and the receipt for a giver."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.access import Permission, Viewer
from common import clock
from common.periods import Quarter, parse
from common.templatetags.formats import full_day, period_label, thousands
from common.text import is_number
from papers import typeset
from papers.document import Block, Document, Facts, Heading, Note, Signatures, Table
from papers.paper import Made, Paper, UnknownPaper, register
from policies import keys
from policies.queries import settings_for
from wishes.fund import rules
from wishes.fund.models import Donation, Fund
from wishes.fund.queries.accounts import Account, account_of, quarters_of

P = Permission
Tick = Callable[[int], Any]


def _yuan(amount: Decimal, sign: str = "") -> str:
    return f"{sign}{amount:,.2f}".replace("-", "−")


def _asked(viewer: Viewer, params: Mapping[str, Any], on: datetime.date) -> tuple[Fund, Quarter]:
    """The fund and quarter that are asked for, if the viewer sees the county's books."""
    fund = Fund.objects.visible_to(viewer).filter(path=str(params.get("county", ""))).select_related("region").first()
    try:
        quarter = parse(str(params.get("quarter", "")))
    except ValueError:
        raise UnknownPaper from None
    if fund is None or not isinstance(quarter, Quarter) or not viewer.can(P.FUND_SEE, fund.path) or quarter not in quarters_of(fund, on):
        raise UnknownPaper
    return fund, quarter


def _account_pieces(viewer: Viewer, params: Mapping[str, Any]) -> int:
    _asked(viewer, params, viewer.on)
    return 1


def _make_account(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Tick) -> Made:
    on = clock.office_date(at)
    fund, quarter = _asked(viewer, params, on)
    data, pages = typeset.pdf(account_document(account_of(fund, quarter), on))
    tick(1)
    return Made(f"{_('Account of the care fund')}-{quarter.key}.pdf", data, n_pages=pages)


def account_document(account: Account, on: datetime.date) -> Document:
    """No family, no giver: sums only."""
    words = settings_for(account.fund.path, on)
    state = _("account closed") if account.closed else _("as of %(day)s, not closed") % {"day": full_day(on)}
    money = [
        (_("Opening balance"), _yuan(account.opening)), (_("Donations in money"), _yuan(account.donations, "+")),
        (_("Grants paid"), _yuan(account.grants, "−")), (_("Corrections (reversals)"), _yuan(account.corrections)),
        (_("Closing balance"), _yuan(account.closing)),
    ]  # fmt: skip
    blocks: list[Block] = [
        Heading(1, _("Money, in yuan")), Table((_("Item"), _("Amount in yuan")), money, widths=(3, 2), numbers=(1,), n_foot=1),
        Heading(1, _("Grants by what they were for")),
    ]  # fmt: skip
    purposes = [(words.label(keys.FUND_PURPOSES, one.purpose), one.n_grants, one.n_families, _yuan(one.amount)) for one in account.purposes]
    if purposes:
        heads = (_("What for"), _("Grants"), _("Families helped"), _("Amount in yuan"))
        blocks.append(Table(heads, purposes, widths=(3, 1.2, 1.2, 2), numbers=(1, 2, 3)))
    else:
        blocks.append(Note(_("No grant was paid in this quarter.")))
    blocks += _goods_blocks(account)
    blocks += [
        Note(_("Families helped with money or goods: %(n)s. The value of goods is an estimate.") % {"n": account.n_families}),
        Signatures((_("Filled in by"), _("Checked by"), _("Head of the office"))),
    ]
    title = _("Account of the care fund")
    return Document(title, f"{period_label(account.quarter)}（{state}）", account.fund.region.name, tuple(blocks), _language())


def _goods_blocks(account: Account) -> list[Block]:
    if not account.goods_lines:
        return []
    rows: list[tuple[Any, ...]] = [
        (f"{one.name}（{one.measure}）", *(thousands(n).replace("-", "−") for n in (one.opening, one.donated, one.given, one.corrections, one.closing)))
        for one in account.goods_lines
    ]
    goods = account.goods
    rows.append((_("Estimated value in yuan"), *(_yuan(n) for n in (goods.opening, goods.donated, goods.given, goods.corrections, goods.closing))))
    heads = (_("Goods"), _("Beginning"), _("Donated"), _("Given out"), _("Corrections (reversals)"), _("At the end"))
    return [Heading(1, _("Goods")), Table(heads, rows, widths=(2.6, 1.6, 1.6, 1.6, 1.6, 1.6), numbers=(1, 2, 3, 4, 5), n_foot=1)]


def _language() -> str:
    return get_language() or "zh-hans"


def _donation(viewer: Viewer, params: Mapping[str, Any]) -> Donation:
    number = str(params.get("donation", ""))
    rows = Donation.objects.visible_to(viewer).select_related("unit", "fund__region")
    found = rows.filter(pk=number).first() if is_number(number) else None
    if found is None:
        raise UnknownPaper
    return found


def _make_receipt(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Tick) -> Made:
    row = _donation(viewer, params)
    data, pages = typeset.pdf(receipt_document(row, clock.office_date(at)))
    tick(1)
    return Made(f"{_('Receipt of a donation')}-{row.receipt_no}.pdf", data, n_pages=pages)


def receipt_document(row: Donation, on: datetime.date) -> Document:
    """For the giver. A person's name is not printed: it is sealed, and the paper is filled in by hand."""
    who = row.unit.name if row.unit else str(row.name) if row.giver == Donation.Giver.UNIT else ""
    unnamed = row.giver == Donation.Giver.UNNAMED
    facts: list[tuple[str, Any]] = [
        (_("Receipt number"), row.receipt_no), (_("Given on"), full_day(row.on)),
        (_("Given by"), _("wants to stay unnamed") if unnamed else who or "　" * 8),
    ]  # fmt: skip
    if row.amount is not None:
        facts += [(_("Amount in yuan"), _yuan(row.amount)), (_("Amount in words"), rules.in_words(row.amount))]
    else:
        facts += [(_("Amount in yuan"), _("goods, see below"))]
    blocks: list[Block] = [Facts(facts), *_goods_given(row)]
    taken_back = row.entries.filter(corrected_by__isnull=False).exists() or row.moves.filter(corrected_by__isnull=False).exists()
    if taken_back:
        blocks.append(Note(_("This donation was reversed in the ledger; this receipt is no longer valid.")))
    else:
        blocks.append(Note(_("Given to the care fund of %(county)s. Thank you.") % {"county": row.fund.region.name}))
    blocks.append(Signatures((_("Signature of the giver"), _("Received by"))))
    return Document(_("Receipt of a donation"), full_day(on), row.fund.region.name, tuple(blocks), _language(), number=row.receipt_no)


def _goods_given(row: Donation) -> list[Block]:
    """The goods of a donation with what they are worth together."""
    moves = list(row.moves.select_related("goods").order_by("pk"))
    if not moves:
        return []
    lines = [(one.goods.name, thousands(one.quantity), one.goods.measure, _yuan(one.value)) for one in moves]
    lines.append((_("Together"), "", "", _yuan(sum((one.value for one in moves), rules.NOTHING))))
    heads = (_("Goods"), _("How much"), _("Counted in"), _("Estimated value in yuan"))
    return [Table(heads, lines, widths=(3, 1.4, 1.4, 2), numbers=(1, 3), n_foot=1)]


register(
    Paper("fund.account", gettext_lazy("Account of the care fund"), P.FUND_SEE, _account_pieces, _make_account),
    Paper("fund.receipt", gettext_lazy("Receipt of a donation"), P.FUND_SEE, lambda viewer, params: 1 if _donation(viewer, params) else 0, _make_receipt),
)
