"""Lists out: at once, or in the background with a page that shows how far it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from registers import actions
from registers.actions.exporting import FORMATS, ReasonMissing, Streamed
from registers.export import Listing, listing
from registers.forms import ExportForm
from registers.models import Export
from registers.views.waking import wake


@needs(Permission.REGISTERS_EXPORT)
@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """The viewer's own downloads; a list with its filter is posted here."""
    if request.method == "POST":
        return _export(request)
    page = Paginator(Export.objects.visible_to(request.viewer), 30).get_page(request.GET.get("page"))
    return TemplateResponse(request, "registers/exports.html", {"page": page})


def _export(request: HttpRequest) -> HttpResponse:
    form = ExportForm(request.POST)
    wanted = listing(request.POST.get("listing", ""))
    if wanted is None or not form.is_valid():
        raise Http404
    if not request.viewer.can(wanted.permission):
        raise PermissionDenied
    told = form.cleaned_data
    try:
        made = actions.export(
            wanted=wanted, params=QueryDict(told["query"]), format=told["format"], reason=told["reason"],
            is_unmasked=told["is_unmasked"], viewer=request.viewer, by=request.viewer.user, at=clock.now(),
        )  # fmt: skip
    except ReasonMissing as missing:
        return _ask_reason(request, form, wanted, missing)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_back(request))
    return _send(made)


def _send(made: Streamed | Export) -> HttpResponse:
    if isinstance(made, Export):
        wake()
        return redirect("registers:export", made.pk)
    if hasattr(made.content, "read"):
        answer: Any = FileResponse(made.content, content_type=made.content_type)
    else:
        answer = StreamingHttpResponse(made.content, content_type=made.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, made.name)
    answer["Cache-Control"] = "no-store"
    return answer


def _ask_reason(request: HttpRequest, form: ExportForm, wanted: Listing, missing: ReasonMissing) -> HttpResponse:
    if "asked" in request.POST:
        form.add_error("reason", str(missing))
    may_unmask = wanted.can_unmask and request.viewer.can(Permission.SENSITIVE_REVEAL)
    context = {"form": form, "listing": wanted, "back": _back(request), "may_unmask": may_unmask}
    return TemplateResponse(request, "registers/export_ask.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is ours."""
    came = request.POST.get("back") or request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure())
    return came if ours else "/exports/"


@needs(Permission.REGISTERS_EXPORT)
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Export.objects.visible_to(request.viewer), pk=pk)
    return TemplateResponse(request, "registers/export.html", {"export": one})


@needs(Permission.REGISTERS_EXPORT)
@require_GET
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Export.objects.visible_to(request.viewer), pk=pk)
    try:
        data = actions.fetch(wanted=one, viewer=request.viewer, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("registers:exports")
    answer = HttpResponse(data, content_type=FORMATS.get(one.format, FORMATS["xlsx"]))
    answer["Content-Disposition"] = content_disposition_header(True, one.file_name)
    answer["Cache-Control"] = "no-store"
    return answer
