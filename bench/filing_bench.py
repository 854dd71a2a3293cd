"""Nothing lost, nothing double: many phones, a bad network, one real web server.

    python -m bench.filing_bench [--n 10000] [--database sqlite | postgres://…/postgres] [--phones 24] [--cut 0.2] [--repeat 0.2]
                                 [--mix visit=60,wish=20,problem=15,paper_count=5]

Every submission is sent until a whole answer was heard, its photo after it (visits and problems have one each); of the answers a fifth
break off after the server gave them whole, and a fifth of what was heard is sent once more. Without a mix all are visits. At the end
rows, files and journal are counted. Exit 1 if anything is lost, double or missing.
"""

import argparse
import random
import subprocess
import sys
import threading
import time
from collections import Counter

from bench.filing_house import ROOT, House, clerk_of_county, cookie_of, meetings_to_count, people_who_visit, villages
from bench.filing_phones import Item, Phone, items_for, others_for


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
        shares = shares_of(asked.n, asked.mix)
        offices = office_plans(shares, asked)
        for k in range(asked.phones):
            user, households = people[k % len(people)]
            seed, told = asked.seed * 1000 + k, (f"bench-{k}", asked.seed * 1000 + k)
            plan = items_for(households, part(shares["visit"], k, asked.phones), *told, asked.side)
            plan += others_for("wish", part(shares["wish"], k, asked.phones), households, *told)
            if plan:
                phones.append(Phone(port, cookie_of(user), asked.seed + k, asked.repeat))
                plans.append(mixed(plan, seed))
        for k, plan in enumerate(offices):
            phones.append(Phone(port, cookie_of(clerk_of_county()), asked.seed + 500 + k, asked.repeat))
            plans.append(mixed(plan, asked.seed * 1000 + 500 + k))
        seconds = run(phones, plans)
        return report(asked, phones, [item for plan in plans for item in plan], seconds)
    finally:
        if proxy:
            proxy.kill()
            proxy.wait()
        house.end()


