"""The box: anybody writes, nobody is named, the answer stands on the record and the slip opens it."""

import importlib
import uuid

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import JournalEntry
from notifications.models import Notice
from problems import actions
from problems.actions import refusals
from problems.models import Complaint, Problem, Step
from problems.queries.voices import by_code
from tests.problems.factories import at, found, proof

pytestmark = pytest.mark.django_db


def complain(cast, by=None, **more):
    values = {"kind": "complaint", "region": cast.fengshuwan, "text": "工作队好几天没人在村。", "name": "石阿婆", "phone": "13900001234"}
    return actions.complain(**(values | more), by=by, at=cast.at, on=cast.on)


def answer(cast, complaint, text="已核实，值班表已张贴。"):
    return actions.answer(complaint=complaint, text=text, by=cast.township, at=at(cast.on, 15))


def test_without_an_account_it_goes_onto_the_list(cast):
    complaint, code = complain(cast)
    row = complaint.problem
    assert (row.source, row.category, row.state, row.raised_by, row.found_on) == ("complaint", "other", "open", None, cast.on)
    assert len(code.replace("-", "")) == 10 and by_code(code) == complaint
    assert by_code(f" {code.lower().replace('-', ' ')} ") == complaint
    assert Notice.objects.filter(to=cast.township, kind="problems.raised").count() == 1


@pytest.mark.parametrize("code", ["", "x", "AAAAA-AAAAA", "A" * 500, "'; --"])
def test_a_wrong_slip_opens_nothing(cast, code):
    complain(cast)
    assert by_code(code) is None


def test_name_phone_and_code_stand_nowhere_in_the_clear(cast):
    _complaint, code = complain(cast)
    bare = code.replace("-", "")
    with connection.cursor() as cursor:
        found = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += str(cursor.fetchall())
    assert "石阿婆" not in found and "13900001234" not in found and bare not in found and code not in found
    assert "好几天没人" in found, "the search itself works"
    line = JournalEntry.objects.get(verb="complaint_made")
    assert line.by is None and "没人" not in str(line.detail)


def test_the_same_letter_twice_is_one_row_with_the_same_slip(cast):
    name = uuid.uuid4()
    (first, one), (second, two) = complain(cast, uuid=name), complain(cast, uuid=name)
    assert first == second and one == two and Complaint.objects.count() == 1
    assert complain(cast)[1] != complain(cast)[1]
    assert not Problem.objects.filter(uuid=name).exists(), "the row does not keep what opens the slip"
    with pytest.raises(refusals.ProblemConflict):
        complain(cast, uuid=name, text="别的话")


def test_an_empty_letter_is_refused(cast):
    with pytest.raises(refusals.DescriptionMissing) as refused:
        complain(cast, text=" ")
    assert "text" in refused.value.fields and not Problem.objects.exists()
    with pytest.raises(refusals.TextTooLong):
        complain(cast, phone="1" * 41)


def test_answered_once_on_the_record(cast):
    complaint, code = complain(cast, by=cast.cadre, kind="suggestion")
    with pytest.raises(refusals.TextMissing):
        answer(cast, complaint, " ")
    answer(cast, complaint)
    kept = by_code(code)
    assert (kept.answer, kept.answered_by) == ("已核实，值班表已张贴。", cast.township)
    assert Step.objects.get(problem=complaint.problem, kind="answered").text == kept.answer
    assert Notice.objects.filter(to=cast.cadre, kind="problems.answered").count() == 1
    with pytest.raises(refusals.AlreadyAnswered):
        answer(cast, complaint, "再答一次")
    assert by_code(code).answer == "已核实，值班表已张贴。"


def test_unanswered_it_is_not_closed(cast):
    complaint, _code = complain(cast)
    row = actions.assign(
        problem=complaint.problem, version=1, unit=None, person=cast.member, measures="", term="at_once", due_on=None, by=cast.township,
        at=cast.at, category="attendance",
    )  # fmt: skip
    assert row.category == "attendance"
    row = actions.report(problem=row, version=row.version, text="", files=[proof(cast.on)], by=cast.member, at=cast.at)
    row = actions.accept(problem=row, version=row.version, text="", by=cast.township, at=cast.at)
    with pytest.raises(refusals.AnswerMissing):
        actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on)
    answer(cast, complaint)
    assert actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on).state == "closed"


