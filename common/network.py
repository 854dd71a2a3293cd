"""Where a request comes from, and who reads the answer."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The asking machine's address. Of X-Forwarded-For only what our own TRUSTED_PROXIES added is believed."""
    here = str(request.META.get("REMOTE_ADDR") or "")
    hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    trusted = int(settings.TRUSTED_PROXIES)
    if not trusted or not hops:
        return here
    return hops[-min(trusted, len(hops))]


def is_for_a_program(request: HttpRequest) -> bool:
    """Whether a script or another program asks: it gets JSON, never a page or the way to one."""
    accepts = request.headers.get("Accept", "")
    is_filing = request.path.startswith("/filing/") and "text/html" not in accepts
    return request.path.startswith("/api/") or is_filing or accepts.startswith("application/json")
