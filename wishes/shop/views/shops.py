"""The shops of an area, one shop, its quarter, and the plain sums of villages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from common.lists import sorting, tabs
from common.periods import Quarter, last_n
from policies import keys
from policies.queries import settings_for
from wishes.shop import actions, figures, forms
from wishes.shop.filters import ShopFilter
from wishes.shop.models import Shop
from wishes.shop.queries import places, shops
from wishes.shop.views.finding import shop_for
from wishes.shop.views.periods import quarter_asked

P = Permission
PER_PAGE = 50
WORDS = {"open": gettext_lazy("Open shops"), "closed": gettext_lazy("Closed shops")}
N_QUARTERS = 5


@needs(P.SHOP_SEE)
@require_safe
def home(request):
    """Which village has a shop, and how does it stand?"""
    viewer, on = request.viewer, clock.today()
    if not viewer.paths(P.SHOP_SEE):
        return redirect("shop:accounts")  # a pairing cadre sees his families, no shops
    filters = ShopFilter(request.GET, viewer, on)
    found = filters.apply(Shop.objects.visible_to(viewer))
    counts = shops.view_counts(found)
    view = "closed" if request.GET.get("view") == "closed" else "open"
    order, heads = sorting(request.GET, shops.ORDER, "area")
    paginator = Paginator(shops.in_view(found, view).order_by(*shops.ORDER[order]), PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "heads": heads, "counts": counts, "total": counts[view], "view": view,
        "rows": shops.rows_of(page.object_list, on), "tabs": tabs(request.GET, "view", [(v, WORDS[v], counts[v]) for v in shops.VIEWS]),
        "may_open": viewer.can(P.SHOP_APPROVE), "counter": _only_counter(viewer, page.object_list, counts["open"]),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/home.html", context)


def _only_counter(viewer, listed, n_open: int) -> Shop | None:
    """Whoever works at one counter only gets there in one tap."""
    return listed[0] if n_open == 1 and len(listed) == 1 and listed[0].is_open and viewer.can(P.SHOP_RECORD, listed[0].path) else None


@needs(P.SHOP_SEE)
@require_safe
def detail(request, pk):
    """What does this shop hold, and what waits here?"""
    viewer, on = request.viewer, clock.today()
    shop = shop_for(request, pk)
    goods = shops.shelf(shop, on)
    context = {
        "shop": shop, "goods": goods, "n_pieces": sum(good.stock for good in goods), "village": shops.village_of(viewer, shop.path, on),
        "exchanges": shops.last_exchanges(shop), "on": on, "quarter": Quarter.of(on), "worth": settings_for(shop.path, on)[keys.POINT_VALUE],
        "may_record": viewer.can(P.SHOP_RECORD, shop.path), "may_run": viewer.can(P.SHOP_APPROVE, shop.path), "price_list": {"shop": shop.pk},
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/shop.html", context)


@needs(P.SHOP_APPROVE)
@require_http_methods(["GET", "POST"])
def new(request):
    """A village gets its shop."""
    today = clock.today()
    form = forms.ShopForm(request.POST or None, viewer=request.viewer, today=today)
    told = {"by": request.user, "at": clock.now(), "on": today}
    if request.method == "POST" and (shop := attempt(form, lambda **typed: actions.open_shop(**typed, **told))):
        messages.success(request, _("The shop is open. Put goods on its shelves next."))
        return redirect("shop:detail", shop.pk)
    return TemplateResponse(request, "wishes/shop/shop_new.html", {"form": form})


@needs(P.SHOP_APPROVE)
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Its name, where and when it is open."""
    shop = shop_for(request, pk, P.SHOP_APPROVE)
    form = forms.ShopEditForm(request.POST or None, shop=shop)
    deed = lambda **typed: actions.change_shop(shop=shop, by=request.user, at=clock.now(), **typed)  # noqa: E731
    if request.method == "POST" and attempt(form, deed):
        messages.success(request, _("Saved."))
        return redirect("shop:detail", shop.pk)
    return TemplateResponse(request, "wishes/shop/shop_edit.html", {"form": form, "shop": shop})


@needs(P.SHOP_APPROVE)
@require_http_methods(["GET", "POST"])
def closure(request, pk):
    """Close it, once its shelves are empty."""
    shop = shop_for(request, pk, P.SHOP_APPROVE)
    form = forms.ClosureForm(request.POST or None)
    told = {"shop": shop, "by": request.user, "at": clock.now(), "on": clock.today()}
    if request.method == "POST" and attempt(form, lambda **typed: actions.close_shop(**told, **typed)):
        messages.success(request, _("The shop is closed. The households keep their points."))
        return redirect("shop:detail", shop.pk)
    return TemplateResponse(request, "wishes/shop/shop_closure.html", {"form": form, "shop": shop})


@needs(P.SHOP_SEE)
@require_safe
def quarter(request, pk):
    """How did the quarter of this shop close, in points and in pieces?"""
    viewer, on = request.viewer, clock.today()
    shop = shop_for(request, pk)
    asked = quarter_asked(request, on)
    account = figures.account_of_quarter(shop.path, asked, viewer, on)
    context = {
        "shop": shop, "account": account, "quarter": asked, "on": on, "is_running": asked.last >= on,
        "goods": shops.goods_of_quarter(viewer, shop.path, asked.start, min(asked.last, on)),
        "quarters": [*reversed(last_n(Quarter.of(on), N_QUARTERS))], "paper": {"shop": shop.pk, "period": asked.key},
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/quarter.html", context)


@needs(P.SHOP_SEE)
@require_safe
def totals(request):
    """What did the villages earn and redeem this quarter? Plain sums of places, nobody is ranked."""
    viewer, on = request.viewer, clock.today()
    asked = quarter_asked(request, on)
    rows, area = places.sums_for(viewer, request.GET.get("area", ""), lambda path, length: figures.by_village(path, length, asked, on))
    titles = [figure.title for figure in figures.POINT_FIGURES]
    context = {
        "rows": [row.under(titles) for row in rows], "area": area, "quarter": asked, "quarters": [*reversed(last_n(Quarter.of(on), N_QUARTERS))], "on": on,
        "columns": titles, "is_running": asked.last >= on,
        "sums": [(title, sum(row.values[n] for row in rows)) for n, title in enumerate(titles)],
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/totals.html", context)
