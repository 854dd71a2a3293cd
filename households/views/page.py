"""One household's page and the showing of hidden values."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock, masks
from common.errors import Refused
from common.lists import tabs
from common.text import is_number
from households import actions
from households.forms import TagForm
from households.models import Household, Person
from households.queries import page as reads
from households.queries import quota
from policies import keys
from policies.queries import settings_for
from teams.queries import reachable

P = Permission


def household_for(request, pk, permission=None) -> Household:
    """The household, if the viewer may see it; 403 when he may see it and not do this."""
    household = get_object_or_404(reads.of_page(request.viewer, pk))
    if permission and not request.viewer.can(permission, household.path):
        raise PermissionDenied
    return household


@needs(P.HOUSEHOLDS_SEE)
def detail(request, pk):
    """How is this family, and who helps?"""
    viewer, on = request.viewer, clock.today()
    household = household_for(request, pk)
    parts = [("", _("Course"), ""), ("members", _("Members"), household.n_persons), ("help", _("Who answers"), ""),
             ("wishes", _("Micro-wishes"), ""), ("history", _("Types and changes"), "")]  # fmt: skip
    shown = request.GET.get("part", "")
    part = shown if any(name == shown for name, _word, _n in parts) else ""
    rules = settings_for(household.path, on)
    helpers = reads.helpers_of(household)
    duties = reads.duties_of(household, on)
    context = {
        "household": household, "helpers": helpers, "duties": duties, "on": on, "part": part,
        "late": [duty for duty in duties if duty.is_overdue(on)], "tabs": tabs(request.GET, "part", parts),
        "category": rules.label(keys.HOUSEHOLD_CATEGORIES, household.category), "phone": masks.phone(household.phone),
        "monitored": rules.label(keys.MONITORED_KINDS, household.monitored_kind) if household.monitored_kind else "",
        "cause": rules.label(keys.RISK_CAUSES, household.cause) if household.cause else "",
        "classes": rules.labels(keys.PAIRING_CLASSES), "persons": [] if part in ("help", "history") else reads.members_of(household),
        "marks": [(tag, rules.label(keys.HOUSEHOLD_TAGS, tag.code)) for tag in reads.tags_of(household)],
        **_of_part(part, household, helpers, rules, on, viewer), **_may(viewer, household, helpers),
    }  # fmt: skip
    return TemplateResponse(request, "households/detail.html", context)


def _of_part(part, household, helpers, rules, on, viewer):
    """What only one tab shows is only read for it."""
    if part == "help":
        links = reads.chain(household, helpers, on)
        warning = quota_line(helpers, on)
        return {
            "chain": links, "n_gaps": sum(1 for link in links if link.is_gap), "quota_warning": warning,
            "reasons": rules.labels(keys.PAIRING_END_REASONS), "reach": reachable(viewer, (link.cadre for link in links)),
        }  # fmt: skip
    if part == "history":
        return {"spans": reads.spans_of(household, rules), "changes": reads.changes_of(household)}
    if part == "members":
        return {"tag_form": TagForm(path=household.path, today=on)}
    return {}


def quota_line(helpers, on) -> str:
    if helpers.own is None:
        return ""
    cadre = helpers.own.cadre
    return quota.warning(cadre, quota.held_by([cadre]).get(cadre.pk, 0), on)


def _may(viewer, household, helpers):
    is_own = any(pairing.cadre.user_id == viewer.user.pk for pairing in helpers.pairings)
    return {
        "may_edit": viewer.can(P.HOUSEHOLDS_EDIT, household.path), "may_pair": viewer.can(P.PAIRINGS_EDIT, household.path),
        "may_reveal": viewer.can(P.SENSITIVE_REVEAL, household.path), "may_log": is_own or viewer.can(P.VISITS_LOG, household.path),
        "may_call": is_own or viewer.can(P.SENSITIVE_REVEAL, household.path),
        "may_wish": is_own or viewer.can(P.WISHES_EDIT, household.path), "may_see_team": viewer.can(P.TEAMS_SEE, household.path),
        "may_see_fund": viewer.can(P.FUND_SEE, household.path),
        "may_see_points": viewer.can(P.SHOP_SEE, household.path) or (is_own and viewer.may_own(P.SHOP_SEE)),
    }  # fmt: skip


@require_POST
@needs(P.HOUSEHOLDS_SEE)
def reveal(request, pk):
    """Ask for a reason, then show one hidden value; the journal keeps who, whose, which, why."""
    household = household_for(request, pk)
    may = _may(request.viewer, household, reads.helpers_of(household))
    field = request.POST.get("field", "")
    person_pk = request.POST.get("person", "")
    if not may["may_reveal"] and not (may["may_call"] and field == "phone"):
        raise PermissionDenied
    persons = Person.objects.filter(household=household)
    person = get_object_or_404(persons, pk=person_pk) if is_number(person_pk) else None
    context = {"household": household, "person": person, "field": field, "shown": "", "refusal": ""}
    if "reason" in request.POST:
        try:
            context["shown"] = actions.reveal(
                household=household, person=person, field=field, reason=request.POST["reason"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            context["refusal"] = str(refusal)
    return TemplateResponse(request, "households/reveal.html", context)
