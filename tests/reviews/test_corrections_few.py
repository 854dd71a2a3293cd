"""Levels of too few ballots do not come out by a correction: no box, no line of before and after, no row, no journal has them."""

import re

import pytest

from accounts.models import JournalEntry
from reviews.actions import corrections
from reviews.models import BallotTally, Correction, Grade, ReviewMeeting, ReviewRound
from reviews.queries.corrections import corrections_of
from tests.reviews.rounds_making import grade, hold, open_

pytestmark = pytest.mark.django_db
FEW = {"excellent": 2, "competent": 0, "basic": 0, "incompetent": 1}
MANY = {"excellent": 38, "competent": 5, "basic": 2, "incompetent": 0}
ANEW = {"|issued": 4, "|collected": 4, "|invalid": 1, "|excellent": 1, "|competent": 1, "|basic": 1, "|incompetent": 0}
HIDDEN = {f"|{level}": None for level in FEW}


def closed(cast, counts, **numbers):
    """A published meeting with one paper tally."""
    meeting = hold(open_(cast).meetings.get(), cast, counts=counts)
    BallotTally.objects.update(**numbers)
    grade(meeting, cast)
    if counts == FEW:  # there is no score of a handful
        Grade.objects.update(score=None, masses=None)
    ReviewRound.objects.update(closed_on=cast.on, closed_by=cast.clerk)
    return ReviewMeeting.objects.select_related("round").get()


@pytest.fixture
def few(cast):
    """Three ballots, 2/0/0/1, in a closed round."""
    return closed(cast, FEW, issued=4, collected=3, invalid=0)


@pytest.fixture
def many(cast):
    return closed(cast, MANY)


def correct(cast, meeting, changes, **more):
    return corrections.correct(meeting=meeting, changes=changes, reason="抄录有误", by=cast.clerk, at=cast.at, **more)


def levels_in(row):
    return {name: (row.before[name], row.after[name]) for name in row.after if name.rpartition("|")[2] in FEW}


def test_levels_of_a_handful_are_not_published(few):
    found = corrections.published(few)
    assert {name: found[name] for name in found if "|" in name} == {"|issued": 4, "|collected": 3, "|invalid": 0} | HIDDEN


def test_such_a_tally_is_corrected_as_a_whole_and_kept_without_levels(cast, few):
    row = correct(cast, few, ANEW)
    assert BallotTally.objects.get().counts == {"excellent": 1, "competent": 1, "basic": 1, "incompetent": 0}
    assert row.before == {"|collected": 3, "|invalid": 0} | HIDDEN and row.after == {"|collected": 4, "|invalid": 1} | HIDDEN
    lines = {str(line.label): (line.before, line.after) for line in corrections_of(few)[0].lines}
    assert lines["优秀"] == lines["不称职"] == (None, None) and lines["收回票"] == (3, 4)
    detail = JournalEntry.objects.get(verb="result_corrected").detail
    assert detail["fields"] == sorted(row.after), "names only, and all levels, whichever of them differ"


@pytest.mark.parametrize("part", [{"|excellent": 1}, {"|collected": 4, "|issued": 5}, {**ANEW, "|basic": None}])
def test_a_part_of_it_is_refused(cast, few, part):
    with pytest.raises(corrections.CountIncomplete):
        correct(cast, few, part)
    assert BallotTally.objects.get().counts == FEW and not Correction.objects.exists()


def test_a_guess_is_not_confirmed(cast, few):
    """The very numbers that stand are a correction like any other: a refusal would say that they are right."""
    same = {"|issued": 4, "|collected": 3, "|invalid": 0, **{f"|{level}": n for level, n in FEW.items()}}
    row = correct(cast, few, same)
    assert row.before == row.after == HIDDEN
    other = same | {"|excellent": 1, "|basic": 1}
    few.refresh_from_db()
    assert (correct(cast, few, other).before, Correction.objects.first().after) == (HIDDEN, HIDDEN)


@pytest.mark.parametrize(
    "changes",
    [
        {"|collected": 5, "|excellent": 2, "|competent": 1, "|basic": 0},
        {"|issued": 5, "|collected": 5, "|excellent": 3, "|competent": 0, "|basic": 0},
    ],
)
def test_a_tally_that_becomes_too_small_has_no_levels_on_either_side(cast, many, changes):
    row = correct(cast, many, changes)
    assert levels_in(row) == dict.fromkeys(HIDDEN, (None, None)) and row.after["|collected"] == 5
    assert corrections.published(many)["|excellent"] is None


