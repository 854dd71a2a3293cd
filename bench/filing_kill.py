"""kill -9 of the web server while photos come in, again and again.

    python -m bench.filing_kill [--times 20] [--database sqlite | postgres://…/postgres] [--phones 8]

After every kill, while nothing runs: no row without its file, and whatever was answered with yes has its row and its file. The phones
go on with the server that comes back. At the end everything they wrote is there once, and the night's sweep removes what the kills
left behind. Exit 1 otherwise.
"""

import argparse
import itertools
import random
import sys
import threading
import time
from datetime import timedelta

from bench.filing_bench import count
from bench.filing_house import House, cookie_of, people_who_visit
from bench.filing_phones import Item, Phone, items_for


class Stream:
    """A phone that never has nothing to send, until it is told to come to an end."""

    def __init__(self, phone: Phone, households: list[int], mark: str, seed: int, side: int) -> None:
        self.phone, self.households, self.mark, self.seed, self.side = phone, households, mark, seed, side
        self.items: list[Item] = []
        self.ending = threading.Event()
        self.fault: BaseException | None = None
        self.thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        try:
            self.phone.fresh()
            for n in itertools.count():
                if self.ending.is_set():
                    return
                item = items_for(self.households, 1, f"{self.mark}-{n}", self.seed * 100_000 + n, self.side)[0]
                self.items.append(item)
                self.phone.file(item)
        except BaseException as fault:
            self.fault = fault


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--phones", type=int, default=8)
    parser.add_argument("--side", type=int, default=800, help="width of a photo in pixels")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    house, streams = House(asked.database), []
    try:
        house.prepare()
        people = people_who_visit(asked.phones)
        house.start()
        for k in range(asked.phones):
            user, households = people[k % len(people)]
            streams.append(Stream(Phone(house.port, cookie_of(user), asked.seed + k, 0.2), households, f"bench-{k}", asked.seed + k, asked.side))
            streams[-1].thread.start()
        wrong, orphans = kill_again_and_again(house, streams, asked.times, asked.seed)
        for stream in streams:
            stream.ending.set()
        for stream in streams:
            stream.thread.join(300)
        return report(streams, asked.times, wrong, orphans)
    finally:
        for stream in streams:
            stream.phone.stop.set()
        house.end()


def kill_again_and_again(house: House, streams: list[Stream], times: int, seed: int) -> tuple[int, int]:
    chance, wrong, orphans = random.Random(seed), 0, 0
    for n in range(times):
        before = sum(len(stream.items) for stream in streams)
        while sum(len(stream.items) for stream in streams) < before + 2:  # the server is up and at work again
            if any(stream.fault for stream in streams):
                raise SystemExit(f"a phone gave up: {next(s.fault for s in streams if s.fault)!r}")
            time.sleep(0.02)
        time.sleep(chance.uniform(0.05, 2.0))
        house.kill()
        bad, left = look_now(streams)
        wrong, orphans = wrong + bad, left
        print(f"kill {n + 1}: {bad} wrong, {left} files without a row so far", flush=True)
        house.start()
    return wrong, orphans


def look_now(streams: list[Stream]) -> tuple[int, int]:
    """With nothing running: rows without file, and things that were answered with yes and are not whole."""
    from django.conf import settings
    from django.db import connections

    from filing.queries import look
    from visits.models import Visit, VisitPhoto

    connections.close_all()
    items = [item for stream in streams for item in stream.items]
    texts = {item.uuid for item in items if item.acknowledged}
    photos = {item.photo: item for item in items if item.photo_acknowledged}
    there = {str(number) for number in Visit.objects.values_list("uuid", flat=True)}
    rows = {str(number): (name, sha) for number, name, sha in VisitPhoto.objects.values_list("uuid", "file", "sha256")}
    found = look()
    bad = len(found.lacking) + len(texts - there)
    for number, item in photos.items():
        name, sha = rows.get(number, ("", ""))
        path = settings.MEDIA_ROOT / name
        bad += not (name and sha == item.sha256 and path.is_file() and path.stat().st_size)
    connections.close_all()
    return bad, len(found.orphans)


def report(streams: list[Stream], times: int, wrong: int, orphans: int) -> int:
    from common import clock
    from filing.actions import sweep
    from filing.queries import look

    faults = [stream.fault for stream in streams if stream.fault]
    items = [item for stream in streams for item in stream.items]
    found = count(items)
    swept = sweep(at=clock.now() + timedelta(days=2))["swept"]
    after = look()
    print(
        f"{times} kills, {len(items)} visits with a photo: {wrong} rows or yeses without their file; {orphans} files without a row left "
        f"behind, {swept} swept, {len(after.orphans)} remain, {len(after.lacking)} rows without their file after the sweep"
    )
    print(", ".join(f"{n} {name}" for name, n in found.items()))
    for fault in faults:
        print(f"a phone gave up: {fault!r}")
    return int(bool(wrong or faults or after.orphans or after.lacking or any(found.values())))


if __name__ == "__main__":
    sys.exit(main())
