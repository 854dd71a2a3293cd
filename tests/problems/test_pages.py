"""The pages of problems: what each person's next step is, what is refused and why, and that the list reads no more for more rows."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Draft, Grant
from notifications.models import Notice
from problems import actions
from problems.filters import found_by
from problems.models import Evidence, Problem, Step
from problems.queries import board
from registers.export import listing
from tests.problems.factories import PDF, accepted, closed, doing, found, photo, reported

pytestmark = pytest.mark.django_db
D = dt.date
LIST = "/problems/"


def page(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def of(problem: Problem, part: str = "") -> str:
    return f"/problems/{problem.pk}/{part}"


def file(data: bytes = b"", name: str = "改后.jpg"):
    return SimpleUploadedFile(name, data or photo())


# --- the list --------------------------------------------------------------------------------------
def test_each_saved_view_holds_what_its_tab_counts(cast, signed_in, viewer_of):
    found(cast, on=D(2026, 10, 14))  # calm
    doing(cast, on=D(2026, 9, 20), person=cast.captain)  # due 20 October: soon
    doing(cast, on=D(2026, 8, 1))  # late
    reported(cast), accepted(cast), closed(cast)
    actions.void(problem=found(cast, description="录错了"), reason="重复", by=cast.clerk, at=cast.at)
    actions.complain(kind="suggestion", region=cast.fengshuwan, text="多来坐坐", name="", phone="", by=None, at=cast.at, on=cast.on)
    client, viewer = signed_in("township"), viewer_of("township")
    wanted = {"open": 6, "mine": 0, "soon": 1, "late": 1, "accept": 1, "close": 1, "voices": 1, "closed": 1}
    answer = client.get(LIST)
    assert answer.context["counts"] == wanted
    for view, n in wanted.items():
        shown = client.get(f"{LIST}?view={view}")
        assert shown.context["page"].paginator.count == n == found_by(viewer, QueryDict(f"view={view}"), cast.on).count(), view
        assert len(shown.context["rows"]) == n
    assert signed_in("captain").get(f"{LIST}?view=mine").context["page"].paginator.count == 1


def test_lights_say_word_shape_and_the_right_number(cast, signed_in):
    calm, soon, late = (doing(cast, on=on) for on in (D(2026, 10, 1), D(2026, 9, 17), D(2026, 9, 10)))
    text = page(signed_in("township"), LIST)
    assert "剩 16 天" in text, "1 October and 30 days: 31 October"
    assert "剩 1 个工作日" in text, "17 September and 30 days: 17 October, a Saturday; only Friday the 16th is worked"
    assert "逾期 5 天" in text, "10 September and 30 days: 10 October"
    assert text.index(late.no) < text.index(soon.no) < text.index(calm.no), "what is due first stands first"


def test_search_and_filters_stand_in_the_address(cast, signed_in):
    lamp = found(cast, description="三组路灯不亮")
    well = doing(cast, description="水井要加盖", person=cast.captain, category="livelihood", term="long", region=cast.fengshuwan)
    far = found(cast, description="高坪便道塌方", region=cast.gaoping, by=cast.clerk)
    client = signed_in("clerk")

    def shown(query: str) -> set[int]:
        return {row.problem.pk for row in client.get(f"{LIST}?{query}").context["rows"]}

    assert shown("q=路灯") == {lamp.pk}
    assert shown(f"q={well.no}") == {well.pk}
    assert shown("q=李文涛") == {well.pk}
    assert shown("q=lwt") == {well.pk}
    assert shown("category=livelihood") == shown("term=long") == shown(f"person={cast.captain.pk}") == {well.pk}
    assert shown(f"area={cast.shimen.path}") == {far.pk}
    assert shown("found=2026-10") == {lamp.pk, well.pk, far.pk}
    assert shown("found=2026-09") == set()
    assert shown("found=nonsense&term=never&area=xx") == {lamp.pk, well.pk, far.pk}, "what cannot be is left out"
    assert len(client.get(f"{LIST}?q=路灯&term=normal").context["chips"]) == 2


def test_sorting_and_the_order_of_what_was_struck_off(cast, signed_in):
    first, second = closed(cast, on=D(2026, 10, 5)), closed(cast, on=D(2026, 10, 9))
    client = signed_in("clerk")
    assert [row.problem for row in client.get(f"{LIST}?view=closed").context["rows"]] == [second, first]
    assert [row.problem for row in client.get(f"{LIST}?view=closed&sort=found").context["rows"]] == [first, second]


def test_empty_first_and_empty_filtered(cast, signed_in):
    client = signed_in("clerk")
    assert "还没有问题" in page(client, LIST)
    assert "清除" in page(client, f"{LIST}?q=没有")
    assert "目前没有" in page(client, f"{LIST}?view=late")


def test_the_list_reads_no_more_for_more_rows(cast, signed_in):
    client = signed_in("clerk")
    doing(cast)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for n in range(12):
        doing(cast, description=f"第 {n} 处路灯", region=cast.gaoping if n % 2 else cast.fengshuwan, by=cast.clerk, person=cast.cadre)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few) <= 30, (len(few), len(many))


def test_one_sees_only_ones_own_or_ones_area(cast, signed_in):
    mine, other = doing(cast, person=cast.cadre), doing(cast)
    far = found(cast, region=cast.other_village, by=cast.stranger)
    assert [row.problem for row in signed_in("cadre").get(LIST).context["rows"]] == [mine]
    assert {row.problem for row in signed_in("leader").get(LIST).context["rows"]} == {mine, other}
    assert signed_in("leader").get(of(far)).status_code == 404
    assert signed_in("cadre").get(of(other)).status_code == 404


def test_the_list_goes_out_as_it_is_filtered(cast, viewer_of):
    doing(cast, description="三组路灯不亮")
    found(cast, description="水井要加盖")
    export = listing("problems")
    rows = list(export.rows(export.found(viewer_of("township"), QueryDict("q=路灯")), is_unmasked=False))
    assert len(rows) == 1 and "三组路灯不亮" in rows[0] and "王小雨" in rows[0] and len(rows[0]) == len(export.fields)
    assert not list(export.found(viewer_of("cadre"), QueryDict(""))), "his own rows are not his to take out"


# --- reminding -------------------------------------------------------------------------------------
def test_reminding_asks_first_and_tells_each_person_once(cast, signed_in):
    late = [doing(cast, on=D(2026, 8, day), description=f"第 {day} 处") for day in (1, 2)]
    calm = doing(cast, person=cast.captain)
    Notice.objects.all().delete()
    client = signed_in("township")
    picks = {"pick": [row.pk for row in (*late, calm)]}
    asked = client.post("/problems/urging/", picks).content.decode()
    assert "2 个已逾期" in asked and "给 1 人各发一条" in asked and not Notice.objects.exists(), "only asked"
    assert "已催办 1 人" in client.post("/problems/urging/?view=late", {**picks, "sure": "1"}, follow=True).content.decode()
    assert set(Notice.objects.values_list("to", flat=True)) == {cast.member.pk}
    client.post("/problems/urging/", {**picks, "sure": "1"})
    assert Notice.objects.filter(to=cast.member).count() == 1, "one notice a person and day"


def test_a_late_one_is_reminded_of_from_its_own_page(cast, signed_in):
    late, calm = doing(cast, on=D(2026, 8, 1)), doing(cast)
    assert "/problems/urging/" in page(signed_in("township"), of(late))
    assert "/problems/urging/" not in page(signed_in("township"), of(calm)) + page(signed_in("member"), of(late))


def test_reminding_reaches_only_where_one_runs_the_list(cast, signed_in):
    far = doing(cast, on=D(2026, 8, 1), region=cast.gaoping, by=cast.clerk, person=cast.cadre)
    Notice.objects.all().delete()
    answer = signed_in("township").post("/problems/urging/", {"pick": [far.pk], "sure": "1"}, follow=True)
    assert answer.status_code == 200 and not Notice.objects.exists()
    assert "还没有选" in signed_in("township").post("/problems/urging/", {"pick": ["x", "9" * 30]}, follow=True).content.decode()


# --- a new one -------------------------------------------------------------------------------------
def typed(cast, **more):
    return {
        "region": cast.fengshuwan.pk, "category": "works", "description": "村口路灯不亮。", "found_on": "2026-10-15", "term": "normal",
        "uuid": str(uuid.uuid4()), **more,
    }  # fmt: skip


def test_a_new_problem_with_somebody_at_once(cast, signed_in):
    client = signed_in("township")
    shown = page(client, "/problems/new/")
    assert "30 天，11月14日到期" in shown and "7 天，10月22日到期" in shown, "the last day stands there without script"
    answer = client.post("/problems/new/", typed(cast, person=cast.captain.pk, measures="换灯泡"), follow=True)
    row = Problem.objects.get()
    assert row.person == cast.captain and row.unit == cast.backing_unit and row.due_on == D(2026, 11, 14) and row.state == "doing"
    assert row.no in answer.content.decode()


def test_a_double_click_is_one_problem_and_the_draft_goes(cast, signed_in):
    client, sent = signed_in("captain"), typed(cast)
    Draft.objects.create(uuid=sent["uuid"], user=cast.captain, kind="problem", subject="new", updated_at=cast.at, body={})
    assert sent["uuid"] in page(client, "/problems/new/"), "goes on under the number of the draft"
    for _ in range(2):
        assert client.post("/problems/new/", sent).status_code == 302
    assert Problem.objects.count() == 1 and not Draft.objects.exists()
    assert Problem.objects.get().state == "open"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"description": "  "}, "必填"), ({"found_on": "2026-10-16"}, "还没有到"), ({"category": "never"}, ""),
        ({"due_on": "2026-10-01"}, "期限不能早于发现日期"), ({"region": "987654"}, ""), ({"term": "never"}, ""), ({"uuid": "broken", "description": ""}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(cast, signed_in, wrong, said):
    answer = signed_in("township").post("/problems/new/", typed(cast, measures="换灯泡", **wrong))
    text = answer.content.decode()
    assert answer.status_code == 200 and "wrong" in text and not Problem.objects.exists()
    assert "换灯泡" in text


def test_no_problem_for_a_place_that_is_not_ones_own(cast, signed_in):
    assert signed_in("captain").post("/problems/new/", typed(cast, region=cast.gaoping.pk)).status_code == 200
    assert not Problem.objects.exists()


def test_only_the_office_names_somebody_else(cast, signed_in):
    client = signed_in("captain")
    shown = client.get(f"/problems/new/?region={cast.fengshuwan.pk}")
    assert [pk for pk, _name in shown.context["form"].fields["person"].choices if pk] == [cast.captain.pk]
    assert 'id="who"' not in shown.content.decode()
    answer = client.post("/problems/new/", typed(cast, person=cast.member.pk))
    assert answer.status_code == 200 and "责任人由乡镇或县专班指定" in answer.content.decode() and not Problem.objects.exists()
    assert client.post("/problems/new/", typed(cast, person=cast.captain.pk)).status_code == 302
    assert Problem.objects.get().person == cast.captain
    office = signed_in("township").get(f"/problems/new/?region={cast.fengshuwan.pk}")
    assert cast.member.pk in dict(office.context["form"].fields["person"].choices) and 'id="who"' in office.content.decode()
    assert signed_in("inspector").post("/problems/new/", typed(cast, person=cast.member.pk)).status_code == 200
    assert Problem.objects.count() == 1


def test_whoever_may_assign_elsewhere_may_not_here(cast, signed_in):
    """The right counts where the problem is: a captain who works for the office of another township."""
    Grant.objects.create(user=cast.captain, role="township", path=cast.shimen.path, opened_on=D(2026, 1, 1), region=cast.shimen)
    client = signed_in("captain")
    assert client.post("/problems/new/", typed(cast, person=cast.member.pk)).status_code == 200 and not Problem.objects.exists()
    assert client.post("/problems/new/", typed(cast, region=cast.gaoping.pk, person=cast.captain.pk)).status_code == 302


def test_classes_of_a_problem_that_came_back_count_from_that_day(cast, signed_in):
    row = closed(cast, on=D(2026, 9, 1))
    row = actions.reopen(problem=row, reason="又不亮了", by=cast.township, at=cast.at, on=cast.on)
    text = page(signed_in("township"), of(row, "assignment/"))
    assert "30 天，11月14日到期" in text and "7 天，10月22日到期" in text


def test_somebody_of_another_place_cannot_be_named(cast, signed_in):
    answer = signed_in("township").post("/problems/new/", typed(cast, person=cast.stranger.pk))
    assert answer.status_code == 200 and not Problem.objects.exists()


# --- one problem -----------------------------------------------------------------------------------
STEPS = [  # state, person, the page's one button (its address) or nothing
    (found, "township", "assignment/"), (found, "clerk", "assignment/"), (found, "captain", ""),
    (doing, "member", "report/"), (doing, "township", ""), (doing, "captain", ""),
    (reported, "township", "acceptance/"), (reported, "member", ""), (reported, "leader", ""),
    (accepted, "clerk", "closure/"), (accepted, "township", ""), (accepted, "member", ""),
    (closed, "clerk", ""), (closed, "member", ""),
]  # fmt: skip


@pytest.mark.parametrize(("make", "who", "step"), STEPS, ids=lambda value: getattr(value, "__name__", value))
def test_the_one_next_step_of_each_viewer(cast, signed_in, make, who, step):
    row = make(cast)
    text = page(signed_in(who), of(row))
    assert text.count("btn pri") == bool(step)
    if step:
        button = text[text.index("btn pri") :]
        assert button.startswith(f'btn pri" href="{of(row, step)}"')
        assert signed_in(who).get(of(row, step)).status_code == 200


def test_the_fixer_is_told_that_somebody_else_must_accept(cast, signed_in):
    row = reported(cast)
    assert "须由别人验收" in page(signed_in("member"), of(row))
    assert signed_in("member").post(of(row, "acceptance/"), {"version": row.version}).status_code == 403


def test_whoever_runs_the_list_cannot_accept_what_he_put_right_himself(cast, signed_in):
    row = reported(cast, person=cast.township)
    text = page(signed_in("township"), of(row))
    assert "须由别人验收" in text and "btn pri" not in text
    answer = signed_in("township").post(of(row, "acceptance/"), {"version": row.version, "text": "看过"})
    assert answer.status_code == 200 and answer.context["form"].non_field_errors(), "the reason stands on the form"
    row.refresh_from_db()
    assert row.accepted_at is None


def test_the_whole_course_through_the_pages(cast, signed_in):
    row = found(cast)
    township, member, clerk = signed_in("township"), signed_in("member"), signed_in("clerk")
    shown = page(township, f"{of(row, 'assignment/')}?who=wxy")
    assert "王小雨" in shown
    said = {"version": row.version, "person": cast.member.pk, "measures": "换灯泡", "term": "at_once", "category": "works"}
    assert township.post(of(row, "assignment/"), said).status_code == 302
    row.refresh_from_db()
    assert (row.person, row.due_on) == (cast.member, D(2026, 10, 15)), "found on the 8th, seven days"
    assert member.post(of(row, "progress/"), {"text": "材料已买", "taken_on": "2026-10-15"}).status_code == 302
    answer = member.post(of(row, "report/"), {"version": row.version, "text": "灯亮了", "taken_on": "2026-10-15"})
    assert answer.status_code == 200 and "请至少传一张" in answer.content.decode() and "灯亮了" in answer.content.decode()
    files = [file(), file(PDF, "单据.pdf")]
    assert member.post(of(row, "report/"), {"version": row.version, "text": "灯亮了", "taken_on": "2026-10-14", "files": files}).status_code == 302
    row.refresh_from_db()
    assert row.state == "reported" and {proof.taken_on for proof in row.evidence.all()} == {D(2026, 10, 14)}
    assert township.post(of(row, "return/"), {"version": row.version, "reason": "二组的还不亮"}).status_code == 302
    assert "已退回" in page(member, LIST)
    row.refresh_from_db()
    member.post(of(row, "report/"), {"version": row.version, "text": "都亮了", "taken_on": "2026-10-15", "files": [file(photo("red"))]})
    row.refresh_from_db()
    assert township.post(of(row, "acceptance/"), {"version": row.version, "text": "现场看过"}).status_code == 302
    row.refresh_from_db()
    assert "请再核对一遍" in page(clerk, of(row, "closure/"))
    assert clerk.post(of(row, "closure/"), {"version": row.version, "text": ""}).status_code == 302
    row.refresh_from_db()
    assert row.state == "closed"
    text = page(township, of(row))
    assert text.index("已销号") and all(word in text for word in ("材料已买", "二组的还不亮", "都亮了", "现场看过", "PDF 文件"))
    assert township.post(of(row, "reopening/"), {"reason": "又不亮了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "doing" and row.n_reopened == 1 and "都亮了" in page(township, of(row)), "history stays"


def test_a_stale_page_is_refused_with_who_changed_it_and_may_be_sent_again(cast, signed_in):
    row = doing(cast)
    old = row.version
    actions.assign(
        problem=row, version=old, unit=None, person=cast.captain, measures="先查线路", term="normal", due_on=None, by=cast.clerk, at=cast.at
    )
    client = signed_in("township")
    said = {"version": old, "person": cast.member.pk, "measures": "换灯泡", "term": "normal", "category": "works"}
    answer = client.post(of(row, "assignment/"), said)
    text = answer.content.decode()
    assert answer.status_code == 200 and "陈文静" in text and "换灯泡" in text
    row.refresh_from_db()
    assert row.person == cast.captain
    assert answer.context["form"]["version"].value() == row.version, "sending once more is a decision"


def test_more_time_is_asked_and_decided(cast, signed_in):
    row = doing(cast)
    client = signed_in("member")
    assert of(row, "extension/") in page(client, of(row))
    assert "wrong" in client.post(of(row, "extension/"), {"until": row.due_on, "reason": "等材料"}).content.decode(), "not later"
    assert client.post(of(row, "extension/"), {"until": "2026-11-30", "reason": "等材料"}).status_code == 302
    asked = row.extensions.get()
    text = page(signed_in("township"), of(row))
    assert f"/problems/extensions/{asked.pk}/decision/" in text and "等材料" in text
    decision = f"/problems/extensions/{asked.pk}/decision/"
    assert signed_in("member").get(decision).status_code == 403
    assert "btn pri" in page(signed_in("township"), decision)
    assert signed_in("township").post(decision, {"is_granted": "yes", "answer": "同意"}).status_code == 302
    row.refresh_from_db()
    assert row.due_on == D(2026, 11, 30)
    again = signed_in("clerk").post(decision, {"is_granted": "no", "answer": "不行"})
    assert again.status_code == 200 and "张明远" in again.content.decode(), "decided already, and by whom"


def test_too_late_there_is_no_button_and_the_address_refuses(cast, signed_in):
    row = doing(cast, on=D(2026, 8, 1))
    assert of(row, "extension/") not in page(signed_in("member"), of(row))
    answer = signed_in("member").post(of(row, "extension/"), {"until": "2026-11-30", "reason": "等材料"})
    assert answer.status_code == 200 and not row.extensions.exists()


def test_a_mistake_is_taken_off_by_the_county_only(cast, signed_in):
    row = found(cast)
    assert of(row, "withdrawal/") in page(signed_in("clerk"), of(row))
    assert of(row, "withdrawal/") not in page(signed_in("township"), of(row))
    assert signed_in("clerk").post(of(row, "withdrawal/"), {"reason": "重复录入"}).status_code == 302
    text = page(signed_in("clerk"), of(row))
    assert "重复录入" in text and "btn pri" not in text


# --- proofs ----------------------------------------------------------------------------------------
def test_proofs_go_only_to_those_who_see_the_problem(cast, signed_in):
    row = doing(cast, person=cast.captain)
    actions.report(
        problem=row, version=row.version, text="修好", files=[(photo(), "改后.jpg", cast.on), (PDF, "单据.pdf", cast.on)], by=cast.captain, at=cast.at
    )
    pictures = {proof.kind: f"/problems/evidence/{proof.uuid}/" for proof in Evidence.objects.all()}
    shown = signed_in("township").get(pictures["photo"])
    assert shown["Content-Type"] == "image/jpeg" and shown["Content-Disposition"] == "inline" and shown["X-Content-Type-Options"] == "nosniff"
    saved = signed_in("township").get(pictures["pdf"])
    assert saved["Content-Type"] == "application/pdf" and saved["Content-Disposition"].startswith("attachment")
    assert all(signed_in(who).get(pictures["photo"]).status_code == 404 for who in ("cadre", "stranger", "unit"))


@pytest.mark.parametrize("bad", [b"%PDF-but not", b"<html>", b"\x89PNG broken"])
def test_a_file_that_is_none_is_said_and_costs_nothing(cast, signed_in, bad):
    row = doing(cast)
    said = {"version": row.version, "text": "灯亮了", "taken_on": "2026-10-15", "files": [file(bad, "x.pdf")]}
    answer = signed_in("member").post(of(row, "report/"), said)
    assert answer.status_code == 200 and "灯亮了" in answer.content.decode()
    row.refresh_from_db()
    assert row.reported_at is None and not Evidence.objects.exists() and not Step.objects.filter(kind="reported").exists()


def test_too_many_files_are_refused(cast, signed_in):
    row = doing(cast)
    files = [SimpleUploadedFile(f"{n}.jpg", photo()) for n in range(10)]
    answer = signed_in("member").post(of(row, "report/"), {"version": row.version, "text": "好了", "taken_on": "2026-10-15", "files": files})
    assert answer.status_code == 200 and "最多传九个" in answer.content.decode() and not Evidence.objects.exists()


# --- panels ----------------------------------------------------------------------------------------
def test_the_panel_of_an_area_says_the_numbers_of_its_list(cast, signed_in):
    for make in (closed, accepted, doing):
        make(cast)
    doing(cast, on=D(2026, 8, 1))
    client, url = signed_in("captain"), f"/problems/areas/{cast.fengshuwan.path}/panel/"
    answer = client.get(url)
    text = answer.content.decode()
    assert (answer.context["rate"].found, answer.context["rate"].closed) == (3, 1) and "33.3%" in text
    for view, n in (("", 3), ("late", 1)):
        query = f"{LIST}?area={cast.fengshuwan.path}" + (f"&view={view}" if view else "")
        assert f'<a href="{query}">{n}</a>'.replace("&", "&amp;") in text
        assert client.get(query).context["page"].paginator.count == n
    assert text.count('class="whole"') == 3, "the last three"
    assert signed_in("captain").get(f"/problems/areas/{cast.gaoping.path}/panel/").status_code == 404


def test_the_panel_of_a_source_shows_its_own_rows(cast, signed_in):
    mine = found(cast, source="other", source_kind="reviews.reviewmeeting", source_id=7, source_title="三季度评议会")
    found(cast, source="other", source_kind="reviews.reviewmeeting", source_id=8)
    client = signed_in("township")
    answer = client.get("/problems/source-panel/?kind=reviews.reviewmeeting&id=7")
    assert [row.problem for row in answer.context["rows"]] == [mine]
    assert "没有列入问题" in page(client, "/problems/source-panel/?kind=reviews.reviewmeeting&id=9")
    for broken in ("", "kind=reviews.reviewmeeting&id=x", "kind=&id=7", f"kind=a&id={'9' * 40}"):
        assert client.get(f"/problems/source-panel/?{broken}").status_code == 404
    assert [row.problem for row in signed_in("township").get(f"{LIST}?source_kind=reviews.reviewmeeting&source_id=7").context["rows"]] == [mine]


def test_english(cast, signed_in):
    row, client = accepted(cast, description="lamp"), signed_in("clerk")
    client.post("/language/", {"language": "en", "next": "/"})
    text = page(client, of(row))
    assert "Strike it off" in text and "to be struck off" in text and not any(word in text for word in ("销号", "整改", "验收"))
    assert "1 problem is open, none is late." in page(client, LIST)


def test_names_are_told_only_within_the_county(cast, viewer_of):
    assert board.person_name(viewer_of("township"), cast.captain.pk) == "李文涛"
    assert board.person_name(viewer_of("township"), cast.stranger.pk) == ""
