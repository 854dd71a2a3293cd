"""No machine's paths, no registry's hosts, no secrets in what is committed."""

import re
import subprocess

import pytest

from tests.house.sources import ROOT

# Pieces are put together here so that this file does not contain what it looks for.
FORBIDDEN = {
    "a path of one machine": re.compile("/" + "work/" + r"|/" + r"root/|/" + r"home/[a-z]|[A-Z]:\\\\Users"),
    "a registry's host": re.compile(r"py" + r"pi\.org|python" + r"hosted|registry\." + r"npmjs|--index-" + "url", re.I),
    "a private key": re.compile("BEGIN [A-Z ]*PRIVATE" + " KEY"),
}
BINARY = {".png", ".jpg", ".webp", ".ico", ".woff2", ".mo", ".xlsx", ".xls", ".gz", ".ttf", ".otf"}


def committed():
    try:
        out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git work tree")
    return [ROOT / part for part in out.decode().split("\0") if part]


def test_nothing_of_one_machine():
    wrong = []
    for path in committed():
        if path.suffix in BINARY or not path.is_file() or "vendor" in path.parts:
            continue
        body = path.read_text("utf-8", errors="replace")
        wrong += [f"{path.relative_to(ROOT)}: {what}" for what, pattern in FORBIDDEN.items() if pattern.search(body)]
    assert not wrong


def test_no_big_files():
    wrong = [str(path.relative_to(ROOT)) for path in committed() if path.is_file() and path.stat().st_size > 1_000_000]
    assert not wrong
