"""The first deed in an empty house."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from regions.models import Region

pytestmark = pytest.mark.django_db


def test_a_county_is_founded_with_two_people_who_must_choose_a_password(capsys):
    call_command("found_county", "--code", "439001000000", "--name", "云岭县")
    told = capsys.readouterr().out
    assert Region.objects.get().path == "439001"
    assert set(User.objects.values_list("username", "must_change_password")) == {("admin", True), ("clerk", True)}
    password = told.split("clerk with ")[1].split(" ")[0]
    assert User.objects.get(username="clerk").check_password(password)


def test_a_second_founding_and_a_wrong_code_are_refused():
    call_command("found_county", "--code", "439001000000", "--name", "云岭县")
    with pytest.raises(CommandError):
        call_command("found_county", "--code", "439001000000", "--name", "云岭县")
    with pytest.raises(CommandError):
        call_command("found_county", "--code", "4390", "--name", "云岭县", "--admin", "a", "--clerk", "b")
