"""Papers of the fund, read back from the PDF: the account of a quarter without a name, the receipt of a donation."""

import io
import re
from decimal import Decimal as Y

import pytest
from django.utils import translation
from pypdf import PdfReader

from common.periods import Quarter
from households.models import Person
from papers.document import Facts, Table
from papers.paper import UnknownPaper, paper
from tests.wishes.fund.factories import TODAY, D, at, goods, line, money, paid, quilts, unit
from wishes.fund import actions, papers
from wishes.fund.actions import Giver
from wishes.fund.models import Fund, Move
from wishes.fund.queries.accounts import account_of

pytestmark = pytest.mark.django_db
Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
MONEY = r"[+−]?[\d,]+\.\d\d"


def made(code, viewer, moment, **params):
    return paper(code).make(viewer, params, moment, lambda n: None)


def text_of(code, viewer, moment, **params) -> str:
    """What stands on all pages, without white space: a line may break anywhere in Chinese."""
    pages = PdfReader(io.BytesIO(made(code, viewer, moment, **params).data)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def read(amount: str) -> Y:
    return Y(amount.replace(",", "").replace("−", "-"))


@pytest.fixture
def books(cast) -> Fund:
    """A quarter with everything: brought over, givers of each kind, grants for two purposes, one reversed, goods in, out and back."""
    actions.open_fund(county=cast.county, on=D(2026, 7, 1), carried=Y("1000.00"), by=cast.clerk, at=at(D(2026, 7, 1)))
    money(cast, "2000.50", on=D(2026, 7, 20), giver=Giver("person", "柳三多", "13900001111", may_be_named=True))
    wrong = line(money(cast, "10.07", on=D(2026, 8, 30)))
    goods(cast, ("棉被", "10", "床", "1000.01"), ("大米", "7", "袋", "350.00"), on=D(2026, 8, 8))
    paid(cast, "700.25", on=D(2026, 9, 1))
    paid(cast, "33.30", on=D(2026, 9, 2), purpose="schooling", household=cast.households["gaoping", "01"])
    home = cast.households["fengshuwan", "02"]
    actions.hand_out(goods=quilts(cast), household=home, quantity=Y("3"), reason="冬被", on=D(2026, 9, 2), by=cast.clerk, at=at())
    actions.correct(entry=wrong, reason="重复登记", on=D(2026, 9, 15), by=cast.clerk, at=at())
    rice = Move.objects.get(goods__name="大米")
    actions.correct_move(line=rice, reason="没有收到", on=D(2026, 9, 16), by=cast.clerk, at=at())
    return Fund.objects.get()


# --- the account ------------------------------------------------------------------------------------
def test_the_account_says_every_sum_to_the_cent(books, cast, viewer_of):
    assert paper("fund.account").pieces(viewer_of("clerk"), {"county": "439001", "quarter": "2026-Q3"}) == 1
    text = text_of("fund.account", viewer_of("clerk"), cast.at, county="439001", quarter="2026-Q3")
    account = account_of(books, Q3)
    found = re.search(rf"期初余额({MONEY})收入：捐款({MONEY})支出：发放({MONEY})冲正({MONEY})期末余额({MONEY})", text)
    assert found, text
    opening, donations, grants, corrections, closing = (read(one) for one in found.groups())
    assert (opening, donations, grants, corrections, closing) == (Y("1000.00"), Y("2010.57"), Y("-733.55"), Y("-10.07"), Y("2266.95"))
    assert opening + donations + grants + corrections == closing == account.closing
    assert f"大病救助11{account.purposes[0].amount}" in text and "爱心助学1133.30" in text, "by what they were for: grants, families, amount"
    values = re.search(rf"估价（元）({MONEY})({MONEY})({MONEY})({MONEY})({MONEY})", text)
    assert values, text
    opening, donated, given, corrections, closing = (read(one) for one in values.groups())
    assert (opening, donated, given, corrections, closing) == (0, Y("1350.01"), Y("300.00"), Y("-350.00"), Y("700.01"))
    assert opening + donated - given + corrections == closing == account.goods.closing
    assert "棉被（床）010307" in text and "大米（袋）070−70" in text, text
    assert "2026年三季度" in text and "未结账" in text and "填表人" in text


def test_the_account_names_nobody(books, cast, viewer_of):
    text = text_of("fund.account", viewer_of("clerk"), cast.at, county="439001", quarter="2026-Q3")
    people = list(Person.objects.values_list("name", flat=True))
    assert len(people) > 5
    for secret in (*people, "柳三多", "柳", "13900001111", "水利局", cast.clerk.name, cast.captain.name, cast.fengshuwan.name):
        assert secret not in text, secret


def test_a_closed_account_says_so(books, cast, viewer_of):
    actions.close_quarter(fund=books, quarter=Q3, by=cast.clerk, at=at(), on=TODAY)
    text = text_of("fund.account", viewer_of("leader"), cast.at, county="439001", quarter="2026-Q3")
    assert "已结账" in text and "未结账" not in text


def test_an_empty_quarter_is_a_paper_too(cast, viewer_of):
    actions.open_fund(county=cast.county, on=D(2026, 10, 1), carried=None, by=cast.clerk, at=at())
    text = text_of("fund.account", viewer_of("clerk"), cast.at, county="439001", quarter="2026-Q4")
    assert "期末余额0.00" in text and "本季度没有发放" in text


@pytest.mark.parametrize(
    ("username", "params"),
    [
        ("captain", {"county": "439001", "quarter": "2026-Q3"}), ("township", {"county": "439001", "quarter": "2026-Q3"}),
        ("stranger", {"county": "439001", "quarter": "2026-Q3"}), ("clerk", {"county": "439002", "quarter": "2026-Q3"}),
        ("clerk", {"county": "439001", "quarter": "2026-Q2"}), ("clerk", {"county": "439001", "quarter": "2027-Q1"}),
        ("clerk", {"county": "439001", "quarter": "2026"}), ("clerk", {"county": "439001", "quarter": "²"}), ("clerk", {}),
    ],
)  # fmt: skip
def test_no_account_of_what_one_does_not_see(books, viewer_of, username, params):
    with pytest.raises(UnknownPaper):
        paper("fund.account").pieces(viewer_of(username), params)


# --- the receipt ------------------------------------------------------------------------------------
def test_the_receipt_of_money(cast, viewer_of):
    row = money(cast, "16409.02", giver=unit("云岭县水利局"))
    told = made("fund.receipt", viewer_of("clerk"), cast.at, donation=row.pk)
    assert told.n_pages == 1 and row.receipt_no in told.name
    text = text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=row.pk)
    assert text.count(row.receipt_no) >= 1 and "捐赠收据" in text and "云岭县水利局" in text and "2026年10月8日" in text
    assert "16,409.02" in text and "人民币壹万陆仟肆佰零玖元零贰分" in text and "云岭县爱心基金" in text and "经收人" in text
    with translation.override("en"):
        english = text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=row.pk)
    assert "人民币壹万陆仟肆佰零玖元零贰分" in english and "收据" not in english, "the words of the sum stay as banks write them"