def shares_of(n: int, mix: str) -> dict[str, int]:
    """How many of each kind; what does not divide are visits."""
    told = {name: int(share) for name, _, share in (one.partition("=") for one in mix.split(","))}
    if told.keys() - {"visit", "wish", "problem", "paper_count"} or sum(told.values()) <= 0:
        raise SystemExit(f"no mix: {mix}")
    found = {name: n * told.get(name, 0) // sum(told.values()) for name in ("visit", "wish", "problem", "paper_count")}
    return found | {"visit": found["visit"] + n - sum(found.values())}


def office_plans(shares: dict[str, int], asked: argparse.Namespace) -> list[list[Item]]:
    """What an office files: problems and counts, on a third of as many phones."""
    n_phones = max(1, asked.phones // 3)
    meetings = meetings_to_count(shares["paper_count"]) if shares["paper_count"] else []
    places, plans = villages(), []
    for k in range(n_phones):
        told = (f"bench-o{k}", asked.seed * 1000 + 700 + k)
        plan = others_for("problem", part(shares["problem"], k, n_phones), places, *told, asked.side)
        mine = meetings[k::n_phones]
        plans.append(plan + others_for("paper_count", len(mine), mine, f"bench-c{k}", asked.seed * 1000 + 800 + k))
    return [plan for plan in plans if plan]


def part(n: int, k: int, of: int) -> int:
    return n // of + (k < n % of)


def mixed(plan: list[Item], seed: int) -> list[Item]:
    random.Random(seed).shuffle(plan)
    return plan


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--phones", type=int, default=24)
    parser.add_argument("--cut", type=float, default=0.2, help="share of answers that break off")
    parser.add_argument("--repeat", type=float, default=0.2, help="share sent once more after it was heard")
    parser.add_argument("--side", type=int, default=160, help="width of a photo in pixels")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mix", default="visit=1", help="shares of the kinds: visit=60,wish=20,problem=15,paper_count=5")
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
    kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(Counter(item.kind for item in items).items()))
    tries = sorted(one for phone in phones for one in phone.tries)
    print(f"{connection.vendor}: {len(items)} submissions ({kinds}), {sum(bool(item.photo) for item in items)} photos, {len(phones)} phones, {seconds:.0f} s ({len(items) / seconds:.1f} a second)")
    print(f"answers that broke off: {sum(p.unheard for p in phones)}; sent again after yes: {sum(p.repeated for p in phones)}; heard: {dict(sorted(heard.items()))}")
    print(f"one answer: median {tries[len(tries) // 2] * 1000:.0f} ms, 95 of 100 under {tries[len(tries) * 95 // 100] * 1000:.0f} ms")
    print(", ".join(f"{n} {name}" for name, n in found.items()))
    return int(any(found.values()))


def count(items: list[Item]) -> dict[str, int]:
    """Rows, photos, files and journal against what was sent."""
    from django.conf import settings
    from django.db import connections
    from PIL import Image

    from filing.kinds import KINDS
    from filing.models import FiledItem, LaterVersion
    from filing.queries import look

    connections.close_all()
    wanted = {item.uuid: item for item in items}
    filed = {str(one.pk): one for one in FiledItem.objects.iterator()}
    rows = {kind: {row.pk: row for row in marked(kind)} for kind in {item.kind for item in items}}
    found: Counter = Counter()
    taken: Counter = Counter()
    for number, item in wanted.items():
        one = filed.get(number)
        row = rows[item.kind].get(one.row_id) if one else None
        found["lost"] += row is None or words_of(item.kind, row) != sent_words(item)
        taken[item.kind, row.pk if row else None] += 1
        if item.photo and row is not None:
            photo = KINDS[item.kind].find_photo(item.photo)
            found["missing photo"] += photo is None or photo.sha256 != item.sha256 or photo.row_id != row.pk
        elif item.photo:
            found["missing photo"] += 1
    found["double"] = sum(len(rows[kind]) - len({words_of(kind, row) for row in rows[kind].values()}) for kind in rows if kind != "paper_count")
    found["double"] += sum(n - 1 for n in taken.values()) + twice_in_journal(rows)
    unread = n_photos = 0
    for file in files_of(rows):
        n_photos += 1
        try:
            with Image.open(settings.MEDIA_ROOT / file) as seen:
                seen.load()
        except OSError:
            unread += 1
    n_rows = sum(map(len, rows.values()))
    return {
        "lost": found["lost"], "double": found["double"], "missing photo": found["missing photo"],
        "too many": abs(n_rows - len(items)) + abs(n_photos - sum(bool(item.photo) for item in items)) + abs(FiledItem.objects.count() - len(items)),
        "kept as second version": LaterVersion.objects.count(), "rows without file": len(look().lacking), "unreadable": unread,
        "not acknowledged": sum(not (item.acknowledged and item.photo_acknowledged) for item in items),
    }  # fmt: skip


def marked(kind: str):
    """Rows of the bench: by their words, counts by the quarters that nobody else uses."""
    from problems.models import Problem
    from reviews.models import BallotTally
    from visits.models import Visit
    from wishes.models import Wish

    return {
        "visit": lambda: Visit.objects.filter(content__startswith="bench-"), "wish": lambda: Wish.objects.filter(item__startswith="bench-"),
        "problem": lambda: Problem.objects.filter(description__startswith="bench-"),
        "paper_count": lambda: BallotTally.objects.filter(meeting__round__quarter__lt="2015").select_related("meeting__round"),
    }[kind]()  # fmt: skip


def words_of(kind: str, row) -> object:
    if kind == "paper_count":
        return row.meeting.round.quarter, row.meeting.team_id, row.issued, row.collected, row.invalid, tuple(sorted(row.counts.items()))
    return getattr(row, WORDS[kind])


WORDS = {"visit": "content", "wish": "item", "problem": "description"}


def sent_words(item: Item) -> object:
    if item.kind == "paper_count":
        told = item.body
        counts = tuple(sorted((name.removeprefix("level_"), int(n)) for name, n in told.items() if name.startswith("level_")))
        return told["quarter"], int(told["team"]), int(told["issued"]), int(told["collected"]), int(told["invalid"]), counts
    return item.body[WORDS[item.kind]]


def twice_in_journal(rows: dict[str, dict]) -> int:
    """Deeds that stand in the journal more than once for the same thing."""
    from accounts.models import JournalEntry

    verbs = {"visit": ("visit_logged", "photo_added"), "wish": ("wish_collected",), "problem": ("problem_raised", "finding_photo_added"), "paper_count": ("ballots_counted",)}
    subject = {kind: (lambda row: row.meeting_id) if kind == "paper_count" else (lambda row: row.pk) for kind in rows}
    n = 0
    for kind, known in rows.items():
        pks = {subject[kind](row) for row in known.values()}
        for verb in verbs[kind]:
            lines = Counter(pk for pk in JournalEntry.objects.filter(verb=verb).values_list("subject_id", flat=True) if pk in pks)
            if known and verb != "photo_added" and not lines:
                raise AssertionError(f"no line {verb} in the journal: the bench asks for a wrong name")
            n += sum(times - 1 for times in lines.values())
    return n


def files_of(rows: dict[str, dict]):
    from problems.models import Evidence
    from visits.models import VisitPhoto

    for photos, field, kind in ((VisitPhoto.objects, "visit", "visit"), (Evidence.objects, "problem", "problem")):
        pks = rows.get(kind, {})
        yield from (name for pk, name in photos.values_list(f"{field}_id", "file") if pk in pks)


if __name__ == "__main__":
    sys.exit(main())
