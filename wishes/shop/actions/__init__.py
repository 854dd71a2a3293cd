"""Deeds of the points shop."""

from wishes.shop.actions.deciding import Approved, approve, correct, refuse
from wishes.shop.actions.exchanging import exchange, undo
from wishes.shop.actions.goods import add_good, change_good, correct_stock, receive, set_price, withdraw_good
from wishes.shop.actions.nightly import count_points
from wishes.shop.actions.objecting import decide_objection, object_to
from wishes.shop.actions.owing import align
from wishes.shop.actions.photos import add_photo
from wishes.shop.actions.recording import Recorded, adjust, record_item, take_back
from wishes.shop.actions.reminding import remind_offices
from wishes.shop.actions.shops import change_shop, close_shop, open_shop

__all__ = [
    "Approved",
    "Recorded",
    "add_good",
    "add_photo",
    "adjust",
    "align",
    "approve",
    "change_good",
    "change_shop",
    "close_shop",
    "correct",
    "correct_stock",
    "count_points",
    "decide_objection",
    "exchange",
    "object_to",
    "open_shop",
    "receive",
    "record_item",
    "refuse",
    "remind_offices",
    "set_price",
    "take_back",
    "undo",
    "withdraw_good",
]
