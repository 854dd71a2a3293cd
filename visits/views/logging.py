"""Logging a visit: choose a household, write, save; the next one is offered."""

import hashlib
import uuid as uuids

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import Permission, needs
from accounts.actions.drafts import drop_draft
from accounts.queries import drafts_of
from common import clock
from common.errors import Refused
from common.forms import with_number
from common.text import is_number, sentences
from duties.kinds import title_of
from visits import actions
from visits.forms import ManyForm, VisitForm
from visits.queries import picking

P = Permission


@needs(P.VISITS_LOG)
def new(request):
    """One household (?household=), several at once (?many=1), or first choose one."""
    if request.GET.get("many"):
        return several(request)
    asked = request.GET.get("household", "")
    if not asked:
        return pick(request)
    if not is_number(asked):
        raise Http404
    return one(request, get_object_or_404(picking.loggable(request.viewer), pk=asked))


def pick(request):
    """Whom did you visit?"""
    words = request.GET.get("who", "").strip()[:40]
    rows = picking.with_dues(picking.found(request.viewer, words), request.user, on=clock.today())
    groups: dict[str, list] = {}
    for row in rows:
        groups.setdefault(f"{row.household.region.name} {row.household.group_name}".strip(), []).append(row)
    context = {"groups": groups.items(), "who": words, "n": len(rows), "most": picking.MOST}
    return TemplateResponse(request, "visits/pick.html", context)


def one(request, household):
    on = clock.today()
    draft = _draft(request, household.pk)
    form = VisitForm(
        with_number(request), request.FILES or None, path=household.path, today=on, household=household,
        theme=picking.theme_of(household.path, on), initial=draft,
    )  # fmt: skip
    if request.method == "POST":
        visits = _save(request, form, lambda: [household])
        if visits:
            return redirect(f"{reverse('visits:detail', args=[visits[0].pk])}?next=1")
    due = picking.with_dues([household], request.user, on=on)[0]
    context = {"form": form, "household": household, "due": due, "on": on, "subject": household.pk,
               "number": form["uuid"].value(), "theme": form.theme, "has_draft": bool(draft)}  # fmt: skip
    return TemplateResponse(request, "visits/new.html", context)


def several(request):
    """The same words for several of one's own households."""
    viewer, on = request.viewer, clock.today()
    offered = picking.mine(viewer)
    if not offered.exists():
        offered = picking.loggable(viewer).by_group()
        offered = offered.filter(pk__in=list(offered.values_list("pk", flat=True)[: picking.MOST]))
    draft = _draft(request, "many")
    form = ManyForm(
        with_number(request), path=viewer.county_path, today=on, theme=picking.theme_of(viewer.county_path, on),
        offered=offered, initial=draft,
    )  # fmt: skip
    if request.method == "POST":
        visits = _save(request, form, lambda: list(form.cleaned_data["household"]))
        if visits:
            return redirect(f"{reverse('visits:list')}?person={request.user.pk}")
    context = {"form": form, "household": None, "due": None, "on": on, "subject": "many", "number": form["uuid"].value(),
               "theme": form.theme, "has_draft": bool(draft)}  # fmt: skip
    return TemplateResponse(request, "visits/new.html", context)


def _draft(request, subject) -> dict | None:
    """Go on under the number of what was not finished, so that it can be offered again."""
    draft = drafts_of(request.user, "visit", str(subject)).order_by("-updated_at").first()
    return {"uuid": draft.uuid} if draft else None


def _save(request, form, households):
    """Log what a valid form says. A refusal stands on the form; a bad photo is told and costs nothing else."""
    if not form.is_valid():
        return []
    number = form.cleaned_data["uuid"]
    try:
        visits = actions.log(
            households=households(), facts=form.facts(), by=request.user, at=clock.now(), today=clock.today(), uuid=number
        )
    except Refused as refusal:
        for name, text in (refusal.fields or {None: str(refusal)}).items():
            form.add_error(name if name in form.fields else None, str(text))
        return []
    drop_draft(number=number, by=request.user, at=clock.now(), is_sent=True)
    keep_photos(request, visits[0], form.cleaned_data.get("photos") or [])
    _told(request, visits)
    return visits


def keep_photos(request, visit, files):
    for file in files:
        data = file.read()
        name = uuids.uuid5(visit.uuid, hashlib.sha256(data).hexdigest())
        try:
            actions.add_photo(visit=visit, data=data, by=request.user, at=clock.now(), uuid=name)
        except Refused as refusal:
            colon = pgettext("between label and error", ": ")
            messages.warning(request, f"{file.name}{colon}{refusal}")


def _told(request, visits):
    """Say what was closed by it, and what was not."""
    closed = picking.closed_by(visits)
    if len(visits) > 1:
        saved = ngettext("%(n)d visit is saved.", "%(n)d visits are saved.", len(visits)) % {"n": len(visits)}
        done = ngettext("%(n)d duty is done with it.", "%(n)d duties are done with it.", len(closed)) % {"n": len(closed)}
        text = sentences(saved, done)
    elif closed:
        kinds = _(", ").join(str(title_of(duty.kind)) for duty in closed)
        text = _("Saved. With it the %(kinds)s of this period is done.") % {"kinds": kinds}
    elif not actions.logging.counts(visits[0]):
        text = _("Saved as a contact. This way of visiting does not fulfil the visit that is owed.")
    else:
        text = _("Saved. The household was seen; nothing was owed by you in this period.")
    messages.success(request, text)
