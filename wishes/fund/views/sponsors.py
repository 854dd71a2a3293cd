"""Sponsors of pupils: the list by term, one match, matching, gifts, the end, sums by giver; and a family's part of all this."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock, masks
from common.errors import Refused
from common.forms import attempt, with_number
from common.lists import sorting, tabs
from common.text import sentences
from households.models import Household
from wishes.fund import actions, forms
from wishes.fund.filters import SponsorFilter, view_of
from wishes.fund.models import Gift, Sponsorship
from wishes.fund.queries import lists, sponsors
from wishes.fund.rules import Term
from wishes.fund.views.frame import asked_household, frame, must_hold, pick

P = Permission
PER_PAGE = 50
WORDS = {
    "running": gettext_lazy("Running"), "waiting": gettext_lazy("No gift this term"), "given": gettext_lazy("Given this term"),
    "ended": gettext_lazy("Ended"), "all": gettext_lazy("All"),
}  # fmt: skip


def parts(request, here: str, **more) -> dict:
    """The context of a page of the sponsors: a wing of its own beside the fund."""
    rows = (("list", _("Pupils and givers"), "fund:sponsors"), ("sums", _("Sums by giver"), "fund:sponsor-sums"))
    found = [{"label": word, "url": reverse(name), "active": key == here, "count": ""} for key, word, name in rows]
    return frame(request, "", **more) | {"here": "sponsors", "parts": found}


@needs(P.FUND_SEE)
def index(request):
    """Which pupils are helped by whom, and who had nothing yet this term?"""
    viewer, on = request.viewer, clock.today()
    filters, view = SponsorFilter(request.GET, viewer, on), view_of(request.GET, sponsors.VIEWS, "running")
    term, every = filters.chosen_term, filters.apply(Sponsorship.objects.visible_to(viewer))
    counts = sponsors.view_counts(every, term)
    order, heads = sorting(request.GET, sponsors.ORDER, "area")
    rows = sponsors.in_view(every, view, term).select_related("pupil", "household", "unit", "user").order_by(*sponsors.ORDER[order])
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    context = parts(
        request, "list", filters=filters, chips=filters.chips(), page=page, heads=heads, counts=counts, total=counts[view], view=view,
        rows=sponsors.rows_of(page.object_list, term), term=term, term_word=sponsors.term_word(term), may_edit=viewer.can(P.FUND_EDIT),
        may_export=viewer.can(P.REGISTERS_EXPORT),
        tabs=tabs(request.GET, "view", [(name, WORDS[name], counts[name]) for name in sponsors.VIEWS]),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/sponsors.html", context)


@needs(P.FUND_SEE)
def sums(request):
    """What did each giver give in a term?"""
    on = clock.today()
    offered = sponsors.terms_offered(on)
    term = next((one for one in offered if one.key == request.GET.get("term")), offered[0])
    lines = sponsors.sums_of(request.viewer, term)
    total = {
        "pupils": sum(one.n_pupils for one in lines), "given": sum(one.n_given for one in lines), "money": sum(one.money for one in lines),
        "goods": sum(one.n_goods for one in lines),
    }  # fmt: skip
    choices = [(one.key, sponsors.term_word(one)) for one in offered]
    context = parts(
        request, "sums", lines=lines, total=total, term=term, term_word=sponsors.term_word(term),
        tabs=tabs(request.GET, "term", [(key, word, "") for key, word in choices]),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/sponsor_sums.html", context)


@needs(P.FUND_EDIT)
def new(request):
    """Match a pupil of a family with a giver; first choose the family."""
    context = parts(request, "list")
    if not request.GET.get("household"):
        return pick(request, P.FUND_EDIT, _("Of which family is the pupil?"), context)
    household, who = asked_household(request, P.FUND_EDIT), request.GET.get("cadre", "").strip()[:40]
    form = forms.SponsorshipForm(with_number(request), household=household, on=clock.today(), words=who)
    if request.method == "POST":
        made = attempt(form, lambda **typed: actions.match(by=request.user, at=clock.now(), **typed))
        if made:
            messages.success(request, _("The pupil is matched."))
            return redirect("fund:sponsorship", made.pk)
    return TemplateResponse(request, "wishes/fund/new_sponsorship.html", {**context, "form": form, "household": household, "cadre": who})


def match_for(request, pk, permission: Permission | None = None) -> Sponsorship:
    rows = Sponsorship.objects.visible_to(request.viewer).select_related(
        "pupil", "household__region__parent", "unit", "user", "opened_by", "closed_by"
    )
    row = get_object_or_404(rows, pk=pk)
    if permission:
        must_hold(request, permission, row.path)
    return row


@needs(P.FUND_SEE)
def sponsorship(request, pk):
    """Who helps this pupil since when, and what was given each term?"""
    row, viewer = match_for(request, pk), request.viewer
    gifts = sorted(row.gifts.select_related("received_by", "by", "voided_by"), key=lambda one: (Term.parse(one.term), one.pk), reverse=True)
    this_term = Term.of(clock.today())
    context = parts(
        request, "list", row=row, gifts=[(one, sponsors.term_word(one.term)) for one in gifts], this_term=sponsors.term_word(this_term),
        is_given=any(one.term == this_term.key and one.voided_at is None for one in gifts),
        others=sponsors.of_pupil(row, viewer), is_hidden=bool(str(row.name)), phone=masks.phone(str(row.phone)),
        may_edit=viewer.can(P.FUND_EDIT, row.path), may_give=viewer.can(P.FUND_APPLY, row.path) or viewer.can(P.FUND_EDIT, row.path),
        may_reveal=viewer.can(P.SENSITIVE_REVEAL, row.path), sum=sum(one.money for one in gifts if one.voided_at is None),
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/sponsorship.html", context)


def _step(request, row: Sponsorship, form, deed, words: dict):
    if request.method == "POST" and attempt(form, lambda **typed: [deed(**typed)]):
        messages.success(request, words["done"])
        return redirect("fund:sponsorship", row.pk)
    return TemplateResponse(request, "wishes/fund/sponsor_step.html", parts(request, "list", row=row, form=form, words=words))


@needs(P.FUND_APPLY, P.FUND_EDIT)
def gift(request, pk):
    """What the pupil was given in a term."""
    row = match_for(request, pk)
    if not request.viewer.can(P.FUND_APPLY, row.path):
        must_hold(request, P.FUND_EDIT, row.path)
    form = forms.GiftForm(with_number(request), on=clock.today(), term=request.GET.get("term", ""))
    deed = lambda **typed: actions.give(sponsorship=row, by=request.user, at=clock.now(), **typed)  # noqa: E731
    words = {"title": _("Note a gift"), "button": _("Save the gift"), "done": _("The gift is noted.")}
    return _step(request, row, form, deed, words)


@needs(P.FUND_EDIT)
def end(request, pk):
    """The match ends; what was stays to be read."""
    row = match_for(request, pk, P.FUND_EDIT)
    form = forms.EndForm(request.POST or None, on=clock.today())
    deed = lambda **typed: actions.end(sponsorship=row, by=request.user, at=clock.now(), **typed)  # noqa: E731
    words = {"title": _("End the match"), "button": _("End it"), "done": _("The match has ended. Its gifts stay to be read.")}
    return _step(request, row, form, deed, words)


@needs(P.FUND_EDIT)
def gift_back(request, pk):
    """A gift was noted by mistake."""
    one = get_object_or_404(Gift.objects.visible_to(request.viewer), pk=pk)
    row = match_for(request, one.sponsorship_id, P.FUND_EDIT)
    form = forms.ReasonForm(request.POST or None)
    deed = lambda reason: actions.take_gift_back(gift=one, reason=reason, by=request.user, at=clock.now())  # noqa: E731
    words = {"title": _("Take the gift back"), "button": _("Take back"), "done": _("The gift is taken back.")}
    return _step(request, row, form, deed, words)


@require_POST
@needs(P.FUND_SEE)
def reveal(request, pk):
    """Ask for a reason, then show name or phone of an outside giver; the journal keeps who, which, why."""
    row = match_for(request, pk, P.SENSITIVE_REVEAL)
    context = {"url": request.path, "field": request.POST.get("field", ""), "shown": "", "refusal": "", "title": row.pupil.name}
    if context["field"] not in ("name", "phone"):
        raise Http404
    if "reason" in request.POST:
        told = {"field": context["field"], "reason": request.POST["reason"]}
        try:
            context["shown"] = actions.reveal_sponsor(sponsorship=row, by=request.user, at=clock.now(), **told)
        except Refused as refusal:
            context["refusal"] = sentences(*refusal.messages)
    return TemplateResponse(request, "wishes/fund/reveal.html", context)


@needs(P.FUND_SEE)
def household_panel(request, pk):
    """Grants, goods and sponsors of one family, as a part of its page."""
    household, viewer = get_object_or_404(Household.objects.visible_to(request.viewer), pk=pk), request.viewer
    asked, grants, goods = lists.given_to(household, viewer)
    lines = lists.lines_of(asked, viewer.county_path, clock.today())
    context = {
        "household": household, "asked": lines, "grants": grants, "goods": goods, "matches": sponsors.of_household(household, viewer),
        "may_apply": viewer.can(P.FUND_APPLY, household.path) and household.closed_on is None, "sum": sum(one.amount for one in grants),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/fund/household_panel.html", context)
