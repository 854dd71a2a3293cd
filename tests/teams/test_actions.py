"""Postings give and take the right to see a village; replacing keeps both lines."""

import datetime as dt

import pytest

from accounts.access import Permission, viewer_for
from accounts.models import JournalEntry
from teams import actions
from teams.models import CadrePlace, ChainLink, Posting, WorkTeam
from teams.queries import chain_of, gap_counts, staffed, with_gap

pytestmark = pytest.mark.django_db
P = Permission


@pytest.fixture
def told(cast):
    return {"by": cast.clerk, "at": cast.at, "on": cast.on}


@pytest.fixture
def newcomer(cast):
    return actions.register_cadre(
        name="新来人", county=cast.county, phone="13911112222", unit=cast.backing_unit, rank="clerk", by=cast.clerk, at=cast.at
    )


def test_registering_makes_a_sleeping_account(cast, newcomer):
    assert not newcomer.user.is_active and not newcomer.user.has_usable_password()
    assert newcomer.user.initials and newcomer.user.path == "439001"
    with pytest.raises(actions.CadreKnown):
        actions.register_cadre(name="新来人", county=cast.county, phone="13911112222", by=cast.clerk, at=cast.at)


def test_posting_gives_and_ending_takes_on_the_same_day(cast, newcomer, told):
    newcomer.user.is_active = True
    newcomer.user.save()
    posting = actions.post_cadre(cadre=newcomer, team=cast.team, role="member", **told)
    assert posting.term_ends_on == dt.date(2028, 10, 15)
    assert viewer_for(newcomer.user, cast.on).can(P.HOUSEHOLDS_SEE, cast.fengshuwan.path)
    assert CadrePlace.objects.get(cadre=newcomer, path=cast.fengshuwan.path).n_postings == 1
    ended = actions.end_posting(posting=posting, reason="health", **told)
    assert ended.closed_on == cast.on and ended.close_reason == "health"
    assert not viewer_for(newcomer.user, cast.on).can(P.HOUSEHOLDS_SEE, cast.fengshuwan.path)
    assert not CadrePlace.objects.filter(cadre=newcomer).exists()
    with pytest.raises(actions.PostingEnded):
        actions.end_posting(posting=posting, reason="health", **told)


def test_replacing_keeps_the_old_line_and_the_seat(cast, newcomer, told):
    new = actions.replace_cadre(posting=cast.captain_posting, successor=newcomer, reason="promoted", note="提拔", **told)
    old = Posting.objects.get(pk=cast.captain_posting.pk)
    assert (old.closed_on, old.successor, old.close_note) == (cast.on, new, "提拔")
    assert (new.role, new.is_first_secretary, new.opened_on) == ("captain", True, cast.on)
    assert not viewer_for(cast.captain, cast.on).can(P.HOUSEHOLDS_SEE, cast.fengshuwan.path)
    assert {"posting_ended", "cadre_posted", "cadre_replaced"} <= set(JournalEntry.objects.values_list("verb", flat=True))


def test_refusals(cast, newcomer, told):
    with pytest.raises(actions.SeatTaken):
        actions.post_cadre(cadre=newcomer, team=cast.team, role="captain", **told)
    with pytest.raises(actions.AlreadyPosted):
        actions.post_cadre(cadre=cast.member_cadre, team=cast.team, role="member", **told)
    with pytest.raises(actions.DatesTurned):
        actions.end_posting(posting=cast.member_posting, reason="other", **{**told, "on": dt.date(2024, 1, 1)})
    with pytest.raises(actions.TeamNotEmpty):
        actions.close_team(team=cast.team, **told)
    with pytest.raises(actions.TeamExists):
        actions.open_team(region=cast.fengshuwan, **told)
    assert Posting.objects.open().count() == 2


def test_head_captain_sees_his_township(cast, newcomer, told):
    newcomer.user.is_active = True
    newcomer.user.save()
    actions.post_cadre(cadre=newcomer, region=cast.longtan, role="head", **told)
    viewer = viewer_for(newcomer.user, cast.on)
    assert viewer.can(P.TEAMS_SEE, cast.laowuchang.path) and not viewer.can(P.TEAMS_SEE, cast.gaoping.path)


def test_chain_link_is_handed_on(cast, told):
    link = actions.set_chain_link(kind="village_leader", region=cast.fengshuwan, cadre=cast.cadre_cadre, **told)
    same = actions.set_chain_link(kind="village_leader", region=cast.fengshuwan, cadre=cast.cadre_cadre, **told)
    assert link == same and ChainLink.objects.count() == 1
    next_one = actions.set_chain_link(kind="village_leader", region=cast.fengshuwan, cadre=cast.member_cadre, **told)
    assert ChainLink.objects.open().get() == next_one
    held = {link.kind: link for link in chain_of(cast.fengshuwan.path, cast.on)}
    assert held["village_leader"].cadre == cast.member_cadre and held["area_leader"].is_gap
    actions.end_chain_link(link=next_one, **told)
    assert all(link.is_gap for link in chain_of(cast.fengshuwan.path, cast.on))


def test_gaps_in_the_database_are_those_of_the_rule(cast, told):
    actions.open_team(region=cast.gaoping, **told)
    teams, area = staffed(WorkTeam.objects.open()), {"path": "439001", "on": cast.on}
    counts = gap_counts(teams, **area)
    assert (counts["all"], counts["any"], counts["captain"], counts["few"], counts["term"]) == (2, 2, 1, 2, 0)
    assert [t.region.name for t in with_gap(teams, "captain", **area)] == ["高坪村"]
    soon = {"path": "439001", "on": dt.date(2026, 11, 10)}
    assert gap_counts(teams, **soon)["term"] == 1
