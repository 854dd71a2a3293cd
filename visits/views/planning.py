"""What the county plans: the month's theme and the assistance days."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from common.lists import tabs
from common.periods import Day, Month, parse
from common.text import is_number
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from visits import actions
from visits.forms import MoveForm, ThemeForm
from visits.models import MonthTheme
from visits.queries import days as reads

P = Permission
FIRST_YEAR = 2015


def county_for(request, permission=None) -> Region:
    """The viewer's county; 403 for those who may not do this there."""
    county = Region.objects.filter(path=request.viewer.county_path).first()
    if county is None:
        raise Http404
    if permission and not request.viewer.can(permission, county.path):
        raise PermissionDenied
    return county


@needs(P.VISITS_SEE)
def themes(request):
    """What does the county ask to look at, month by month?"""
    county, this = county_for(request), Month.of(clock.today())
    rows = list(MonthTheme.objects.visible_to(request.viewer).select_related("set_by")[:36])
    known = {row.month for row in rows}
    context = {
        "rows": rows, "county": county, "may_edit": request.viewer.can(P.THEMES_EDIT, county.path),
        "open": [month for month in (this, this.next()) if month.key not in known],
    }  # fmt: skip
    return TemplateResponse(request, "visits/themes.html", context)


@needs(P.THEMES_EDIT)
def theme(request, month):
    """Set or change the theme of a month."""
    county, asked = county_for(request, P.THEMES_EDIT), _month(month)
    held = MonthTheme.objects.visible_to(request.viewer).filter(region=county, month=asked.key).first()
    lines = "\n".join(q["text"] for q in held.questions) if held else ""
    form = ThemeForm(
        request.POST or None, most=int(settings_for(county.path, asked.start)[keys.THEME_QUESTIONS_MAX]),
        initial={"title": held.title, "tip": held.tip, "questions": lines} if held else None,
    )  # fmt: skip
    if request.method == "POST":
        done = attempt(
            form, lambda **typed: actions.set_theme(county=county, month=asked.key, by=request.user, at=clock.now(), **typed)
        )
        if done:
            messages.success(request, _("The theme is saved. It stands on the visit form of that month."))
            return redirect("visits:themes")
    return TemplateResponse(request, "visits/theme.html", {"form": form, "month": asked, "held": held})


def _month(text) -> Month:
    try:
        asked = parse(text)
    except ValueError as error:
        raise Http404 from error
    if not isinstance(asked, Month):
        raise Http404
    return asked


@needs(P.VISITS_SEE)
def days(request):
    """When does everybody go to the villages this year?"""
    county, on = county_for(request), clock.today()
    asked = request.GET.get("year", "")
    year = int(asked) if is_number(asked) and FIRST_YEAR <= int(asked) <= on.year + 1 else on.year
    found = reads.days_of(county.path, year)
    context = {
        "months": reads.by_month(found, year), "year": year, "on": on, "n": sum(1 for d in found if d.held),
        "next": next((d for d in found if d.held and d.held >= on), None), "name": reads.name_of(county.path, on),
        "may_edit": request.viewer.can(P.THEMES_EDIT, county.path), "earlier": year - 1, "later": year + 1 if year <= on.year else None,
        "is_owed": settings_for(county.path, on)[keys.ASSISTANCE_DAY_OWED],
    }  # fmt: skip
    return TemplateResponse(request, "visits/days.html", context)


def _planned(county, text) -> reads.HelpDay:
    try:
        asked = parse(text)
    except ValueError as error:
        raise Http404 from error
    if not isinstance(asked, Day):
        raise Http404
    found = next((d for d in reads.days_of(county.path, asked.date.year) if d.planned == asked.date), None)
    if found is None:
        raise Http404
    return found


@needs(P.VISITS_SEE)
def day(request, day):
    """Who went on this day, and who did not?"""
    county, on = county_for(request), clock.today()
    found = _planned(county, day)
    if found.held is None or found.held > on:
        raise Http404
    helpers = reads.helpers_on(request.viewer, found.held)
    n_all, n_went = helpers.count(), helpers.filter(went=True).count()
    view = "stayed" if request.GET.get("view") == "stayed" else ""
    page = Paginator(helpers.filter(went=view != "stayed"), 50).get_page(request.GET.get("page"))
    words = [("", _("Went"), n_went), ("stayed", _("Did not go"), n_all - n_went)]
    context = {
        "day": found, "page": page, "rows": page.object_list, "tabs": tabs(request.GET, "view", words), "n_all": n_all,
        "n_went": n_went, "name": reads.name_of(county.path, on), "may_team": request.viewer.can(P.TEAMS_SEE),
    }  # fmt: skip
    return TemplateResponse(request, "visits/day.html", context)


@needs(P.THEMES_EDIT)
def move(request, day):
    """Hold an assistance day on another day, or not at all."""
    county = county_for(request, P.THEMES_EDIT)
    found = _planned(county, day)
    form = MoveForm(request.POST or None, initial={"moved_to": found.held, "reason": found.move.reason if found.move else ""})
    if request.method == "POST":
        done = attempt(
            form, lambda **typed: actions.move_assistance_day(county=county, on=found.planned, by=request.user, at=clock.now(), **typed)
        )
        if done:
            messages.success(request, _("The day is moved."))
            return redirect(f"{reverse('visits:days')}?year={found.planned.year}")
    return TemplateResponse(request, "visits/move.html", {"form": form, "day": found})
