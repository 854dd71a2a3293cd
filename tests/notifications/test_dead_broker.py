"""A broker that is not there, with the real client: the page waits a second at most, and not again for a while."""

import os
import subprocess
import sys

from django.conf import settings

SCRIPT = """
import time
import django
django.setup()
import config.celery
from notifications.actions import wake
spent = []
for _ in range(3):
    start = time.perf_counter()
    wake()
    spent.append(round(time.perf_counter() - start, 2))
print(*spent)
"""


def test_nobody_listens_on_the_broker_port(tmp_path):
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings", "ENV_FILE": os.devnull, "REDIS_URL": "redis://127.0.0.1:1/0",
        "DATA_DIR": str(tmp_path), "MEDIA_DIR": str(tmp_path / "media"), "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=60
    )
    first, *others = (float(seconds) for seconds in said.stdout.split())
    assert first < 3, said.stderr
    assert max(others) < 0.1
