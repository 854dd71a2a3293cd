"""One wish: who may do what, the one next step for whoever looks, and its course."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.access import Permission, Viewer
from common.templatetags.formats import day
from households.models import Household
from policies import keys
from policies.queries import settings_for
from wishes import rules
from wishes.models import Claim, Fulfilment, Revisit, Step, Wish
from wishes.queries.board import WORDS
from wishes.queries.people import may_act_for
from wishes.queries.texts import found_in

P = Permission
ICONS = {
    "collected": "wish", "edited": "pencil", "sent_back": "returned", "checked": "done", "published": "upload", "routed": "share", "renewed": "undo",
    "claimed": "heart-handshake", "contacted": "phone", "released": "undo", "timed_out": "overdue", "fulfilled": "gift",
    "received": "writing", "revisited": "feedback", "unmet": "void", "merged": "git-merge", "undone": "undo",
}  # fmt: skip
# What a giver who may not know the family reads of its course.
OF_GIVING = ("published", "renewed", "claimed", "contacted", "released", "timed_out", "fulfilled", "received")
LASTING_CLAIM = (Claim.End.RELEASED, Claim.End.TIMED_OUT, Claim.End.UNDONE)


@dataclass(frozen=True)
class Deed:
    """Something the viewer may do now: where its form is, or (`is_post`) what one click does."""

    code: str
    label: Any
    icon: str = ""
    is_post: bool = False

    def url(self, wish: Wish) -> str:
        return reverse(f"wishes:{self.code}", args=[wish.pk])


CHECK = Deed("check", _("It is in order: publish it"), "done", is_post=True)
CHECK_KEPT = Deed("check", _("It is in order"), "done", is_post=True)
EDIT = Deed("edit", _("Correct it"), "pencil")
ROUTE = Deed("route", _("Pass it on to a unit"), "share")
ROUTE_AGAIN = Deed("route", _("Pass it on to another unit"), "share")
SEND_BACK = Deed("return", _("Send the wish back"), "returned")
CLAIM = Deed("claim", _("Claim this wish"), "heart-handshake")
CONTACT = Deed("contact", _("The family was contacted"), "phone")
DELIVER = Deed("delivery", _("It is delivered"), "gift")
RELEASE = Deed("release", _("Give the claim back"), "undo")
RECEIPT = Deed("receipt", _("Receipt of the family"), "writing")
PHOTO = Deed("photo", _("Add a photo"), "camera")
REVISIT = Deed("revisit", _("Write down what the family says"), "feedback")
CANNOT = Deed("impossible", _("It cannot be met"), "void")
MERGE = Deed("merging", _("It was told twice"), "git-merge")
UNDO = Deed("undo", _("Take the last step back"), "undo")


@dataclass(frozen=True)
class Rights:
    sees_family: bool
    checks: bool
    edits: bool
    claims: bool
    is_claimer: bool


@dataclass
class NextStep:
    """`first` is the one step the page leads to; `others` stand beside it as quiet links; `waits` says for whom it waits."""

    first: Deed | None = None
    others: list[Deed] = field(default_factory=list)
    waits: Any = ""


def visible(viewer: Viewer) -> QuerySet[Wish]:
    """Wishes the viewer may see, with what a page shows of them."""
    return Wish.objects.visible_to(viewer).select_related("household__region__parent", "unit", "claimed_unit", "collected_by", "checked_by")


def claim_of(wish: Wish) -> Claim | None:
    """The promise that holds, or by which it was met."""
    rows = Claim.objects.filter(wish=wish).exclude(end__in=LASTING_CLAIM).select_related("unit", "claimed_by__unit")
    return rows.prefetch_related("shares__unit", "shares__user").order_by("-claimed_at", "-pk").first()


def fulfilment_of(wish: Wish) -> Fulfilment | None:
    rows = Fulfilment.objects.filter(wish=wish, voided_at=None).select_related("received_by", "by")
    return rows.prefetch_related("photos").first()


def answer_of(wish: Wish) -> Revisit | None:
    return Revisit.objects.filter(wish=wish, voided_at=None).select_related("by").first()


def rights_of(wish: Wish, viewer: Viewer, claim: Claim | None) -> Rights:
    checks = viewer.can(P.WISHES_CHECK, wish.path)
    of_county = any(wish.path.startswith(path) for path in viewer.county_paths)
    is_offered = wish.privacy != Wish.Privacy.OFFICE and of_county and wish.published_on is not None
    return Rights(
        sees_family=Household.objects.visible_to(viewer).filter(pk=wish.household_id).exists(),
        checks=checks,
        edits=Wish.objects.allowed(viewer, P.WISHES_EDIT).filter(pk=wish.pk).exists(),
        claims=viewer.can(P.WISHES_CLAIM) and (is_offered or checks),
        is_claimer=claim is not None and may_act_for(viewer, claim),
    )


def is_giver(claim: Claim, viewer: Viewer) -> bool:
    """Whoever promised it, or speaks for the unit that did."""
    mine = claim.claimed_by_id == viewer.user.pk if claim.claimed_by_id else False
    return mine or claim.unit_id in viewer.unit_ids or any(share.unit_id in viewer.unit_ids for share in claim.shares.all() if share.unit_id)


def is_over(wish: Wish, on: datetime.date) -> bool:
    """Whether its value is above what a micro-wish may cost."""
    return wish.value is not None and wish.value > settings_for(wish.path, on)[keys.WISH_VALUE_LIMIT]


def named_in(wish: Wish) -> tuple[str, str]:
    """Words of the text that name somebody, where others than the office are to read it, and the text as they will read it."""
    if wish.state not in ("collected", "sent_back", "open") or wish.privacy == Wish.Privacy.OFFICE:
        return "", ""
    found = found_in(wish)
    return pgettext("list", ", ").join(dict.fromkeys(one.text for one in found)), rules.masked(wish.item, found) if found else ""


def may_undo(wish: Wish, mine: Rights) -> bool:
    """Whose step the last one is: a promise the giver's, a delivery or an answer also of whoever helps the family, all else the office's."""
    state = wish.state
    return mine.checks or state == "claimed" and mine.is_claimer or state in rules.MET and mine.edits


def next_step(wish: Wish, mine: Rights, claim: Claim | None, given: Fulfilment | None, on: datetime.date) -> NextStep:
    """What this viewer does next about it; the rules themselves stand in the deeds."""
    if wish.state == "collected" and mine.checks and is_over(wish, on):
        return NextStep(SEND_BACK, [*([EDIT] if mine.edits else []), MERGE, CANNOT])
    if wish.state in ("fulfilled", "revisited"):
        return _met(wish, mine, given)
    step = {"collected": _collected, "sent_back": _sent_back, "open": _open, "claimed": _claimed}.get(wish.state)
    if step is None:
        return NextStep(others=[UNDO] if mine.checks else [])
    return step(wish, mine, claim, on)


def _collected(wish: Wish, mine: Rights, _claim: Claim | None, _on: datetime.date) -> NextStep:
    edit = [EDIT] if mine.edits else []
    if mine.checks:
        return NextStep(CHECK if wish.privacy != Wish.Privacy.OFFICE else CHECK_KEPT, [*edit, SEND_BACK, MERGE, CANNOT])
    by = _("The township checks it by %(day)s.") % {"day": day(wish.check_due_on)} if wish.check_due_on else _("The township checks it.")
    return NextStep(others=edit, waits=by)


def _sent_back(wish: Wish, mine: Rights, _claim: Claim | None, _on: datetime.date) -> NextStep:
    others = [MERGE, CANNOT, UNDO] if mine.checks else []
    if mine.edits:
        return NextStep(EDIT, others, waits=_("It was sent back to be corrected; then it is checked again."))
    return NextStep(others=others, waits=_("It was sent back to whoever collected it, to be corrected."))


def _open(wish: Wish, mine: Rights, _claim: Claim | None, _on: datetime.date) -> NextStep:
    route = [ROUTE_AGAIN if wish.unit_id else ROUTE] if mine.checks and wish.published_on else []
    others = [*([EDIT] if mine.edits else []), *route, *([SEND_BACK, MERGE, CANNOT, UNDO] if mine.checks else [])]
    if mine.claims:
        return NextStep(CLAIM, others)
    return NextStep(others=others, waits=_("It waits for somebody who claims it."))


def _claimed(wish: Wish, mine: Rights, claim: Claim | None, on: datetime.date) -> NextStep:
    contact = [CONTACT] if claim and claim.contacted_on is None else []
    if mine.is_claimer or mine.checks:
        fresh = claim is not None and rules.claim_may_be_undone(claim.claimed_on, on)
        return NextStep(DELIVER, [*contact, RELEASE, *([UNDO] if fresh else [])])
    until = _("It is promised by %(day)s.") % {"day": day(claim.fulfil_due_on)} if claim else ""
    return NextStep(DELIVER, contact, waits=until) if mine.edits else NextStep(waits=until)


def _met(wish: Wish, mine: Rights, given: Fulfilment | None) -> NextStep:
    handles = mine.edits or mine.checks or mine.is_claimer
    others = [RECEIPT] if handles and given and not given.receipt else []
    others += [PHOTO] if handles and given else []
    others += [UNDO] if mine.edits or mine.checks else []
    if wish.state == "revisited" or wish.fulfilled_on is None:
        return NextStep(others=others)
    due = wish.fulfilled_on + datetime.timedelta(days=settings_for(wish.path, wish.fulfilled_on)[keys.WISH_REVISIT_DAYS])
    if mine.edits:
        return NextStep(REVISIT, others, waits=_("The family is asked again by %(day)s.") % {"day": day(due)})
    return NextStep(others=others, waits=_("The village asks the family again by %(day)s.") % {"day": day(due)})


def entries_of(wish: Wish, mine: Rights, viewer: Viewer) -> list[dict[str, Any]]:
    """Everything that happened, the newest first. A giver who may not know the family reads what concerns giving, in nobody's words but his own."""
    steps = wish.steps.select_related("by__unit").order_by("-at", "-pk")
    if mine.sees_family:
        return _rounds_in_one([_entry(step, step.text, _who(step)) for step in steps])
    return _rounds_in_one([
        _entry(step, step.text if step.by_id == viewer.user.pk else "", _who(step) if step.by_id == viewer.user.pk else "")
        for step in steps if step.kind in OF_GIVING
    ])  # fmt: skip


