"""What must I do, and by when?"""

from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs, signed_in
from common import clock
from common.periods import Month
from common.templatetags.formats import day, days_left, days_status, period_label
from common.text import is_number
from dashboards.queries import todo as reads
from dashboards.queries.pocket import carried_by, pocket_of, reading_of
from dashboards.queries.waiting import queue_of
from dashboards.views.overview import waiting
from households.actions import take_phones
from wishes.shop.queries.turns import turns_of

P = Permission
TO_CHECK = "wishes.to_check"


@needs(P.VISITS_LOG, P.WISHES_CLAIM)
def todo(request):
    """Progress and three groups by urgency, besides visits what else is owed; for a team what others owe in its village, for a
    unit its own people, for an office what waits in its area."""
    viewer, on = request.viewer, clock.today()
    families = carried_by(viewer)
    found, chores = reads.todo_of(viewer, on=on, known=families), reads.chores_of(viewer, on=on)
    offices = viewer.paths(P.OVERVIEW_SEE)
    village = reads.village_of(viewer)
    others = reads.owed_in(village, viewer, on=on, known=families) if village else []
    pocket = pocket_of(viewer, families, found, others, on=on)
    context = {
        "todo": found, "on": on, "village": village, "heading": _heading(found, chores, bool(offices)), "n_chores": chores.n_open,
        "chores": _chores(chores), "queue": _queue(viewer, offices, on),
        "n_unit_problems": reads.n_problems_of_units(viewer, on=on), "n_unit_promises": reads.n_promises_of_units(viewer),
        "groups": [group for group in _groups(found) if group["rows"]],
        "others": others, "pocket": pocket, "carried": carried(pocket), "county": viewer.county_path,
        "unit_people": reads.late_people_of_units(viewer, on=on) if viewer.unit_ids else [],
        "is_unit": bool(viewer.unit_ids), "may_overview": viewer.can(P.OVERVIEW_SEE), "may_log": viewer.can(P.VISITS_LOG),
        "may_claim": viewer.may_own(P.WISHES_CLAIM), "may_call": bool(village) and viewer.can(P.DUTIES_URGE, village.path),
    }  # fmt: skip
    return his_own(request, TemplateResponse(request, "dashboards/todo.html", context))


@require_POST
@needs(P.VISITS_LOG)
def reading(request):
    """What there is to read about my families where there is no signal; the page asks for it behind itself, a part after the other.
    Once a day it asks for the telephone numbers of his own families as well, which is written down."""
    start = request.POST.get("start", "")
    found = reading_of(request.viewer, on=clock.today(), start=int(start) if is_number(start) else 0)
    if request.POST.get("phones"):
        found["phones"] = take_phones(by=request.user, at=clock.now())
    return JsonResponse(found)


@signed_in
def outbox(request):
    """Has everything gone up? The phone answers; this page only has the words."""
    return his_own(request, TemplateResponse(request, "dashboards/outbox.html"))


def his_own(request, response):
    """Tells the service worker whose page this is, so that it never gives it to anybody else."""
    response["X-Account"] = str(request.user.pk)
    return response


def carried(pocket) -> dict:
    """What static/js/offline/todo.js reads."""
    if not pocket.families:
        return {}
    return {
        "at": clock.now().isoformat(), "since": Month.of(clock.today()).start.isoformat(), "families": pocket.families,
        "modes": pocket.modes, "counting": pocket.counting, "call_away": pocket.call_away,
        "reading": reverse("dashboards:reading"),
    }  # fmt: skip


def _queue(viewer, offices, on) -> list[dict]:
    """What waits in the area of an office, first what the viewer himself decides: one tap leads to it, a second decides one."""
    checks = reads.wishes_to_check(viewer, on=on)
    rows = [waiting(n) for n in queue_of(viewer, offices[0], on) if not (checks.n and n.key == TO_CHECK)] if offices else []
    turns, points = turns_of(viewer, on=on), reverse("shop:points")
    first = (
        _first(checks.n, checks.n_late, _("wishes to check"), f"{reverse('wishes:list')}?view=check"),
        _first(turns.n_objections, turns.n_objections_late, _("objections to points"), f"{points}?view=objections&turn=mine"),
        _first(turns.n, turns.n_late, _("points to approve"), f"{points}?view=waiting&turn=mine"),
    )
    return [row for row in first if row["n"]] + rows


