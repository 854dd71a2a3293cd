"""Simulated phones: an outbox that sends text first and photos after, and repeats until it has heard a whole answer."""

import hashlib
import http.client
import io
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

PATIENCE = 60  # seconds for one answer


@dataclass
class Item:
    """One submission, with a photo where its kind takes one; known again by its words, a count by its numbers."""

    uuid: str
    body: dict
    recorded_at: str
    photo: str = ""
    data: bytes = field(default=b"", repr=False)
    kind: str = "visit"
    url: str = ""
    acknowledged: bool = False
    photo_acknowledged: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class Phone:
    """`heard` counts answers that came whole by (what, status); `unheard` those that broke off."""

    def __init__(self, port: int, cookie: str, seed: int, repeat: float = 0.0) -> None:
        self.port, self.cookie, self.repeat = port, cookie, repeat
        self.chance = random.Random(seed)
        self.heard: dict[tuple[str, int], int] = {}
        self.unheard = self.repeated = 0
        self.csrf = ""
        self.tries: list[float] = []
        self.stop = threading.Event()

    def ask(self, what: str, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict]:
        """One attempt. Status 0 where no whole answer came."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        began = time.perf_counter()
        try:
            line.request(method, path, body, {"Cookie": self.cookie, "Accept": "application/json", **headers})
            answer = line.getresponse()
            text = answer.read()
            if answer.status >= 500:
                return answer.status, {}
            told = json.loads(text)  # an answer that broke off in its headers looks like an empty 200: no yes without its words
        except (OSError, http.client.HTTPException, ValueError):
            self.unheard += 1
            return 0, {}
        finally:
            line.close()
        self.tries.append(time.perf_counter() - began)
        self.heard[what, answer.status] = self.heard.get((what, answer.status), 0) + 1
        if "set-cookie" in {name.lower() for name in answer.headers}:
            for one in answer.headers.get_all("Set-Cookie"):
                self.cookie = "; ".join([*(c for c in self.cookie.split("; ") if c.split("=")[0] != one.split("=")[0]), one.split(";")[0]])
        return answer.status, told

    def until_heard(self, what: str, attempt) -> dict:
        """Repeat until a whole answer says yes. 403 csrf: get a fresh key. Anything else that is final is a fault of the bench."""
        while not self.stop.is_set():
            status, told = attempt()
            if status in (200, 201):
                return told
            if status == 403 and told.get("code") == "csrf":
                self.fresh()
            elif status and status < 500 and told.get("code") not in ("malformed", "broken"):
                raise AssertionError(f"{what}: {status} {told}")
            else:
                time.sleep(self.chance.uniform(0.01, 0.05))
        raise InterruptedError

    def fresh(self) -> None:
        told = self.until_heard("token", lambda: self.ask("token", "GET", "/filing/token/", b"", {}))
        self.csrf = told["csrf"]

    def file(self, item: Item) -> None:
        """Text, then photo; some of both once more after yes was heard, as an outbox does that was killed before it wrote that down."""
        item.url = self.until_heard("item", lambda: self.send(item))["url"]
        item.acknowledged = True
        if self.chance.random() < self.repeat:
            self.repeated += 1
            assert self.until_heard("again", lambda: self.send(item, "again"))["url"] == item.url
        if not item.photo:
            item.photo_acknowledged = True
            return
        self.until_heard("photo", lambda: self.send_photo(item))
        item.photo_acknowledged = True
        if self.chance.random() < self.repeat:
            self.repeated += 1
            self.until_heard("photo again", lambda: self.send_photo(item, "photo again"))

    def send(self, item: Item, what: str = "item") -> tuple[int, dict]:
        told = {
            "uuid": item.uuid, "recorded_at": item.recorded_at, "sent_at": datetime.now(UTC).isoformat(), "body": item.body,
            "photos": [{"uuid": item.photo, "sha256": item.sha256}] if item.photo else [],
        }  # fmt: skip
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.csrf}
        return self.ask(what, "POST", f"/filing/{item.kind}/", json.dumps(told).encode(), headers)

    def send_photo(self, item: Item, what: str = "photo") -> tuple[int, dict]:
        headers = {"Content-Type": "image/jpeg", "X-CSRFToken": self.csrf, "X-SHA256": item.sha256}
        return self.ask(what, "PUT", f"/filing/photos/{item.photo}/?for={item.kind}:{item.uuid}", item.data, headers)


def items_for(households: list[int], n: int, mark: str, seed: int, side: int = 160) -> list[Item]:
    """So many visits; no two have the same words or the same picture."""
    chance, today = random.Random(seed), datetime.now().astimezone()
    return [
        Item(
            uuid=str(uuid.UUID(int=chance.getrandbits(128), version=4)), photo=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            body={"household": str(chance.choice(households)), "content": f"{mark}-{k}", "on": today.date().isoformat(), "mode": "home"},
            recorded_at=today.isoformat(), data=picture(chance, side),
        )
        for k in range(n)
    ]  # fmt: skip


def others_for(kind: str, n: int, where: list, mark: str, seed: int, side: int = 160) -> list[Item]:
    """So many wishes (`where`: households), problems (villages, with a photo) or counts (quarter and team, each once)."""
    chance, today = random.Random(seed), datetime.now().astimezone()
    day, found = today.date().isoformat(), []
    for k in range(n):
        words = f"{mark}-{k}"
        if kind == "wish":
            body = {"household": str(chance.choice(where)), "item": words, "category": "other", "origin": "self", "on": day}
        elif kind == "problem":
            body = {"region": str(chance.choice(where)), "category": "works", "description": words, "found_on": day, "term": "normal"}
        else:
            quarter, team, levels = where[k]
            counts = {f"level_{code}": str(chance.randrange(4, 30)) for code in levels}
            invalid = chance.randrange(3)
            collected = sum(map(int, counts.values())) + invalid
            body = {"quarter": quarter, "team": str(team), "by_taps": "1", "issued": str(collected + chance.randrange(9)), **counts}
            body |= {"collected": str(collected), "invalid": str(invalid)}
        photo = {"photo": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "data": picture(chance, side)} if kind == "problem" else {}
        number = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        found.append(Item(uuid=number, body=body, recorded_at=today.isoformat(), kind=kind, **photo))
    return found


def picture(chance: random.Random, side: int) -> bytes:
    """Noise, as large as a photo of this size gets."""
    from PIL import Image

    small = Image.frombytes("RGB", (side // 8, side // 8), chance.randbytes(side // 8 * (side // 8) * 3))
    out = io.BytesIO()
    small.resize((side, side * 3 // 4)).save(out, "JPEG", quality=80)
    return out.getvalue()
