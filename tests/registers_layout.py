"""How an office lays out its registers: file names, titles, headings, and what stands above and below the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

# file name, title, headings, the note under the last row
REGISTERS = {
    "teams": (
        "01-驻村工作队花名册.xlsx",
        "云岭县驻村帮扶工作队花名册",
        "序号 乡镇 行政村 派出单位 单位类型 隶属关系 姓名 性别 是否第一书记 是否队长 政治面貌 职务级别 证件号码 联系电话 "
        "驻村开始时间 驻村结束时间",
        "注：人员变动请于每月5日前报县驻村办。",
    ),
    "pairings": (
        "02-结对帮扶台账.xlsx",
        "云岭县结对帮扶（联系）台账",
        "序号 乡镇 行政村 户编号 户主姓名 户类别 结对方式 干部姓名 性别 单位 职务级别 联系电话 结对开始时间",
        "注：干部调整时保留原行，另起一行。",
    ),
    "households": (
        "03-农户人口信息导出.xlsx",
        "防返贫监测信息系统人口信息导出",
        "序号 数据日期 县 乡 行政村 自然村 户编号 人编号 姓名 证件号码 人数 与户主关系 民族 文化程度 在校生状况 健康状况 "
        "劳动技能 务工时间（月） 是否参加大病保险 致贫原因1 危房户 是否解决安全饮用水 人均纯收入 户联系电话 人联系电话 "
        "首次识别时间 人员识别时间 户类型 监测对象类型 风险是否消除 风险识别时间 风险消除时间",
        "导出人：周敏　　导出时间：2026-11-01 09:12",
    ),
    "visits": (
        "04-走访台账2026.xlsx",
        "云岭县2026年走访台账",
        "序号 走访日期 乡镇 行政村 户编号 户主姓名 走访干部 单位 联系电话 方式 内容 困难诉求 办理情况",
        "注：电话走访不计入入户。",
    ),
    "wishes": (
        "05-微心愿清单.xlsx",
        "云岭县微心愿清单",
        "序号 乡镇 行政村 户编号 户主姓名 类别 心愿 预计金额（元） 提出人 征集日期 状态 认领单位 认领日期 办结日期",
        "注：公示时隐去姓名。",
    ),
    "ballots": (
        "06-一会三评三季度计票表.xlsx",
        "云岭县2026年三季度一会三评计票表",
        "序号 乡镇 行政村 会议日期 发出票 收回票 无效票 优秀 称职 基本称职 不称职 乡镇点评分 县级评定分 点评指出问题",
        "注：收回票多于发出票的作废重投。",
    ),
}


def sheet(folder: Path, register: str, rows: Sequence[Iterable[Any]]) -> None:
    """A register as an office keeps it: merged title, heads on row 3, a note under the last row."""
    file, title, heads, note = REGISTERS[register]
    names = heads.split()
    wb = xlsxwriter.Workbook(str(folder / file), {"default_date_format": "yyyy-mm-dd"})
    ws = wb.add_worksheet(title[:31])
    bold = wb.add_format({"bold": True, "align": "center", "font_size": 16})
    head = wb.add_format({"bold": True, "border": 1, "text_wrap": True})
    ws.merge_range(0, 0, 0, len(names) - 1, title, bold)
    ws.write(1, 0, "填报单位：云岭县驻村办")
    for c, h in enumerate(names):
        ws.write(2, c, h, head)
    for n, row in enumerate(rows):
        for c, v in enumerate(row):
            if v is None or v == "":
                continue
            if isinstance(v, dt.date):
                ws.write_datetime(n + 3, c, dt.datetime(v.year, v.month, v.day))
            elif isinstance(v, str):
                ws.write_string(n + 3, c, v)
            else:
                ws.write(n + 3, c, v)
    ws.write(len(rows) + 3, 0, note)
    ws.freeze_panes(3, 0)
    wb.close()
