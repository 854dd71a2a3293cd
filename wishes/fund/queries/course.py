"""One application: what the viewer may do with it now, and everything that happened."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common.templatetags.formats import day
from wishes.fund.models import Application, Grant

P = Permission


@dataclass(frozen=True)
class Step:
    """What this viewer may do; `why` says in words why not, or for whom it waits."""

    may_decide: bool = False
    may_pay: bool = False
    may_withdraw: bool = False
    why: Any = ""


def step_of(row: Application, viewer: Viewer) -> Step:
    """The rules themselves stand in the deeds; this chooses the buttons."""
    decides, edits = viewer.can(P.FUND_APPROVE, row.path), viewer.can(P.FUND_EDIT, row.path)
    is_own = row.applied_by_id == viewer.user.pk
    may_withdraw = row.state in ("open", "approved") and (is_own or edits)
    if row.state == "open":
        if decides and is_own:
            return Step(may_withdraw=may_withdraw, why=_("You made this application yourself. Somebody else must decide it."))
        return Step(may_decide=decides, may_withdraw=may_withdraw, why="" if decides else _("It waits for a decision of the county."))
    if row.state == "approved":
        return Step(may_pay=edits, may_withdraw=may_withdraw, why="" if edits else _("It is approved; the office hands the money over."))
    return Step()


def grants_of(row: Application) -> list[Grant]:
    """The grants of an application, those taken back included, the newest first."""
    rows = row.grants.select_related("received_by", "received_noted_by", "by", "voided_by")
    return list(rows.order_by("-pk"))


def entries_of(row: Application, grants: list[Grant]) -> list[dict[str, Any]]:
    """Everything that happened, the newest first."""
    found = [_one(row.applied_at, "pencil", _("asked for"), row.applied_by, row.reason, amount=row.amount)]
    if row.decided_at:
        if row.approved is None:
            found.append(_one(row.decided_at, "void", _("not approved"), row.decided_by, row.answer))
        else:
            found.append(_one(row.decided_at, "done", _("approved"), row.decided_by, row.answer, amount=row.approved))
    for grant in grants:
        found.append(_one(grant.at, "cash", _("paid"), grant.by, grant.note, amount=grant.amount, on=grant.on))
        if grant.received_noted_at:
            found.append(_one(grant.received_noted_at, "receipt", _("receipt noted"), grant.received_noted_by, _receipt(grant)))
        if grant.voided_at:
            found.append(_one(grant.voided_at, "undo", _("grant taken back by a correction"), grant.voided_by, ""))
    if row.withdrawn_at:
        found.append(_one(row.withdrawn_at, "void", _("withdrawn"), row.withdrawn_by, row.withdrawn_why))
    return sorted(found, key=lambda entry: entry["on"], reverse=True)


def _receipt(grant: Grant) -> str:
    parts = [str(grant.get_receipt_display()), grant.receipt_no, grant.received_by.name if grant.received_by else ""]
    return " · ".join(part for part in parts if part)


def _one(at, icon: str, title: Any, who: Any, text: str, *, amount: Decimal | None = None, on: Any = None) -> dict[str, Any]:
    if amount is not None:
        title = _("%(deed)s: %(amount)s yuan") % {"deed": title, "amount": f"{amount:,.2f}"}
    return {
        "on": at, "icon": icon, "title": title, "who": who.name if who else "", "text": text, "status": "", "status_label": "",
        "meta": _("on %(day)s") % {"day": day(on)} if on else "", "photos": [], "url": "",
    }  # fmt: skip
