"""Households: what they are called, why they are watched, how long the steps of monitoring take."""

from django.utils.translation import gettext_lazy as _

from policies.keys.base import Column, Key, row, words
from policies.keys.pairing import PERIODS

DAYS = _("calendar days")

HOUSEHOLD_CATEGORIES = Key(
    "household_categories", "table", _("Household types"),
    _("What a rural household is registered as. Words change over the years: end a type instead of deleting it."),
    [
        row("ex_poor", "脱贫户", "ex-poor household", "贫困户", "建档立卡脱贫户", "已脱贫户"),
        row("ordinary", "一般农户", "ordinary household", "一般户", "非贫困户", "普通农户"),
        row("dibao", "低保户", "minimum-living household", "农村低保户"),
        row("tekun", "特困供养户", "fully supported household", "五保户", "特困户", "特困人员户"),
    ],
    "C1 C3 P39", "households", columns=words(valid=True),
)  # fmt: skip
MONITORED_KINDS = Key(
    "monitored_kinds", "table", _("Types of monitored households"),
    _("Why a household is under watch against falling back into poverty."),
    [
        row("unstable_ex_poor", "脱贫不稳定户", "unstable ex-poor household", "脱贫不稳定"),
        row("marginal", "边缘易致贫户", "marginal household", "边缘户"),
        row("sudden_hardship", "突发严重困难户", "household in sudden hardship", "突发困难户", "突发严重困难"),
    ],
    "P39", "households", columns=words(valid=True),
)  # fmt: skip
RISK_CAUSES = Key(
    "risk_causes", "table", _("Causes of poverty risk"),
    _("Why a household is poor or at risk, as the registers name it."),
    [
        row("illness", "因病", "illness", "患病", "疾病", number="01"),
        row("disaster", "因自然灾害", "natural disaster", "因灾", number="02"),
        row("disability", "因残", "disability", "残疾", number="03"),
        row("no_labour", "因缺劳动力", "lack of labour", "缺劳力", "缺劳动力", number="04"),
        row("accident", "因意外事故", "accident", "因意外", number="05"),
        row("business", "因产业失败", "failed business", number="06"),
        row("job", "因务工就业不稳", "unstable work", "因就业不稳", number="07"),
        row("school", "因学", "schooling", "教育", number="09"),
        row("no_skill", "缺技术", "lack of skill", number=""),
        row("no_funds", "缺资金", "lack of funds", number=""),
        row("other", "其他", "other", "其它", number="99"),
    ],
    "C4 C5", "households", columns=words(Column("number", _("National number"), required=False)),
)  # fmt: skip
HOUSEHOLD_TAGS = Key(
    "household_tags", "table", _("Tags of households and persons"),
    _("Marks for lists of people who need particular care."),
    [
        row("left_behind_child", "留守儿童", "left-behind child"),
        row("lonely_elder", "孤寡老人", "elder without family", "独居老人"),
        row("disabled", "残疾人", "disabled person"),
        row("party_hardship", "困难党员", "party member in hardship"),
        row("serious_illness", "大病患者", "serious illness"),
        row("away_for_work", "外出务工", "away for work"),
        row("veteran", "退役军人", "veteran"),
    ],
    "S1-09 C9", "households", columns=words(),
)  # fmt: skip
VILLAGE_STANDINGS = Key(
    "village_standings", "table", _("Classes and flags of villages"),
    _("What a village is, with dates; some classes bring duties of their own."),
    [
        row("ex_poor", "脱贫村", "ex-poor village", "贫困村", first_secretary=True),
        row("resettlement", "易地搬迁安置村（社区）", "resettlement village", "易地扶贫搬迁安置村", first_secretary=True),
        row("key", "乡村振兴任务重的村", "village with heavy tasks", "乡村振兴重点村", first_secretary=True),
        row("weak_branch", "党组织软弱涣散村", "village with a weak party branch", "软弱涣散村", first_secretary=True),
        row("ordinary", "其他村", "other village", "非贫困村", first_secretary=False),
    ],
    "P4 P5 S1-06 S3-06", "households",
    columns=words(Column("first_secretary", _("Needs a first secretary"), "bool")),
)  # fmt: skip
IDENTIFICATION_DAYS = Key(
    "identification_days", "int", _("From a clue to the decision"),
    _("Days within which the county decides whether a household is monitored."),
    15, "P39", "households", unit=DAYS, low=1, high=90,
)  # fmt: skip
IDENTIFICATION_COUNTS = Key(
    "identification_counts", "choice", _("How these days are counted"),
    _("Whether the days from a clue to the decision are calendar days or workdays."),
    "calendar", "P39", "households",
    choices=(("calendar", _("calendar days")), ("workdays", _("workdays"))),
)  # fmt: skip
PUBLICITY_DAYS = Key(
    "publicity_days", "int", _("Public posting in the village"),
    _("Days for which a name is posted in the village, the first day included."),
    5, "P39", "households", unit=DAYS, low=1, high=30,
)  # fmt: skip
MONITORING_LINES = Key(
    "monitoring_lines", "table", _("Monitoring line per year"),
    _("Net income per head under which a household is watched. Without a line for the year nothing is checked."),
    [], "none: 8,700 P41; 8,800 P47; 6,000 P48", "households",
    columns=(
        Column("year", _("Year"), "int", low=2013, high=2100),
        Column("amount", _("Yuan per head"), "decimal", low=1000, high=100000),
    ),
    unique="year", may_be_empty=True,
)  # fmt: skip
INCOME_WINDOW_MONTHS = Key(
    "income_window_months", "int", _("Months of income that count"),
    _("Income is counted over this many months before the application."),
    12, "P40", "households", unit=_("months"), low=1, high=36,
)  # fmt: skip
INCOME_SHEETS = Key(
    "income_sheets", "choice", _("Income is collected each"),
    _("How often the income of a paired household is written down."),
    "quarter", "S3 S3-37", "households",
    choices=PERIODS,
)  # fmt: skip
PRODUCTION_COST_SHARES = Key(
    "production_cost_shares", "table", _("Production cost as a share of revenue"),
    _("Proposes the cost of production when it was not written down; the result stays editable."),
    [
        row("grain", "粮食", "grain", share="0.40"),
        row("tobacco", "烤烟", "tobacco", share="0.45"),
        row("livestock", "养殖", "livestock", share="0.40"),
        row("fruit", "水果", "fruit", share="0.15"),
        row("other", "其他种植", "other crops", share="0.40"),
    ],
    "P52", "households", columns=words(Column("share", _("Share"), "decimal", low=0, high=1)),
)  # fmt: skip
WELFARE_POST_MAX_AGE = Key(
    "welfare_post_max_age", "int", _("Oldest age in a public welfare post"),
    _("From this age on a person in a public welfare post is pointed out."),
    70, "C5", "households", unit=_("years"), low=50, high=100,
)  # fmt: skip
WATER_LITRES_PER_DAY = Key(
    "water_litres_per_day", "int", _("Safe water: litres a person and day"),
    _("Less than this is not safe; dry areas use 20."), 35, "P49", "households", unit=_("litres"), low=5, high=200,
)  # fmt: skip
WATER_TRIP_MINUTES = Key(
    "water_trip_minutes", "int", _("Safe water: way there and back"),
    _("A longer way to fetch water is not safe."), 20, "P49", "households", unit=_("minutes"), low=1, high=240,
)  # fmt: skip
WATER_TRIP_METRES = Key(
    "water_trip_metres", "int", _("Safe water: distance"),
    _("A longer distance to fetch water is not safe."), 800, "P49", "households", unit=_("metres"), low=1, high=10000,
)  # fmt: skip
WATER_SUPPLY_SHARE = Key(
    "water_supply_share", "share", _("Safe water: share of the year"),
    _("Water must be there for at least this share of the year."), "0.9", "P49", "households", low=0, high=1,
)  # fmt: skip
