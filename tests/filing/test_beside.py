"""What other pages say about things that came from a phone: that two versions wait for a choice, as long as they do."""

import uuid

import pytest

from accounts.models import JournalEntry
from filing.models import LaterVersion
from problems.models import Problem
from reviews.models import BallotTally
from tests.filing.making import count_body, picture, problem_body, send, send_photo, visit_body
from tests.reviews.rounds_making import hold, open_
from visits.actions import void
from visits.models import Visit, VisitPhoto
from wishes.models import Wish

pytestmark = pytest.mark.django_db
NUMBER = uuid.UUID("00000000-0000-4000-8000-0000000000b1")
CHOOSE, STORED = "两份都留着，请选一份为准", "存成了两份"


@pytest.fixture
def twice(cast, signed_in):
    """The same number with other words, for a kind: who sent it, the page of the thing, the page of the choice."""

    def send_twice(kind, number=NUMBER):
        who = {"visit": "cadre", "wish": "cadre", "problem": "inspector", "paper_count": "clerk"}[kind]
        client = signed_in(who)
        wish = {"household": str(cast.households["fengshuwan", "01"].pk), "item": "棉被一床", "category": "other", "origin": "self", "on": "2026-10-15"}
        meeting = hold(open_(cast).meetings.get(team=cast.team), cast) if kind == "paper_count" else None
        BallotTally.objects.all().delete()
        first, later = {
            "visit": lambda: (visit_body(cast), visit_body(cast, content="后来改的话")),
            "wish": lambda: (wish, {**wish, "item": "书桌一张"}),
            "problem": lambda: (problem_body(cast), problem_body(cast, description="路面塌了一块")),
            "paper_count": lambda: (count_body(meeting), count_body(meeting, level_excellent="19", level_competent="6")),
        }[kind]()
        assert send(client, kind, first, number).status_code == 201
        answer = send(client, kind, later, number)
        assert answer.status_code == 409, answer.json()
        pages = [answer.json()["first_url"]] + ([f"/reviews/2026-Q3/{meeting.team_id}/count/"] if meeting else [])
        return client, pages, answer.json()["conflict_url"]

    return send_twice


@pytest.mark.parametrize("kind", ["visit", "wish", "problem", "paper_count"])
def test_the_page_of_the_thing_leads_to_the_choice_until_it_is_made(kind, twice, signed_in):
    client, pages, choice = twice(kind)
    for page in pages:
        text = client.get(page).content.decode()
        assert CHOOSE in text and f'href="{choice}"' in text, page
        other = signed_in("township" if kind != "visit" else "captain").get(page)
        assert other.status_code in (200, 404) and CHOOSE not in other.content.decode(), "nobody else may settle it"
    assert client.post(choice, {"decision": "first", "version": 1}).status_code == 302
    for page in pages:
        assert CHOOSE not in client.get(page).content.decode(), page


def test_a_third_person_who_sees_the_visit_is_not_told(twice, signed_in):
    _client, [page], _choice = twice("visit")
    seen = signed_in("clerk").get(page)
    assert seen.status_code == 200 and CHOOSE not in seen.content.decode()


def test_other_things_of_the_same_person_say_nothing(cast, twice):
    client, _pages, _choice = twice("visit")
    other = send(client, "visit", visit_body(cast, "gaoping")).json()["url"]
    assert CHOOSE not in client.get(other).content.decode()


def test_the_second_one_of_two_that_were_kept_says_nothing(twice):
    client, _pages, choice = twice("visit")
    client.post(choice, {"decision": "both", "version": 1})
    for visit in Visit.objects.all():
        assert CHOOSE not in client.get(f"/visits/{visit.pk}/").content.decode()


def test_what_is_to_do_names_one_choice_and_leads_to_it(twice, signed_in):
    client, _pages, choice = twice("visit")
    text = client.get("/todo/").content.decode()
    assert "有 1 条存成了两份" in text and f'href="{choice}"' in text
    assert STORED not in signed_in("captain").get("/todo/").content.decode()
    client.post(choice, {"decision": "first", "version": 1})
    assert STORED not in client.get("/todo/").content.decode()


def test_what_is_to_do_counts_several_and_leads_to_their_list(twice):
    client, _pages, _choice = twice("visit")
    twice("wish", uuid.UUID("00000000-0000-4000-8000-0000000000b2"))
    text = client.get("/todo/").content.decode()
    assert "有 2 条存成了两份" in text and 'href="/filing/conflicts/"' in text
    assert LaterVersion.objects.open().count() == 2 and Wish.objects.count() == 1 and not Problem.objects.exists()


def test_three_versions_of_one_thing_are_one_choice(cast, twice):
    client, _pages, choice = twice("visit")
    assert send(client, "visit", visit_body(cast, content="第三份"), NUMBER).status_code == 409
    text = client.get("/todo/").content.decode()
    assert "有 1 条存成了两份" in text and f'href="{choice}"' in text


# --- photos that are still on the phone ----------------------------------------------------------------------------
MINE, OTHERS = "张照片在手机上，等网络上传", "张照片没有传到"


