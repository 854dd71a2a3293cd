"""The fund at a glance, and opening it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from common.periods import Quarter
from policies import keys
from policies.queries import settings_for
from wishes.fund import actions, forms
from wishes.fund.models import Application, Grant, HandOut
from wishes.fund.queries import lists
from wishes.fund.queries.accounts import sums_of, within
from wishes.fund.views.frame import county_of, frame, fund_of, must_hold

P = Permission
SHOWN = 6


@needs(P.FUND_SEE)
def home(request):
    """What does the fund hold, and what waits for me?"""
    fund, on, viewer = fund_of(request), clock.today(), request.viewer
    context = frame(request, "home", fund=fund, quarter=Quarter.of(on), may_open=viewer.can(P.FUND_EDIT, viewer.county_path))
    if fund is None:
        return TemplateResponse(request, "wishes/fund/empty.html", context)
    asked = Application.objects.visible_to(viewer)
    rows = asked.waiting().select_related("household__region").order_by("applied_on", "pk")
    waiting = {state: [one for one in rows if one.state == state] for state in ("open", "approved")}
    shown = lists.lines_of([one for found in waiting.values() for one in found[:SHOWN]], viewer.county_path, on)
    whole = context["sees_county"]
    context |= {
        "account": sums_of(fund, Quarter.of(on)) if whole else None, "mine": None if whole else _of_area(viewer, Quarter.of(on)),
        "promised": actions.promised(fund), "counts": {state: len(found) for state, found in waiting.items()},
        "to_decide": [line for line in shown if line.row.state == "open"], "to_pay": [line for line in shown if line.row.state == "approved"],
        "receipts": _without_receipt(viewer), "may_apply": viewer.can(P.FUND_APPLY), "may_decide": viewer.can(P.FUND_APPROVE),
        "is_public": settings_for(fund.path, on)[keys.WISH_PUBLIC_LIST],
    }  # fmt: skip
    return TemplateResponse(request, "wishes/fund/home.html", context)


def _without_receipt(viewer) -> dict[str, int]:
    grants, goods = Grant.objects.visible_to(viewer), HandOut.objects.visible_to(viewer)
    return {"grants": grants.without_receipt().count(), "goods": goods.without_receipt().count()}


def _of_area(viewer, quarter) -> dict:
    """What the families of the viewer's area got this quarter."""
    grants = Grant.objects.visible_to(viewer).standing().filter(within(quarter))
    return {"amount": lists.sum_of(grants), "n": grants.order_by().values("household").distinct().count()}


@needs(P.FUND_EDIT)
def opening(request):
    """Open the fund, with what was brought over."""
    must_hold(request, P.FUND_EDIT)
    if fund_of(request):
        return redirect("fund:home")
    form = forms.OpeningForm(request.POST or None, on=clock.today())
    told = {"county": county_of(request), "by": request.user, "at": clock.now()}
    if request.method == "POST" and attempt(form, lambda **typed: actions.open_fund(**told, **typed)):
        messages.success(request, _("The care fund is open."))
        return redirect("fund:home")
    return TemplateResponse(request, "wishes/fund/opening.html", frame(request, "home", form=form))
