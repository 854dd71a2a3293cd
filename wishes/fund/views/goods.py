"""Goods of the fund: what is in stock, how one kind came and went, giving out to a family."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt, with_number
from wishes.fund import actions, forms
from wishes.fund.filters import MoveFilter, moves_found
from wishes.fund.models import Goods, HandOut, Move
from wishes.fund.queries import lists
from wishes.fund.views.frame import asked_household, frame, pick

P = Permission
PER_PAGE = 50


@needs(P.FUND_SEE)
def stock(request):
    """What is in stock, and what can be given out?"""
    viewer = request.viewer
    rows = lists.goods_of(viewer)
    waiting = HandOut.objects.visible_to(viewer).without_receipt().select_related("goods", "household").order_by("on")[:PER_PAGE]
    context = frame(
        request, "goods", rows=rows, value=sum(one.value for one in rows), n_in_stock=sum(1 for one in rows if one.quantity),
        waiting=lists.lines_of(waiting, viewer.county_path, clock.today()), may_give=viewer.can(P.FUND_EDIT),
        may_edit=viewer.can(P.FUND_EDIT, viewer.county_path),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/goods.html", context)


@needs(P.FUND_SEE)
def moves(request):
    """How did goods come and go? Of one kind the pieces are summed too."""
    every = lists.goods_of(request.viewer)
    filters = MoveFilter(request.GET, request.viewer, clock.today(), every)
    one = next((stock for stock in every if str(stock.pk) == filters.chosen.get("goods")), None)
    rows = moves_found(request.viewer, request.GET).select_related("corrected_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = frame(
        request, "goods", filters=filters, chips=filters.chips(), page=page, total=page.paginator.count, value=lists.sum_of(rows, "value"),
        may_export=request.viewer.can(P.REGISTERS_EXPORT), one=one, quantity=lists.sum_of(rows, "quantity") if one else None,
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/moves.html", context)


@needs(P.FUND_SEE)
def goods_page(request, pk):
    """One kind of goods: stock, value, every line."""
    goods = get_object_or_404(Goods.objects.visible_to(request.viewer).select_related("fund"), pk=pk)
    rows = Move.objects.visible_to(request.viewer).filter(goods=goods)
    rows = rows.select_related("donation__unit", "hand_out__household", "hand_out__received_by", "corrected_by", "corrects").order_by("-on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    viewer = request.viewer
    context = frame(
        request, "goods", goods=goods, page=page, places=lists.places_of(one.path for one in page.object_list),
        may_give=viewer.can(P.FUND_EDIT), may_receive=viewer.can(P.FUND_APPLY) or viewer.can(P.FUND_EDIT),
        may_correct=viewer.can(P.FUND_EDIT, viewer.county_path),
    )  # fmt: skip
    context["rows"] = [(one, context["places"].get(one.path[:12], "") if len(one.path) > 6 else "") for one in page.object_list]
    return TemplateResponse(request, "wishes/fund/goods_page.html", context)


@needs(P.FUND_EDIT)
def hand_out(request, pk):
    """Give goods out to a family; first choose it."""
    goods = get_object_or_404(Goods.objects.visible_to(request.viewer).select_related("fund"), pk=pk)
    context = frame(request, "goods", goods=goods)
    if not request.GET.get("household"):
        return pick(request, P.FUND_EDIT, _("To which family does it go?"), context)
    household = asked_household(request, P.FUND_EDIT)
    form = forms.HandOutForm(with_number(request), on=clock.today())
    told = {"goods": goods, "household": household, "by": request.user, "at": clock.now()}
    if request.method == "POST":
        made = attempt(form, lambda **typed: actions.hand_out(**told, **typed))
        if made:
            messages.success(request, _("Given out and booked. Now note the receipt of the family."))
            return redirect("fund:receipt", "goods", made.pk)
    return TemplateResponse(request, "wishes/fund/hand_out.html", {**context, "form": form, "household": household})
