"""The grade: its arithmetic, the decision, and taking a decision back."""

from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from reviews.actions import grading as actions
from reviews.forms.grading import GradeForm, WithdrawForm
from reviews.views.meeting import around, back, cannot_yet, page_for

GRADE = Permission.REVIEWS_GRADE


@needs(GRADE)
def grade(request, quarter, team):
    """Does the organisation follow the proposal?"""
    page = page_for(request, quarter, team, GRADE)
    if answer := cannot_yet(request, page.meeting):
        return answer
    if page.decided and request.method != "POST":
        return back(page)
    form = GradeForm(request.POST or None, page=page)
    told = {"meeting": page.meeting, "by": request.user, "at": clock.now()}
    if request.method == "POST" and attempt(form, lambda **typed: actions.decide(**told, **typed)):
        messages.success(request, _("The grade is set."))
        return back(page)
    return TemplateResponse(request, "reviews/grade.html", {**around(page), "form": form})


@needs(GRADE)
def withdrawal(request, quarter, team):
    """Take the grade back while the round is open; it stays to be read with its reason."""
    page = page_for(request, quarter, team, GRADE)
    if page.decided is None:
        return back(page)
    if answer := cannot_yet(request, page.meeting):
        return answer
    form = WithdrawForm(request.POST or None)
    told = {"grade": page.decided, "by": request.user, "at": clock.now()}
    if request.method == "POST" and attempt(form, lambda reason: actions.withdraw(reason=reason, **told)):
        messages.success(request, _("The grade is withdrawn. What it stood on can be changed again."))
        return back(page)
    return TemplateResponse(request, "reviews/grade_withdrawal.html", {**around(page), "form": form})
