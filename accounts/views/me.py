"""One's own page: preferences, password, sessions, what one is."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, queries
from accounts.access import signed_in
from accounts.forms import PasswordForm, PreferencesForm
from accounts.views.door import show
from common import clock
from common.errors import Refused


@signed_in
@require_http_methods(["GET", "POST"])
def me(request):
    user = request.user
    initial = {name: getattr(user, name) for name in ("language", "text_size", "shortcuts_on")}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(user=user, at=clock.now(), **form.cleaned_data)
        translation.activate(user.language)
        messages.success(request, _("Saved. The pages now look as you like them."))
        return redirect("accounts:me")
    return TemplateResponse(
        request, "accounts/me.html",
        {
            "form": form, "roles": queries.roles_in_words(request.viewer),
            "sessions": queries.sessions_of(user, clock.now()), "this_session": request.session.session_key,
        },
    )  # fmt: skip


@sensitive_post_parameters()
@signed_in
@require_http_methods(["GET", "POST"])
def password(request):
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            user = actions.change_password(
                user=request.user, present=said["present"], new=said["password"], at=clock.now(),
                keep=request.session.session_key,
            )  # fmt: skip
        except Refused as refusal:
            show(form, refusal)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("The password is changed. On other devices you have to sign in anew."))
            return redirect("accounts:me")
    return TemplateResponse(request, "accounts/password.html", {"form": form})


@signed_in
@require_POST
def session_end(request, public_id):
    session = queries.sessions_of(request.user, clock.now()).filter(public_id=public_id).first()
    if session is None:
        raise Http404
    actions.end_session(session=session, by=request.user, at=clock.now())
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:me")


@signed_in
@require_POST
def sessions_end(request):
    actions.end_other_sessions(user=request.user, keep=request.session.session_key, by=request.user, at=clock.now())
    messages.success(request, _("All other devices are signed out."))
    return redirect("accounts:me")
