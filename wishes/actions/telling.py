"""Who hears of what happens to a wish. Titles name the number and the kind, never the family nor what it wrote."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import office_date
from notifications.actions import Letter, post_many
from notifications.messages import Kind
from policies import keys
from policies.queries import settings_for
from wishes import messages
from wishes.actions.keeping import lazy_day
from wishes.models import Claim, Revisit, Step, Wish
from wishes.queries.people import givers_of, helper_of, office_for, speakers_of


def what(row: Wish) -> Any:
    """'2026-00012（生活用品）', in the language of whoever reads it."""
    rules = settings_for(row.path, row.collected_on)
    label = lazy(lambda: rules.label(keys.WISH_CATEGORIES, row.category), str)()
    return format_lazy(_("{no} ({kind})"), no=row.no, kind=label)


def tell(
    kind: Kind, row: Wish, to: Iterable[User | None], title: Any, *, key: Any, at: datetime.datetime, but: User | None = None, body: Any = "",
    page: str = "wishes:detail",
) -> int:  # fmt: skip
    """One notice to each of some people, not to whoever did it himself; the key tells one happening from the next."""
    people = {user.pk: user for user in to if user is not None and user != but}
    letters = [
        Letter(to=user, title=title, body=body, key=f"{row.pk}:{key}", url=reverse(page, args=[row.pk]), path=row.path)
        for user in people.values()
    ]
    return post_many(kind, letters, at=at)


def near(row: Wish) -> list[User | None]:
    """Whoever collected the wish, and whoever helps the family now."""
    return [row.collected_by, helper_of(row)]


def sent_back(row: Wish, step: Step) -> None:
    title = format_lazy(_("To be corrected: wish {what}"), what=what(row))
    tell(messages.SENT_BACK, row, near(row), title, key=step.pk, at=step.at, but=step.by, body=step.text)


def routed(row: Wish, step: Step) -> None:
    """To the page on which it is promised: whoever speaks for the unit does not know the family."""
    title = format_lazy(_("For your unit: wish {what}"), what=what(row))
    tell(messages.ROUTED, row, speakers_of(row.unit, office_date(step.at)), title, key=step.pk, at=step.at, but=step.by, page="wishes:claim")


def claimed(row: Wish, claim: Claim, step: Step) -> None:
    title = format_lazy(_("Promised, to be met by {day}: wish {what}"), what=what(row), day=lazy_day(claim.fulfil_due_on))
    people = [*near(row), *office_for(row.path, office_date(step.at)), *givers_of(claim, office_date(step.at))]
    tell(messages.CLAIMED, row, people, title, key=step.pk, at=step.at, but=step.by)


def over(row: Wish, claim: Claim, step: Step) -> None:
    """Given back, taken back or timed out: the giver, the office, and those near the family."""
    words = {
        Step.Kind.TIMED_OUT: _("Promise timed out, on the list again: wish {what}"),
        Step.Kind.RELEASED: _("Promise given back, on the list again: wish {what}"),
    }.get(Step.Kind(step.kind), _("Promise taken back, on the list again: wish {what}"))
    on = office_date(step.at)
    people = [*near(row), *office_for(row.path, on), *givers_of(claim, on)]
    tell(messages.OVER, row, people, format_lazy(words, what=what(row)), key=step.pk, at=step.at, but=step.by)


def delivered(row: Wish, claim: Claim, step: Step, *, ask_by: datetime.date) -> None:
    title = format_lazy(_("Delivered, ask the family by {day}: wish {what}"), what=what(row), day=lazy_day(ask_by))
    tell(messages.DELIVERED, row, near(row), title, key=step.pk, at=step.at, but=step.by)
    known = format_lazy(_("Delivered: wish {what}"), what=what(row))
    rest = [user for user in givers_of(claim, office_date(step.at)) if user not in near(row)]
    tell(messages.DELIVERED, row, rest, known, key=step.pk, at=step.at, but=step.by)


def thanked(row: Wish, claim: Claim | None, answer: Revisit, step: Step) -> None:
    """The giver hears what the family says of it; the words of the family stay with the office."""
    rules = settings_for(row.path, answer.on)
    word = lazy(lambda: rules.label(keys.WISH_ANSWERS, answer.answer), str)()
    title = format_lazy(_("The family was asked about wish {what}: {answer}"), what=what(row), answer=word)
    if claim is not None:
        tell(messages.THANKS, row, givers_of(claim, office_date(step.at)), title, key=step.pk, at=step.at, but=step.by)


def ended(row: Wish, step: Step) -> None:
    words = _("Merged into another one: wish {what}") if row.merged_into_id else _("Cannot be met: wish {what}")
    tell(messages.ENDED, row, near(row), format_lazy(words, what=what(row)), key=step.pk, at=step.at, but=step.by)
