"""The working-day calendar of a county."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Permission, needs
from common import clock, periods
from common.text import is_number
from policies import actions, queries
from policies.forms import DayForm, NoticeForm
from policies.views.guard import check_manage, county_of, may_manage

YEARS = range(2020, 2100)  # that a calendar is kept for


@require_GET
@needs(Permission.SETUP_SEE)
def year(request):
    return _page(request, county_of(request), _year(request.GET.get("year")))


def _year(text):
    return int(text) if text and is_number(text) and int(text) in YEARS else clock.today().year


def _must_be_a_year(shown: int) -> None:
    if shown not in YEARS:
        raise Http404


def _page(request, county, shown, form=None):
    calendar, grid = queries.calendar(county.path), queries.year_grid(county.path, shown)
    months = list(zip(periods.Year(shown).months(), grid, strict=True))
    picked = parse_date(request.GET.get("day") or "")
    day = next((day for month in grid for day in month if day.on == picked), None)
    context = {
        "county": county, "year": shown, "may_edit": may_manage(request, county), "day": day,
        "months": [(m, calendar.workdays_in(m), queries.weeks(days)) for m, days in months],
        "n_workdays": calendar.workdays_in(periods.Year(shown)), "is_provisional": calendar.is_provisional(shown),
        "special": [day for month in grid for day in month if day.is_special],
        "has_proposals": any(day.is_proposed for month in grid for day in month),
        "form": form or DayForm(initial=_initial(day)), "notice_form": NoticeForm(),
    }  # fmt: skip
    return TemplateResponse(request, "policies/calendar.html", context)


def _initial(day):
    return {"on": day.on, "is_workday": "off" if day.is_workday else "worked", "name": day.name} if day else {}


def _back(county, shown):
    return redirect(f"{reverse('policies:calendar')}?area={county.path}&year={shown}")


@require_POST
@needs(Permission.SETUP_MANAGE)
def set_day(request):
    county = county_of(request)
    check_manage(request, county)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, county, _year((request.POST.get("on") or "")[:4]), form)
    actions.set_day(**form.cleaned_data, county=county, by=request.user, at=clock.now())
    messages.success(request, _("The day is kept. Assistance days and deadlines follow it from now on."))
    return _back(county, form.cleaned_data["on"].year)


@require_POST
@needs(Permission.SETUP_MANAGE)
def put_back(request, on):
    county = county_of(request)
    check_manage(request, county)
    actions.put_back_day(on, county=county, by=request.user, at=clock.now())
    messages.success(request, _("The county's own word about this day is taken back."))
    return _back(county, on.year)


@require_POST
@needs(Permission.SETUP_MANAGE)
def propose(request, shown):
    county = county_of(request)
    check_manage(request, county)
    _must_be_a_year(shown)
    n = actions.propose_year(shown, county=county, by=request.user, at=clock.now())
    messages.success(
        request, _("%(n)s days are proposed. Compare them with the notice, mend them, then confirm.") % {"n": n}
    )
    return _back(county, shown)


@require_POST
@needs(Permission.SETUP_MANAGE)
def confirm(request, shown):
    county = county_of(request)
    check_manage(request, county)
    _must_be_a_year(shown)
    form = NoticeForm(request.POST)
    if form.is_valid():
        actions.confirm_year(shown, **form.cleaned_data, county=county, by=request.user, at=clock.now())
        messages.success(request, _("The year is confirmed and no longer provisional."))
    else:
        messages.error(request, _("Write the number or title of the notice first."))
    return _back(county, shown)
