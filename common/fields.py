"""Model fields that keep personal data sealed in the database."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from common import crypto


class Sealed:
    """A value as it came from the database: `str()` opens it; printing or logging it does not."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __str__(self) -> str:
        return crypto.decrypt(self.token)

    def __repr__(self) -> str:
        return "<Sealed>"

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, str | Sealed) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))


class _OpenedOnUse(DeferredAttribute):
    """Opens a sealed value when it is first asked for, so that long lists which do not show it do not pay for it."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = str(value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.TextField):
    """Text that is readable on the instance and sealed in the database. Keep `crypto.lookup(...)` beside it to search.

    `instance.field` is a str. `.values()` and `.values_list()` give `Sealed` (wrap in str()); '' stays ''. It can be filtered only by
    '' and isnull. `dumpdata` writes sealed text, and loading that is refused: use backup and restore.
    """

    descriptor_class = _OpenedOnUse

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | str | None:
        return Sealed(value) if value else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return str(value)
        value = super().to_python(value)
        if value and crypto.is_sealed(value):
            raise ValidationError(_("This is a sealed value, not a text."), code="sealed")
        return value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        value = super(models.TextField, self).get_prep_value(value)
        return value if value is None else crypto.encrypt(str(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """An untouched value goes back as it came: no opening, no new nonce."""
        kept = model_instance.__dict__.get(self.attname)
        return kept if isinstance(kept, Sealed) else super().pre_save(model_instance, add)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return crypto.encrypt(str(value)) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def get_transform(self, lookup_name: str) -> Any:
        return None


@EncryptedField.register_lookup
class _IsEmpty(Exact):
    """A sealed value is never twice the same, so only 'is it empty' can be asked."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise TypeError("a sealed field cannot be searched; search its look-up field")
        return ""


def rotate(queryset: models.QuerySet[Any], name: str, *, batch: int = 1000) -> int:
    """Seal every value of a field under the current key; returns how many changed. May be stopped and started again.

    A value that somebody changed meanwhile is left as it is: it is under the current key already.
    """
    stale = [
        (pk, sealed)
        for pk, sealed in queryset.order_by().values_list("pk", name).iterator(chunk_size=batch)
        if isinstance(sealed, Sealed) and crypto.is_stale(sealed.token)
    ]
    changed = 0
    for pk, sealed in stale:
        now = queryset.filter(pk=pk).values_list(name, flat=True).first()
        if isinstance(now, Sealed) and now.token == sealed.token:
            changed += queryset.filter(pk=pk).update(**{name: Sealed(crypto.rotate(now.token))})
    return changed
