"""A published round changes only by a correction that keeps what stood before, with the reason and the name."""

from decimal import Decimal

import pytest

from accounts.models import JournalEntry
from notifications.models import Notice
from reviews.actions import corrections
from reviews.actions.refusals import OwnReview, StaleMeeting
from reviews.models import Correction, Grade, ReviewMeeting, ReviewRound
from reviews.queries.corrections import corrections_of
from tests.reviews.rounds_making import D, grade, hold, open_

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(cast):
    """The meeting of W1: 96 / 92 / 90 = 93, excellent; its round is closed."""
    round_ = open_(cast)
    meeting = hold(round_.meetings.get(), cast)
    grade(meeting, cast)
    ReviewRound.objects.update(closed_on=cast.on, closed_by=cast.clerk)
    return ReviewMeeting.objects.select_related("round").get()


def correct(cast, meeting, changes, reason="抄录有误", by=None, **more):
    return corrections.correct(meeting=meeting, changes=changes, reason=reason, by=by or cast.clerk, at=cast.at, **more)


def test_before_and_after_are_kept_and_the_score_follows(cast, published):
    row = correct(cast, published, {"township_points": Decimal(82), "comment": "整改到位"})
    assert row.before == {"township_points": "92.00", "comment": "入户次数偏少"} and row.after == {"township_points": "82.00", "comment": "整改到位"}
    published.refresh_from_db()
    assert published.township_points == 82 and published.version == 2
    now = Grade.objects.standing().get()
    assert (now.score, now.grade, now.proposal) == (Decimal("90.00"), "excellent", "excellent"), "96×40% + 82×30% + 90×30%"
    old = Grade.objects.exclude(withdrawn_at=None).get()
    assert (old.score, old.withdraw_reason) == (Decimal("93.00"), "抄录有误"), "what stood before can still be read"
    line = JournalEntry.objects.get(verb="result_corrected")
    assert line.detail["fields"] == ["comment", "township_points"] and "82" not in str(line.detail)
    assert Notice.objects.filter(kind="reviews.corrected", to=cast.captain).count() == 1


def test_a_tally_is_corrected_as_a_whole(cast, published):
    row = correct(cast, published, {"|excellent": 37, "|competent": 6})
    assert row.before == {"|excellent": 38, "|competent": 5}
    tally = published.tallies.get()
    assert tally.counts == {"excellent": 37, "competent": 6, "basic": 2, "incompetent": 0}
    assert Grade.objects.standing().get().score == Decimal("92.82"), "(3700 + 480 + 120) / 45 = 95.56 × 40% + 27.6 + 27"


def test_a_grade_and_a_day_are_corrected(cast, published):
    correct(cast, published, {"grade": "competent", "held_on": D(2026, 9, 21)})
    published.refresh_from_db()
    assert Grade.objects.standing().get().grade == "competent" and published.held_on == D(2026, 9, 21)
    words = [(str(line.label), line.before, line.after) for line in corrections_of(published)[0].lines]
    assert set(words) == {("等次", "优秀", "称职"), ("会议日期", "9月20日", "9月21日")}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, corrections.NothingChanged), ({"township_points": Decimal(92)}, corrections.NothingChanged),
        ({"township_points": Decimal("100.5")}, corrections.PointsOutOfRange), ({"county_points": Decimal(-1)}, corrections.PointsOutOfRange),
        ({"grade": "superb"}, corrections.GradeUnknown), ({"held_on": D(2026, 10, 16)}, corrections.HeldInFuture), ({"held_on": None}, corrections.NotCorrectable),
        ({"place": "x"}, corrections.NotCorrectable), ({"mass|excellent": 3}, corrections.NotCorrectable), ({"|excellent": 39}, corrections.CountsDisagree),
        ({"|collected": 49}, corrections.CountsDisagree), ({"|excellent": -1, "|competent": 44}, corrections.CountsDisagree), ({"|invalid": 48}, corrections.CountsDisagree),
    ],
)  # fmt: skip
def test_refusals_change_nothing(cast, published, changes, refusal):
    with pytest.raises(refusal):
        correct(cast, published, changes)
    published.refresh_from_db()
    assert published.version == 1 and Grade.objects.count() == 1 and not Correction.objects.exists()


def test_who_and_when(cast, published):
    with pytest.raises(corrections.CorrectionReasonMissing):
        correct(cast, published, {"comment": "x"}, reason=" ")
    with pytest.raises(OwnReview):
        correct(cast, published, {"comment": "x"}, by=cast.captain)
    correct(cast, published, {"comment": "x"})
    with pytest.raises(StaleMeeting, match="陈文静"):
        correct(cast, published, {"comment": "y"}, version=1)
    ReviewRound.objects.update(closed_on=None)
    with pytest.raises(corrections.RoundStillOpen):
        correct(cast, ReviewMeeting.objects.select_related("round").get(), {"comment": "z"})
    assert Correction.objects.count() == 1


URL = "/reviews/2026-Q3/{}/correction/"


def typed(meeting, **more):
    told = {
        "held_on": "2026-09-20", "township_points": "92", "county_points": "90", "grade": "excellent", "comment": "入户次数偏少", "version": "1",
        "-issued": "48", "-collected": "47", "-invalid": "2", "-excellent": "38", "-competent": "5", "-basic": "2", "-incompetent": "0", "reason": "复核",
    }  # fmt: skip
    return told | more


def test_the_page_shows_before_and_after_first(cast, published, signed_in):
    client, url = signed_in("clerk"), URL.format(cast.team.pk)
    assert client.get(url).status_code == 200
    same = client.post(url, typed(published, step="check")).content.decode()
    assert "没有不同" in same
    shown = client.post(url, typed(published, step="check", county_points="80")).content.decode()
    assert "90.00" in shown and "80.00" in shown and 'value="confirm"' in shown and not Correction.objects.exists()
    wrong = client.post(url, typed(published, step="confirm", **{"-excellent": "39"})).content.decode()
    assert 'value="39"' in wrong and not Correction.objects.exists(), "nothing typed is lost"
    done = client.post(url, typed(published, step="confirm", county_points="80"))
    assert done.status_code == 302 and Correction.objects.get().after == {"county_points": "80.00"}
    body = client.get("/reviews/2026-Q3/").content.decode()
    assert "复核" in body and "80.00" in body, "the page of the round shows it"


def test_an_open_round_has_no_corrections(cast, published, signed_in):
    ReviewRound.objects.update(closed_on=None)
    assert signed_in("clerk").get(URL.format(cast.team.pk)).status_code == 302
    assert signed_in("township").get(URL.format(cast.team.pk)).status_code == 403
