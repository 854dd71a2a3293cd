"""Faults named at a review meeting go onto the problem list: by the township in its comment, or by the villagers' voices."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from problems.sources import Source, register


def _address(pk: int) -> str:
    return reverse("reviews:by-id", args=[pk])


register(
    Source("review", _("comment at the review meeting"), _address),
    Source("voice", _("voice of the villagers"), _address),
)
