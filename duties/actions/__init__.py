"""Deeds on the ledger of obligations."""

from duties.actions.bearing import carry_on, exempt, urge, withdraw_exemption
from duties.actions.closing import reconcile, satisfy, unsatisfy
from duties.actions.opening import open_current, open_past, open_period

__all__ = [
    "carry_on",
    "exempt",
    "open_current",
    "open_past",
    "open_period",
    "reconcile",
    "satisfy",
    "unsatisfy",
    "urge",
    "withdraw_exemption",
]
