"""Visits: how often, when, in which way, and what happens before and after the last day."""

from django.utils.translation import gettext_lazy as _

from policies.keys.base import Column, Key, row, words

DAYS = _("days")
LAW_2026_12 = _(
    "State Council Office letter 2026 No. 12: no forced check-in, no ranking of people by points, no needless photos, "
    "videos or tracks. Leave this off unless security or an emergency asks for it."
)

VISIT_MODES = Key(
    "visit_modes", "table", _("Ways of visiting"),
    _("How a household may be contacted, and which of these ways fulfil the visit that is owed."),
    [
        row("home", "入户", "home visit", "上门", "实地", "入户走访", satisfies=True),
        row("phone", "电话", "telephone", "打电话", "电话联系", satisfies=False),
        row("video", "微信视频", "WeChat video", "视频", satisfies=False),
        row("wechat", "微信", "WeChat message", "微信联系", satisfies=False),
    ],
    "S3 S3-42", "visits",
    columns=words(Column("satisfies", _("Fulfils the duty"), "bool")),
)  # fmt: skip
PHONE_SATISFIES_WHEN_AWAY = Key(
    "phone_satisfies_when_away", "bool", _("A call counts while the family is away"),
    _("A call or video fulfils the visit owed to a family that works away from home."),
    False, "UNVERIFIED", "visits",
)  # fmt: skip
VISIT_FIRST_DUE_DAY = Key(
    "visit_first_due_day", "int", _("Day that decides whether a period is owed"),
    _("A pairing open on or before this day of the month, or of the second month of a quarter, owes that period."),
    15, "domain 1.11", "visits", unit=_("day of the month"), low=1, high=28,
)  # fmt: skip
OVERDUE_GRACE_DAYS = Key(
    "overdue_grace_days", "int", _("Days of grace"),
    _("How many days after its last day a duty becomes overdue; 0 means the next day."),
    0, "domain 1.11", "visits", unit=DAYS, low=0, high=31,
)  # fmt: skip
ASSISTANCE_DAY_RULE = Key(
    "assistance_day_rule", "day_rule", _("Assistance days"),
    _("The fixed days on which those who help go to their villages, and what happens when one is a holiday."),
    {"kind": "days_of_month", "days": [1, 15], "holiday_policy": "next_workday"}, "P56 S0-20", "visits",
)  # fmt: skip
ASSISTANCE_DAY_NAME = Key(
    "assistance_day_name", "text", _("Name of the assistance day"),
    _("What the county calls its fixed visiting day."), "帮扶日", "P57", "visits",
)  # fmt: skip
ASSISTANCE_DAY_OWED = Key(
    "assistance_day_owed", "bool", _("A visit is owed on every assistance day"),
    _("Whether everybody who is paired owes one visit on each assistance day, beside the monthly and quarterly visits."),
    False, "UNVERIFIED", "visits",
)  # fmt: skip
LEADER_WEEK_DAYS = Key(
    "leader_week_days", "int", _("Days a week county leaders spend in their village"),
    _("Days in the village each week for county leaders; 0 means that there is no such rule."),
    0, "S2 S2-04", "visits", unit=DAYS, low=0, high=7,
)  # fmt: skip
LEADER_WEEK_NIGHTS = Key(
    "leader_week_nights", "int", _("Nights a week county leaders spend in their village"),
    _("Nights in the village each week for county leaders; 0 means that there is no such rule."),
    0, "S2 S2-04", "visits", unit=_("nights"), low=0, high=7,
)  # fmt: skip
PHOTO_LOCATION = Key(
    "photo_location", "bool", _("Location may be kept with a photo"),
    _("Lets people choose to keep where a photo was taken. Photos and location are always optional."),
    False, "ux 7a", "visits", law=LAW_2026_12,
)  # fmt: skip
THEME_QUESTIONS_MAX = Key(
    "theme_questions_max", "int", _("Questions of the month at most"),
    _("How many extra questions the theme of a month may add to the visit form."),
    3, "UNVERIFIED", "visits", unit=_("questions"), low=0, high=10,
)  # fmt: skip
