"""Reads about people: who may sign in under what was typed, what a person may do in words, the journal and its seals."""

import datetime
import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt
from django.db.models import Exists, Max, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from accounts.access import ROLES, Viewer
from accounts.models import ActivationSlip, ApiToken, Draft, Grant, JournalEntry, JournalSeal, Session, User
from accounts.roles import Role
from common import crypto
from common.text import clean, digits, initials
from regions.models import Region
from regions.paths import within

TRIES_OF_A_NETWORK = 20
TRIES_WINDOW = datetime.timedelta(minutes=15)
PAUSE = datetime.timedelta(seconds=5)


# --- signing in ------------------------------------------------------------------------------------
def username_typed(typed: str) -> str:
    """The user name behind what was typed: a user name, or a phone number that only one person has. Unknown: as typed."""
    text = clean(typed)
    if User.objects.filter(username=text).exists():
        return text
    if User.objects.filter(username=text.lower()).exists():
        return text.lower()
    number = digits(text)
    if len(number) >= 7:
        found = list(User.objects.filter(phone=number, closed_on=None).values_list("username", flat=True)[:2])
        if len(found) == 1:
            return found[0]
    return text[:60]


def account_named(username: str) -> User | None:
    """For the note about a refused sign-in, before anybody is known."""
    return User.objects.filter(username=username).first()


def wrong_words() -> str:
    """One sentence for every refused sign-in: it does not tell whether there is such an account."""
    return _("User name or password is not right.")


def free_username(name: str, phone: str = "") -> str:
    """The phone number, else initials with six digits: 'lwt482913'."""
    if phone and not User.objects.filter(username=phone).exists():
        return phone
    stem = (initials(name).split() or ["z"])[0]
    while True:
        username = f"{stem}{secrets.randbelow(900_000) + 100_000}"
        if not User.objects.filter(username=username).exists():
            return username


def must_wait(address: str, at: datetime.datetime) -> bool:
    """Whether a network with many wrong passwords has to pause for some seconds (offices share one address: no lock-out)."""
    recent = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=at - TRIES_WINDOW)
    seen = recent.aggregate(tries=Sum("failures_since_start"), last=Max("attempt_time"))
    return (seen["tries"] or 0) >= TRIES_OF_A_NETWORK and seen["last"] > at - PAUSE


def is_locked(user: User, at: datetime.datetime) -> bool:
    """Whether five wrong passwords from one network keep an account shut right now."""
    recent = AccessAttempt.objects.filter(username=user.username, attempt_time__gt=at - TRIES_WINDOW)
    return recent.filter(failures_since_start__gte=5).exists()


def token_lookup(key: str) -> str:
    return crypto.lookup(f"token:{key}")


def user_of_token(key: str, at: datetime.datetime) -> User | None:
    token = ApiToken.objects.select_related("user").filter(lookup=token_lookup(key), expires_at__gt=at).first()
    return token.user if token else None


# --- people ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RoleInWords:
    role: str
    label: str
    place: str
    sentence: str
    since: datetime.date


def roles_in_words(viewer: Viewer) -> list[RoleInWords]:
    """What a person is and where, with the sentence of the role: 'county clerk — 云岭县'."""
    found = []
    for grant in sorted(viewer.grants, key=lambda g: (viewer.roles.index(g.role), g.path)):
        place = grant.unit.name if grant.unit and grant.role == Role.UNIT else grant.region.name
        spec = ROLES[grant.role]
        found.append(RoleInWords(grant.role, str(Role(grant.role).label), place, str(spec.sentence), grant.opened_on))
    return found


def people(viewer: Viewer, on: datetime.date):
    """Accounts that a viewer looks after, with unit, ready for a list."""
    return User.objects.managed_by(viewer).select_related("unit")


def with_roles(users: Iterable[User], on: datetime.date) -> list[User]:
    """Hang today's grants on each person as `roles_now`: one query."""
    rows = list(users)
    by_user: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(user__in=[user.pk for user in rows]).open(on).select_related("region", "unit"):
        by_user.setdefault(grant.user_id, []).append(grant)
    for user in rows:
        user.roles_now = by_user.get(user.pk, [])  # type: ignore[attr-defined]
    return rows


