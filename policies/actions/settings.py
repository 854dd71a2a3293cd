"""Changing one rule of one area from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.models import User
from common.errors import Refused
from policies import queries, wording
from policies.effects import Effect, effects_of
from policies.keys import Key
from policies.models import SettingValue
from policies.rules import BadValue, plain, to_store
from regions.models import Region


class NotAValue(Refused):
    """The value is not of the setting's kind; says what is wrong and how to write it."""

    code = "not_a_value"
    message = _("%(title)s: %(why)s")


class AlreadyHolds(Refused):
    code = "already_holds"
    message = _("This value holds already and cannot be withdrawn. Set another value from a later day.")


@dataclass(frozen=True)
class Change:
    """What a rule would be instead of what it is, from a day on, and what that touches."""

    key: Key
    before: Any
    after: Any
    since: dt.date
    source: str = ""
    effects: tuple[Effect, ...] = ()

    @property
    def is_one(self) -> bool:
        return bool(self.before != self.after)

    @property
    def before_in_words(self) -> str:
        return wording.raw_in_words(self.key, self.before)

    @property
    def after_in_words(self) -> str:
        return wording.raw_in_words(self.key, self.after)


def checked(key: Key, raw: Any) -> Any:
    try:
        return to_store(key, raw)
    except BadValue as wrong:
        raise NotAValue(title=key.title, why=wording.why(wrong, key)) from None


def plan_setting(key: Key, raw: Any, *, region: Region, since: dt.date) -> Change:
    """The change that `set_rule` would make, without making it. NotAValue."""
    after = checked(key, raw)
    before = plain(queries.setting(key, region.path, since))
    effects = tuple(effects_of(key, region.path, since)) if before != after else ()
    return Change(key, before, after, since, effects=effects)


@transaction.atomic
def set_rule(
    key: Key, raw: Any, *, region: Region, since: dt.date, by: User | None, at: dt.datetime, source: str = ""
) -> Change:
    """The rule of an area is this from a day on. A value that holds there already changes nothing. NotAValue."""
    change = plan_setting(key, raw, region=region, since=since)
    if change.is_one:
        row = write(change, region=region, by=by, at=at, source=source)
        journal.record(
            "policies.set", by=by, at=at, subject=row, title=key.name, key=key.name, since=since.isoformat(),
            before=change.before, after=change.after,
        )  # fmt: skip
    return change


def write(
    change: Change, *, region: Region, by: User | None, at: dt.datetime, source: str = "", pack: str = ""
) -> SettingValue:
    """The row itself; a second change on the same day replaces the first (the journal has both)."""
    row, _ = SettingValue.objects.update_or_create(
        key=change.key.name, region=region, opened_on=change.since,
        defaults={
            "path": region.path, "value": change.after, "source": source[:200], "pack": pack, "set_by": by, "set_at": at,
        },
    )  # fmt: skip
    queries.forget()
    return row


@transaction.atomic
def withdraw(row: SettingValue, *, by: User, on: dt.date, at: dt.datetime) -> None:
    """Take back a value that does not hold yet. AlreadyHolds."""
    if row.opened_on <= on:
        raise AlreadyHolds
    journal.record(
        "policies.withdraw", by=by, at=at, subject=row, title=row.key, key=row.key, since=row.opened_on.isoformat(),
        before=row.value,
    )  # fmt: skip
    row.delete()
    queries.forget()
