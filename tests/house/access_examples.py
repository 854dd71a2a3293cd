"""An example of each kind of object that an address names, at four places: near, sibling, far (the other county), missing.

A room adds its own kinds with @example("kind"): the function gets the cast and a place and makes, if need be, the row. `near` lies in
枫树湾村 of 龙潭镇, `sibling` in 高坪村 of 石门乡, `far` in 青溪县. It returns an Example: the arguments of the address, the area in which
the object lies, and to whom it is "his own" whatever his area.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

VILLAGE = {"near": "fengshuwan", "sibling": "gaoping", "far": "other_village"}
TOWNSHIP = {"near": "longtan", "sibling": "shimen", "far": "other_township"}
COUNTY = {"near": "county", "sibling": "county", "far": "other_county"}
CLERK = {"near": "clerk", "sibling": "clerk", "far": "stranger"}
MISSING = 987654321


@dataclass(frozen=True)
class Example:
    kwargs: dict[str, Any]
    path: str = ""
    owners: frozenset[str] = field(default_factory=frozenset)
    only: bool = False
    """The owners and nobody else, whatever their area."""


EXAMPLES: dict[str, Callable[[Any, str], Example | None]] = {}
"""None where there is no such object at that place: a year is never missing."""


def example(kind: str):
    def keep(make):
        EXAMPLES[kind] = make
        return make

    return keep


def missing(name: str = "pk", value: Any = MISSING) -> Example:
    return Example({name: value})


def household(cast, place):
    return cast.households[VILLAGE[place], "01"]


def owners_of_household(place) -> frozenset[str]:
    return frozenset({"cadre"}) if place != "far" else frozenset()


@example("household")
def _household(cast, place):
    if place == "missing":
        return missing()
    row = household(cast, place)
    return Example({"pk": row.pk}, row.path, owners_of_household(place))


@example("member")
def _member(cast, place):
    if place == "missing":
        return missing()
    row = household(cast, place)
    person = next(person for person in cast.persons if person.household_id == row.pk)
    return Example({"pk": person.pk}, row.path, owners_of_household(place))


@example("tag")
def _tag(cast, place):
    from households.models import HouseholdTag

    if place == "missing":
        return missing()
    row = household(cast, place)
    tag = HouseholdTag.objects.create(household=row, code="left_behind", opened_on=cast.on)
    return Example({"pk": tag.pk}, row.path, owners_of_household(place))


@example("pairing")
def _pairing(cast, place):
    from households.models import Pairing

    if place == "missing":
        return missing()
    row = household(cast, place)
    found = Pairing.objects.filter(household=row).first()
    if found is None:
        found = Pairing.objects.create(
            household=row, cadre=far_cadre(cast), kind="assist", path=row.path, opened_on=cast.on, opened_by=cast.stranger
        )
    return Example({"pk": found.pk}, row.path, owners_of_household(place))


def far_cadre(cast):
    from accounts.models import User
    from teams.models import Cadre

    user, _ = User.objects.get_or_create(username="far", defaults={"name": "远在天", "path": cast.other_county.path})
    return Cadre.objects.get_or_create(user=user, defaults={"path": cast.other_county.path})[0]


def cadre_at(cast, place):
    """near: the captain of 枫树湾; sibling: somebody who works in 高坪 only; far: of the other county."""
    from accounts.models import User
    from teams.models import Cadre, CadrePlace

    if place == "near":
        return cast.captain_cadre
    cadre = far_cadre(cast)
    if place == "sibling":
        user, _ = User.objects.get_or_create(username="sibling", defaults={"name": "邻乡干", "path": cast.county.path})
        cadre = Cadre.objects.get_or_create(user=user, defaults={"path": cast.county.path})[0]
    CadrePlace.objects.get_or_create(cadre=cadre, path=getattr(cast, VILLAGE[place]).path, defaults={"n_pairings": 1})
    return cadre


@example("cadre")
def _cadre(cast, place):
    if place == "missing":
        return missing()
    owners = {"captain", "unit"} if place == "near" else set()
    return Example({"pk": cadre_at(cast, place).pk}, getattr(cast, VILLAGE[place]).path, frozenset(owners))


@example("person")
def _person(cast, place):
    """A cadre by the number of his account."""
    if place == "missing":
        return missing()
    of_cadre = _cadre(cast, place)
    return Example({"pk": cadre_at(cast, place).user_id}, of_cadre.path, of_cadre.owners)


@example("colleague")
def _colleague(cast, place):
    """Anybody of one's county, by the number of his account."""
    if place == "missing":
        return missing()
    theirs = {"stranger"} if place == "far" else set(cast.users) - {"stranger"}
    return Example({"pk": cast.users[CLERK[place]].pk}, "", frozenset(theirs), only=True)


