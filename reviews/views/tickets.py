"""Printing tickets for the villages of one's area, all in one file."""

import logging

from celery import current_app
from django.conf import settings
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from accounts.access import Permission, needs
from common import clock
from common.forms import attempt
from papers import actions as papers
from reviews.actions import tickets as actions
from reviews.forms.ballots import TicketsForm
from reviews.queries import ballots as reads
from reviews.queries.rubric import rubric_of
from reviews.views.found import round_for

log = logging.getLogger("zhucun.papers")


@needs(Permission.REVIEWS_EDIT)
@require_http_methods(["GET", "POST"])
def tickets(request, quarter):
    """Tickets for one village, or for all that still wait for theirs."""
    round_ = round_for(request, quarter)
    kinds = reads.kinds_of(rubric_of(round_))
    kind = reads.kind_asked(rubric_of(round_), request.POST.get("kind", request.GET.get("kind", "")))
    meetings = list(actions.waiting(request.viewer, round_, kind))
    form = TicketsForm(
        request.POST or None, teams=_teams(meetings), kinds=kinds,
        initial={"kind": kind, "team": request.GET.get("team", "")},
    )  # fmt: skip
    if request.method == "POST":
        run = attempt(form, lambda team, n, **_typed: _ask(request, round_, kind, team, n))
        if run:
            return redirect("papers:detail", run.pk)
    context = {"round": round_, "form": form, "n_meetings": len(meetings), "printed": reads.n_printed(meetings, kind)}
    return TemplateResponse(request, "reviews/tickets.html", context)


def _teams(meetings) -> list:
    n = len(meetings)
    every = ngettext("The one village that waits", "All %(n)s villages that wait", n) % {"n": n}
    return [("", every), *((str(m.team_id), f"{m.team.region.parent.name} {m.team.region.name}") for m in meetings)]


def _ask(request, round_, kind: str, team: str, n: int | None):
    """Queue the paper; one village is made at once, the rest by a worker, or by the timetable within a minute."""
    params = {"round": str(round_.pk), "kind": kind, "team": team, "n": str(n or ""), "site": _site(request)}
    run = papers.ask(code=actions.CODE, params=params, viewer=request.viewer, at=clock.now())
    if run.total == 1:
        papers.make(run.pk, now=clock.now)
    elif settings.REDIS_URL:
        try:
            current_app.send_task("papers.tasks.run_papers", retry=False)
        except (OperationalError, OSError):
            log.warning("the queue does not answer; the timetable will do it")
    return run


def _site(request) -> str:
    """Where people vote: the site's own address; without one, the address under which this page was asked for."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
