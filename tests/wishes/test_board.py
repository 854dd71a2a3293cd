"""The list for the board of a village: one page each, for those who see its wishes."""

import pytest

from papers.paper import UnknownPaper, paper
from tests.wishes.making import checked

pytestmark = pytest.mark.django_db


def test_the_board_is_one_page_a_village(cast, viewer_of):
    for n in range(40):
        checked(cast, item=f"第 {n} 样：" + "一床两米乘两米三的加厚棉被和一条床单" * 2)
    checked(cast, item="二十只鸡苗", village="gaoping")
    board = paper("wishes.board")
    assert board.make(viewer_of("captain"), {"area": cast.fengshuwan.path}, cast.at, lambda n: None).n_pages == 1
    assert board.pieces(viewer_of("clerk"), {"area": cast.county.path}) == 2
    for viewer, area in (("captain", cast.gaoping.path), ("unit", cast.fengshuwan.path), ("clerk", "x"), ("clerk", "439002")):
        with pytest.raises(UnknownPaper):
            board.pieces(viewer_of(viewer), {"area": area})
