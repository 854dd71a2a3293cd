"""Waking the relay after a commit. The row is safe already: a broker that is down costs a moment, never the page."""

import logging
import threading
import time

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

RELAY = "notifications.tasks.relay"
WAIT_AT_MOST = 1.0  # seconds for which a page waits for the broker
QUIET_FOR = 30.0  # seconds without another attempt after a failed one
log = logging.getLogger("zhucun.notifications")
_quiet_until = 0.0


def wake_on_commit() -> None:
    """Wake the relay once when the transaction is through, however many notices it holds."""
    if not any(entry[1] is wake for entry in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Ask a worker to deliver now; on failure the next beat finds the rows."""
    if not settings.REDIS_URL or time.monotonic() < _quiet_until:
        return
    call = threading.Thread(target=_ask, daemon=True, name="wake-relay")
    call.start()
    call.join(WAIT_AT_MOST)
    if call.is_alive():
        _be_quiet()


def _ask() -> None:
    try:
        current_app.send_task(RELAY, retry=False, ignore_result=True, expires=600)
    except Exception as error:
        _be_quiet()
        log.warning("the relay could not be woken (%s); the next minute will find the notices", type(error).__name__)


def _be_quiet() -> None:
    global _quiet_until
    _quiet_until = time.monotonic() + QUIET_FOR
