"""Deeds on the ledger of obligations."""

from duties.actions.bearing import carry_on, exempt, urge, withdraw_exemption
from duties.actions.closing import reconcile, satisfy, unsatisfy
from duties.actions.once import Owed, carry_once_on, fulfil, move, owe, unfulfil, waive
from duties.actions.opening import open_current, open_past, open_period

__all__ = [
    "Owed",
    "carry_on",
    "carry_once_on",
    "exempt",
    "fulfil",
    "move",
    "open_current",
    "open_past",
    "open_period",
    "owe",
    "reconcile",
    "satisfy",
    "unfulfil",
    "unsatisfy",
    "urge",
    "waive",
    "withdraw_exemption",
]
