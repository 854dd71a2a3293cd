"""`/livez`: the process answers. `/readyz`: it can work. Neither tells anything about a person."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse


def livez(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return JsonResponse({"ready": True})
