"""Money, care, flags; the overview and reminders."""

from django.utils.translation import gettext_lazy as _

from policies.keys.base import Key, row, words
from policies.keys.pairing import PERIODS

DAYS, YUAN, POINTS = _("days"), _("yuan"), _("percentage points")

DAILY_ALLOWANCE = Key(
    "daily_allowance", "decimal", _("Allowance a day"), _("Paid for every day that counts as on duty."),
    "100", "S2 S4 P73", "money", unit=YUAN, low=0, high=1000,
)  # fmt: skip
PAID_TRIPS_MAX = Key(
    "paid_trips_max", "int", _("Paid trips a month"), _("How many trips between unit and village are paid in a month."),
    4, "S4 P73", "money", unit=_("trips"), low=0, high=60,
)  # fmt: skip
KM_RATE = Key(
    "km_rate", "decimal", _("Travel allowance"), _("Paid per kilometre between the lead unit and the village."),
    "1.5", "S4 (1.8 P73)", "money", unit=_("yuan per km"), low=0, high=20,
)  # fmt: skip
DISTANCE_IS = Key(
    "distance_is", "choice", _("What the distance means"), _("Whether a trip is paid one way or both ways. The article does not say."),
    "one_way", "UNVERIFIED", "money",
    choices=(("one_way", _("paid one way")), ("round_trip", _("paid there and back"))),
)  # fmt: skip
PHONE_ALLOWANCE = Key(
    "phone_allowance", "decimal", _("Phone allowance a month"), _("Paid to every member."),
    "100", "S4", "money", unit=YUAN, low=0, high=1000,
)  # fmt: skip
TEAM_FUND_YEAR = Key(
    "team_fund_year", "decimal", _("Work fund of a team a year"), _("What a team may spend on its work."),
    "10000", "S4 S2 P9", "money", unit=YUAN, low=0, high=1000000,
)  # fmt: skip
LEADER_FUND_YEAR = Key(
    "leader_fund_year", "decimal", _("Work fund of a first secretary or captain a year"),
    _("Paid beside the team's fund; 0 means that there is none."), "0", "S2", "money", unit=YUAN, low=0, high=1000000,
)  # fmt: skip
INSURANCE_COVER = Key(
    "insurance_cover", "decimal", _("Accident insurance, cover at least"), _("Cover of the accident insurance of a member."),
    "200000", "S4", "money", unit=YUAN, low=0, high=10000000,
)  # fmt: skip
CHECKUP_FEE = Key(
    "checkup_fee", "decimal", _("Medical check, at least"), _("What the yearly medical check of a member may cost."),
    "500", "S4", "money", unit=YUAN, low=0, high=100000,
)  # fmt: skip
TALK_PERIOD = Key(
    "talk_period", "choice", _("One talk each"), _("How often leaders owe captains and members a talk."),
    "quarter", "S0", "money", choices=PERIODS,
)  # fmt: skip
UNIT_VISIT_PERIOD = Key(
    "unit_visit_period", "choice", _("One visit by the unit each"), _("How often the heads of unit and township visit a member."),
    "quarter", "S4", "money", choices=PERIODS,
)  # fmt: skip
COMFORT_VISITS_YEAR = Key(
    "comfort_visits_year", "int", _("Comfort visits by the backing unit a year"), _("How often a year the backing unit owes a member a comfort visit."),
    1, "S4", "money", unit=_("times"), low=0, high=12,
)  # fmt: skip
FLAG_KINDS = Key(
    "flag_kinds", "table", _("Red flags"), _("Flags that a village may win."),
    [
        row("party", "党建", "party building"),
        row("industry", "产业", "industry"),
        row("civility", "文明", "civility"),
        row("debt", "债务化解", "debt risk"),
    ],
    "P75 S2", "money", columns=words(),
)  # fmt: skip
REMIND_DAYS_BEFORE = Key(
    "remind_days_before", "ints", _("Reminders before the last day"),
    _("So many days before its last day an open duty is put into the day's message."),
    [7, 1], "UNVERIFIED", "overview", unit=DAYS, low=0, high=90,
)  # fmt: skip
ESCALATE_DAYS_AFTER = Key(
    "escalate_days_after", "ints", _("After the last day"),
    _("So many days after it became overdue a duty is brought before the captain, then the township."),
    [1, 7], "UNVERIFIED", "overview", unit=DAYS, low=0, high=180,
)  # fmt: skip
TIME_BEHIND_POINTS = Key(
    "time_behind_points", "int", _("An area is behind"),
    _("When the share that is done is so far below the share of the period that is gone."),
    10, "UNVERIFIED", "overview", unit=POINTS, low=1, high=100,
)  # fmt: skip
TIME_BEHIND_POINTS_BAD = Key(
    "time_behind_points_bad", "int", _("An area is far behind"),
    _("When the share that is done is so far below the share of the period that is gone."),
    25, "UNVERIFIED", "overview", unit=POINTS, low=1, high=100,
)  # fmt: skip
OVERDUE_SHARE_BAD = Key(
    "overdue_share_bad", "share", _("Overdue share that is trouble"),
    _("An area with a larger share of overdue duties stands on top."), "0.1", "UNVERIFIED", "overview", low=0, high=1,
)  # fmt: skip
DAYS_WITHOUT_VISIT = Key(
    "days_without_visit", "int", _("Long without a visit"), _("After so many days without a visit a household is pointed out."),
    120, "UNVERIFIED", "overview", unit=DAYS, low=7, high=730,
)  # fmt: skip