def holding(role: str, path: str, on: datetime.date) -> Q:
    """Filter of people: hold a role (any, if empty) in an area (anywhere, if empty) on a day."""
    grants = Grant.objects.filter(within("path", path), user=OuterRef("pk")).open(on)
    return Q(Exists(grants.filter(role=role) if role else grants))


def waiting_for_slips(viewer: Viewer, on: datetime.date, *, path: str = "", unit: int | None = None):
    """People who have not activated their account yet: of an area (by a role there), of a unit, or all."""
    sleeping = people(viewer, on).sleeping()
    if path and len(path) > 6:
        sleeping = sleeping.filter(holding("", path, on))
    elif path:
        sleeping = sleeping.filter(within("path", path))
    return sleeping.filter(unit=unit) if unit else sleeping


def open_slip(user: User, at: datetime.datetime) -> ActivationSlip | None:
    return user.slips.usable(at).first()


def draft_of(user: User, number: Any) -> Draft | None:
    """One's own draft; another's is not found."""
    return user.drafts.filter(pk=number).first()


def drafts_of(user: User, kind: str, subject: str = ""):
    """Newest first: what somebody was writing about a subject."""
    return user.drafts.filter(kind=kind, subject=subject)


def sessions_of(user: User, at: datetime.datetime):
    return Session.objects.filter(user=user).open(at)


def areas_managed(viewer: Viewer, permission) -> Any:
    """Areas from the county down to villages in which a role may be given."""
    return Region.objects.filter(viewer.q(permission)).filter(level__gte=3, level__lte=5).open()


# --- the journal -----------------------------------------------------------------------------------
def verb_in_words(verb: str) -> str:
    """'visit_logged' → 'Visit logged' in the reader's language."""
    return _(re.sub(r"[._]", " ", verb).capitalize())


def journal(viewer: Viewer):
    return JournalEntry.objects.visible_to(viewer).select_related("by")


def in_words(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """Lines with `said` (the deed) and `more` (what else is known of it) to show."""
    rows = list(entries)
    for row in rows:
        row.said = verb_in_words(row.verb)  # type: ignore[attr-defined]
        row.more = [(_(key.replace("_", " ")), _short(value)) for key, value in row.detail.items()]  # type: ignore[attr-defined]
    return rows


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def verbs_seen(viewer: Viewer) -> list[tuple[str, str]]:
    verbs = JournalEntry.objects.visible_to(viewer).order_by().values_list("verb", flat=True).distinct()
    return sorted(((verb, verb_in_words(verb)) for verb in verbs), key=lambda pair: pair[1])


def entries_between(after: int, last: int):
    return JournalEntry.objects.filter(pk__gt=after, pk__lte=last).order_by("pk")


def chain_digest(before: str, entries) -> tuple[str, int]:
    """The seal over a run of lines: keyed, and chained to the seal before, so that who has only the database cannot forge it."""
    body, n = hashlib.sha256(), 0
    for entry in entries.iterator(chunk_size=2000):
        body.update(_line(entry))
        n += 1
    return crypto.lookup(f"seal:{before}:{n}:{body.hexdigest()}"), n


@dataclass(frozen=True, slots=True)
class Audit:
    """What `verify_audit` found. `last_digest` may be written down elsewhere: it vouches for everything before it."""

    seals: int
    sealed: int
    unsealed: int
    broken_at: int | None
    last_digest: str

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def audit() -> Audit:
    """Walk the chain from the beginning. `broken_at` is the last entry of the first run that is not as it was sealed."""
    before, after, sealed, seals = "", 0, 0, 0
    for seal in JournalSeal.objects.exclude(digest="").order_by("last_entry"):
        digest, n = chain_digest(before, entries_between(after, seal.last_entry))
        if digest != seal.digest or n != seal.n_entries:
            return Audit(seals, sealed, 0, seal.last_entry, before)
        before, after, sealed, seals = digest, seal.last_entry, sealed + n, seals + 1
    return Audit(seals, sealed, JournalEntry.objects.filter(pk__gt=after).count(), None, before)


def _line(entry: JournalEntry) -> bytes:
    facts = [
        entry.pk, entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"), entry.by_id, entry.verb,
        entry.kind, entry.subject_id, entry.path, entry.title, entry.detail,
    ]  # fmt: skip
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
