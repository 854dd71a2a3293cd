"""A problem's life: who may do what when, what is kept, what stands in the ledger and in the inboxes."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts.models import JournalEntry
from common.errors import Refused
from common.pictures import PhotoTooLarge
from duties.models import Duty
from notifications.models import Notice
from problems import actions
from problems.actions import refusals
from problems.models import Evidence, Extension, Problem, Step
from tests.problems.factories import FOUND, PDF, accepted, at, closed, doing, found, photo, proof, reported

pytestmark = pytest.mark.django_db
D = dt.date
NEXT, LATER = D(2026, 10, 9), D(2026, 11, 30)


def told(who, kind):
    return list(Notice.objects.filter(to=who, kind=f"problems.{kind}").values_list("title", flat=True))


def kinds(row):
    return list(Step.objects.filter(problem=row).order_by("pk").values_list("kind", flat=True))


def duty_of(row):
    return Duty.objects.get(kind="problem_fix", subject_kind="problem", subject_id=row.pk)


def test_from_found_to_struck_off(cast):
    row = closed(cast)
    assert row.state == "closed" and row.closed_by == cast.clerk and row.accepted_by == cast.township
    assert kinds(row) == ["raised", "assigned", "reported", "accepted", "closed"]
    duty = duty_of(row)
    assert (duty.bearer, duty.due_on, duty.done_on, duty.done_by) == (cast.member, D(2026, 11, 7), FOUND, cast.member)
    verbs = list(JournalEntry.objects.filter(kind="problems.problem").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["problem_raised", "problem_assigned", "problem_reported", "problem_accepted", "problem_closed"]
    lines = JournalEntry.objects.filter(kind="problems.problem")
    assert {line.detail["on"] for line in lines} == {"2026-10-08"}
    assert not [line for line in lines if "路灯" in str(line.detail) + line.title]


def test_everybody_concerned_is_told_and_nobody_of_his_own_deed(cast):
    row = closed(cast)
    assert told(cast.member, "assigned") == [f"请于 11月7日前整改：{row.no} 枫树湾村（基础设施）"]
    assert len(told(cast.township, "reported")) == 1 and not told(cast.clerk, "reported"), "the nearest office accepts"
    assert len(told(cast.clerk, "accepted")) == 1 and len(told(cast.member, "accepted")) == 1
    assert len(told(cast.township, "closed")) == 1 and len(told(cast.member, "closed")) == 1
    assert not told(cast.clerk, "closed") and not told(cast.township, "raised")
    assert not Notice.objects.filter(to=cast.stranger).exists()
    assert not Notice.objects.filter(title__contains="路灯").exists(), "what somebody wrote stays behind the link"


def test_a_problem_that_nobody_answers_for_reaches_the_township(cast):
    found(cast, by=cast.inspector)
    assert len(told(cast.township, "raised")) == 1
    found(cast, region=cast.gaoping, by=cast.inspector)
    assert len(told(cast.clerk, "raised")) == 1, "where a township has no account, the county hears"


def test_the_same_uuid_is_one_problem(cast):
    name = uuid.uuid4()
    first, second = found(cast, uuid=name), found(cast, uuid=name)
    assert first.pk == second.pk and kinds(first) == ["raised"]
    with pytest.raises(refusals.ProblemConflict):
        found(cast, uuid=name, description="别的事")
    with pytest.raises(refusals.ProblemConflict):
        found(cast, uuid=name, by=cast.clerk)


@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"description": "  "}, refusals.DescriptionMissing, "description"),
        ({"description": "长" * 1001}, refusals.TextTooLong, "description"),
        ({"category": "no-such"}, refusals.UnknownCategory, "category"),
        ({"due_on": D(2026, 10, 7)}, refusals.DueBeforeFound, "due_on"),
        ({"due_on": D(2029, 10, 9)}, refusals.DueTooFar, "due_on"),
        ({"due_on": D.max}, refusals.DueTooFar, "due_on"),
    ],
)
def test_what_cannot_go_onto_the_list(cast, more, refusal, field):
    with pytest.raises(refusal) as refused:
        found(cast, **more)
    assert field in refused.value.fields
    assert not Problem.objects.exists() and not JournalEntry.objects.exists() and not Notice.objects.exists()


def test_nothing_is_found_tomorrow(cast):
    with pytest.raises(refusals.FoundInFuture):
        actions.raise_problem(
            region=cast.fengshuwan, source="other", category="works", description="x", found_on=D(2026, 10, 16), by=cast.clerk,
            at=cast.at,
        )  # fmt: skip


def test_only_people_of_the_area_or_the_unit_answer(cast):
    for who in (cast.stranger, cast.auditor, cast.admin):
        with pytest.raises(refusals.PersonElsewhere):
            doing(cast, person=who)
    with pytest.raises(refusals.PersonElsewhere):
        doing(cast, person=cast.member, region=cast.laowuchang)
    with pytest.raises(refusals.UnitElsewhere):
        doing(cast, unit=cast.other_unit)
    assert doing(cast, person=cast.member, region=cast.laowuchang, unit=cast.backing_unit).person == cast.member
    assert doing(cast, person=cast.unit, unit=cast.backing_unit).unit == cast.backing_unit
    cast.member.closed_on = cast.on
    cast.member.save()
    with pytest.raises(refusals.PersonElsewhere):
        doing(cast)


def test_somebody_else_answers_from_now_on(cast):
    row = doing(cast)
    with pytest.raises(refusals.PersonMissing):
        assign(cast, row, person=None)
    row = assign(cast, row, person=cast.captain, term="at_once", measures="换灯泡")
    assert (row.person, row.due_on, row.measures) == (cast.captain, D(2026, 10, 15), "换灯泡")
    assert (duty_of(row).bearer, duty_of(row).due_on, duty_of(row).overdue_from) == (cast.captain, D(2026, 10, 15), D(2026, 10, 16))
    step = row.steps.last()
    assert (step.detail["person_name"], step.detail["due_on"], step.detail["was_due_on"]) == ("李文涛", "2026-10-15", "2026-11-07")
    assert assign(cast, row, person=cast.captain, term="at_once", due_on=None).due_on == D(2026, 10, 15), "the day stays"


def assign(cast, row, *, person, on=NEXT, by=None, **more):
    values = {"unit": None, "measures": "", "term": row.term, "due_on": None} | more
    return actions.assign(problem=row, version=row.version, person=person, by=by or cast.township, at=at(on), **values)


def test_a_day_that_has_passed_is_not_moved_by_naming_somebody_else(cast):
    row = doing(cast, term="at_once")
    with pytest.raises(refusals.DueHasPassed):
        assign(cast, row, person=cast.captain, on=D(2026, 10, 16), due_on=D(2026, 11, 30))
    with pytest.raises(refusals.DueHasPassed):
        assign(cast, row, person=cast.captain, on=D(2026, 10, 16), term="long")
    late = assign(cast, row, person=cast.captain, on=D(2026, 10, 16))
    assert late.due_on == D(2026, 10, 15) and duty_of(row).is_overdue(D(2026, 10, 16))


def test_a_stale_form_is_refused_with_name_and_time(cast):
    row = doing(cast)
    seen = row.version
    assign(cast, row, person=cast.captain, by=cast.clerk)
    with pytest.raises(refusals.StaleProblem) as refused:
        actions.assign(
            problem=row, version=seen, unit=None, person=cast.member, measures="", term="normal", due_on=None, by=cast.township, at=cast.at
        )
    assert "陈文静" in str(refused.value) and "10:00" in str(refused.value)
    row.refresh_from_db()
    assert row.person == cast.captain


def test_progress_and_its_proofs_do_not_make_an_open_form_stale(cast):
    row = doing(cast)
    step = actions.progress(problem=row, text="灯已买到。", files=[proof(FOUND)], by=cast.member, at=at(FOUND, 11))
    assert step.evidence.get().added_by == cast.member
    assert assign(cast, row, person=cast.captain).person == cast.captain
    with pytest.raises(refusals.TextMissing):
        actions.progress(problem=row, text=" ", files=[], by=cast.member, at=cast.at)


def test_only_whoever_answers_reports_and_never_without_proof(cast):
    row = doing(cast)
    with pytest.raises(refusals.ProofMissing):
        actions.report(problem=row, version=row.version, text="修好了", files=[], by=cast.member, at=cast.at)
    with pytest.raises(refusals.NotYours):
        actions.report(problem=row, version=row.version, text="", files=[proof(FOUND)], by=cast.captain, at=cast.at)
    row.refresh_from_db()
    assert row.state == "doing" and not Evidence.objects.exists() and duty_of(row).done_on is None
    with pytest.raises(refusals.NotAssigned):
        free = found(cast)
        actions.report(problem=free, version=1, text="", files=[proof(FOUND)], by=cast.member, at=cast.at)


def test_proofs_are_kept_with_day_maker_and_digest_and_nothing_else(cast):
    row = doing(cast)
    given = [(PDF, "C:\\扫描\\验收单.pdf", D(2026, 10, 7)), proof(FOUND), proof(FOUND)]
    actions.report(problem=row, version=row.version, text="", files=given, by=cast.member, at=at(FOUND, 12))
    pdf, picture = Evidence.objects.order_by("pk")
    assert (pdf.kind, pdf.caption, pdf.taken_on, pdf.added_by) == ("pdf", "验收单", D(2026, 10, 7), cast.member)
    with pdf.file.open() as kept:
        assert kept.read() == PDF
    assert "验收单" not in pdf.file.name and pdf.file.name.endswith(".pdf")
    assert picture.kind == "photo" and picture.file.name.endswith(".jpg") and len(picture.sha256) == 64


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        ((b"MZ\x90\x00 program", "x.pdf", FOUND), refusals.NotAProof),
        ((b"<html>%PDF-1.4 %%EOF", "x.pdf", FOUND), refusals.NotAProof),
        ((b"%PDF-1.4 cut off", "x.pdf", FOUND), refusals.NotAProof),
        ((b"", "x.jpg", FOUND), refusals.NotAProof),
        ((PDF[:9] + b"0" * (10 * 1024 * 1024) + b"%%EOF", "x.pdf", FOUND), refusals.ProofTooLarge),
        ((photo(size=(8000, 5001)), "x.jpg", FOUND), PhotoTooLarge),
        ((photo(), "x.jpg", D(2026, 10, 9)), refusals.TakenInFuture),
    ],
)
def test_files_that_are_no_proof(cast, file, refusal):
    row = doing(cast)
    with pytest.raises(refusal):
        actions.report(problem=row, version=row.version, text="", files=[proof(FOUND), file], by=cast.member, at=at(FOUND, 12))
    assert not Evidence.objects.exists() and Problem.objects.get(pk=row.pk).state == "doing"


def test_at_most_nine_files(cast):
    row = doing(cast)
    with pytest.raises(refusals.TooManyProofs):
        actions.progress(problem=row, text="", files=[(PDF + bytes([n]), "x", FOUND) for n in range(10)], by=cast.member, at=cast.at)


def test_the_fixer_neither_accepts_nor_closes(cast):
    row = reported(cast, person=cast.township)
    with pytest.raises(refusals.OwnWork):
        actions.accept(problem=row, version=row.version, text="", by=cast.township, at=cast.at)
    row = actions.accept(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at)
    with pytest.raises(refusals.OwnWork):
        actions.close(problem=row, version=row.version, text="", by=cast.township, at=cast.at, on=cast.on)
    assert Problem.objects.get(pk=row.pk).state == "accepted"


@pytest.mark.parametrize("column", ["accepted_by", "closed_by"])
def test_the_database_keeps_the_fixer_out_too(cast, column):
    row = accepted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=row.pk).update(**{column: row.person})


def test_nothing_is_closed_before_it_is_accepted(cast):
    for row in (found(cast), doing(cast), reported(cast)):
        with pytest.raises(refusals.NotAccepted):
            actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on)
    row = accepted(cast)
    Evidence.objects.filter(problem=row).delete()
    with pytest.raises(refusals.ProofMissing):
        actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on)


def test_accepted_once_only(cast):
    row = reported(cast)
    actions.accept(problem=row, version=row.version, text="", by=cast.township, at=cast.at)
    with pytest.raises(refusals.StaleProblem):
        actions.accept(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at)
    row.refresh_from_db()
    with pytest.raises(refusals.AlreadyAccepted):
        actions.accept(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at)


def test_sent_back_it_is_owed_again_by_the_same_day(cast):
    row = reported(cast, term="at_once")
    with pytest.raises(refusals.ReasonMissing):
        actions.send_back(problem=row, version=row.version, reason=" ", by=cast.township, at=cast.at)
    row = actions.send_back(problem=row, version=row.version, reason="还不亮。", by=cast.township, at=at(D(2026, 10, 16)))
    assert (row.state, row.n_returned, row.due_on) == ("doing", 1, D(2026, 10, 15))
    assert row.is_overdue(D(2026, 10, 16)) and duty_of(row).is_overdue(D(2026, 10, 16))
    assert len(told(cast.member, "returned")) == 1 and "10月15日" in told(cast.member, "returned")[0]
    again = actions.report(problem=row, version=row.version, text="", files=[proof(FOUND, "red")], by=cast.member, at=cast.at)
    assert again.state == "reported" and duty_of(row).done_on == cast.on


def test_what_was_accepted_can_still_be_sent_back(cast):
    row = accepted(cast)
    row = actions.send_back(problem=row, version=row.version, reason="县里复查不亮。", by=cast.clerk, at=cast.at)
    assert (row.state, row.accepted_by, row.accepted_at) == ("doing", None, None)


def test_what_comes_back_keeps_its_history_and_needs_new_proof(cast):
    row = closed(cast)
    with pytest.raises(refusals.ReasonMissing):
        actions.reopen(problem=row, reason="", by=cast.township, at=cast.at, on=cast.on)
    before = kinds(row)
    row = actions.reopen(problem=row, reason="又不亮了。", by=cast.township, at=cast.at, on=cast.on)
    assert kinds(row) == [*before, "reopened"]
    assert (row.state, row.n_reopened, row.due_on, row.closed_by) == ("doing", 1, D(2026, 11, 14), None)
    assert row.found_on == FOUND and row.evidence.count() == 1
    duty = duty_of(row)
    assert (duty.done_on, duty.due_on, duty.bearer) == (None, D(2026, 11, 14), cast.member)
    with pytest.raises(refusals.ProofMissing):
        actions.report(problem=row, version=row.version, text="", files=[], by=cast.member, at=cast.at)
    with pytest.raises(refusals.StillOpen):
        actions.reopen(problem=row, reason="又", by=cast.township, at=cast.at, on=cast.on)
    changed = assign(cast, row, person=cast.captain, on=cast.on, term="at_once")
    assert changed.due_on == D(2026, 10, 22), "the class counts from the day it came back"


def test_closed_and_taken_back_problems_stand_still(cast):
    row = closed(cast)
    gone = actions.void(problem=found(cast), reason="重复录入", by=cast.clerk, at=cast.at)
    for one, refusal in ((row, refusals.ProblemClosed), (gone, refusals.ProblemVoided)):
        v = one.version
        for deed in (
            lambda p: assign(cast, p, person=cast.member),
            lambda p: actions.progress(problem=p, text="x", files=[], by=cast.member, at=cast.at),
            lambda p, v=v: actions.report(problem=p, version=v, text="", files=[proof(FOUND)], by=cast.member, at=cast.at),
            lambda p, v=v: actions.accept(problem=p, version=v, text="", by=cast.clerk, at=cast.at),
            lambda p, v=v: actions.close(problem=p, version=v, text="", by=cast.clerk, at=cast.at, on=cast.on),
            lambda p, v=v: actions.send_back(problem=p, version=v, reason="x", by=cast.clerk, at=cast.at),
            lambda p: actions.ask_extension(problem=p, until=D(2026, 12, 1), reason="x", by=cast.member, at=cast.at, on=cast.on),
            lambda p: actions.void(problem=p, reason="x", by=cast.clerk, at=cast.at),
        ):
            with pytest.raises(refusal):
                deed(one)
    with pytest.raises(refusals.ProblemVoided):
        actions.reopen(problem=gone, reason="x", by=cast.clerk, at=cast.at, on=cast.on)


def test_taken_back_it_is_owed_by_nobody(cast):
    row = doing(cast)
    ask(cast, row)
    row = actions.void(problem=row, reason="重复录入", by=cast.clerk, at=cast.at)
    duty = duty_of(row)
    assert duty.exempted_by == cast.clerk and duty.exempt_reason == "重复录入"
    assert not Extension.objects.filter(decided_at=None).exists()
    assert not Problem.objects.standing().exists()


def ask(cast, row, until=LATER, on=FOUND, by=None):
    return actions.ask_extension(problem=row, until=until, reason="等材料", by=by or cast.member, at=at(on, 11), on=on)


def test_more_time_is_given_by_somebody_else_and_moves_the_last_day(cast):
    row = doing(cast)
    extension = ask(cast, row)
    assert len(told(cast.township, "extension_asked")) == 1
    with pytest.raises(refusals.ExtensionWaiting):
        ask(cast, row)
    with pytest.raises(refusals.OwnRequest):
        actions.decide_extension(extension=extension, is_granted=True, answer="", by=cast.member, at=cast.at)
    actions.decide_extension(extension=extension, is_granted=True, answer="同意", by=cast.township, at=cast.at)
    row.refresh_from_db()
    assert row.due_on == D(2026, 11, 30) == duty_of(row).due_on
    assert kinds(row)[-2:] == ["asked", "extended"] and row.steps.last().detail["was_due_on"] == "2026-11-07"
    assert "11月30日" in told(cast.member, "extension_decided")[0]
    with pytest.raises(refusals.ExtensionDecided) as refused:
        actions.decide_extension(extension=extension, is_granted=False, answer="不同意", by=cast.clerk, at=cast.at)
    assert "张明远" in str(refused.value)


def test_declined_it_stays_as_it_is(cast):
    row = doing(cast)
    extension = ask(cast, row)
    with pytest.raises(refusals.ReasonMissing):
        actions.decide_extension(extension=extension, is_granted=False, answer="", by=cast.township, at=cast.at)
    actions.decide_extension(extension=extension, is_granted=False, answer="抓紧。", by=cast.township, at=cast.at)
    row.refresh_from_db()
    assert row.due_on == D(2026, 11, 7) and kinds(row)[-1] == "declined"
    assert ask(cast, row).decided_at is None, "one may ask again"


def test_more_time_comes_too_late_after_the_last_day(cast):
    row = doing(cast, term="at_once")
    with pytest.raises(refusals.UntilTooEarly):
        ask(cast, row, until=D(2026, 10, 15))
    with pytest.raises(refusals.TooLateToAsk):
        ask(cast, row, on=D(2026, 10, 16))
    asked = ask(cast, row, on=D(2026, 10, 15))
    actions.decide_extension(extension=asked, is_granted=True, answer="", by=cast.township, at=at(D(2026, 10, 20)))
    row.refresh_from_db()
    assert not row.is_overdue(D(2026, 10, 20)), "asked in time, decided later"


def test_refusals_are_said_in_words(cast):
    row = doing(cast)
    with pytest.raises(Refused) as refused:
        actions.report(problem=row, version=row.version, text="", files=[proof(FOUND)], by=cast.captain, at=cast.at)
    assert "王小雨" in str(refused.value)
