"""Sessions (security A9): kept in the database, over after 30 minutes without a step and after 12 hours in any case."""

import datetime
import secrets

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from common import clock

IDLE = datetime.timedelta(minutes=30)
ABSOLUTE = datetime.timedelta(hours=12)
STEP = datetime.timedelta(seconds=60)
"""How often a step is written down: at most once a minute, so that reading pages does not mean writing rows."""

BEGAN, ADDRESS, DEVICE = "_began", "_address", "_device"


class SessionStore(DatabaseStore):
    """Django's database sessions with a person, a beginning and an end that moves with his steps."""

    @classmethod
    def get_model_class(cls):
        from accounts.models import Session

        return Session

    def create_model_instance(self, data):
        """The row to be saved. A session begins anew when somebody signs in on it."""
        person = data.get(SESSION_KEY)
        now = clock.now()
        whose, began = data.get(BEGAN) or (None, None)
        if began is None or whose != person:
            began = now.timestamp()
            data[BEGAN] = [person, began]
        began_at = datetime.datetime.fromtimestamp(began, datetime.UTC)
        row = super().create_model_instance(data)
        row.public_id = self._public_id(row.session_key)
        row.user_id = int(person) if person else None
        row.began_at, row.seen_at = began_at, now
        row.expire_date = min(now + IDLE, began_at + ABSOLUTE)
        row.address, row.device = data.get(ADDRESS, "")[:45], data.get(DEVICE, "")[:60]
        return row

    seen_at: datetime.datetime | None = None  # as the row said when it was read

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        self.seen_at = row.seen_at if row else None
        return row

    def note_step(self) -> None:
        """Somebody asked for a page: move the end of the session, once a minute at most. One conditional update."""
        if not self.session_key:
            return
        now = clock.now()
        began = (self.get(BEGAN) or (None, now.timestamp()))[1]
        if self.seen_at and self.seen_at > now - STEP:
            return
        last = datetime.datetime.fromtimestamp(began, datetime.UTC) + ABSOLUTE
        self.get_model_class().objects.filter(session_key=self.session_key, seen_at__lte=now - STEP).update(
            seen_at=now, expire_date=min(now + IDLE, last)
        )

    @staticmethod
    def _public_id(session_key: str) -> str:
        from common import crypto

        return crypto.lookup(f"session:{session_key}")[:16] if session_key else secrets.token_hex(8)