@example("team")
def _team(cast, place):
    if place == "missing":
        return missing()
    team = team_at(cast, place)
    return Example({"pk": team.pk}, team.path, frozenset({"unit"} if place == "near" else ()))


def team_at(cast, place):
    from teams.models import WorkTeam

    if place == "near":
        return cast.team
    village = getattr(cast, VILLAGE[place])
    return WorkTeam.objects.get_or_create(region=village, defaults={"path": village.path, "opened_on": cast.on})[0]


@example("posting")
def _posting(cast, place):
    from teams.models import Posting

    if place == "missing":
        return missing()
    if place == "near":
        return Example({"pk": cast.member_posting.pk}, cast.fengshuwan.path, frozenset({"unit", "member"}))
    team = team_at(cast, place)
    row = Posting.objects.create(
        cadre=cadre_at(cast, place), team=team, region=team.region, path=team.path, role="member", opened_on=cast.on
    )
    return Example({"pk": row.pk}, team.path)


@example("unit")
def _unit(cast, place):
    if place == "missing":
        return missing()
    row = cast.other_unit if place == "far" else cast.backing_unit
    theirs = {"stranger"} if place == "far" else set(cast.users) - {"stranger"}
    return Example({"pk": row.pk}, getattr(cast, COUNTY[place]).path, frozenset(theirs), only=True)


def _area(name, level):
    def make(cast, place):
        if place == "missing":
            return missing(name, "439009999999"[: {"county": 6, "township": 9, "village": 12}[level]])
        table = {"county": COUNTY, "township": TOWNSHIP, "village": VILLAGE}[level]
        path = getattr(cast, table[place]).path
        return Example({name: path}, path)

    return make


for _level in ("county", "township", "village"):
    for _name in ("path", "area"):
        EXAMPLES[f"{_level}_{_name}"] = _area(_name, _level)


@example("account")
def _account(cast, place):
    if place == "missing":
        return missing()
    return Example({"pk": cast.users[CLERK[place]].pk}, getattr(cast, COUNTY[place]).path)


@example("grant")
def _grant(cast, place):
    if place == "missing":
        return Example({"pk": cast.clerk.pk, "grant_pk": MISSING})
    user = cast.users[CLERK[place]]
    return Example({"pk": user.pk, "grant_pk": cast.grants[user.username].pk}, getattr(cast, COUNTY[place]).path)


@example("my_session")
def _my_session(cast, place):
    """Nobody's own: everybody gets what he would get for a missing one."""
    return Example({"public_id": "0123456789abcdef"}, "", frozenset(), only=True)


@example("draft")
def _draft(cast, place):
    from accounts.models import Draft

    if place == "missing":
        return Example({"number": uuid.uuid4()})
    row = Draft.objects.create(uuid=uuid.uuid4(), user=cast.users[CLERK[place]], kind="visit", updated_at=cast.at)
    return Example({"number": row.pk}, "", frozenset({CLERK[place]}), only=True)


@example("notice")
def _notice(cast, place):
    from notifications.models import Notice

    if place == "missing":
        return missing()
    whose = CLERK[place]
    row = Notice.objects.create(
        kind="x", to=cast.users[whose], key=uuid.uuid4().hex, title="x", created_at=cast.at, due_at=cast.at
    )
    return Example({"pk": row.pk}, "", frozenset({whose}), only=True)


@example("batch")
def _batch(cast, place):
    from registers.models import Batch

    if place == "missing":
        return missing()
    county = getattr(cast, COUNTY[place])
    row = Batch.objects.create(
        kind="households", region=county, path=county.path, file_name="x.xlsx", sha256="0" * 64, state="failed",
        created_by=cast.users[CLERK[place]], created_at=cast.at, expires_at=cast.at + dt.timedelta(days=1),
    )  # fmt: skip
    return Example({"pk": row.pk}, county.path)


