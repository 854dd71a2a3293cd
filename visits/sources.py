"""Hardships noted on visits may go onto the problem list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from problems.sources import Source, register

register(Source("visit", _("home visit"), lambda pk: reverse("visits:detail", args=[pk])))
