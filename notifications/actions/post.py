"""Putting notices into the outbox, in the transaction of the deed that tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import translation

from accounts.models import User
from notifications.actions.wake import wake_on_commit
from notifications.messages import Kind
from notifications.models import Notice

BATCH = 500


@dataclass(frozen=True)
class Letter:
    """One notice to one person; title and body may be lazy and are put into his language."""

    to: User
    title: Any
    key: str
    body: Any = ""
    url: str = ""
    path: str = ""


def post(
    kind: Kind,
    *,
    to: User,
    title: Any,
    at: dt.datetime,
    key: str,
    body: Any = "",
    url: str = "",
    path: str = "",
    due_at: dt.datetime | None = None,
) -> bool:
    """Tell one person one thing; False if he was told it (same kind and key) before, or has no open account."""
    return bool(post_many(kind, [Letter(to, title, key, body, url, path)], at=at, due_at=due_at))


@transaction.atomic
def post_many(kind: Kind, letters: Iterable[Letter], *, at: dt.datetime, due_at: dt.datetime | None = None) -> int:
    """Tell many people; returns how many notices are new. Two statements per 500 letters."""
    pending, new = iter(letters), 0
    while batch := list(islice(pending, BATCH)):
        new += _post_batch(kind, batch, at, due_at or at)
    if new:
        wake_on_commit()
    return new


def _post_batch(kind: Kind, letters: list[Letter], at: dt.datetime, due_at: dt.datetime) -> int:
    told = set(
        Notice.objects.filter(
            kind=kind.code, to__in={letter.to.pk for letter in letters}, key__in={letter.key for letter in letters}
        ).values_list("to", "key")
    )
    rows = []
    for letter in letters:
        mark = (letter.to.pk, letter.key)
        if mark in told or not letter.to.is_active:
            continue
        told.add(mark)
        rows.append(_notice(kind, letter, at, due_at))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _notice(kind: Kind, letter: Letter, at: dt.datetime, due_at: dt.datetime) -> Notice:
    with translation.override(letter.to.language):
        return Notice(
            kind=kind.code, to=letter.to, key=letter.key, title=str(letter.title)[:160], body=str(letter.body),
            url=letter.url, path=letter.path or letter.to.path, is_urgent=kind.urgent, created_at=at, due_at=due_at,
        )  # fmt: skip
