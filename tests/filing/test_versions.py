"""Two versions under one number: both are kept, their writer chooses, nothing is lost on the way."""

import datetime as dt
import uuid

import pytest

from filing import actions, queries
from filing.models import FiledItem, LaterVersion
from problems.models import Problem
from tests.filing.making import NOON, picture, problem_body, send, send_photo, visit_body
from visits.actions import Facts, edit, void
from visits.models import Visit, VisitPhoto

pytestmark = pytest.mark.django_db
NUMBER = uuid.UUID("00000000-0000-4000-8000-00000000000a")


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cadre(signed_in):
    return signed_in("cadre")


@pytest.fixture
def page(cast, cadre):
    """The address of the choice, after the same number came with other words."""
    send(cadre, "visit", visit_body(cast), NUMBER)
    answer = send(cadre, "visit", visit_body(cast, content="后来改的话", hardship="屋漏"), NUMBER)
    assert answer.status_code == 409 and answer.json()["code"] == "uuid_taken"
    assert answer.json()["first_url"] == f"/visits/{Visit.objects.get().pk}/"
    return answer.json()["conflict_url"]


def decide(client, page, decision, version=1):
    return client.post(page, {"decision": decision, "version": version})


def test_both_versions_are_kept_and_shown(cast, cadre, page):
    text = cadre.get(page).content.decode()
    for words in ("看了粮食和药，水管漏水。", "后来改的话", "屋漏", "先存的", "后到的"):
        assert words in text, words
    assert Visit.objects.get().content == "看了粮食和药，水管漏水。" and LaterVersion.objects.get().body["content"] == ["后来改的话"]
    assert cadre.get(f"/filing/items/{NUMBER}/").json()["conflict_url"] == page
    again = send(cadre, "visit", visit_body(cast, content="后来改的话", hardship="屋漏"), NUMBER)
    assert again.status_code == 409 and LaterVersion.objects.count() == 1, "repeated, it is kept once"
    assert page in cadre.get("/filing/conflicts/").content.decode()


def test_nobody_else_sees_or_decides(cast, page, signed_in, client):
    for who in ("captain", "clerk", "stranger"):
        assert signed_in(who).get(page).status_code == 404 and decide(signed_in(who), page, "replaced").status_code == 404
    assert client.get(page).status_code == 302
    assert not LaterVersion.objects.get().decided_at


def test_the_first_stays(cast, cadre, page):
    assert decide(cadre, page, "first").url == f"/visits/{Visit.objects.get().pk}/"
    assert Visit.objects.get().content == "看了粮食和药，水管漏水。" and not queries.open_conflicts(cast.cadre).exists()
    repeat = send(cadre, "visit", visit_body(cast, content="后来改的话", hardship="屋漏"), NUMBER)
    assert repeat.status_code == 200 and repeat.json()["settled"] == "first", "the phone learns that it is decided"
    assert cadre.get(page).url == f"/visits/{Visit.objects.get().pk}/"


def test_the_later_replaces_the_first_and_the_first_stays_to_be_read(cast, cadre, page):
    decide(cadre, page, "replaced")
    visit = Visit.objects.get()
    assert (visit.content, visit.hardship, visit.version) == ("后来改的话", "屋漏", 2)
    assert visit.revisions.get().before["content"] == "看了粮食和药，水管漏水。"
    repeat = send(cadre, "visit", visit_body(cast, content="后来改的话", hardship="屋漏"), NUMBER)
    assert repeat.status_code == 200 and repeat.json()["settled"] == "replaced"


def test_both_stay_as_two(cast, cadre, page):
    decide(cadre, page, "both")
    assert sorted(Visit.objects.values_list("content", flat=True)) == sorted(["看了粮食和药，水管漏水。", "后来改的话"])
    second = Visit.objects.get(content="后来改的话")
    repeat = send(cadre, "visit", visit_body(cast, content="后来改的话", hardship="屋漏"), NUMBER)
    assert repeat.json()["settled"] == "both" and repeat.json()["url"] == f"/visits/{second.pk}/"
    assert Visit.objects.count() == 2


def test_photos_go_with_the_version_that_named_them(cast, cadre):
    """One came with the first, one of the later came before the choice, one comes after it."""
    one, two, three = (uuid.uuid4() for _ in range(3))
    send(cadre, "visit", visit_body(cast), NUMBER, photos=[(one, picture(1))])
    send_photo(cadre, NUMBER, one, picture(1))
    page = send(
        cadre, "visit", visit_body(cast, content="后来"), NUMBER, photos=[(one, picture(1)), (two, picture(2)), (three, picture(3))]
    ).json()["conflict_url"]
    assert send_photo(cadre, NUMBER, two, picture(2)).status_code == 201
    decide(cadre, page, "both")
    assert send_photo(cadre, NUMBER, three, picture(3)).status_code == 201
    assert send_photo(cadre, NUMBER, two, picture(2)).status_code == 200
    where = dict(VisitPhoto.objects.values_list("uuid", "visit__content"))
    assert where == {one: "看了粮食和药，水管漏水。", two: "后来", three: "后来"}
    state = cadre.get(f"/filing/items/{NUMBER}/").json()
    assert set(state["photos"]) == {str(one), str(two), str(three)} and state["photos_missing"] == []


