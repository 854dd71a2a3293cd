"""Setting passwords. Every other session and every token ends with the old one."""

import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actions.sessions import end_all_sessions
from accounts.journal import record
from accounts.models import User
from accounts.refusals import WeakPassword, WrongPassword


def check_strength(password: str, user: User) -> None:
    """Raises WeakPassword with every reason."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        text = " ".join(problem.messages)
        raise WeakPassword(text.replace("%", "%%"), fields={"password": text}) from None


@transaction.atomic
def change_password(*, user: User, present: str, new: str, at: datetime.datetime, keep: str = "") -> User:
    """One's own password; `keep` is the key of the session that goes on. Raises WrongPassword, WeakPassword."""
    if not user.check_password(present):
        raise WrongPassword(fields={"present": WrongPassword.message})
    check_strength(new, user)
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    end_all_sessions(user, keep=keep)
    record("password_changed", by=user, at=at, subject=user)
    return user


@transaction.atomic
def set_first_password(*, user: User, password: str, by: User | None, at: datetime.datetime, must_change: bool) -> User:
    """For the set-up command and the demo: give an account a password and wake it up."""
    user.set_password(password)
    user.is_active, user.closed_on, user.must_change_password = True, None, must_change
    user.save(update_fields=["password", "is_active", "closed_on", "must_change_password"])
    record("password_set", by=by, at=at, subject=user)
    return user
