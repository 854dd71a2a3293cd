"""What a change of a rule would touch here, for the preview on the page of rules ("1,020 households")."""

import datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from households.models import Household, Pairing
from policies import keys
from policies.effects import Effect, register
from policies.queries import settings_for


@register(keys.PAIRING_CLASSES)
def of_classes(path: str, on: datetime.date):
    """Open pairings by class."""
    rules = settings_for(path, on)
    rows = Pairing.objects.open().under(path).order_by().values("kind").annotate(n=Count("pk"))
    for row in rows.order_by("kind"):
        name = rules.label(keys.PAIRING_CLASSES, row["kind"])
        yield Effect(f"{name}: %(n)s", row["n"])


@register(keys.PAIRING_QUOTA, keys.CADRE_RANKS)
def of_quota(path: str, on: datetime.date):
    cadres = Pairing.objects.open().under(path).order_by().values("cadre").distinct()
    yield Effect(_("%(n)s cadres who are paired with households"), cadres.count())


@register(keys.HOUSEHOLD_CATEGORIES)
def of_categories(path: str, on: datetime.date):
    yield Effect(_("%(n)s households on the register"), Household.objects.open().under(path).count())


@register(keys.MONITORED_KINDS)
def of_monitored(path: str, on: datetime.date):
    yield Effect(_("%(n)s monitored households"), Household.objects.open().monitored().under(path).count())
