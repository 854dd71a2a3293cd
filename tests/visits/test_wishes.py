"""Inside a visit: a wish is collected, and one that was met is asked about; in the same transaction, once however often it is sent."""

import datetime as dt
import uuid

import pytest

from duties.models import Duty
from tests.visits.making import monitored, visit
from tests.wishes.making import D, at_noon, collected, delivered, fresh, when
from visits import actions
from visits.actions import WishAnswer
from visits.actions.refusals import UuidTaken
from visits.models import Visit
from wishes import actions as wishing
from wishes.models import Revisit, Wish

pytestmark = pytest.mark.django_db
NEW = "/visits/new/"


@pytest.fixture
def met(cast):
    """A wish of the family of fengshuwan that was delivered on 28 September."""
    return fresh(delivered(cast).wish)


def typed(**more):
    return {"content": "棉被在用。", "on": "2026-10-15", "mode": "home", "uuid": str(uuid.uuid4()), **more}


def said(wish, answer="satisfied", missing=""):
    return {f"wish_answer_{wish.pk}": answer, f"wish_missing_{wish.pk}": missing}


def test_the_form_asks_and_the_answer_is_kept_with_the_visit(cast, met, signed_in):
    client, url = signed_in("cadre"), f"{NEW}?household={met.household_id}"
    page = client.get(url).content.decode()
    assert "心愿“一床棉被”已在 9月28日 送达，农户怎么说？" in page and f'name="wish_missing_{met.pk}"' in page
    answer = client.post(url, typed(**said(met, missing="还差一个枕头")))
    row = Revisit.objects.get()
    seen = Visit.objects.get()
    assert (row.wish, row.on, row.answer, row.missing, row.by) == (met, D(2026, 10, 15), "satisfied", "还差一个枕头", cast.cadre)
    assert (row.source_kind, row.source_id) == ("visits.visit", seen.pk)
    assert fresh(met).state == "revisited"
    assert Duty.objects.of("wish_revisit").get().done_on == D(2026, 10, 15)
    page = client.get(answer.url).content.decode()
    assert "心愿“一床棉被”：满意" in page and "还差：还差一个枕头" in page
    assert f"wish_answer_{met.pk}" not in client.get(url).content.decode(), "asked once"


def test_nothing_need_be_answered(cast, met, signed_in):
    assert signed_in("cadre").post(f"{NEW}?household={met.household_id}", typed()).status_code == 302
    assert Visit.objects.exists() and not Revisit.objects.exists()


