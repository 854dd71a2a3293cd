"""The captain's report: what it counts, what its deeds keep, refuse and tell."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import JournalEntry
from duties.actions import Owed, owe
from duties.models import Duty
from figures.queries import figure_rows, total
from figures.registry import FIGURES
from notifications.models import Notice
from policies.queries.settings import remembered
from reviews.actions import reports
from reviews.actions.refusals import RoundClosed
from reviews.models import ReviewMeeting, ReviewRound, WorkReport
from reviews.queries import report as reads
from reviews.rules import report as rules
from tests.reviews.report_making import PROSE, meeting_of, photo, visit
from tests.visits.making import monitored
from wishes.models import Claim, Fulfilment, Wish

ON = dt.date(2026, 10, 15)


@pytest.fixture
def meeting(cast):
    return meeting_of(cast)


@pytest.fixture
def drafted(cast, meeting):
    return reports.draft(meeting=meeting, by=cast.captain, at=cast.at, on=ON)


def write(cast, report, **more):
    told = {"version": report.version, "prose": PROSE, "notes": {}, "photos": [], **more}
    return reports.write(report=report, by=cast.captain, at=cast.at, **told)


def value_of(report, key):
    return next(row["value"] for row in report.facts if row["key"] == key)


# --- rules -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kept", "now", "counted", "n", "changed", "is_more"),
    [
        ({}, {}, "", 0, "", True),
        ({"v.a": 3}, {"v.a": 3}, "v.a", 0, "", True),
        ({"v.a": 3}, {"v.a": 6}, "v.a", 3, "v.a", True),
        ({"v.a": 3, "v.b": 1}, {"v.a": 4, "v.b": 2}, "v.a v.b", 1, "v.a v.b", True),  # one visit in two figures
        ({"v.a": 3, "w.a": 1}, {"v.a": 5, "w.a": 2}, "v.a w.a", 3, "v.a w.a", True),
        ({"v.a": 3, "v.c": 2}, {"v.a": 4, "v.c": 9}, "v.a", 1, "v.a v.c", True),  # v.c counts rows of another room
        ({"v.c": 2}, {"v.c": 3}, "", 1, "v.c", True),
        ({"v.a": 3}, {"v.a": 2}, "v.a", 1, "v.a", False),
        ({}, {"p.a": 2}, "p.a", 2, "p.a", True),  # a room that came after the draft
        ({"gone.a": 7}, {}, "", 0, "", True),
        ({"m.a": "12.50"}, {"m.a": "12.75"}, "", 1, "m.a", True),
    ],
)
def test_how_many_records_are_new(kept, now, counted, n, changed, is_more):
    found = rules.difference(kept, now, counted.split())
    assert (found.n, found.changed, found.is_more) == (n, tuple(changed.split()), is_more)
    assert bool(found) == bool(changed)


VALUES = st.dictionaries(st.sampled_from(["v.a", "v.b", "w.a", "x.y"]), st.integers(0, 500))


@given(VALUES, VALUES)
def test_nothing_changed_is_no_news_and_any_change_is_news(kept, now):
    assert not rules.difference(now, now, now)
    found = rules.difference(kept, now, now)
    assert set(found.changed) == {key for key in now if kept.get(key) != now[key]}
    assert bool(found) == (found.n > 0)
    assert found.n <= sum(abs(now[key] - kept.get(key, 0)) for key in found.changed) or found.n == 1


@given(st.lists(st.sampled_from(["zeta.b", "wishes.a", "visits.b", "visits.a", "alpha.c", "teams.x"]), unique=True))
def test_rooms_speak_in_one_order_and_nothing_is_lost(keys):
    found = rules.order(keys)
    assert sorted(found) == sorted(keys) and rules.order(found) == found
    rooms = [rules.room_of(key) for key in found]
    known = [room for room in rooms if room in rules.ROOMS]
    assert known == sorted(known, key=rules.ROOMS.index) and rooms[: len(known)] == known


@pytest.mark.parametrize(
    ("prose", "missing"),
    [
        ({}, ["work", "faults", "plan"]),
        ({"work": "修了路。", "faults": " \n ", "plan": None}, ["faults", "plan"]),
        (PROSE, []),
    ],
)
def test_what_is_still_to_be_written(prose, missing):
    assert rules.missing(prose) == missing


# --- facts -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_every_fact_is_what_its_list_counts(cast, meeting):
    visit(cast, monitored(cast), dt.date(2026, 8, 3), hardship="屋顶漏雨")
    visit(cast, cast.households["fengshuwan", "02"], dt.date(2026, 9, 30))
    visit(cast, monitored(cast), dt.date(2026, 10, 1))  # the next quarter
    visit(cast, monitored(cast, "laowuchang"), dt.date(2026, 8, 3))  # the next village
    Wish.objects.create(household=monitored(cast), path=cast.team.path, category="daily", item="取暖器", collected_on=dt.date(2026, 7, 1))
    facts = {fact.key: fact for fact in reads.facts_of(cast.team, "2026-Q3", ON)}
    for key, fact in facts.items():
        figure = FIGURES[key]
        window = reads.window_of(figure, "2026-Q3", ON)
        assert fact.value == total(figure, figure_rows(figure, window, cast.team.path)), key
        if figure.of:
            of = FIGURES[figure.of]
            assert fact.of == total(of, figure_rows(of, reads.window_of(of, "2026-Q3", ON), cast.team.path)), key
    said = {key: (fact.value, fact.of) for key, fact in facts.items()}
    assert said["visits.made_quarter"][0] == 2 and said["visits.covered"] == (2, 2) and said["visits.hardships_quarter"][0] == 1
    assert said["visits.monitored_covered"] == (1, 1) and said["wishes.collected_quarter"][0] == 1
    assert said["teams.members"][0] == 2 and said["households.open"][0] == 2


@pytest.mark.django_db
def test_all_counts_come_in_one_statement_and_each_sum_or_median_in_one_more(cast, meeting, django_assert_num_queries):
    measured = [figure for figure in reads.figures_in_reports() if not figure.is_count]
    with remembered():
        reads.facts_of(cast.team, "2026-Q3", ON)  # reads the counties' rules
        with django_assert_num_queries(1 + len(measured)):
            reads.facts_of(cast.team, "2026-Q3", ON)


@pytest.mark.django_db
def test_a_median_of_no_rows_stays_out_of_the_report(cast, meeting):
    def said():
        return {fact.key: fact for fact in reads.facts_of(cast.team, "2026-Q3", ON)}

    assert "wishes.days_quarter" not in said() and said()["wishes.given_quarter"].value == 0
    household = cast.households["fengshuwan", "01"]
    days = {"collected_on": dt.date(2026, 7, 1), "checked_on": dt.date(2026, 7, 2), "claimed_on": dt.date(2026, 7, 3), "fulfilled_on": dt.date(2026, 7, 14)}
    wish = Wish.objects.create(household=household, path=household.path, category="goods", item="一床棉被", **days)
    claim = Claim.objects.create(
        wish=wish, kind="person", claimed_on=wish.claimed_on, claimed_at=cast.at, contact_due_on=wish.claimed_on, fulfil_due_on=wish.fulfilled_on,
        ended_at=cast.at, end="fulfilled",
    )  # fmt: skip
    Fulfilment.objects.create(wish=wish, claim=claim, on=wish.fulfilled_on, value=Decimal("1180.50"), at=cast.at)
    with translation.override("en"):
        assert said()["wishes.days_quarter"].text == "days until a wish was met: 13 (median)"
        assert said()["wishes.given_quarter"].text == "value given: 1,180.5 yuan"


@pytest.mark.django_db
def test_the_captain_may_open_every_list_and_its_count_is_the_fact(cast, meeting, signed_in, viewer_of):
    visit(cast, monitored(cast), dt.date(2026, 8, 3), hardship="屋顶漏雨")
    page = reads.page_of(meeting, viewer_of("captain"), ON)
    lines = [line for part in page.parts for line in part.lines]
    assert len(lines) >= 9 and all(line.url for line in lines)
    client = signed_in("captain")
    for line in lines:
        body = client.get(line.url).content.decode()
        assert f'data-total="{line.fact.value}"' in body, line.fact.key


@pytest.mark.django_db
def test_who_may_not_see_a_list_gets_no_link(cast, meeting, viewer_of):
    page = reads.page_of(meeting, viewer_of("inspector"), ON)
    urls = {line.fact.key: line.url for part in page.parts for line in part.lines}
    assert urls["visits.made_quarter"] and not urls["wishes.collected_quarter"]


@pytest.mark.django_db
def test_sentences_are_put_into_the_readers_language(drafted):
    fact = next(fact for fact in reads.kept(drafted) if fact.key == "visits.covered")
    with translation.override("en"):
        assert fact.text == "households visited at least once: 0 of 2 on the register"
    with translation.override("zh-hans"):
        assert "走访" in fact.text and "0" in fact.text and "2" in fact.text and "{" not in fact.text
    assert all(set(row) == {"key", "value", "of"} for row in drafted.facts), "no sentence is stored"


def test_every_sentence_takes_its_number():
    for figure in reads.figures_in_reports():
        for language in ("en", "zh-hans"):
            with translation.override(language):
                text = reads.Fact(figure.key, 12345, 67890).text
                assert "12,345" in text and "{" not in text and not text.endswith((".", "。")), figure.key


# --- deeds -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_drafting_twice_is_one_report(cast, meeting, drafted):
    assert reports.draft(meeting=meeting, by=cast.captain, at=cast.at, on=ON).pk == drafted.pk
    assert JournalEntry.objects.filter(verb="report_drafted", detail__on="2026-10-15").count() == 1


@pytest.mark.django_db
def test_writing_keeps_words_remarks_and_photos(cast, drafted):
    seen = photo(cast, visit(cast, monitored(cast), dt.date(2026, 8, 3)))
    report = write(cast, drafted, notes={"visits.covered": "一户外出务工。", "no.such": "x"}, photos=[seen])
    report.refresh_from_db()
    assert report.prose == PROSE and report.notes == {"visits.covered": "一户外出务工。"} and list(report.photos.all()) == [seen]
    assert report.version == 2
    entry = JournalEntry.objects.get(verb="report_written")
    assert entry.by == cast.captain and entry.path == cast.team.path


@pytest.mark.django_db
def test_the_same_words_again_change_nothing(cast, drafted):
    first = write(cast, drafted)
    again = write(cast, first, version=1)  # a double click sends the version it saw
    assert again.version == first.version == 2
    assert JournalEntry.objects.filter(verb="report_written").count() == 1


@pytest.mark.django_db
def test_over_somebody_elses_change_it_is_refused_with_who_and_when(cast, drafted):
    write(cast, drafted)
    with pytest.raises(reports.StaleReport) as refused:
        write(cast, drafted, version=1, prose={**PROSE, "plan": "别的打算。"})
    assert "李文涛" in str(refused.value)
    assert WorkReport.objects.get().prose == PROSE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"prose": {**PROSE, "plan": "长" * 3001}}, reports.TextTooLong, "plan"),
        ({"notes": {"visits.covered": "长" * 201}}, reports.TextTooLong, "note-visits.covered"),
    ],
)
def test_too_long_is_refused_beside_its_box(cast, drafted, more, refusal, field):
    with pytest.raises(refusal) as refused:
        write(cast, drafted, **more)
    assert field in refused.value.fields
    assert WorkReport.objects.get().prose == {}


@pytest.mark.django_db
def test_five_photos_of_this_quarter_and_village_and_no_others(cast, drafted):
    here = visit(cast, monitored(cast), dt.date(2026, 8, 3))
    six = [photo(cast, here) for _ in range(6)]
    with pytest.raises(reports.TooManyPhotosChosen):
        write(cast, drafted, photos=six)
    for foreign in (visit(cast, monitored(cast, "laowuchang"), dt.date(2026, 8, 3)), visit(cast, monitored(cast), dt.date(2026, 10, 2))):
        with pytest.raises(reports.ForeignPhoto):
            write(cast, drafted, photos=[photo(cast, foreign)])
    assert WorkReport.objects.get().photos.count() == 0
    assert write(cast, drafted, photos=six[:5]).photos.count() == 5


@pytest.mark.django_db
def test_new_records_are_told_and_an_update_keeps_the_words(cast, drafted):
    report = write(cast, drafted, notes={"visits.covered": "一户外出务工。"})
    visit(cast, monitored(cast), dt.date(2026, 9, 9), hardship="断水")
    now = reads.facts_of(cast.team, "2026-Q3", ON)
    found = reads.difference(report.facts, now)
    assert found.n == 1 and found.is_more
    assert {"visits.made_quarter", "visits.covered", "visits.monitored_covered", "visits.hardships_quarter"} == set(found.changed)
    report = reports.refresh(report=report, by=cast.captain, at=cast.at, on=ON)
    assert value_of(report, "visits.made_quarter") == 1 and report.prose == PROSE and report.notes
    assert not reads.difference(report.facts, reads.facts_of(cast.team, "2026-Q3", ON))
    version = report.version
    assert reports.refresh(report=report, by=cast.captain, at=cast.at, on=ON).version == version, "no news, no change"


@pytest.mark.django_db
def test_nothing_missing_is_handed_in_and_the_duty_is_done(cast, meeting, drafted):
    owe(
        "review_report", "review_meeting", [Owed(cast.captain, meeting.pk, meeting.path, "x", ON, ON)], period="2026-Q3", at=cast.at
    )
    report = write(cast, drafted, prose={**PROSE, "faults": "  "})
    with pytest.raises(reports.SectionMissing) as refused:
        reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)
    assert set(refused.value.fields) == {"faults"} and Duty.objects.get().done_on is None
    report = write(cast, report)
    with pytest.raises(reports.StaleReport):
        reports.submit(report=report, version=report.version - 1, by=cast.captain, at=cast.at, on=ON)
    report = reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)
    duty = Duty.objects.get()
    assert duty.done_on == ON and duty.deed_kind == "reviews.workreport" and duty.deed_id == report.pk
    told = Notice.objects.get(kind="reviews.report_submitted")
    assert told.to == cast.township and "枫树湾村" in told.title and "三季度" in told.title
    for deed in (lambda: write(cast, report), lambda: reports.refresh(report=report, by=cast.captain, at=cast.at, on=ON)):
        with pytest.raises(reports.AlreadySubmitted, match="李文涛"):
            deed()
    with pytest.raises(reports.AlreadySubmitted):
        reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)


@pytest.mark.django_db
def test_taken_back_before_the_meeting_it_is_owed_again(cast, meeting, drafted):
    owe("review_report", "review_meeting", [Owed(cast.captain, meeting.pk, meeting.path, "x", ON, ON)], period="2026-Q3", at=cast.at)
    with pytest.raises(reports.NotSubmitted):
        reports.withdraw(report=drafted, by=cast.captain, at=cast.at, on=ON)
    report = write(cast, drafted)
    report = reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)
    report = reports.withdraw(report=report, by=cast.captain, at=cast.at, on=ON)
    assert report.submitted_at is None and report.prose == PROSE and Duty.objects.get().done_on is None
    report = reports.submit(report=report, version=report.version, by=cast.captain, at=cast.at, on=ON)
    ReviewMeeting.objects.update(held_on=ON)
    with pytest.raises(reports.MeetingHeld):
        reports.withdraw(report=report, by=cast.captain, at=cast.at, on=ON)
    assert Duty.objects.get().done_on == ON
    assert Notice.objects.filter(kind="reviews.report_submitted").count() == 2, "told again when it is handed in again"


@pytest.mark.django_db
def test_a_closed_round_changes_no_more(cast, meeting, drafted):
    ReviewRound.objects.update(closed_on=ON)
    report = WorkReport.objects.get()
    deeds = [
        lambda: write(cast, report),
        lambda: reports.refresh(report=report, by=cast.captain, at=cast.at, on=ON),
        lambda: reports.submit(report=report, version=1, by=cast.captain, at=cast.at, on=ON),
        lambda: reports.withdraw(report=report, by=cast.captain, at=cast.at, on=ON),
    ]
    for deed in deeds:
        with pytest.raises(RoundClosed):
            deed()
    WorkReport.objects.all().delete()
    with pytest.raises(RoundClosed):
        reports.draft(meeting=meeting, by=cast.captain, at=cast.at, on=ON)
    assert not WorkReport.objects.exists()


@pytest.mark.django_db
def test_a_figure_that_is_gone_costs_nothing(cast, drafted):
    WorkReport.objects.update(facts=[*drafted.facts, {"key": "gone.figure", "value": 3, "of": None}])
    report = WorkReport.objects.get()
    assert "gone.figure" not in {fact.key for fact in reads.kept(report)}
    assert not reads.difference(report.facts, reads.facts_of(cast.team, "2026-Q3", ON))
