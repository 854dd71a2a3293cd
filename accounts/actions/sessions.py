"""Sign-ins and sessions: what is noted, and how they end."""

import datetime
import secrets

from axes.utils import reset
from django.db import transaction

from accounts.journal import record
from accounts.models import ApiToken, Session, User
from accounts.queries import token_lookup
from accounts.refusals import SessionOver

TOKEN_LIFE = datetime.timedelta(days=30)


def note_sign_in(*, user: User, at: datetime.datetime, way: str = "page") -> None:
    """`way`: page, slip or token."""
    record("signed_in", by=user, at=at, subject=user, way=way)


def note_sign_in_failed(*, user: User | None, at: datetime.datetime, address: str, locked: bool = False) -> None:
    """What was typed is not kept: it may be a password in the wrong box."""
    verb = "sign_in_locked" if locked else "sign_in_failed"
    if user is None:
        record(verb, by=None, at=at, kind="accounts.user", address=address)
    else:
        record(verb, by=None, at=at, subject=user, address=address)


@transaction.atomic
def give_token(*, user: User, at: datetime.datetime) -> tuple[str, datetime.datetime]:
    """A new key for a program, shown once, and when it ends."""
    key, expires_at = secrets.token_urlsafe(32), at + TOKEN_LIFE
    ApiToken.objects.create(user=user, lookup=token_lookup(key), made_at=at, expires_at=expires_at)
    note_sign_in(user=user, at=at, way="token")
    return key, expires_at


def note_sign_out(*, user: User, at: datetime.datetime) -> None:
    record("signed_out", by=user, at=at, subject=user)


@transaction.atomic
def end_session(*, session: Session, by: User, at: datetime.datetime) -> None:
    """End a session on another device (one's own, or anybody's for who looks after accounts). Raises SessionOver."""
    user = session.user
    if not Session.objects.filter(pk=session.pk).delete()[0]:
        raise SessionOver
    record("session_ended", by=by, at=at, subject=user, device=session.device)


@transaction.atomic
def end_other_sessions(*, user: User, keep: str, by: User, at: datetime.datetime) -> int:
    """End all sessions but the one with the key `keep`; returns how many ended."""
    ended = end_all_sessions(user, keep=keep)
    record("sessions_ended", by=by, at=at, subject=user, n=ended)
    return ended


@transaction.atomic
def unlock(*, user: User, by: User, at: datetime.datetime) -> int:
    """Forget the wrong passwords of an account, so that it can sign in before the quarter of an hour is over."""
    forgotten = reset(username=user.username)
    record("account_unlocked", by=by, at=at, subject=user, attempts=forgotten)
    return forgotten


def end_all_sessions(user: User, *, keep: str = "", but_of: User | None = None) -> int:
    """Sessions and tokens of a person are gone. Part of other deeds, so it writes no line of its own."""
    if but_of is not None and but_of.pk == user.pk:
        return 0
    ApiToken.objects.filter(user=user).delete()
    return Session.objects.filter(user=user).exclude(session_key=keep).delete()[0]
