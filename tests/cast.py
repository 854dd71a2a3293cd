"""The fixed cast: one county, two townships, three villages, everybody who signs in, a neighbour county. All names invented.

`make_cast(on)` builds it with plain rows in a few statements; the `cast` fixture gives it to a test. Everybody's password is
PASSWORD. Roles stand on the cast by name: cast.clerk, cast.captain …; areas: cast.county, cast.shimen, cast.longtan, cast.gaoping …
"""

import datetime as dt
from functools import lru_cache
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import Grant, Unit, User
from accounts.roles import Role
from common import crypto
from common.idcard import check_character
from common.text import initials
from households.models import CategorySpan, Household, Pairing, Person
from regions.models import Region
from regions.paths import LENGTH
from teams.models import Cadre, CadrePlace, Posting, WorkTeam

PASSWORD = "Yunling-cast-2026"
ON = dt.date(2026, 10, 15)
SINCE = dt.date(2025, 1, 1)
TZ = dt.timezone(dt.timedelta(hours=8))

# household codes as the demo county's rules name them
POOR, MONITORED = "ex_poor", "monitored"
SUDDEN = "sudden_hardship"

REGIONS = [  # attribute, code, name, level, parent attribute
    ("province", "430000000000", "云楚省", 1, None),
    ("city", "439000000000", "云南岭市", 2, "province"),
    ("county", "439001000000", "云岭县", 3, "city"),
    ("shimen", "439001100000", "石门乡", 4, "county"),
    ("longtan", "439001102000", "龙潭镇", 4, "county"),
    ("gaoping", "439001100201", "高坪村", 5, "shimen"),
    ("fengshuwan", "439001102201", "枫树湾村", 5, "longtan"),
    ("laowuchang", "439001102202", "老屋场村", 5, "longtan"),
    ("other_county", "439002000000", "青溪县", 3, "city"),
    ("other_township", "439002100000", "白沙镇", 4, "other_county"),
    ("other_village", "439002100201", "新桥村", 5, "other_township"),
]
PEOPLE = [  # user name, name, role, area, post
    ("admin", "管理员", Role.ADMIN, "county", "系统管理员"),
    ("clerk", "陈文静", Role.CLERK, "county", "县专班干事"),
    ("leader", "周立群", Role.LEADER, "county", "副县长"),
    ("township", "张明远", Role.TOWNSHIP, "longtan", "乡村振兴办主任"),
    ("captain", "李文涛", Role.CAPTAIN, "fengshuwan", "第一书记"),
    ("member", "王小雨", Role.MEMBER, "fengshuwan", "队员"),
    ("cadre", "赵国庆", Role.CADRE, "county", "科员"),
    ("inspector", "孙志远", Role.INSPECTOR, "county", "督查组组长"),
    ("unit", "吴建平", Role.UNIT, "county", "办公室主任"),
    ("auditor", "郑安", Role.AUDITOR, "county", "审计员"),
    ("stranger", "钱外山", Role.CLERK, "other_county", "县专班干事"),
]
CADRES = ("captain", "member", "cadre")
HOUSEHOLDS = [  # village, number, head, group, category, monitored kind
    ("gaoping", "01", "石大山", "1组", MONITORED, SUDDEN),
    ("gaoping", "02", "石小河", "2组", POOR, ""),
    ("fengshuwan", "01", "枫长林", "1组", MONITORED, SUDDEN),
    ("fengshuwan", "02", "枫秋生", "3组", POOR, ""),
    ("laowuchang", "01", "屋金贵", "1组", MONITORED, SUDDEN),
    ("laowuchang", "02", "屋银贵", "2组", POOR, ""),
    ("other_village", "01", "乔外生", "1组", MONITORED, SUDDEN),
    ("other_village", "02", "乔远亲", "2组", POOR, ""),
]


class Cast(SimpleNamespace):
    """Rows by name. `users` holds all people by user name; `households` all families by (village, "01"|"02")."""

    def in_village(self, village: str) -> list[Household]:
        return [row for (place, _), row in self.households.items() if place == village]


@lru_cache
def _password(hasher_once: str = PASSWORD) -> str:
    return make_password(PASSWORD)


def make_cast(on: dt.date = ON) -> Cast:
    """The cast as it stands on a day: everything has been open since 2025. A dozen statements."""
    cast = Cast(on=on, at=dt.datetime(on.year, on.month, on.day, 9, 30, tzinfo=TZ), users={}, households={})
    _regions(cast)
    _people(cast)
    _team(cast)
    _families(cast)
    _pairings(cast)
    return cast


def _regions(cast: Cast) -> None:
    for name, code, title, level, parent in REGIONS:
        row = Region(
            code=code, name=title, level=level, path=code[: LENGTH[level]], initials=initials(title),
            parent=getattr(cast, parent) if parent else None,
        )  # fmt: skip
        row.save()
        setattr(cast, name, row)


def _unit(cast: Cast, name: str, region: Region, kind: str = Unit.Kind.STATE) -> Unit:
    return Unit.objects.create(name=name, initials=initials(name), kind=kind, region=region, path=region.path)


def _people(cast: Cast) -> None:
    cast.office = _unit(cast, "云岭县乡村振兴工作专班", cast.county)
    cast.backing_unit = _unit(cast, "云岭县水利局", cast.county)
    cast.other_unit = _unit(cast, "青溪县工作专班", cast.other_county)
    at_unit = {"captain", "member", "unit", "cadre"}
    users = []
    for number, (username, name, _, area, title) in enumerate(PEOPLE):
        county = getattr(cast, area).path[:6]
        unit = cast.backing_unit if username in at_unit else cast.office
        users.append(
            User(
                username=username, name=name, initials=initials(name), title=title, path=county, password=_password(),
                phone=f"1390000{number:04d}", unit=cast.other_unit if username == "stranger" else unit,
            )
        )  # fmt: skip
    User.objects.bulk_create(users)
    cast.users = {user.username: user for user in users}
    for user in users:
        setattr(cast, user.username, user)