def _first(n, n_late, title, url) -> dict:
    late = ngettext("%(n)s past its day", "%(n)s past their day", n_late) % {"n": n_late} if n_late else ""
    return {"n": n, "title": title, "note": late, "url": url, "bad": bool(n_late)}


def _heading(found, chores, is_office):
    """What is asked now, in one line: the visits of the month or quarter, and how many other things."""
    visits = _("To visit this month") if found.is_within_month or not found.soon else _("To visit this quarter")
    n = chores.n_open
    if not n:
        return visits if found.n_owed or found.late or not is_office else _("To do")
    if found.late or found.soon:
        more = ngettext("%(n)s other thing to do", "%(n)s other things to do", n) % {"n": n}
        return pgettext("heading and more", "%(heading)s; %(more)s") % {"heading": visits, "more": more}
    return ngettext("%(n)s thing to do", "%(n)s things to do", n) % {"n": n}


def _chores(chores):
    """Rows of what is owed besides visits: late, to come, done lately."""
    rows = [_chore(one, "overdue", days_left(one.duty.due_on)) for one in chores.late]
    rows += [_chore(one, days_status(one.duty.due_on), days_left(one.duty.due_on)) for one in chores.soon]
    return rows + [_chore(one, "done", _("done on %(day)s") % {"day": day(one.duty.done_on)}) for one in chores.done]


def _chore(one, status, label):
    duty, kind = one.duty, one.kind
    is_named = bool(duty.title) and duty.title != one.place  # a village's name alone does not say what is to be done
    by = "" if duty.done_on else _("by %(day)s") % {"day": day(duty.due_on)}
    facts = (kind.title if is_named else "", one.place, period_label(duty.period) if "Q" in duty.period else "", by)
    return {
        "title": Truncator(duty.title if is_named else kind.title).chars(48), "url": reverse(kind.subject_url, args=[duty.subject_id]) if kind.subject_url else "",
        "status": status, "status_label": label, "sub": " · ".join(str(fact) for fact in facts if fact),
    }  # fmt: skip


def _groups(found):
    soon = _("Within this month") if found.is_within_month else _("Within this quarter")
    return [
        {"key": "late", "title": _("Go now"), "rows": [_late(task) for task in found.late]},
        {"key": "soon", "title": soon, "rows": [_soon(task) for task in found.soon]},
        {"key": "done", "title": _("Completed"), "rows": [_done(task) for task in found.done]},
    ]


def _row(task, status, label, *facts):
    household = task.household
    title = _("%(name)s household") % {"name": household.head_name}
    return {
        "title": title, "url": reverse("households:detail", args=[household.pk]), "status": status, "status_label": label,
        "sub": " · ".join(str(fact) for fact in facts if fact),
        "act_url": f"{reverse('visits:new')}?household={household.pk}",
        "act_label": _("Log a visit to the household of %(name)s") % {"name": household.head_name},
    }  # fmt: skip


def _place(household):
    return f"{household.region.name}{household.group_name}"


def _late(task):
    household = task.household
    seen = household.last_visited_on
    last = _("last visit %(day)s") % {"day": day(seen)} if seen else _("never visited")
    missed = _("%(n)s visits missed") % {"n": task.n_late} if task.n_late > 1 else ""
    return _row(task, "overdue", days_left(task.duty.due_on), task.word, last, missed, _place(household))


def _soon(task):
    due = task.duty.due_on
    state = days_status(due, 10)
    label = days_left(due) if state == "soon" else ""
    by = _("by %(day)s") % {"day": day(due)}
    return _row(task, "soon" if label else "", label, task.word, by, _place(task.household))


def _done(task):
    who = task.visit.by.name if task.visit else ""
    row = _row(task, "done", _("visited"), f"{day(task.duty.done_on)} {task.mode}".strip(), who, _place(task.household))
    if task.visit:
        row["url"] = reverse("visits:detail", args=[task.visit.pk])
    return row
