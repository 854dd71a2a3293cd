"""Accounts: list, one person, making and correcting, roles, closing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, queries
from accounts.access import needs
from accounts.filters import AccountFilter
from accounts.forms import AccountForm, GrantForm
from accounts.models import User
from accounts.refusals import GrantNotByHand
from accounts.roles import Permission
from accounts.views.door import show
from common import clock
from common.errors import Refused

P = Permission


@needs(P.USERS_MANAGE)
@require_safe
def index(request):
    on, viewer = clock.today(), request.viewer
    form = AccountFilter(request.GET, viewer=viewer, areas=queries.areas_managed(viewer, P.USERS_MANAGE))
    page = Paginator(form.narrow(queries.people(viewer, on), on), 50).get_page(request.GET.get("page"))
    page.object_list = queries.with_roles(page.object_list, on)
    chips = [{"label": words, "url": without(request, name)} for name, words in form.said()]
    return TemplateResponse(request, "accounts/list.html", {"form": form, "page": page, "chips": chips})


@needs(P.USERS_MANAGE)
@require_safe
def detail(request, pk):
    now, person = clock.now(), the_person(request, pk)
    return TemplateResponse(
        request, "accounts/detail.html",
        {
            "person": person, "on": clock.today(), "grants": person.grants.select_related("region", "unit", "opened_by"),
            "sessions": queries.sessions_of(person, now), "slip": queries.open_slip(person, now),
            "is_locked": queries.is_locked(person, now),
        },
    )  # fmt: skip


@needs(P.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request):
    form = AccountForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "county"}
        try:
            county = form.cleaned_data["county"]
            person = actions.create_user(path=county.path, by=request.user, at=clock.now(), **facts)
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("The account is made. Give it a role, then print the slip for the first sign-in."))
            return redirect("accounts:grants", pk=person.pk)
    return TemplateResponse(request, "accounts/form.html", {"form": form})


@needs(P.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    person = the_person(request, pk)
    initial = {name: getattr(person, name) for name in ("name", "username", "phone", "email", "unit", "title")}
    form = AccountForm(request.POST or None, viewer=request.viewer, user=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_user(user=person, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("The account is saved."))
            return redirect("accounts:detail", pk=pk)
    return TemplateResponse(request, "accounts/form.html", {"form": form, "person": person})


@needs(P.USERS_MANAGE)
@require_http_methods(["GET", "POST"])
def grants(request, pk):
    person, viewer = the_person(request, pk), request.viewer
    form = GrantForm(request.POST or None, viewer=viewer, areas=queries.areas_managed(viewer, P.USERS_MANAGE))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_grant(user=person, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("The role is given and counts at once."))
            return redirect("accounts:detail", pk=pk)
    return TemplateResponse(
        request, "accounts/grants.html",
        {"form": form, "person": person, "on": clock.today(), "grants": person.grants.open(clock.today()).select_related("region", "unit")},
    )  # fmt: skip


@needs(P.USERS_MANAGE)
@require_POST
def grant_end(request, pk, grant_pk):
    grant = get_object_or_404(the_person(request, pk).grants.visible_to(request.viewer), pk=grant_pk)
    if grant.is_by_hand:
        done(request, actions.end_grant, _("The role has ended and gives nothing any more."), grant=grant)
    else:
        messages.error(request, str(GrantNotByHand().message))
    return redirect("accounts:detail", pk=pk)


@needs(P.USERS_MANAGE)
@require_POST
def close(request, pk):
    done(request, actions.deactivate_user, _("The account is closed. What was done under it stays."), user=the_person(request, pk))
    return redirect("accounts:detail", pk=pk)


@needs(P.USERS_MANAGE)
@require_POST
def reopen(request, pk):
    done(request, actions.reopen_user, _("The account is open again. Print a new slip for it."), user=the_person(request, pk))
    return redirect("accounts:detail", pk=pk)


@needs(P.USERS_MANAGE)
@require_POST
def unlock(request, pk):
    done(request, actions.unlock, _("Wrong passwords are forgotten; signing in is possible at once."), user=the_person(request, pk))
    return redirect("accounts:detail", pk=pk)


@needs(P.USERS_MANAGE)
@require_POST
def sessions_end(request, pk):
    person = the_person(request, pk)
    keep = request.session.session_key if person.pk == request.user.pk else ""
    done(request, actions.end_other_sessions, _("All devices of this person are signed out."), user=person, keep=keep)
    return redirect("accounts:detail", pk=pk)


def the_person(request, pk: int) -> User:
    return get_object_or_404(User.objects.managed_by(request.viewer).select_related("unit"), pk=pk)


def done(request, deed, words: str, **about) -> None:
    """Do a deed and say so, or say why not."""
    try:
        deed(by=request.user, at=clock.now(), **about)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, words)


def without(request, name: str) -> str:
    """This address without one condition."""
    left = request.GET.copy()
    left.pop(name, None)
    left.pop("page", None)
    return f"?{left.urlencode()}"
