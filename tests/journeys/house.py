"""A demo county behind the live server, somebody signed in at a width, and what is asked of any page."""

import re
from contextlib import contextmanager

from django.conf import settings

from common import clock
from dashboards.demo.build import build
from dashboards.demo.world import SIZES

PASSWORD = "demo-password-1"
PHONE, DESK = 390, 1366
HEIGHT = {PHONE: 844, DESK: 900}


def make_demo(on=None, at=None) -> None:
    build(SIZES["small"], on=on or clock.today(), at=at or clock.now(), password=PASSWORD, months=4)


class Taps:
    """A page whose taps are counted."""

    def __init__(self, page) -> None:
        self.page, self.n = page, 0

    def tap(self, target, **more) -> None:
        self.n += 1
        (self.page.locator(target).first if isinstance(target, str) else target).click(**more)


@contextmanager
def window(browser, address: str, width: int = DESK, language: str = "zh-hans"):
    """A page of its own; its errors stand in page.heard."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT[width]},
        base_url=address,
        locale="en-GB" if language == "en" else "zh-CN",
    )
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address}])
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.heard = []
    page.on("console", lambda said: page.heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    try:
        yield page
    finally:
        context.close()


def until(page, script: str, seconds: int = 15) -> None:
    """Wait until the script says yes. Playwright's own waiting looks again from inside the page by eval, which our
    content policy forbids, so it fails whenever the first look is too early.
    """
    for _ in range(seconds * 10):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it did not come about: {script}")


def sign_in(page, username: str, language: str = "zh-hans", password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    if page.locator("html").get_attribute("lang").lower() != language:  # the account keeps what it chose last
        mark = page.locator("meta[name=csrf-token]").get_attribute("content")
        page.request.post(
            "/language/", form={"language": language, "csrfmiddlewaretoken": mark}, headers={"Referer": page.url}
        )


def overflow(page) -> int:
    """How many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def half_width(page) -> list[str]:
    """Latin punctuation beside Chinese in what a person reads."""
    text = page.locator("body").inner_text()
    return [text[max(0, m.start() - 12) : m.end() + 12] for m in re.finditer(r"[\u4e00-\u9fff][,:?()]", text)]
