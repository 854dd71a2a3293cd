"""The arithmetic in words: each line from the step that was computed, each reason with its numbers."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from policies import keys
from policies.rules import parse, plain
from reviews.queries.arithmetic import reasons, said, score
from reviews.queries.rubric import FROZEN, Rubric
from reviews.rules.scores import Ballots, work_out

LEVELS = ("excellent", "competent", "basic", "incompetent")


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield


def rubric(**changed) -> Rubric:
    return Rubric({key.name: plain(parse(key, key.default)) for key in FROZEN} | changed)


def kinds(**weights):
    return [{**row, "weight": weights.get(row["code"], 0)} for row in plain(parse(keys.VOTER_KINDS, keys.VOTER_KINDS.default))]


def sheet(*counts, kind="", due=None):
    return Ballots(sum(counts), sum(counts), 0, dict(zip(LEVELS, counts, strict=True)), due, kind)


def lines(rules, parts, township=Decimal(92), county=Decimal(90), due=None):
    return [(line.label, line.sum, line.value) for line in said(work_out(parts, township, county, rules.scale, due), rules)]


def why(rules, parts, township=Decimal(92), county=Decimal(90), due=None):
    return reasons(work_out(parts, township, county, rules.scale, due), rules)


def test_w1_line_by_line():
    assert lines(rubric(), replace(sheet(38, 5, 2, 0), issued=48, collected=47, invalid=2)) == [
        ("优秀", "38 票 × 100 分", "3,800"),
        ("称职", "5 票 × 80 分", "400"),
        ("基本称职", "2 票 × 60 分", "120"),
        ("不称职", "0 票 × 40 分", "0"),
        ("群众测评", "4,320 分 ÷ 45 张有效票", "96.00"),
        ("群众测评", "96.00 × 40%", "38.40"),
        ("乡镇点评", "92.00 × 30%", "27.60"),
        ("组织评定", "90.00 × 30%", "27.00"),
        ("合计", "38.40 + 27.60 + 27.00", "93.00"),
        ("按得分", "93.00 分，达到 90 分", "优秀"),
        ("最低档占比", "不称职 0 票，占 45 张有效票的 0.00%，未到 1/3 的限制线", "不受限"),
        ("建议等次", "", "优秀"),
    ]


def test_weighed_kinds_have_lines_of_their_own():
    rules = rubric(voter_kinds=kinds(mass=60, party=40))
    found = lines(rules, [sheet(20, 5, 5, 0, kind="mass"), sheet(0, 10, 0, 0, kind="party")])
    assert ("群众代表 优秀", "20 票 × 100 分", "2,000") in found and ("群众代表", "2,700 分 ÷ 30 张有效票", "90.00") in found
    assert ("群众代表", "90.00 × 60%", "54.00") in found and ("党员代表", "80.00 × 40%", "32.00") in found
    assert ("群众测评", "54.00 + 32.00", "86.00") in found and ("合计", "34.40 + 27.60 + 27.00", "89.00") in found


def test_what_is_missing_is_named():
    assert why(rubric(), sheet(40, 0, 0, 0), county=None) == ["还缺：组织评定。其他各项权重不变，所以暂时没有合计。"]
    assert "乡镇点评、组织评定" in why(rubric(), sheet(40, 0, 0, 0), None, None)[0]
    assert "群众测评" in why(rubric(), [])[0]
    rules = rubric(voter_kinds=kinds(mass=60, party=40))
    (told,) = why(rules, [sheet(40, 0, 0, 0, kind="mass")], county=None)
    assert told == "还缺：组织评定、党员代表。其他各项权重不变，所以暂时没有合计。"
    assert ("党员代表", "尚未评定", "") in lines(rules, [sheet(40, 0, 0, 0, kind="mass")])


def test_reasons_have_their_numbers():
    assert why(rubric(), sheet(34, 0, 0, 0)) == ["有效票 34 张，规定至少 35 张。"]
    assert why(rubric(), sheet(40, 0, 0, 0), due=60) == ["有效票 40 张，应到 60 人，没有超过 2/3。"]
    assert why(rubric(), sheet(40, 0, 0, 0)) == []


def test_a_handful_is_not_told_by_its_reasons():
    told = "".join(why(rubric(), sheet(3, 0, 0, 1)))
    assert "票数太少" in told and not any(sign.isdigit() for sign in told)
    assert lines(rubric(), sheet(3, 0, 0, 1)) == []


def test_the_line_that_bound_is_read_aloud():
    found = lines(rubric(), sheet(26, 0, 0, 14), Decimal(95), Decimal(95))
    assert ("最低档占比", "不称职 14 票，占 40 张有效票的 35.00%，达到 1/3 的限制线", "基本称职") in found
    assert found[-1] == ("建议等次", "", "基本称职")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Fraction(96), "96.00"), (Fraction(2800, 39), "71.7949"), (Fraction("28.5"), "28.50"), (Fraction(1, 3), "0.3333"), (Fraction("71.99995"), "72.00")],
)
def test_as_many_digits_as_it_takes(value, shown):
    assert score(value) == shown


def test_what_is_read_aloud_adds_up_to_the_total():
    """A listener with a pocket calculator comes to the same total."""
    for counts in ((10, 12, 8, 9), (33, 7, 1, 0), (17, 13, 11, 2), (29, 3, 5, 4)):
        found = lines(rubric(), sheet(*counts), Decimal("88.5"), Decimal("91.25"))
        _, sums, total = next(line for line in found if line[0] == "合计")
        aloud = sum(Decimal(part) for part in sums.split(" + "))
        assert abs(aloud - Decimal(total)) <= Decimal("0.005"), (counts, sums, total)
