"""Papers of the points shop: what they say, whom they name, and that they become pages."""

import io
import uuid

import pytest
from pypdf import PdfReader

from papers.document import Table
from papers.paper import UnknownPaper, paper
from tests.wishes.shop.factories import ON, a_good, a_shop, approved, give, now
from wishes.shop import actions

pytestmark = pytest.mark.django_db


def text_of(code, viewer, params, at) -> str:
    made = paper(code).make(viewer, params, at, lambda n: None)
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages).split())


@pytest.fixture
def family(cast):
    return cast.households["fengshuwan", "01"]


def test_the_board_names_nobody_whole(cast, family, viewer_of):
    approved(cast, family)
    held = approved(cast, cast.households["fengshuwan", "02"], "volunteer")
    actions.object_to(score=held, text="不实", **now(cast.member))
    params = {"area": cast.fengshuwan.path}
    assert paper("shop.posted").pieces(viewer_of("captain"), params) == 1
    text = text_of("shop.posted", viewer_of("captain"), params, cast.at)
    assert "枫**" in text and "庭院整洁" in text and "+10" in text and "10月19日" in text and "如有不实" in text
    for secret in ("枫长林", "枫秋", family.no, family.phone, "评比组"):
        assert secret not in text, secret
    assert "义务劳动" not in text, "what is held by an objection does not hang there"
    assert paper("shop.posted").pieces(viewer_of("clerk"), {"area": cast.gaoping.path}) == 0, "nothing to print"
    for wrong in ({"area": cast.gaoping.path}, {"area": cast.other_county.path}, {"area": "x"}, {}):
        with pytest.raises(UnknownPaper):
            paper("shop.posted").pieces(viewer_of("captain"), wrong)


def test_the_price_list(cast, viewer_of):
    shop = a_shop(cast)
    a_good(cast, shop)
    text = text_of("shop.prices", viewer_of("captain"), {"shop": shop.pk}, cast.at)
    assert "洗衣粉" in text and "不兑现金" in text and "庭院整洁+10" in text and "−15" in text and "积分不过期" in text
    for viewer, params in (("stranger", {"shop": shop.pk}), ("clerk", {"shop": "²"}), ("clerk", {})):
        with pytest.raises(UnknownPaper):
            paper("shop.prices").pieces(viewer_of(viewer), params)


def test_the_booklet_of_a_household(cast, family, viewer_of):
    shop = a_shop(cast)
    good = a_good(cast, shop)
    give(cast, family, 35)
    made = actions.exchange(shop=shop, household=family, pieces={good.pk: 2}, uuid=uuid.uuid4(), **now(cast.captain))
    text = text_of("shop.booklet", viewer_of("captain"), {"household": family.pk}, cast.at)
    assert "枫长林" in text and made.no in text and "−16" in text and "19" in text
    with pytest.raises(UnknownPaper):
        paper("shop.booklet").pieces(viewer_of("stranger"), {"household": family.pk})


def test_the_account_of_a_quarter(cast, family, viewer_of):
    from common.periods import Quarter
    from wishes.shop.papers import quarter_document

    shop = a_shop(cast)
    good = a_good(cast, shop)
    give(cast, family, 35)
    actions.exchange(shop=shop, household=family, pieces={good.pk: 2}, uuid=uuid.uuid4(), **now(cast.captain))
    tables = [b for b in quarter_document(shop, Quarter.of(ON), viewer_of("clerk"), ON).blocks if isinstance(b, Table)]
    assert [row[1] for row in tables[0].rows] == ["0", "0", "0", "−16", "0", "+35", "19"]
    assert [row[1] for row in tables[1].rows] == ["0", "+20", "−2", "0", "18"]
    assert "2026年四季度" in text_of("shop.quarter", viewer_of("clerk"), {"shop": shop.pk, "period": "2026-Q4"}, cast.at)
    for period in ("2027-Q1", "2026-10", "x"):
        with pytest.raises(UnknownPaper):
            paper("shop.quarter").pieces(viewer_of("clerk"), {"shop": shop.pk, "period": period})
