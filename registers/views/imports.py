"""Registers in: the list of uploads, a new one, and the way of one through check, import and undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import journal
from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.text import is_number
from registers import actions
from registers.forms import ColumnsForm, MendedForm, UploadForm
from registers.models import Batch
from registers.queries import LISTS, WORDS, area_of, headline, left_rows, repair_page, result, rows_of, why
from registers.sheet import kinds
from registers.sheet import sheet as sheet_of
from registers.views.waking import wake

IMPORT = (Permission.REGISTERS_IMPORT, Permission.SETUP_MANAGE)
PER_PAGE = 30


def batch_or_404(request: HttpRequest, pk: int) -> Batch:
    """A batch of the viewer's area whose register is still known."""
    rows = Batch.objects.visible_to(request.viewer).select_related("created_by", "undone_by", "region")
    batch = get_object_or_404(rows, pk=pk, kind__in=[sheet.kind for sheet in kinds()])
    if not request.viewer.can(sheet_of(batch.kind).permission, batch.path):
        raise PermissionDenied
    return batch


@needs(*IMPORT)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """All uploads of the viewer's area; a new one is posted here."""
    form = UploadForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        sheet = form.sheets[form.cleaned_data["kind"]]
        file = form.cleaned_data["file"]
        try:
            batch = actions.receive(
                kind=sheet.kind, data=file.read(), name=file.name, region=area_of(request.viewer, sheet),
                by=request.viewer.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            wake(batch)
            return redirect("registers:batch", batch.pk)
    rows = Batch.objects.visible_to(request.viewer).select_related("created_by", "region")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "titles": {sheet.kind: sheet.title for sheet in kinds()},
        "templates": form.fields["kind"].choices,
    }
    return TemplateResponse(request, "registers/imports.html", context, status=422 if form.errors else 200)


@needs(*IMPORT)
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One upload, as it stands now; the page asks for itself each second while something is being done."""
    one = batch_or_404(request, pk)
    return show(request, one)


def show(request: HttpRequest, one: Batch, **more: Any) -> HttpResponse:
    """The page of an upload by its state. `more`: what was typed, for a page that is shown again."""
    sheet = sheet_of(one.kind)
    context: dict[str, Any] = {
        "batch": one,
        "sheet": sheet,
        "mended_form": MendedForm(),
        "refused": "",
        "pasted": "",
        **more,
    }
    context |= {"headline": headline(one), "result": result(one), "left": [], "repair": None}
    context["is_whole"] = one.is_applied and not one.count("bad") and not one.count("waiting")  # nothing of it is left to mend
    context["may_undo"] = one.may_undo(clock.now())
    context["flags"] = sheet.flagged(one.counts) if one.is_applied else []
    if one.state == Batch.State.MATCHING:
        context.setdefault("form", ColumnsForm(sheet=sheet, heads=one.heads, mapping=one.mapping))
        return TemplateResponse(request, "registers/columns.html", context)
    if one.is_repairable and one.count("bad"):
        context |= _repairs(request, one)
    if one.state == Batch.State.UNDONE and one.count("left"):
        context["left"] = left_rows(one)
    return TemplateResponse(request, "registers/batch.html", context, status=more.get("status", 200))


def _repairs(request: HttpRequest, one: Batch) -> dict[str, Any]:
    asked = request.GET.get("page", "1")
    code = request.GET.get("code", "")
    number = int(asked) if is_number(asked) and len(asked) < 6 else 1
    repair = repair_page(one, request.viewer, code=code, number=max(number, 1))
    if repair.has_sensitive:
        journal.record("see_wrong_cells", by=request.viewer.user, at=clock.now(), subject=one)
    pager = Paginator(range(repair.n_listed), 50).get_page(number)
    shown = sheet_of(one.kind).column(sheet_of(one.kind).shown)
    return {"repair": repair, "code": code, "pager_page": pager, "who_head": shown.head if shown else _("Key")}


@needs(*IMPORT)
@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    one = batch_or_404(request, pk)
    form = ColumnsForm(request.POST, sheet=sheet_of(one.kind), heads=one.heads, mapping=one.mapping)
    if form.is_valid():
        try:
            one = actions.match_columns(batch=one, mapping=form.mapping(), by=request.viewer.user, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            wake(one)
            return redirect("registers:batch", pk)
    context = {"batch": one, "sheet": sheet_of(one.kind), "form": form, "headline": headline(one)}
    return TemplateResponse(request, "registers/columns.html", context, status=422)


def _deed(request: HttpRequest, pk: int, deed: Any, said: str = "") -> HttpResponseRedirect:
    """One deed on an upload; a refusal is said on its page."""
    one = batch_or_404(request, pk)
    try:
        deed(batch=one, by=request.viewer.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
        one.refresh_from_db()
        if one.is_queued:
            wake(one)
    return redirect("registers:batch", pk)


@needs(*IMPORT)
@require_POST
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    return _deed(request, pk, actions.confirm)


@needs(*IMPORT)
@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    return _deed(request, pk, actions.ask_undo)


@needs(*IMPORT)
@require_POST
def discarding(request: HttpRequest, pk: int) -> HttpResponse:
    answer = _deed(request, pk, actions.discard, _("The upload was thrown away. Nothing was imported."))
    answer["Location"] = "/imports/"
    return answer


@needs(*IMPORT)
@require_GET
def rows(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The rows behind one number of the result: new, updated, unchanged, skipped, waiting."""
    one = batch_or_404(request, pk)
    if name not in LISTS:
        raise Http404
    page = Paginator(rows_of(one, name), 100).get_page(request.GET.get("page"))
    for row in page:
        row.why = why(one, row)
    may_act = one.is_repairable and name in ("skipped", "waiting")
    context = {"batch": one, "name": name, "word": WORDS[name], "page": page, "may_act": may_act}
    return TemplateResponse(request, "registers/rows.html", context)
