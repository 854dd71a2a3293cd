"""Pictures of the main pages, per role, language and width, into var/screenshots: make screenshots

They come from a demo county of their own that lies in a temporary folder; the pictures are not kept in git.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FOLDER = os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="zc-pictures-")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright

from accounts.models import Session
from config.supervisor import answers
from households.models import Household
from problems.models import Problem
from reviews.models import ReviewRound
from teams.models import WorkTeam
from tests.conftest import CHROMIUM
from tests.journeys.house import until

ADDRESS = "http://127.0.0.1:8798"
TARGET = settings.BASE_DIR / "var" / "screenshots"
WIDTHS = {"desktop": (1366, 900), "phone": (390, 844)}
PAGES = {
    "sign-in": ("", "/sign-in/"),
    "overview": ("leader", "/overview/"),
    "overview-township": ("township", "/overview/"),
    "todo": ("cadre", "/todo/"),
    "todo-captain": ("captain", "/todo/"),
    "round": ("clerk", "/reviews/{quarter}/"),
    "meeting": ("township", "/reviews/{quarter}/{team}/"),
    "count": ("township", "/reviews/{quarter}/{team}/count/"),
    "report": ("captain", "/reviews/{quarter}/{team}/report/"),
    "problems": ("clerk", "/problems/"),
    "problem": ("clerk", "/problems/{problem}/"),
    "feedback": ("cadre", "/feedback/"),
    "visit": ("cadre", "/visits/new/"),
    "outbox": ("cadre", "/outbox/"),
    "households": ("clerk", "/households/"),
    "household": ("clerk", "/households/{household}/"),
    "teams": ("clerk", "/teams/"),
    "imports": ("clerk", "/imports/"),
    "rules": ("clerk", "/settings/"),
    "accounts": ("admin", "/accounts/"),
    "journal": ("auditor", "/journal/"),
    "gallery": ("clerk", "/gallery/"),
}


@contextmanager
def house():
    """A demo county behind a web server, both gone afterwards."""
    call_command("migrate", verbosity=0)
    call_command("demo", size="small")
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:8798", "--threads", "4", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR)
    try:
        while not answers(f"{ADDRESS}/livez"):
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(15)


def pictures(browser: Browser, size: str, language: str, values: dict[str, object]) -> None:
    width, height = WIDTHS[size]
    signed_in = None
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=1)
    for name, (role, address) in PAGES.items():
        if role != signed_in:
            context.close()
            context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=1)
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": ADDRESS}])
            page = context.new_page()
            signed_in = role
            if role:
                page.goto(f"{ADDRESS}/sign-in/")
                page.fill("[name=username]", role)
                page.fill("[name=password]", settings.DEMO_PASSWORD)
                page.press("[name=password]", "Enter")
                page.wait_for_load_state("networkidle")
                if language == "en":
                    page.request.post(f"{ADDRESS}/language/", form={"language": "en", "csrfmiddlewaretoken": token(page)})
        answer = page.goto(ADDRESS + address.format(**values))
        page.wait_for_load_state("networkidle")
        file = TARGET / f"{name}-{size}-{language}.png"
        page.screenshot(path=file, full_page=True)
        print(f"{file.relative_to(settings.BASE_DIR)}  {answer.status if answer else ''}")
    context.close()


def states(browser: Browser) -> None:
    """The phone without signal, state by state, at 390 pixels: offline, waiting, sent, refused, two versions, expired, the outbox."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=ADDRESS, locale="zh-CN")
    page = context.new_page()

    def keep(name: str) -> None:
        page.wait_for_timeout(700)
        page.screenshot(path=TARGET / f"state-{name}-phone-zh-hans.png")
        print(f"var/screenshots/state-{name}-phone-zh-hans.png")

    def begin(words: str) -> None:
        page.evaluate("() => { location.hash = 'pick'; }")
        page.locator("#todo-desk .rows a.whole").first.click()
        page.wait_for_selector("#todo-desk form.visit")
        page.fill("#todo-desk [name=content]", words)

    def save() -> None:
        page.wait_for_timeout(1300)
        page.locator("#todo-desk form .btn.pri").click()
        page.wait_for_selector(".after .chip")

    page.goto("/sign-in/?next=/todo/")
    page.fill("[name=username]", "cadre")
    page.fill("[name=password]", settings.DEMO_PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/todo/")
    page.wait_for_timeout(2500)
    context.set_offline(True)
    begin("户主出院在家休养，能下地走动。冬被缺一床。")
    page.wait_for_timeout(1300)
    keep("offline-form")
    save()
    keep("waiting")
    page.get_by_role("link", name="回到待办").click()
    keep("waiting-list")
    page.evaluate("() => { location.hash = 'outbox'; }")
    keep("waiting-outbox")
    context.set_offline(False)
    page.wait_for_selector("[data-list=sent]:not([hidden])")
    keep("sent-outbox")
    begin("明天再去一次。")
    page.fill("#todo-desk [name=on]", "2099-01-01")
    save()
    page.wait_for_selector(".after[data-state=refused]")
    keep("refused")
    page.locator(".after").get_by_role("button", name="改一改").click()
    page.wait_for_selector("#todo-desk .f.wrong")
    keep("refused-form")
    page.evaluate("() => { location.hash = ''; }")
    page.route("**/filing/visit/", lambda route: (route.fetch(), route.abort()))
    begin("第一次写的。")
    save()
    page.wait_for_selector(".after[data-state=waiting]")
    page.evaluate("() => { location.hash = 'outbox'; }")
    page.locator(".item", has_text="等网络上传").first.get_by_role("button", name="改一改").click()
    until(page, "() => document.querySelector('#todo-desk [name=content]')?.value")
    page.fill("#todo-desk [name=content]", "后来又改过的。")
    page.unroute("**/filing/visit/")
    save()
    page.wait_for_selector(".after[data-state=conflict]")
    keep("conflict")
    page.evaluate("() => { location.hash = ''; }")
    begin("登录过期前写的。")
    Session.objects.filter(user__username="cadre").delete()
    save()
    page.wait_for_selector(".after[data-state=signin]")
    keep("expired")
    context.close()


def token(page) -> str:
    return page.locator("meta[name=csrf-token]").first.get_attribute("content")


def main() -> None:
    if not CHROMIUM:
        sys.exit("No Chromium on this machine.")
    TARGET.mkdir(parents=True, exist_ok=True)
    with house(), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        first = Household.objects.order_by("pk").values_list("pk", flat=True).first()
        quarter = ReviewRound.objects.values_list("quarter", flat=True).order_by("-quarter").first()
        team, problem = WorkTeam.objects.order_by("pk").first().pk, Problem.objects.closed().order_by("-pk").first().pk
        for language in sys.argv[1:] or ("zh-hans", "en"):
            for size in WIDTHS:
                pictures(browser, size, language, {"household": first, "quarter": quarter, "team": team, "problem": problem})
        states(browser)
        browser.close()


if __name__ == "__main__":
    main()