@example("export")
def _export(cast, place):
    from registers.models import Export

    if place == "missing":
        return missing()
    whose = CLERK[place]
    row = Export.objects.create(
        listing="households", path=getattr(cast, COUNTY[place]).path, made_at=cast.at, made_by=cast.users[whose],
        expires_at=cast.at + dt.timedelta(days=1),
    )  # fmt: skip
    return Example({"pk": row.pk}, "", frozenset({whose}), only=True)


@example("wish")
def _wish(cast, place):
    """Still free, so that a unit of the county may claim it."""
    from wishes.models import Wish

    if place == "missing":
        return missing()
    row, clerk = household(cast, place), cast.users[CLERK[place]]
    wish = Wish.objects.create(
        household=row, path=row.path, category="daily", item="想要一台取暖器", collected_on=cast.on, collected_by=clerk
    )
    return Example({"pk": wish.pk}, row.path, owners_of_household(place))


def round_at(cast, place):
    from reviews.models import ReviewRound

    county = getattr(cast, COUNTY[place])
    values = {"path": county.path, "opened_on": cast.on}
    return ReviewRound.objects.get_or_create(region=county, quarter="2026-Q3", defaults=values)[0]


@example("review_round")
def _review_round(cast, place):
    if place == "missing":
        return missing()
    row = round_at(cast, place)
    theirs = {"stranger"} if place == "far" else set(cast.users) - {"stranger"}
    return Example({"pk": row.pk}, row.path, frozenset(theirs), only=True)


@example("review_meeting")
def _review_meeting(cast, place):
    from reviews.models import ReviewMeeting

    if place == "missing":
        return missing()
    team = team_at(cast, place)
    row = ReviewMeeting.objects.create(round=round_at(cast, place), team=team, path=team.path)
    return Example({"pk": row.pk}, row.path)


@example("duty")
def _duty(cast, place):
    if place == "missing":
        return missing()
    row = household(cast, place)
    duty = owe(cast, row, cast.cadre if place != "far" else None)
    return Example({"pk": duty.pk}, row.path, frozenset({"cadre", "unit"} if place != "far" else ()))


@example("debtor")
def _debtor(cast, place):
    """Somebody who owes a visit in the village, by the number of his account; a unit sees its own people."""
    if place == "missing":
        return missing()
    row, cadre = household(cast, place), cadre_at(cast, place)
    owe(cast, row, cadre.user)
    return Example({"pk": cadre.user_id}, row.path, frozenset({"captain", "unit"} if place == "near" else ()))


def owe(cast, row, bearer):
    from duties.models import Duty

    return Duty.objects.create(
        kind="visits.monthly", period="2026-10", opens_on=cast.on, due_on=cast.on, overdue_from=cast.on, path=row.path,
        bearer=bearer, subject_kind="household", subject_id=row.pk, opened_at=cast.at,
    )  # fmt: skip


@example("theme")
def _theme(cast, place):
    from visits.models import MonthTheme

    if place == "missing":
        return missing()
    county = getattr(cast, COUNTY[place])
    values = {"path": county.path, "title": "看饮水", "set_by": cast.users[CLERK[place]]}
    row = MonthTheme.objects.get_or_create(region=county, month="2026-10", defaults=values)[0]
    theirs = {"stranger"} if place == "far" else set(cast.users) - {"stranger"}
    return Example({"pk": row.pk}, "", frozenset(theirs), only=True)


@example("photo")
def _photo(cast, place):
    from django.core.files.base import ContentFile

    from visits.models import Visit, VisitPhoto

    if place == "missing":
        return Example({"number": uuid.uuid4()})
    seen = _visit(cast, place)
    visit = Visit.objects.get(pk=seen.kwargs["pk"])
    photo = VisitPhoto.objects.create(
        visit=visit, uuid=uuid.uuid4(), sha256="0" * 64, width=4, height=3, added_at=cast.at,
        added_by=cast.users[CLERK[place]], file=ContentFile(b"jpeg", "x.jpg"),
    )  # fmt: skip
    return Example({"number": photo.uuid}, seen.path, seen.owners)