def _rounds_in_one(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rounds that ended one after the other without a promise are one line: how often since when."""
    told: list[dict[str, Any]] = []
    for entry in entries:
        if entry["kind"] == Step.Kind.RENEWED and told and told[-1]["kind"] == Step.Kind.RENEWED:
            told[-1] |= {"n": told[-1]["n"] + 1, "since": entry["on"]}
        else:
            told.append(entry)
    for entry in told:
        if entry["n"] > 1:
            entry["text"] = _("%(n)d times since %(day)s") % {"n": entry["n"], "day": day(entry["since"])}
    return told


def _entry(step: Step, text: str, who: str) -> dict[str, Any]:
    return {"on": step.on, "icon": ICONS.get(step.kind, "info"), "title": step.get_kind_display(), "who": who, "text": text, "kind": step.kind, "n": 1}


def _who(step: Step) -> str:
    if step.by is None:
        return ""
    unit = step.by.unit
    return f"{step.by.name}（{unit.short_name or unit.name}）" if unit else step.by.name


def duplicates_of(wish: Wish) -> list[Wish]:
    """The wishes that turned out to be this one."""
    return list(Wish.objects.filter(merged_into=wish).order_by("pk"))


def candidates(wish: Wish) -> list[Wish]:
    """Other wishes of the same family into which this one may be merged, the most alike first."""
    rows = Wish.objects.standing().filter(household=wish.household_id).exclude(pk=wish.pk)
    return sorted(rows, key=lambda other: (-likeness(wish.item, other.item), other.pk))


def likeness(one: str, other: str) -> float:
    """Share of pairs of characters that two texts have in common, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else float(one == other)


def _pairs(text: str) -> set[str]:
    bare = "".join(character for character in text if character.isalnum())
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def words_of(wish: Wish) -> str:
    """A wish among others to choose from: what, since when, how it stands."""
    return f"{wish.item} · {day(wish.collected_on)} · {WORDS[wish.state]}"
