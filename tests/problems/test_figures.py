"""Figures of the problem list: the number, its list and its tally are one thing, whatever was done before."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from common.errors import Refused
from common.periods import Quarter, Year
from figures import actions as tallies
from figures.models import Drift
from figures.queries import figure_rows, total, values
from figures.registry import FIGURES
from problems import actions
from problems.models import Extension, Problem, Step
from problems.queries.rates import Rate, counts_by_area, counts_by_team, rate_of
from tests.problems.factories import at, closed, doing, found, proof, reported

pytestmark = pytest.mark.django_db
D = dt.date
KEYS = [key for key in FIGURES if key.startswith("problems.")]


def test_the_closing_rate_is_of_problems_found_in_the_period(cast):
    closed(cast), closed(cast, on=D(2026, 9, 30)), doing(cast), reported(cast)
    actions.void(problem=found(cast), reason="重复", by=cast.clerk, at=cast.at)
    quarter, year = Quarter(2026, 4), Year(2026)
    assert rate_of(Problem.objects.all(), quarter) == Rate(3, 1)
    assert rate_of(Problem.objects.all(), year) == Rate(4, 2)
    for found_key, closed_key, period in (("found", "closed", quarter), ("found_year", "closed_year", year)):
        rate = rate_of(Problem.objects.all(), period)
        for key, n in ((found_key, rate.found), (closed_key, rate.closed)):
            figure = FIGURES[f"problems.{key}"]
            assert total(figure, figure_rows(figure, figure.window(cast.on, period))) == n
    assert FIGURES["problems.closed"].of == "problems.found"


def test_118_of_120_are_98_33():
    assert str(Rate(120, 118).percent) == "98.33" and Rate(0, 0).percent is None and Rate(0, 0).share is None


def test_rates_by_team_and_township(cast):
    closed(cast), doing(cast), doing(cast, region=cast.gaoping, person=cast.cadre), found(cast, region=cast.longtan)
    teams = counts_by_team(cast.county.path, Quarter(2026, 4))
    assert teams == {cast.fengshuwan.path: Rate(2, 1), cast.gaoping.path: Rate(1, 0), cast.longtan.path: Rate(1, 0)}
    townships = counts_by_area(cast.county.path, Quarter(2026, 4), 9)
    assert townships == {cast.longtan.path: Rate(3, 1), cast.shimen.path: Rate(1, 0)}


def test_the_figure_opens_exactly_its_list(cast, signed_in):
    row = closed(cast)
    doing(cast), found(cast, region=cast.gaoping)
    page = signed_in("clerk").get(reverse("figures:list", args=["problems.closed"]), {"area": "439001", "period": "2026-Q4"})
    assert page.status_code == 200
    body = page.content.decode()
    assert 'data-total="1"' in body and reverse("problems:detail", args=[row.pk]) in body


def test_the_captains_report_counts_what_he_may_open(cast, viewer_of):
    """A complaint, also a closed one, is not shown to the team: the sentence of its report leaves it out."""
    closed(cast)
    row = closed(cast, source="complaint")
    said = [figure for figure in FIGURES.values() if figure.key.startswith("problems.") and figure.sentence]
    assert [figure.key for figure in said] == ["problems.team_closed"] and "{n}" in str(said[0].sentence)
    window = said[0].window(cast.on)
    counted = figure_rows(said[0], window, cast.fengshuwan.path)
    Problem.objects.filter(pk=row.pk).update(person=cast.cadre)
    for who in ("captain", "member", "clerk"):
        assert list(counted) == list(figure_rows(said[0], window, cast.fengshuwan.path, viewer_of(who))) != []


def test_tallies_equal_their_lists_after_a_storm_of_deeds(cast):
    """Whatever is done to problems of villages and townships, now or in past quarters, the tallies follow."""
    rng = random.Random(20261015)
    tallies.refresh(at=at(cast.on, 8), on=cast.on)
    for n in range(1, 90):
        when = at(cast.on, 9) + dt.timedelta(minutes=n)
        before = _history()
        try:
            _some_deed(cast, rng, when)
        except Refused:
            assert _history() == before, "what is refused leaves nothing behind"
        _hold_true(before)
        if n % 15 == 0:
            tallies.refresh(at=when, on=cast.on)
            _compare(cast)
    assert Problem.objects.filter(closed_on__isnull=False).exists() and Problem.objects.exclude(voided_at=None).exists()
    assert tallies.check_drift(at=at(cast.on, 14), on=cast.on) == 0 and not Drift.objects.exists()


def _history() -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for pk, *step in Step.objects.order_by("problem", "pk").values_list("problem", "pk", "kind", "at", "by", "text"):
        found.setdefault(pk, []).append(tuple(step))
    return found


def _hold_true(before) -> None:
    """What no course of deeds may break: history only grows, nothing is closed without proof, acceptance or by the fixer."""
    now = _history()
    assert all(now[pk][: len(steps)] == steps for pk, steps in before.items())
    for row in Problem.objects.closed():
        kinds = [kind for _pk, kind, *_rest in now[row.pk]]
        assert row.evidence.exists() and row.accepted_at and row.person_id not in (row.accepted_by_id, row.closed_by_id)
        assert max(n for n, kind in enumerate(kinds) if kind == "accepted") > max(n for n, kind in enumerate(kinds) if kind == "reported")
        assert kinds.count("reopened") == row.n_reopened and kinds.count("returned") == row.n_returned


def _some_deed(cast, rng, when):
    rows = list(Problem.objects.order_by("pk"))
    if len(rows) < 6 or rng.random() < 0.15:
        region = rng.choice([cast.fengshuwan, cast.gaoping, cast.laowuchang, cast.longtan])
        on = rng.choice([D(2026, 3, 25), D(2026, 9, 8), D(2026, 10, 8), D(2026, 10, 14)])
        person = rng.choice([None, cast.cadre, cast.cadre])
        if rng.random() < 0.2:
            actions.complain(kind="complaint", region=region, text=f"信{when}", name="", phone="", by=None, at=when, on=cast.on)
        else:
            actions.raise_problem(
                region=region, source="other", category="works", description="漏水", found_on=on, by=cast.clerk, at=when, person=person,
                term=rng.choice(["at_once", "normal"]),
            )  # fmt: skip
        return
    row = rng.choice(rows)
    complaint = getattr(row, "complaint", None)
    deeds = [
        lambda: actions.assign(problem=row, version=row.version, unit=None, person=cast.cadre, measures="", term=row.term, due_on=None, by=cast.clerk, at=when),
        lambda: actions.report(problem=row, version=row.version, text="", files=[proof(cast.on)], by=cast.cadre, at=when),
        lambda: actions.accept(problem=row, version=row.version, text="", by=cast.township, at=when),
        lambda: actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=when, on=cast.on),
        lambda: actions.send_back(problem=row, version=row.version, reason="没好", by=cast.clerk, at=when),
        lambda: actions.reopen(problem=row, reason="又漏", by=cast.clerk, at=when, on=cast.on),
        lambda: actions.ask_extension(problem=row, until=D(2026, 12, 1), reason="下雨", by=cast.cadre, at=when, on=cast.on),
        lambda: actions.escalate_all(on=cast.on, at=when),
    ]  # fmt: skip
    if rng.random() < 0.08:
        deeds = [lambda: actions.void(problem=row, reason="重复", by=cast.clerk, at=when)]
    elif complaint and rng.random() < 0.3:
        deeds = [lambda: actions.answer(complaint=complaint, text="已办。", by=cast.clerk, at=when)]
    elif (asked := Extension.objects.filter(problem=row, decided_at=None).first()) and rng.random() < 0.5:
        deeds = [lambda: actions.decide_extension(extension=asked, is_granted=True, answer="", by=cast.clerk, at=when)]
    fitting = {"open": deeds[:1], "doing": deeds[1:2] + deeds[6:], "reported": deeds[2:3] + deeds[4:5], "accepted": deeds[3:5], "closed": deeds[5:6]}
    rng.choice(deeds if len(deeds) == 1 or rng.random() < 0.2 else fitting.get(row.state, deeds))()


def _compare(cast):
    for key in KEYS:
        figure = FIGURES[key]
        periods = {"quarter": [Quarter(2026, 1), Quarter(2026, 3), Quarter(2026, 4)], "year": [Year(2026)], "now": [None]}[figure.span]
        for period in periods:
            window = figure.window(cast.on, period)
            for path in ("439001", "439001102", "439001102201", "439001100201"):
                listed = total(figure, figure_rows(figure, window, path))
                assert values([key], [path], cast.on, [period])[key, path, window.key] == listed, (key, path, window.key)
