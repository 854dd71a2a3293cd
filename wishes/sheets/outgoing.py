"""Register 05 going out: the list as it is filtered on its page, in the columns in which it comes in again."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.access import Viewer
from common import clock
from policies import keys
from policies.queries import settings_for
from regions.paths import county_of
from registers.export import Field, Listing, register_listing
from wishes.filters import found_by
from wishes.models import Wish
from wishes.sheets.columns import COLUMNS, ORIGIN_WORDS, STATE_WORDS
from wishes.sheets.givers import giver_name, with_givers

KINDS = {"number": "number", "date": "date"}


def _exported(viewer: Viewer, address: QueryDict):
    return with_givers(found_by(viewer, address).select_related("household__region__parent"))


def _row(wish: Wish):
    household = wish.household
    township = household.region.parent.name if household.region.parent else ""
    words = settings_for(county_of(wish.path), clock.today())
    return (
        wish.no, township, household.region.name, household.no, household.head_name,
        words.label(keys.WISH_CATEGORIES, wish.category, "zh"), wish.item, wish.value, ORIGIN_WORDS[wish.origin], wish.collected_on,
        STATE_WORDS[wish.state], giver_name(wish), wish.claimed_on, wish.fulfilled_on,
    )  # fmt: skip


# The heads are those of the register, in whatever language the page is read: the file has to come in again as it is.
register_listing(
    Listing(
        "wishes",
        _("Micro-wishes"),
        tuple(
            Field(column.name, column.head, KINDS.get(column.kind, "text"), personal=column.personal or column.name == "item")
            for column in COLUMNS
        ),
        _exported,
        _row,
    )
)
