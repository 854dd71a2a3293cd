"""Pairing: the classes and what they owe, how many households a cadre takes, the chain of responsibility."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policies.keys.base import Column, Key, row, words

PERIODS = (
    ("month", _("each month")), ("quarter", _("each quarter")), ("half_year", _("each half-year")), ("year", _("each year")),
)  # fmt: skip

PAIRING_CLASSES = Key(
    "pairing_classes", "table", _("Pairing classes"),
    _("The ways in which a cadre answers for a household, and how often a visit is owed in each."),
    [
        row("assist", "结对帮扶", "paired help", "帮扶", cadence="month", monitored=True),
        row("contact", "结对联系", "paired contact", "联系", cadence="quarter", monitored=False),
    ],
    "S3 S3-33 S3-34 S3-36 S3-40", "pairing",
    columns=words(
        Column("cadence", _("One visit each"), "choice", choices=PERIODS[:2]),
        Column("monitored", _("For monitored households"), "bool"),
    ),
)  # fmt: skip
PAIRING_QUOTA = Key(
    "pairing_quota", "table", _("Households per cadre"),
    _("How many households a cadre of each rank should answer for. More is a warning, never a refusal."),
    [
        {"rank": "county_chief", "n": 4},
        {"rank": "county_deputy", "n": 4},
        {"rank": "township_chief", "n": 3},
        {"rank": "township_deputy", "n": 2},
        {"rank": "clerk", "n": 1},
        {"rank": "office", "n": 1},
        {"rank": "unranked", "n": 1},
    ],
    "UNVERIFIED (reading of 4321, S0-12; 5/4/3/2/1 P53; 8/7/6/5/4 P54)", "pairing",
    columns=(Column("rank", _("Rank"), "code"), Column("n", _("Number of households"), "int", low=0, high=200)),
    unique="rank",
)  # fmt: skip
PAIRING_END_REASONS = Key(
    "pairing_end_reasons", "table", _("Reasons for ending a pairing"),
    _("Why a cadre no longer answers for a household."),
    [
        row("moved", "岗位调动", "moved to another post"),
        row("rearranged", "统一重新安排", "rearranged by the county"),
        row("health", "身体原因", "health"),
        row("retired", "退休", "retired"),
        row("class_changed", "户类别变化", "household class changed"),
        row("household_gone", "农户注销或合并", "household closed or merged"),
        row("unfit", "履职不到位", "duty not done"),
        row("other", "其他", "other"),
    ],
    "S3-32 P54 P55", "pairing", columns=words(),
)  # fmt: skip
CHAIN_LINKS = Key(
    "chain_links", "table", _("Chain of responsibility (7+1)"),
    _("The links between the city unit and the household, and at which level of area each is named."),
    [
        row("city_unit", "市挂村单位", "city unit", level="village", holder="unit"),
        row("town_unit", "镇直挂村单位", "township unit", level="village", holder="unit"),
        row("area_leader", "包片领导", "leader of the area", level="township", holder="cadre"),
        row("village_leader", "挂村领导", "leader of the village", "包村领导", "联系县领导", level="village", holder="cadre"),
        row("group_head", "包村组长", "head of the village group", level="village", holder="cadre"),
        row("group_member", "包村成员", "member of the village group", level="village", holder="cadre"),
        row("helper", "帮扶责任人", "helper", level="household", holder="cadre"),
    ],
    "S1 S1-03", "pairing",
    columns=words(
        Column(
            "level", _("Named for"), "choice",
            choices=(("township", _("township")), ("village", _("village")), ("household", _("household"))),
        ),
        Column("holder", _("Held by"), "choice", choices=(("unit", _("unit")), ("cadre", pgettext_lazy("holder", "cadre")))),
    ),
)  # fmt: skip
COUNTY_LEADER_PER_VILLAGE = Key(
    "county_leader_per_village", "bool", _("Every village with a team has a county leader"),
    _("Shows a gap where a village with a team has no county leader."), False, "S3-04", "pairing",
)  # fmt: skip
PAIRING_LEVELS = Key(
    "pairing_levels", "table", _("Levels whose cadres pair"),
    _("Which levels of office give cadres for pairing; the others are left out when households are re-paired."),
    [
        row("province", "省", "province", may_pair=True),
        row("city", "市", "city", may_pair=True),
        row("county", "县", "county", may_pair=True),
        row("township", "乡镇", "township", may_pair=True),
        row("village", "村", "village", may_pair=True),
    ],
    "S3-32 S1-02", "pairing", columns=words(Column("may_pair", _("Pairs"), "bool")),
)  # fmt: skip
