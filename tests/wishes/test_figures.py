"""What each figure of micro-wishes counts, that its list holds the same rows for every reader, and where the numbers go."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import JournalEntry
from common.errors import Refused
from common.periods import Quarter, Year
from figures import actions
from figures.models import Tally
from figures.queries import by_kind, figure_rows, total, values
from figures.registry import FIGURES, Window
from policies import keys
from policies.models import SettingValue
from tests.wishes.making import facts_of, when
from wishes import actions as deeds
from wishes.models import Claim, Fulfilment, Revisit, Wish

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 10, 15)
D = dt.date
WISHES = [key for key in FIGURES if key.startswith("wishes.")]
NOT_YET = D(2026, 11, 30)
DAYS = ("collected", "checked", "claimed", "fulfilled", "revisited")


def wish(cast, *days, village="fengshuwan", n="01", answer="satisfied", value="100.00", due=NOT_YET, category="goods", **more):
    """A wish with the days it has come to, in the order of a life, and the rows that belong to them."""
    household = cast.households[village, n]
    told = dict(zip((f"{name}_on" for name in DAYS), days, strict=False)) | more
    row = Wish.objects.create(household=household, path=household.path, category=category, item="一床棉被", **told)
    if row.claimed_on:
        end = {"ended_at": cast.at, "end": "fulfilled"} if row.fulfilled_on else {}
        claim = Claim.objects.create(
            wish=row, kind="unit", unit=cast.backing_unit, claimed_on=row.claimed_on, claimed_at=cast.at, contact_due_on=row.claimed_on,
            fulfil_due_on=due, **end,
        )  # fmt: skip
    if row.fulfilled_on:
        Fulfilment.objects.create(wish=row, claim=claim, on=row.fulfilled_on, value=Decimal(value) if value else None, at=cast.at)
    if row.revisited_on:
        Revisit.objects.create(wish=row, on=row.revisited_on, answer=answer, at=cast.at)
    return row


@pytest.fixture
def lives(cast):
    """One wish for each way a wish can stand on 15 October 2026 (fourth quarter)."""
    made = {
        "new": wish(cast, D(2026, 10, 14)),
        "sent_back": wish(cast, D(2026, 10, 10), sent_back_on=D(2026, 10, 11), category="medical"),
        "free": wish(cast, D(2026, 10, 5), D(2026, 10, 8)),
        "old_free": wish(cast, D(2026, 8, 15), D(2026, 8, 16)),
        "edge_free": wish(cast, D(2026, 8, 16), D(2026, 8, 17)),
        "promised": wish(cast, D(2026, 9, 1), D(2026, 9, 2), D(2026, 10, 3), village="gaoping"),
        "late": wish(cast, D(2026, 9, 1), D(2026, 9, 2), D(2026, 9, 3), due=D(2026, 10, 14)),
        "met": wish(cast, D(2026, 9, 20), D(2026, 9, 21), D(2026, 9, 22), D(2026, 10, 2), value="88.50"),
        "met_before": wish(cast, D(2026, 7, 1), D(2026, 7, 2), D(2026, 7, 3), D(2026, 7, 8), value=""),
        "content": wish(cast, D(2026, 2, 1), D(2026, 2, 2), D(2026, 2, 3), D(2026, 10, 1), D(2026, 10, 9), answer="mostly", value="11.50"),
        "sorry": wish(cast, D(2026, 9, 1), D(2026, 9, 1), D(2026, 9, 1), D(2026, 10, 1), D(2026, 10, 9), answer="dissatisfied", category="medical"),
        "last_year": wish(cast, D(2025, 12, 30), D(2025, 12, 31), D(2026, 1, 1), D(2026, 1, 9)),
        "unmet": wish(cast, D(2026, 9, 1), unmet_on=D(2026, 9, 5), unmet_reason="超出限额", unmet_told="上门说明"),
        "away": wish(cast, D(2026, 10, 1), village="other_village"),
    }  # fmt: skip
    made["twice"] = wish(cast, D(2026, 10, 6), merged_into=made["free"])
    return made


MET = {"met", "met_before", "content", "sorry"}
WAITING = {"new", "sent_back", "free", "old_free", "edge_free", "promised", "late"}
COUNTED = {
    "collected": WAITING | MET | {"unmet"}, "checked": WAITING - {"new", "sent_back"} | MET, "claimed": {"promised", "late"} | MET, "fulfilled": MET,
    "revisited": {"content", "sorry"}, "unmet": {"unmet"}, "days": MET | {"last_year"}, "given": MET | {"last_year"},
    "collected_quarter": {"new", "sent_back", "free"}, "checked_quarter": {"free"}, "claimed_quarter": {"promised"},
    "fulfilled_quarter": {"met", "content", "sorry"}, "days_quarter": {"met", "content", "sorry"}, "given_quarter": {"met", "content", "sorry"},
    "revisited_quarter": {"content", "sorry"}, "satisfied_quarter": {"content"},
    "waiting": WAITING, "long": {"old_free"}, "to_check": {"new"}, "free": {"free", "old_free", "edge_free"}, "promised": {"promised", "late"},
    "promised_late": {"late"}, "to_revisit": {"met", "met_before", "last_year"},
}  # fmt: skip
MEASURED = {"days": 12, "given": 300, "days_quarter": 30, "given_quarter": 200}


def test_every_figure_stands_in_the_table():
    assert {f"wishes.{key}" for key in COUNTED} == set(WISHES)


@pytest.mark.parametrize("key", COUNTED)
def test_what_a_figure_counts(lives, key):
    figure = FIGURES[f"wishes.{key}"]
    rows = figure_rows(figure, figure.window(ON), "439001")
    names = {row.pk: name for name, row in lives.items()}
    assert {names[row.pk] for row in rows} == COUNTED[key]
    assert total(figure, rows) == MEASURED.get(key, len(COUNTED[key]))
    kinds = by_kind(figure, rows)
    assert figure.median_of is not None or sum(kinds.values()) == total(figure, rows)


def test_waiting_long_goes_by_the_rule_of_the_county_on_the_day(cast, lives):
    figure = FIGURES["wishes.long"]
    SettingValue.objects.create(key=keys.WISH_LONG_DAYS.name, region=cast.county, path="439001", opened_on=D(2026, 1, 1), value=20, set_at=cast.at)
    names = {row.pk: name for name, row in lives.items()}
    found = {names[row.pk] for row in figure_rows(figure, figure.window(ON), "439001")}
    assert found == {"old_free", "edge_free", "promised", "late"}
    assert figure_rows(figure, figure.window(D(2027, 1, 1)), "439002").count() == 1, "the neighbour keeps its own rule"


@pytest.mark.parametrize("who", ["clerk", "leader", "township", "captain", "member", "cadre", "unit", "inspector", "stranger"])
def test_every_reader_finds_behind_a_number_the_rows_he_may_see(cast, lives, signed_in, viewer_of, who):
    client, viewer = signed_in(who), viewer_of(who)
    for key in WISHES:
        page = client.get(reverse("figures:list", args=[key]))
        assert page.status_code == 200
        rows = figure_rows(FIGURES[key], FIGURES[key].window(ON), "", viewer)
        assert f'data-total="{rows.count()}"' in page.content.decode(), key
        if FIGURES[key].sum_of:
            assert page.context["sum"] == total(FIGURES[key], rows), key
    shown = {key: client.get(reverse("figures:list", args=[f"wishes.{key}"])).context["page"].total for key in ("collected", "waiting")}
    assert shown == {
        "clerk": {"collected": 12, "waiting": 7}, "leader": {"collected": 12, "waiting": 7}, "township": {"collected": 11, "waiting": 6},
        "captain": {"collected": 11, "waiting": 6}, "member": {"collected": 11, "waiting": 6}, "cadre": {"collected": 12, "waiting": 7},
        "unit": {"collected": 0, "waiting": 0}, "inspector": {"collected": 0, "waiting": 0}, "stranger": {"collected": 1, "waiting": 1},
    }[who]  # fmt: skip


def test_the_api_tells_no_number_whose_rows_may_not_be_read(cast, lives, signed_in):
    actions.refresh(at=cast.at, on=ON)

    def told(who):
        lines = signed_in(who).get("/api/v1/figures/", {"area": "439001"}).json()
        return {line["key"]: line["value"] for line in lines}

    clerk, inspector = told("clerk"), told("inspector")
    assert clerk["wishes.collected"] == "12.00" and clerk["wishes.given_quarter"] == "200.00" and clerk["wishes.days"] == "12.00"
    assert not [key for key in inspector if key.startswith("wishes.")] and "visits.made" in inspector


def test_tallies_equal_their_lists(cast, lives):
    actions.refresh(at=cast.at, on=ON)
    for key in WISHES:
        window = FIGURES[key].window(ON)
        for path in ("439001", "439001100", "439001102", "439001102201"):
            assert values([key], [path], ON)[key, path, window.key] == total(FIGURES[key], figure_rows(FIGURES[key], window, path)), (key, path)


@pytest.mark.parametrize(("who", "area"), [("clerk", ""), ("leader", ""), ("township", ""), ("clerk", "439001102201/")])
def test_the_overview_says_how_wishes_stand_and_each_number_opens_its_list(cast, lives, signed_in, who, area):
    actions.refresh(at=cast.at, on=ON)
    client = signed_in(who)
    seen = client.get(f"/overview/{area}").context["seen"]
    share = next(kpi for kpi in seen.kpis if kpi.done.key == "wishes.fulfilled")
    waiting, long = share.notes
    assert long.figure.is_bad and long.value == 1 and (share.done.value, share.owed.value) == (4, 12 if who != "township" and not area else 11)
    queue = {number.key: number for number in seen.queue}
    assert {"wishes.to_check", "wishes.promised_late", "wishes.long"} <= queue.keys()
    for number in (share.done, share.owed, waiting, long, *queue.values()):
        assert client.get(number.url).context["page"].total == number.value, number.key
    n = waiting.value
    assert any(f"{n} 个" in said and "心愿" in said for said in seen.reasons)


def test_an_inspector_is_told_no_number_of_wishes(cast, lives, signed_in):
    actions.refresh(at=cast.at, on=ON)
    client = signed_in("inspector")
    page = client.get("/overview/")
    seen = page.context["seen"]
    assert not [n for n in seen.queue if n.key.startswith("wishes.")] and not any("心愿" in said for said in seen.reasons)
    assert "/figures/wishes." not in page.content.decode() and "/figures/wishes." not in client.get("/todo/").content.decode()


# --- kept from the journal --------------------------------------------------------------------------------------------
ON_ITS_WAY = {  # what is done to a wish in each state, the way forward oftener
    "collected": ("check", "check", "check", "edit", "send_back", "cannot", "merge"), "sent_back": ("edit", "undo"), "open": ("claim", "claim", "claim", "edit", "undo", "cannot"),
    "claimed": ("deliver", "deliver", "deliver", "contact", "release"), "fulfilled": ("revisit", "revisit", "undo"), "revisited": ("undo",),
    "unmet": ("undo",), "merged": ("undo",),
}  # fmt: skip


def do(cast, dice, on):
    """One deed on one wish by chance; what is refused is no deed."""
    rows = list(Wish.objects.select_related("household"))
    row = dice.choice(rows) if len(rows) > 5 else None
    if row is None or dice.random() < 0.15:
        home = cast.households[dice.choice(["fengshuwan", "laowuchang", "gaoping"]), dice.choice(["01", "02"])]
        told = {"category": dice.choice(["goods", "medical"]), "value": dice.choice([None, "80.50", "450"])}
        return deeds.collect(household=home, item=f"心愿{dice.randrange(10**6)}", **told, **when(cast.clerk, on))
    deed = dice.choice(ON_ITS_WAY[row.state])
    held = Claim.objects.open().filter(wish=row).first()
    office = when(cast.clerk, on)
    if deed == "edit":
        return deeds.edit(wish=row, version=row.version, **facts_of(row, value=dice.choice(["10", "20.20"])), **office)
    if deed in ("check", "cannot"):
        return deeds.check(wishes=[row], **office) if deed == "check" else deeds.cannot(wishes=row, reason="买不到", told="上门说明", **office)
    if deed in ("send_back", "undo"):
        return getattr(deeds, deed)(wish=row, version=row.version, reason="请改", **office)
    if deed == "claim":
        return deeds.claim(wish=row, kind="person", **when(cast.cadre, on))
    if deed in ("contact", "release"):
        return held and getattr(deeds, deed)(claim=held, **({"reason": "买不到"} if deed == "release" else {}), **office)
    if deed == "deliver":
        return deeds.deliver(wish=row, value=dice.choice([None, "33.30", "120"]), **office)
    if deed == "revisit":
        return deeds.revisit(wish=row, answer=dice.choice(["satisfied", "mostly", "dissatisfied"]), **office)
    return deeds.merge(wish=row, into=dice.choice(rows), **office)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_deeds_no_tally_of_wishes_has_drifted(cast, seed):
    """Deeds of ten months, each told on its own day; every quarter and year that was touched stands in the tallies as in its list."""
    dice, day = random.Random(seed), D(2025, 11, 3)
    done = 0
    for _ in range(70):
        day += dt.timedelta(days=dice.choice([1, 4, 8]))
        try:
            done += do(cast, dice, day) is not None
        except Refused:
            continue
        if dice.random() < 0.06:
            deeds.time_out_claims(on=day, at=when(cast.clerk, day)["at"])
        if dice.random() < 0.1:
            actions.refresh(at=when(cast.clerk, day)["at"], on=day)
    assert done > 40 and day > D(2026, 6, 1)
    actions.refresh(at=when(cast.clerk, day)["at"], on=day)
    quarters = [Quarter.of(day)]
    while quarters[-1].start > D(2025, 11, 3):
        quarters.append(quarters[-1].prev())
    for key in WISHES:
        figure = FIGURES[key]
        periods = {"quarter": quarters, "year": [Year(2025), Year(2026)], "now": [None]}[figure.span]
        for window in [figure.window(day, period) for period in periods]:
            for path in ("439001", "439001100", "439001102", "439001102201", "439001102202"):
                kept = Tally.objects.filter(figure=key, path=path, period=window.key).values_list("value", flat=True).first()
                assert (kept or 0) == total(figure, figure_rows(figure, window, path)), (key, path, window.key)
    assert JournalEntry.objects.filter(verb="wish_fulfilled").count() > 1, "the figures had something to count"


def test_a_wish_waits_long_by_the_rule_of_its_own_place(cast):
    """The default where no value is set; a county's own value there; a township's own inside it."""

    def rule(region, days):
        SettingValue.objects.create(
            key=keys.WISH_LONG_DAYS.name, region=region, path=region.path, value=days, opened_on=D(2026, 1, 1), set_at=cast.at
        )

    def rows():
        return sorted(FIGURES["wishes.long"].rows(Window(None, ON)).values_list("path", flat=True))

    for village in ("gaoping", "fengshuwan", "other_village"):
        wish(cast, ON - dt.timedelta(days=40), village=village)
    assert rows() == []
    rule(cast.county, 30)
    assert rows() == sorted([cast.gaoping.path, cast.fengshuwan.path])
    rule(cast.longtan, 50)
    assert rows() == [cast.gaoping.path]
