"""What a role opens, and that it closes at once."""

import datetime as dt
import re

import pytest

from accounts import actions, queries
from accounts.access import ROLES, viewer_for
from accounts.models import Grant, JournalEntry, User
from accounts.refusals import (
    AlreadyGiven,
    AreaDoesNotFit,
    NeverTogether,
    NotYourself,
    ReasonNeeded,
    UnitMissing,
    UsernameTaken,
)
from accounts.roles import Permission as P
from accounts.roles import Role
from households.models import Household

pytestmark = pytest.mark.django_db


def give(cast, who, role, region, by="admin", **more):
    return actions.give_grant(user=cast.users[who], role=role, region=region, by=cast.users[by], at=cast.at, **more)


def test_every_role_has_a_sentence_and_a_home(cast):
    assert set(ROLES) == set(Role)
    assert all(str(spec.sentence).endswith(("。", ".")) for spec in ROLES.values())


def test_nobody_gives_rights_and_reads_the_trace():
    both = [role for role, spec in ROLES.items() if {P.USERS_MANAGE, P.JOURNAL_READ} <= spec.area | spec.own]
    assert not both


def test_a_demoted_clerk_sees_nothing_on_the_next_request(cast, signed_in, viewer_of):
    clerk = signed_in("clerk")
    assert clerk.get("/me/").status_code == 200
    actions.end_grant(grant=cast.grants["clerk"], by=cast.admin, at=cast.at)
    assert clerk.get("/me/").status_code == 302, "a role given by hand takes the sessions along"
    viewer = viewer_of("clerk")
    assert not Household.objects.visible_to(viewer).exists()
    assert not any(viewer.can(permission) for permission in P)


def test_an_ended_posting_sees_nothing_on_the_next_request(cast, signed_in, viewer_of):
    captain = signed_in("captain")
    assert Household.objects.visible_to(viewer_of("captain")).count() == 2
    actions.end_grants(source=f"posting:{cast.captain_posting.pk}", by=cast.clerk, at=cast.at)
    assert captain.get("/me/").status_code == 200, "the account stays"
    assert not Household.objects.visible_to(viewer_of("captain")).exists()


def test_a_grant_counts_from_its_day_until_before_its_end(cast):
    grant = cast.grants["leader"]
    Grant.objects.filter(pk=grant.pk).update(opened_on=dt.date(2026, 10, 10), closed_on=dt.date(2026, 10, 20))
    days = {d: bool(viewer_for(cast.leader, dt.date(2026, 10, d)).grants) for d in (9, 10, 19, 20)}
    assert days == {9: False, 10: True, 19: True, 20: False}


@pytest.mark.parametrize(
    "who, role, area, error",
    [
        ("admin", Role.CLERK, "county", NotYourself),
        ("leader", Role.TOWNSHIP, "county", AreaDoesNotFit),
        ("leader", Role.CLERK, "longtan", AreaDoesNotFit),
        ("auditor", Role.ADMIN, "county", NeverTogether),
        ("leader", Role.LEADER, "county", AlreadyGiven),
        ("leader", Role.UNIT, "county", UnitMissing),
    ],
)
def test_what_cannot_be_given(cast, who, role, area, error):
    with pytest.raises(error):
        give(cast, who, role, getattr(cast, area))


