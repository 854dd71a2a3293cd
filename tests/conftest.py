"""How the tests are wired: the fixed cast, a clock that stands, and what is skipped where it cannot run."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from config import valkey

# A time limit on an example says something of the machine, not of the rule.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

pytest_plugins = ["tests.cast"] if find_spec("tests.cast") else []

OFFICE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=OFFICE)  # a Thursday and an ordinary working day, in the middle of month and quarter
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips say by name what is missing."""
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="says something that only PostgreSQL can show"))
        if item.get_closest_marker("worker") and not (os.environ.get("TEST_REDIS_URL") or valkey.binary()):
            item.add_marker(pytest.mark.skip(reason="no Redis and no embedded Valkey on this machine"))


@pytest.fixture(autouse=True)
def office_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test happens at noon of 15 October 2026 unless it travels; real processes need a clock that goes."""
    if request.node.get_closest_marker("browser") or request.node.get_closest_marker("worker"):
        yield
        return
    with time_machine.travel(NOON.astimezone(ZoneInfo("UTC")), tick=False):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """What one test counted (guesses of an address, say) is not held against the next; their order is left to chance."""
    cache.clear()


@pytest.fixture(autouse=True)
def office_language() -> Iterator[None]:
    """Every test begins in the office's language, whatever the one before spoke last."""
    translation.activate(settings.LANGUAGE_CODE)
    yield


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for all browser tests of this process."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps an event loop in this thread
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
