"""Typed settings from the environment; a wrong one stops the start with one sentence that names it."""

import base64
import binascii
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
KNOWN_DATABASES = ("sqlite", "postgres", "postgresql")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
KNOWN_MAIL = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "memorymail", "dummymail", "filemail")


def stop(name: str, why: str) -> NoReturn:
    """End the start. The sentence goes to standard error, the exit code is 1."""
    sys.exit(f"{name} {why} (set it in the environment or in .env; every setting is explained in .env.example).")


def read_env_file() -> None:
    """Values of `.env` fill what the environment itself does not say."""
    path = Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")
    if path.exists():
        environ.Env.read_env(path)


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        stop(name, "is missing")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name, "on" if default else "off").lower()
    if value in ("1", "on", "true", "yes"):
        return True
    if value in ("0", "off", "false", "no"):
        return False
    stop(name, f"must be on or off, not {value!r}")


def one_of(name: str, default: str, known: tuple[str, ...]) -> str:
    value = text(name, default).upper()
    if value not in known:
        stop(name, f"must be one of {', '.join(known)}, not {value!r}")
    return value


def number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch(r"-?\d+", value) or not low <= int(value) <= high:
        stop(name, f"must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def site(name: str) -> str:
    """The address of the site as people type it: https://zhucun.example.gov.cn, nothing behind it; "" where nobody said."""
    value = text(name, "").rstrip("/")
    if value and not re.fullmatch(r"https?://[\w.-]+(:\d+)?", value, re.ASCII):
        stop(name, "must look like https://zhucun.example.org, with nothing behind the name")
    return value


def names(name: str, default: str) -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, shortest: int = 50) -> str:
    value = text(name)
    if len(value) < shortest:
        stop(name, f"must be at least {shortest} characters long")
    return value


def folder(name: str, default: Path) -> Path:
    path = Path(text(name, str(default)))
    path = path if path.is_absolute() else BASE_DIR / path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(name, f"is not a folder that can be made: {error.strerror}")
    if not os.access(path, os.W_OK):
        stop(name, "is a folder that cannot be written to")
    return path


def key(name: str, value: str) -> str:
    """32 bytes in base64, as they came."""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        stop(name, "holds a key that is not base64")
    if len(raw) != 32:
        stop(name, f"holds a key of {len(raw)} bytes instead of 32")
    return value


def key_ring(name: str) -> dict[str, str]:
    """`2:KEY,1:KEY`: the first writes, all of them read."""
    ring: dict[str, str] = {}
    for part in text(name).split(","):
        number_, colon, value = part.strip().partition(":")
        if not colon or not re.fullmatch(r"[0-9A-Za-z]{1,8}", number_):
            stop(name, "must look like 1:KEY or 2:KEY,1:KEY")
        ring[number_] = key(name, value)
    return ring


def database(name: str, default: str) -> dict[str, Any]:
    """Django's database dictionary, with the options each engine needs here."""
    url = text(name, default)
    if urlsplit(url).scheme not in KNOWN_DATABASES:
        stop(name, "must begin with sqlite:// or postgres://")
    try:
        found: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except (ValueError, environ.ImproperlyConfigured):
        stop(name, "cannot be read as a database address")
    return with_sqlite_options(found) if found["ENGINE"].endswith("sqlite3") else with_postgres_options(name, found)


def with_sqlite_options(found: dict[str, Any]) -> dict[str, Any]:
    """IMMEDIATE and WAL: without them a third of concurrent writes fail. No mmap_size."""
    if found["NAME"] != ":memory:":
        path = Path(found["NAME"])
        path = path if path.is_absolute() else BASE_DIR / path
        path.parent.mkdir(parents=True, exist_ok=True)
        found["NAME"] = str(path)
    found["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=67108864;"
        ),
    }
    return found


def with_postgres_options(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """A small pool per process; checked before use, so that a dropped connection costs nobody an error page."""
    if not found.get("NAME"):
        stop(name, "names no database")
    found["ENGINE"] = "django.db.backends.postgresql"
    found["CONN_HEALTH_CHECKS"] = True
    found.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return found


def broker(name: str) -> str:
    """The address of Redis or Valkey; empty means that `manage.py run_due` keeps the timetable."""
    url = text(name, "")
    if url and urlsplit(url).scheme not in ("redis", "rediss", "redis+socket", "unix"):
        stop(name, "must begin with redis://, rediss:// or redis+socket://, or be empty")
    return url.replace("unix://", "redis+socket://", 1)


def mail(name: str, default: str) -> dict[str, Any]:
    url = text(name, default)
    if urlsplit(url).scheme not in KNOWN_MAIL:
        stop(name, "must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://")
    try:
        return dict(environ.Env.email_url_config(url))
    except (ValueError, environ.ImproperlyConfigured):
        stop(name, "cannot be read as a mail address")
