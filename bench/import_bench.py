"""How long the registers of a county take: check, import and second import of each, and the most memory a process held.

    python -m bench.import_bench [--seed 1] [--small] [--again] [--kinds households]

Makes registers in a temporary folder and imports them into the database of DATABASE_URL, or into a new SQLite file. Limits of the
house for 16,190 households on two quiet cores: check 20 s, import 60 s, 400 MB.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = {
    "regions": "regions.csv",
    "teams": "01-驻村工作队花名册.xlsx",
    "households": "03-农户人口信息导出.xlsx",
    "pairings": "02-结对帮扶台账.xlsx",
    "visits": "04-走访台账2026.xlsx",
    "wishes": "05-微心愿清单.xlsx",
    "ballots": "06-一会三评三季度计票表.xlsx",
}
SMALL = {"villages": 24, "teams": 10, "households": 400, "monitored": 30, "cadres": 120, "bad": 12}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--small", action="store_true", help="24 villages and 400 households")
    asked.add_argument("--again", action="store_true", help="import everything a second time")
    asked.add_argument("--folder", type=Path, help="registers that are there already")
    asked.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one:
        one(*options.one)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATA_DIR", folder)
        registers = options.folder or made(Path(folder) / "registers", options)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
        for turn in ("first", "again") if options.again else ("first",):
            print(f"{turn:<12}{'check':>8}{'import':>8}{'cpu':>8}{'cpu':>8}{'MB':>6}  rows")
            for kind, file in FILES.items():
                subprocess.run(
                    [sys.executable, "-m", "bench.import_bench", "--one", kind, str(registers / file)], check=True
                )


def made(folder: Path, options: argparse.Namespace) -> Path:
    from tests.registers_maker import make

    make(folder, seed=options.seed, **(SMALL if options.small else {}))
    return folder


def one(kind: str, file: str) -> None:
    """One register in a process of its own, as the background worker does it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from accounts.models import User
    from common import clock
    from regions.models import Region
    from registers import actions

    by = User.objects.get_or_create(username="bench", defaults={"name": "测量", "is_active": False})[0]
    county = Region.objects.counties().first() if kind != "regions" else None
    begun, work = time.perf_counter(), time.process_time()
    data = Path(file).read_bytes()
    batch = actions.receive(kind=kind, data=data, name=Path(file).name, region=county, by=by, at=clock.now())
    actions.work(batch.pk, now=clock.now)
    checked, half = time.perf_counter(), time.process_time()
    batch.refresh_from_db()
    actions.confirm(batch=batch, by=by, at=clock.now())
    actions.work(batch.pk, now=clock.now)
    done, end = time.perf_counter(), time.process_time()
    batch.refresh_from_db()
    told = {name: n for name, n in batch.counts.items() if n and name not in ("applied", "good_size")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{kind:<12}{checked - begun:8.1f}{done - checked:8.1f}{half - work:8.1f}{end - half:8.1f}{peak:6}  {told} {batch.error}", flush=True)


if __name__ == "__main__":
    main()
