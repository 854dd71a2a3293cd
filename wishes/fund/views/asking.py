"""Applications: the list, one of them, asking, deciding, taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt, with_number
from common.lists import sorting, tabs
from policies import keys
from policies.queries import settings_for
from wishes.fund import actions, forms
from wishes.fund.filters import ApplicationFilter, view_of
from wishes.fund.models import Application
from wishes.fund.queries import course, lists
from wishes.fund.views.frame import asked_household, frame, fund_of, must_hold, pick

P = Permission
PER_PAGE = 50
WORDS = {
    "open": gettext_lazy("To decide"), "pay": gettext_lazy("To pay"), "paid": gettext_lazy("Paid"), "refused": gettext_lazy("Refused"),
    "all": gettext_lazy("All"),
}  # fmt: skip


@needs(P.FUND_SEE)
def applications(request):
    """Which families ask for help, and what was decided?"""
    viewer, on = request.viewer, clock.today()
    filters, view = ApplicationFilter(request.GET, viewer, on), view_of(request.GET, lists.VIEWS, "open")
    every = filters.apply(Application.objects.visible_to(viewer))
    counts = lists.view_counts(every)
    order, heads = sorting(request.GET, lists.ORDER, "asked")
    rows = lists.in_view(every, view).select_related("household", "applied_by").order_by(*lists.ORDER[order])
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = frame(
        request, "applications", filters=filters, chips=filters.chips(), page=page, heads=heads, counts=counts, total=counts[view],
        lines=lists.lines_of(page.object_list, viewer.county_path, on), view=view, may_apply=viewer.can(P.FUND_APPLY),
        tabs=tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in lists.VIEWS]),
        may_export=viewer.can(P.REGISTERS_EXPORT), sum=lists.sum_of(lists.in_view(every, view)),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/applications.html", context)


@needs(P.FUND_APPLY)
def new(request):
    """Ask for help for one family; first choose it."""
    context = frame(request, "applications", fund=fund_of(request))
    if not request.GET.get("household"):
        return pick(request, P.FUND_APPLY, _("For which family?"), context)
    household, on = asked_household(request, P.FUND_APPLY), clock.today()
    form = forms.ApplicationForm(with_number(request), household=household, on=on, wish=request.GET.get("wish", ""))
    told = {"household": household, "by": request.user, "at": clock.now()}
    if request.method == "POST":
        made = attempt(form, lambda **typed: actions.apply(**told, **typed))
        if made:
            messages.success(request, _("Application %(no)s is made. Those who may decide it are told.") % {"no": made.no})
            return redirect("fund:application", made.pk)
    context |= {"form": form, "household": household, "asked": lists.given_to(household, request.viewer)[0][:5]}
    return TemplateResponse(request, "wishes/fund/new_application.html", context)


def application_for(request, pk, permission: Permission | None = None) -> Application:
    """The application, if the viewer may see it; 403 when he may see it but lacks the right."""
    rows = Application.objects.visible_to(request.viewer).select_related(
        "fund", "household__region__parent", "member", "wish", "applied_by", "decided_by", "withdrawn_by"
    )
    row = get_object_or_404(rows, pk=pk)
    if permission:
        must_hold(request, permission, row.path)
    return row


@needs(P.FUND_SEE)
def application(request, pk):
    """Who asks for what and why, what was decided, was it paid and received?"""
    row = application_for(request, pk)
    grants = course.grants_of(row)
    viewer = request.viewer
    context = frame(
        request, "applications", row=row, step=course.step_of(row, viewer), entries=course.entries_of(row, grants),
        grant=next((one for one in grants if one.voided_at is None), None), look=lists.STATES[row.state],
        purpose=settings_for(row.path, row.applied_on).label(keys.FUND_PURPOSES, row.purpose),
        may_receive=viewer.can(P.FUND_APPLY, row.path) or viewer.can(P.FUND_EDIT, row.path),
        may_withdraw_receipt=viewer.can(P.FUND_EDIT, row.path),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/application.html", context)


def step(request, row: Application, form, deed, words: dict, **more):
    """One step of an application on a page of its own; refused, everything typed stays with the reason."""
    if request.method == "POST" and attempt(form, lambda **typed: [deed(**typed)]):
        messages.success(request, words["done"])
        return redirect("fund:application", row.pk)
    purpose = settings_for(row.path, row.applied_on).label(keys.FUND_PURPOSES, row.purpose)
    context = frame(request, "applications", row=row, form=form, words=words, purpose=purpose, **more)
    return TemplateResponse(request, "wishes/fund/step.html", context)


@needs(P.FUND_APPROVE)
def decision(request, pk):
    """Approve all or less, or refuse with the reason."""
    row = application_for(request, pk, P.FUND_APPROVE)
    form = forms.DecisionForm(request.POST or None, application=row)

    def deed(verdict, approved, answer):
        actions.decide(application=row, approved=approved if verdict else None, answer=answer, by=request.user, at=clock.now())

    words = {"title": _("Decide the application"), "button": _("Save the decision"), "done": _("Decided. Whoever asked is told.")}
    return step(request, row, form, deed, words, held=actions.promised(row.fund))


@needs(P.FUND_APPLY, P.FUND_EDIT)
def withdrawal(request, pk):
    """Whoever asked, or the office, takes it back."""
    row = application_for(request, pk)
    if row.applied_by_id != request.user.pk and not request.viewer.can(P.FUND_EDIT, row.path):
        raise PermissionDenied
    form = forms.ReasonForm(request.POST or None)
    deed = lambda reason: actions.withdraw(application=row, reason=reason, by=request.user, at=clock.now())  # noqa: E731
    words = {"title": _("Take the application back"), "button": _("Take back"), "done": _("The application is taken back.")}
    return step(request, row, form, deed, words)


@needs(P.FUND_EDIT)
def payment(request, pk):
    """The money is handed over."""
    row = application_for(request, pk, P.FUND_EDIT)
    form = forms.PaymentForm(with_number(request), on=clock.today())
    deed = lambda **typed: actions.pay(application=row, by=request.user, at=clock.now(), **typed)  # noqa: E731
    words = {"title": _("Hand the money over"), "button": _("Book the payment"), "done": _("Paid and booked. Now note the receipt of the family.")}
    return step(request, row, form, deed, words, held=actions.promised(row.fund, but=row))
