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

from config.supervisor import answers
from households.models import Household
from problems.models import Problem
from reviews.models import ReviewRound
from teams.models import WorkTeam
from tests.conftest import CHROMIUM

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
        browser.close()


if __name__ == "__main__":
    main()
