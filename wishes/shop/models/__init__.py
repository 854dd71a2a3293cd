"""Rows of the points shop: shops and their goods, scores, the ledger of points, exchanges."""

from wishes.shop.models.exchange import Exchange, ExchangeLine, StockMove
from wishes.shop.models.ledger import Account, Entry
from wishes.shop.models.score import Objection, Score, ScorePhoto
from wishes.shop.models.shop import Good, Price, Shop

__all__ = ["Account", "Entry", "Exchange", "ExchangeLine", "Good", "Objection", "Price", "Score", "ScorePhoto", "Shop", "StockMove"]
