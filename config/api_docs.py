"""`/api/v1/docs/`: the schema for people to read, as a page of the house. Programs read `/api/v1/schema/`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from accounts.access import public

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    about: str
    parameters: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    name: str
    operations: tuple[Operation, ...]


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "config/api_docs.html", {"topics": topics()})


@cache
def topics() -> tuple[Topic, ...]:
    """Every operation, by the first part of its address."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    found: dict[str, list[Operation]] = {}
    for operation in operations(schema):
        found.setdefault(operation.path.split("/")[3], []).append(operation)
    return tuple(Topic(name, tuple(rows)) for name, rows in sorted(found.items()))


def operations(schema: dict) -> Iterator[Operation]:
    for path, methods in sorted(schema["paths"].items()):
        for method in METHODS:
            if said := methods.get(method):
                about = said.get("summary") or said.get("description", "")
                parameters = tuple(one["name"] for one in said.get("parameters", []) if one["in"] == "query")
                yield Operation(method.upper(), path, about.split("\n\n")[0], parameters, fields(schema, said))


def fields(schema: dict, said: dict) -> tuple[str, ...]:
    """Names of the fields that a request carries; a star marks those that must be there."""
    for content in said.get("requestBody", {}).get("content", {}).values():
        shape = content.get("schema", {})
        if reference := shape.get("$ref"):
            shape = schema["components"]["schemas"][reference.rsplit("/", 1)[1]]
        needed = shape.get("required", [])
        return tuple(f"{name} *" if name in needed else name for name in shape.get("properties", {}))
    return ()
