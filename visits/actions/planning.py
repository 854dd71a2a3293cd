"""The month's theme, and moving an assistance day."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import User
from common.errors import Refused
from regions.models import Region
from visits.models import AssistanceDayMove, MonthTheme


class MoveReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write why the day is moved.")


@transaction.atomic
def set_theme(*, county: Region, month: str, title: str, tip: str, questions: list[str], by: User, at: datetime.datetime) -> MonthTheme:
    """The theme of a month: a tip for the visitor and questions added to the form (S3-44). Answers given already stay."""
    asked = [{"key": f"q{n}", "text": text.strip(), "kind": "text"} for n, text in enumerate(questions, 1) if text.strip()]
    theme, _is_new = MonthTheme.objects.update_or_create(
        region=county, month=month,
        defaults={"path": county.path, "title": title, "tip": tip, "questions": asked, "published_at": at, "set_by": by},
    )  # fmt: skip
    record("theme_set", by=by, at=at, subject=theme, title=title, month=month)
    return theme


@transaction.atomic
def move_assistance_day(
    *, county: Region, on: datetime.date, moved_to: datetime.date | None, reason: str, by: User, at: datetime.datetime
) -> AssistanceDayMove:
    """Hold an assistance day on another day, or not at all."""
    if not reason.strip():
        raise MoveReasonMissing(fields={"reason": MoveReasonMissing.message})
    move, _is_new = AssistanceDayMove.objects.update_or_create(
        region=county, on=on,
        defaults={"path": county.path, "moved_to": moved_to, "reason": reason.strip()[:120], "set_by": by},
    )  # fmt: skip
    record("assistance_day_moved", by=by, at=at, subject=move, planned=on.isoformat(), held=str(moved_to or ""))
    return move
