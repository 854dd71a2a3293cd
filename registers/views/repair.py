"""Mending wrong rows on the page or in a file of only these rows; the empty template of a register."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import journal
from accounts.access import Permission, needs
from common import clock, masks
from common.errors import Refused
from common.sheets import write_xlsx
from registers import actions
from registers.actions.exporting import FORMATS
from registers.actions.repairing import REASON_HEAD, ROW_HEAD
from registers.forms import MendedForm, RepairForm
from registers.models import Batch
from registers.queries import Repair, bad_rows
from registers.sheet import Sheet, kinds
from registers.sheet import sheet as sheet_of
from registers.views.imports import IMPORT, batch_or_404, show


@needs(*IMPORT)
@require_POST
def repairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever button was pressed on the table of wrong rows."""
    one, form = batch_or_404(request, pk), RepairForm(request.POST)
    common = {"batch": one, "by": request.viewer.user, "at": clock.now()}
    try:
        n = _press(form, common)
    except Refused as refused:
        return show(request, one, refused=str(refused), pasted=form.pasted(), status=422)
    if n is not None:
        messages.success(request, ngettext("%(n)s is right now.", "%(n)s are right now.", n) % {"n": n})
    address = reverse("registers:batch", args=[pk])
    return redirect(f"{address}?{request.GET.urlencode()}#repair" if request.GET else f"{address}#repair")


def _press(form: RepairForm, common: dict[str, Any]) -> int | None:
    """How many rows are right now; None after a skip."""
    if form.button == "skip":
        actions.skip(row_ids=[form.row_id()], **common)
        return None
    if form.button == "back":
        return actions.take_back(row_ids=[form.row_id()], **common)
    if form.button == "suggest":
        return actions.accept_suggestions(cause=form.about, **common)
    if form.button == "take":
        return actions.take_suggestion(row_id=form.row_id(), **common)
    if form.button == "alike":
        return actions.mend_alike(row_id=form.row_id(), value=form.choice(), **common)
    if form.button == "paste":
        return actions.paste(row_ids=form.row_ids(), text=form.pasted(), **common)
    return actions.mend(values=form.cells(), **common)


@needs(*IMPORT)
@require_POST
def bad_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the rows to be mended, with the reason beside each: an export, so it is journalled."""
    one = batch_or_404(request, pk)
    sheet = sheet_of(one.kind)
    may_reveal = request.viewer.can(Permission.SENSITIVE_REVEAL, one.path)
    heads = [ROW_HEAD, *(column.head for column in sheet.columns), REASON_HEAD]
    file = io.BytesIO()
    rows = _bad_lines(one, sheet, may_reveal)
    n = write_xlsx(file, title=_("Rows to mend"), heads=heads, rows=rows, text_columns=heads[1:])
    journal.record("export_wrong_rows", by=request.viewer.user, at=clock.now(), subject=one, rows=n)
    return _as_file(file, f"{one.file_name.rpartition('.')[0] or one.kind}-{_('to mend')}.xlsx")


def _bad_lines(one: Batch, sheet: Sheet, may_reveal: bool) -> Iterator[list[Any]]:
    for kept in bad_rows(one).iterator(chunk_size=500):
        repair = Repair(kept, sheet, sheet.column(kept.column), may_reveal)
        for at, cells in kept.kept["rows"]:
            values = [_cell(column, cells.get(column.name, ""), may_reveal) for column in sheet.columns]
            reason = f"{repair.head} {repair.sentence}".strip() if at in (kept.at_row, kept.row) else ""
            yield [at, *values, reason if at == kept.at_row or kept.at_row == 0 else ""]


def _cell(column: Any, value: Any, may_reveal: bool) -> str:
    text = str(value)
    return text if may_reveal or not column.sensitive else masks.id_number(text)


@needs(*IMPORT)
@require_POST
def mended(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of only the wrong rows, mended."""
    one, form = batch_or_404(request, pk), MendedForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, one, mended_form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        n = actions.take_mended_file(
            batch=one, data=file.read(), name=file.name, by=request.viewer.user, at=clock.now()
        )
    except Refused as refused:
        form.add_error("file", str(refused))
        return show(request, one, mended_form=form, status=422)
    messages.success(request, ngettext("%(n)s is right now.", "%(n)s are right now.", n) % {"n": n})
    return redirect("registers:batch", pk)


@needs(*IMPORT)
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty register with the headings that are known for sure, and one example row."""
    sheet = next((sheet for sheet in kinds() if sheet.kind == kind and request.viewer.can(sheet.permission)), None)
    if sheet is None:
        raise Http404
    file = io.BytesIO()
    heads = [column.head for column in sheet.columns]
    examples = [[column.example for column in sheet.columns]] if any(column.example for column in sheet.columns) else []
    write_xlsx(file, title=str(sheet.title), heads=heads, rows=examples, text_columns=heads)
    return _as_file(file, f"{sheet.title}.xlsx")


def _as_file(file: io.BytesIO, name: str) -> HttpResponse:
    answer = HttpResponse(file.getvalue(), content_type=FORMATS["xlsx"])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "no-store"
    return answer
