"""What families got: grants and goods with their receipts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from common.lists import tabs
from wishes.fund import actions, forms
from wishes.fund.filters import GrantFilter, view_of
from wishes.fund.models import Gift, Grant, HandOut
from wishes.fund.queries import lists
from wishes.fund.views.frame import frame

P = Permission
PER_PAGE = 50
WORDS = {"all": gettext_lazy("All"), "waiting": gettext_lazy("Receipt is missing")}
GIVEN = {"grants": Grant, "goods": HandOut, "gifts": Gift}


@needs(P.FUND_SEE)
def grants(request):
    """What was paid to which family, and is the receipt there?"""
    viewer, on = request.viewer, clock.today()
    filters, view = GrantFilter(request.GET, viewer, on), view_of(request.GET, lists.GIVEN_VIEWS, "all")
    every = filters.apply(Grant.objects.visible_to(viewer).standing())
    waiting = every.without_receipt()
    rows = waiting if view == "waiting" else every
    counts = {"all": every.count(), "waiting": waiting.count()}
    paginator = Paginator(rows.select_related("household", "application").order_by("-on", "-pk"), PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = frame(
        request, "grants", filters=filters, chips=filters.chips(), page=page, counts=counts, total=counts[view], view=view,
        lines=lists.lines_of(page.object_list, viewer.county_path, on), sum=lists.sum_of(rows),
        tabs=tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in lists.GIVEN_VIEWS]),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/grants.html", context)


def given_for(request, kind: str, pk: int):
    """A grant, goods or a gift that the viewer may see and whose receipt he may note: who asks for families there, or runs the fund."""
    model = GIVEN.get(kind)
    if model is None:
        raise Http404
    rows = model.objects.visible_to(request.viewer)
    rows = rows.select_related("sponsorship__household__region") if model is Gift else rows.select_related("household__region")
    row = get_object_or_404(rows, pk=pk)
    if not (request.viewer.can(P.FUND_APPLY, row.path) or request.viewer.can(P.FUND_EDIT, row.path)):
        raise PermissionDenied
    return row


def page_of(row) -> str:
    """Where one goes back to."""
    if isinstance(row, Grant):
        return reverse("fund:application", args=[row.application_id])
    return reverse("fund:goods-page", args=[row.goods_id]) if isinstance(row, HandOut) else reverse("fund:sponsorship", args=[row.sponsorship_id])


def household_of(row):
    return row.sponsorship.household if isinstance(row, Gift) else row.household


@needs(P.FUND_APPLY, P.FUND_EDIT)
def receipt(request, kind, pk):
    """The family says that it got it: a tick by one of its members, or a paper."""
    row = given_for(request, kind, pk)
    household = household_of(row)
    form = forms.ReceiptForm(request.POST or None, household=household, on=clock.today())
    deed = lambda **typed: actions.receive(given=row, by=request.user, at=clock.now(), **typed)  # noqa: E731
    if request.method == "POST" and attempt(form, deed):
        messages.success(request, _("The receipt is noted."))
        return redirect(page_of(row))
    context = frame(request, "grants" if kind == "grants" else kind, row=row, kind=kind, form=form, household=household, back=page_of(row))
    return TemplateResponse(request, "wishes/fund/receipt.html", context)


@needs(P.FUND_EDIT)
def receipt_back(request, kind, pk):
    """The receipt was noted by mistake."""
    row = given_for(request, kind, pk)
    if not request.viewer.can(P.FUND_EDIT, row.path):
        raise PermissionDenied
    form = forms.ReasonForm(request.POST or None)
    deed = lambda reason: actions.take_receipt_back(given=row, reason=reason, by=request.user, at=clock.now())  # noqa: E731
    if request.method == "POST" and attempt(form, deed):
        messages.success(request, _("The receipt is taken back."))
        return redirect(page_of(row))
    context = frame(request, "grants" if kind == "grants" else kind, form=form, title=_("Take the receipt back"), button=_("Take back"), back=page_of(row))
    return TemplateResponse(request, "wishes/fund/reason.html", context)
