"""The benches of filing in small: a real web server, a bad network, kill -9. The figures of the large ones stand in docs/filing.md."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *arguments: str) -> str:
    """In a process of its own, which brings a house of its own on the same kind of database."""
    database = "sqlite" if connection.vendor == "sqlite" else os.environ["TEST_DATABASE_URL"]
    there = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, "--database", database, *arguments], cwd=ROOT, env=there, capture_output=True, text=True,
        timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_many_phones_over_a_bad_network_lose_nothing_and_double_nothing():
    said = run("bench.filing_bench", "--n", "300", "--phones", "12")
    assert "0 lost, 0 double, 0 missing photo" in said
    assert int(re.search(r"broke off: (\d+)", said)[1]) > 80 and int(re.search(r"after yes: (\d+)", said)[1]) > 60


def test_every_kind_mixed():
    said = run("bench.filing_bench", "--n", "160", "--phones", "9", "--mix", "visit=40,wish=25,problem=25,paper_count=10")
    assert "0 lost, 0 double, 0 missing photo, 0 too many" in said
    assert "paper_count 16, problem 40, visit 64, wish 40" in said and int(re.search(r"broke off: (\d+)", said)[1]) > 30


def test_a_server_killed_while_photos_come_in_leaves_no_row_without_its_file():
    said = run("bench.filing_kill", "--times", "3", "--phones", "4", "--side", "400")
    assert "3 kills" in said and ": 0 rows or yeses without their file" in said and "0 remain" in said
