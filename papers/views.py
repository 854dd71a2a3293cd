"""One's own papers: asked for, looked at while they are made, taken home."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.access import signed_in
from common import clock
from common.errors import Refused
from papers import actions
from papers.forms import AskForm
from papers.models import PaperRun
from papers.paper import MayNot, UnknownPaper, paper
from papers.word import CONTENT_TYPE as WORD

AT_ONCE = 1
"""Pieces. One takes less than a second, and must not stand behind somebody's batch of 140; more go to the worker."""
log = logging.getLogger("zhucun.papers")


@signed_in
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The viewer's own, the last first."""
    page = Paginator(PaperRun.objects.visible_to(request.viewer), 30).get_page(request.GET.get("page"))
    return TemplateResponse(request, "papers/list.html", {"page": page})


@signed_in
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A button on some page asks for a paper."""
    form = AskForm(request.POST)
    if not form.is_valid():
        raise BadRequest("which paper?")
    told = form.cleaned_data
    try:
        run = actions.ask(code=told["code"], params=told["params"], viewer=request.viewer, at=clock.now())
    except UnknownPaper as unknown:
        raise Http404 from unknown
    except MayNot as refused:
        raise PermissionDenied from refused
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_back(request))
    _wake(run)
    return redirect("papers:detail", run.pk)


@signed_in
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; asks for itself while it is being made."""
    run = get_object_or_404(PaperRun.objects.visible_to(request.viewer), pk=pk)
    about = paper(run.kind)
    context = {"run": run, "may_again": run.is_over and about is not None and request.viewer.can(about.permission)}
    context["is_for_once"] = bool(about and about.is_deleted_once_fetched)
    return TemplateResponse(request, "papers/detail.html", context)


@signed_in
@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file. A POST, because it leaves a line in the journal and a file with secrets goes with it."""
    run = get_object_or_404(PaperRun.objects.visible_to(request.viewer), pk=pk)
    try:
        data = actions.fetch(run=run, viewer=request.viewer, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("papers:detail", pk)
    answer = HttpResponse(data, content_type=WORD if run.file_name.endswith(".docx") else "application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, run.file_name)
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Made once more: what failed, or is past its day."""
    run = get_object_or_404(PaperRun.objects.visible_to(request.viewer), pk=pk)
    try:
        _wake(actions.again(run=run, viewer=request.viewer, at=clock.now()))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("papers:detail", pk)


def _wake(run: PaperRun) -> None:
    """Small ones at once, the rest by a worker. Never fails: whatever is not begun now, the timetable takes up in a minute."""
    if run.state != PaperRun.State.QUEUED:
        return
    if run.total <= AT_ONCE:
        actions.make(run.pk, now=clock.now)
    elif settings.REDIS_URL:
        try:
            current_app.send_task("papers.tasks.run_papers", retry=False)
        except (OperationalError, OSError):
            log.warning("the queue does not answer; the timetable will do it")


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is ours."""
    came = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure())
    return came if ours else reverse("papers:list")
