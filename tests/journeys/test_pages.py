"""Every main page in the browser: nothing too wide, nothing said by axe, Chinese set right, English complete, light on a phone."""

import gzip
import re
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Unit, User
from common import clock
from common.periods import Quarter
from households.models import Household, Pairing, Person
from problems.models import Problem
from regions.models import Region
from reviews.models import ReviewMeeting, ReviewRound
from teams.models import Cadre, WorkTeam
from tests.journeys.desk import Desk
from tests.journeys.house import DESK, PHONE, half_width, make_demo, overflow, sign_in, window
from visits.models import MonthTheme, Visit
from wishes.models import Wish
from wishes.shop.models import Shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "": ["/sign-in/", "/w/439001000000/", "/w/439001000000/fund/"],
    "leader": ["/overview/", "/overview/{township}/", "/overview/{village}/", "/figures/visits.month_owed/?area=439001", "/figures/"],
    "captain": ["/todo/", "/reviews/{quarter}/{team}/report/", "/reviews/teams/{team}/reports/", "/problems/new/", "/wishes/", "/wishes/shop/{shop}/",
                "/wishes/shop/{shop}/counter/"],
    "township": ["/todo/", "/wishes/", "/wishes/fund/applications/new/", "/wishes/shop/points/", "/reviews/{quarter}/{team}/", "/reviews/{quarter}/{counted}/count/", "/problems/"],
    "cadre": ["/todo/", "/visits/new/", "/visits/new/?household={own}", "/visits/new/?many=1", "/visits/{visit}/", "/me/", "/outbox/"],
    "clerk": [
        "/households/", "/households/{household}/", "/households/new/", "/households/coverage/", "/teams/", "/teams/{team}/",
        "/people/", "/people/{cadre}/", "/units/", "/units/{unit}/", "/coverage/", "/visits/", "/visits/days/", "/visits/themes/",
        "/duties/", "/wishes/", "/wishes/?view=all", "/wishes/{wish}/", "/wishes/fund/", "/wishes/fund/applications/", "/wishes/fund/grants/",
        "/wishes/fund/donations/", "/wishes/fund/donations/new/", "/wishes/fund/goods/", "/wishes/fund/ledger/", "/wishes/fund/account/",
        "/wishes/fund/sponsors/", "/wishes/shop/", "/wishes/shop/{shop}/", "/wishes/shop/{shop}/quarter/", "/wishes/shop/points/",
        "/wishes/shop/accounts/", "/wishes/shop/posted/", "/wishes/shop/totals/", "/filing/conflicts/", "/reviews/", "/reviews/{quarter}/", "/reviews/{closed}/results/", "/reviews/year/{year}/",
        "/reviews/{quarter}/{graded}/", "/reviews/{quarter}/tickets/", "/problems/", "/problems/?view=closed", "/problems/{problem}/",
        "/problems/{late}/", "/papers/", "/todo/", "/imports/", "/imports/{batch}/", "/exports/", "/settings/", "/settings/calendar/",
        "/settings/packs/", "/settings/areas/", "/notices/", "/notices/preferences/", "/search/?q=ZM", "/gallery/", "/help/",
    ],
    "admin": ["/accounts/", "/accounts/{user}/", "/accounts/slips/"],
    "auditor": ["/journal/"],
    "unit": ["/todo/", "/problems/", "/feedback/", "/wishes/claims/", "/wishes/promises/"],
}  # fmt: skip
AS_TYPED = {
    "简体中文",
    "帮扶日",
    "姓名",
}  # a language's own name, a county's word for its day, a heading of the office's file
LIGHT = (
    ("leader", "/overview/"),
    ("cadre", "/todo/"),
    ("captain", "/todo/"),
    ("township", "/reviews/{quarter}/{counted}/count/"),
    ("cadre", "/visits/new/?household={own}"),
    ("clerk", "/households/"),
)
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
HAN = re.compile(r"[\u4e00-\u9fff]+")
NARROW = """() => { const h = document.querySelector('h1'), size = parseFloat(getComputedStyle(h).fontSize);
  const box = h.getBoundingClientRect(); return box.height > 1.6 * size && box.width < 6 * size }"""
FURNITURE = "nav.side a.item, nav.side .grp, nav.tabbar a, button, label, th:not([scope=row]), h1, h2, legend, summary, .lede, option"


@dataclass
class Report:
    """What is wrong, all of it at once."""

    lines: list[str]

    def say(self, page: str, what: str, found: object) -> None:
        if found:
            self.lines.append(f"{page}  {what}: {found}")


