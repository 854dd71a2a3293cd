"""Who bears a duty: hand-over, exemption, reminders by hand."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from duties.kinds import ONCE, title_of
from duties.messages import URGED
from duties.models import Duty
from notifications.actions import Letter, post_many


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write why these duties are excused.")


class NothingOpen(Refused):
    code = "nothing_open"
    message = _("None of the chosen duties is open any more.")


class EndedElsewhere(Refused):
    code = "ended_elsewhere"
    message = _("Reports, meetings and problems are not excused here: leave the team out of the round, or take the problem back on its page.")


@transaction.atomic
def carry_on(
    *, bearer: User, to: User, by: User, at: datetime.datetime, subject_kind: str, subject_ids: Iterable[int]
) -> int:
    """Open duties of `bearer` towards the subjects, and towards what goes along with them, are `to`'s from now on; returns how many
    moved. The rows stay."""
    ids = list(subject_ids)
    which = Q(subject_kind=subject_kind, subject_id__in=ids)
    for kind in ONCE.values():
        if kind.follows and (along := kind.follows(subject_kind, ids)) is not None:
            which |= Q(kind=kind.code, subject_kind=kind.subject_kind, subject_id__in=along)
    moved = Duty.objects.open().filter(which, bearer=bearer)
    paths = list(moved.order_by().values_list("path", flat=True).distinct()[:2])
    n = moved.update(bearer=to)
    if n:
        path = paths[0] if len(paths) == 1 else paths[0][:6]
        record("duties_carried_on", by=by, at=at, kind="duties.duty", path=path, title=to.name, n=n, before=bearer.pk, to=to.pk)
    return n


@transaction.atomic
def exempt(*, duties, reason: str, by: User, at: datetime.datetime) -> int:
    """Excuse open duties, with the reason; a QuerySet the caller has narrowed to what `by` may excuse.

    Things owed once stay: a team is left out on its round, a problem taken back on its page, so that ledger and room agree."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.message})
    excusable = duties.open().exclude(kind__in=ONCE)
    chosen = list(excusable.values_list("pk", "path"))
    if not chosen:
        raise EndedElsewhere() if duties.open().exists() else NothingOpen()
    n = Duty.objects.open().filter(pk__in=[pk for pk, _path in chosen]).update(
        exempted_at=at, exempted_by=by, exempt_reason=reason[:200]
    )
    _tell("duties_exempted", chosen, by=by, at=at, reason=reason)
    return n


@transaction.atomic
def withdraw_exemption(*, duties, by: User, at: datetime.datetime) -> int:
    """The excuse no longer holds: the duties are owed again. Things owed once were excused by their room and stay so."""
    excused = duties.exempt().exclude(kind__in=ONCE)
    chosen = list(excused.values_list("pk", "path"))
    if not chosen and duties.exempt().exists():
        raise EndedElsewhere()
    n = Duty.objects.filter(pk__in=[pk for pk, _path in chosen]).update(
        exempted_at=None, exempted_by=None, exempt_reason=""
    )
    if n:
        _tell("duties_owed_again", chosen, by=by, at=at)
    return n


def _tell(verb: str, chosen: list[tuple[int, str]], *, by: User, at: datetime.datetime, **detail) -> None:
    """One journal line per village, so that its tallies are counted anew."""
    counted: dict[str, int] = {}
    for _pk, path in chosen:
        counted[path] = counted.get(path, 0) + 1
    for path, n in counted.items():
        record(verb, by=by, at=at, kind="duties.duty", path=path, n=n, **detail)


@transaction.atomic
def urge(*, duties, by: User, at: datetime.datetime, on: datetime.date) -> int:
    """Remind everybody who bears a late duty that no later visit made up for: one notice a person and day. Returns how many people were told."""
    counted = duties.unmended(on=on).exclude(bearer=None).order_by().values("bearer", "kind").annotate(n=Count("pk"))
    late: dict[int, list[tuple[str, int]]] = {}
    for row in counted.order_by("bearer", "kind"):
        late.setdefault(row["bearer"], []).append((row["kind"], row["n"]))
    people = User.objects.in_bulk(late)
    url = reverse("dashboards:todo")
    letters = [
        Letter(
            to=people[pk],
            title=format_lazy(_("{name} asks you to see to what is late: {what}"), name=by.name, what=_kinds(kinds)),
            key=f"{on:%Y-%m-%d}",
            url=url,
            path=people[pk].path,
        )
        for pk, kinds in late.items()
    ]
    told = post_many(URGED, letters, at=at)
    record("duties_urged", by=by, at=at, kind="duties.duty", path="", n=told)
    return told


def _named(kinds: list[tuple[str, int]]) -> str:
    """Each kind with its number, in the language of whoever reads it."""
    return pgettext("list", ", ").join(f"{title_of(code)} {n}" for code, n in kinds)


_kinds = lazy(_named, str)
