"""Figures that are no counts: a median is each area's own, a sum is what was measured, and kinds divide either."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import F
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.journal import record
from common.periods import Year
from figures import actions
from figures.models import Drift, Tally
from figures.queries import by_area, by_every_area, by_kind, figure_rows, median, total, values
from figures.registry import FIGURES, Column, Figure, Split
from wishes.models import Wish

ON = dt.date(2026, 10, 15)
DAY = dt.timedelta(days=1)
COUNTY, LONGTAN, SHIMEN = "439001", "439001102", "439001100"
WAITED, WORTH = "toy.waited", "toy.worth"


def collected(window):
    return Wish.objects.filter(collected_on__gte=window.within.start, collected_on__lt=window.within.end, fulfilled_on__isnull=False)


@pytest.fixture
def toys(monkeypatch):
    """A median and a sum over the same rows, registered for the time of a test."""
    kinds = Split("类别", "category", lambda code, path, on: {"goods": "生活用品", "medical": "医疗服务"}.get(code, code))
    columns = (Column("心愿", lambda w: w.item), Column("天数", lambda w: (w.fulfilled_on - w.collected_on).days, kind="number"))
    took = F("fulfilled_on") - F("collected_on")
    toys = (
        Figure(WAITED, "等了几天", "中位数", "个", "year", collected, columns, median_of=took, measured_in="天", split=kinds),
        Figure(WORTH, "值多少钱", "合计", "个", "year", collected, columns, sum_of="value", measured_in="元", split=kinds),
    )
    for toy in toys:
        monkeypatch.setitem(FIGURES, toy.key, toy)
    return toys


def wish(cast, village, days, value="100.00", category="goods", on=dt.date(2026, 3, 2)):
    household = cast.in_village(village)[0]
    return Wish.objects.create(
        household=household, path=household.path, category=category, item="一床棉被", value=Decimal(value), collected_on=on, checked_on=on,
        claimed_on=on, fulfilled_on=on + days * DAY,
    )  # fmt: skip


def told(key, path):
    return values([key], [path], ON)[key, path, "2026"]


def tell(cast, wish):
    record("wish_fulfilled", by=cast.clerk, at=cast.at, subject=wish, on=wish.collected_on.isoformat())


@given(st.lists(st.integers(0, 400), min_size=1))
def test_half_lie_on_either_side_of_a_median(days):
    found = median([n * DAY for n in days])
    assert 2 * sum(n <= found for n in days) >= len(days) <= 2 * sum(n >= found for n in days)
    assert median(days) == found, "a length of time counts in days"


def test_a_median_of_nothing_is_nought():
    assert median([]) == median([None]) == 0


@pytest.mark.django_db
def test_a_median_does_not_add_up_but_each_area_has_its_own(cast, toys):
    waited, worth = toys
    for village, days in (("fengshuwan", 2), ("fengshuwan", 4), ("laowuchang", 30), ("gaoping", 9), ("other_village", 99)):
        wish(cast, village, days)
    window = waited.window(ON)
    assert by_area(waited, window, COUNTY, 12) == {"439001102201": 3, "439001102202": 30, "439001100201": 9}
    assert by_area(waited, window, COUNTY, 9) == {LONGTAN: 4, SHIMEN: 9}
    found = by_every_area(waited, window, COUNTY)
    assert found[COUNTY] == Decimal("6.5") == total(waited, figure_rows(waited, window, COUNTY))
    assert by_every_area(worth, window, COUNTY)[COUNTY] == 400 and by_every_area(worth, window, COUNTY)[LONGTAN] == 300


@pytest.mark.django_db
def test_tallies_of_a_median_follow_the_journal(cast, toys):
    tell(cast, wish(cast, "fengshuwan", 2))
    actions.refresh(at=cast.at, on=ON)
    assert told(WAITED, COUNTY) == told(WAITED, LONGTAN) == told(WAITED, "439001102201") == 2
    for village, days in (("fengshuwan", 5), ("laowuchang", 30), ("gaoping", 40)):
        tell(cast, wish(cast, village, days))
    actions.refresh(at=cast.at + dt.timedelta(minutes=1), on=ON)
    assert told(WAITED, "439001102201") == Decimal("3.5") and told(WAITED, LONGTAN) == 5 and told(WAITED, COUNTY) == Decimal("17.5")
    assert told(WORTH, COUNTY) == 400
    assert actions.check_drift(at=cast.at + dt.timedelta(minutes=2), on=ON) == 0


@pytest.mark.django_db
def test_a_median_that_drifted_is_mended(cast, toys):
    wish(cast, "gaoping", 9)
    actions.refresh(at=cast.at, on=ON)
    Tally.objects.filter(figure=WAITED, path=SHIMEN).update(value=8)
    assert actions.check_drift(at=cast.at, on=ON) == 1
    assert Drift.objects.get().source == 9 == told(WAITED, SHIMEN)


@pytest.mark.django_db
def test_an_area_whose_rows_are_gone_falls_to_nought(cast, toys):
    row = wish(cast, "gaoping", 9)
    actions.refresh(at=cast.at, on=ON)
    tell(cast, row)
    row.delete()
    actions.refresh(at=cast.at + dt.timedelta(minutes=1), on=ON)
    assert told(WAITED, COUNTY) == told(WAITED, SHIMEN) == told(WAITED, "439001100201") == 0


@pytest.mark.django_db
def test_kinds_divide_a_sum_without_rest(cast, toys, django_assert_num_queries):
    waited, worth = toys
    wish(cast, "gaoping", 9, "80.50")
    wish(cast, "gaoping", 3, "19.50", "medical")
    wish(cast, "laowuchang", 4, "300", "medical")
    rows = figure_rows(worth, worth.window(ON), COUNTY)
    with django_assert_num_queries(1):
        found = by_kind(worth, rows)
    assert list(found.items()) == [("medical", Decimal("319.50")), ("goods", Decimal("80.50"))]
    assert sum(found.values()) == total(worth, rows) == 400
    assert by_kind(waited, rows) == {"goods": 9, "medical": Decimal("3.5")}


@pytest.mark.django_db
def test_the_list_shows_what_its_rows_come_to(cast, toys, signed_in):
    for village, days, kind in (("fengshuwan", 2, "goods"), ("fengshuwan", 5, "medical"), ("gaoping", 30, "goods")):
        wish(cast, village, days, category=kind)
    clerk = signed_in("clerk")

    def page(key, **address):
        return clerk.get(reverse("figures:list", args=[key]), {"area": COUNTY, **address}).content.decode()

    assert 'data-total="3"' in page(WAITED) and 'data-median="5.00"' in page(WAITED) and "天" in page(WAITED)
    assert 'data-sum="300' in page(WORTH)
    goods = page(WORTH, kind="goods")
    assert 'data-total="2"' in goods and 'data-sum="200' in goods and "生活用品" in goods and "医疗服务" in goods
    nothing = page(WAITED, kind="no-such-kind")
    assert 'data-total="0"' in nothing and "data-median" not in nothing
    captain = signed_in("captain").get(reverse("figures:list", args=[WAITED])).content.decode()
    assert 'data-median="3.50"' in captain, "of the rows he sees"


@pytest.mark.django_db
def test_figures_of_one_kind_have_no_tabs(cast, toys, signed_in):
    wish(cast, "gaoping", 9)
    page = signed_in("clerk").get(reverse("figures:list", args=[WORTH]), {"area": COUNTY, "period": Year(2026).key})
    assert page.context["tabs"] == [] and 'class="tabs"' not in page.content.decode()
