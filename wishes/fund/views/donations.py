"""What was given to the fund: the list, one donation with its receipt, writing one down, showing who gave."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from accounts.models import Unit
from common import clock, masks
from common.errors import Refused
from common.forms import attempt, with_number
from common.text import sentences
from wishes.fund import actions, forms
from wishes.fund.filters import DonationFilter
from wishes.fund.models import Donation
from wishes.fund.queries import lists
from wishes.fund.views.frame import county_of, frame, must_hold

P = Permission
PER_PAGE = 50


@needs(P.FUND_SEE)
def donations(request):
    """Who gave what, and when?"""
    must_hold(request, P.FUND_SEE)
    viewer, on = request.viewer, clock.today()
    filters = DonationFilter(request.GET, viewer, on)
    rows = filters.apply(Donation.objects.visible_to(viewer)).select_related("unit").prefetch_related("entries__corrected_by")
    page = Paginator(rows.order_by("-on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = frame(
        request, "donations", filters=filters, chips=filters.chips(), page=page, total=page.paginator.count, sum=lists.sum_of(rows),
        goods=lists.moves_of_donations(page.object_list), may_edit=viewer.can(P.FUND_EDIT, viewer.county_path),
        may_export=viewer.can(P.REGISTERS_EXPORT),
    )  # fmt: skip
    context["rows"] = [(one, context["goods"].get(one.pk, [])) for one in page.object_list]
    return TemplateResponse(request, "wishes/fund/donations.html", context)


@needs(P.FUND_EDIT)
def new(request):
    """A donation in money."""
    must_hold(request, P.FUND_EDIT)
    form = forms.MoneyForm(with_number(request), on=clock.today())
    told = {"county": county_of(request), "by": request.user, "at": clock.now()}
    deed = lambda amount, **_typed: actions.donate_money(giver=form.who(), amount=amount, **form.facts(), **told)  # noqa: E731
    return _new(request, form, deed, "wishes/fund/new_donation.html")


@needs(P.FUND_EDIT)
def new_goods(request):
    """A donation in goods, several kinds at once."""
    must_hold(request, P.FUND_EDIT)
    form = forms.GoodsForm(with_number(request), on=clock.today())
    told = {"county": county_of(request), "by": request.user, "at": clock.now()}
    deed = lambda **_typed: actions.donate_goods(giver=form.who(), lines=form.lines(), **form.facts(), **told)  # noqa: E731
    return _new(request, form, deed, "wishes/fund/new_goods.html")


def _new(request, form, deed, template: str):
    if request.method == "POST":
        made = attempt(form, deed)
        if made:
            messages.success(request, _("Booked under receipt %(no)s.") % {"no": made.receipt_no})
            return redirect("fund:donation", made.pk)
    units = Unit.objects.visible_to(request.viewer).open().order_by("name").values_list("name", flat=True)
    return TemplateResponse(request, template, frame(request, "donations", form=form, units=units))


def donation_for(request, pk) -> Donation:
    rows = Donation.objects.visible_to(request.viewer).select_related("unit", "by", "fund__region")
    return get_object_or_404(rows, pk=pk)


@needs(P.FUND_SEE)
def donation(request, pk):
    """One donation: what, who, receipt, where it stands in the books."""
    row = donation_for(request, pk)
    entry = row.entries.select_related("corrected_by").first()
    moves = row.moves.select_related("goods", "corrected_by").order_by("pk")
    context = frame(
        request, "donations", row=row, entry=entry, moves=moves, name=row.masked_name, phone=masks.phone(str(row.phone)),
        is_hidden=bool(str(row.name)) and row.giver == Donation.Giver.PERSON, paper={"donation": row.pk},
        may_reveal=request.viewer.can(P.SENSITIVE_REVEAL, row.path), may_correct=request.viewer.can(P.FUND_EDIT, row.path),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/donation.html", context)


@require_POST
@needs(P.FUND_SEE)
def reveal(request, pk):
    """Ask for a reason, then show name or phone of a giver; the journal keeps who, which, why."""
    row = donation_for(request, pk)
    must_hold(request, P.SENSITIVE_REVEAL, row.path)
    context = {"url": request.path, "field": request.POST.get("field", ""), "shown": "", "refusal": "", "title": row.receipt_no}
    if context["field"] not in ("name", "phone"):
        raise Http404
    if "reason" in request.POST:
        told = {"field": context["field"], "reason": request.POST["reason"]}
        try:
            context["shown"] = actions.reveal_giver(donation=row, by=request.user, at=clock.now(), **told)
        except Refused as refusal:
            context["refusal"] = sentences(*refusal.messages)
    return TemplateResponse(request, "wishes/fund/reveal.html", context)
