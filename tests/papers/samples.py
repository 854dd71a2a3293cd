"""A paper with every kind of block, three pages long in PDF and in Word."""

from papers.document import (
    Document,
    Facts,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)

TEXT = "本季度工作队逐户走访，了解收入、住房、饮水、就医和子女上学情况。对发现的问题当天登记、当月整改，整改结果由村民小组长签字确认。"

HOSTILE = (
    '#eval("1+1") *粗* _斜_ \\ [内容] $x^2$ `raw` @ref <label> = 标题 // 注 /* 注 */ #{panic()} - + 1. https://x.example ~ --- ... '
    "“引号”‘单引号’ 《书名》……—— & < > ' \" %s {{ x }} {% y %}"
)

ROWS = tuple((at, f"第{at}户", "低保户", f"{at * 137:,}", "好") for at in range(1, 18))


def sample(**more) -> Document:
    told = {
        "title": "2026年第三季度驻村工作报告",
        "heading_org": "龙潭镇枫树湾村驻村工作队",
        "subtitle": "（2026年10月15日）",
        "number": "编号：2026-3-001",
        "blocks": (
            Heading(1, "一、走访情况"),
            Paragraph((TEXT, "共走访农户", Figure(128, "户次", url="/visits/"), "。")),
            Heading(2, "（一）入户走访"),
            Paragraph(TEXT * 4),
            PageBreak(),
            Heading(3, "1.重点户"),
            Paragraph(f"{TEXT}\n{TEXT}"),
            Facts((("行政村", "枫树湾村"), ("乡镇", "龙潭镇"), ("后盾单位", "县农业农村局"))),
            Table(
                heads=("序号", "户主", "类型", "人均收入", "评价"), rows=(*ROWS, ("", "合计", "", "20,961", "")), title="表1　走访农户",
                widths=(1, 2, 2, 2, 1), centred=(0, 4), numbers=(3,), n_foot=1,
            ),
            Table(
                heads=("村", "自评", "互评", "票数"), groups=(("", 1), ("一会三评", 3)), rows=(("枫树湾村", 9, None, 30),),
                widths=(3, 1, 1, 1), numbers=(1, 2, 3),
            ),
            Note("注：以上数字由系统统计。"),
            Paragraph("特此报告。"),
            Paragraph("龙潭镇枫树湾村驻村工作队", align="right", indent=False),
            Paragraph("2026年10月15日", align="right", indent=False),
            Signatures(("填表人", "审核人", "负责人")),
        ),
    }  # fmt: skip
    return Document(**{**told, **more})
