"""What is owed for a wish: its check, the contact and the fulfilment that were promised, and the question afterwards."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from duties.kinds import OnceKind, register
from wishes.models import Wish

CHECK, CONTACT, FULFIL, REVISIT = "wish_check", "wish_contact", "wish_fulfil", "wish_revisit"
SUBJECT = "wish"
WISH, CLAIM, DELIVERY, ANSWER = "wishes.wish", "wishes.claim", "wishes.fulfilment", "wishes.revisit"
URL = "wishes:detail"


def of_families(subject_kind: str, subject_ids: Iterable[int]):
    """Wishes whose duties go along when duties to their families go to another cadre."""
    return Wish.objects.filter(household__in=list(subject_ids)).values("pk") if subject_kind == "household" else None


register(
    OnceKind(
        CHECK, _("wish to check"), _("Whether a wish is real, concrete and doable is looked at within a few workdays."),
        SUBJECT, subject_url=URL,
    ),
    OnceKind(
        CONTACT, _("family to contact"), _("Whoever promised a wish gets in touch with the family within a week."),
        SUBJECT, subject_url=URL, is_personal=True,
    ),
    OnceKind(
        FULFIL, _("promised wish to meet"), _("What was promised is brought within the workdays of the county's rule; else it goes back on the list."),
        SUBJECT, subject_url=URL, is_personal=True,
    ),
    OnceKind(
        REVISIT, _("family to ask"), _("After a wish was met the family is asked whether it is content."),
        SUBJECT, subject_url=URL, follows=of_families,
    ),
)  # fmt: skip
