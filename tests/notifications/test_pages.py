"""The inbox, the choice of channels, the robots' page."""

import datetime as dt

from django.urls import reverse

from notifications import actions
from notifications.messages import Kind
from notifications.models import Notice, Preference, Robot

AT = dt.datetime(2026, 10, 15, 1, 0, tzinfo=dt.UTC)
SOON = Kind("test_page", "快到期的走访")


def test_the_inbox_is_ones_own(client, cast):
    actions.post(SOON, to=cast.cadre, title="甲户 剩 3 天", key="a", url="/visits/", at=AT)
    actions.post(SOON, to=cast.captain, title="乙户 剩 3 天", key="a", at=AT)
    client.force_login(cast.cadre)
    body = client.get(reverse("notifications:inbox")).content.decode()
    assert "甲户" in body and "乙户" not in body
    theirs = Notice.objects.get(to=cast.captain)
    assert client.post(reverse("notifications:opened", args=[theirs.pk])).status_code == 404
    mine = Notice.objects.get(to=cast.cadre)
    assert client.post(reverse("notifications:opened", args=[mine.pk])).headers["Location"] == "/visits/"
    assert "甲户" not in client.get(reverse("notifications:inbox")).content.decode()
    assert "甲户" in client.get(reverse("notifications:inbox") + "?show=all").content.decode()
    theirs.refresh_from_db()
    assert theirs.is_unread


def test_a_notice_never_leads_outside(client, cast):
    actions.post(SOON, to=cast.cadre, title="甲", key="a", url="https://example.org/", at=AT)
    actions.post(SOON, to=cast.cadre, title="乙", key="b", url="//example.org/", at=AT)
    client.force_login(cast.cadre)
    for notice in Notice.objects.all():
        answer = client.post(reverse("notifications:opened", args=[notice.pk]))
        assert answer.headers["Location"] == reverse("notifications:inbox")


def test_all_are_read_at_once(client, cast):
    for n in range(3):
        actions.post(SOON, to=cast.cadre, title=f"{n}", key=f"{n}", at=AT)
    client.force_login(cast.cadre)
    client.post(reverse("notifications:read-all"))
    assert not Notice.objects.unread().exists()


def test_mail_is_switched_off(client, cast):
    client.force_login(cast.cadre)
    assert client.get(reverse("notifications:preferences")).status_code == 200
    client.post(reverse("notifications:preferences"), {})
    assert Preference.objects.get().is_on is False


def test_robots_belong_to_the_set_up(client, cast):
    client.force_login(cast.cadre)
    assert client.get(reverse("notifications:robots")).status_code == 403
    client.force_login(cast.clerk)
    token = "1a2b3c4d-0000-1111-2222-333344445555"
    typed = {"region": cast.county.pk, "kind": "wecombot", "name": "县群", "address": token, "secret": ""}
    wrong = client.post(reverse("notifications:new-robot"), {**typed, "address": "http://10.0.0.1/"})
    assert wrong.status_code == 200 and not Robot.objects.exists()
    client.post(reverse("notifications:new-robot"), typed)
    body = client.get(reverse("notifications:robots")).content.decode()
    assert "县群" in body and token not in body and "5555" in body
    client.force_login(cast.stranger)
    robot = Robot.objects.get()
    assert client.post(reverse("notifications:close-robot", args=[robot.pk])).status_code == 404
    client.force_login(cast.clerk)
    client.post(reverse("notifications:close-robot", args=[robot.pk]))
    assert "县群" not in client.get(reverse("notifications:robots")).content.decode()


def test_the_api_gives_ones_own_notices(client, cast):
    actions.post(SOON, to=cast.cadre, title="甲户", key="a", at=AT)
    actions.post(SOON, to=cast.captain, title="乙户", key="a", at=AT)
    client.force_login(cast.cadre)
    (row,) = client.get("/api/v1/notices/").json()["results"]
    assert row["title"] == "甲户"
    assert client.post(f"/api/v1/notices/{row['id']}/read/").json()["read_at"]
    theirs = Notice.objects.get(to=cast.captain)
    assert client.get(f"/api/v1/notices/{theirs.pk}/").status_code == 404
