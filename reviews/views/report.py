"""The captain's report: writing it, checking and handing it in, reading it, on paper and as a Word file."""

import uuid as uuids
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Permission, needs
from accounts.actions.drafts import drop_draft
from accounts.queries import drafts_of
from common import clock
from common.errors import Refused
from common.forms import attempt
from papers.word import CONTENT_TYPE, docx
from reviews.actions import reports
from reviews.forms.report import ReportForm, SubmitForm
from reviews.models import ReviewMeeting
from reviews.papers import report as papers
from reviews.queries import report as reads
from reviews.views.found import meeting_for
from teams.models import WorkTeam

P = Permission
DRAFTS = uuids.UUID("6f1d7c52-2a0b-4f3e-9d07-55d2c1a7be10")


def draft_number(request, meeting) -> uuids.UUID:
    """What one person is writing of one report: the same number on every device of his."""
    return uuids.uuid5(DRAFTS, f"{request.user.pk}:{meeting.pk}")


@needs(P.REVIEWS_SEE)
def report(request, quarter, team):
    """What did the team do this quarter, and is it true?"""
    if request.method == "POST":
        return save(request, meeting_for(request, quarter, team, P.REPORTS_WRITE), then=request.POST.get("then", ""))
    page = reads.page_of(meeting_for(request, quarter, team), request.viewer, clock.today())
    return edit_page(request, page, form_for(page)) if page.may_edit else read_page(request, page)


@needs(P.REVIEWS_SEE)
def by_id(request, pk):
    """What a captain owes leads straight to where he writes it."""
    found = get_object_or_404(ReviewMeeting.objects.visible_to(request.viewer).select_related("round"), pk=pk)
    return redirect("reviews:report", found.round.quarter, found.team_id)


@needs(P.REVIEWS_SEE)
@require_POST
def refresh(request, quarter, team):
    """Take the figures of today; what stands in the boxes is saved along."""
    return save(request, meeting_for(request, quarter, team, P.REPORTS_WRITE), then="refresh")


def form_for(page, data=None, *, is_checked=False) -> ReportForm:
    lines = [line for part in page.parts for line in part.lines]
    return ReportForm(data, report=page.report, lines=lines, photos=reads.photos_for(page.meeting), is_checked=is_checked)


def save(request, meeting, *, then):
    """Keep what was written; go on to the check page, or stay. A refusal stands on the form and costs nothing typed."""
    page = reads.page_of(meeting, request.viewer, clock.today())
    if "version" not in request.POST:
        return redirect("reviews:report", meeting.round.quarter, meeting.team_id)
    form = form_for(page, request.POST, is_checked=then == "check")
    if not page.may_edit or not form.is_valid():
        return _not_saved(request, page, form)
    try:
        reports.save(
            meeting=meeting, **form.words(), by=request.user, at=clock.now(), on=clock.today(), is_refreshed=then == "refresh"
        )
    except Refused as refusal:
        return _not_saved(request, page, form, refusal)
    drop_draft(number=draft_number(request, meeting), by=request.user)
    if then != "check":
        messages.success(request, _("The draft has today's figures. Your words are as they were.") if then == "refresh" else _("The draft is saved."))
    return redirect("reviews:report-submission" if then == "check" else "reviews:report", meeting.round.quarter, meeting.team_id)


def _not_saved(request, page, form, refusal=None):
    """Show the form again; after somebody else's change, with what stands now and the version it has now."""
    if refusal is None and not page.may_edit:
        messages.error(request, str(reports.why_not(page.meeting, page.report)))
        return redirect("reviews:report", page.meeting.round.quarter, page.meeting.team_id)
    differences = []
    if isinstance(refusal, reports.StaleReport):
        differences = [(box.label, (page.report.prose.get(box.name) or ""), box.value()) for box in form.boxes]
        form.data = form.data.copy()
        form.data["version"] = page.version
    if refusal is not None:
        for name, text in (refusal.fields or {None: str(refusal)}).items():
            form.add_error(name if name in form.fields else None, str(text))
    return edit_page(request, page, form, [row for row in differences if row[1] != row[2]])


