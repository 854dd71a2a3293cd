"""The columns of both registers, the same on the way in and on the way out."""

from registers.sheet import Column

FAMILY = (
    Column("township", ("乡镇",), example="龙潭镇"),
    Column("village", ("行政村", "村", "爱心超市所在村"), kind="code", example="高坪村"),
    Column("no", ("户编号", "户号"), personal=True),
    Column("head", ("户主姓名", "户主"), personal=True, example="王大山"),
)
OPENING = (
    Column("serial", ("序号",), example="1"),
    *FAMILY,
    Column("points", ("积分", "期初积分", "剩余积分", "积分余额"), required=True, kind="number", example="35"),
    Column("on", ("日期", "截至日期", "结转日期"), required=True, kind="date", example="2026-09-30"),
    Column("note", ("备注", "说明"), example="纸质存折结转"),
)
LEDGER = (
    Column("serial", ("流水号",), required=True),
    *FAMILY,
    Column("on", ("生效日期",), required=True, kind="date"),
    Column("kind", ("类型",)),
    Column("why", ("情况",)),
    Column("item", ("事项",)),
    Column("points", ("积分",), required=True, kind="number"),
    Column("balance", ("余额",), kind="number"),
    Column("proof", ("依据",), personal=True),
    Column("exchange", ("兑换单号",)),
    Column("by", ("经办人",)),
)
