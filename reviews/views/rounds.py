"""Opening a round in three steps, leaving teams out of it, reminding, closing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.forms import attempt
from regions.models import Region
from reviews.actions import publishing
from reviews.actions import rounds as actions
from reviews.filters import MatrixFilter
from reviews.forms.rounds import ClosureForm, ExclusionForm, OpenForm
from reviews.models import ReviewMeeting
from reviews.queries import opening
from reviews.queries import rounds as reads
from reviews.queries.rubric import Rubric, freeze
from reviews.queries.wording import rules_of
from reviews.views.found import round_for

P = Permission


def county_for(request) -> Region:
    county = Region.objects.filter(path=request.viewer.county_path).first()
    if county is None:
        raise Http404
    if not request.viewer.can(P.REVIEWS_OPEN, county.path):
        raise PermissionDenied
    return county


@needs(P.REVIEWS_OPEN)
def new(request):
    """The answers, then who is in and what goes out, then the deed; each step is a POST of the same form."""
    county, on, step = county_for(request), clock.today(), request.POST.get("step", "")
    teams, rubric = list(reads.open_teams(county.path, on)), Rubric(freeze(county.path, on))
    form = OpenForm(
        request.POST if step else None, quarters=opening.offered(county.path, on), proposal=opening.proposal(county.path, on),
        teams=teams, rubric=rubric,
    )  # fmt: skip
    if step == "publish":
        round_ = attempt(form, lambda **typed: actions.open_round(region=county, by=request.user, at=clock.now(), on=on, **typed))
        if round_:
            n = round_.meetings.count()
            messages.success(request, ngettext("The round is open: %(n)d team.", "The round is open: %(n)d teams.", n) % {"n": n})
            return redirect("reviews:round", round_.quarter)
    context = {"form": form, "teams": teams, "rules": rules_of(rubric), "step": step}
    if step == "check" and form.is_valid():
        included, left_out = opening.split(teams, form.exclusions)
        offices = reads.offices_of([team.path for team in included], on)
        captains = reads.captains_of([team.pk for team in included], on)
        context |= {
            "included": included, "left_out": left_out, "asked": form.cleaned_data, "n_captains": len(captains),
            "n_offices": sum(len(people) for people in offices.values()), "without": [t for t in included if t.pk not in captains],
        }  # fmt: skip
        return TemplateResponse(request, "reviews/open_check.html", context)
    return TemplateResponse(request, "reviews/open.html", context)


@needs(P.REVIEWS_OPEN)
def exclusion(request, quarter):
    """Leave one team out of a round that is open."""
    round_ = round_for(request, quarter, P.REVIEWS_OPEN)
    teams = reads.open_teams(round_.path, clock.today()).exclude(pk__in=round_.exclusions.values("team"))
    form = ExclusionForm(request.POST if request.method == "POST" else None, teams=teams, initial={"team": request.GET.get("team")})
    if request.method == "POST":
        row = attempt(form, lambda **typed: actions.exclude(round_=round_, by=request.user, at=clock.now(), on=clock.today(), **typed))
        if row:
            messages.success(request, _("%(village)s is left out of the round.") % {"village": row.team.name})
            return redirect("reviews:round", quarter)
    return TemplateResponse(request, "reviews/exclusion.html", {"form": form, "round": round_})


@require_POST
@needs(P.REVIEWS_OPEN)
def inclusion(request, quarter, team):
    """Take a team in that was left out."""
    round_ = round_for(request, quarter, P.REVIEWS_OPEN)
    row = get_object_or_404(round_.exclusions.select_related("team__region__parent"), team=team)
    try:
        actions.include(round_=round_, team=row.team, by=request.user, at=clock.now(), on=clock.today())
        messages.success(request, _("%(village)s takes part in the round.") % {"village": row.team.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:round", quarter)


@require_POST
@needs(P.DUTIES_URGE)
def urge(request, quarter):
    """Remind those whose meeting is late (催办): what the list shows, where the right holds."""
    round_ = round_for(request, quarter)
    found = MatrixFilter(request.GET, request.viewer, round_).apply(ReviewMeeting.objects.visible_to(request.viewer))
    try:
        allowed = found.allowed(request.viewer, P.DUTIES_URGE)
        n = publishing.urge(round_=round_, meetings=allowed, by=request.user, at=clock.now(), on=clock.today())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", n) % {"n": n}
        messages.success(request, done if n else _("Everybody concerned was reminded today already."))
    return redirect(f"{_address(quarter)}?view=late")


def _address(quarter) -> str:
    return redirect("reviews:round", quarter).url


@needs(P.REVIEWS_OPEN)
def closure(request, quarter):
    """What is still missing, then close and publish."""
    round_ = round_for(request, quarter, P.REVIEWS_OPEN)
    form = ClosureForm(request.POST if request.method == "POST" else None, missing=reads.missing_grades(round_))
    if request.method == "POST":
        if attempt(form, lambda **typed: publishing.close_round(round_=round_, by=request.user, at=clock.now(), on=clock.today(), **typed)):
            messages.success(request, _("The round is closed. The results are published; a change now needs a correction."))
            return redirect("reviews:round", quarter)
    rows = reads.rows_of(reads.matrix(request.viewer, round_), round_, on=clock.today())
    context = {"form": form, "round": round_, "counts": reads.counts(rows)}
    return TemplateResponse(request, "reviews/closure.html", context)
