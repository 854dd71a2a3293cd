"""Addresses that people, scanners and old links write wrongly: no number, area or period of them may end in a crash."""

import ast
import re
from urllib.parse import quote

import pytest
from django.urls import resolve

from papers.paper import PAPERS
from tests.house.sources import name, python_files, tree
from tests.reviews.rounds_making import open_

ODD = {
    "superscript": "²", "long": "9" * 30, "endless": "9" * 5000, "negative": "-1", "zero": "0", "nul": "\x00", "two-to-63": str(2**63),
}  # fmt: skip
ODD_PERIODS = {"year-9999": "9999-Q4", "year-one": "0001-01", "last-day": "9999-12-31"}

DATED = re.compile(r"period|quarter=|fund/account/|found|since|day|year|themes/|reviews/|calendar")
NEED_THEIR_QUERY = {"/problems/source-panel/", "/wishes/new/"}
IN_QUERY = [
    "/accounts/?area={}", "/accounts/slips/?region={}&unit={}", "/api/v1/cadres/?page={}", "/api/v1/duties/?bearer={}",
    "/api/v1/figures/?area={}", "/api/v1/figures/?period={}", "/api/v1/households/?page={}", "/api/v1/pairings/?household={}&cadre={}",
    "/api/v1/problems/?area={}", "/api/v1/problems/?person={}", "/api/v1/review-meetings/?team={}", "/api/v1/settings/?area={}",
    "/api/v1/visits/?household={}&by={}", "/duties/?area={}", "/duties/?bearer={}", "/duties/?page={}", "/duties/?period={}",
    "/figures/problems.found/?period={}", "/figures/problems.found/?period={}&area={}",
    "/figures/problems.found/?area={}", "/figures/problems.found/?page={}", "/households/?area={}", "/households/?cadre={}",
    "/households/?unit={}", "/households/?since={}", "/households/?page={}", "/households/?q={}", "/households/coverage/?township={}",
    "/households/repairing/?pick={}", "/households/repairing/?to={}", "/overview/?period={}", "/problems/?area={}", "/problems/?found={}",
    "/problems/?person={}", "/problems/?source_id={}", "/problems/?source_kind={}", "/problems/?unit={}", "/problems/?q={}",
    "/problems/new/?person={}", "/problems/new/?region={}", "/problems/source-panel/?kind=visit&id={}", "/reviews/?township={}",
    "/reviews/2026-Q3/?township={}", "/reviews/2026-Q3/results/?township={}", "/reviews/2026-Q3/tickets/?team={}",
    "/search/?q={}", "/wishes/shop/?area={}", "/wishes/shop/points/?area={}", "/wishes/shop/points/?done={}", "/wishes/shop/points/?page={}",
    "/wishes/shop/points/new/?household={}", "/wishes/shop/points/many/?village={}", "/wishes/shop/accounts/?area={}", "/wishes/shop/accounts/?q={}",
    "/wishes/shop/posted/?area={}", "/wishes/shop/totals/?area={}", "/wishes/shop/totals/?period={}", "/api/v1/points-entries/?account={}&area={}", "/settings/?area={}", "/settings/calendar/?area={}", "/settings/calendar/?year={}", "/settings/calendar/?day={}",
    "/teams/?area={}", "/teams/?township={}", "/people/?area={}", "/people/?page={}", "/visits/?area={}", "/visits/?household={}", "/visits/?person={}",
    "/visits/?since={}", "/visits/days/?year={}", "/visits/new/?household={}", "/visits/new/?who={}", "/wishes/?area={}",
    "/wishes/?year={}", "/wishes/?view=all&value={}&long={}&page={}", "/wishes/new/?household={}", "/wishes/new/?who={}",
    "/wishes/fund/?page={}", "/wishes/fund/applications/?area={}&quarter={}&page={}&q={}", "/wishes/fund/applications/new/?household={}",
    "/wishes/fund/grants/?area={}&quarter={}&page={}", "/wishes/fund/donations/?quarter={}&page={}", "/wishes/fund/ledger/?area={}&quarter={}&page={}",
    "/wishes/fund/goods/moves/?goods={}&area={}&quarter={}&until={}&page={}", "/wishes/fund/sponsors/?area={}&term={}&page={}",
    "/api/v1/funds/?page={}", "/api/v1/fund-donations/?quarter={}", "/api/v1/fund-applications/?area={}&household={}&quarter={}",
    "/api/v1/fund-grants/?application={}&household={}&quarter={}",
    "/wishes/claims/?area={}&category={}", "/wishes/claims/?page={}", "/wishes/promises/?page={}", "/w/439001/?area={}&page={}",
]  # fmt: skip
IN_PATH = [
    "/api/v1/problems/{}/", "/api/v1/households/{}/", "/duties/of-area/{}/", "/duties/of-person/{}/", "/households/{}/", "/households/of-area/{}/", "/households/of-cadre/{}/", "/overview/{}/", "/papers/{}/",
    "/problems/{}/", "/problems/areas/{}/panel/", "/reviews/{}/", "/reviews/2026-Q3/{}/", "/reviews/meetings/{}/", "/reviews/year/{}/", "/settings/areas/{}/", "/settings/calendar/{}/proposal/", "/reviews/{}/results/",
    "/wishes/fund/applications/{}/", "/wishes/fund/donations/{}/", "/wishes/fund/ledger/{}/", "/wishes/fund/goods/{}/", "/wishes/fund/sponsors/{}/",
    "/wishes/fund/account/{}/", "/w/{}/fund/", "/api/v1/funds/{}/account/", "/api/v1/fund-donations/{}/", "/api/v1/fund-applications/{}/",
    "/api/v1/fund-grants/{}/", "/wishes/shop/{}/", "/wishes/shop/{}/quarter/", "/wishes/shop/points/{}/", "/wishes/shop/accounts/{}/", "/wishes/shop/exchanges/{}/", "/wishes/shop/goods/{}/",
    "/teams/{}/", "/teams/head-captains/{}/", "/teams/links/leader/{}/", "/visits/{}/", "/visits/days/{}/", "/visits/themes/{}/", "/visits/of-household/{}/", "/wishes/of-area/{}/", "/wishes/{}/", "/wishes/{}/claim/", "/w/{}/", "/w/slip/{}/", "/b/{}/", "/feedback/{}/",
]  # fmt: skip
POSTED = [
    ("/duties/chosen/", {"do": "remind", "pick": "{}"}), ("/duties/chosen/", {"do": "exempt", "pick": "{}"}),
    ("/wishes/checks/", {"do": "check", "pick": "{}"}), ("/wishes/checks/", {"do": "route", "pick": "{}", "unit": "{}"}),
    ("/problems/urging/", {"pick": "{}"}), ("/households/repairing/", {"step": "preview", "pick": "{}", "cadre": "{}"}),
    ("/accounts/slips/", {"id": "{}"}), ("/accounts/slips/", {"region": "{}", "unit": "{}"}),
    *[(f"/settings/calendar/{year}/{deed}/", {"source": "{}"}) for year in (0, 9999, 99999) for deed in ("confirmation", "proposal")],
    ("/wishes/shop/points/approvals/", {"pick": "{}", "one": "{}"}), ("/wishes/shop/new/", {"region": "{}"}),
    ("/problems/new/", {"region": "{}", "person": "{}", "unit": "{}"}),
    *[("/papers/asking/", {"code": code, **dict.fromkeys(("area", "problem", "round", "team", "n", "household", "meeting", "shop", "period"), "{}")}) for code in sorted(PAPERS)],
]  # fmt: skip


