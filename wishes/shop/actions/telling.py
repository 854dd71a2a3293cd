"""Who hears of points that wait, of refusals and objections."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from common.clock import office_date
from notifications.actions import Letter, post, post_many
from policies import keys
from policies.queries import settings_for
from problems.queries.people import office_of
from regions.models import Region
from wishes.shop import messages
from wishes.shop.models import Objection, Score


def item_of(score: Score) -> Any:
    """The word for the item, in the language of whoever reads it."""
    if score.kind == Score.Kind.ADJUST:
        return _("opening balance") if score.is_opening else _("adjustment")
    return lazy(lambda: settings_for(score.path, score.done_on).label(keys.POINT_ITEMS, score.item), str)()


def village_of(path: str) -> str:
    return Region.objects.filter(path=path[:12]).values_list("name", flat=True).first() or ""


def to_approve(score: Score, *, by: User, at: datetime.datetime) -> None:
    """The township hears once a day and village that something waits; the county where the township has nobody else."""
    on = office_date(at)
    office = office_of(score.path, Permission.SHOP_APPROVE, on, but=[by.pk])
    title = format_lazy(_("Points to be approved: {village}"), village=village_of(score.path))
    url = f"{reverse('shop:points')}?view=waiting&area={score.path[:12]}"
    letters = [Letter(to=user, title=title, key=f"{score.path[:12]}:{on}", url=url, path=score.path) for user in office]
    post_many(messages.TO_APPROVE, letters, at=at)


def ended(score: Score, *, by: User, at: datetime.datetime) -> None:
    """Refused, or withdrawn: whoever recorded it hears it."""
    if score.recorded_by is None or score.recorded_by == by:
        return
    words = _("Not approved: {item}, {village}") if score.refused_on else _("Withdrawn: {item}, {village}")
    title = format_lazy(words, item=item_of(score), village=village_of(score.path))
    post(
        messages.REFUSED, to=score.recorded_by, title=title, key=f"{score.pk}", url=reverse("shop:score", args=[score.pk]), path=score.path, at=at
    )


def objected(objection: Objection) -> None:
    score, at = objection.score, objection.recorded_at
    but = [pk for pk in (score.recorded_by_id, objection.recorded_by_id) if pk]
    office = office_of(score.path, Permission.SHOP_APPROVE, office_date(at), but=but)
    title = format_lazy(_("Objection to posted points: {item}, {village}"), item=item_of(score), village=village_of(score.path))
    url = reverse("shop:score", args=[score.pk])
    letters = [Letter(to=user, title=title, key=f"{objection.pk}", url=url, path=score.path) for user in office]
    post_many(messages.OBJECTION, letters, at=at)
