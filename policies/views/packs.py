"""Packs: the practice of five counties, compared, and loaded after a preview."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, needs
from common import clock
from policies import actions, packs, queries, wording
from policies.forms import PackForm


@require_GET
@needs(Permission.SETUP_SEE)
def every(request):
    return TemplateResponse(request, "policies/packs.html", {"packs": packs.every()})


@require_GET
@needs(Permission.SETUP_SEE)
def compare(request):
    first, second = _pack(request.GET.get("a") or "default"), _pack(request.GET.get("b") or "suining")
    lines = [
        (key, wording.raw_in_words(key, before), wording.raw_in_words(key, after))
        for key, before, after in packs.difference(first, second)
    ]
    context = {"packs": packs.every(), "first": first, "second": second, "lines": lines}
    return TemplateResponse(request, "policies/compare.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SETUP_SEE)
def pack(request, code):
    chosen = _pack(code)
    areas = queries.setup_areas(request.viewer, Permission.SETUP_MANAGE)
    form = PackForm(
        request.POST if request.method == "POST" else None,
        areas=areas,
        initial={"since": clock.today(), "area": areas.first()},
    )
    changes = None
    if request.method == "POST" and form.is_valid():
        area, since = form.cleaned_data["area"], form.cleaned_data["since"]
        if request.POST.get("step") == "load":
            done = actions.load_pack(chosen, region=area, since=since, by=request.user, at=clock.now())
            messages.success(request, _("%(n)s rules changed in %(area)s.") % {"n": len(done), "area": area.name})
            return redirect("policies:home")
        changes = actions.plan_pack(chosen, region=area, since=since)
    context = {"pack": chosen, "form": form, "changes": changes, "may_edit": areas.exists(), **_contents(chosen)}
    return TemplateResponse(request, "policies/pack.html", context)


def _contents(chosen):
    def lines(entries):
        return [(entry, wording.raw_in_words(entry.key, entry.value)) for entry in entries.values()]

    return {"entries": lines(chosen.entries), "silent": lines(chosen.silent)}


def _pack(code):
    try:
        return packs.load(code)
    except packs.UnknownPack:
        raise Http404 from None
