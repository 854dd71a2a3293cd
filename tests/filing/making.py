"""What the tests of filing share: a phone that sends, and pictures."""

import datetime as dt
import hashlib
import io
import json
import uuid
from zoneinfo import ZoneInfo

from PIL import Image

OFFICE = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime(2026, 10, 15, 12, 0, tzinfo=OFFICE)  # the clock of the tests
WRITTEN = dt.datetime(2026, 10, 15, 9, 30, tzinfo=OFFICE)


def send(client, kind, body, number=None, *, recorded_at=WRITTEN, sent_at=None, photos=(), at="/filing/", **more):
    """One attempt of an outbox."""
    told = {"uuid": str(number or uuid.uuid4()), "recorded_at": recorded_at.isoformat(), "body": body, **more}
    if sent_at:
        told["sent_at"] = sent_at.isoformat()
    if photos:
        told["photos"] = [{"uuid": str(number), "sha256": digest(data)} for number, data in photos]
    return client.post(f"{at}{kind}/", json.dumps(told), content_type="application/json")


def send_photo(client, item, number, data, *, kind="visit", sha256=None, at="/filing/", content_type="image/jpeg"):
    headers = {"X-SHA256": digest(data) if sha256 is None else sha256}
    return client.put(f"{at}photos/{number}/?for={kind}:{item}", data, content_type=content_type, headers=headers)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def picture(seed=0, width=64, height=48, form="JPEG") -> bytes:
    """Small pictures that differ."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (seed % 256, seed // 256 % 256, 90)).save(out, form)
    return out.getvalue()


def visit_body(cast, village="fengshuwan", **changed):
    told = {"household": str(cast.households[village, "01"].pk), "content": "看了粮食和药，水管漏水。", "on": "2026-10-15", "mode": "home"}
    return {**told, **changed}


def problem_body(cast, **changed):
    told = {
        "region": str(cast.fengshuwan.pk), "category": "works", "description": "村口桥栏断了两根。", "found_on": "2026-10-15",
        "term": "normal",
    }  # fmt: skip
    return {**told, **changed}


def count_body(meeting, **changed):
    numbers = {"issued": "30", "collected": "28", "invalid": "1", "level_excellent": "20", "level_competent": "5", "level_basic": "2", "level_incompetent": "0"}
    return {"quarter": "2026-Q3", "team": str(meeting.team_id), "by_taps": "1", **numbers, **changed}
