"""The columns of register 05 and the words that stand in them, the same on the way in and on the way out."""

import re

from registers.sheet import Column

COLUMNS = (
    Column("serial", ("序号",)),
    Column("township", ("乡镇",)),
    Column("village", ("行政村",)),
    Column("no", ("户编号",), required=True, personal=True),
    Column("head", ("户主姓名", "户主"), personal=True),
    Column("category", ("类别", "心愿类别"), kind="code"),
    Column("item", ("心愿", "心愿内容"), required=True),
    Column("value", ("预计金额（元）", "预计金额(元)", "预计金额"), kind="number"),
    Column("origin", ("提出人",)),
    Column("collected", ("征集日期",), required=True, kind="date"),
    Column("state", ("状态",), kind="code"),
    Column("unit", ("认领单位",)),
    Column("claimed", ("认领日期",), kind="date"),
    Column("fulfilled", ("办结日期",), kind="date"),
)

ORIGINS = {"户主本人": "self", "本人": "self", "干部代提": "cadre", "代提": "cadre"}
ORIGIN_WORDS = {"self": "户主本人", "cadre": "干部代提"}

# How far a row has come. A wish that cannot be met, or was merged, needs more than these columns hold.
NOT, CLAIMED, DONE, ELSEWHERE = "not", "claimed", "done", "elsewhere"
STATE_WORDS = {
    "collected": "待审核", "sent_back": "已退回", "open": "未认领", "claimed": "已认领", "fulfilled": "已办结", "revisited": "已回访",
    "unmet": "无法实现", "merged": "已合并",
}  # fmt: skip
STATES = {
    "未认领": NOT, "待认领": NOT, "待审核": NOT, "已退回": NOT, "已认领": CLAIMED, "办理中": CLAIMED, "已办结": DONE, "已完成": DONE,
    "已实现": DONE, "已回访": DONE, "无法实现": ELSEWHERE, "已合并": ELSEWHERE,
}  # fmt: skip
USUAL = {NOT: "未认领", CLAIMED: "已认领", DONE: "已办结"}

SOMEBODY = "社会爱心人士"  # a giver without an account: his name stays sealed
BRANCH = re.compile("(党支部|支部|党总支|党支部委员会)$")
NUMBERED = re.compile(r"\d{4}-(\d{5,18})")  # 序号 of a list that went out of here: the wish's own number