def test_the_receipt_of_goods_sums_to_the_cent(cast, viewer_of):
    row = goods(cast, ("棉被", "20", "床", "3000.10"), ("大米", "2.5", "袋", "99.95"))
    text = text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=row.pk)
    assert row.receipt_no in text and "棉被20床3,000.10" in text and "大米2.5袋99.95" in text and "合计3,100.05" in text
    assert "人民币" not in text, "an estimate is no sum of money"
    table = next(block for block in papers.receipt_document(row, TODAY).blocks if isinstance(block, Table))
    assert sum(read(one[3]) for one in table.rows[:-1]) == read(table.rows[-1][3])


def test_the_name_of_a_person_is_left_to_the_pen(cast, viewer_of):
    known = money(cast, "5.00", giver=Giver("person", "柳三多", "13900001111", may_be_named=True))
    unnamed = money(cast, "6.00", giver=Giver("unnamed"))
    body = money(cast, "7.00", giver=unit("云岭县水利工程公司"))
    facts = dict(next(block for block in papers.receipt_document(known, TODAY).blocks if isinstance(block, Facts)).pairs)
    assert facts["捐赠人"].strip() == ""
    assert "柳" not in text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=known.pk)
    assert "不愿具名" in text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=unnamed.pk)
    assert "云岭县水利工程公司" in text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=body.pk), "no unit of the county: its name is kept"


def test_the_receipt_of_what_was_reversed_is_void(cast, viewer_of):
    row, rice = money(cast, "5.00"), goods(cast, ("大米", "7", "袋", "350.00"))
    for one in (row, rice):
        assert "作废" not in text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=one.pk)
    actions.correct(entry=line(row), reason="重复登记", on=TODAY, by=cast.clerk, at=at())
    actions.correct_move(line=rice.moves.get(), reason="没有收到", on=TODAY, by=cast.clerk, at=at())
    for one in (row, rice):
        text = text_of("fund.receipt", viewer_of("clerk"), cast.at, donation=one.pk)
        assert "本收据作废" in text and "感谢" not in text


@pytest.mark.parametrize(("username", "wrong"), [("captain", ""), ("township", ""), ("stranger", ""), ("clerk", "²"), ("clerk", "0"), ("clerk", "9" * 30)])
def test_no_receipt_of_what_one_does_not_see(cast, viewer_of, username, wrong):
    row = money(cast, "5.00")
    assert paper("fund.receipt").pieces(viewer_of("clerk"), {"donation": str(row.pk)}) == 1
    with pytest.raises(UnknownPaper):
        paper("fund.receipt").pieces(viewer_of(username), {"donation": wrong or str(row.pk)})
