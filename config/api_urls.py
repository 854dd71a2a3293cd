"""`/api/v1/`: each room says in its `api.py` which addresses it adds."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView

from config import api_docs, openapi  # noqa: F401  # the schema learns how one signs in


def of_rooms() -> list[URLPattern | URLResolver]:
    """What the rooms with an `api.py` add; a room without one has nothing for programs."""
    modules = [import_module(f"{room}.api") for room in [*settings.ROOMS, *settings.WINGS] if find_spec(f"{room}.api")]
    return [address for module in modules for address in module.urlpatterns]


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api_docs.docs, name="api-docs"),
    *of_rooms(),
]
