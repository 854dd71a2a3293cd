"""Fill an empty database with an invented county."""

import secrets
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from common import clock
from dashboards.demo.build import build
from dashboards.demo.world import SIZES
from regions.models import Region


class Command(BaseCommand):
    help = "demo --size small|county [--on DATE]: a deterministic invented county with sign-ins for every role"

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=SIZES, default="small")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="the day the county is seen on")
        parser.add_argument("--months", type=int, default=14, help="months of visits")

    def handle(self, *, size, on, months, **options):
        if Region.objects.exists():
            raise CommandError("This database holds data already. The demo is only made in an empty one.")
        given = settings.DEMO_PASSWORD
        password = given or secrets.token_urlsafe(9)
        with transaction.atomic():
            names = build(SIZES[size], on=on or clock.today(), at=clock.now(), password=password, months=months)
        self.stdout.write("Demo county ready. Sign in as: " + " ".join(names))
        self.stdout.write("Password: " + ("the one in DEMO_PASSWORD" if given else password))
