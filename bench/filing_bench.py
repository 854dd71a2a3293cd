"""Nothing lost, nothing double: many phones, a bad network, one real web server.

    python -m bench.filing_bench [--n 10000] [--database sqlite | postgres://…/postgres] [--phones 24] [--cut 0.2] [--repeat 0.2]

Every submission is a visit with a photo, both sent until a whole answer was heard; of the answers a fifth break off after the server
gave them whole, and a fifth of what was heard is sent once more. At the end rows, files and journal are counted. Exit 1 if anything
is lost, double or missing.
"""

import argparse
import subprocess
import sys
import threading
import time
from collections import Counter

from bench.filing_house import ROOT, House, cookie_of, people_who_visit
from bench.filing_phones import Item, Phone, items_for


def main() -> int:
    asked = arguments()
    house = House(asked.database)
    proxy = None
    try:
        house.prepare()
        people = people_who_visit(asked.phones)
        phones, plans = [], []
        house.start()
        proxy = subprocess.Popen(
            [sys.executable, "-m", "tests.fault_proxy", "--target", str(house.port), "--cut-answers", str(asked.cut), "--seed", str(asked.seed)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert proxy.stdout
        port = int(proxy.stdout.readline().rsplit(":", 1)[1])
        for k in range(asked.phones):
            user, households = people[k % len(people)]
            phones.append(Phone(port, cookie_of(user), asked.seed + k, asked.repeat))
            share = asked.n // asked.phones + (k < asked.n % asked.phones)
            plans.append(items_for(households, share, f"bench-{k}", asked.seed * 1000 + k, asked.side))
        seconds = run(phones, plans)
        return report(asked, phones, [item for plan in plans for item in plan], seconds)
    finally:
        if proxy:
            proxy.kill()
            proxy.wait()
        house.end()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--phones", type=int, default=24)
    parser.add_argument("--cut", type=float, default=0.2, help="share of answers that break off")
    parser.add_argument("--repeat", type=float, default=0.2, help="share sent once more after it was heard")
    parser.add_argument("--side", type=int, default=160, help="width of a photo in pixels")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def run(phones: list[Phone], plans: list[list[Item]]) -> float:
    faults: list[BaseException] = []

    def work(phone: Phone, plan: list[Item]) -> None:
        try:
            phone.fresh()
            for item in plan:
                phone.file(item)
        except BaseException as fault:
            faults.append(fault)
            for other in phones:
                other.stop.set()

    began = time.monotonic()
    threads = [threading.Thread(target=work, args=pair) for pair in zip(phones, plans, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise next((fault for fault in faults if not isinstance(fault, InterruptedError)), faults[0])
    return time.monotonic() - began


def report(asked: argparse.Namespace, phones: list[Phone], items: list[Item], seconds: float) -> int:
    from django.db import connection

    found = count(items)
    heard = Counter()
    for phone in phones:
        heard.update({f"{what} {status}": n for (what, status), n in phone.heard.items()})
    tries = sorted(one for phone in phones for one in phone.tries)
    print(f"{connection.vendor}: {len(items)} submissions with a photo each, {len(phones)} phones, {seconds:.0f} s ({len(items) / seconds:.1f} a second)")
    print(f"answers that broke off: {sum(p.unheard for p in phones)}; sent again after yes: {sum(p.repeated for p in phones)}; heard: {dict(sorted(heard.items()))}")
    print(f"one answer: median {tries[len(tries) // 2] * 1000:.0f} ms, 95 of 100 under {tries[len(tries) * 95 // 100] * 1000:.0f} ms")
    print(", ".join(f"{n} {name}" for name, n in found.items()))
    return int(any(found.values()))


def count(items: list[Item]) -> dict[str, int]:
    """Rows, photos, files and journal against what was sent."""
    from django.conf import settings
    from django.db import connections
    from PIL import Image

    from accounts.models import JournalEntry
    from filing.models import FiledItem, LaterVersion
    from filing.queries import look
    from visits.models import Visit, VisitPhoto

    connections.close_all()
    wanted = {item.uuid: item for item in items}
    visits = {str(number): content for number, content in Visit.objects.filter(content__startswith="bench-").values_list("uuid", "content")}
    n_rows = Visit.objects.filter(content__startswith="bench-").count()
    photos = {str(p.uuid): p for p in VisitPhoto.objects.select_related("visit").filter(visit__content__startswith="bench-")}
    pks = set(Visit.objects.filter(content__startswith="bench-").values_list("pk", flat=True))
    logged = Counter(pk for pk in JournalEntry.objects.filter(verb="visit_logged").values_list("subject_id", flat=True) if pk in pks)
    added = Counter(pk for pk in JournalEntry.objects.filter(verb="photo_added").values_list("subject_id", flat=True) if pk in pks)
    unread = 0
    for photo in photos.values():
        try:
            with Image.open(settings.MEDIA_ROOT / photo.file.name) as seen:
                seen.load()
        except OSError:
            unread += 1
    return {
        "lost": sum(visits.get(number) != item.body["content"] for number, item in wanted.items()),
        "double": n_rows - len(set(visits.values())) + sum(n - 1 for n in logged.values()) + sum(n - 1 for n in added.values()),
        "missing photo": sum(
            item.photo not in photos or photos[item.photo].sha256 != item.sha256 or str(photos[item.photo].visit.uuid) != item.uuid
            for item in items
        ),
        "too many": len(visits.keys() - wanted.keys()) + len(photos) - len(items) + abs(FiledItem.objects.count() - len(items)),
        "kept as second version": LaterVersion.objects.count(), "rows without file": len(look().lacking), "unreadable": unread,
        "not acknowledged": sum(not (item.acknowledged and item.photo_acknowledged) for item in items),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
