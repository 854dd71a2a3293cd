"""What a change of a rule would touch here, for the preview on the page of rules."""

import datetime

from django.utils.translation import gettext_lazy as _

from policies import keys
from policies.effects import Effect, register
from regions.paths import within
from teams.models import ChainLink, Posting, WorkTeam


@register(keys.TEAM_MIN_MEMBERS, keys.TEAM_MAX_MEMBERS, keys.COUNTY_LEADER_PER_VILLAGE)
def of_size(path: str, on: datetime.date):
    yield Effect(_("%(n)s work teams"), WorkTeam.objects.open().filter(within("path", path)).count())


@register(keys.TERM_YEARS, keys.TERM_END_NOTICE_DAYS)
def of_terms(path: str, on: datetime.date):
    yield Effect(_("%(n)s open postings"), Posting.objects.open().filter(within("path", path)).count())


@register(keys.CHAIN_LINKS)
def of_links(path: str, on: datetime.date):
    yield Effect(_("%(n)s links of responsibility that somebody holds"), ChainLink.objects.open().filter(within("path", path)).count())
