"""The deeds on a wish, each a page of its own with one form, or one click; the deed decides, the page says why it was refused."""

import hashlib
import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import Permission, needs
from common import clock
from common.errors import Refused
from common.forms import attempt, with_number
from common.text import sentences
from wishes import actions, forms
from wishes.models import Fulfilment, Wish
from wishes.queries import course, families
from wishes.queries.people import usual_unit
from wishes.queries.texts import shown_item
from wishes.views.page import wish_for

P = Permission


@dataclass(frozen=True)
class Words:
    """What the page of a step says."""

    title: Any
    button: Any
    done: Any
    lede: Any = ""


def now(request) -> dict:
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def step(request, wish: Wish, form, deed: Callable, words: Words, *, template: str = "wishes/step.html", undo: bool = False, **more):
    """Do the deed and go back to the wish; refused, the page stays with everything typed and the reason."""
    if request.method == "POST":
        if attempt(form, lambda **typed: [deed(**typed)]):
            tell_done(request, wish, words.done, undo=undo)
            return redirect(_back(request, wish))
        _renew(form, wish)
    sees = course.rights_of(wish, request.viewer, None).sees_family
    context = {"form": form, "wish": wish, "words": words, "text": wish.item if sees else shown_item(wish), "sees_family": sees, **more}
    return TemplateResponse(request, template, context)


def tell_done(request, wish: Wish, said, *, undo: bool = False) -> None:
    """What was done; where it is harmless with the offer to take it back at once."""
    messages.success(request, said, extra_tags=f"undo:{reverse('wishes:undo', args=[wish.pk])}?at_once=1" if undo else "")


def _back(request, wish: Wish) -> str:
    """The list a one-click deed was done from, or the wish."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if asked.startswith("/") and is_ours else reverse("wishes:detail", args=[wish.pk])


def _renew(form, wish: Wish) -> None:
    """After a refusal the version of now travels along: sending once more is then a decision."""
    if "version" in form.fields:
        wish.refresh_from_db(fields=["version"])
        sent = form.data.copy()
        sent["version"] = wish.version
        form.data = sent


def claim_for(request, wish: Wish):
    """The promise that holds, to whoever may act on it: its giver, the office, and who helps the family."""
    claim = course.claim_of(wish)
    mine = course.rights_of(wish, request.viewer, claim)
    if not (mine.is_claimer or mine.checks or mine.edits):
        raise PermissionDenied
    return claim, mine


@require_POST
@needs(P.WISHES_CHECK)
def check(request, pk):
    """Real, concrete, doable: one click publishes it."""
    wish = wish_for(request, pk, P.WISHES_CHECK)
    try:
        actions.check(wishes=[wish], masked=bool(request.POST.get("masked")), **now(request))
    except Refused as refusal:
        messages.error(request, sentences(*refusal.messages))
        return redirect("wishes:detail", wish.pk)
    said = _("Checked. It stands on the claim list now.") if wish.privacy != Wish.Privacy.OFFICE else _("Checked. The family shows it to nobody but the office.")
    tell_done(request, wish, said, undo=True)
    return redirect(_back(request, wish))


@needs(P.WISHES_EDIT)
def edit(request, pk):
    """Correct it, before anybody has claimed it."""
    wish = wish_for(request, pk, P.WISHES_EDIT)
    form = forms.EditForm(request.POST or None, wish=wish, today=clock.today())
    words = Words(_("Correct the wish"), _("Save the correction"), _("The correction is saved."))
    return step(request, wish, form, lambda **typed: actions.edit(wish=wish, **typed, **now(request)), words)


@needs(P.WISHES_CHECK)
def send_back(request, pk):
    """Back to whoever collected it: what must be corrected."""
    wish = wish_for(request, pk, P.WISHES_CHECK)
    form = forms.ReturnForm(request.POST or None, wish=wish)
    words = Words(_("Send the wish back"), _("Send the wish back"), _("Sent back. Whoever collected it is told what must be corrected."))
    return step(request, wish, form, lambda **typed: actions.send_back(wish=wish, **typed, **now(request)), words, undo=True)


@needs(P.WISHES_CHECK)
def route(request, pk):
    """It belongs to the work of a unit, or of another one than it was passed on to."""
    wish = wish_for(request, pk, P.WISHES_CHECK)
    usual = usual_unit(wish.path, wish.category)
    form = forms.RouteForm(request.POST or None, units=families.units_for(wish.path).exclude(pk=wish.unit_id), usual=usual)
    words = Words(
        _("Pass the wish on to a unit"), _("Pass it on"), pgettext_lazy("of a wish", "Passed on. The unit is told."),
        _("It stays on the claim list for everybody; the unit is told that it is its business. So far it is with %(unit)s.") % {"unit": wish.unit.name}
        if wish.unit else _("It stays on the claim list for everybody; the unit is told that it is its business."),
    )  # fmt: skip
    return step(request, wish, form, lambda unit: actions.route(wishes=[wish], unit=unit, **now(request)), words, undo=True)


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
def contact(request, pk):
    """The family was contacted: on which day, what was agreed."""
    wish = wish_for(request, pk)
    claim, _mine = claim_for(request, wish)
    form = forms.ContactForm(request.POST or None, today=clock.today())
    words = Words(_("The family was contacted"), _("Save the contact"), _("The contact is written down."))

    def deed(on, note):
        actions.contact(claim=claim, on=on, note=note, by=request.user, at=clock.now())

    return step(request, wish, form, deed, words)


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
def release(request, pk):
    """Give the claim back, so that somebody else can take it."""
    wish = wish_for(request, pk)
    claim, _mine = claim_for(request, wish)
    form = forms.ReasonForm(request.POST or None)
    words = Words(
        _("Give the claim back"), _("Give it back"), _("Given back. The wish stands on the claim list again, first in line."),
        _("Better now than late: somebody else can then meet the wish in time."),
    )  # fmt: skip
    return step(request, wish, form, lambda **typed: actions.release(claim=claim, **typed, **now(request)), words)


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
def delivery(request, pk):
    """It is delivered: a day is enough; cost, receipt, photos where there are any."""
    wish = wish_for(request, pk)
    _claim, mine = claim_for(request, wish)
    members = families.members_of(wish) if mine.sees_family else None
    form = forms.DeliveryForm(with_number(request), request.FILES or None, today=clock.today(), members=members)
    words = Words(_("It is delivered"), _("Save the delivery"), _("Written down as delivered. Thank you."))

    def deed(photos, on, **typed):
        given = actions.deliver(wish=wish, on=on, **typed, by=request.user, at=clock.now())
        keep_photos(request, given, photos)
        return given

    return step(request, wish, form, deed, words, template="wishes/delivery.html", has_files=True)


def keep_photos(request, given: Fulfilment, files) -> int:
    """Each photo by itself: a bad one is told and costs neither the delivery nor the others."""
    kept = 0
    for file in files:
        data = file.read()
        number = uuids.uuid5(given.uuid, hashlib.sha256(data).hexdigest())
        try:
            actions.add_proof(fulfilment=given, data=data, uuid=number, by=request.user, at=clock.now())
            kept += 1
        except Refused as refusal:
            messages.warning(request, gettext("%(name)s was not kept: %(why)s") % {"name": file.name[:60], "why": refusal})
    return kept


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
def photo(request, pk):
    """Add photos to a delivery."""
    wish = wish_for(request, pk)
    claim_for(request, wish)
    given = course.fulfilment_of(wish)
    form = forms.PhotoForm(request.POST or None, request.FILES or None)
    words = Words(_("Photos of the delivery"), _("Add these photos"), _("The photos are kept."))
    if given is None:
        messages.error(request, _("This wish is not delivered yet. Write down the delivery first."))
        return redirect("wishes:detail", wish.pk)
    if request.method == "POST" and form.is_valid():
        if keep_photos(request, given, form.cleaned_data["photos"]):
            messages.success(request, words.done)
        return redirect("wishes:detail", wish.pk)
    return step(request, wish, form, lambda **_typed: None, words, has_files=True)


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
def receipt(request, pk):
    """The family's receipt, later than the delivery."""
    wish = wish_for(request, pk)
    _claim, mine = claim_for(request, wish)
    given = course.fulfilment_of(wish)
    if given is None:
        messages.error(request, _("This wish is not delivered yet. Write down the delivery first."))
        return redirect("wishes:detail", wish.pk)
    form = forms.ReceiptForm(request.POST or None, members=families.members_of(wish) if mine.sees_family else None)
    words = Words(_("Receipt of the family"), _("Save the receipt"), _("The receipt is written down."))
    return step(request, wish, form, lambda **typed: actions.receive(fulfilment=given, **typed, **now(request)), words)


