"""Who hears of an application: those who may decide it, and whoever made it."""

import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from common.clock import office_date
from notifications.actions import Letter, post_many
from problems.queries.people import office_of
from wishes.fund import messages
from wishes.fund.models import Application


def _post(kind: Any, row: Application, to: list[User], title: Any, *, key: str, at: datetime.datetime, by: User) -> None:
    url = reverse("fund:application", args=[row.pk])
    letters = [Letter(to=user, title=title, key=f"{row.pk}:{key}", url=url, path=row.path) for user in to if user.pk != by.pk]
    post_many(kind, letters, at=at)


def _what(row: Application, amount: Decimal) -> dict[str, Any]:
    return {"no": row.no, "place": row.household.region.name, "amount": f"{amount:,.2f}"}


def asked(row: Application, *, by: User, at: datetime.datetime) -> None:
    deciders = office_of(row.path, Permission.FUND_APPROVE, office_date(at), but=[row.applied_by_id])
    title = format_lazy(_("To decide: application {no} of {place}, {amount} yuan"), **_what(row, row.amount))
    _post(messages.ASKED, row, deciders, title, key="asked", at=at, by=by)


def decided(row: Application, *, by: User, at: datetime.datetime) -> None:
    if row.approved is None:
        title = format_lazy(_("Refused: application {no} of {place}"), **_what(row, row.amount))
    else:
        title = format_lazy(_("Approved: application {no} of {place}, {amount} yuan"), **_what(row, row.approved))
    _post(messages.DECIDED, row, [row.applied_by], title, key="decided", at=at, by=by)


def paid(row: Application, amount: Decimal, number: int, *, by: User, at: datetime.datetime) -> None:
    title = format_lazy(_("Paid: application {no} of {place}, {amount} yuan; its receipt is to be noted"), **_what(row, amount))
    _post(messages.PAID, row, [row.applied_by], title, key=f"paid:{number}", at=at, by=by)
