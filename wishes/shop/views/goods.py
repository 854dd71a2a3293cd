"""Goods of a shop: new ones, their prices, pieces in, counting by hand."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Permission, needs
from accounts.models import Unit
from common import clock
from common.errors import Refused
from common.forms import with_number
from common.templatetags.formats import thousands
from policies import keys
from policies.queries import settings_for
from wishes.shop import actions, forms
from wishes.shop.models import Good
from wishes.shop.queries import shops
from wishes.shop.views.finding import good_for, shop_for
from wishes.shop.views.steps import Words, step

P = Permission


def _now(request) -> dict:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def _worth(path: str) -> str:
    value = settings_for(path, clock.today())[keys.POINT_VALUE]
    return _("A point is worth %(value)s yuan here.") % {"value": thousands(value)}


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def new(request, pk):
    """One good more on the shelves."""
    shop = shop_for(request, pk, P.SHOP_RECORD)
    form = forms.GoodForm(request.POST or None, worth=_worth(shop.path))
    words = Words(_("New good"), _("Offer this good"), _("The good is offered. Now write down how many there are."), shop.name)
    return step(
        request, form, lambda **typed: actions.add_good(shop=shop, **_now(request), **typed), words,
        back=reverse("shop:detail", args=[shop.pk]), go=lambda good: reverse("shop:stock-in", args=[good.pk]), shop=shop,
    )  # fmt: skip


@needs(P.SHOP_SEE)
@require_safe
def good(request, pk):
    """How many are there, where did they come from and where did they go?"""
    on = clock.today()
    row = good_for(request, pk)
    priced = Good.objects.priced(on).visible_to(request.viewer).get(pk=row.pk)
    context = {
        "good": priced, "shop": row.shop, "moves": shops.moves_of(row), "prices": list(row.prices.select_related("set_by")), "on": on,
        "may_record": request.viewer.can(P.SHOP_RECORD, row.path) and row.shop.is_open and not row.withdrawn_on,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/good.html", context)


def _good_step(request, row: Good, form, deed, words: Words):
    back = reverse("shop:good", args=[row.pk])
    return step(request, form, lambda **typed: deed(good=row, **typed), words, back=back, shop=row.shop, good=row)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """How it is called and counted."""
    row = good_for(request, pk, P.SHOP_RECORD)
    form = forms.GoodEditForm(request.POST or None, good=row)
    told = {"by": request.user, "at": clock.now()}
    words = Words(_("Change the good"), _("Save"), _("Saved."), row.name)
    return _good_step(request, row, form, lambda **typed: actions.change_good(**told, **typed), words)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def price(request, pk):
    """What it costs from a day on."""
    row = good_for(request, pk, P.SHOP_RECORD)
    form = forms.PriceForm(request.POST or None, today=clock.today(), worth=_worth(row.path))
    words = Words(_("New price"), _("Set this price"), _("The price is set."), row.name)
    return _good_step(request, row, form, lambda **typed: actions.set_price(**_now(request), **typed), words)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def stock_in(request, pk):
    """Pieces that were given or bought."""
    row = good_for(request, pk, P.SHOP_RECORD)
    units = Unit.objects.visible_to(request.viewer).open().order_by("name")
    form = forms.StockForm(with_number(request), units=units, today=clock.today())
    words = Words(_("Goods received"), _("Put them on the shelf"), _("They are on the shelf."), _("%(good)s: %(n)s in stock now") % {"good": row.name, "n": row.stock})
    return _good_step(request, row, form, lambda **typed: actions.receive(**_now(request), **typed), words)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def count(request, pk):
    """The shelf was counted: what is really there."""
    row = good_for(request, pk, P.SHOP_RECORD)
    form = forms.CountForm(with_number(request))
    words = Words(_("Counted by hand"), _("Put the stock right"), _("The stock is put right."), _("%(good)s: %(n)s by the books") % {"good": row.name, "n": row.stock})
    return _good_step(request, row, form, lambda **typed: actions.correct_stock(**_now(request), **typed), words)


@require_POST
@needs(P.SHOP_RECORD)
def withdrawal(request, pk) -> HttpResponseRedirect:
    """No longer offered."""
    row = good_for(request, pk, P.SHOP_RECORD)
    try:
        actions.withdraw_good(good=row, **_now(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("shop:good", row.pk)
    messages.success(request, _("It is no longer offered."))
    return redirect("shop:detail", row.shop_id)
