"""Papers of the problem list: what they say, whose rows are on them, and that they become pages."""

import datetime as dt

import pytest

from accounts.models import Grant
from papers import actions as papers_room
from papers import typeset
from papers.actions.refusals import NothingToPrint
from papers.document import Facts, Table
from papers.paper import UnknownPaper, paper
from problems import papers
from problems.queries import board
from tests.problems.factories import accepted, closed, doing, found

pytestmark = pytest.mark.django_db
D = dt.date


def rows_of(document):
    return next(block for block in document.blocks if isinstance(block, Table)).rows


def test_the_list_of_an_area_holds_the_view_that_is_asked_for(cast, viewer_of):
    late, shut = doing(cast, on=D(2026, 8, 1), description="路灯不亮"), closed(cast, description="水管漏水")
    found(cast, region=cast.gaoping, by=cast.clerk)
    viewer = viewer_of("township")
    for view, row in (("open", late), ("late", late), ("closed", shut)):
        _area, _view, problems = papers._listed(viewer, {"area": cast.longtan.path, "view": view}, cast.on)
        assert list(problems) == [row]
        document = papers.list_document(cast.longtan, view, board.rows_of(problems, cast.longtan.path, cast.on), cast.on)
        assert [(line[0], line[2]) for line in rows_of(document)] == [(row.no, row.description)]
    made = paper("problems.list").make(viewer, {"area": cast.longtan.path, "view": "open"}, cast.at, lambda n: None)
    assert made.data.startswith(b"%PDF") and made.n_pages == 1 == typeset.n_pages(made.data)


def test_a_long_list_runs_over_pages(cast, viewer_of):
    for n in range(30):
        found(cast, description=f"第 {n} 处路灯不亮，" + "已经很久没有人来修，晚上看不见路。" * 3)
    made = paper("problems.list").make(viewer_of("clerk"), {"area": cast.county.path}, cast.at, lambda n: None)
    assert made.n_pages > 2


def test_the_sheet_says_who_did_what(cast, viewer_of):
    row = accepted(cast, measures="换灯泡")
    document = papers.sheet_document(papers._one(viewer_of("township"), {"problem": str(row.pk)}))
    facts = dict(next(block for block in document.blocks if isinstance(block, Facts)).pairs)
    assert row.no in facts.values() and "王小雨" in facts.values() and "龙潭镇枫树湾村" in facts.values()
    assert [line[2].split("（")[0] for line in rows_of(document)] == ["张明远", "张明远", "王小雨", "张明远"]
    made = paper("problems.sheet").make(viewer_of("township"), {"problem": str(row.pk)}, cast.at, lambda n: None)
    assert made.data.startswith(b"%PDF") and row.no in made.name


@pytest.mark.parametrize("params", [{}, {"area": "439002"}, {"area": "439001", "view": "never"}, {"area": "x"}])
def test_no_list_of_another_county(cast, viewer_of, params):
    with pytest.raises(UnknownPaper):
        paper("problems.list").pieces(viewer_of("clerk"), params)


def test_an_empty_list_is_no_paper(cast, viewer_of):
    assert paper("problems.list").pieces(viewer_of("clerk"), {"area": cast.county.path}) == 0


def test_no_sheet_of_what_one_does_not_see(cast, viewer_of):
    row = doing(cast)
    assert paper("problems.sheet").pieces(viewer_of("captain"), {"problem": str(row.pk)}) == 1
    for who, number in (("cadre", str(row.pk)), ("stranger", str(row.pk)), ("clerk", "x"), ("clerk", ""), ("clerk", "9" * 30)):
        with pytest.raises(UnknownPaper):
            paper("problems.sheet").pieces(viewer_of(who), {"problem": number})


def test_both_are_offered_on_the_pages(cast, signed_in):
    row = doing(cast)
    client = signed_in("township")
    assert 'value="problems.list"' in client.get("/problems/").content.decode()
    page = client.get(f"/problems/{row.pk}/").content.decode()
    assert 'value="problems.sheet"' in page and f'name="p-problem" value="{row.pk}"' in page


def test_who_moved_to_another_township_leaves_the_finished_list_behind(cast, viewer_of, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    found(cast)
    run = papers_room.ask(code="problems.list", params={"area": cast.longtan.path}, viewer=viewer_of("township"), at=cast.at)
    assert papers_room.make(run.pk, now=lambda: cast.at) == 1
    run.refresh_from_db()
    assert papers_room.fetch(run=run, viewer=viewer_of("township"), at=cast.at).startswith(b"%PDF")
    Grant.objects.filter(user=cast.users["township"]).update(path=cast.gaoping.path)
    with pytest.raises(NothingToPrint):
        papers_room.fetch(run=run, viewer=viewer_of("township"), at=cast.at)
