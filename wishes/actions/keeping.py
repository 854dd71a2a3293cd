"""What every deed on a wish does: look at it locked, check, write against its version, add a step, tell the journal."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from common.templatetags.formats import day, moment
from wishes import rules
from wishes.actions import refusals
from wishes.models import Step, Wish

MOST_ITEM, MOST_TEXT, MOST_QUANTITY = 200, 200, 9999
MOST_VALUE = Decimal("99999999.99")
CENT = Decimal("0.01")
lazy_day = lazy(day, str)
Days = Iterable[datetime.date | None]

STATES = {
    "collected": _("collected, not checked"), "sent_back": _("sent back"), "open": _("checked and free"), "claimed": _("promised"),
    "fulfilled": _("delivered"), "revisited": _("delivered and asked"), "unmet": _("not to be met"), "merged": _("merged"),
}  # fmt: skip


def locked(wish: Wish, version: int | None = None) -> Wish:
    """The row as it stands now, kept from others until the deed is done. Raises StaleWish if it is not the version seen."""
    rows = Wish.objects.select_for_update(of=("self",)).select_related("household__region", "unit", "merged_into", "collected_by")
    row = rows.get(pk=wish.pk)
    if version is not None and row.version != version:
        raise stale(row)
    return row


def all_locked(wishes: Iterable[Wish]) -> list[Wish]:
    """Several rows, locked in one order, so that two people who choose the same ones never wait for each other."""
    pks = {wish.pk for wish in wishes}
    if not pks:
        raise refusals.NothingChosen
    return [locked(Wish(pk=pk)) for pk in sorted(pks)]


def refused_of(rows: Iterable[Wish], look: Callable[[Wish], None]) -> list[tuple[Wish, Refused]]:
    """Those to which `look` says no, with the reason."""
    wrong: list[tuple[Wish, Refused]] = []
    for row in rows:
        try:
            look(row)
        except Refused as refusal:
            wrong.append((row, refusal))
    return wrong


def all_or_none(rows: list[Wish], look: Callable[[Wish], None]) -> None:
    """Raises what `look` says against the one wish; for several ManyRefused, which names each."""
    if wrong := refused_of(rows, look):
        raise wrong[0][1] if len(rows) == 1 else _many(wrong, len(rows))


def one_by_one(wishes: Iterable[Wish], deed: Callable[[Wish], list[Wish]]) -> tuple[list[Wish], list[tuple[Wish, Refused]]]:
    """Do it to each that can be done; returns those done, and the others with their reasons."""
    done: list[Wish] = []

    def do(wish: Wish) -> None:
        done.extend(deed(wish))

    return done, refused_of(sorted(wishes, key=lambda row: row.pk), do)


def _many(wrong: list[tuple[Wish, Refused]], n: int) -> refusals.ManyRefused:
    """Each of several with its number and its reason, in the reader's language."""

    def listed() -> str:
        colon, stop = pgettext("between number and reason", ": "), pgettext("between reasons", "; ")
        return stop.join(f"{row.no}{colon}{str(refusal).rstrip('。.')}" for row, refusal in wrong)

    return refusals.ManyRefused(n=len(wrong), all=n, what=lazy(listed, str)())


def stale(row: Wish) -> refusals.StaleWish:
    """Who changed it, when, and what stands now."""
    last = row.steps.select_related("by").last()
    name = last.by.name if last and last.by else "—"
    return refusals.StaleWish(name=name, time=moment(last.at) if last else "—", now=_standing(row))


def _standing(row: Wish) -> Any:
    value = "" if row.value is None else format_lazy(_("{value} yuan"), value=row.value)
    facts = [row.item, f"× {row.quantity}" if row.quantity > 1 else "", value, STATES[row.state]]
    return lazy(lambda: pgettext("list", ", ").join(str(fact) for fact in facts if str(fact)), str)()


def must_be_possible(deed: str, row: Wish) -> None:
    """Raises whatever says best why the deed cannot be done in this state, and what to do."""
    if not rules.possible(deed, row.state):
        raise why_not(deed, row)


def why_not(deed: str, row: Wish) -> Refused:
    state = row.state
    if state == "merged" and row.merged_into:
        return refusals.MergedAway(no=row.merged_into.no)
    if state == "unmet":
        return refusals.CannotBeMet()
    if state in rules.MET:
        return refusals.AlreadyDelivered(day=lazy_day(row.fulfilled_on))
    if deed in ("receive", "prove", "revisit"):
        return refusals.NotDelivered()
    if state == "claimed":
        return refusals.JustClaimed() if deed == "claim" else refusals.ClaimedStill()
    if deed == "deliver":
        return refusals.DeliveryBeforeClaim()
    if deed in ("contact", "release"):
        return refusals.PromiseEnded()
    if deed == "check":
        return refusals.WaitsForCorrection() if state == "sent_back" else refusals.AlreadyChecked()
    if deed == "claim":
        return refusals.WaitsForCorrection() if state == "sent_back" else refusals.NotChecked()
    return refusals.WrongState(state=STATES[state])


def write(row: Wish, **changed: Any) -> None:
    """Write against the version that was read: of two at once one is refused, on every engine."""
    n = Wish.objects.filter(pk=row.pk, version=row.version).update(version=F("version") + 1, **changed)
    if not n:
        raise stale(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1


def add_step(
    row: Wish, kind: str, *, on: datetime.date, by: User | None, at: datetime.datetime, text: str = "", **detail: Any
) -> Step:
    return Step.objects.create(wish=row, kind=kind, on=on, by=by, at=at, text=text[:400], detail=detail)


def tell_journal(
    verb: str, row: Wish, *, on: datetime.date, by: User | None, at: datetime.datetime, were: Days = (), **detail: Any
) -> None:
    """One line. `on` is the day of the deed; every other day on which the wish counts, or counted before (`were`), is counted anew
    as well (`also_on`)."""
    days = {row.collected_on, row.checked_on, row.claimed_on, row.fulfilled_on, row.revisited_on, row.unmet_on, *were}
    also = sorted(found.isoformat() for found in days if found is not None and found != on)
    if also:
        detail["also_on"] = also
    record(verb, by=by, at=at, subject=row, on=on.isoformat(), **detail)


# --- what was typed -------------------------------------------------------------------------------------------------------


def said(text: str, field: str, missing: type[Refused] | None = refusals.ReasonMissing, most: int = MOST_TEXT) -> str:
    """What was written, trimmed. Raises `missing` where nothing was and something must be, TextTooLong."""
    text = text.strip()
    if not text and missing is not None:
        raise missing(fields={field: missing.message})
    if len(text) > most:
        wrong = refusals.TextTooLong(most=most)
        raise refusals.TextTooLong(fields={field: wrong.message}, most=most)
    return text


def amount(value: Decimal | int | str | None, field: str = "value") -> Decimal | None:
    """An amount of yuan with two decimals. Raises ValueWrong."""
    if value is None:
        return None
    found = Decimal(value)
    if not found.is_finite() or not 0 <= found <= MOST_VALUE or found != found.quantize(CENT):
        wrong = refusals.ValueWrong(most=MOST_VALUE)
        raise refusals.ValueWrong(fields={field: wrong.message}, most=MOST_VALUE)
    return found.quantize(CENT)


def not_to_come(day: datetime.date, on: datetime.date, field: str = "on") -> None:
    if day > on:
        raise refusals.DayInFuture(fields={field: refusals.DayInFuture.message})


def one_of(value: str, choices: Iterable[str], field: str) -> None:
    if value not in list(choices):
        raise refusals.UnknownChoice(fields={field: refusals.UnknownChoice.message})