def test_somebody_corrected_the_first_meanwhile(cast, cadre, page):
    visit = Visit.objects.get()
    edit(visit=visit, version=1, facts=Facts(on=visit.on, mode="home", content="张主任改的"), by=cast.clerk, at=cast.at, today=cast.on)
    answer = decide(cadre, page, "replaced", version=1)
    assert answer.status_code == 200 and "陈文静" in answer.content.decode() and "张主任改的" in answer.content.decode()
    assert Visit.objects.get().content == "张主任改的" and not LaterVersion.objects.get().decided_at
    decide(cadre, page, "replaced", version=2)
    assert Visit.objects.get().content == "后来改的话"


def test_a_later_version_that_does_not_fit_is_kept_all_the_same(cast, cadre):
    send(cadre, "visit", visit_body(cast), NUMBER)
    page = send(cadre, "visit", visit_body(cast, content="", hardship="只有困难"), NUMBER).json()["conflict_url"]
    for decision in ("replaced", "both"):
        answer = decide(cadre, page, decision)
        assert answer.status_code == 200 and "请简单写几句看到的情况" in answer.content.decode()
    assert "只有困难" in cadre.get(page).content.decode() and LaterVersion.objects.open().count() == 1
    assert decide(cadre, page, "nonsense").status_code == 200 and decide(cadre, page, "").status_code == 200


def test_the_first_was_withdrawn_while_the_choice_waited(cast, cadre, page):
    void(visit=Visit.objects.get(), reason="记错", by=cast.cadre, at=cast.at)
    text = cadre.get(page).content.decode()
    assert 'value="replaced"' not in text and decide(cadre, page, "replaced").status_code == 200
    assert decide(cadre, page, "both").status_code == 302
    assert Visit.objects.standing().get().content == "后来改的话"


def test_the_household_is_out_of_reach_now(cast, cadre, page):
    """The pairing has ended: the words can still be read and copied, and put aside."""
    from accounts.models import Grant

    Grant.objects.filter(user=cast.cadre).update(closed_on=cast.on)
    Visit.objects.update(by=cast.cadre)
    text = cadre.get(page).content.decode()
    assert "后来改的话" in text
    answer = decide(cadre, page, "both")
    assert answer.status_code == 200 and Visit.objects.count() == 1 and LaterVersion.objects.open().exists()


def test_deleting_the_later_one_on_the_phone_decides_for_the_first(cast, cadre, page):
    assert cadre.delete(f"/filing/items/{NUMBER}/").status_code == 204
    assert LaterVersion.objects.get().decision == "first" and Visit.objects.count() == 1
    assert cadre.delete(f"/filing/items/{NUMBER}/").status_code == 409


def test_what_was_found_stays_as_said_or_becomes_two(cast, signed_in):
    inspector = signed_in("inspector")
    send(inspector, "problem", problem_body(cast), NUMBER)
    page = send(inspector, "problem", problem_body(cast, description="路面塌了一块"), NUMBER).json()["conflict_url"]
    text = inspector.get(page).content.decode()
    assert 'value="replaced"' not in text and 'value="both"' in text and "路面塌了一块" in text
    decide(inspector, page, "replaced")
    assert Problem.objects.count() == 1 and not LaterVersion.objects.get().decided_at
    decide(inspector, page, "both")
    assert Problem.objects.count() == 2


def test_a_number_used_for_two_kinds(cast, signed_in):
    captain = signed_in("captain")
    send(captain, "visit", visit_body(cast), NUMBER)
    answer = send(captain, "problem", problem_body(cast), NUMBER)
    assert answer.status_code == 409 and answer.json()["first_url"] == ""
    decide(captain, answer.json()["conflict_url"], "both")
    assert (Visit.objects.count(), Problem.objects.count()) == (1, 1)


def test_decided_twice_is_decided_once(cast, cadre, page):
    later = LaterVersion.objects.get()
    decide(cadre, page, "first")
    from accounts.access import viewer_for
    from filing.kinds import KINDS

    with pytest.raises(actions.AlreadySettled):
        actions.settle(
            kind=KINDS["visit"], later=later, decision="both", version=1, viewer=viewer_for(cast.cadre, cast.on), at=NOON
        )
    assert Visit.objects.count() == 1


def test_a_month_after_the_choice_the_words_go_and_the_choice_stays(cast, cadre, page):
    decide(cadre, page, "first")
    assert actions.clear_old(at=NOON + dt.timedelta(days=29)) == 0
    assert actions.clear_old(at=NOON + dt.timedelta(days=31)) == 1 and LaterVersion.objects.get().body == {}
    repeat = send(cadre, "visit", visit_body(cast, content="后来改的话", hardship="屋漏"), NUMBER)
    assert repeat.json()["settled"] == "first" and FiledItem.objects.count() == 1


def test_what_waits_for_a_choice_is_never_cleared(cast, cadre, page):
    assert actions.clear_old(at=NOON + dt.timedelta(days=900)) == 0 and LaterVersion.objects.get().body
