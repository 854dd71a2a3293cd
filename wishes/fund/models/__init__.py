"""The care fund (爱心基金): money and goods that came in and went out, who asked for what; and sponsors of pupils (助学结对)."""

from wishes.fund.models.asking import Application, Grant
from wishes.fund.models.donation import Donation
from wishes.fund.models.fund import Closing, Fund
from wishes.fund.models.goods import Goods, HandOut, Move
from wishes.fund.models.ledger import Entry
from wishes.fund.models.sponsors import Gift, Sponsorship

__all__ = ["Application", "Closing", "Donation", "Entry", "Fund", "Gift", "Goods", "Grant", "HandOut", "Move", "Sponsorship"]
