"""Deeds on the care fund and on sponsorships."""

from wishes.fund.actions.asking import apply, decide, promised, withdraw
from wishes.fund.actions.closing import close_quarter
from wishes.fund.actions.correcting import correct, correct_move
from wishes.fund.actions.giving import Giver, Line, donate_goods, donate_money, reveal_giver
from wishes.fund.actions.opening import open_fund
from wishes.fund.actions.paying import pay
from wishes.fund.actions.receiving import receive, take_receipt_back
from wishes.fund.actions.sponsoring import end, give, match, reveal_sponsor, take_gift_back
from wishes.fund.actions.stocking import hand_out

__all__ = [
    "Giver",
    "Line",
    "apply",
    "close_quarter",
    "correct",
    "correct_move",
    "decide",
    "donate_goods",
    "donate_money",
    "end",
    "give",
    "hand_out",
    "match",
    "open_fund",
    "pay",
    "promised",
    "receive",
    "reveal_giver",
    "reveal_sponsor",
    "take_gift_back",
    "take_receipt_back",
    "withdraw",
]
