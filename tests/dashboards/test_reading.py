"""What there is to read about my families comes in parts, all of them together once each."""

import pytest

from dashboards.queries import pocket

pytestmark = pytest.mark.django_db


def read(client, start=None):
    answer = client.post("/todo/reading/", {} if start is None else {"start": start})
    assert answer.status_code == 200
    return answer.json()


def test_parts_make_the_whole_once(cast, signed_in, monkeypatch):
    client = signed_in("cadre")
    whole = read(client)
    assert whole["next"] == 0 and len(whole["families"]) > 2
    monkeypatch.setattr(pocket, "READ_AT_ONCE", 2)
    found, start, n = {}, 0, 0
    while n == 0 or start:
        part = read(client, start)
        assert 1 <= len(part["families"]) <= 2 and not found.keys() & part["families"].keys()
        found |= part["families"]
        start, n = part["next"], n + 1
    assert found == whole["families"] and n == -(-len(whole["families"]) // 2)


@pytest.mark.parametrize("start", ["9999", "-1", "x", "１", ""])
def test_a_start_that_is_none(cast, signed_in, start):
    assert read(signed_in("captain"), start)["next"] == 0
