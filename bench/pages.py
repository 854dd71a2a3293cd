"""Median server time and statements of the main pages on a filled database, beside the bare Django page in the same run.

    DATABASE_URL=… python -m bench.pages [--rounds 15]

The database must hold a demo county (`manage.py demo --size county --months 36` gives three years of visits). Pages are asked
through Django's own client, signed in, with the whole middleware; panels that a page loads by itself are asked too and counted in.
"""

import argparse
import os
import re
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PANEL = re.compile(r'hx-get="([^"]+)"[^>]*hx-trigger="[^"]*(?:load|revealed)')


def ask(client: Client, url: str) -> list[str]:
    """Ask for a page and the panels it loads; returns the addresses asked."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    panels = [p.replace("&amp;", "&") for p in PANEL.findall(answer.content.decode())]
    for panel in panels:
        assert client.get(panel).status_code == 200, panel
    return [url, *panels]


def measure(pages: dict[str, tuple[Client, str]], rounds: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):  # alternating, so that a noisy minute falls on all alike
        for name, (client, url) in pages.items():
            began = time.perf_counter()
            ask(client, url)
            times[name].append((time.perf_counter() - began) * 1000)
    floor = {"list": statistics.median(times["floor list"]), "page": statistics.median(times["floor page"])}
    print(f"{connection.vendor}, {rounds} rounds; milliseconds, median / worst; ratio to the bare page")
    for name, (client, url) in pages.items():
        with CaptureQueriesContext(connection) as caught:
            asked = ask(client, url)
        middle = statistics.median(times[name])
        kind = "page" if "page" in name else "list"
        print(
            f"{name:18} {middle:8.1f} / {max(times[name]):8.1f}  x{middle / floor[kind]:5.1f}  "
            f"{len(caught):3d} statements, {len(asked) - 1} panels"
        )


def signed_in(username: str) -> Client:
    from accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def main() -> None:
    from households.models import Household
    from problems.models import Problem
    from reviews.models import ReviewMeeting, ReviewRound
    from visits.models import Visit

    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    settings.ROOT_URLCONF = "bench.floor"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    one = Household.objects.order_by("?").first().pk
    clerk, cadre, captain, unit = (signed_in(name) for name in ("clerk", "cadre", "captain", "unit"))
    running = ReviewRound.objects.order_by("-quarter").first()
    team = ReviewMeeting.objects.filter(round=running).exclude(held_on=None).first().team_id
    problem = Problem.objects.closed().order_by("-pk").first().pk
    print(f"{Household.objects.count()} households, {Visit.objects.count()} visits")
    measure(
        {
            "floor list": (clerk, "/floor/households/"),
            "floor page": (clerk, f"/floor/households/{one}/"),
            "household list": (clerk, "/households/"),
            "household list f": (clerk, "/households/?q=王&view=monitored"),
            "household page": (clerk, f"/households/{one}/"),
            "overview": (clerk, "/overview/"),
            "overview township": (clerk, "/overview/439001102/"),
            "to-do cadre": (cadre, "/todo/"),
            "to-do captain": (captain, "/todo/"),
            "visits": (clerk, "/visits/"),
            "review matrix": (clerk, f"/reviews/{running.quarter}/"),
            "meeting page": (clerk, f"/reviews/{running.quarter}/{team}/"),
            "review year": (clerk, f"/reviews/year/{running.quarter[:4]}/"),
            "problem list": (clerk, "/problems/"),
            "problem page": (clerk, f"/problems/{problem}/"),
            "wish list": (clerk, "/wishes/?view=all"),
            "claim list": (unit, "/wishes/claims/"),
            "figure of wishes": (clerk, "/figures/wishes.days/?area=439001"),
            "public wishes": (Client(), "/w/439001/"),
            "fund": (clerk, "/wishes/fund/"),
            "fund account": (clerk, "/wishes/fund/account/"),
            "sponsors": (clerk, "/wishes/fund/sponsors/"),
            "shops": (clerk, "/wishes/shop/"),
            "points accounts": (clerk, "/wishes/shop/accounts/"),
            "points": (clerk, "/wishes/shop/points/"),
        },
        rounds,
    )


if __name__ == "__main__":
    main()
