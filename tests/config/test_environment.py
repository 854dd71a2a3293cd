"""A wrong setting stops the start with one sentence that names it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": "x" * 60,
    "FIELD_KEYS": "1:" + "MTEx" * 10 + "MTE=",
    "LOOKUP_KEY": "MTEx" * 10 + "MTE=",
}
WRONG = [
    ("SECRET_KEY", "", "SECRET_KEY is missing"),
    ("SECRET_KEY", "short", "SECRET_KEY must be at least 50"),
    ("FIELD_KEYS", "", "FIELD_KEYS is missing"),
    ("FIELD_KEYS", "1-abc", "FIELD_KEYS must look like"),
    ("FIELD_KEYS", "1:abc!", "FIELD_KEYS holds a key that is not base64"),
    ("LOOKUP_KEY", "MTEx", "LOOKUP_KEY holds a key of 3 bytes"),
    ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL must begin with sqlite:// or postgres://"),
    ("DATABASE_URL", "postgres://localhost", "DATABASE_URL names no database"),
    ("REDIS_URL", "http://localhost", "REDIS_URL must begin with redis://"),
    ("PORT", "eighty", "PORT must be a whole number"),
    ("PORT", "70000", "PORT must be a whole number from 1 to 65535"),
    ("TRUSTED_PROXIES", "all", "TRUSTED_PROXIES must be a whole number"),
    ("DEBUG", "maybe", "DEBUG must be on or off"),
    ("BEHIND_TLS", "2", "BEHIND_TLS must be on or off"),
    ("EMAIL_URL", "pigeon://x", "EMAIL_URL must begin with smtp://"),
    ("DATA_DIR", "/dev/null/x", "DATA_DIR is not a folder"),
    ("MEDIA_DIR", "/dev/null/x", "MEDIA_DIR is not a folder"),
    ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of"),
    ("SITE_URL", "zhucun.example.org", "SITE_URL must look like https://"),
    ("SITE_URL", "https://zhucun.example.org/app", "SITE_URL must look like https://"),
]


def start(tmp_path, **settings_of_the_day: str) -> subprocess.CompletedProcess[str]:
    there = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    there |= {"ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), **GOOD, **settings_of_the_day}
    code = "import config.settings as s; print(s.PORT)"
    return subprocess.run([sys.executable, "-c", code], env=there, cwd=settings.BASE_DIR, capture_output=True, text=True)


def test_good_settings_start(tmp_path):
    done = start(tmp_path, PORT="8123")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "8123", "")


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG, ids=lambda part: str(part)[:30])
def test_wrong_one_stops_the_start(tmp_path, name, value, sentence):
    done = start(tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1, "one sentence, no trace"


def test_every_setting_is_explained(monkeypatch):
    """`.env.example` and the settings name the same things."""
    import ast
    import re

    source = (settings.BASE_DIR / "config" / "settings.py").read_text()
    asked = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.") and node.args and isinstance(node.args[0], ast.Constant)
    }
    explained = set(re.findall(r"^([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.M))
    assert asked == explained


def test_production_settings_pass_the_deployment_check(tmp_path):
    there = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), **GOOD}
    there |= {"SECRET_KEY": "aB3$kL9!" * 8, "ALLOWED_HOSTS": "zhucun.example.org", "TRUSTED_PROXIES": "1"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=there, cwd=settings.BASE_DIR, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
