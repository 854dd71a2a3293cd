"""Which room answers which address."""

import sys
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import set_language
from config import health


def room(address: str, name: str) -> list[URLPattern | URLResolver]:
    try:  # while the rooms are being built; goes away with the last of them
        return [path(address, include(f"{name}.urls"))] if find_spec(f"{name}.urls") else []
    except (ImportError, AttributeError) as error:
        print(f"{name}.urls: {error}", file=sys.stderr)  # noqa: T201
        return []


urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", include("config.api_urls")),
    *room("", "dashboards"),
    *room("", "accounts"),
    *room("settings/", "policies"),
    *room("notices/", "notifications"),
    *room("", "registers"),
    *room("duties/", "duties"),
    *room("figures/", "figures"),
    *room("", "teams"),
    *room("households/", "households"),
    *room("visits/", "visits"),
    *room("wishes/", "wishes"),
    *room("reviews/", "reviews"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
