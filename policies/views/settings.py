"""The rules by group, one rule with its history, and its change in two steps: preview, then keep."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from policies import actions, queries, wording
from policies.forms import RuleInput
from policies.models import SettingValue
from policies.views.guard import add_refusal, area_of, check_manage, may_manage


@require_GET
@needs(Permission.SETUP_SEE)
def home(request):
    area = area_of(request)
    on = clock.today()
    context = {
        "area": area, "areas": queries.setup_areas(request.viewer), "on": on, "may_edit": may_manage(request, area),
        "groups": queries.rules_by_group(area.path, on),
    }  # fmt: skip
    return TemplateResponse(request, "policies/home.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SETUP_SEE)
def rule(request, name):
    key, area = _key(name), area_of(request)
    today = clock.today()
    if request.method == "POST":
        check_manage(request, area)
    settings = queries.settings_for(area.path, today)
    given = RuleInput(key, settings[key], request.POST if request.method == "POST" else None, since=today)
    if request.method == "POST" and request.POST.get("step") != "edit" and given.is_valid():
        try:
            return _next_step(request, key, area, given)
        except Refused as refused:
            add_refusal(given.form, refused)
    return TemplateResponse(request, "policies/rule.html", _context(request, key, area, settings, given))


def _next_step(request, key, area, given):
    wanted = {"region": area, "since": given.form.cleaned_data["since"]}
    if request.POST.get("step") == "keep":
        source = given.form.cleaned_data["source"]
        change = actions.set_rule(key, given.raw, **wanted, by=request.user, at=clock.now(), source=source)
        said = _("The new value is kept.") if change.is_one else _("This value holds already; nothing was changed.")
        messages.success(request, said)
        return redirect(f"{reverse('policies:rule', args=[key.name])}?area={area.path}")
    change = actions.plan_setting(key, given.raw, **wanted)
    skipped = ("csrfmiddlewaretoken", "step", "area")
    typed = [(n, v) for n, values in request.POST.lists() if n not in skipped for v in values]
    context = {"key": key, "area": area, "change": change, "typed": typed, "is_past": change.since < clock.today()}
    return TemplateResponse(request, "policies/rule_preview.html", context)


def _context(request, key, area, settings, given):
    rows = [(row, wording.raw_in_words(key, row.value)) for row in queries.history(key, area.path)]
    return {
        "key": key, "area": area, "rule": queries.rule_of(key, settings), "given": given, "form": given.form,
        "history": rows, "may_edit": may_manage(request, area), "today": clock.today(),
        "default_words": wording.raw_in_words(key, key.default),
    }  # fmt: skip


@require_POST
@needs(Permission.SETUP_MANAGE)
def withdraw(request, pk):
    """Take back a value that does not hold yet."""
    row = get_object_or_404(SettingValue.objects.allowed(request.viewer, Permission.SETUP_MANAGE), pk=pk)
    try:
        actions.withdraw(row, by=request.user, on=clock.today(), at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The coming value is withdrawn."))
    return redirect(f"{reverse('policies:rule', args=[row.key])}?area={row.path}")


def _key(name):
    key = queries.known_key(name)
    if key is None:
        raise Http404
    return key
