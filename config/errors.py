"""Plain pages for what went wrong: what happened, and how to go on. No data, no trace."""

import errno
import logging
import secrets
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from common.network import is_for_a_program

log = logging.getLogger("zhucun.errors")
RETRY_AFTER = "30"  # seconds


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN, "csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a number that stands in the log; 503 where database or disk are in trouble. Asks nothing of either."""
    problem = sys.exc_info()[1]
    status = HTTPStatus.SERVICE_UNAVAILABLE if _house_is_in_trouble(problem) else HTTPStatus.INTERNAL_SERVER_ERROR
    number = secrets.token_hex(3)
    log.error("number %s: %s at %s", number, type(problem).__name__, request.resolver_match and request.resolver_match.route)
    if is_for_a_program(request):
        answer: HttpResponse = JsonResponse({"code": status.phrase, "number": number}, status=status)
    else:
        values = {"number": number, "csrf_token": "", "form": None, "messages": (), "request": None}
        answer = HttpResponse(render_to_string(f"errors/{status.value}.html", values), status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = RETRY_AFTER
    return answer


def _house_is_in_trouble(problem: BaseException | None) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    return isinstance(problem, OperationalError | InterfaceError)


def _page(request: HttpRequest, status: HTTPStatus, name: str = "") -> HttpResponse:
    if is_for_a_program(request):
        return JsonResponse({"code": status.phrase}, status=status)
    return render(request, f"errors/{name or status.value}.html", {"status": status.value}, status=status.value)
