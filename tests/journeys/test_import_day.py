"""The day an office starts: seven registers go in, come in again, are mended, are undone. Any seed gives what its answers say."""

import datetime as dt

import pytest
import time_machine

from accounts.models import Grant, Unit, User
from common.idcard import check_character
from common.sheets import read
from duties.models import Duty
from households.models import CategorySpan, Household, Pairing, Person
from regions.models import Region
from registers import actions
from registers.models import Batch
from reviews.models import BallotTally, ReviewMeeting
from teams.models import Cadre, CadrePlace, Posting, WorkTeam
from tests.journeys.desk import FILES, Desk, did, faults
from tests.registers_maker import make
from visits.models import Visit
from wishes.models import Wish

pytestmark = pytest.mark.django_db

SMALL = {"villages": 24, "teams": 10, "households": 160, "monitored": 16, "cadres": 50, "bad": 12}
AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MENDED = {
    "type_unknown": "脱贫户",
    "phone_digits": "",
    "size_not_number": "4",
    "date_impossible": "2018-02-28",
    "no_head": "户主",
}
ROWS = (
    Cadre,
    CadrePlace,
    WorkTeam,
    Posting,
    Unit,
    Grant,
    Household,
    Person,
    CategorySpan,
    Pairing,
    Duty,
    Visit,
    Wish,
    ReviewMeeting,
    BallotTally,
)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def desk(db):
    return Desk(User.objects.create(username="office", name="驻村办", is_active=False))


def counted() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in ROWS}


def ambiguous(folder, answers) -> set[int]:
    """Rows of the visit log whose cadre cannot be told by phone, by name and unit, or by being the household's own."""
    held = {wrong["household_no"] for wrong in answers["bad"]}
    people, own, wrong = set(), {}, set()
    for _, row in read(folder / FILES["pairings"]).records():
        if row["户编号"] not in held:
            own[row["户编号"]] = row["干部姓名"]
            people.add((row["干部姓名"], row["单位"], row["联系电话"]))
    for _, row in read(folder / FILES["teams"]).records():
        people.add((row["姓名"], row["派出单位"], row["联系电话"]))
    for at, row in read(folder / FILES["visits"]).records():
        name, unit, phone = row["走访干部"], row["单位"], row["联系电话"]
        if row["户编号"] in held or (phone and any(p[0] == name and p[2] == phone for p in people)):
            continue
        if sum(p[:2] == (name, unit) for p in people) != 1 and own[row["户编号"]] != name:
            wrong.add(at)
    return wrong


def take_all(desk, folder) -> dict[str, Batch]:
    return {kind: desk.take_file(kind, folder) for kind in FILES}


def compare(batches, answers, folder) -> None:
    households = batches["households"]
    assert [
        (row, code, key)
        for row, code, key in households.rows.bad().order_by("row").values_list("at_row", "code", "key")
    ] == [(one["excel_row"], one["code"], one["household_no"]) for one in answers["bad"]]
    assert households.count("read") == answers["households"] and households.count("rows") == answers["persons"]
    assert Household.objects.count() == answers["households"] - answers["bad_households"]
    assert Person.objects.count() == households.count("good_size")
    assert Posting.objects.count() == answers["resident_cadres"] and WorkTeam.objects.count() == answers["teams"]
    for kind in ("pairings", "visits", "wishes"):
        assert batches[kind].count("read") == answers[kind]
        assert batches[kind].count("waiting") == answers["waiting"][kind], kind
    assert (
        faults(batches["pairings"])
        == faults(batches["wishes"])
        == faults(batches["teams"])
        == faults(batches["regions"])
        == []
    )
    assert set(faults(batches["visits"])) == {(row, "cadre_ambiguous") for row in ambiguous(folder, answers)}
    reviews = answers["reviews"]
    wrong = [(row, "collected_over_issued") for row in reviews["void_rows"]] + [
        (row, "sum_mismatch") for row in reviews["sum_mismatch_rows"]
    ]
    assert faults(batches["ballots"]) == sorted(wrong)
    assert batches["ballots"].count("read") == reviews["meetings"]
    valid = [tally.valid for tally in BallotTally.objects.all()]
    assert sum(n < 35 for n in valid) <= reviews["below_35_valid"], "few ballots are a flag, no fault"


@pytest.mark.parametrize("seed", [3, 4, 6])
def test_any_seed_goes_in_as_its_answers_say(desk, tmp_path, seed):
    answers = make(tmp_path, seed=seed, **SMALL)
    compare(take_all(desk, tmp_path), answers, tmp_path)


def test_reviews_of_many_teams(desk, tmp_path):
    """Void and wrong sheets stand in rows 21, 44 and 67."""
    answers = make(tmp_path, seed=2, villages=80, teams=70, households=60, monitored=6, cadres=30, bad=0)
    desk.take_file("regions", tmp_path)
    desk.take_file("teams", tmp_path)
    batch = desk.take_file("ballots", tmp_path)
    assert faults(batch) == [(21, "collected_over_issued"), (44, "sum_mismatch"), (67, "collected_over_issued")]
    assert did(batch) == (answers["reviews"]["meetings"] - 3, 0, 0)


def mended(batch) -> dict[int, str]:
    """A right value for every wrong cell, as a clerk would type or choose it."""
    values = {}
    for n, row in enumerate(batch.rows.bad()):
        cells = next(cells for at, cells in row.kept["rows"] if at == row.at_row)
        if row.code.startswith("village"):
            values[row.pk] = row.kept["suggestions"][0][0]
        elif row.code == "id_checksum":
            values[row.pk] = cells["id"][:17] + check_character(cells["id"][:17])
        elif row.code in ("id_birth", "duplicate_id"):
            seventeen = f"439001197001{n % 28 + 1:02d}{n:03d}"
            values[row.pk] = seventeen + check_character(seventeen)
        else:
            values[row.pk] = MENDED[row.code]
    return values


def test_in_again_mended_and_undone(desk, tmp_path):
    answers = make(tmp_path, seed=5, **SMALL)
    first = take_all(desk, tmp_path)
    compare(first, answers, tmp_path)
    before = counted()
    again = take_all(desk, tmp_path)
    for kind, batch in again.items():
        assert did(batch) == (0, 0, first[kind].count("created")), kind
    assert counted() == before, "the same files change nothing"

    households = again["households"]
    assert actions.mend(batch=households, values=mended(households), by=desk.by, at=AT) == answers["bad_households"]
    households.refresh_from_db()
    desk.confirm(households)
    assert Household.objects.count() == answers["households"]
    assert Person.objects.count() == answers["persons"]
    assert Household.objects.monitored().count() == answers["monitored"]
    assert Pairing.objects.open().count() == answers["pairings"], "rows that waited went in by themselves"
    assert Wish.objects.count() == answers["wishes"]
    assert Visit.objects.count() == answers["visits"] - len(faults(first["visits"]))
    assert not Batch.objects.filter(rows__state="waiting").exists()
    assert Duty.objects.filter(kind="visit_month", period="2026-11").count() == answers["monitored"]

    for kind in reversed(FILES):
        for batch in (again[kind], first[kind]):
            left = 1 if kind == "regions" and batch is first[kind] else 0
            assert desk.undo(batch).count("left") == left, kind
    assert not any(counted().values()), counted()
    assert User.objects.count() == 1 and Region.objects.count() == 1, "uploads still hang on the county"
