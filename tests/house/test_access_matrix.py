"""Who gets what at every address (security A2): the URLconf × everybody of the cast × own area, next township, other county, missing.

`access_matrix.json` (here, and in the folder of a room's own tests) is read by people and reviewed: one row an address.
  who     "public", "signed_in", or permissions of which one is needed somewhere: without any of them 403
  object  kind of the object that the address names (tests/house/access_examples.py); outside one's area 404, the same as missing
  see     permission in whose area the object is found (default: those of `who`)
  do      permission that must hold on the object besides: seen without it 403
  post    the address only takes POST; where it takes GET and POST by different rights, "name POST" is a row of its own
  anonymous  the answer to nobody, where it is not the way to the sign-in page (302; 401 for the API)
  query   what stands behind the question mark; in_query: the name under which the object is named there
  data    what is posted
  except  {"person/place": status, null for "goes well"} that differ, with the reason in `why`
"""

import json
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.html import escape

from accounts.access import ROLES
from accounts.roles import Permission
from regions.paths import covers
from tests.house import access_examples
from tests.house.access_examples import EXAMPLES, Example

FILES = sorted(Path(__file__).parents[1].rglob("access_matrix.json"))
MATRIX = {key: row for file in FILES for key, row in json.loads(file.read_text("utf-8")).items()}
PLACES = ("missing", "near", "sibling", "far")
WENT_WELL = {200, 201, 202, 204, 302, 303, 400, 409, 413, 415, 422}
access_examples.load()


def addresses(patterns=None, prefix: str = "") -> dict[str, URLPattern]:
    """Every address by its name; one without a name by its pattern."""
    found: dict[str, URLPattern] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= addresses(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            found.setdefault(f"{prefix}{pattern.name or pattern.pattern}", pattern)
    return found


def wanted_rows() -> set[str]:
    """An API address that lists and makes has two."""
    found = set()
    for name, pattern in addresses().items():
        methods = set(getattr(pattern.callback, "actions", None) or ())
        found |= {name, f"{name} POST"} if {"get", "post"} <= methods else {name}
    return found


def test_every_address_has_a_row():
    assert sorted(wanted_rows() - set(MATRIX)) == [], "say in access_matrix.json who may go there"


def test_no_row_without_an_address():
    assert sorted(set(MATRIX) - wanted_rows()) == []


def test_rows_are_well_made():
    known = {permission.value for permission in Permission}
    for name, row in MATRIX.items():
        named = [*(row["who"] if isinstance(row["who"], list) else []), *filter(None, [row.get("see"), row.get("do")])]
        assert set(named) <= known, name
        assert row["who"] in ("public", "signed_in") or row["who"], name
        assert not row.get("object") or row["object"] in EXAMPLES, f"{name}: no example of {row.get('object')}"
        assert not row.get("except") or row.get("why"), f"{name}: say why"


def in_area(cast, username: str, permission: str, path: str) -> bool:
    grant = cast.grants[username]
    return Permission(permission) in ROLES[grant.role].area and covers(grant.path, path)


def his_own(cast, username: str, permission: str, example: Example) -> bool:
    return Permission(permission) in ROLES[cast.grants[username].role].own and username in example.owners


def holds(cast, username: str, permission: str) -> bool:
    spec = ROLES[cast.grants[username].role]
    return Permission(permission) in spec.area | spec.own


def expected(cast, row, username: str, place: str, example: Example | None) -> int | None:
    """The status, None for any that says it went well."""
    if f"{username}/{place}" in row.get("except", {}):
        return row["except"][f"{username}/{place}"]
    who = row["who"] if isinstance(row["who"], list) else []
    if who and not any(holds(cast, username, permission) for permission in who):
        return 403
    if example is None or row["who"] == "public":
        return None
    if place == "missing":
        return 404
    if example.only:
        return None if username in example.owners else 404
    see = [row["see"]] if row.get("see") else who
    if not any(in_area(cast, username, p, example.path) or his_own(cast, username, p, example) for p in see):
        return 404
    do = row.get("do")
    if do and not in_area(cast, username, do, example.path) and not his_own(cast, username, do, example):
        return 403
    return None


def ask(client: Client, row, address: str):
    """Ask in a transaction that is taken back, so that every answer is to the same county."""
    with transaction.atomic():
        answer = client.post(address, row.get("data", {})) if row.get("post") else client.get(address)
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return answer


def plain(answer) -> str:
    """A body without what differs by chance: tokens, the address asked for."""
    body = answer.content.decode()
    for address in (answer.wsgi_request.get_full_path(), answer.wsgi_request.path):
        body = body.replace(escape(address), "").replace(address, "")
    return re.sub(r"[A-Za-z0-9]{64}", "", body)


def is_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_gets_what(name, cast, signed_in):
    if name not in wanted_rows():
        pytest.skip("has no address")
    row = MATRIX[name]
    examples, urls = places_of(name, row, cast)
    surprises = nobody(row, urls["near"])
    for username in cast.users:
        client = signed_in(username)
        answers = {}
        for place, url in urls.items():
            wanted = expected(cast, row, username, place, examples[place])
            if wanted == 403 and place in ("sibling", "far"):
                continue
            answer = answers[place] = ask(client, row, url)
            fits = answer.status_code == wanted if wanted else answer.status_code in WENT_WELL and not is_sign_in(answer)
            if not fits:
                surprises.append(f"{username} {place}: {answer.status_code} instead of {wanted or 'going well'}")
            elif wanted == 404 and "missing" in answers and plain(answer) != plain(answers["missing"]):
                surprises.append(f"{username} {place}: foreign does not look like missing")
    assert not surprises, "\n".join(surprises)


def places_of(name: str, row, cast) -> tuple[dict[str, Example | None], dict[str, str]]:
    """The examples of an address and where they are."""
    make = EXAMPLES[row["object"]] if row.get("object") else None
    made = {place: make(cast, place) for place in PLACES} if make else {"near": None}
    examples = {place: one for place, one in made.items() if one is not None or make is None}
    return examples, {place: address_of(name.split()[0], row, one) for place, one in examples.items()}


def address_of(name: str, row, one: Example | None) -> str:
    if one and row.get("in_query"):
        return f"{reverse(name)}?{row['in_query']}={next(iter(one.kwargs.values()))}"
    url = reverse(name, kwargs=one.kwargs if one else None)
    return f"{url}?{row['query']}" if row.get("query") else url


def nobody(row, url: str) -> list[str]:
    answer = ask(Client(), row, url)
    if row["who"] == "public":
        wanted = row.get("anonymous")
        fits = answer.status_code == wanted if wanted else answer.status_code in WENT_WELL and not is_sign_in(answer)
    elif url.startswith("/api/"):
        wanted, fits = 401, answer.status_code == 401
    else:
        wanted = row.get("anonymous", 302)
        fits = answer.status_code == wanted and (wanted != 302 or is_sign_in(answer))
    return [] if fits else [f"nobody: {answer.status_code} instead of {wanted or 'going well'}"]
