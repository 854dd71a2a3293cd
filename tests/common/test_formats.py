"""How numbers, days and personal data stand on a page."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

from common import periods
from common.templatetags import formats, ui


@pytest.fixture(autouse=True)
def english():
    with time_machine.travel("2026-11-22T02:20:00Z", tick=False), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("dash", None, "—"),
        ("dash", 0, 0),
        ("thousands", 16190, "16,190"),
        ("thousands", None, "—"),
        ("thousands", "not a number", "—"),
        ("money", Decimal("1020.00"), "1,020 yuan"),
        ("money", 0, "0 yuan"),
        ("money", Decimal("121.8"), "121.80 yuan"),
        ("percent", 0.684, "68.4%"),
        ("percent", 0.73, "73%"),
        ("percent", None, "—"),
        ("points", 100, "100%"),
        ("day", dt.date(2026, 11, 22), "22 Nov"),
        ("day", dt.date(2025, 1, 3), "3 Jan 2025"),
        ("day", dt.datetime(2026, 11, 21, 17, 0, tzinfo=dt.UTC), "22 Nov"),
        ("moment", dt.datetime(2026, 11, 22, 2, 20, tzinfo=dt.UTC), "today 10:20"),
        ("moment", dt.datetime(2026, 11, 21, 1, 5, tzinfo=dt.UTC), "yesterday 09:05"),
        ("days_left", dt.date(2026, 11, 30), "8 days left"),
        ("days_left", dt.date(2026, 11, 22), "due today"),
        ("days_left", dt.date(2026, 11, 20), "2 days over"),
        ("days_status", dt.date(2026, 11, 21), "overdue"),
        ("days_status", dt.date(2026, 11, 29), "soon"),
        ("days_status", dt.date(2026, 12, 29), "todo"),
        ("mask_phone", "13800000000", "138****0000"),
        ("mask_id", None, "—"),
        ("period_label", "2026-11", "Nov 2026"),
        ("period_label", periods.Quarter(2026, 4), "Q4 2026"),
        ("period_label", "rubbish", "rubbish"),
    ],
)
def test_formats(name, value, shown):
    assert getattr(formats, name)(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(68.4, "68.4"), (97, "97"), (140, "100"), (-3, "0"), (None, "0"), ("x", "0"), (Decimal("33.333"), "33.3")],
)
def test_bar_width_stays_within_the_bar(value, shown):
    assert ui.clamp(value) == shown


def test_unknown_months_leave_a_gap_and_a_dash():
    html = Template("{% load ui %}{% barchart bars 'visits' %}").render(
        Context(
            {
                "bars": [
                    {"label": "10", "value": 4},
                    {"label": "11", "value": None},
                    {"label": "12", "value": 2, "unfinished": True},
                ]
            }
        )
    )
    assert ">—</text>" in html
    assert html.count('height="0.0"') == 1
    assert 'class="unfinished"' in html


def test_every_named_icon_is_in_the_set():
    for name in [*ui.ICONS, *(icon for icon, _, _ in ui.STATUSES.values())]:
        assert ui.icon(name).startswith('<svg class="ic" aria-hidden="true"')


@pytest.mark.django_db
def test_gallery_needs_no_context_and_has_no_inline_style(rf):
    html = get_template("gallery.html").render({}, rf.get("/gallery/"))
    assert " style=" not in html and "onclick" not in html and "<script>" not in html
