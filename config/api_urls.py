"""`/api/v1/`: each room says in `api.py` which addresses it adds (`urlpatterns`)."""

import sys
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView

from config import api_docs, openapi  # noqa: F401  # the schema learns how one signs in


def of_rooms() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for room in settings.ROOMS:
        try:  # while the rooms are being built; goes away with the last of them
            if find_spec(f"{room}.api"):
                found += getattr(import_module(f"{room}.api"), "urlpatterns", [])
        except (ImportError, AttributeError) as error:
            print(f"{room}.api: {error}", file=sys.stderr)  # noqa: T201
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api_docs.docs, name="api-docs"),
    *of_rooms(),
]
