"""One problem: what is wrong, who answers, what happened, what comes next; its proofs; who wrote a complaint."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock, masks
from common.errors import Refused
from common.photos import shown
from policies import keys
from policies.queries import settings_for
from problems.actions.revealing import reveal_sender
from problems.models import Evidence, Problem
from problems.queries import board, course
from problems.queries.lights import light_of

P = Permission


def problem_for(request, pk, right: Permission | None = None) -> Problem:
    """The problem, if the viewer may see it; 403 when he may see it but lacks the right."""
    problem = get_object_or_404(course.visible(request.viewer), pk=pk)
    if right and not request.viewer.can(right, problem.path):
        raise PermissionDenied
    return problem


@needs(P.PROBLEMS_SEE)
def detail(request, pk):
    """Who fixes this by when, and what is my step?"""
    viewer, on = request.viewer, clock.today()
    problem = problem_for(request, pk)
    step = course.next_step(problem, viewer, on)
    village, township = board.place_of(problem.region)
    in_area = viewer.can(P.PROBLEMS_SEE, problem.path) and bool(viewer.paths(P.PROBLEMS_SEE))
    context = {
        "problem": problem, "light": light_of(problem, on), "step": step, "village": village, "township": township,
        "deeds": [(deed, deed.url(problem)) for deed in step.others], "first_url": course.url_of(step.first, problem),
        "category": settings_for(problem.path, problem.found_on).label(keys.PROBLEM_CATEGORIES, problem.category),
        "source": board.source_title(problem.source), "source_url": board.source_url(problem) if in_area else "",
        "entries": course.entries_of(problem), "proofs": course.proofs_of(problem), "extensions": list(problem.extensions.all()),
        "paper": {"problem": problem.pk},
        "may_urge": problem.is_overdue(on) and bool(problem.person) and viewer.can(P.PROBLEMS_EDIT, problem.path),
        **_of_complaint(request, problem),
    }  # fmt: skip
    return TemplateResponse(request, "problems/detail.html", context)


def _of_complaint(request, problem):
    """Who wrote, hidden, and only to those who run the list."""
    complaint = getattr(problem, "complaint", None)
    may = bool(complaint) and request.viewer.can(P.PROBLEMS_EDIT, problem.path)
    return {
        "complaint": complaint, "may_reveal": may, "sender": masks.name(complaint.name) if may else "",
        "phone": masks.phone(complaint.phone) if may else "",
    }  # fmt: skip


@require_POST
@needs(P.PROBLEMS_EDIT)
def reveal(request, pk):
    """Ask for a reason, then show name or phone of whoever wrote; the journal keeps who, which, why."""
    problem = problem_for(request, pk, P.PROBLEMS_EDIT)
    complaint = getattr(problem, "complaint", None)
    context = {"problem": problem, "field": request.POST.get("field", ""), "shown": "", "refusal": ""}
    if complaint is None or context["field"] not in ("name", "phone"):
        raise Http404
    if "reason" in request.POST:
        try:
            said = {"field": context["field"], "reason": request.POST["reason"]}
            context["shown"] = reveal_sender(complaint=complaint, by=request.user, at=clock.now(), **said)
        except Refused as refusal:
            context["refusal"] = " ".join(refusal.messages)
    return TemplateResponse(request, "problems/reveal.html", context)


@needs(P.PROBLEMS_SEE)
@cache_control(private=True, max_age=86400)
def evidence(request, number):
    """A proof, to whoever may see its problem: a photo in the page, a PDF file to be saved."""
    proofs = Evidence.objects.filter(problem__in=Problem.objects.visible_to(request.viewer))
    found = get_object_or_404(proofs.select_related("problem"), uuid=number)
    if found.kind == Evidence.Kind.PHOTO:
        return shown(found.file)
    return shown(found.file, "application/pdf", save_as=f"{found.problem.no}-{found.pk}.pdf")
