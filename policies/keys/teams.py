"""Teams: how many, how long, who; attendance and leave."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policies.keys.base import Column, Key, row, words
from policies.keys.visits import LAW_2026_12

DAYS, PEOPLE = _("days"), pgettext_lazy("unit", "people")

TEAM_MIN_MEMBERS = TEAM_MIN = Key(
    "team_min_members", "int", _("Members of a team at least"),
    _("A team with fewer members is pointed out; nothing is refused."), 3, "P6 P7 S2 S3", "teams", unit=PEOPLE, low=1, high=20,
)  # fmt: skip
TEAM_MAX_MEMBERS = TEAM_MAX = Key(
    "team_max_members", "int", _("Members of a team at most"),
    _("A team with more members is pointed out; nothing is refused."), 5, "P7", "teams", unit=PEOPLE, low=1, high=30,
)  # fmt: skip
TERM_YEARS = Key(
    "term_years", "int", _("Length of a term"), _("How long a posting to a village lasts."),
    2, "P6 P8 P9", "teams", unit=_("years"), low=1, high=10,
)  # fmt: skip
TERM_END_NOTICE_DAYS = Key(
    "term_end_notice_days", "int", _("Notice before a term ends"),
    _("So many days before the end of a term its unit and the county are told."),
    60, "UNVERIFIED", "teams", unit=DAYS, low=1, high=365,
)  # fmt: skip
CADRE_RANKS = Key(
    "cadre_ranks", "table", _("Ranks of cadres"), _("Ranks as the registers name them."),
    [
        row("bureau", "厅局级", "bureau level", "厅局级正职", "厅局级副职"),
        row("county_chief", "县处级正职", "county level, chief", "正处级", "正处"),
        row("county_deputy", "县处级副职", "county level, deputy", "副处级", "副处", "县处级"),
        row("township_chief", "乡科级正职", "township level, chief", "正科级", "正科"),
        row("township_deputy", "乡科级副职", "township level, deputy", "副科级", "副科"),
        row("clerk", "科员级", "clerk", "科员", "一般干部"),
        row("office", "办事员级", "office worker", "办事员"),
        row("unranked", "未定职", "no rank", "无"),
    ],
    "C6", "teams", columns=words(),
)  # fmt: skip
POLITICS = Key(
    "politics", "table", _("Political status"), _("Political status as the registers name it."),
    [
        row("party", "中共党员", "party member", "党员"),
        row("probationary", "中共预备党员", "probationary party member", "预备党员"),
        row("league", "共青团员", "youth league member", "团员"),
        row("democratic", "民主党派", "member of a democratic party"),
        row("masses", "群众", "no party"),
    ],
    "C7 C8", "teams", columns=words(),
)  # fmt: skip
POSTING_END_REASONS = Key(
    "posting_end_reasons", "table", _("Reasons for ending a posting"),
    _("Why a cadre leaves a team. A recall is with fault and brings the ban on promotion."),
    [
        row("term_over", "任期届满", "term is over", "期满轮换", recall=False),
        row("unit_need", "派出单位工作需要", "sending unit needs him", "工作需要", recall=False),
        row("health", "身体原因", "health", recall=False),
        row("retired", "退休", "retired", recall=False),
        row("promoted", "提拔转任", "promoted", recall=False),
        row("unfit", "不胜任", "unfit", "不适合驻村", recall=True),
        row("absent", "多次无故不在岗", "repeated absence", recall=True),
        row("leave_limit", "请假超过上限", "too many days of leave", recall=True),
        row("satisfaction", "群众满意度低于50%", "satisfaction below 50%", recall=True),
        row("discipline", "违纪违法", "discipline", recall=True),
        row("other", "其他", "other", recall=False),
    ],
    "P10 P12 P29 P30 P31", "teams", columns=words(Column("recall", _("Is a recall"), "bool")),
)  # fmt: skip
SELECTION_GATES = Key(
    "selection_gates", "table", _("Gates of selection"), _("Who agrees, in this order, before a cadre is sent."),
    [
        row("unit", "派出单位班子集体研究", "leaders of the sending unit"),
        row("office", "县驻村办审核", "county office"),
        row("leader", "县级领导审定", "county leader"),
    ],
    "S3 S3-02", "teams", columns=words(),
)  # fmt: skip
RECALL_PROMOTION_BAN_YEARS = Key(
    "recall_promotion_ban_years", "int", _("No promotion after a recall"),
    _("For so many years a recalled cadre is not promoted."), 2, "P29", "teams", unit=_("years"), low=0, high=10,
)  # fmt: skip
RECALL_SATISFACTION = Key(
    "recall_satisfaction", "share", _("Satisfaction that leads to a recall"),
    _("Below this share of satisfied people a recall is proposed."), "0.5", "P29", "teams", low=0, high=1,
)  # fmt: skip
REPLACEMENT_DUE_DAYS = Key(
    "replacement_due_days", "int", _("Replacement after a recall"),
    _("Days within which the unit sends somebody else."), 15, "UNVERIFIED", "teams", unit=DAYS, low=1, high=180,
)  # fmt: skip
MONTH_MIN_DAYS = Key(
    "month_min_days", "int", _("Days in the village each month"),
    _("How many days of a month a resident cadre is on duty."), 20, "P10 P11 P12", "attendance", unit=DAYS, low=0, high=31,
)  # fmt: skip
MONTH_MIN_NIGHTS = Key(
    "month_min_nights", "int", _("Nights in the village each month"),
    _("How many nights of a month a resident cadre stays; 0 means that there is no such rule."),
    0, "P13", "attendance", unit=_("nights"), low=0, high=31,
)  # fmt: skip
YEAR_MIN_DAYS = Key(
    "year_min_days", "int", _("Days in the village each year"),
    _("How many days of a year a resident cadre is on duty."), 200, "P14 P15", "attendance", unit=DAYS, low=0, high=366,
)  # fmt: skip
MONTH_CAP_TO_WORKDAYS = Key(
    "month_cap_to_workdays", "bool", _("Never more than the month's workdays"),
    _("In a month with fewer workdays than asked, the workdays are enough."), True, "UNVERIFIED (W3)", "attendance",
)  # fmt: skip
PRESENCE_CHECKIN = Key(
    "presence_checkin", "bool", _("Check-in of presence"),
    _("Lets teams record presence by check-in and video call. Without it, presence follows from leave and logged work."),
    False, "mission (law of 2026); S2-24", "attendance", law=LAW_2026_12,
)  # fmt: skip
APPROVERS = (
    ("captain", _("captain")), ("township_secretary", _("township secretary")), ("county_office", _("county office")),
    ("county_org_dept", _("county organisation department")), ("county_leader", _("county leader")),
)  # fmt: skip
LEAVE_TIERS = Key(
    "leave_tiers", "table", _("Who approves leave"), _("Leave of up to so many days is approved by; the last line has no limit."),
    [
        {"max_days": 1, "approver": "captain"},
        {"max_days": 3, "approver": "township_secretary"},
        {"max_days": None, "approver": "county_org_dept"},
    ],
    "P17 P11 P14 P9", "attendance",
    columns=(
        Column("max_days", _("Up to days"), "int", required=False, low=1, high=366),
        Column("approver", _("Approved by"), "choice", choices=APPROVERS),
    ),
    unique="max_days",
)  # fmt: skip
CAPTAIN_LEAVE_ONE_TIER_UP = Key(
    "captain_leave_one_tier_up", "bool", _("A captain's leave starts one line up"),
    _("A captain does not approve his own leave."), True, "UNVERIFIED", "attendance",
)  # fmt: skip
LEAVE_COUNTS = Key(
    "leave_counts", "choice", _("How days of leave are counted"), _("From the first to the last day, both included."),
    "calendar", "UNVERIFIED", "attendance",
    choices=(("calendar", _("calendar days")), ("workdays", _("workdays"))),
)  # fmt: skip
LEAVE_YEAR_MAX_DAYS = Key(
    "leave_year_max_days", "int", _("Days of leave in a year"),
    _("More than this and a recall is proposed."), 30, "P10", "attendance", unit=DAYS, low=0, high=366,
)  # fmt: skip
ABSENCE_LADDER = Key(
    "absence_ladder", "table", _("Absence without reason"),
    _("From so many times in a year on, the year's grade is at most this."),
    [{"times": 1, "grade": "competent"}, {"times": 2, "grade": "basic"}, {"times": 3, "grade": "incompetent"}],
    "P11 P12", "attendance",
    columns=(Column("times", _("Times"), "int", low=1, high=30), Column("grade", _("Grade at most"), "code")),
    unique="times",
)  # fmt: skip
