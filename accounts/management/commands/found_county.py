"""Begin a real county in an empty house: the county itself and its first administrator."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actions import create_user, give_grant, set_first_password
from accounts.models import User
from accounts.roles import Role
from common import clock
from common.text import initials
from regions.models import Region


class Command(BaseCommand):
    help = "found_county --code 439001000000 --name 云岭县 [--admin admin] [--clerk clerk]: no account exists before this"

    def add_arguments(self, parser):
        parser.add_argument("--code", required=True, help="12-digit division code")
        parser.add_argument("--name", required=True)
        parser.add_argument("--admin", default="admin", help="sign-in name of the first administrator")
        parser.add_argument("--clerk", default="clerk", help="sign-in name of the first county clerk")

    def handle(self, *, code, name, admin, clerk, **options):
        if len(code) != 12 or not (code.isascii() and code.isdigit()) or not code.endswith("000000") or code.startswith("0"):
            raise CommandError("A county's division code has 12 digits and ends with 000000.")
        path = Region.path_for(code, Region.Level.COUNTY)
        if User.objects.filter(username__in=[admin, clerk]).exists():
            raise CommandError("These sign-in names are taken; choose others with --admin and --clerk.")
        with transaction.atomic():
            county, is_new = Region.objects.get_or_create(
                code=code, defaults={"name": name, "level": Region.Level.COUNTY, "path": path, "initials": initials(name)}
            )
            made = [self.person(county, admin, Role.ADMIN), self.person(county, clerk, Role.CLERK)]
        self.stdout.write(f"{county.name} {'founded' if is_new else 'was there already'}.")
        for username, password in made:
            self.stdout.write(f"Sign in as {username} with {password} and choose a password of your own.")

    def person(self, county, username, role):
        """An account with a random password that must be changed at the first sign-in."""
        at, password = clock.now(), secrets.token_urlsafe(12)
        user = create_user(name=str(role.label), username=username, path=county.path, by=None, at=at)
        set_first_password(user=user, password=password, by=None, at=at, must_change=True)
        give_grant(user=user, role=role, region=county, by=None, at=at, on=clock.today())
        return username, password