def test_giving_and_ending_leave_one_line_each(cast):
    grant = give(cast, "leader", Role.INSPECTOR, cast.county)
    actions.end_grant(grant=grant, by=cast.admin, at=cast.at)
    verbs = list(JournalEntry.objects.of("accounts.grant", grant.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["role_given", "role_ended"]


def test_a_source_may_give_twice(cast):
    first = give(cast, "leader", Role.CAPTAIN, cast.laowuchang, source="posting:9")
    assert give(cast, "leader", Role.CAPTAIN, cast.laowuchang, source="posting:9") == first


def test_a_closed_account_is_out_at_once(cast, signed_in):
    clerk = signed_in("clerk")
    actions.deactivate_user(user=cast.clerk, by=cast.admin, at=cast.at)
    assert clerk.get("/me/").status_code == 302
    assert not viewer_for(User.objects.get(pk=cast.clerk.pk), cast.on).grants
    with pytest.raises(NotYourself):
        actions.deactivate_user(user=cast.admin, by=cast.admin, at=cast.at)


def test_user_names_are_made_and_never_twice(cast):
    made = [actions.create_user(name="陈文静", path="439001", by=cast.admin, at=cast.at) for _ in range(3)]
    assert len({user.username for user in made}) == 3 and all(user.username.startswith("cwj") for user in made)
    with pytest.raises(UsernameTaken):
        actions.create_user(name="陈文静", path="439001", username="Clerk", by=cast.admin, at=cast.at)


def test_roles_in_words(cast, viewer_of):
    words = [(one.label, one.place) for one in queries.roles_in_words(viewer_of("captain"))]
    assert len(words) == 1 and words[0][1] == "枫树湾村"
    assert queries.roles_in_words(viewer_of("unit"))[0].place == "云岭县水利局"


def test_a_reveal_needs_a_reason_and_names_the_area(cast):
    person = cast.persons[4]
    with pytest.raises(ReasonNeeded):
        actions.note_reveal(subject=person, field="id_number", reason="  ", by=cast.clerk, at=cast.at)
    actions.note_reveal(subject=person, field="id_number", reason="核对 医保", by=cast.clerk, at=cast.at)
    line = JournalEntry.objects.get(verb="value_revealed")
    assert line.path == cast.fengshuwan.path and line.detail == {"field": "id_number", "reason": "核对 医保"}
    assert person.id_number not in str(line.detail)


# --- the pages -----------------------------------------------------------------------------------------
def test_the_administrator_makes_an_account_from_name_to_role(cast, signed_in):
    admin = signed_in("admin")
    answer = admin.post("/accounts/new/", {"name": "刘 新来", "phone": "139-1111-2222", "county": cast.county.pk})
    person = User.objects.get(phone="13911112222")
    assert answer.url == f"/accounts/{person.pk}/grants/" and person.is_sleeping
    answer = admin.post(answer.url, {"role": "township", "region": cast.longtan.pk})
    assert answer.url == f"/accounts/{person.pk}/"
    page = admin.get(answer.url).content.decode()
    assert "龙潭镇" in page and "13911112222" not in page


def test_a_refusal_keeps_what_was_typed(cast, signed_in):
    answer = signed_in("admin").post("/accounts/new/", {"name": "刘新来", "username": "clerk", "county": cast.county.pk})
    assert answer.status_code == 200 and "刘新来" in answer.content.decode()
    assert answer.context["form"].errors["username"]


def test_foreign_accounts_are_not_found(cast, signed_in):
    admin = signed_in("admin")
    foreign = admin.get(f"/accounts/{cast.stranger.pk}/")
    missing = admin.get("/accounts/99999999/")
    assert foreign.status_code == missing.status_code == 404
    bodies = [re.sub(r"[A-Za-z0-9]{64}|/accounts/[0-9]+/", "", answer.content.decode()) for answer in (foreign, missing)]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    "query, names",
    [
        ({"q": "陈"}, {"陈文静"}), ({"q": "cwj"}, {"陈文静"}), ({"q": "13900000001"}, {"陈文静"}),
        ({"role": "captain"}, {"李文涛"}), ({"state": "closed"}, set()), ({"area": "439001102"}, {"张明远", "李文涛", "王小雨"}),
        ({"role": "nonsense", "q": "赵"}, {"赵国庆"}),
    ],
)  # fmt: skip
def test_the_list_narrows(cast, signed_in, query, names):
    page = signed_in("admin").get("/accounts/", query)
    assert {person.name for person in page.context["page"].object_list} == names


def test_the_list_asks_as_much_for_many_as_for_few(cast, signed_in, django_assert_max_num_queries):
    User.objects.bulk_create(User(username=f"u{n}", name=f"干部{n}", path="439001", password="!x") for n in range(300))
    admin = signed_in("admin")
    with django_assert_max_num_queries(15):
        assert admin.get("/accounts/").context["page"].paginator.count == 310


def test_preferences_and_language(cast, signed_in, client):
    clerk = signed_in("clerk")
    clerk.post("/me/", {"language": "en", "text_size": "huge"})
    cast.clerk.refresh_from_db()
    assert (cast.clerk.language, cast.clerk.text_size, cast.clerk.shortcuts_on) == ("en", "huge", False)
    assert "What I may do" in clerk.get("/me/").content.decode()
    answer = client.post("/language/", {"language": "en", "next": "//evil.example"})
    assert answer.url == "/" and "Sign in" in client.get("/sign-in/").content.decode()
