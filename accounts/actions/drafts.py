"""What is typed and not yet sent, kept under the client's own number (security A21, A22). Keeping a draft is no deed: no journal line."""

import datetime
import json
import uuid
from typing import Any

from django.db import transaction

from accounts.models import Draft, User
from accounts.refusals import DraftOfSomebodyElse, DraftTooLarge

LARGEST = 64 * 1024


@transaction.atomic
def keep_draft(
    *, number: uuid.UUID, kind: str, subject: str = "", body: dict[str, Any], by: User, at: datetime.datetime
) -> Draft:
    """Write or overwrite one's own draft. Raises DraftOfSomebodyElse, DraftTooLarge."""
    if len(json.dumps(body)) > LARGEST:
        raise DraftTooLarge
    draft, made = Draft.objects.select_for_update().get_or_create(
        uuid=number, defaults={"user": by, "kind": kind, "subject": subject, "body": body, "updated_at": at}
    )
    if draft.user_id != by.pk:
        raise DraftOfSomebodyElse
    if not made:
        draft.kind, draft.subject, draft.body, draft.updated_at = kind, subject, body, at
        draft.save(update_fields=["kind", "subject", "body", "updated_at"])
    return draft


def drop_draft(*, number: uuid.UUID, by: User) -> bool:
    """Forget one's own draft: it was sent, or is not wanted. False when there was none."""
    return bool(Draft.objects.filter(uuid=number, user=by).delete()[0])
