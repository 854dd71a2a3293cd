"""What must I do, and by when?"""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Permission, needs
from common import clock
from common.templatetags.formats import day, days_left, days_status
from dashboards.queries import todo as reads

P = Permission


@needs(P.VISITS_LOG, P.WISHES_CLAIM)
def todo(request):
    """Progress and three groups by urgency; for a team what others owe in its village; for a unit its own people."""
    viewer, on = request.viewer, clock.today()
    found = reads.todo_of(viewer, on=on)
    village = reads.village_of(viewer)
    context = {
        "todo": found, "on": on, "village": village,
        "groups": [group for group in _groups(found) if group["rows"]],
        "others": reads.owed_in(village, viewer, on=on) if village else [],
        "unit_people": reads.late_people_of_units(viewer, on=on) if viewer.unit_ids else [],
        "is_unit": bool(viewer.unit_ids), "may_overview": viewer.can(P.OVERVIEW_SEE), "may_log": viewer.can(P.VISITS_LOG),
        "may_claim": viewer.may_own(P.WISHES_CLAIM), "may_call": bool(village) and viewer.can(P.DUTIES_URGE, village.path),
    }  # fmt: skip
    return TemplateResponse(request, "dashboards/todo.html", context)


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
