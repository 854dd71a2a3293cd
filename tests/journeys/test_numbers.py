"""Every number on overview and team pages is exactly as long as the list behind it, for every role; strangers find nothing."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from accounts.models import User
from tests.journeys.house import make_demo

pytestmark = pytest.mark.django_db
ROLES = ("admin", "clerk", "leader", "township", "captain", "member", "cadre", "inspector", "unit", "auditor")
TOTAL = re.compile(r'data-total="(\d+)"')
NUMBER = re.compile(r"-?[\d,]+")
CRAWLED = re.compile(r"^/(overview|teams|people|units|coverage|todo|reviews|households/coverage)/")


class Links(HTMLParser):
    """The links of a page with the text they show; a bar of a chart shows a share, not a count."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._href, self._text, self._drawn = "", "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "svg":
            self._drawn = "chart" in (dict(attrs).get("class") or "")
        if tag == "a" and not self._drawn:
            self._href, self._text = dict(attrs).get("href") or "", ""

    def handle_data(self, data):
        self._text += data

    def handle_endtag(self, tag):
        if tag == "svg":
            self._drawn = False
        if tag == "a" and self._href:
            self.found.append((self._href, " ".join(self._text.split())))
            self._href = ""


class Crawl:
    """One role walks from its home over overviews and team pages and opens the list of every number."""

    def __init__(self, username: str) -> None:
        self.client = Client()
        self.client.force_login(
            User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        self.username, self.seen, self.lists, self.wrong = username, set(), {}, []

    def get(self, address: str):
        return self.client.get(address.partition("#")[0], follow=True)

    def walk(self, *starts: str, most: int = 24) -> "Crawl":
        waiting, kinds, source = list(starts), {}, {}
        while waiting and len(self.seen) < most:
            address = waiting.pop(0)
            if address in self.seen:
                continue
            self.seen.add(address)
            answer = self.get(address)
            if answer.status_code in (403, 404) and address in starts:
                continue  # this role has no such page
            if answer.status_code != 200:
                self.wrong.append((source.get(address), address, answer.status_code))
                continue
            for href, text in Links(answer.content.decode()).found:
                if href.startswith("/figures/") and NUMBER.fullmatch(text):
                    self.compare(address, href, int(text.replace(",", "")))
                elif CRAWLED.match(href):
                    kind = re.sub(r"\d+", "n", href.partition("?")[0]) + str(len(href.partition("?")[0]))
                    kinds[kind] = kinds.get(kind, 0) + 1
                    if kinds[kind] <= 4:
                        source.setdefault(href, address)
                        waiting.append(href)
        return self

    def compare(self, page: str, href: str, told: int) -> None:
        if href not in self.lists:
            answer = self.get(href)
            html = answer.content.decode()
            total = TOTAL.search(html)
            summed = re.search(r'<span class="push">([\d,]+)</span>', html)
            n = summed[1].replace(",", "") if summed else total[1] if total else None
            self.lists[href] = int(n) if n is not None and answer.status_code == 200 else (answer.status_code, n)
        if self.lists[href] != told:
            self.wrong.append((page, href, told, self.lists[href]))


def test_every_number_equals_its_list():
    make_demo()
    lists, pages = set(), set()
    for role in ROLES:
        crawl = Crawl(role).walk(
            "/", "/todo/", "/reviews/", "/overview/", "/overview/?period=2026-09", "/overview/?period=2026-Q3", "/teams/", "/coverage/"
        )
        assert crawl.wrong == [], f"{role}: {crawl.wrong[:12]}"
        if role in ("clerk", "leader", "township", "inspector"):
            assert len(crawl.lists) > 20, (role, len(crawl.lists))
        lists |= set(crawl.lists)
        pages |= {page for page in crawl.seen if re.match(r"/overview/439|/teams/\d", page)}
    stranger = Crawl("stranger")
    for address in [*sorted(lists)[:60], *sorted(pages), "/overview/439001/", "/overview/439001102/"]:
        answer = stranger.get(address)
        if "439001" in address or address in pages:
            assert answer.status_code == 404, address
        else:
            total = TOTAL.search(answer.content.decode())
            assert total is None or total[1] == "0", (address, "a stranger's list of this county is empty")