@pytest.fixture
def things(live_server):
    """The demo, and one of everything for the addresses."""
    make_demo()
    team, clerk = WorkTeam.objects.order_by("pk").first(), User.objects.get(username="clerk")
    cadre = Cadre.objects.get(user__username="cadre")
    rows = [{"no": "X-1", "village": "不在的村", "head": "王小", "name": "王小", "relation": "户主"}]
    batch = Desk(clerk, Region.objects.counties().order_by("pk").first()).check("households", rows)
    running, meetings = ReviewRound.objects.get(closed_on=None), ReviewMeeting.objects.filter(round__closed_on=None)
    counted = meetings.filter(path__startswith=team.path[:9]).exclude(held_on=None).first() or meetings.get(team=team)
    return SimpleNamespace(
        quarter=running.quarter, closed=Quarter.of(clock.today()).prev().key, year=running.quarter[:4], counted=counted.team_id,
        graded=meetings.exclude(grades=None).first().team_id, problem=Problem.objects.closed().order_by("-pk").first().pk,
        late=Problem.objects.overdue(on=clock.today()).first().pk, township=team.path[:9], village=team.path[:12], team=team.pk, cadre=cadre.pk, unit=cadre.user.unit_id, user=clerk.pk,
        own=Pairing.objects.open().filter(cadre=cadre).first().household_id, visit=Visit.objects.filter(by=cadre.user).first().pk,
        household=Household.objects.order_by("pk").first().pk, batch=batch.pk, wish=Wish.objects.claimed().first().pk,
        shop=Shop.objects.get(path=team.path).pk,
    )  # fmt: skip


def test_main_pages(live_server, browser, things):
    report, url, typed = Report([]), live_server.url, typed_by_offices()
    for role, addresses in PAGES.items():
        for width, language in ((PHONE, "zh-hans"), (DESK, "zh-hans"), (DESK, "en")):
            with window(browser, url, width, language) as page:
                if role:
                    sign_in(page, role, language)
                page.typed = typed
                for pattern in addresses:
                    look(page, pattern.format(**vars(things)), width, language, report)
    for role, pattern in LIGHT:
        for language in ("zh-hans", "en"):
            with window(browser, url, PHONE, language) as page:
                sign_in(page, role, language)
                weigh(page, pattern.format(**vars(things)), report)
    assert not report.lines, "\n" + "\n".join(report.lines)


def look(page, address: str, width: int, language: str, report: Report) -> None:
    name = f"{address} {width} {language}"
    page.heard.clear()
    answer = page.goto(address)
    report.say(name, "status", answer.status if answer.status != 200 else 0)
    report.say(name, "console", list(page.heard))
    report.say(name, "too wide by", max(overflow(page), 0))
    if width == PHONE:
        report.say(name, "narrow heading", page.evaluate(NARROW))
    if language == "en":
        report.say(name, "Chinese left over", chinese(page, page.typed) if "gallery" not in address else None)
    else:
        report.say(name, "half-width punctuation", half_width(page)[:4])
        if width == DESK or "gallery" not in address:  # on a phone the gallery's sample of a sticky bar lies over its samples
            if width == PHONE:  # the whole page at once: what lies under the bar of buttons until one scrolls is no fault
                page.set_viewport_size({"width": PHONE, "height": page.evaluate("document.documentElement.scrollHeight + 200")})
            report.say(name, "axe", axe(page))
            if width == PHONE:
                page.set_viewport_size({"width": PHONE, "height": 844})


def axe(page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']} x{len(one['nodes'])} {one['nodes'][0]['html'][:110]}" for one in found]


def chinese(page, typed: str) -> list[str]:
    """Words of ours that were not translated; what offices typed (names, places, themes) stays as it is."""
    parts = page.locator(FURNITURE).evaluate_all(
        """all => all.filter(one => !one.lang).map(one => {
          const copy = one.cloneNode(true); copy.querySelectorAll('select').forEach(list => list.remove()); return copy.textContent.trim(); })"""
    )
    wrong = [part for part in parts if any(word not in typed and word not in AS_TYPED for word in HAN.findall(part))]
    return sorted({" ".join(one.split())[:60] for one in wrong})


def typed_by_offices() -> str:
    """Every name and text that stands in the rows, one after another."""
    told = [
        (Region, "name"), (User, "name"), (User, "title"), (Unit, "name"), (Unit, "short_name"), (Household, "head_name"),
        (Problem, "description"), (Problem, "measures"), (Problem, "source_title"), (ReviewMeeting, "comment"), (ReviewMeeting, "place"),
        (Household, "group_name"), (Wish, "item"), (Shop, "name"), (Shop, "place"), (Person, "name"), (Person, "relation"), (MonthTheme, "title"), (MonthTheme, "tip"),
    ]  # fmt: skip
    words = {word for model, name in told for word in model.objects.values_list(name, flat=True) if word}
    words |= {str(question["text"]) for theme in MonthTheme.objects.all() for question in theme.questions}
    return "\n".join(sorted(words))


def weigh(page, address: str, report: Report) -> None:
    """What comes over the air to a phone that was never here, compressed as the server does it, photos aside."""
    asked: list[str] = []
    cold = page.context.browser.new_context(viewport=page.viewport_size, storage_state=page.context.storage_state())
    fresh = cold.new_page()
    fresh.on("request", lambda wanted: asked.append(wanted.url))
    fresh.goto(urljoin(page.url, address))
    fresh.wait_for_load_state("networkidle")
    cold.close()
    sizes = {}
    for one in dict.fromkeys(one for one in asked if one.startswith("http")):
        body = page.request.get(one).body()
        sizes[urlsplit(one).path] = (
            len(body) if one.endswith((".woff2", ".png", ".jpg")) else len(gzip.compress(body, 6))
        )
    report.say(address, "heavier than 60 KB", sizes if sum(sizes.values()) > 60 * 1024 else None)
    report.say(address, "more than 8 requests", list(sizes) if len(sizes) > 8 else None)
