"""What is cleared away at night: ended sessions, dead slips, spent keys, old drafts, old tokens."""

import datetime

from django.db import transaction

from accounts.models import ActivationSlip, ApiToken, Draft, DraftGone, IdempotencyKey, Session
from common.database import refresh_statistics

KEYS_KEPT = datetime.timedelta(days=30)
DRAFTS_KEPT = datetime.timedelta(days=30)
SLIPS_KEPT = datetime.timedelta(days=90)


@transaction.atomic
def clean_up(*, at: datetime.datetime) -> dict[str, int]:
    """Returns what went, by name. Doing it twice changes nothing."""
    gone = {
        "sessions": Session.objects.filter(expire_date__lte=at),
        "slips": ActivationSlip.objects.filter(expires_at__lte=at - SLIPS_KEPT),
        "keys": IdempotencyKey.objects.filter(made_at__lte=at - KEYS_KEPT),
        "drafts gone": DraftGone.objects.filter(gone_at__lte=at - DRAFTS_KEPT),
        "drafts": Draft.objects.filter(updated_at__lte=at - DRAFTS_KEPT),
        "tokens": ApiToken.objects.filter(expires_at__lte=at),
    }
    counted = {name: rows.delete()[0] for name, rows in gone.items()}
    refresh_statistics()
    return counted