def test_a_double_click_is_one_answer(cast, met, signed_in):
    client, body = signed_in("cadre"), typed(**said(met))
    for _time in (1, 2):
        assert client.post(f"{NEW}?household={met.household_id}", body).status_code == 302
    assert Visit.objects.count() == Revisit.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"answer": "perhaps"}, "选择一个有效的选项"), ({"answer": "", "missing": "枕头"}, "请先选农户对这个心愿怎么说"),
        ({"on": "2026-09-27"}, "比走访日期晚"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_nothing_is_saved(cast, met, signed_in, told, words):
    day = told.pop("on", "2026-10-15")
    answer = signed_in("cadre").post(f"{NEW}?household={met.household_id}", typed(on=day, **said(met, **told)))
    assert answer.status_code == 200 and words in answer.content.decode() and "棉被在用。" in answer.content.decode()
    assert not Visit.objects.exists() and not Revisit.objects.exists()


def log(cast, met, number, answer, **more):
    facts = actions.Facts(on=D(2026, 10, 15), mode="home", content="都好", wish_answers=[WishAnswer(met, answer, **more)])
    told = {"by": cast.cadre, "at": cast.at, "today": cast.on}
    return actions.log(households=[met.household], facts=facts, uuid=number, **told)[0]


def test_the_same_uuid_with_another_answer_is_refused(cast, met):
    number = uuid.uuid4()
    first = log(cast, met, number, "satisfied")
    assert log(cast, met, number, "satisfied") == first
    with pytest.raises(UuidTaken):
        log(cast, met, number, "dissatisfied")
    with pytest.raises(UuidTaken):
        log(cast, met, number, "satisfied", missing="枕头")
    assert Revisit.objects.get().answer == "satisfied"


def test_the_same_uuid_stays_the_same_after_the_answer_was_taken_back(cast, met):
    number = uuid.uuid4()
    first = log(cast, met, number, "satisfied")
    wishing.undo(wish=met, reason="问错了", **when(cast.cadre, cast.on))
    assert log(cast, met, number, "satisfied") == first
    assert fresh(met).state == "fulfilled", "sending again does not bring back what was undone"


def test_a_visit_that_comes_late_does_not_contradict_who_asked_before(cast, met):
    wishing.revisit(wish=met, answer="mostly", **when(cast.captain, D(2026, 10, 14)))
    assert log(cast, met, uuid.uuid4(), "satisfied").pk
    assert Revisit.objects.get().answer == "mostly"


def test_an_answer_that_cannot_be_takes_the_visit_back_with_it(cast, met):
    with pytest.raises(Exception, match="选项"):
        log(cast, met, uuid.uuid4(), "nonsense")
    assert not Visit.objects.exists() and fresh(met).state == "fulfilled"


def test_a_withdrawn_visit_takes_its_answer_and_its_wish_with_it(cast, met):
    row = log(cast, met, uuid.uuid4(), "satisfied")
    other = visit(cast, met.household, cast.on, wish_text="一个电饭锅")
    actions.void(visit=row, reason="记错了户", by=cast.cadre, at=cast.at)
    assert fresh(met).state == "fulfilled" and Revisit.objects.get().voided_at == cast.at
    assert Duty.objects.of("wish_revisit").get().done_on is None
    actions.void(visit=other, reason="记错了户", by=cast.cadre, at=cast.at)
    assert Wish.objects.get(item="一个电饭锅").state == "sent_back"


def test_a_wish_of_a_visit_knows_where_it_was_told(cast):
    row = visit(cast, monitored(cast), cast.on, wish_text=" 一个电饭锅 ")
    wish = Wish.objects.get()
    assert (wish.item, wish.source_kind, wish.source_id, wish.collected_by) == ("一个电饭锅", "visits.visit", row.pk, cast.cadre)
    assert wish.check_due_on == dt.date(2026, 10, 20), "three workdays after Thursday"


def edit(cast, row, text):
    facts = actions.Facts(on=row.on, mode=row.mode, content=row.content, wish_text=text)
    return actions.edit(visit=row, version=row.version, facts=facts, by=cast.cadre, at=cast.at, today=cast.on)


def test_a_corrected_visit_corrects_its_wish_while_nobody_promised_it(cast):
    row = visit(cast, monitored(cast), cast.on)
    row = edit(cast, row, "一个电饭锅")
    wish = Wish.objects.get()
    wishing.check(wishes=[wish], **when(cast.township, cast.on))
    row = edit(cast, row, "一个大电饭锅")
    assert (fresh(wish).item, fresh(wish).state) == ("一个大电饭锅", "collected")
    wishing.check(wishes=[wish], **when(cast.township, cast.on))
    wishing.claim(wish=wish, kind="person", by=cast.unit, at=at_noon(cast.on), on=cast.on)
    edit(cast, row, "一口锅")
    assert fresh(wish).item == "一个大电饭锅" and Wish.objects.count() == 1


def test_through_the_api(cast, met, signed_in):
    body = {"uuid": str(uuid.uuid4()), "households": [met.household_id], "on": "2026-10-15", "mode": "home", "content": "都好"}
    foreign = collected(cast, village="gaoping", by=cast.clerk)
    client = signed_in("cadre")
    wrong = client.post("/api/v1/visits/", {**body, "wish_answers": [{"wish": foreign.pk, "answer": "satisfied"}]}, content_type="application/json")
    assert wrong.status_code == 400 and "wish_answers" in wrong.json()
    answers = [{"wish": met.pk, "answer": "satisfied", "missing": "枕头"}]
    for _time in (1, 2):
        assert client.post("/api/v1/visits/", {**body, "wish_answers": answers}, content_type="application/json").status_code == 201
    assert Revisit.objects.get().missing == "枕头"
