"""One problem: the one next step for whoever looks, its course, its proofs, and why a step is not his."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Viewer
from common.templatetags.formats import day
from problems.models import Evidence, Extension, Problem, Step
from problems.queries.people import fixers_of

P = Permission
ICONS = {
    "raised": "problem", "assigned": "person", "progress": "doing", "reported": "upload", "returned": "returned", "accepted": "done",
    "closed": "checks", "reopened": "undo", "asked": "soon", "extended": "soon", "declined": "soon", "escalated": "hardship",
    "answered": "feedback", "voided": "void",
}  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """Something the viewer may do now: the address of its page and what its button says."""

    code: str
    label: Any
    icon: str = ""
    is_quiet: bool = False

    def url(self, problem: Problem) -> str:
        asked = open_extension(problem) if self.code == "extension-decision" else None
        return reverse(f"problems:{self.code}", args=[asked.pk if asked else problem.pk])


@dataclass
class NextStep:
    """`first` is the one step the page leads to; `others` stand beside it; `waits` says for whom it waits, `why` what is refused."""

    first: Deed | None = None
    others: list[Deed] = field(default_factory=list)
    waits: Any = ""
    why: Any = ""


ASSIGN = Deed("assignment", _("Name who answers"), "person")
REASSIGN = Deed("assignment", _("Change who answers"), "person")
PROGRESS = Deed("progress", _("Write down progress"), "pencil")
REPORT = Deed("report", _("Report as put right"), "upload")
EXTENSION = Deed("extension", _("Ask for more time"), "soon")
ACCEPT = Deed("acceptance", _("Look at it and accept"), "done")
RETURN = Deed("return", _("Send back"), "returned")
CLOSE = Deed("closure", _("Strike it off"), "done")
REOPEN = Deed("reopening", _("It came back"), "undo")
VOID = Deed("void", _("Entered by mistake"), "void", is_quiet=True)
ANSWER = Deed("answer", _("Answer who wrote"), "feedback")
OWN_WORK = _("You put this problem right yourself. Somebody else must accept and close it.")
DECIDE = Deed("extension-decision", _("Decide about more time"), "soon")


@dataclass(frozen=True)
class Rights:
    is_fixer: bool
    edits: bool
    closes: bool
    has_reported: bool = False  # as put right, this time round: he judges it no more than the fixer


def url_of(deed: Deed | None, problem: Problem) -> str:
    return deed.url(problem) if deed else ""


def rights_of(problem: Problem, viewer: Viewer) -> Rights:
    is_fixer = problem.person_id is not None and problem.person_id == viewer.user.pk
    edits, closes = viewer.can(P.PROBLEMS_EDIT, problem.path), viewer.can(P.PROBLEMS_CLOSE, problem.path)
    waits_for_judge = problem.state in ("reported", "accepted") and (edits or closes)
    return Rights(is_fixer, edits, closes, waits_for_judge and viewer.user.pk in fixers_of(problem))


def next_step(problem: Problem, viewer: Viewer, on: datetime.date) -> NextStep:
    """What this viewer does next about it; the rules themselves stand in the deeds."""
    mine = rights_of(problem, viewer)
    step = {"open": _open, "doing": _doing, "reported": _reported, "accepted": _accepted, "closed": _closed}.get(problem.state)
    found = step(problem, mine, on) if step else NextStep()
    complaint = getattr(problem, "complaint", None)
    if complaint and not complaint.answer and mine.edits:
        if found.first is None or found.first is CLOSE:  # nothing is struck off before whoever wrote is answered
            found.others = [deed for deed in found.others if deed is not CLOSE]
            found.first = ANSWER
        else:
            found.others.insert(0, ANSWER)
    if mine.closes and problem.state not in ("closed", "void"):
        found.others.append(VOID)
    return found


def _open(problem: Problem, mine: Rights, on: datetime.date) -> NextStep:
    return NextStep(ASSIGN) if mine.edits else NextStep(waits=_("The township names who answers for it."))


def _doing(problem: Problem, mine: Rights, on: datetime.date) -> NextStep:
    asked = open_extension(problem)
    others = [REASSIGN] if mine.edits else []
    if mine.is_fixer:
        more = [PROGRESS] + ([EXTENSION] if asked is None and on <= problem.due_on else [])
        return NextStep(REPORT, [*more, *others])
    if mine.edits:
        return NextStep(DECIDE if asked else None, others, waits=_waits(problem))
    return NextStep(waits=_waits(problem))


def _waits(problem: Problem):
    return _("It is put right by %(name)s, last day %(day)s.") % {"name": problem.person.name, "day": day(problem.due_on)} if problem.person else ""


def _reported(problem: Problem, mine: Rights, on: datetime.date) -> NextStep:
    if mine.is_fixer:
        return NextStep(waits=_("The township looks at it now."), why=_("You answer for this problem: somebody else must accept it."))
    if mine.has_reported:
        return NextStep(waits=_("The township looks at it now."), why=OWN_WORK)
    return NextStep(ACCEPT, [RETURN]) if mine.edits else NextStep(waits=_("The township looks at it now."))


def _accepted(problem: Problem, mine: Rights, on: datetime.date) -> NextStep:
    waits = _("The county strikes it off the list.")
    if mine.is_fixer:
        return NextStep(waits=waits, why=_("You answer for this problem: somebody else must strike it off."))
    if mine.has_reported:
        return NextStep(waits=waits, why=OWN_WORK)
    return NextStep(CLOSE, [RETURN]) if mine.closes else NextStep(others=[RETURN] if mine.edits else [], waits=waits)


def _closed(problem: Problem, mine: Rights, on: datetime.date) -> NextStep:
    return NextStep(others=[REOPEN] if mine.edits else [])


def open_extension(problem: Problem) -> Extension | None:
    return next((row for row in problem.extensions.all() if row.decided_at is None), None)


def visible(viewer: Viewer):
    """Problems the viewer may see, with what a page shows of them."""
    rows = Problem.objects.visible_to(viewer).select_related(
        "region__parent", "unit", "person__unit", "raised_by", "accepted_by", "closed_by", "voided_by", "complaint__answered_by"
    )
    return rows.prefetch_related("extensions__asked_by", "extensions__decided_by")


def entries_of(problem: Problem) -> list[dict[str, Any]]:
    """Everything that happened, the newest first, each with its proofs."""
    steps = problem.steps.select_related("by__unit").prefetch_related("evidence__added_by").order_by("-at", "-pk")
    return [_entry(step) for step in steps]


def _entry(step: Step) -> dict[str, Any]:
    proofs = list(step.evidence.all())
    return {
        "on": step.at, "icon": ICONS.get(step.kind, "info"), "title": step.get_kind_display(), "who": _who(step),
        "text": step.text, "status": "returned" if step.kind == "returned" else "", "status_label": "",
        "meta": meta_of(step), "photos": [proof_of(proof) for proof in proofs if proof.kind == Evidence.Kind.PHOTO],
        "files": [proof_of(proof) for proof in proofs if proof.kind != Evidence.Kind.PHOTO], "url": "",
    }  # fmt: skip


def _who(step: Step) -> str:
    if step.by is None:
        return ""
    unit = step.by.unit
    return f"{step.by.name}（{unit.short_name or unit.name}）" if unit else step.by.name


def meta_of(step: Step) -> str:
    """What a step changed, in words: who answers now, until when."""
    detail = step.detail or {}
    parts = []
    if detail.get("person_name"):
        parts.append(str(_("answers: %(name)s") % {"name": detail["person_name"]}))
    if detail.get("until"):
        parts.append(str(_("more time until %(day)s") % {"day": day(_date(detail["until"]))}))
    if detail.get("due_on") and step.kind not in ("returned", "escalated"):
        parts.append(str(_("last day %(day)s") % {"day": day(_date(detail["due_on"]))}))
    return " · ".join(parts)


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def proofs_of(problem: Problem) -> list[dict[str, Any]]:
    """All proofs in order, each with its day and its maker."""
    return [proof_of(proof) for proof in problem.evidence.select_related("added_by")]


def proof_of(proof: Evidence) -> dict[str, Any]:
    return {
        "url": reverse("problems:evidence", args=[proof.uuid]), "is_photo": proof.kind == Evidence.Kind.PHOTO, "on": proof.taken_on,
        "by": proof.added_by.name, "caption": proof.caption,
        "alt": _("Proof of %(day)s by %(name)s") % {"day": day(proof.taken_on), "name": proof.added_by.name},
    }  # fmt: skip