def test_beside_a_small_vote_by_code_the_many_on_paper_are_hidden_too(cast, many):
    BallotTally.objects.create(
        meeting=many, way="ticket", issued=5, collected=3, invalid=0, counts=FEW, counted_at=cast.at, counted_by=cast.clerk
    )
    assert corrections.published(many)["|excellent"] is None, "with the sum at hand they give the few away"


def test_what_was_kept_before_this_rule_is_not_shown_either(cast, few, signed_in):
    Correction.objects.create(
        meeting=few, path=few.path, before={"|excellent": 1, "|basic": 1}, after={"|excellent": 2, "|basic": 0}, reason="旧", at=cast.at, by=cast.clerk
    )
    assert {(line.before, line.after) for line in corrections_of(few)[0].lines} == {(None, None)}


def test_levels_of_enough_ballots_are_said_before_and_after(cast, many):
    row = correct(cast, many, {"|excellent": 37, "|competent": 6})
    assert (row.before, row.after) == ({"|excellent": 38, "|competent": 5}, {"|excellent": 37, "|competent": 6})
    assert {(line.before, line.after) for line in corrections_of(many)[0].lines} == {(38, 37), (5, 6)}


# --- the page

FACTS = {
    "held_on": "2026-09-20", "township_points": "92", "county_points": "90", "grade": "excellent", "comment": "入户次数偏少", "version": "1",
    "reason": "复核",
}  # fmt: skip
BOXES = {name.replace("|", "-"): str(n) for name, n in ANEW.items()}


def values(body):
    """What stands in the boxes of the counts."""
    boxes = re.findall(r'<input[^>]*name="(-\w+)"[^>]*>', body)
    assert set(boxes) == set(BOXES)
    return {name: value for name in boxes for value in re.findall(rf'name="{name}"[^>]*?value="(\d+)"|value="(\d+)"[^>]*?name="{name}"', body)}


def test_the_boxes_are_empty_and_typed_all_or_none(cast, few, signed_in):
    client, url = signed_in("clerk"), f"/reviews/2026-Q3/{cast.team.pk}/correction/"
    body = client.get(url).content.decode()
    assert values(body) == {} and "票数太少" in body
    part = client.post(url, FACTS | {"-excellent": "1", "step": "check"})
    wrong = set(part.context_data["form"].errors)
    assert wrong == set(BOXES) - {"-excellent"} and part.context_data["lines"] == []
    none = client.post(url, FACTS | {"county_points": "80", "step": "confirm"})
    assert none.status_code == 302 and Correction.objects.get().after == {"county_points": "80.00"}
    assert BallotTally.objects.get().counts == FEW


def test_no_page_and_no_answer_shows_the_levels(cast, few, signed_in):
    """Checked and confirmed on the page; then everything that shows a correction is read."""
    client, url = signed_in("clerk"), f"/reviews/2026-Q3/{cast.team.pk}/correction/"
    check = client.post(url, FACTS | BOXES | {"step": "check"})
    lines = {str(line.label): (line.before, line.after) for line in check.context_data["lines"]}
    assert lines == {"收回票": (3, 4), "无效票": (0, 1)} | dict.fromkeys(("优秀", "称职", "基本称职", "不称职"), (None, None))
    assert client.post(url, FACTS | BOXES | {"step": "confirm"}).status_code == 302
    meeting = ReviewMeeting.objects.get()
    cells = r'<tr><th scope="row">(优秀|称职|基本称职|不称职)</th><td><del>([^<]*)</del></td><td><b>([^<]*)</b></td></tr>'
    for who in ("clerk", "captain", "township"):
        reader = signed_in(who)
        for address in (f"/reviews/2026-Q3/{cast.team.pk}/", "/reviews/2026-Q3/", *([url] if who == "clerk" else [])):
            found = re.findall(cells, reader.get(address).content.decode())
            assert len(found) == 4 and {side for _word, *sides in found for side in sides} == {"—"}, (who, address)
        told = reader.get(f"/api/v1/review-meetings/{meeting.pk}/").json()
        assert [tally["counts"] for tally in told["tallies"]] == [None] and told["masses"] is None
    (entry,) = JournalEntry.objects.filter(verb="result_corrected")
    assert set(entry.detail) == {"on", "correction", "fields"} and not set(entry.detail["fields"]) - set(ANEW)
    kept = Correction.objects.get()
    assert levels_in(kept) == dict.fromkeys(HIDDEN, (None, None))
