"""Printed slips for the first sign-in (security A8): one code, one use, 14 days; only its keyed hash is kept."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.actions.passwords import check_strength
from accounts.actions.sessions import end_all_sessions
from accounts.journal import record
from accounts.models import ActivationSlip, User
from accounts.refusals import AccountClosed, NobodyChosen, SlipUnknown, TooManySlips
from accounts.rules import MOST_SLIPS, SLIP_DAYS, same_name
from common import crypto
from common.slips import bare_code, new_code, spaced_code

BATCH = 1000


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What goes on paper, once. The code is nowhere else."""

    user: User
    code: str
    expires_at: datetime.datetime


@transaction.atomic
def make_slips(*, users: Sequence[User], by: User, at: datetime.datetime) -> list[PrintedSlip]:
    """One slip each; older ones of these people are void from now on. A password in use works until its slip is used.

    Raises NobodyChosen, TooManySlips, AccountClosed.
    """
    if not users:
        raise NobodyChosen
    if len(users) > MOST_SLIPS:
        raise TooManySlips(most=f"{MOST_SLIPS:,}")
    if closed := next((user for user in users if user.closed_on), None):
        raise AccountClosed(name=closed.name)
    expires_at = at + datetime.timedelta(days=SLIP_DAYS)
    printed = [PrintedSlip(user, spaced_code(new_code()), expires_at) for user in users]
    ids = [user.pk for user in users]
    for start in range(0, len(ids), BATCH):
        ActivationSlip.objects.waiting().filter(user__in=ids[start : start + BATCH]).update(voided_at=at)
    ActivationSlip.objects.bulk_create(
        [
            ActivationSlip(
                user=slip.user, code_lookup=_lookup(slip.code), made_at=at, made_by=by, expires_at=expires_at
            )
            for slip in printed
        ],
        batch_size=BATCH,
    )
    if len(users) == 1:
        record("slip_made", by=by, at=at, subject=users[0])
    else:
        record("slips_made", by=by, at=at, kind="accounts.user", path=users[0].path, n=len(ids), people=ids)
    return printed


def activate(*, code: str, name: str, password: str, at: datetime.datetime) -> User:
    """Use a slip: the person gets a password of his own and is awake. Raises SlipUnknown (whatever is wrong), WeakPassword."""
    with transaction.atomic():
        slip = (
            ActivationSlip.objects.usable(at).select_related("user").filter(code_lookup=_lookup(code)).first()
        )
        if slip is None or slip.user.closed_on is not None or not same_name(name, slip.user.name):
            raise SlipUnknown
        user = slip.user
        check_strength(password, user)
        if not ActivationSlip.objects.filter(pk=slip.pk, used_at=None, voided_at=None).update(used_at=at):
            raise SlipUnknown
        user.set_password(password)
        user.is_active, user.must_change_password = True, False
        user.save(update_fields=["password", "is_active", "must_change_password"])
        end_all_sessions(user)
        record("account_activated", by=user, at=at, subject=user)
    return user


def _lookup(code: str) -> str:
    return crypto.lookup(f"slip:{bare_code(code)}")
