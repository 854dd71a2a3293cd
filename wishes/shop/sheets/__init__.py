"""Points of old booklets coming in as opening balances; accounts and ledger going out in columns that come in again."""

from wishes.shop.sheets import outgoing as outgoing
from wishes.shop.sheets.ledger import LedgerSheet
from wishes.shop.sheets.opening import OpeningSheet

__all__ = ["LedgerSheet", "OpeningSheet"]
