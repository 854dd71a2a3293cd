"""The account of a quarter, closing it, and what anybody may read of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Permission, needs, public
from common import clock
from common.errors import Refused
from common.periods import ONE_DAY, Quarter, parse
from common.templatetags.formats import period_label
from policies import keys
from policies.queries import settings_for
from wishes.fund import actions
from wishes.fund.queries.accounts import account_of, history, next_to_close, quarters_of
from wishes.fund.queries.public import N_QUARTERS, public_account, public_fund
from wishes.fund.views.frame import frame, fund_of, must_hold

P = Permission
TABS = 6


def quarter_asked(key: str) -> Quarter:
    """The quarter in an address; anything else is no page."""
    try:
        found = parse(key)
    except ValueError:
        raise Http404 from None
    if not isinstance(found, Quarter):
        raise Http404
    return found


@needs(P.FUND_SEE)
def account(request, key=""):
    """Opening + donations − grants ± corrections = closing; every number opens its rows."""
    must_hold(request, P.FUND_SEE)
    fund, on = fund_of(request), clock.today()
    if fund is None:
        return redirect("fund:home")
    quarter = quarter_asked(key) if key else Quarter.of(on)
    quarters = quarters_of(fund, on)
    if quarter not in quarters:
        raise Http404
    found, words = account_of(fund, quarter), settings_for(fund.path, on)
    due = next_to_close(fund, quarters)
    context = frame(
        request, "account", fund=fund, quarter=quarter, account=found, seasons=history(fund, quarters), is_running=on < quarter.end,
        day_before=quarter.start - ONE_DAY,
        purposes=[(words.label(keys.FUND_PURPOSES, line.purpose), line) for line in found.purposes],
        tabs=[{"label": period_label(one), "url": reverse("fund:account-of", args=[one.key]), "active": one == quarter, "count": ""} for one in quarters[:TABS]],
        may_close=request.viewer.can(P.FUND_EDIT, fund.path) and quarter == due and on >= quarter.end, due=due,
        paper={"quarter": quarter.key, "county": fund.path}, export=f"quarter={quarter.key}", may_export=request.viewer.can(P.REGISTERS_EXPORT),
        is_public=words[keys.WISH_PUBLIC_LIST],
    )  # fmt: skip
    return TemplateResponse(request, "wishes/fund/account.html", context)


@needs(P.FUND_EDIT)
def closing(request, key):
    """Close a quarter: first what it means, then for good."""
    must_hold(request, P.FUND_EDIT)
    fund, quarter = fund_of(request), quarter_asked(key)
    if fund is None or quarter not in quarters_of(fund, clock.today()):
        raise Http404
    if request.method == "POST":
        try:
            actions.close_quarter(fund=fund, quarter=quarter, by=request.user, at=clock.now(), on=clock.today())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The account of %(quarter)s is closed.") % {"quarter": period_label(quarter)})
        return redirect("fund:account-of", quarter.key)
    context = frame(request, "account", quarter=quarter, account=account_of(fund, quarter), fund=fund)
    return TemplateResponse(request, "wishes/fund/closing.html", context)


@public
@require_safe
def for_all(request, county):
    """What became of what was given? For anybody, without names of families."""
    on = clock.today()
    fund = public_fund(county, on)
    if fund is None:
        raise Http404
    seasons = history(fund, quarters_of(fund, on))
    shown = quarter_asked(request.GET["quarter"]) if request.GET.get("quarter") else _last_closed(seasons)
    if shown not in [one.quarter for one in seasons]:
        raise Http404
    context = {"fund": fund, "seasons": seasons[:N_QUARTERS], "shown": public_account(fund, shown, on), "quarter": shown, "on": on}
    return TemplateResponse(request, "wishes/fund/public.html", context)


def _last_closed(seasons) -> Quarter:
    """The newest quarter that is closed, else the running one."""
    return next((one.quarter for one in seasons if one.is_closed), seasons[0].quarter)
