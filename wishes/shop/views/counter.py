"""The counter: find the household, tap the goods, confirm; the receipt, and taking it back within ten minutes."""

import datetime
import uuid as uuids

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.text import clean, is_number
from regions.paths import within
from wishes.shop import actions, rules
from wishes.shop.queries import counter as reads
from wishes.shop.queries import shops
from wishes.shop.queries.ledger import left_after, standing_of
from wishes.shop.views.finding import exchange_for, shop_for

P = Permission
MOST_DIGITS = 3


@needs(P.SHOP_RECORD)
@require_safe
def counter(request, pk):
    """Who stands at the counter?"""
    shop = shop_for(request, pk, P.SHOP_RECORD)
    words = clean(request.GET.get("who", ""))[:40]
    families = reads.families_at(request.viewer, shop, words, clock.today()) if shop.is_open else []
    context = {"shop": shop, "who": words, "families": families, "n": len(families), "most": reads.MOST}
    return TemplateResponse(request, "wishes/shop/counter.html", context)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def serve(request, pk, household):
    """What does this household take?"""
    shop, on = shop_for(request, pk, P.SHOP_RECORD), clock.today()
    family = get_object_or_404(reads.recordable(request.viewer).filter(within("path", shop.path)), pk=household)
    said = ""
    if request.method == "POST":
        try:
            made = actions.exchange(shop=shop, household=family, by=request.user, at=clock.now(), on=on, **_taken(request))
            return redirect("shop:exchange", made.pk)
        except Refused as refusal:
            said = str(refusal)
    goods = shops.shelf(shop, on)
    context = {
        "shop": shop, "household": family, "standing": standing_of(family, on), "refused": said, "number": _number(request) or uuids.uuid4(),
        "lines": [(good, _pieces(request.POST.get(f"good-{good.pk}", "")) or 0) for good in goods], "most": rules.MOST_PIECES,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/serve.html", context, status=200)


def _taken(request) -> dict:
    """The goods and how many of each, the number of the form, and the sum that was seen."""
    pieces = {}
    for name, text in request.POST.items():
        pk = name.removeprefix("good-")
        if name.startswith("good-") and is_number(pk) and (n := _pieces(text)):
            pieces[int(pk)] = n
    seen = request.POST.get("seen", "")
    return {"pieces": pieces, "uuid": _number(request) or uuids.uuid4(), "seen": int(seen) if is_number(seen) else None}


def _pieces(text: str) -> int | None:
    """A number of pieces; what is no number is none, what is too long is too many."""
    text = clean(text)
    if not text.isascii() or not is_number(text[:15]):
        return None
    return min(int(text[:15]), 10**MOST_DIGITS)


def _number(request) -> uuids.UUID | None:
    try:
        return uuids.UUID(request.POST.get("uuid", ""))
    except ValueError:
        return None


@needs(P.SHOP_SEE)
@require_safe
def exchange(request, pk):
    """What was taken, what is left, and until when it can be taken back."""
    row, at = exchange_for(request, pk), clock.now()
    family = row.account.household
    last = row.at + rules.UNDO_WITHIN
    may = row.by_id == request.user.pk or request.viewer.can(P.SHOP_APPROVE, row.path)
    context = {
        "exchange": row, "lines": list(row.lines.select_related("good")), "household": family, "shop": row.shop,
        "may_see_shop": request.viewer.can(P.SHOP_SEE, row.path), "standing": standing_of(family, clock.today()), "left": left_after(row), "until": last, "may_undo": may and not row.undone_at and at <= last,
        "is_new": at - row.at <= datetime.timedelta(minutes=1) and not row.undone_at,
        "may_record": request.viewer.can(P.SHOP_RECORD, row.path) and row.shop.is_open,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/exchange.html", context)


@require_POST
@needs(P.SHOP_RECORD)
def undoing(request, pk) -> HttpResponseRedirect:
    """Give points and goods back."""
    row = exchange_for(request, pk)
    is_office = request.viewer.can(P.SHOP_APPROVE, row.path)
    try:
        actions.undo(exchange=row, by=request.user, at=clock.now(), on=clock.today(), is_office=is_office)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("shop:exchange", row.pk)
    messages.success(request, _("Undone: points and goods are back."))
    return redirect(reverse("shop:serve", args=[row.shop_id, row.account.household_id]))