def _team(cast: Cast) -> None:
    cadres = [Cadre(user=cast.users[name], path="439001", rank="科员", gender="m") for name in CADRES]
    Cadre.objects.bulk_create(cadres)
    cast.captain_cadre, cast.member_cadre, cast.cadre_cadre = cadres
    village = cast.fengshuwan
    cast.team = WorkTeam.objects.create(
        region=village, path=village.path, backing_unit=cast.backing_unit, opened_on=SINCE
    )
    postings = [
        Posting(
            cadre=cadre, team=cast.team, region=village, path=village.path, role=role, opened_on=SINCE,
            is_first_secretary=role == "captain", term_ends_on=dt.date(2027, 1, 1), opened_by=cast.clerk,
        )
        for cadre, role in ((cast.captain_cadre, "captain"), (cast.member_cadre, "member"))
    ]  # fmt: skip
    Posting.objects.bulk_create(postings)
    cast.captain_posting, cast.member_posting = postings
    source = {"captain": f"posting:{postings[0].pk}", "member": f"posting:{postings[1].pk}", "cadre": "pairing"}
    grants = [
        Grant(
            user=cast.users[username], role=role, region=getattr(cast, area), path=getattr(cast, area).path,
            unit=cast.backing_unit if role == Role.UNIT else None, source=source.get(username, ""),
            opened_on=SINCE, opened_by=cast.admin,
        )
        for username, _, role, area, _ in PEOPLE
    ]  # fmt: skip
    Grant.objects.bulk_create(grants)
    cast.grants = {grant.user.username: grant for grant in grants}


def _id_number(number: int, born: dt.date) -> str:
    seventeen = f"439001{born:%Y%m%d}{number:03d}"
    return seventeen + check_character(seventeen)


def _families(cast: Cast) -> None:
    rows = []
    for village, number, head, group, category, monitored in HOUSEHOLDS:
        region = getattr(cast, village)
        row = Household(
            no=f"{region.code}{number}0001", region=region, path=region.path, group_name=group, head_name=head,
            initials=initials(head), n_persons=2, phone="13800000000", category=category, monitored_kind=monitored,
            identified_on=SINCE, risk_found_on=SINCE if monitored else None, updated_at=cast.at,
        )  # fmt: skip
        cast.households[village, number] = row
        rows.append(row)
    Household.objects.bulk_create(rows)
    persons, spans = [], []
    for number, row in enumerate(rows):
        spans.append(
            CategorySpan(household=row, category=row.category, monitored_kind=row.monitored_kind, opened_on=SINCE)
        )
        for nth, (relation, gender, born) in enumerate(
            (("户主", "m", dt.date(1968, 3, 5)), ("配偶", "f", dt.date(1970, 8, 21)))
        ):
            id_number = _id_number(number * 20 + nth * 2 + (gender == "m"), born)
            name = row.head_name if nth == 0 else f"{row.head_name[0]}桂香"
            persons.append(
                Person(
                    household=row, no=f"{row.no}{nth + 1:02d}", name=name, relation=relation, gender=gender,
                    born_on=born, id_number=id_number, id_lookup=crypto.lookup(id_number), health="健康",
                )
            )  # fmt: skip
    Person.objects.bulk_create(persons)
    CategorySpan.objects.bulk_create(spans)
    cast.persons = persons


def _pairings(cast: Cast) -> None:
    """The monitored families of the county are paired with `cadre`; the neighbour county's with nobody."""
    paired = [row for (place, n), row in cast.households.items() if n == "01" and place != "other_village"]
    pairings = [
        Pairing(
            household=row, cadre=cast.cadre_cadre, kind="assist", path=row.path, opened_on=SINCE, opened_by=cast.clerk
        )
        for row in paired
    ]
    Pairing.objects.bulk_create(pairings)
    cast.pairings = pairings
    village = cast.fengshuwan.path
    places = [CadrePlace(cadre=cadre, path=village, n_postings=1) for cadre in (cast.captain_cadre, cast.member_cadre)]
    places += [CadrePlace(cadre=cast.cadre_cadre, path=row.path, n_pairings=1) for row in paired]
    CadrePlace.objects.bulk_create(places)


@pytest.fixture(scope="session", autouse=True)
def journal_may_be_emptied_between_tests():
    """Tests with real transactions empty every table afterwards; on SQLite the guards of the journal and of ledgers would refuse that."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    from common import addonly

    flush = DatabaseOperations.execute_sql_flush

    def without_guards(self, sql_list):
        with addonly.down(self.connection):
            return flush(self, sql_list)

    DatabaseOperations.execute_sql_flush = without_guards
    yield
    DatabaseOperations.execute_sql_flush = flush


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def viewer_of(cast):
    """viewer_of("captain") → his Viewer on the cast's day (or another)."""
    from accounts.access import viewer_for

    def build(username: str, on: dt.date | None = None):
        return viewer_for(cast.users[username], on or cast.on)

    return build


@pytest.fixture
def signed_in(cast):
    """signed_in("clerk") → a test client in which he is signed in."""
    from django.test import Client

    def build(username: str, **extra) -> Client:
        client = Client(**extra)
        client.force_login(cast.users[username], "django.contrib.auth.backends.ModelBackend")
        return client

    return build