def test_a_complaint_taken_back_can_still_be_answered(cast):
    complaint, code = complain(cast)
    actions.void(problem=complaint.problem, reason="广告", by=cast.clerk, at=cast.at)
    answer(cast, complaint, "这不属于驻村工作，请向商家反映。")
    kept = by_code(code)
    assert kept.problem.state == "void" and kept.answer.startswith("这不属于")


def test_the_village_team_does_not_read_what_is_complained_about(cast, viewer_of):
    complaint, _code = complain(cast)
    complain(cast, kind="suggestion")

    def seen(who):
        return set(Problem.objects.visible_to(viewer_of(who)).values_list("source", flat=True))

    for office in ("clerk", "leader", "township", "inspector"):
        assert seen(office) == {"complaint", "suggestion"}, office
    assert seen("captain") == seen("member") == {"suggestion"}
    assert seen("stranger") == seen("cadre") == seen("auditor") == set()
    row = actions.assign(
        problem=complaint.problem, version=1, unit=None, person=cast.member, measures="", term="normal", due_on=None, by=cast.township,
        at=cast.at,
    )  # fmt: skip
    assert seen("member") == {"complaint", "suggestion"} and seen("captain") == {"suggestion"}
    assert "好几天" not in row.person.duties.get().title, "the list of duties is read by more people"


def test_who_is_known_by_his_account_is_named_on_his_complaint_alone(cast):
    complaint, _code = complain(cast, by=cast.cadre)
    assert complaint.made_by == cast.cadre and Problem.objects.get().raised_by is None
    assert Step.objects.get(kind="raised").by is None and not JournalEntry.objects.filter(by=cast.cadre).exists()


def test_the_same_letter_from_another_account_is_not_the_same(cast):
    name = uuid.uuid4()
    first, _code = complain(cast, by=cast.cadre, uuid=name)
    assert complain(cast, by=cast.cadre, uuid=name)[0] == first
    for other in (cast.member, None):
        with pytest.raises(refusals.ProblemConflict):
            complain(cast, by=other, uuid=name)


@pytest.mark.parametrize("is_known", [True, False])
def test_who_complained_is_led_to_his_own_page_when_it_is_closed(cast, signed_in, is_known):
    complaint, _code = complain(cast, by=cast.cadre if is_known else None)
    answer(cast, complaint)
    row = actions.assign(
        problem=complaint.problem, version=1, unit=None, person=cast.member, measures="", term="normal", due_on=None, by=cast.township,
        at=cast.at,
    )  # fmt: skip
    row = actions.report(problem=row, version=row.version, text="", files=[proof(cast.on)], by=cast.member, at=cast.at)
    row = actions.accept(problem=row, version=row.version, text="", by=cast.township, at=cast.at)
    actions.close(problem=row, version=row.version, text="", by=cast.clerk, at=cast.at, on=cast.on)
    told = Notice.objects.filter(to=cast.cadre, kind="problems.closed")
    assert [n.url for n in told] == ([f"/feedback/mine/{complaint.pk}/"] if is_known else [])
    assert all(signed_in("cadre").get(n.url).status_code == 200 for n in told)
    assert Notice.objects.get(to=cast.member, kind="problems.closed").url == f"/problems/{row.pk}/"


def test_complaints_of_before_lose_the_name_and_other_problems_keep_it(cast):
    complaint, _code = complain(cast, by=cast.cadre)
    other = found(cast)
    Problem.objects.filter(pk=complaint.problem_id).update(raised_by=cast.cadre)
    Step.objects.filter(problem=complaint.problem).update(by=cast.cadre)
    answer(cast, complaint)
    importlib.import_module("problems.migrations.0002_complaints_name_nobody").forget(apps, None)
    row = Problem.objects.get(pk=complaint.problem_id)
    assert row.raised_by is None and list(row.steps.values_list("by", flat=True)) == [None, cast.township.pk]
    other.refresh_from_db()
    assert other.raised_by == cast.township and other.steps.get().by == cast.township
    assert Complaint.objects.get().made_by == cast.cadre
