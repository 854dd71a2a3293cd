"""Has a row of the database been changed since? A digest of its values says so without keeping them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps

from common.fields import Sealed


def digests(model: str, pks: Sequence[int], ignored: Collection[str] = ()) -> dict[int, str]:
    """{id: digest}; rows that are gone are missing. Sealed values count as they stand, they are not opened."""
    cls = apps.get_model(model)
    names = [field.attname for field in cls._meta.concrete_fields if field.attname not in ignored]
    rows = cls._base_manager.filter(pk__in=pks).values_list("pk", *names)
    return {
        row[0]: hashlib.blake2b(repr([_seen(value) for value in row]).encode(), digest_size=8).hexdigest()
        for row in rows
    }


def _seen(value: Any) -> Any:
    return value.token if isinstance(value, Sealed) else value