@pytest.fixture
def asks(cast, signed_in):
    """asks(address, value) → the status; a crash is an answer too, so that all of them are told at once."""
    open_(cast)
    clients = {who: signed_in(who) for who in ("clerk", "admin")}
    for client in clients.values():
        client.raise_request_exception = False

    def do(address: str, value: str, data: dict | None = None) -> int:
        client = clients["admin" if address.startswith(("/accounts/", "/settings/")) else "clerk"]
        asked = address.replace("{}", quote(value, safe=""))
        if data is None:
            return client.get(asked).status_code
        return client.post(asked, {key: text.replace("{}", value) for key, text in data.items()}).status_code

    return do


@pytest.mark.parametrize("odd", [*ODD, *ODD_PERIODS])
def test_what_is_no_number_area_or_period_ends_in_a_page(asks, odd):
    """Odd years only where a period may stand; the rest takes them for words."""
    value = (ODD | ODD_PERIODS)[odd]
    addresses = [one for one in (*IN_QUERY, *IN_PATH) if odd in ODD or DATED.search(one)]
    answers = {address: asks(address, value) for address in addresses}
    assert {address: status for address, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_posted_neither(asks, odd):
    answers = {f"{address} {data}": asks(address, ODD[odd], data) for address, data in POSTED}
    assert {address: status for address, status in answers.items() if status >= 500} == {}


def test_the_addresses_are_there(asks):
    """Asked without their odd end they are pages, shown to whoever asks here; a list of what does not exist proves nothing."""
    known = {address: asks(address.partition("?")[0], "") for address in IN_QUERY if address.partition("?")[0] not in NEED_THEIR_QUERY}
    assert {address: status for address, status in known.items() if status != 200} == {}
    for address in [*IN_PATH, *NEED_THEIR_QUERY, *(address for address, _data in POSTED)]:
        resolve(address.replace("reviews/{}", "reviews/2026-Q3").replace("{}", "1"))


# --- the rule of the house ---------------------------------------------------------------------------------
READERS = {"views", "filters", "forms", "api", "papers", "tasks", "queries", "actions"}
CLASSIFIED = {
    "dashboards/queries/search.py": "which column a word is looked for in; nothing is made of it but a text to compare",
    "households/queries/register.py": "the same: ASCII digits are looked for among numbers and phones, as text",
    "registers/actions/running.py": "the process number in a name that this program wrote itself",
}


def test_no_bare_isdigit_before_a_lookup():
    """`str.isdigit` lets '²' and 5000 nines through; common.text.is_number does not."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in python_files()
        if READERS & set(name(path).removesuffix(".py").split("/")) and name(path) not in CLASSIFIED  # each says why
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isdecimal", "isnumeric")
    ]
    assert wrong == []
