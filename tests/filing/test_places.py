"""Where a photo was taken: only in a county that allows it, only where the person sent it, never in the picture, never required."""

import datetime
import uuid

import pytest
import time_machine

from filing import rules
from policies import keys
from policies.actions import set_rule
from tests.filing.making import digest, picture, send, visit_body
from visits.models import VisitPhoto

HERE = "27.51234,111.08333,12,phone"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HERE, rules.Place(27.51234, 111.08333, 12, "phone")),
        ("-27.512345678,-111.08333,,photo", rules.Place(-27.51235, -111.08333, None, "photo")),
        ("0,180,0.4,photo", rules.Place(0, 180, 0, "photo")),
        ("", None),
        ("27.5,111.1,12", None),
        ("27.5,111.1,12,guess", None),
        ("90.1,111.1,12,phone", None),
        ("27.5,-180.1,12,phone", None),
        ("27.5,111.1,-1,phone", None),
        ("27.5,111.1,100001,phone", None),
        ("nan,111.1,12,phone", None),
        ("27.5,inf,12,phone", None),
        ("27.5,111.1,nan,phone", None),
        ("27.5,111.1,1e999,phone", None),
        ("north,east,12,phone", None),
    ],
)
def test_what_a_place_is(text, place):
    assert rules.place_of(text) == place


@pytest.fixture
def allowed(cast):
    set_rule(keys.PHOTO_LOCATION, True, region=cast.county, since=cast.on, by=cast.clerk, at=cast.at)


@pytest.fixture
def cadre(signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return signed_in("cadre")


def put(client, item, *, kind="visit", place=HERE, seed=1):
    number, data = uuid.uuid4(), picture(seed)
    headers = {"X-SHA256": digest(data), **({"X-Place": place} if place else {})}
    return client.put(f"/filing/photos/{number}/?for={kind}:{item}", data, content_type="image/jpeg", headers=headers)


def kept():
    return [(one.latitude, one.longitude, one.accuracy, one.place_source) for one in VisitPhoto.objects.order_by("pk")]


@pytest.mark.django_db
def test_with_the_switch_off_the_server_drops_what_it_gets(cast, cadre):
    number = uuid.uuid4()
    page = send(cadre, "visit", visit_body(cast), number).json()["url"]
    assert put(cadre, number).status_code == 201
    assert kept() == [(None, None, None, "")] and "27.51234" not in cadre.get(page).content.decode()
    for address in ("/todo/", f"/visits/new/?household={cast.households['fengshuwan', '01'].pk}"):
        text = cadre.get(address).content.decode()
        assert "place.js" not in text and "data-ask-place" not in text, address


@pytest.mark.django_db
def test_with_the_switch_on_it_is_kept_and_shown_to_who_sees_the_photo(cast, cadre, allowed, signed_in):
    number = uuid.uuid4()
    page = send(cadre, "visit", visit_body(cast), number).json()["url"]
    assert put(cadre, number).status_code == 201
    assert put(cadre, number, place="", seed=2).status_code == 201, "never required"
    assert put(cadre, number, place="nonsense", seed=3).status_code == 201, "what cannot be read never costs the photo"
    assert kept() == [(27.51234, 111.08333, 12, "phone"), (None, None, None, ""), (None, None, None, "")]
    for client in (cadre, signed_in("clerk")):
        text = client.get(page).content.decode()
        assert text.count("27.51234, 111.08333") == 1 and "约 12 米以内" in text
    stranger = signed_in("stranger").get(page)
    assert stranger.status_code == 404 and "27.51234" not in stranger.content.decode()


@pytest.mark.django_db
def test_what_was_kept_before_is_not_shown_once_the_switch_is_off_again(cast, cadre, allowed, signed_in):
    number = uuid.uuid4()
    page = send(cadre, "visit", visit_body(cast), number).json()["url"]
    put(cadre, number)
    with time_machine.travel(cast.at + datetime.timedelta(days=2), tick=False):
        set_rule(keys.PHOTO_LOCATION, False, region=cast.county, since=cast.on + datetime.timedelta(days=1), by=cast.clerk, at=cast.at)
        answer = signed_in("cadre").get(page)
        assert answer.status_code == 200 and "/visits/photos/" in answer.content.decode() and "27.51234" not in answer.content.decode()
    assert kept() == [(27.51234, 111.08333, 12, "phone")], "whether it is erased is for the county to decide"


@pytest.mark.django_db
def test_it_is_asked_with_the_rule_beside_it(cast, cadre, allowed):
    for address in ("/todo/", f"/visits/new/?household={cast.households['fengshuwan', '01'].pk}"):
        text = cadre.get(address).content.decode()
        assert "place.js" in text and "要不要把拍照的地点一起存？" in text and "国办函〔2026〕12号" in text, address


@pytest.mark.django_db
def test_other_kinds_keep_no_place(cast, allowed, signed_in, settings, tmp_path):
    from problems.models import Evidence
    from tests.filing.making import problem_body

    settings.MEDIA_ROOT = tmp_path / "media"
    inspector, number = signed_in("inspector"), uuid.uuid4()
    send(inspector, "problem", problem_body(cast), number)
    assert put(inspector, number, kind="problem").status_code == 201
    assert not {field.name for field in Evidence._meta.get_fields()} & {"latitude", "longitude", "accuracy"}


@pytest.mark.django_db
def test_the_switch_of_another_county_changes_nothing(cast, cadre):
    set_rule(keys.PHOTO_LOCATION, True, region=cast.other_county, since=cast.on, by=cast.clerk, at=cast.at)
    number = uuid.uuid4()
    send(cadre, "visit", visit_body(cast), number)
    put(cadre, number)
    assert kept() == [(None, None, None, "")]
