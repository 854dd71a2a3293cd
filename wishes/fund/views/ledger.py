"""The money ledger: every line with the balance after it; reversing a wrong one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from policies import keys
from policies.queries import settings_for
from wishes.fund import actions, forms
from wishes.fund.filters import LedgerFilter, entries_found
from wishes.fund.models import Entry, Move
from wishes.fund.queries import lists
from wishes.fund.views.frame import frame, must_hold

P = Permission
PER_PAGE = 50


@needs(P.FUND_SEE)
def ledger(request):
    """What came in, what went out, what does the fund hold?"""
    must_hold(request, P.FUND_SEE)
    filters, on = LedgerFilter(request.GET, request.viewer, clock.today()), clock.today()
    rows = entries_found(request.viewer, request.GET)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = frame(
        request, "ledger", filters=filters, chips=filters.chips(), page=page, total=page.paginator.count, sum=lists.sum_of(rows),
        n_families=lists.families_of(rows) if filters.chosen.get("kind") == Entry.Kind.GRANT else None,
        lines=lists.book_lines(page.object_list, request.viewer.county_path, on), may_export=request.viewer.can(P.REGISTERS_EXPORT),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/ledger.html", context)


@needs(P.FUND_SEE)
def entry(request, pk):
    """One line: what it is about, whether it was reversed, reversing it."""
    rows = Entry.objects.visible_to(request.viewer).select_related("donation__unit", "grant__application", "corrects", "by", "corrected_by", "fund")
    row = get_object_or_404(rows, pk=pk)
    words = settings_for(row.path, row.on)
    context = frame(
        request, "ledger", row=row, purpose=words.label(keys.FUND_PURPOSES, row.purpose) if row.purpose else "",
        corrected=getattr(row, "corrected_by", None), about=lists.about(row),
        may_correct=request.viewer.can(P.FUND_EDIT, row.fund.path) and row.kind != Entry.Kind.CORRECTION,
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/entry.html", context)


@needs(P.FUND_EDIT)
def correction(request, pk):
    """Reverse a line of the money ledger."""
    row = get_object_or_404(Entry.objects.visible_to(request.viewer).select_related("fund"), pk=pk)
    must_hold(request, P.FUND_EDIT, row.fund.path)
    form = forms.CorrectionForm(request.POST or None, on=clock.today())
    made = attempt(form, lambda **typed: actions.correct(entry=row, by=request.user, at=clock.now(), **typed)) if request.method == "POST" else None
    if made:
        messages.success(request, _("The line is reversed by a new one."))
        return redirect("fund:entry", made.pk)
    return TemplateResponse(request, "wishes/fund/correction.html", frame(request, "ledger", row=row, form=form, is_goods=False))


@needs(P.FUND_EDIT)
def move_correction(request, pk):
    """Reverse a line of the goods ledger."""
    row = get_object_or_404(Move.objects.visible_to(request.viewer).select_related("goods__fund"), pk=pk)
    must_hold(request, P.FUND_EDIT, row.goods.fund.path)
    form = forms.CorrectionForm(request.POST or None, on=clock.today())
    made = attempt(form, lambda **typed: actions.correct_move(line=row, by=request.user, at=clock.now(), **typed)) if request.method == "POST" else None
    if made:
        messages.success(request, _("The line is reversed by a new one."))
        return redirect("fund:goods-page", row.goods_id)
    return TemplateResponse(request, "wishes/fund/correction.html", frame(request, "goods", row=row, form=form, is_goods=True))
