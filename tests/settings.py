"""The project's own settings, with what a test run needs: fast hashing, strict templates, no secrets."""

import os
import sys
import tempfile
from pathlib import Path

os.environ["ENV_FILE"] = os.devnull
os.environ.setdefault("DEBUG", "off")
os.environ["SECRET_KEY"] = "tests-only-" + "x" * 50
os.environ["FIELD_KEYS"] = "2:MjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjI=,1:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="
os.environ["LOOKUP_KEY"] = "MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM="
os.environ["BEHIND_TLS"] = "off"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
os.environ["DEMO_PASSWORD"] = "demo-password-1"
os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or tempfile.mkdtemp(prefix="zc-test-")
os.environ.setdefault("DATABASE_URL", "sqlite:///" + os.environ["DATA_DIR"] + "/test.sqlite3")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MEDIA_ROOT = Path(os.environ["DATA_DIR"]) / "media"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False
WHITENOISE_AUTOREFRESH = True
SILENCED_SYSTEM_CHECKS = ["axes.W006"]


class Undefined(str):
    """An undefined template variable fails the test that draws the page, where Django would print nothing."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")

    def __contains__(self, part: object) -> bool:
        return part == "%s" or super().__contains__(part)  # type: ignore[operator]


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"].pop("pool", None)
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # tests with threads, a live server or a worker need a file; everything else is quicker in memory
    DATABASES["default"]["TEST"] = {"NAME": None if "TEST_FILE_DATABASE" not in os.environ else str(Path(os.environ["DATA_DIR"]) / "t.sqlite3")}
assert sys.version_info >= (3, 11)
