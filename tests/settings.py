"""The project's own settings, with what a test run needs: fast hashing, strict templates, no secrets of any machine."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TEST_DATA_DIR" not in os.environ:
    FOLDER = tempfile.mkdtemp(prefix="zc-test-")
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
else:
    FOLDER = os.environ["TEST_DATA_DIR"]
os.environ.update(
    ENV_FILE=os.devnull,
    DEBUG="off",
    SECRET_KEY="tests-only-" + "x" * 50,
    FIELD_KEYS="2:MjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjI=,1:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=",
    LOOKUP_KEY="MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=",
    BEHIND_TLS="off",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    EMAIL_URL="memorymail://",
    REDIS_URL=os.environ.get("TEST_REDIS_URL", ""),
    DEMO_PASSWORD="demo-password-1",
    DATA_DIR=FOLDER,
    MEDIA_DIR=FOLDER + "/media",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{FOLDER}/zhucun.sqlite3",
)

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True


class Undefined(str):
    """An undefined template variable fails the test that draws the page, where Django would print nothing."""

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("undefined")  # type: ignore[index]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(FOLDER) / "test.sqlite3")}  # a file: threads see each other as on a real machine
else:
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # the test runner drops the database while a pool would still hold it