@pytest.fixture
def two_photos(cast, signed_in, settings, tmp_path):
    """A visit whose text is up and whose two photos are not: the cadre, the page of the visit, numbers and bytes of the photos."""
    settings.MEDIA_ROOT = tmp_path / "media"
    client, photos = signed_in("cadre"), [(uuid.uuid4(), picture(1)), (uuid.uuid4(), picture(2))]
    page = send(client, "visit", visit_body(cast), NUMBER, photos=photos).json()["url"]
    return client, page, photos


def give_up(client, number, item=NUMBER):
    return client.delete(f"/filing/photos/{number}/?for=visit:{item}")


def test_the_writer_is_told_what_waits_and_others_that_it_has_not_come(two_photos, signed_in):
    client, page, photos = two_photos
    assert f"还有 2 {MINE}" in client.get(page).content.decode()
    seen = signed_in("clerk").get(page).content.decode()
    assert f"还有 2 {OTHERS}" in seen and MINE not in seen and "give-up-photos" not in seen
    send_photo(client, NUMBER, *photos[0])
    assert f"还有 1 {MINE}" in client.get(page).content.decode()
    send_photo(client, NUMBER, *photos[1])
    for who in (client, signed_in("clerk")):
        text = who.get(page).content.decode()
        assert MINE not in text and OTHERS not in text


def test_the_course_of_the_household_says_so_too(two_photos, signed_in):
    client, _page, photos = two_photos
    panel = f"/visits/of-household/{Visit.objects.get().household_id}/"
    assert "还有 2 张照片没传到" in signed_in("clerk").get(panel).content.decode()
    for one in photos:
        send_photo(client, NUMBER, *one)
    assert "没传到" not in client.get(panel).content.decode()


def test_a_photo_that_was_taken_off_the_phone_is_not_promised(two_photos):
    client, page, photos = two_photos
    assert give_up(client, photos[0][0]).status_code == 204 and give_up(client, photos[0][0]).status_code == 204
    assert f"还有 1 {MINE}" in client.get(page).content.decode()
    assert client.get(f"/filing/items/{NUMBER}/").json()["photos_missing"] == [str(photos[1][0])]
    assert send_photo(client, NUMBER, *photos[0]).status_code == 410, "its number is spent"
    again = send(client, "visit", visit_body_of(client, page), NUMBER, photos=photos)
    assert again.status_code == 200 and again.json()["photos_missing"] == [str(photos[1][0])], "named again, it is still given up"
    assert JournalEntry.objects.filter(verb="photos_given_up").count() == 1


def visit_body_of(client, page):
    """The words that were sent, once more."""
    visit = Visit.objects.get()
    return {"household": str(visit.household_id), "content": visit.content, "on": visit.on.isoformat(), "mode": visit.mode}


def test_what_has_come_stays_and_nobody_else_gives_up(two_photos, signed_in):
    client, page, photos = two_photos
    send_photo(client, NUMBER, *photos[0])
    assert give_up(client, photos[0][0]).status_code == 204 and VisitPhoto.objects.count() == 1
    assert send_photo(client, NUMBER, *photos[0]).status_code == 200
    for who in ("captain", "clerk", "stranger"):
        assert give_up(signed_in(who), photos[1][0]).status_code in (403, 404)
        assert signed_in(who).post(f"/filing/items/{NUMBER}/give-up-photos/").status_code == 404
    assert f"还有 1 {MINE}" in client.get(page).content.decode()
    assert give_up(client, photos[1][0], uuid.uuid4()).status_code == 404


def test_the_phone_is_lost_and_the_writer_waits_no_longer(two_photos, signed_in):
    client, page, photos = two_photos
    answer = client.post(f"/filing/items/{NUMBER}/give-up-photos/", follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == page and "不再等这 2 张照片了" in text and MINE not in text
    assert OTHERS not in signed_in("clerk").get(page).content.decode()
    assert send_photo(client, NUMBER, *photos[1]).status_code == 410
    assert "不再等" not in client.post(f"/filing/items/{NUMBER}/give-up-photos/", follow=True).content.decode()


def test_a_withdrawn_visit_waits_for_nothing(cast, two_photos, signed_in):
    _client, page, _photos = two_photos
    void(visit=Visit.objects.get(), reason="记错", by=cast.cadre, at=cast.at)
    text = signed_in("cadre").get(page).content.decode()
    assert MINE not in text and OTHERS not in text


def test_photos_of_the_later_version_are_waited_for_where_it_counts(cast, two_photos):
    client, page, photos = two_photos
    for one in photos:
        send_photo(client, NUMBER, *one)
    third = (uuid.uuid4(), picture(3))
    choice = send(client, "visit", visit_body(cast, content="后来"), NUMBER, photos=[*photos, third]).json()["conflict_url"]
    assert MINE not in client.get(page).content.decode(), "not decided yet: nobody knows whether it belongs here"
    client.post(choice, {"decision": "replaced", "version": 1})
    assert f"还有 1 {MINE}" in client.get(page).content.decode()
    give_up(client, third[0])
    assert MINE not in client.get(page).content.decode()
    assert send_photo(client, NUMBER, *third).status_code == 410
