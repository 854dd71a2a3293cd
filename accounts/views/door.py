"""Signing in and out, activating an account, the language of the pages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, queries
from accounts.access import public
from accounts.forms import ActivateForm, SignInForm
from accounts.rules import device
from accounts.sessions import ADDRESS, DEVICE
from common import clock
from common.errors import Refused
from common.network import client_address

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
@public
@require_http_methods(["GET", "POST"])
def sign_in(request):
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(safe_next(request, request.GET.get("next", "")))
        form = SignInForm(initial={"next": request.GET.get("next", "")})
        return TemplateResponse(request, "accounts/sign_in.html", {"form": form})
    now, address = clock.now(), client_address(request)
    if queries.must_wait(address, now):
        return locked_out(request)
    form = SignInForm(request.POST)
    if form.is_valid():
        username = queries.username_typed(form.cleaned_data["username"])
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        if user is not None:
            return enter(request, user, "page", form.cleaned_data["next"])
        locked = getattr(request, "axes_locked_out", False)
        actions.note_sign_in_failed(user=queries.account_named(username), at=now, address=address, locked=locked)
        form.add_error(None, queries.wrong_words())
    return TemplateResponse(request, "accounts/sign_in.html", {"form": form})


@never_cache
@public
@require_POST
def sign_out(request):
    if request.user.is_authenticated:
        actions.note_sign_out(user=request.user, at=clock.now())
    logout(request)
    return redirect("accounts:sign_in")


@sensitive_post_parameters()
@never_cache
@public
@require_http_methods(["GET", "POST"])
def activate(request):
    form = ActivateForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        now, address = clock.now(), client_address(request)
        if queries.must_wait(address, now) or not slips_allowed(request, form.cleaned_data["name"]):
            return locked_out(request)
        said = form.cleaned_data
        try:
            user = actions.activate(code=said["code"], name=said["name"], password=said["password"], at=now)
        except Refused as refusal:
            if refusal.code == "slip_unknown":
                note_wrong_slip(request, said["name"])
                actions.note_sign_in_failed(user=None, at=now, address=address)
            show(form, refusal)
        else:
            messages.success(request, _("Your account is ready. From now on you sign in with this password."))
            return enter(request, user, "slip", "")
    return TemplateResponse(request, "accounts/activate.html", {"form": form})


@public
@require_POST
def set_language(request):
    """Keeps the choice in a cookie; with an account, on the account."""
    language = request.POST.get("language", "")
    response = redirect(safe_next(request, request.POST.get("next", "")))
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        if request.user.is_authenticated:
            actions.set_preferences(user=request.user, at=clock.now(), language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def enter(request, user, way: str, next_page: str) -> HttpResponse:
    """The session begins: a new key, and where it was opened."""
    login(request, user, BACKEND)
    request.session[ADDRESS] = client_address(request)
    request.session[DEVICE] = device(request.headers.get("User-Agent", ""))
    actions.note_sign_in(user=user, at=clock.now(), way=way)
    return redirect(safe_next(request, next_page))


def locked_out(request, response=None, credentials=None) -> HttpResponse:
    """The answer after five wrong passwords: the same for every name, whether there is such an account or not."""
    if request.path.startswith("/api/"):
        words = _("Too many attempts. Signing in is locked for 15 minutes.")
        return JsonResponse({"code": "locked", "detail": words}, status=429)
    return render(request, "errors/429.html", status=429)


def safe_next(request, page: str) -> str:
    """The page asked for if it is ours, else the start."""
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else "/"


def slips_allowed(request, name: str) -> bool:
    from axes.handlers.proxy import AxesProxyHandler

    return AxesProxyHandler.is_allowed(request, {"username": f"slip {name}"})


def note_wrong_slip(request, name: str) -> None:
    """A wrong slip counts like a wrong password: five for a name from one network, then a quarter of an hour."""
    from django.contrib.auth.signals import user_login_failed

    user_login_failed.send(sender="slips", credentials={"username": f"slip {name}"}, request=request)


def show(form, refusal: Refused) -> None:
    """Put a refusal where it belongs: at its fields, or above the form."""
    fields = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in fields.items():
        form.add_error(name, str(text))
    if not fields:
        form.add_error(None, str(refusal.message))
