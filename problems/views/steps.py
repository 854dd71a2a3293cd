"""The steps of a problem, each a page of its own with one form; the deed decides, the page says why it was refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, needs
from accounts.actions.drafts import drop_draft
from accounts.queries import drafts_of
from common import clock
from common.forms import attempt
from problems import actions, forms
from problems.models import Extension, Problem
from problems.queries import course
from problems.queries.numbers import draft_number
from problems.views.page import problem_for

P = Permission


@dataclass(frozen=True)
class Words:
    """What the page of a step says."""

    title: Any
    button: Any
    done: Any
    lede: Any = ""


def _now(request) -> dict:
    return {"by": request.user, "at": clock.now()}


def _step(request, problem: Problem, form, deed: Callable, words: Words, *, template: str = "problems/step.html", **more):
    """Do the deed and go back to the problem; refused, the page stays with everything typed and the reason."""
    if request.method == "POST":
        if attempt(form, lambda **typed: [deed(**typed)]):
            messages.success(request, words.done)
            return redirect("problems:detail", problem.pk)
        _renew(form, problem)
    context = {
        "form": form, "problem": problem, "words": words, "entries": course.entries_of(problem)[:3], "proofs": course.proofs_of(problem),
        "draft": "", "has_draft": False, "who": None, **more,
    }  # fmt: skip
    return TemplateResponse(request, template, context)


def _renew(form, problem: Problem) -> None:
    """After a refusal the version of now travels along: sending once more is then a decision."""
    if "version" in form.fields:
        problem.refresh_from_db(fields=["version"])
        sent = form.data.copy()
        sent["version"] = problem.version
        form.data = sent


def _must_answer(request, problem: Problem, *, or_edits: bool = False) -> None:
    """Only whoever answers for the problem; for progress the office as well."""
    mine = course.rights_of(problem, request.viewer)
    if not mine.is_fixer and not (or_edits and mine.edits):
        raise PermissionDenied


@needs(P.PROBLEMS_EDIT)
def assignment(request, pk):
    """Who answers, how, by when."""
    problem = problem_for(request, pk, P.PROBLEMS_EDIT)
    who = request.GET.get("who", "")
    form = forms.AssignmentForm(
        request.POST or None, problem=problem, viewer=request.viewer, on=clock.today(), words=who, person=request.GET.get("person")
    )
    words = Words(_("Who answers for it?"), _("Save who answers"), _("Saved. Whoever answers for it is told."))
    deed = lambda **typed: actions.assign(problem=problem, **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words, who=who)


@needs(P.PROBLEMS_SEE)
def progress(request, pk):
    """What was done so far."""
    problem = problem_for(request, pk)
    _must_answer(request, problem, or_edits=True)
    form = forms.ProgressForm(request.POST or None, request.FILES or None, on=clock.today())
    words = Words(_("What was done so far?"), _("Save the progress"), _("The progress is written down."))
    deed = lambda text, **_typed: actions.progress(problem=problem, text=text, files=form.proofs(), **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words)


@needs(P.PROBLEMS_SEE)
def report(request, pk):
    """It is put right: what was done, with a proof."""
    problem = problem_for(request, pk)
    _must_answer(request, problem)
    form = forms.ReportForm(request.POST or None, request.FILES or None, problem=problem, on=clock.today())
    number = draft_number(problem, request.user)

    def deed(version, text, **_typed):
        actions.report(problem=problem, version=version, text=text, files=form.proofs(), **_now(request))
        drop_draft(number=number, by=request.user)

    words = Words(_("Report as put right"), _("Report as put right"), _("Reported. The township looks at it and accepts it or sends it back."))
    has_draft = drafts_of(request.user, "problem_report", str(problem.pk)).exists()
    return _step(request, problem, form, deed, words, draft=number, has_draft=has_draft)


@needs(P.PROBLEMS_EDIT)
def acceptance(request, pk):
    """Look at what was done; accept it, or go on to sending it back."""
    problem = problem_for(request, pk, P.PROBLEMS_EDIT)
    form = forms.AcceptanceForm(request.POST or None, problem=problem)
    words = Words(_("Is it put right?"), _("Accept it"), _("Accepted. The county strikes it off the list."))
    deed = lambda **typed: actions.accept(problem=problem, **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words, template="problems/acceptance.html")


@needs(P.PROBLEMS_EDIT)
def send_back(request, pk):
    """It is not put right yet: what is missing."""
    problem = problem_for(request, pk, P.PROBLEMS_EDIT)
    form = forms.ReturnForm(request.POST or None, problem=problem)
    words = Words(_("Send it back"), _("Send it back"), _("Sent back. Whoever answers for it is told what is missing."))
    deed = lambda **typed: actions.send_back(problem=problem, **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words)


@needs(P.PROBLEMS_CLOSE)
def closure(request, pk):
    """Strike it off the list (销号)."""
    problem = problem_for(request, pk, P.PROBLEMS_CLOSE)
    form = forms.WordsForm(request.POST or None, problem=problem)
    words = Words(_("Strike it off"), _("Strike it off the list"), _("The problem is struck off the list."))
    deed = lambda **typed: actions.close(problem=problem, on=clock.today(), **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words, template="problems/closure.html")


@needs(P.PROBLEMS_EDIT)
def reopening(request, pk):
    """It came back: the same problem is open again, with its history."""
    problem = problem_for(request, pk, P.PROBLEMS_EDIT)
    form = forms.ReopeningForm(request.POST or None)
    words = Words(
        _("The problem came back"), _("Reopen it"), _("The problem is open again, with a new last day."),
        _("Its history stays. The same person answers for it; the days of its class count from today."),
    )  # fmt: skip
    deed = lambda **typed: actions.reopen(problem=problem, on=clock.today(), **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words)


@needs(P.PROBLEMS_SEE)
def extension(request, pk):
    """Ask for more time, before the last day has passed."""
    problem = problem_for(request, pk)
    _must_answer(request, problem)
    form = forms.ExtensionForm(request.POST or None)
    words = Words(_("Ask for more time"), _("Ask for more time"), _("Asked. The township decides; until then the last day stays."))
    deed = lambda **typed: actions.ask_extension(problem=problem, on=clock.today(), **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words)


@needs(P.PROBLEMS_EDIT)
def extension_decision(request, pk):
    """Give the time or decline."""
    row = get_object_or_404(Extension.objects.filter(problem__in=course.visible(request.viewer)).select_related("asked_by"), pk=pk)
    problem = problem_for(request, row.problem_id, P.PROBLEMS_EDIT)
    form = forms.DecisionForm(request.POST or None)
    words = Words(_("More time?"), _("Save the decision"), _("The decision is saved, and whoever asked is told."))
    deed = lambda **typed: actions.decide_extension(extension=row, **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words, template="problems/extension_decision.html", extension=row)


@needs(P.PROBLEMS_CLOSE)
def void(request, pk):
    """Entered by mistake: it stays to be read but counts for nothing."""
    problem = problem_for(request, pk, P.PROBLEMS_CLOSE)
    form = forms.ReasonForm(request.POST or None)
    words = Words(
        _("Take it off as a mistake"), _("Take it off as a mistake"), _("Taken off. It stays to be read but counts for nothing."),
        _("Only for what was entered by mistake or twice. A real problem is put right and struck off."),
    )  # fmt: skip
    deed = lambda **typed: actions.void(problem=problem, **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words)


@needs(P.PROBLEMS_EDIT)
def answer(request, pk):
    """Answer whoever wrote into the box; he reads it with his slip."""
    problem = problem_for(request, pk, P.PROBLEMS_EDIT)
    complaint = getattr(problem, "complaint", None)
    if complaint is None:
        raise Http404
    form = forms.AnswerForm(request.POST or None, initial={"text": complaint.answer})
    words = Words(_("Answer who wrote"), _("Save the answer"), _("The answer is saved. Whoever holds the slip can read it."))
    deed = lambda **typed: actions.answer(complaint=complaint, **typed, **_now(request))  # noqa: E731
    return _step(request, problem, form, deed, words)
