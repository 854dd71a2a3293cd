"""What is typed and not yet sent, kept under the client's own number (security A21, A22). Keeping a draft is no deed: no journal line."""

import datetime
import json
import uuid
from typing import Any

from django.db import transaction

from accounts.models import Draft, DraftGone, User
from accounts.refusals import DraftNewer, DraftOfSomebodyElse, DraftSent, DraftThrownAway, DraftTooLarge

LARGEST = 64 * 1024


@transaction.atomic
def keep_draft(
    *, number: uuid.UUID, kind: str, subject: str = "", body: dict[str, Any], by: User, at: datetime.datetime,
    typed_at: datetime.datetime | None = None,
) -> Draft:  # fmt: skip
    """Write or overwrite one's own draft; of two copies the one typed later stays (`typed_at`, by the device's clock; now if not said).

    Raises DraftOfSomebodyElse, DraftTooLarge, DraftNewer, DraftSent, DraftThrownAway.
    """
    if len(json.dumps(body)) > LARGEST:
        raise DraftTooLarge
    typed = typed_at or at
    _must_not_be_gone(number, by, typed)
    draft, made = Draft.objects.select_for_update().get_or_create(
        uuid=number, defaults={"user": by, "kind": kind, "subject": subject, "body": body, "updated_at": at, "typed_at": typed}
    )
    if draft.user_id != by.pk:
        raise DraftOfSomebodyElse
    if not made:
        if typed_at and draft.typed_at and draft.typed_at > typed_at:
            raise DraftNewer(draft)
        draft.kind, draft.subject, draft.body, draft.updated_at, draft.typed_at = kind, subject, body, at, typed
        draft.save(update_fields=["kind", "subject", "body", "updated_at", "typed_at"])
    return draft


def _must_not_be_gone(number: uuid.UUID, by: User, typed: datetime.datetime) -> None:
    gone = DraftGone.objects.filter(pk=number, user=by).first()
    if gone is None:
        return
    if gone.was_sent:
        raise DraftSent
    if typed <= gone.typed_at:
        raise DraftThrownAway
    gone.delete()


@transaction.atomic
def drop_draft(
    *, number: uuid.UUID, by: User, at: datetime.datetime | None = None, typed_at: datetime.datetime | None = None, is_sent: bool = False
) -> bool:
    """Forget one's own draft: it was sent, or is not wanted. False when there was none.

    With `at` it stays gone: a number that was sent takes no draft any more, one thrown away only what was typed later than `typed_at`.
    """
    found = Draft.objects.filter(uuid=number, user=by).delete()[0]
    if at is not None:
        told = {"user": by, "gone_at": at, "typed_at": typed_at or at, "was_sent": is_sent}
        gone, is_new = DraftGone.objects.get_or_create(uuid=number, defaults=told)
        if not is_new and gone.user_id == by.pk and not gone.was_sent:
            DraftGone.objects.filter(pk=number).update(**told)
    return bool(found)
