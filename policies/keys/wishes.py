"""Wishes, the points shop, the care fund."""

from django.utils.translation import gettext_lazy as _

from policies.keys.base import Column, Key, row, words

DAYS, WORKDAYS, YUAN, MONTHS = _("days"), _("workdays"), _("yuan"), _("months")

WISH_CATEGORIES = Key(
    "wish_categories", "table", _("Kinds of micro-wishes"), _("What micro-wishes are about."),
    [
        row("goods", "生活用品", "daily goods", "生活物资"),
        row("medical", "医疗服务", "medical", "医疗"),
        row("sale", "农产品销售", "sale of farm produce", "农产品"),
        row("dispute", "纠纷调解", "settling a dispute", "纠纷"),
        row("legal", "法律援助", "legal aid", "法律"),
        row("schooling", "助学", "schooling", "教育", "学习用品"),
        row("other", "其他", "other", "其它"),
    ],
    "S0 S0-17 S1-10", "wishes", columns=words(),
)  # fmt: skip
WISH_ANSWERS = Key(
    "wish_answers", "table", _("What the family says afterwards"), _("Asked when the family is seen again after its wish was met."),
    [
        row("satisfied", "满意", "satisfied"),
        row("mostly", "基本满意", "mostly satisfied"),
        row("dissatisfied", "不满意", "not satisfied"),
    ],
    "UNVERIFIED", "wishes", columns=words(),
)  # fmt: skip
WISH_VALUE_LIMIT = Key(
    "wish_value_limit", "decimal", _("Value of a wish at most"), _("A wish of more value is no micro-wish: it is refused when it is checked."),
    "500", "UNVERIFIED", "wishes", unit=YUAN, low=0, high=100000,
)  # fmt: skip
WISH_REVIEW_WORKDAYS = Key(
    "wish_review_workdays", "int", _("Check of a wish"), _("Workdays within which a wish is checked."),
    3, "UNVERIFIED", "wishes", unit=WORKDAYS, low=1, high=60,
)  # fmt: skip
WISH_CLAIM_OPEN_DAYS = Key(
    "wish_claim_open_days", "int", _("Open for claims"), _("Days for which a published wish may be claimed."),
    7, "UNVERIFIED", "wishes", unit=DAYS, low=1, high=180,
)  # fmt: skip
WISH_CONTACT_DAYS = Key(
    "wish_contact_days", "int", _("Contact after a claim"), _("Days within which the household is contacted after a claim."),
    7, "P62", "wishes", unit=DAYS, low=1, high=90,
)  # fmt: skip
WISH_FULFIL_WORKDAYS = Key(
    "wish_fulfil_workdays", "int", _("Fulfilment of a claimed wish"), _("Workdays within which a claimed wish is fulfilled."),
    15, "UNVERIFIED", "wishes", unit=WORKDAYS, low=1, high=180,
)  # fmt: skip
WISH_REVISIT_DAYS = Key(
    "wish_revisit_days", "int", _("Seeing the family again"), _("Days within which the family is asked after its wish was met."),
    30, "UNVERIFIED", "wishes", unit=DAYS, low=1, high=180,
)  # fmt: skip
WISH_LONG_DAYS = Key(
    "wish_long_days", "int", _("A wish that waits long"), _("A wish that is not met so many days after it was collected is pointed out."),
    60, "UNVERIFIED", "wishes", unit=DAYS, low=7, high=365,
)  # fmt: skip
WISH_PUBLIC_LIST = Key(
    "wish_public_list", "bool", _("Public list of wishes"),
    _("Whether anybody with the link may read the checked wishes (no names, no numbers, no address) and claim one."),
    True, "S1-10 P62", "wishes",
)  # fmt: skip
POINT_VALUE = Key(
    "point_value", "decimal", _("Value of a point"), _("What a point is worth in the points shop; never cash."),
    "1", "P67 P68", "wishes", unit=YUAN, low=0, high=100,
)  # fmt: skip
POINTS_PUBLICITY_DAYS = Key(
    "points_publicity_days", "int", _("Posting of points"), _("Days for which points are posted before they are given."),
    5, "UNVERIFIED", "wishes", unit=DAYS, low=0, high=60,
)  # fmt: skip
POINTS_APPROVE_WORKDAYS = Key(
    "points_approve_workdays", "int", _("Approval of points"), _("Workdays within which somebody else approves or refuses what was recorded."),
    3, "UNVERIFIED", "wishes", unit=WORKDAYS, low=1, high=60,
)  # fmt: skip
POINTS_OBJECTION_WORKDAYS = Key(
    "points_objection_workdays", "int", _("Objection to points"),
    _("Workdays within which an objection to posted points is looked into; the points wait so long."),
    5, "UNVERIFIED", "wishes", unit=WORKDAYS, low=1, high=60,
)  # fmt: skip
POINTS_VALID_MONTHS = Key(
    "points_valid_months", "int", _("Points are valid"), _("Months after which points that were not used expire; 0 means never."),
    0, "UNVERIFIED", "wishes", unit=MONTHS, low=0, high=120,
)  # fmt: skip
POINT_ITEMS = Key(
    "point_items", "table", _("What gives or costs points"),
    _("Each deed with its points; a deed with a minus takes points away. Given to the household, never to a person."),
    [
        row("thought", "思想文化：参加学习宣讲", "culture: took part in a lesson", points=10),
        row("civility", "文明新风：邻里互助、孝老爱亲", "civility: helped neighbours or elders", points=10),
        row("clean", "人居环境：庭院整洁", "clean home and yard", points=10),
        row("selfhelp", "自立自强：发展生产、外出务工", "self-reliance: own production or work", points=15),
        row("volunteer", "公益劳动：参加一次义务劳动", "one piece of voluntary work", points=20),
        row("deduct_waste", "扣分：乱倒垃圾、乱堆乱放", "deduction: litter", points=-15),
        row("deduct_custom", "扣分：大操大办、赌博", "deduction: lavish feasts, gambling", points=-15),
    ],
    "P69 P72", "wishes", columns=words(Column("points", _("Points"), "int", low=-100, high=100)),
)  # fmt: skip
FUND_PURPOSES = Key(
    "fund_purposes", "table", _("What the care fund is for"), _("Purposes for which a grant may be asked."),
    [
        row("illness", "大病救助", "serious illness"),
        row("disaster", "突发灾害", "sudden misfortune"),
        row("schooling", "爱心助学", "schooling"),
        row("wish", "微心愿", "a micro-wish"),
        row("other", "其他", "other", "其它"),
    ],
    "S2-34 S1-11", "wishes", columns=words(),
)  # fmt: skip
FUND_GRANT_LIMIT = Key(
    "fund_grant_limit", "decimal", _("A grant of the care fund at most"), _("What one application may ask for."),
    "20000", "S2-34", "wishes", unit=YUAN, low=0, high=1000000,
)  # fmt: skip
