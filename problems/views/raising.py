"""A problem put on the list by hand."""


from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from accounts.actions.drafts import drop_draft
from accounts.queries import drafts_of
from common import clock
from common.forms import attempt, with_number
from problems import actions
from problems.forms import ProblemForm

P = Permission
DRAFT = "problem"


@needs(P.PROBLEMS_RAISE)
def new(request):
    """What is wrong, where, by when; who puts it right may be named at once."""
    draft = drafts_of(request.user, DRAFT, "new").order_by("-updated_at").first()
    initial = {"region": request.GET.get("region"), "person": request.GET.get("person"), **({"uuid": draft.uuid} if draft else {})}
    form = ProblemForm(
        with_number(request), viewer=request.viewer, on=clock.today(), words=request.GET.get("who", ""), initial=initial
    )
    if request.method == "POST":
        problem = attempt(form, lambda **typed: actions.raise_problem(source="other", by=request.user, at=clock.now(), **_facts(typed)))
        if problem:
            drop_draft(number=form.cleaned_data["uuid"], by=request.user, at=clock.now(), is_sent=True)
            messages.success(request, _("The problem stands on the list as %(no)s.") % {"no": problem.no})
            return redirect("problems:detail", problem.pk)
    context = {"form": form, "number": form["uuid"].value(), "has_draft": bool(draft), "who": request.GET.get("who", "")}
    return TemplateResponse(request, "problems/new.html", context)


def _facts(typed: dict) -> dict:
    """Nobody named is None, not the empty choice."""
    return {**typed, "person": typed.get("person") or None, "unit": typed.get("unit") or None}
