"""Households with their points, the booklet of one, adjustments; the board; the panel on a household's page."""

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Permission, needs
from common import clock
from common.forms import with_number
from common.lists import sorting, tabs
from policies import keys
from policies.queries import settings_for
from wishes.shop import actions, forms
from wishes.shop.filters import AccountFilter
from wishes.shop.models import Account, Score, Shop
from wishes.shop.queries import accounts, board, ledger, scores
from wishes.shop.views.finding import household_for
from wishes.shop.views.steps import Words, step

P = Permission
PER_PAGE = 50
IN_PANEL = 5
WORDS = {"all": gettext_lazy("All households"), "points": gettext_lazy("With points"), "empty": gettext_lazy("Without points")}


@needs(P.SHOP_SEE)
@require_safe
def index(request):
    """Which households have points? By place and name, never by points."""
    viewer, on = request.viewer, clock.today()
    filters = AccountFilter(request.GET, viewer, on)
    found = filters.apply(Account.objects.visible_to(viewer))
    counts = accounts.view_counts(found)
    view = request.GET.get("view") if request.GET.get("view") in accounts.VIEWS else "all"
    order, heads = sorting(request.GET, accounts.ORDER, "area")
    rows = found.filter(accounts.condition(view)).select_related("household").order_by(*accounts.ORDER[order])
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "heads": heads, "counts": counts, "total": counts[view],
        "rows": accounts.rows_of(page.object_list, on), "sum": accounts.sum_of(found), "may_record": viewer.can(P.SHOP_RECORD),
        "tabs": tabs(request.GET, "view", [(v, WORDS[v], counts[v]) for v in accounts.VIEWS]), "may_export": viewer.can(P.REGISTERS_EXPORT),
        "may_import": viewer.can(P.REGISTERS_IMPORT),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/accounts.html", context)


@needs(P.SHOP_SEE)
@require_safe
def account(request, pk):
    """The household's booklet: every row with the balance after it."""
    viewer, on = request.viewer, clock.today()
    household = household_for(request, pk)
    row = Account.objects.visible_to(viewer).filter(household=household).first()
    waiting = Score.objects.visible_to(viewer).waiting().filter(household=household).select_related("household", "recorded_by")
    context = {
        "household": household, "standing": ledger.standing_of(household, on), "lines": ledger.booklet(row, on) if row else [],
        "coming": list(ledger.coming(row, on)) if row else [], "waiting": scores.rows_of(waiting, viewer, on), "on": on,
        "may_record": viewer.can(P.SHOP_RECORD, household.path) and not household.closed_on, "paper": {"household": household.pk},
        "shop": Shop.objects.visible_to(viewer).open().filter(path=household.path[:12]).first(),
        "months": settings_for(household.path, on)[keys.POINTS_VALID_MONTHS],
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/account.html", context)


@needs(P.SHOP_RECORD)
@require_http_methods(["GET", "POST"])
def adjustment(request, pk):
    """Points more or less, with the reason; somebody else approves."""
    household, on = household_for(request, pk, P.SHOP_RECORD), clock.today()
    words = Words(
        _("Adjust points"), _("Ask for this adjustment"), _("Asked. It counts once somebody else has approved it."),
        f"{household.head_name} · {household.region.name}", [(_("Points that count"), ledger.standing_of(household, on).balance)],
    )  # fmt: skip
    deed = lambda **typed: actions.adjust(household=household, by=request.user, at=clock.now(), on=on, **typed)  # noqa: E731
    back = reverse("shop:account", args=[household.pk])
    return step(request, forms.AdjustmentForm(with_number(request)), deed, words, back=back)


@needs(P.SHOP_SEE)
@require_safe
def posted(request):
    """What is on the boards of the villages now, household heads masked as the board shows them."""
    viewer, on = request.viewer, clock.today()
    filters = AccountFilter(request.GET, viewer, on)
    found = filters.in_area(Score.objects.visible_to(viewer)).on_the_board(on)
    page = Paginator(board.in_order(scores.search(found, filters.words, viewer)), PER_PAGE).get_page(request.GET.get("page"))
    area = filters.chosen.get("area", "") or (viewer.paths(P.SHOP_SEE) or [""])[0]
    context = {
        "filters": filters, "chips": filters.chips(), "page": page, "total": page.paginator.count, "on": on,
        "groups": board.by_village(scores.rows_of(page.object_list, viewer, on)), "paper": {"area": area}, "may_object": viewer.can(P.SHOP_RECORD),
        "days": settings_for(viewer.county_path, on)[keys.POINTS_PUBLICITY_DAYS],
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/posted.html", context)


@needs(P.SHOP_SEE)
@require_safe
def household_panel(request, pk):
    """The points of one family, as a part of its page."""
    viewer, on = request.viewer, clock.today()
    household = household_for(request, pk)
    row = Account.objects.visible_to(viewer).filter(household=household).first()
    context = {
        "household": household, "standing": ledger.standing_of(household, on), "lines": ledger.booklet(row, on)[:IN_PANEL] if row else [],
        "may_record": viewer.can(P.SHOP_RECORD, household.path) and not household.closed_on,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/shop/household_panel.html", context)
