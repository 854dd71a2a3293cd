"""Making, correcting, closing and reopening accounts; a person's own preferences."""

import datetime
from typing import Any

from django.db import transaction

from accounts.actions.sessions import end_all_sessions
from accounts.journal import record
from accounts.models import Unit, User
from accounts.queries import free_username
from accounts.refusals import AccountClosed, NotYourself, UsernameTaken
from common import masks
from common.clock import office_date
from common.text import clean, digits, initials

FACTS = ("username", "name", "phone", "email", "unit", "title")
PREFERENCES = ("language", "text_size", "shortcuts_on")


@transaction.atomic
def create_user(
    *,
    name: str,
    path: str,
    by: User | None,
    at: datetime.datetime,
    username: str = "",
    phone: str = "",
    email: str = "",
    unit: Unit | None = None,
    title: str = "",
) -> User:
    """An account that sleeps until its slip is used. `path` is the county; without a user name one is made from the phone or name.

    Raises UsernameTaken.
    """
    name, phone = clean(name), digits(phone)
    username = clean(username).lower() or free_username(name, phone)
    if User.objects.filter(username=username).exists():
        raise UsernameTaken(username=username, fields={"username": UsernameTaken(username=username).message})
    user = User(
        username=username, name=name, initials=initials(name), phone=phone, email=clean(email), unit=unit,
        title=clean(title), path=path, is_active=False,
    )  # fmt: skip
    user.set_unusable_password()
    user.save()
    record("account_made", by=by, at=at, subject=user, unit=unit.pk if unit else None)
    return user


@transaction.atomic
def change_user(*, user: User, by: User, at: datetime.datetime, **changes: Any) -> User:
    """Correct the facts of an account (username, name, phone, email, unit, title). Raises UsernameTaken."""
    before = {}
    for field in FACTS:
        if field in changes and getattr(user, field) != changes[field]:
            before[field] = (getattr(user, field), changes[field])
            setattr(user, field, changes[field])
    if not before:
        return user
    if "username" in before and User.objects.filter(username=user.username).exclude(pk=user.pk).exists():
        raise UsernameTaken(username=user.username, fields={"username": UsernameTaken(username=user.username).message})
    user.initials = initials(user.name)
    user.save()
    record("account_changed", by=by, at=at, subject=user, changes=_told(before))
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User, at: datetime.datetime) -> User:
    """Close an account: no sign-in, no session, no slip, no token. What was done under it stays. Raises NotYourself."""
    if user.pk == by.pk:
        raise NotYourself
    if user.closed_on is None:
        user.is_active, user.closed_on = False, office_date(at)
        user.save(update_fields=["is_active", "closed_on"])
        user.slips.waiting().update(voided_at=at)
        end_all_sessions(user)
        record("account_closed", by=by, at=at, subject=user)
    return user


@transaction.atomic
def reopen_user(*, user: User, by: User, at: datetime.datetime) -> User:
    """Open a closed account again. It sleeps until a new slip is used: the old password is gone."""
    if user.closed_on is not None:
        user.closed_on, user.is_active = None, False
        user.set_unusable_password()
        user.save(update_fields=["closed_on", "is_active", "password"])
        record("account_reopened", by=by, at=at, subject=user)
    return user


@transaction.atomic
def set_preferences(*, user: User, at: datetime.datetime, **preferences: Any) -> User:
    """How a person likes his pages: language, text_size, shortcuts_on."""
    if user.closed_on is not None:
        raise AccountClosed(name=user.name)
    changed = {key: preferences[key] for key in PREFERENCES if preferences.get(key, getattr(user, key)) != getattr(user, key)}
    if changed:
        for key, value in changed.items():
            setattr(user, key, value)
        user.save(update_fields=list(changed))
        record("preferences_set", by=user, at=at, subject=user, **changed)
    return user


def _told(before: dict[str, tuple[Any, Any]]) -> dict[str, list[str]]:
    """Before and after, without a whole phone number."""
    told = {}
    for field, (old, new) in before.items():
        if field == "phone":
            told[field] = [masks.phone(old), masks.phone(new)]
        elif field == "unit":
            told[field] = [old.name if old else "", new.name if new else ""]
        else:
            told[field] = [str(old), str(new)]
    return told
