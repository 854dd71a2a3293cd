"""The ledger as pages: lists, tabs, excusing, reminding, panels; who may and who may not."""

import datetime as dt

import pytest
import time_machine

from accounts.models import JournalEntry
from common.periods import Month, Quarter
from duties import actions
from duties.kinds import KINDS
from duties.models import Duty
from households.models import Pairing
from notifications.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]


@pytest.fixture
def october(cast):
    """Three monitored families owe September (late) and October; one contact family owes the quarter."""
    poor = cast.households["fengshuwan", "02"]
    Pairing.objects.create(
        household=poor, cadre=cast.member_cadre, kind="contact", path=poor.path, opened_on=dt.date(2025, 1, 1)
    )
    for month in (Month(2026, 9), Month(2026, 10)):
        actions.open_period(KINDS["visit_month"], month, cast.county.path, at=cast.at)
    actions.open_period(KINDS["visit_quarter"], Quarter(2026, 4), cast.county.path, at=cast.at)
    with time_machine.travel(cast.at, tick=False):
        yield


def test_what_stands_in_the_ledger(cast):
    assert Duty.objects.of("visit_month").count() == 6
    assert list(Duty.objects.of("visit_quarter").values_list("title", "bearer__username")) == [("枫秋生", "member")]


@pytest.mark.parametrize(
    "query",
    ["", "?state=overdue", "?state=done", "?state=exempt", "?state=all&kind=visit_month&period=2026-09", "?q=枫",
     "?q=zgq&area=439001102", "?period=2019-01", "?period=nonsense&area=x&bearer=x&page=99"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["clerk", "leader", "township", "captain", "cadre", "unit", "inspector"])
def test_the_list_opens_for_everybody_who_sees_duties(signed_in, who, query):
    assert signed_in(who).get(f"/duties/{query}").status_code == 200


def test_a_missed_month_that_a_later_visit_made_up_for_is_no_longer_pressing(signed_in, cast):
    home = cast.households["fengshuwan", "01"]
    Duty.objects.filter(subject_id=home.pk, period="2026-10").update(done_on=cast.on, done_by=cast.cadre)
    client = signed_in("clerk")
    totals = {state: client.get(f"/duties/?state={state}").context["total"] for state in ("open", "unmended", "overdue", "done")}
    assert totals == {"open": 5, "unmended": 2, "overdue": 3, "done": 1}


def test_tabs_count_what_their_list_shows(signed_in, cast):
    page = signed_in("clerk").get("/duties/?state=unmended")
    assert page.context["total"] == len(page.context["rows"]) == 3
    page = signed_in("clerk").get("/duties/")
    counts = {tab["label"]: tab["count"] for tab in page.context["tabs"]}
    assert page.context["total"] == len(page.context["rows"]) == 7
    assert list(counts.values())[:2] == [7, 3]


def test_scope(signed_in, cast):
    assert signed_in("stranger").get("/duties/?state=all").context["total"] == 0
    assert signed_in("township").get("/duties/?state=all").context["total"] == 5
    assert signed_in("captain").get("/duties/?state=all").context["total"] == 3
    assert signed_in("cadre").get("/duties/?state=all").context["total"] == 6
    assert signed_in("auditor").get("/duties/").status_code == 403


def test_excusing_asks_for_the_reason_and_keeps_the_choice(signed_in, cast):
    client = signed_in("township")
    late = Duty.objects.overdue(on=cast.on)
    picks = [str(pk) for pk in late.values_list("pk", flat=True)]
    asked = client.post("/duties/chosen/?state=overdue", {"pick": picks, "do": "exempt"})
    assert asked.context["total"] == 2, "the third lies in another township"
    empty = client.post("/duties/exemption/?state=overdue", {"pick": picks, "reason": " "})
    assert empty.status_code == 200 and empty.context["kept"] == [("pick", pk) for pk in picks]
    done = client.post("/duties/exemption/?state=overdue", {"pick": picks, "reason": "全家在外务工"})
    assert (done.status_code, done["Location"]) == (302, "/duties/?state=overdue")
    assert Duty.objects.exempt().count() == 2 and late.count() == 1
    assert JournalEntry.objects.filter(verb="duties_exempted").count() == 2
    client.post("/duties/exemption/withdrawal/", {"pick": picks})
    assert Duty.objects.exempt().count() == 0


def test_the_whole_list_can_be_excused(signed_in, cast):
    signed_in("clerk").post("/duties/exemption/?state=overdue&area=439001102", {"all": "1", "reason": "修路封路"})
    assert sorted(set(Duty.objects.exempt().values_list("period", flat=True))) == ["2026-09"]
    assert Duty.objects.exempt().count() == 2


@pytest.mark.parametrize("who", ["cadre", "leader", "captain", "inspector"])
def test_who_may_not_excuse(signed_in, who):
    assert signed_in(who).post("/duties/exemption/", {"all": "1", "reason": "x"}).status_code == 403
    assert not Duty.objects.exempt().exists()


def test_reminding_tells_each_person_once_a_day(signed_in, cast):
    client = signed_in("leader")
    for _ in range(2):
        assert client.post("/duties/reminder/?state=overdue", {"all": "1"}).status_code == 302
    notice = Notice.objects.get()
    assert (notice.to, "3" in notice.title) == (cast.cadre, True)


def test_nothing_chosen_is_said(signed_in):
    page = signed_in("clerk").post("/duties/chosen/", {"do": "exempt"}, follow=True)
    assert [m.level_tag for m in page.context["messages"]] == ["error"]


def test_panels(signed_in, cast):
    village, cadre = cast.fengshuwan.path, cast.cadre.pk
    assert signed_in("captain").get(f"/duties/of-area/{village}/").context["n_late"] == 1
    assert signed_in("captain").get(f"/duties/of-person/{cadre}/").context["n_late"] == 1
    assert signed_in("cadre").get(f"/duties/of-person/{cadre}/").context["n_late"] == 3
    assert signed_in("stranger").get(f"/duties/of-area/{village}/").status_code == 404
    assert signed_in("stranger").get(f"/duties/of-person/{cadre}/").status_code == 404
    assert signed_in("clerk").get("/duties/of-area/x/").status_code == 404


def test_the_list_takes_few_statements_whatever_its_length(signed_in, cast, django_assert_max_num_queries):
    client = signed_in("clerk")
    client.get("/duties/")
    with django_assert_max_num_queries(15):
        client.get("/duties/?state=all")
