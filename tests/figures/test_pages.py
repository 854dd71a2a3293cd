"""The list pages behind figures, and the command."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from figures.registry import FIGURES

pytestmark = pytest.mark.django_db


def test_the_list_has_as_many_rows_as_the_figure_says(cast, signed_in):
    page = signed_in("clerk").get(reverse("figures:list", args=["households.open"]), {"area": "439001"})
    assert page.status_code == 200
    assert 'data-total="6"' in page.content.decode()


def test_everybody_sees_only_his_own_rows(cast, signed_in):
    for who, n in (("township", 4), ("captain", 2), ("cadre", 3), ("stranger", 2)):
        page = signed_in(who).get(reverse("figures:list", args=["households.open"]))
        assert f'data-total="{n}"' in page.content.decode(), who


def test_an_area_of_another_county_is_not_found(cast, signed_in):
    url = reverse("figures:list", args=["households.open"])
    assert signed_in("clerk").get(url, {"area": "439002"}).status_code == 404
    assert signed_in("clerk").get(url, {"area": "nowhere"}).status_code == 404


def test_an_unknown_figure_and_a_wrong_period_are_not_found(cast, signed_in):
    clerk = signed_in("clerk")
    assert clerk.get("/figures/no.such/").status_code == 404
    assert clerk.get("/figures/visits.made/", {"period": "2026-13"}).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_figure_has_a_page(cast, signed_in, language):
    cast.clerk.language = language
    cast.clerk.save()
    clerk = signed_in("clerk")
    for key in FIGURES:
        assert clerk.get(reverse("figures:list", args=[key])).status_code == 200, key
    assert clerk.get(reverse("figures:meanings")).status_code == 200


def test_the_command_prints_each_figure_beside_its_list(cast, capsys):
    call_command("figures", "--period", "2026-10", "--area", "439001102000", "--on", "2026-10-15", "--json")
    lines = json.loads(capsys.readouterr().out)
    assert {line["key"] for line in lines} == set(FIGURES)
    assert all(line["value"] == line["rows"] for line in lines)
    assert next(line for line in lines if line["key"] == "households.open")["value"] == 4


def test_another_day_is_counted_without_touching_the_tallies(cast, capsys):
    from figures.models import Tally

    call_command("figures", "--period", "2026-08", "--area", "439001000000", "--on", "2026-08-31", "--json")
    lines = json.loads(capsys.readouterr().out)
    assert all(line["value"] == line["rows"] for line in lines)
    assert not Tally.objects.exists()
