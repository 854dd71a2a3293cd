"""Two versions of the same thing: which counts?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from common import clock
from common.errors import Refused
from filing import actions, queries
from filing.forms import SettleForm
from filing.kinds import KINDS


@signed_in
@require_safe
def conflicts(request):
    """What waits for me to choose?"""
    rows = [(later, KINDS[later.kind]) for later in queries.open_conflicts(request.user) if later.kind in KINDS]
    return TemplateResponse(request, "filing/conflicts.html", {"rows": rows})


@signed_in
@require_http_methods(["GET", "POST"])
def conflict(request, number):
    """Both versions side by side; the later one is kept until it is decided."""
    later = queries.open_conflicts(request.user).filter(uuid=number).first()
    if later is None or later.kind not in KINDS:
        return _decided(request, number)
    kind, at = KINDS[later.kind], clock.now()
    seen = queries.both(kind, later, request.viewer, at=at)
    form = SettleForm(request.POST or None, kind=kind, seen=seen)
    errors: dict[str, list[str]] = {}
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.settle(kind=kind, later=later, viewer=request.viewer, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            errors = getattr(refusal, "errors", {})
        else:
            messages.success(request, _("It is decided. Nothing waits for you here any more."))
            return redirect(kind.url(row) if row is not None else "filing:conflicts")
    context = {"form": form, "later": later, "kind": kind, "seen": seen, "errors": queries.labelled(seen, errors)}
    return TemplateResponse(request, "filing/conflict.html", context)


@signed_in
@require_POST
def give_up_photos(request, number):
    """Photos of this thing will not come any more: the phone is lost, or they were taken off it."""
    found = queries.standing(number, request.user)
    if found is None or not found[0].takes_photos:
        raise Http404
    kind, row = found
    n = actions.give_up(kind=kind, item=number, numbers=None, viewer=request.viewer, at=clock.now())
    if n:
        messages.success(request, ngettext("%(n)s photo is not waited for any more.", "%(n)s photos are not waited for any more.", n) % {"n": n})
    return redirect(kind.url(row))


def _decided(request, number):
    """An old link: where the thing stands now."""
    found = queries.states_of(request.user, [number])[0]
    if not found.url:
        raise Http404
    return redirect(found.url)
