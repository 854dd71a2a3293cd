"""One wish: what, for whom, where it stands, the next step; its photos; the giver's name asked for with a reason."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Permission, needs
from common import clock, masks
from common.errors import Refused
from common.photos import shown
from common.text import sentences
from policies import keys
from policies.queries import settings_for
from regions.paths import township_of
from wishes import actions
from wishes.models import Claim, Proof, Wish
from wishes.queries import board, claiming, course, families
from wishes.queries.texts import shown_item, shown_text

P = Permission


def wish_for(request, pk, right: Permission | None = None) -> Wish:
    """The wish, if the viewer may see it; 403 when he may see it but lacks the right."""
    wish = get_object_or_404(course.visible(request.viewer), pk=pk)
    if right and not Wish.objects.allowed(request.viewer, right).filter(pk=wish.pk).exists():
        raise PermissionDenied
    return wish


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
@require_safe
def detail(request, pk):
    """What is wished for, where it stands, and what is my step?"""
    viewer, on = request.viewer, clock.today()
    wish = wish_for(request, pk)
    claim, given = course.claim_of(wish), course.fulfilment_of(wish)
    mine = course.rights_of(wish, viewer, claim)
    is_part = mine.sees_family or mine.edits or mine.is_claimer or claim is not None and course.is_giver(claim, viewer)
    step = course.next_step(wish, mine, claim, given, on)
    context = {
        "wish": wish, "mine": mine, "step": step, "text": wish.item if mine.sees_family else shown_item(wish), "on": on,
        "first_url": step.first.url(wish) if step.first else "", "deeds": [(deed, deed.url(wish)) for deed in step.others],
        "entries": course.entries_of(wish, mine, viewer), "claim": claim if is_part else None, "claimant": board.claimant_of(claim, wish),
        "look": board.LOOKS[wish.state], "word": board.WORDS[wish.state], "days": board.days_of(wish, on),
        "given": given if is_part else None, "note": _note(wish, given, mine, viewer) if given else "",
        **_words(wish, on), **_around(wish, viewer, mine, claim),
    }  # fmt: skip
    return TemplateResponse(request, "wishes/detail.html", context)


def _words(wish, on) -> dict:
    """Codes in the county's words, and whether the value is above its limit."""
    rules, answer = settings_for(wish.path, wish.collected_on), course.answer_of(wish)
    return {
        "category": rules.label(keys.WISH_CATEGORIES, wish.category), "limit": settings_for(wish.path, on)[keys.WISH_VALUE_LIMIT],
        "is_over": wish.state == "collected" and course.is_over(wish, on), "answer": answer,
        "answer_word": settings_for(wish.path, answer.on).label(keys.WISH_ANSWERS, answer.answer) if answer else "",
        "township": board.names_of([township_of(wish.path)]).get(township_of(wish.path), ""),
    }  # fmt: skip


def _note(wish, given, mine, viewer) -> str:
    """What was given: in nobody's words but his own for a giver who may not know the family, unless somebody else's name nobody."""
    return given.note if mine.sees_family or given.by_id == viewer.user.pk else shown_text(wish, given.note)


def _around(wish, viewer, mine, claim) -> dict:
    """What its text gives away, its duplicates, whom a giver asks, and a giver without account, hidden, to the office."""
    is_stranger = bool(mine.checks and claim and claim.giver_name)
    names, shown = course.named_in(wish) if mine.checks or mine.edits else ("", "")
    return {
        "names": names, "shown": shown, "may_raise": viewer.can(P.PROBLEMS_RAISE, wish.path),
        "duplicates": course.duplicates_of(wish) if mine.sees_family else [],
        "contact": families.contact_of(wish) if claim and claim.is_open and course.is_giver(claim, viewer) else None,
        "giver": masks.name(claim.giver_name) if is_stranger else "", "giver_phone": masks.phone(claim.giver_phone) if is_stranger else "",
    }  # fmt: skip


@require_POST
@needs(P.WISHES_CHECK)
def giver(request, pk):
    """Ask for a reason, then show name or phone of a giver without account; the journal keeps who, which, why."""
    wish = wish_for(request, pk, P.WISHES_CHECK)
    claim = course.claim_of(wish)
    context = {"wish": wish, "field": request.POST.get("field", ""), "shown": "", "refusal": ""}
    if not isinstance(claim, Claim) or context["field"] not in ("name", "phone"):
        raise Http404
    if "reason" in request.POST:
        try:
            said = {"field": context["field"], "reason": request.POST["reason"]}
            context["shown"] = actions.reveal_giver(claim=claim, by=request.user, at=clock.now(), **said)
        except Refused as refusal:
            context["refusal"] = sentences(*refusal.messages)
    return TemplateResponse(request, "wishes/reveal.html", context)


@needs(P.WISHES_SEE, P.WISHES_CLAIM)
@require_safe
@cache_control(private=True, max_age=86400)
def photo_file(request, number):
    """A photo of a delivery, to whoever may know the family, and to its giver; not to whoever gave the promise back before."""
    viewer = request.viewer
    known = Q(fulfilment__wish__in=Wish.objects.listed_to(viewer)) | Q(fulfilment__wish__in=Wish.objects.allowed(viewer, P.WISHES_EDIT))
    theirs = known | Q(fulfilment__claim__in=claiming.promises(viewer).values("pk"))
    found = get_object_or_404(Proof.objects.filter(theirs, fulfilment__voided_at=None), uuid=number)
    return shown(found.file)
