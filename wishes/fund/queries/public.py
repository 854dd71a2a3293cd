"""What anybody may read of the fund: sums by quarter and purpose, how many families, who agreed to be named. No family, no child."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from common.periods import Quarter
from policies import keys
from policies.queries import settings_for
from wishes.fund.models import Donation, Fund
from wishes.fund.queries.accounts import Account, PurposeLine, account_of
from wishes.fund.queries.accounts import within as in_quarter
from wishes.queries.public import county_of_list

N_QUARTERS = 8
MOST_NAMED = 200


@dataclass(frozen=True)
class PublicAccount:
    """A quarter as it hangs on the board: who gave stands there only if he agreed, by name and amount."""

    account: Account
    purposes: list[tuple[str, PurposeLine]]
    givers: list[tuple[str, Decimal | None]]
    n_others: int
    is_running: bool


def public_fund(county: str, on: datetime.date) -> Fund | None:
    """The fund of a county that lets everybody read, or None."""
    region = county_of_list(county, on)
    return Fund.objects.filter(region=region).select_related("region").first() if region else None


def public_account(fund: Fund, quarter: Quarter, on: datetime.date) -> PublicAccount:
    account, words = account_of(fund, quarter), settings_for(fund.path, on)
    gave = standing_donations(fund, quarter)
    agreed = gave.filter(may_be_named=True).select_related("unit").order_by("-on", "-pk")[:MOST_NAMED]
    named = [(one.public_name, one.amount) for one in agreed if one.public_name]
    purposes = [(words.label(keys.FUND_PURPOSES, line.purpose), line) for line in account.purposes]
    return PublicAccount(account, purposes, named, gave.count() - len(named), on < quarter.end)


def standing_donations(fund: Fund, quarter: Quarter) -> QuerySet[Donation]:
    """Donations of the quarter that no correction took back."""
    money_back = Donation.objects.filter(entries__corrected_by__isnull=False).values("pk")
    goods_back = Donation.objects.filter(moves__corrected_by__isnull=False).values("pk")
    return Donation.objects.filter(in_quarter(quarter), fund=fund).exclude(pk__in=money_back).exclude(pk__in=goods_back)
