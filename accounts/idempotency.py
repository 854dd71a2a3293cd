"""The header `Idempotency-Key` on creates (security A21): the same request twice is one deed and gets the first answer again.

The key and the deed are written in one transaction: there is never one without the other.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.models import IdempotencyKey
from common import clock
from common.errors import Refused

HEADER = "Idempotency-Key"
LONGEST = 80


class KeyUsedOtherwise(Refused):
    code = "key_used_otherwise"
    message = _("This key was already used for another request.")


class KeyTooLong(Refused):
    code = "key_too_long"
    message = _("The key may have at most 80 characters.")


class IdempotentCreates:
    """Mix in before a viewset with `create`, or call `once` in an API view's `post`."""

    def create(self, request, *args: Any, **kwargs: Any):
        return once(request, lambda: super(IdempotentCreates, self).create(request, *args, **kwargs))  # type: ignore[misc]


def once(request: Any, deed: Callable[[], Response]) -> Response:
    """Do the deed, or give the answer that the same person's same key got before. Raises KeyUsedOtherwise, KeyTooLong.

    A deed that fails leaves no key: it may be tried again.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        with transaction.atomic():
            return deed()
    if len(key) > LONGEST:
        raise KeyTooLong
    digest = digest_of(request)
    with transaction.atomic():
        kept = _claim(request.user, key, digest)
        if kept is not None:
            return _again(kept, digest)
        answer = deed()
        if answer.status_code >= 400:
            transaction.set_rollback(True)
            return answer
        body = json.loads(JSONRenderer().render(answer.data) or b"null")
        IdempotencyKey.objects.filter(user=request.user, key=key).update(status=answer.status_code, answer=body)
    return answer


def digest_of(request: Any) -> str:
    """What makes two requests the same: method, address, and every value and file sent."""
    data = request.data
    pairs = data.lists() if hasattr(data, "lists") else data.items() if isinstance(data, dict) else [("", data)]
    body = {name: _plain(value) for name, value in pairs}
    text = json.dumps([request.method, request.path, body], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _claim(user: Any, key: str, digest: str) -> IdempotencyKey | None:
    """Take the key; on PostgreSQL this waits for somebody who is just using it. The row that is there already, else None."""
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(user=user, key=key, body_digest=digest, made_at=clock.now())
    except IntegrityError:
        return IdempotencyKey.objects.get(user=user, key=key)
    return None


def _again(kept: IdempotencyKey, digest: str) -> Response:
    if kept.body_digest != digest:
        raise KeyUsedOtherwise
    return Response(kept.answer, status=kept.status, headers={"Idempotent-Replayed": "true"})


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, UploadedFile):
        content = hashlib.sha256()
        for piece in value.chunks():
            content.update(piece)
        value.seek(0)
        return content.hexdigest()
    return value
