"""The public list of wishes, for anybody with the link: no sign-in, no script needed, nothing that says whose a wish is."""

import datetime

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from common import clock, crypto
from common.forms import attempt, with_number
from common.network import client_address
from common.slips import bare_code, spaced_code
from regions.models import Region
from regions.paths import county_of
from wishes import actions
from wishes.filters import OfferFilter
from wishes.forms import GivingBackForm, GivingForm
from wishes.models import Claim
from wishes.queries import claiming, slips
from wishes.queries import public as reads

PER_PAGE = 30
A_WHILE, A_DAY = 3600, 86400
MOST_SENT, MOST_GUESSED = 12, 20


def _county(code: str, on: datetime.date) -> Region:
    county = reads.county_of_list(code, on)
    if county is None:
        raise Http404
    return county


@never_cache
@public
@require_safe
def offers(request, code):
    """Which wish could I meet?"""
    if typed := request.GET.get("slip", "").strip():
        return redirect("wishes:slip", bare_code(typed)[:40] or "-")
    on = clock.today()
    county = _county(code, on)
    filters = OfferFilter(request.GET, [county.path], on)
    page = Paginator(filters.apply(reads.wishes_of(county)).order_by(*claiming.IN_LINE), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "county": county, "filters": filters, "chips": filters.chips(), "page": page, "total": page.paginator.count,
        "offers": claiming.offers_of(page.object_list, on, known=filters.towns),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/public_list.html", context)


@sensitive_post_parameters("name", "phone")
@never_cache
@public
@require_http_methods(["GET", "POST"])
def give(request, code, number):
    """Promise one wish: a name and a phone."""
    on = clock.today()
    county = _county(code, on)
    wish = reads.known_in(county, number)
    if wish is None:
        raise Http404
    if request.method == "POST" and (_counted(request, "sent") >= MOST_SENT or reads.is_flooded(clock.now())):
        return render(request, "wishes/public_wait.html", {"county": county}, status=429)
    form = GivingForm(with_number(request))
    if request.method == "POST" and form.is_valid() and _too_many(form.cleaned_data["phone"]):
        form.add_error("phone", GivingForm.TOO_MANY)
    if request.method == "POST":
        made = attempt(form, lambda **typed: actions.claim_openly(wish=wish, kind=Claim.Kind.PERSON, at=clock.now(), on=on, **typed))
        if made:
            _count(request, form.cleaned_data["phone"])
            return redirect(f"{reverse('wishes:slip', args=[made[1]])}?new=1")
    return _giving(request, county, wish, form, on)


def _giving(request, county, wish, form, on):
    """The form, or, where somebody was quicker, other wishes like it."""
    wish.refresh_from_db()
    is_free = wish.state == "open"
    others = [] if is_free else claiming.similar(reads.wishes_of(county), wish)
    context = {
        "county": county, "form": form, "offer": claiming.offers_of([wish], on)[0], "is_free": is_free,
        "others": claiming.offers_of(others, on), "terms": claiming.terms_of(wish, on) if is_free else None,
    }  # fmt: skip
    return TemplateResponse(request, "wishes/public_give.html", context, status=409 if request.method == "POST" and not is_free else 200)


def _count(request, phone: str) -> None:
    _counted(request, "sent", 1)
    key = _of_phone(phone)
    cache.set(key, cache.get(key, 0) + 1, A_DAY)


def _too_many(phone: str) -> bool:
    return cache.get(_of_phone(phone), 0) >= reads.MOST_OF_ONE_PHONE


def _of_phone(phone: str) -> str:
    return f"wishes:phone:{crypto.lookup(phone)}"


def _counted(request, what: str, more: int = 0) -> int:
    """How often one network address did this within the hour. Only a keyed hash of the address is kept, in memory."""
    key = f"wishes:{what}:{crypto.lookup(client_address(request))}"
    n = cache.get(key, 0) + more
    if more:
        cache.set(key, n, A_WHILE)
    return n


def _held(request, code: str) -> Claim | HttpResponse:
    """The promise of a slip. A wrong code looks like a page that is not there; too many of them, and the page rests."""
    if _counted(request, "guessed") >= MOST_GUESSED:
        return render(request, "wishes/public_wait.html", {"county": None}, status=429)
    claim = slips.claim_of(code)
    if claim is None:
        _counted(request, "guessed", 1)
        raise Http404
    return claim


def _of_slip(claim: Claim, code: str) -> dict:
    offer = claiming.offers_of([claim.wish], clock.today())[0]
    return {
        "promise": claiming.promise_of(claim, offer), "state": reads.plain_state(claim), "code": spaced_code(bare_code(code)),
        "county_code": county_of(claim.wish.path),
    }  # fmt: skip


@never_cache
@public
@require_safe
def slip(request, code):
    """What I promised and by when, for whoever holds the slip."""
    claim = _held(request, code)
    if isinstance(claim, HttpResponse):
        return claim
    return TemplateResponse(request, "wishes/slip.html", {**_of_slip(claim, code), "is_new": claim.is_open and bool(request.GET.get("new"))})


@never_cache
@public
@require_http_methods(["GET", "POST"])
def give_back(request, code):
    """I cannot meet it: give the promise back, so that somebody else can. Asked once more before it is done."""
    claim = _held(request, code)
    if isinstance(claim, HttpResponse):
        return claim
    if request.method == "POST" and _counted(request, "sent") >= MOST_SENT:
        return render(request, "wishes/public_wait.html", {"county": None}, status=429)
    form = GivingBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, lambda reason: actions.release_openly(claim=claim, reason=reason, at=clock.now(), on=clock.today())):
        _counted(request, "sent", 1)
        return redirect("wishes:slip", code)
    claim.refresh_from_db()
    if not claim.is_open:  # met or over since: the slip says how it stands
        return redirect("wishes:slip", code)
    return TemplateResponse(request, "wishes/slip_back.html", {**_of_slip(claim, code), "form": form})
