"""What is owed in the points shop: the decision on what somebody recorded, and on what somebody objects to."""

from django.utils.translation import gettext_lazy as _

from duties.kinds import OnceKind, register
from wishes.shop.models.score import APPROVAL, OBJECTION, SUBJECT

SCORE, ANSWER = "shop.score", "shop.objection"
URL = "shop:score"

register(
    OnceKind(
        APPROVAL, _("points to approve"), _("What was recorded is approved or refused by somebody else within a few workdays."),
        SUBJECT, subject_url=URL, has_own_reminder=True,
    ),
    OnceKind(
        OBJECTION, _("objection to look into"), _("Whoever objects to posted points gets an answer within a few workdays; the points wait for it."),
        SUBJECT, subject_url=URL, has_own_reminder=True,
    ),
)  # fmt: skip
