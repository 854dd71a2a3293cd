"""Logging, correcting, withdrawing a visit; photos; themes; moved days: what each changes, and what is refused."""

import datetime as dt
import io
import uuid

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.models import JournalEntry
from common.errors import Refused
from common.pictures import MOST_BYTES, reduced
from visits import actions
from visits.models import Visit
from visits.queries.days import days_of
from wishes.models import Wish

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 15)
NUMBER = uuid.UUID("00000000-0000-4000-8000-000000000001")


def facts(**changed):
    return actions.Facts(**{"on": TODAY, "mode": "home", "content": "屋后排水沟堵了。", **changed})


def log(cast, *households, number=NUMBER, by=None, **changed):
    households = households or (cast.households["fengshuwan", "01"],)
    return actions.log(
        households=list(households), facts=facts(**changed), by=by or cast.cadre, at=cast.at, today=TODAY, uuid=number
    )


def photo_of(width=2400, height=1200, form="JPEG", turned=False):
    out = io.BytesIO()
    picture = Image.new("RGB", (width, height), "darkgreen")
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    exif[0x010E] = "garden of a family"
    picture.save(out, form, **({"exif": exif} if form == "JPEG" else {}))
    return out.getvalue()


def test_a_visit_is_typed_once(cast):
    """The household, the wish, the journal and the person who visited follow from one save."""
    person = cast.persons[0]
    visit = log(cast, cast.households["gaoping", "01"], wish_text="棉被一床", hardship="住房漏雨", persons=[person])[0]
    visit.household.refresh_from_db()
    assert visit.household.last_visited_on == TODAY
    assert (visit.path, visit.by, list(visit.persons.all())) == (cast.gaoping.path, cast.cadre, [person])
    assert Wish.objects.get().item == "棉被一床"
    assert set(JournalEntry.objects.values_list("verb", flat=True)) == {"visit_logged", "wish_collected"}


def test_an_older_visit_does_not_move_the_last_visit_back(cast):
    log(cast)
    visit = log(cast, number=uuid.uuid4(), on=dt.date(2026, 9, 1))[0]
    visit.household.refresh_from_db()
    assert visit.household.last_visited_on == TODAY


def test_the_same_visit_twice_is_one(cast):
    first = log(cast, wish_text="书桌")
    assert log(cast, wish_text="书桌") == first
    assert (Visit.objects.count(), Wish.objects.count()) == (1, 1)


@pytest.mark.parametrize("changed", [{"content": "另一段话"}, {"mode": "phone"}, {"on": dt.date(2026, 10, 14)}])
def test_the_same_number_with_other_words_is_refused(cast, changed):
    log(cast)
    with pytest.raises(actions.UuidTaken):
        log(cast, **changed)
    assert Visit.objects.get().content == "屋后排水沟堵了。"


def test_somebody_elses_number_is_refused(cast):
    log(cast)
    with pytest.raises(actions.UuidTaken):
        log(cast, by=cast.captain)


def test_several_households_at_once_twice(cast):
    families = cast.in_village("fengshuwan")
    first = log(cast, *families, by=cast.captain)
    assert len(first) == 2 and len({v.trip for v in first}) == 1 and first[0].trip
    assert log(cast, *families, by=cast.captain) == first


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"on": TODAY + dt.timedelta(days=1)}, actions.DateInFuture), ({"content": "  \n "}, actions.NothingSeen)],
)
def test_what_is_refused_leaves_nothing(cast, changed, refusal):
    with pytest.raises(refusal) as caught:
        log(cast, **changed)
    assert caught.value.fields
    assert not Visit.objects.exists() and not JournalEntry.objects.exists()


def edit(cast, visit, version, **changed):
    return actions.edit(visit=visit, version=version, facts=facts(**changed), by=cast.cadre, at=cast.at, today=TODAY)


def test_a_correction_keeps_what_stood_before(cast):
    visit = edit(cast, log(cast)[0], 1, content="排水沟已清。", mode="phone")
    assert (visit.version, visit.content) == (2, "排水沟已清。")
    before = visit.revisions.get().before
    assert before == {"content": "屋后排水沟堵了。", "mode": "home"}


def test_a_correction_that_changes_nothing_is_none(cast):
    visit = edit(cast, log(cast)[0], 1)
    assert visit.version == 1 and not visit.revisions.exists()


def test_a_stale_correction_is_refused_and_names_who_was_first(cast):
    visit = log(cast)[0]
    edit(cast, visit, 1, content="甲")
    with pytest.raises(actions.StaleVisit) as caught:
        edit(cast, visit, 1, content="乙")
    assert cast.cadre.name in str(caught.value)
    assert Visit.objects.get().content == "甲"


def test_sending_again_what_was_corrected_since_gives_the_visit_back(cast):
    visit = log(cast)[0]
    edit(cast, visit, 1, content="甲")
    assert log(cast) == [visit]