@needs(P.WISHES_EDIT)
def revisit(request, pk):
    """What the family says, and what is still missing."""
    wish = wish_for(request, pk, P.WISHES_EDIT)
    form = forms.RevisitForm(request.POST or None, wish=wish, today=clock.today())
    words = Words(_("Ask the family"), _("Save what the family says"), _("The answer of the family is written down."))

    def deed(on, **typed):
        actions.revisit(wish=wish, on=on, **typed, by=request.user, at=clock.now())

    return step(request, wish, form, deed, words, undo=True)


@needs(P.WISHES_CHECK)
def impossible(request, pk):
    """It cannot be met: why, and how the family heard of it."""
    wish = wish_for(request, pk, P.WISHES_CHECK)
    form = forms.CannotForm(request.POST or None)
    words = Words(
        _("The wish cannot be met"), _("Save that it cannot be met"), _("Written down, with the reason and how the family was told."),
        _("First tell the family, then write it down here."),
    )  # fmt: skip
    return step(request, wish, form, lambda **typed: actions.cannot(wishes=wish, **typed, **now(request)), words, undo=True)


@needs(P.WISHES_CHECK)
def merging(request, pk):
    """The same wish was told twice: which one stays."""
    wish = wish_for(request, pk, P.WISHES_CHECK)
    found = course.candidates(wish)
    form = forms.MergeForm(request.POST or None, candidates=found, words={other.pk: course.words_of(other) for other in found})
    words = Words(
        _("The wish was told twice"), _("Merge the two wishes"), _("Merged. The other wish goes on; this one points to it."),
        _("Only wishes of the same family can be merged; the most alike stand first."),
    )  # fmt: skip
    return step(request, wish, form, lambda into: actions.merge(wish=wish, into=into, **now(request)), words, undo=True, is_alone=not found)


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
def undo(request, pk):
    """Take the last step back, with a reason; at once after a deed by one click."""
    wish = wish_for(request, pk)
    _claim, mine = claim_for(request, wish)
    if not course.may_undo(wish, mine):
        raise PermissionDenied
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None and request.GET.get("at_once") and not sent.get("reason"):
        sent["reason"] = gettext("taken back at once")
    form = forms.UndoForm(sent)
    words = Words(
        _("Take the last step back"), pgettext_lazy("of a wish", "Take it back"), pgettext_lazy("of a wish", "Taken back."),
        _("The wish stands again as it stood before its last step. Both the step and the taking back stay on record."),
    )  # fmt: skip
    return step(request, wish, form, lambda **typed: actions.undo(wish=wish, **typed, **now(request)), words)