@example("visit")
def _visit(cast, place):
    from visits.models import Visit

    if place == "missing":
        return missing()
    row, author = household(cast, place), cast.users[CLERK[place]]
    visit = Visit.objects.create(
        household=row, path=row.path, by=author, on=cast.on, mode="home", content="看了房屋和饮水。", recorded_at=cast.at,
        uploaded_at=cast.at, created_by=author,
    )  # fmt: skip
    return Example({"pk": visit.pk}, row.path, owners_of_household(place) | {CLERK[place]})


@example("region")
def _region(cast, place):
    """A village by number."""
    if place == "missing":
        return missing()
    row = getattr(cast, VILLAGE[place])
    return Example({"pk": row.pk}, row.path)


@example("standing")
def _standing(cast, place):
    from regions.models import VillageStanding

    if place == "missing":
        return Example({"pk": cast.fengshuwan.pk, "standing": MISSING})
    row = getattr(cast, VILLAGE[place])
    standing = VillageStanding.objects.create(region=row, code="key_village", opened_on=cast.on)
    return Example({"pk": row.pk, "standing": standing.pk}, row.path)


@example("setting_value")
def _setting_value(cast, place):
    from policies.models import SettingValue

    if place == "missing":
        return missing()
    county = getattr(cast, COUNTY[place])
    row, _ = SettingValue.objects.get_or_create(
        key="term_years", region=county, opened_on=cast.on + dt.timedelta(days=30), defaults={"path": county.path, "value": 2, "set_at": cast.at}
    )
    return Example({"pk": row.pk}, county.path)


@example("robot")
def _robot(cast, place):
    from notifications.models import Robot

    if place == "missing":
        return missing()
    county, clerk = getattr(cast, COUNTY[place]), cast.users[CLERK[place]]
    row = Robot.objects.create(
        region=county, path=county.path, kind="wecombot", name="工作群", address="x" * 20, opened_on=cast.on, opened_by=clerk
    )
    return Example({"pk": row.pk}, county.path)


@example("link")
def _link(cast, place):
    if place == "missing":
        return Example({"kind": "village_leader", "area": "439009999999"})
    path = getattr(cast, VILLAGE[place]).path
    return Example({"kind": "village_leader", "area": path}, path)


@example("register")
def _register(cast, place):
    """The empty form of a register is there for who may import it."""
    if place == "missing":
        return missing("kind", "no-such-register")
    return Example({"kind": "households"}, "", frozenset({"clerk", "township", "stranger"}), only=True)


@example("repairing")
def _repairing(cast, place):
    from accounts.journal import record

    if place == "missing":
        return missing()
    line = record(
        "households_repaired", by=cast.users[CLERK[place]], at=cast.at, kind="teams.cadre", pk=cast.cadre_cadre.pk,
        path=getattr(cast, COUNTY[place]).path, title="赵国庆", pairings=[], reason="other", n=0, duties=0,
    )  # fmt: skip
    return Example({"pk": line.pk}, line.path)


@example("batch_rows")
def _batch_rows(cast, place):
    one = _batch(cast, place)
    return Example({**one.kwargs, "name": "skipped"}, one.path)


def known_word(name: str, word: Any, unknown: Any):
    """Something the whole house shares (a pack, a rule, a figure): who may go there at all finds it."""

    def make(cast, place):
        return missing(name, unknown) if place == "missing" else everybodys(cast, {name: word})

    return make


def everybodys(cast, kwargs) -> Example:
    return Example(kwargs, "", frozenset(cast.users), only=True)


EXAMPLES |= {
    "pack": known_word("code", "suining", "no-such-pack"),
    "rule": known_word("name", "term_years", "no-such-rule"),
    "year": lambda cast, place: None if place == "missing" else everybodys(cast, {"shown": 2026}),
    "day": lambda cast, place: None if place == "missing" else everybodys(cast, {"on": "2026-10-01"}),
    "month": known_word("month", "2026-10", "2026-13"),
    "calendar_day": known_word("day", "2026-10-15", "2026-13-45"),
    "figure": known_word("key", "households.open", "no.such.figure"),
}


def load() -> None:
    """Rooms may keep examples of their own in tests/<room>/access_examples.py."""
    from importlib.util import find_spec

    from django.conf import settings

    for room in [*settings.ROOMS, *settings.WINGS]:
        if find_spec(f"tests.{room}") and find_spec(f"tests.{room}.access_examples"):
            import_module(f"tests.{room}.access_examples")