def test_a_withdrawn_visit_counts_for_nothing(cast):
    old = log(cast, number=uuid.uuid4(), on=dt.date(2026, 9, 3))[0]
    visit = log(cast)[0]
    with pytest.raises(actions.ReasonMissing):
        actions.void(visit=visit, reason=" ", by=cast.cadre, at=cast.at)
    actions.void(visit=visit, reason="记错了户", by=cast.cadre, at=cast.at)
    old.household.refresh_from_db()
    assert old.household.last_visited_on == old.on
    assert list(Visit.objects.standing()) == [old]
    with pytest.raises(actions.AlreadyVoided):
        edit(cast, visit, 2, content="甲")
    with pytest.raises(actions.AlreadyVoided):
        actions.void(visit=visit, reason="再一次", by=cast.cadre, at=cast.at)


@pytest.mark.parametrize(("given", "size"), [((2400, 1200, "JPEG"), (1600, 800)), ((800, 600, "PNG"), (800, 600)), ((1200, 2400, "WEBP"), (800, 1600))])
def test_photos_are_reduced(given, size):
    data, found = reduced(photo_of(*given))
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size, found) == ("JPEG", size, size)


def test_photos_are_turned_upright_and_lose_what_they_tell(cast):
    data, size = reduced(photo_of(turned=True))
    assert size == (800, 1600)
    with Image.open(io.BytesIO(data)) as picture:
        assert not dict(picture.getexif())
    assert b"garden" not in data


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_written_beside_a_picture_goes(kind):
    """A comment, or XMP, may name the place as well as EXIF does."""
    file, text = io.BytesIO(), PngInfo()
    text.add_text("comment", "27.51234")
    text.add_itxt("XML:com.adobe.xmp", "27.51234")
    beside = {"pnginfo": text} if kind == "PNG" else {"comment": b"27.51234", "xmp": b"<x GPSLatitude='27.51234'/>"}
    Image.new("RGB", (60, 40)).save(file, kind, **beside)
    assert b"27.51234" in file.getvalue() and b"27.51234" not in reduced(file.getvalue())[0]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(b"GIF89a not a photo", actions.NotAPhoto), (b"", actions.NotAPhoto), (photo_of()[:900], actions.NotAPhoto),
     (b"\xff" * (MOST_BYTES + 1), actions.PhotoTooLarge), (photo_of(8000, 5001, "PNG"), actions.PhotoTooLarge)],
    ids=["text", "empty", "cut", "bytes", "pixels"],
)  # fmt: skip
def test_what_is_no_photo_is_refused(cast, data, refusal):
    visit = log(cast)[0]
    with pytest.raises(refusal):
        actions.add_photo(visit=visit, data=data, by=cast.cadre, at=cast.at, uuid=uuid.uuid4())
    assert not visit.photos.exists()


def test_a_photo_is_sent_once_and_nine_are_enough(cast):
    visit, data = log(cast)[0], photo_of(60, 40)
    add = lambda number, body: actions.add_photo(visit=visit, data=body, by=cast.cadre, at=cast.at, uuid=number)  # noqa: E731
    assert add(NUMBER, data) == add(NUMBER, data)
    with pytest.raises(actions.UuidTaken):
        add(NUMBER, photo_of(50, 40))
    for _ in range(8):
        add(uuid.uuid4(), data)
    with pytest.raises(actions.TooManyPhotos):
        add(uuid.uuid4(), data)


def test_the_theme_of_a_month_is_set_and_set_anew(cast):
    for title in ("冬季取暖", "冬季取暖和防火"):
        theme = actions.set_theme(
            county=cast.county, month="2026-11", title=title, tip="看炉子", questions=["有没有烟囱？", " "], by=cast.clerk, at=cast.at
        )
    assert theme.title == "冬季取暖和防火" and [q["text"] for q in theme.questions] == ["有没有烟囱？"]


def test_assistance_days_of_the_year_and_one_that_is_moved(cast):
    days = {d.planned: d.held for d in days_of(cast.county.path, 2026)}
    assert len(days) == 24 and dt.date(2026, 4, 15) in days
    actions.move_assistance_day(
        county=cast.county, on=dt.date(2026, 4, 15), moved_to=dt.date(2026, 4, 17), reason="县里开会", by=cast.clerk, at=cast.at
    )
    moved = {d.planned: d for d in days_of(cast.county.path, 2026)}[dt.date(2026, 4, 15)]
    assert (moved.held, moved.is_moved) == (dt.date(2026, 4, 17), True)
    with pytest.raises(Refused):
        actions.move_assistance_day(county=cast.county, on=dt.date(2026, 4, 15), moved_to=None, reason="", by=cast.clerk, at=cast.at)
