"""Reviews (一会三评), year grades, problems and supervision."""

from django.utils.translation import gettext_lazy as _

from policies.keys.base import Column, Key, row, words
from policies.keys.pairing import PERIODS

DAYS, WORKDAYS = _("days"), _("workdays")

REVIEW_FREQUENCY = Key(
    "review_frequency", "choice", _("One review each"), _("How often a team reports and is reviewed."),
    "quarter", "S0 P10 P19", "reviews",
    choices=PERIODS[1:],
)  # fmt: skip
REVIEW_MEETING_DEADLINE_DAYS = Key(
    "review_meeting_deadline_days", "int", _("Meeting within"), _("Days after the end of the quarter by which the meeting is held."),
    15, "UNVERIFIED", "reviews", unit=DAYS, low=0, high=90,
)  # fmt: skip
REVIEW_NEW_TEAM_DAYS = Key(
    "review_new_team_days", "int", _("A team is too new for a review"), _("A team at work for fewer days is proposed to be left out of the round."),
    30, "UNVERIFIED", "reviews", unit=DAYS, low=0, high=180,
)  # fmt: skip
REVIEW_WEIGHTS = Key(
    "review_weights", "table", _("Weights of the three judgements"),
    _("How much the masses, the township and the county count. A missing part leaves the grade provisional."),
    [
        row("masses", "群众测评", "vote of the masses", weight=40),
        row("township", "乡镇点评", "comment of the township", weight=30),
        row("county", "组织评定", "judgement of the county", weight=30),
    ],
    "UNVERIFIED (30% P26; 30/70 P10)", "reviews",
    columns=words(Column("weight", _("Weight"), "int", low=0, high=100)), sums_to=("weight", 100),
)  # fmt: skip
BALLOT_LEVELS = Key(
    "ballot_levels", "table", _("Levels on the ballot"), _("What people may mark, and how many points each mark gives."),
    [
        row("excellent", "优秀", "excellent", points=100),
        row("competent", "称职", "competent", "合格", points=80),
        row("basic", "基本称职", "basically competent", "基本合格", points=60),
        row("incompetent", "不称职", "incompetent", "不合格", points=40),
    ],
    "P24 (1..0.4)", "reviews", columns=words(Column("points", _("Points"), "int", low=0, high=100)),
)  # fmt: skip
GRADE_THRESHOLDS = Key(
    "grade_thresholds", "table", _("Grades"), _("From so many points on, the grade is."),
    [
        row("excellent", "优秀", "excellent", **{"from": 90}),
        row("competent", "称职", "competent", "合格", **{"from": 70}),
        row("basic", "基本称职", "basically competent", **{"from": 60}),
        row("incompetent", "不称职", "incompetent", "不合格", **{"from": 0}),
    ],
    "P25", "reviews", columns=words(Column("from", _("From points"), "int", low=0, high=100)),
)  # fmt: skip
MIN_VOTERS = Key(
    "min_voters", "int", _("Valid ballots at least"), _("With fewer valid ballots the result is marked and the grade stays provisional."),
    35, "P21", "reviews", unit=_("ballots"), low=0, high=1000,
)  # fmt: skip
QUORUM = Key(
    "quorum", "share", _("Quorum"), _("Valid ballots must be more than this share of the voters due, where these are known."),
    "2/3", "P22", "reviews", low=0, high=1,
)  # fmt: skip
RESULT_HIDDEN_BELOW = Key(
    "result_hidden_below", "int", _("Results are hidden below"), _("A result with fewer ballots is not shown, so that nobody is recognised."),
    5, "ux 5.5", "reviews", unit=_("ballots"), low=0, high=100,
)  # fmt: skip
VOTER_KINDS = Key(
    "voter_kinds", "table", _("Voters"), _("Who votes at the meeting; all kinds weigh the same unless said otherwise."),
    [
        row("mass", "群众代表", "mass representative", weight=0),
        row("party", "党员代表", "party representative", weight=0),
        row("committee", "村两委干部", "village committees", weight=0),
        row("poor", "脱贫户和监测户代表", "representative of ex-poor and monitored households", weight=0),
    ],
    "S0 P20 P21", "reviews", columns=words(Column("weight", _("Weight (0: all ballots count alike)"), "int", required=False, low=0, high=100)),
)  # fmt: skip
VETO_INCOMPETENT_SHARE = Key(
    "veto_incompetent_share", "share", _("Share of the lowest mark that decides"),
    _("From this share of the lowest mark on, the grade is the lowest."), "1/2", "P22; UNVERIFIED", "reviews", low=0, high=1,
)  # fmt: skip
VETO_BASIC_SHARE = Key(
    "veto_basic_share", "share", _("Share of the lowest mark that limits"),
    _("From this share of the lowest mark on, the grade is at most the second lowest."), "1/3", "UNVERIFIED", "reviews", low=0, high=1,
)  # fmt: skip
EXCELLENT_QUOTA = Key(
    "excellent_quota", "share", _("Share of excellent members"), _("How many members of the county may be graded excellent in a year."),
    "0.20", "S4 P20 P28", "reviews", low=0, high=1,
)  # fmt: skip
EXCELLENT_ROUNDING = Key(
    "excellent_rounding", "choice", _("Rounding of the share"), _("What becomes of the fraction of a place."),
    "floor", "UNVERIFIED", "reviews",
    choices=(("floor", _("down")), ("half_up", _("half up")), ("ceil", _("up"))),
)  # fmt: skip
EXCELLENT_TIES = Key(
    "excellent_ties", "choice", _("Ties at the edge"), _("Drop all who tie, or decide by further marks."),
    "strict", "UNVERIFIED", "reviews",
    choices=(("strict", _("drop the whole tie")), ("tiebreak", _("decide by further marks"))),
)  # fmt: skip
UNEXCUSED_UNIT_POINTS = Key(
    "unexcused_unit_points", "decimal", _("Points lost by township and unit"),
    _("For each time one of theirs was absent without reason."), "0.1", "P11", "reviews", unit=_("points"), low=0, high=10,
)  # fmt: skip
RATES_LINE = Key(
    "rates_line", "share", _("Rates needed for excellent"),
    _("Below this in staying, visiting, being known or satisfaction there is no grade excellent."), "0.98", "P10", "reviews", low=0, high=1,
)  # fmt: skip
RATES_DISCIPLINE_LINE = Key(
    "rates_discipline_line", "share", _("Rates handed on"),
    _("Below this in one of these rates the case is handed to discipline."), "0.80", "P10", "reviews", low=0, high=1,
)  # fmt: skip
PROBLEM_DAYS_AT_ONCE = Key(
    "problem_days_at_once", "int", _("Problem to be put right at once"), _("Days for a problem that can be put right at once."),
    7, "UNVERIFIED", "problems", unit=DAYS, low=1, high=60,
)  # fmt: skip
PROBLEM_DAYS_NORMAL = Key(
    "problem_days_normal", "int", _("Normal problem"), _("Days for a normal problem."), 30, "UNVERIFIED", "problems", unit=DAYS, low=1, high=180,
)  # fmt: skip
PROBLEM_DAYS_LONG = Key(
    "problem_days_long", "int", _("Long problem"), _("Days for a problem that takes long."), 90, "UNVERIFIED", "problems", unit=DAYS, low=1, high=730,
)  # fmt: skip
PROBLEM_CATEGORIES = Key(
    "problem_categories", "table", _("Kinds of problems"), _("What a problem on the list is about."),
    [
        row("attendance", "驻村在岗", "presence in the village"),
        row("visits", "入户走访", "home visits"),
        row("policy", "政策落实", "policy carried out"),
        row("works", "基础设施", "roads, water, works"),
        row("industry", "产业就业", "production and jobs"),
        row("party", "党建治理", "party building and order"),
        row("style", "工作作风", "style of work"),
        row("file", "档案资料", "files and papers"),
        row("livelihood", "民生诉求", "livelihood of a family"),
        row("other", "其他", "other"),
    ],
    "UNVERIFIED (P20 P32)", "problems", columns=words(),
)  # fmt: skip
PROBLEM_SOON_WORKDAYS = Key(
    "problem_soon_workdays", "int", _("A problem is due soon"), _("So many workdays before its last day a problem is marked."),
    5, "UNVERIFIED", "problems", unit=WORKDAYS, low=1, high=30,
)  # fmt: skip
TICKET_DAYS_URGENT = Key(
    "ticket_days_urgent", "int", _("Urgent supervision ticket"), _("Workdays for an answer; the day it is given does not count."),
    3, "P36", "problems", unit=WORKDAYS, low=1, high=60,
)  # fmt: skip
TICKET_DAYS_NORMAL = Key(
    "ticket_days_normal", "int", _("Normal supervision ticket"), _("Workdays for an answer; the day it is given does not count."),
    5, "P37", "problems", unit=WORKDAYS, low=1, high=60,
)  # fmt: skip
TICKET_DAYS_COMPLEX = Key(
    "ticket_days_complex", "int", _("Complex supervision ticket"), _("Workdays for an answer; the day it is given does not count."),
    15, "UNVERIFIED", "problems", unit=WORKDAYS, low=1, high=120,
)  # fmt: skip
TICKET_REMIND_DAYS = Key(
    "ticket_remind_days", "int", _("Reminder of a ticket"), _("So many days before its last day the one who owes the answer is reminded."),
    1, "domain 1.8", "problems", unit=DAYS, low=0, high=30,
)  # fmt: skip