def edit_page(request, page, form, differences=()):
    number = draft_number(request, page.meeting)
    chosen = {str(one) for one in form["photos"].value() or ()} if form.is_bound else {str(photo.pk) for photo in page.photos}
    photos = reads.photos_offered(page.meeting, chosen)
    context = {
        "page": page, "form": form, "extra": None, "differences": differences, "number": number, "chosen": chosen,
        "photos": photos[: reads.PHOTOS_SHOWN], "more_photos": photos[reads.PHOTOS_SHOWN :],
        "has_draft": not form.is_bound and drafts_of(request.user, "report", str(page.meeting.pk)).exists(),
    }  # fmt: skip
    return TemplateResponse(request, "reviews/report_edit.html", context)


def read_page(request, page):
    return TemplateResponse(request, "reviews/report.html", {"page": page})


@needs(P.REVIEWS_SEE)
def submission(request, quarter, team):
    """Check once more, then hand it in (核对并报送)."""
    meeting = meeting_for(request, quarter, team, P.REPORTS_WRITE)
    page = reads.page_of(meeting, request.viewer, clock.today())
    if page.report is None or not page.may_edit:
        return redirect("reviews:report", quarter, team)
    form = SubmitForm(request.POST or None, initial={"version": page.version})
    if request.method == "POST" and attempt(
        form, lambda version: reports.submit(report=page.report, version=version, by=request.user, at=clock.now(), on=clock.today())
    ):
        messages.success(request, _("The report is handed in. The township has been told."))
        return redirect("reviews:report", quarter, team)
    gaps = [_("Still to be written: %(section)s") % {"section": reads.SECTIONS[name]} for name in page.missing]
    return TemplateResponse(request, "reviews/report_check.html", {"page": page, "form": form, "gaps": gaps})


@needs(P.REVIEWS_SEE)
@require_POST
def withdrawal(request, quarter, team):
    """Take a report back before the meeting, to change it."""
    meeting = meeting_for(request, quarter, team, P.REPORTS_WRITE)
    held = reads.report_of(meeting)
    try:
        if held is None:
            raise reports.NotSubmitted
        reports.withdraw(report=held, by=request.user, at=clock.now(), on=clock.today())
        messages.success(request, _("The report is taken back. Hand it in again when it is right."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:report", quarter, team)


def shown_page(request, quarter, team):
    """The report as far as the reader may see its words; 403 as long as it is somebody else's draft."""
    page = reads.page_of(meeting_for(request, quarter, team), request.viewer, clock.today())
    if not page.is_submitted and not page.may_write:
        raise PermissionDenied
    return page


@needs(P.REVIEWS_SEE)
@require_safe
def word(request, quarter, team):
    """The report as a Word file."""
    page = shown_page(request, quarter, team)
    document = papers.document_of(page, clock.today())
    answer = HttpResponse(docx(document), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(papers.file_name(page))}.docx"
    return answer


@needs(P.REVIEWS_SEE)
@require_safe
def printed(request, quarter, team):
    """The report on A4."""
    page = shown_page(request, quarter, team)
    document = papers.document_of(page, clock.today())
    context = {"page": page, "document": document, "lines": papers.lines_of(document)}
    return TemplateResponse(request, "reviews/report_print.html", context)


@needs(P.REVIEWS_SEE)
@require_safe
def of_team(request, pk):
    """Which reports did this team hand in?"""
    return _of_team(request, pk, "reviews/report_list.html")


@needs(P.REVIEWS_SEE)
@require_safe
def panel(request, pk):
    """The same as a part of the team's page."""
    return _of_team(request, pk, "reviews/report_panel.html")


def _of_team(request, pk, template):
    team = get_object_or_404(WorkTeam.objects.visible_to(request.viewer).select_related("region__parent"), pk=pk)
    rows = reads.reports_of_team(team, request.viewer)
    return TemplateResponse(request, template, {"team": team, "rows": rows})
