"""Lists out: masked, formula-safe, with a reason, in the background, for the maker only."""

import datetime as dt

import pytest
import time_machine
from django.http import QueryDict

from accounts.access import Permission
from accounts.models import JournalEntry, Unit
from accounts.roles import Role
from common import clock
from common.sheets import read
from households.models import Household
from registers import actions, export
from registers.export import Field, Listing
from registers.models import Export

FAMILIES = Listing(
    name="families",
    title="农户",
    fields=(
        Field("no", "户编号"),
        Field("head", "户主", personal=True),
        Field("phone", "电话", kind="phone", personal=True),
    ),
    find=lambda viewer, params: Household.objects.visible_to(viewer).filter(head_name__contains=params.get("q", "")),
    row=lambda one: (one.no, one.head_name, one.phone),
)


@pytest.fixture(autouse=True)
def listing(monkeypatch):
    monkeypatch.setitem(export._LISTINGS, "families", FAMILIES)


def ask(client, **more):
    return client.post("/exports/", {"listing": "families", "query": "", **more})


def lines(answer) -> list[tuple]:
    book = read(b"".join(answer.streaming_content), "x.xlsx")
    return [tuple(book.heads), *(values for _, values in book.rows())]


def test_a_short_list_comes_at_once_masked_and_in_scope(cast, signed_in):
    Household.objects.filter(pk=cast.households["gaoping", "01"].pk).update(head_name="=1+1")
    answer = ask(signed_in("clerk"))
    found = lines(answer)
    assert found[0] == ("户编号", "户主", "电话") and len(found) == 7
    assert {line[2] for line in found[1:]} == {"138****0000"}
    assert "=1+1" in {line[1] for line in found}
    assert len(lines(ask(signed_in("township")))) == 5
    assert len(lines(ask(signed_in("clerk"), query="q=枫"))) == 3
    entry = JournalEntry.objects.filter(verb="export_list").first()
    assert entry.title == "families" and entry.detail["rows"] == 2


def test_csv_and_an_empty_list(cast, signed_in):
    answer = ask(signed_in("clerk"), format="csv")
    assert b"".join(answer.streaming_content).startswith("\ufeff户编号".encode())
    assert ask(signed_in("clerk"), query="q=nobody").status_code == 302


def test_numbers_in_full_need_right_and_reason(cast, signed_in):
    clerk = signed_in("clerk")
    answer = ask(clerk, is_unmasked="on")
    assert answer.status_code == 200 and "reason" in answer.content.decode()
    assert ask(clerk, is_unmasked="on", asked="1").status_code == 422
    assert "13800000000" in {line[2] for line in lines(ask(clerk, is_unmasked="on", reason="核对电话"))}
    assert {line[2] for line in lines(ask(signed_in("leader"), is_unmasked="on", reason="看看"))} == {
        "电话",
        "138****0000",
    }
    assert JournalEntry.objects.filter(verb="export_list", detail__unmasked=True).count() == 1


def test_above_a_hundred_rows_a_reason_is_asked(cast, signed_in, monkeypatch):
    monkeypatch.setattr("registers.actions.exporting.REASON_ABOVE", 3)
    answer = ask(signed_in("clerk"))
    assert "用途" in answer.content.decode()
    assert len(lines(ask(signed_in("clerk"), reason="年度核对"))) == 7


def test_long_lists_are_made_in_the_background_for_the_maker_only(cast, signed_in, monkeypatch):
    monkeypatch.setattr("registers.actions.exporting.STREAMED", 3)
    clerk = signed_in("clerk")
    answer = ask(clerk, reason="年度核对")
    page = answer["Location"]
    assert 'hx-trigger="every 1s"' in clerk.get(page).content.decode()
    assert actions.run_exports(now=clock.now) == 1 and actions.run_exports(now=clock.now) == 0
    assert "下载" in clerk.get(page).content.decode()
    assert clerk.get(f"{page}file/").status_code == 200
    assert JournalEntry.objects.filter(verb="fetch_export").count() == 1
    for who, code in (("leader", 404), ("stranger", 404), ("member", 403)):
        assert signed_in(who).get(f"{page}file/").status_code == code
    cast.grants["clerk"].closed_on = cast.on
    cast.grants["clerk"].save()
    assert clerk.get(f"{page}file/").status_code == 403
    with time_machine.travel(clock.now() + dt.timedelta(hours=25), tick=False):
        assert actions.expire(at=clock.now()) == 1
    assert Export.objects.get().file == ""


def test_rights_are_asked_again_when_the_file_is_made(cast, viewer_of, monkeypatch):
    monkeypatch.setattr("registers.actions.exporting.STREAMED", 0)
    row = actions.export(
        wanted=FAMILIES, params=QueryDict(""), format="xlsx", viewer=viewer_of("clerk"), by=cast.clerk, at=clock.now()
    )
    cast.grants["clerk"].closed_on = cast.on
    cast.grants["clerk"].save()
    actions.run_exports(now=clock.now)
    row.refresh_from_db()
    assert row.state == "failed" and row.error


def test_who_may_not_export(cast, signed_in):
    for who in ("member", "cadre", "inspector", "admin"):
        assert ask(signed_in(who)).status_code == 403
    assert ask(signed_in("clerk"), listing="nothing").status_code == 404
    assert Permission.REGISTERS_EXPORT and Role.CLERK and Unit
