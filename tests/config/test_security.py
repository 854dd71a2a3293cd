"""Headers, cookies and addresses of every page."""

import pytest
from django.test import RequestFactory, override_settings

from common.network import client_address


@pytest.fixture
def answer(client):
    return client.get("/livez")


def test_no_inline_script_or_style_is_allowed(answer):
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "object-src 'none'"):
        assert rule in policy


def test_headers(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "1.1.1.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies, forwarded, address):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == address


@pytest.mark.parametrize("address", ["/households/?q=%00", "/search/?q=a%00b", "/problems/?found=2026-Q3&q=%00"])
def test_a_nul_in_an_address_is_a_bad_request(db, signed_in, address):
    """PostgreSQL refuses the character: without this a page that looks something up by it would end with 500."""
    assert signed_in("clerk").get(address).status_code == 400
