"""Invented samples for the gallery of components (templates/gallery.html). Nobody in here exists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms, template
from django.core.paginator import Paginator

from common import clock

register = template.Library()


class SampleForm(forms.Form):
    """Every kind of box once."""

    seen = forms.CharField(label="看到什么、说了什么", widget=forms.Textarea)
    on = forms.DateField(label="哪天去的", widget=forms.DateInput(attrs={"type": "date", "data-days": True}))
    way = forms.ChoiceField(
        label="怎么去的",
        choices=[("home", "入户"), ("call", "电话"), ("video", "在外务工视频")],
        widget=forms.RadioSelect,
        initial="home",
    )
    village = forms.ChoiceField(label="所属村", choices=[("", "请选择…"), ("1", "高坪村"), ("2", "老屋场村")])
    phone = forms.CharField(label="联系电话", required=False, help_text="11 位手机号")
    share = forms.BooleanField(label="愿意公开", required=False)


class SampleFilter(forms.Form):
    kind = forms.ChoiceField(label="户类型", required=False, choices=[("", "全部"), ("m", "监测户"), ("t", "脱贫户")])
    due = forms.ChoiceField(label="到期", required=False, choices=[("", "全部"), ("w", "7 天内")])


def _form(wrong: bool) -> forms.Form:
    if not wrong:
        return SampleForm(auto_id="ok_%s")
    form = SampleForm({"seen": "", "phone": "1387456", "way": "home", "on": "2026-11-22", "village": "1"})
    form.is_valid()
    form.add_error("phone", "手机号应为 11 位，或留空")
    return form


def _bars() -> list[dict[str, Any]]:
    values = [93, 88, 71, 90, 94, None, 91, 86, 89, 95, 94, 68]
    bars: list[dict[str, Any]] = [{"label": f"{(n + 11) % 12 + 1}月", "value": v} for n, v in enumerate(values)]
    bars[-1]["unfinished"] = True
    bars[2] |= {"emphasis": True, "url": "#"}
    return bars


def _areas() -> list[dict[str, Any]]:
    return [
        _area("石门乡", "overdue", "需关注", 48, 41, [5, 6, 3, 1]),
        _area("白水瑶族乡", "soon", "进度偏慢", 64, 18, [6, 8, 1, 0]),
        _area("城关镇", "done", "正常", 83, 0, [9, 4, 0, 0]),
    ]


def _area(name: str, status: str, word: str, percent: int, late: int, grades: list[int]) -> dict[str, Any]:
    words = ("好", "较好", "一般", "差")
    parts = [{"value": n, "label": w, "grade": g} for g, (w, n) in enumerate(zip(words, grades, strict=True), 1)]
    tone = "low" if percent < 60 else ""
    return {
        "name": name,
        "status": status,
        "word": word,
        "percent": percent,
        "tone": tone,
        "late": late,
        "parts": parts,
    }


def _entries(today: dt.date) -> list[dict[str, Any]]:
    ago = dt.timedelta
    return [
        {
            "on": today - ago(4),
            "icon": "visit",
            "title": "入户走访",
            "who": "李文涛（结对干部）",
            "text": "户主住院回家休养，小孙女的学费已由教育基金垫付。冬被缺一床，屋后排水沟需清一次。",
            "meta": "离线填写，20:11 上传",
        },
        {
            "on": today - ago(7),
            "icon": "wish",
            "title": "微心愿",
            "who": "冬被一床",
            "status": "doing",
            "status_label": "已认领",
        },
        {"on": today - ago(400), "icon": "hardship", "title": "纳入监测", "text": "村评议、乡审核、县批准材料齐全。"},
    ]


def _rows() -> list[dict[str, Any]]:
    act = {"act_url": "#", "url": "#"}
    return [
        {
            **act,
            "title": "罗满香 户",
            "status": "overdue",
            "status_label": "超 2 天",
            "sub": "监测户 · 上次 9月28日 · 3 组",
            "act_label": "给罗满香户记走访",
        },
        {
            **act,
            "title": "吴桂兰 户",
            "status": "soon",
            "status_label": "剩 8 天",
            "sub": "监测户 · 11月30日前 · 3 组",
            "act_label": "给吴桂兰户记走访",
        },
        {
            "title": "谢长生 户",
            "status": "done",
            "status_label": "已上传",
            "sub": "11月18日 入户 · 李文涛",
            "value": "48%",
        },
    ]


@register.simple_tag
def gallery_samples() -> dict[str, Any]:
    """Everything gallery.html shows."""
    today = clock.today()
    return {
        "statuses": ["todo", "doing", "soon", "overdue", "returned", "done", "void"],
        "today": today,
        "name": "李文涛",
        "form": _form(False),
        "wrong": _form(True),
        "filter": SampleFilter(auto_id="filter_%s"),
        "bars": _bars(),
        "areas": _areas(),
        "entries": _entries(today),
        "rows": _rows(),
        "page": Paginator(range(16190), 50).page(7),
        "trail": [
            {"label": "云岭县", "url": "#"},
            {"label": "龙潭镇", "url": "#"},
            {"label": "高坪村", "url": "#"},
            {"label": "农户"},
        ],
        "tabs": [
            {"label": "全部", "url": "#", "active": True, "count": 16190},
            {"label": "7 天内到期", "url": "#", "count": 18},
            {"label": "逾期", "url": "#", "count": 41},
        ],
        "chips": [{"label": "户类型：监测户", "url": "#"}, {"label": "到期：7 天内", "url": "#"}],
        "queue": [
            {"n": 4, "title": "请假待审批", "note": "最早一件等了 2 天", "url": "#"},
            {"n": 37, "title": "导入行待修正", "note": "还可改 6 天", "url": "#"},
            {"n": 7, "title": "问题整改逾期", "note": "3 个待县级协调", "url": "#", "bad": True},
        ],
        "points": ["发出后 126 支工作队会收到待办", "发出后不能再改测评表"],
        "signs": ["户主签字（按手印）", "结对干部签字"],
        "buttons": [("do", "remind", "催办"), ("do", "assign", "换结对干部")],
    }
