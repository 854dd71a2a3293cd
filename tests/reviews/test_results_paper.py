"""Result sheets of a published round: one a sending unit, with its teams and cadres, in one file."""

import io

import pytest
from pypdf import PdfReader

from papers.paper import paper
from reviews.models import ReviewRound
from reviews.papers import results
from reviews.queries.results import lines_of, meetings_of
from reviews.queries.rubric import rubric_of
from tests.reviews.rounds_making import add_teams, grade, hold, open_

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(cast):
    from teams.models import WorkTeam

    _first, second = add_teams(cast, 2)
    WorkTeam.objects.filter(pk=second.pk).update(backing_unit=cast.office)
    round_ = open_(cast)
    for meeting in round_.meetings.all():
        grade(hold(meeting, cast), cast)
    ReviewRound.objects.update(closed_on=cast.on, closed_by=cast.clerk)
    round_.refresh_from_db()
    return round_


def test_one_sheet_a_unit(published, cast, viewer_of):
    sheet, told, ticks = paper("review_results"), {"quarter": "2026-Q3"}, []
    viewer = viewer_of("clerk")
    assert sheet.pieces(viewer, told) == 2
    made = sheet.make(viewer, told, cast.at, ticks.append)
    found = PdfReader(io.BytesIO(made.data))
    assert ticks == [1, 2] and len(found.pages) == made.n_pages == 2 and made.name.endswith(".pdf")
    assert [entry.title for entry in found.outline] == sorted([cast.backing_unit.name, cast.office.name])


def test_what_a_sheet_says(published, cast, viewer_of):
    lines = [line for line in lines_of(meetings_of(viewer_of("clerk"), published), rubric_of(published)) if line.meeting.team == cast.team]
    cadres = results.cadres_of([cast.team.pk], published)
    document = results.document_of(published, cast.backing_unit, lines, cadres, cast.on)
    assert cast.backing_unit.name in document.subtitle and "三季度" in document.subtitle
    row = document.blocks[1].rows[0]
    assert row == ("龙潭镇枫树湾村", "李文涛（队长）、王小雨", "93.00", "优秀")
    assert any("入户次数偏少" in str(block) for block in document.blocks)


@pytest.mark.parametrize(("who", "quarter"), [("clerk", "2026-Q2"), ("clerk", ""), ("township", "2026-Q3"), ("stranger", "2026-Q3")])
def test_only_of_a_published_round_and_by_whoever_runs_it(published, viewer_of, who, quarter):
    with pytest.raises(results.NotPublished):
        paper("review_results").pieces(viewer_of(who), {"quarter": quarter})


def test_an_open_round_has_no_sheets(published, viewer_of):
    ReviewRound.objects.update(closed_on=None)
    with pytest.raises(results.NotPublished):
        paper("review_results").pieces(viewer_of("clerk"), {"quarter": "2026-Q3"})
