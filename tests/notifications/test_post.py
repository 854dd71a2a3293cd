"""The outbox: told once, in one's language, one message a day, tried again when it fails, never in the way of a save."""

import datetime as dt
import time
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import transaction

from notifications import actions, channels, queries
from notifications.actions.relay import claim, hand_over_urgent
from notifications.messages import KINDS, Kind
from notifications.models import Delivery, Notice, Preference, Robot
from notifications.rules import MOST_ATTEMPTS, merged, next_try

AT = dt.datetime(2026, 10, 15, 1, 0, tzinfo=dt.UTC)  # nine in the morning at the office
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def kinds():
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def soon():
    return Kind("test_soon", "快到期的走访")


@pytest.fixture
def urgent():
    return Kind("test_urgent", "督办", urgent=True)


@pytest.fixture
def mailed(cast):
    for user in (cast.cadre, cast.captain):
        user.email = f"{user.username}@example.org"
        user.save()
    return cast


@pytest.fixture
def robot(cast, monkeypatch):
    posted = []
    monkeypatch.setattr(channels, "post_to_robot", lambda robot, title, body: posted.append((title, body)) or True)
    row = actions.add_robot(
        region=cast.longtan, kind="wecombot", name="龙潭镇群", by=cast.clerk, at=AT,
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1a2b3c4d-0000-1111-2222-333344445555",
    )  # fmt: skip
    return row, posted


def test_told_once_and_not_before_it_is_due(mailed, soon):
    assert actions.post(soon, to=mailed.cadre, title="甲户", key="a", at=AT, due_at=AT + DAY)
    assert not actions.post(soon, to=mailed.cadre, title="甲户又来", key="a", at=AT)
    assert queries.unread_count(mailed.cadre, AT) == 0
    assert queries.unread_count(mailed.cadre, AT + DAY) == 1
    mailed.captain.is_active = False
    assert not actions.post(soon, to=mailed.captain, title="乙户", key="a", at=AT)


def test_many_letters_take_few_statements(cast, soon, django_assert_max_num_queries):
    letters = [actions.Letter(cast.cadre, f"第{n}户", f"k{n}") for n in range(400)]
    with django_assert_max_num_queries(16):
        assert actions.post_many(soon, letters, at=AT) == 400
    assert actions.post_many(soon, letters, at=AT) == 0


def test_a_notice_is_written_in_the_language_of_its_reader(cast, soon):
    from django.utils.translation import gettext_lazy

    cast.cadre.language = "en"
    actions.post(soon, to=cast.cadre, title=gettext_lazy("Work desk"), key="a", at=AT)
    actions.post(soon, to=cast.captain, title=gettext_lazy("Work desk"), key="a", at=AT)
    english, chinese = Notice.objects.order_by("pk").values_list("title", flat=True)
    assert english == "Work desk"
    assert chinese in ("工作台", "Work desk")  # the catalogue may not be compiled on this machine


def test_one_merged_message_a_person_and_day(mailed, soon):
    for n in range(12):
        actions.post(soon, to=mailed.cadre, title=f"第{n}户 剩 3 天", key=f"k{n}", at=AT)
    actions.post(soon, to=mailed.clerk, title="没有邮箱的人", key="x", at=AT)
    actions.digest(at=AT)
    actions.digest(at=AT)
    actions.relay(at=AT)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["cadre@example.org"]
    assert mail.outbox[0].body.count("快到期的走访") == 1
    assert mail.outbox[0].body.count("剩 3 天") == 10
    actions.post(soon, to=mailed.cadre, title="晚到的", key="late", at=AT)
    actions.digest(at=AT)
    actions.relay(at=AT)
    assert len(mail.outbox) == 1  # the next message comes tomorrow
    actions.digest(at=AT + DAY)
    actions.relay(at=AT + DAY)
    assert "晚到的" in mail.outbox[1].body
    assert "第0户" not in mail.outbox[1].body


def test_urgent_goes_out_at_once_unless_it_is_not_wanted(mailed, urgent):
    actions.prefer(channel="mail", is_on=False, by=mailed.captain, at=AT)
    for user in (mailed.cadre, mailed.captain):
        actions.post(urgent, to=user, title="请今天答复", key="t1", at=AT)
    actions.relay(at=AT)
    assert [message.to for message in mail.outbox] == [["cadre@example.org"]]
    assert Preference.objects.get().is_on is False
    actions.digest(at=AT)
    assert Delivery.objects.count() == 1


def test_the_group_gets_counts_and_no_names(mailed, soon, robot):
    _, posted = robot
    village = mailed.fengshuwan.path
    for n in range(3):
        actions.post(soon, to=mailed.cadre, title=f"枫长林{n}", key=f"k{n}", path=village, at=AT)
    actions.post(soon, to=mailed.cadre, title="石大山", key="other", path=mailed.gaoping.path, at=AT)
    actions.digest(at=AT)
    actions.relay(at=AT)
    assert len(posted) == 1
    assert "3" in posted[0][1] and "枫长林" not in posted[0][1]


def test_a_failed_message_is_tried_again_later_and_given_up_at_last(mailed, urgent, monkeypatch):
    def down(delivery):
        raise channels.NotSent("mail server is down")

    monkeypatch.setitem(channels.WAYS, "mail", down)
    actions.post(urgent, to=mailed.cadre, title="急", key="t", at=AT)
    at, tries = AT, 0
    for _ in range(20):
        actions.relay(at=at)
        row = Delivery.objects.get()
        tries = row.attempts
        at += dt.timedelta(hours=13)
    assert (row.state, tries) == (Delivery.State.GIVEN_UP, MOST_ATTEMPTS)
    assert row.last_error == "mail server is down"
    assert next_try(1, AT) == AT + dt.timedelta(minutes=1)
    assert next_try(MOST_ATTEMPTS, AT) is None


def test_two_relays_send_once_and_a_dead_one_is_replaced(mailed, urgent):
    actions.post(urgent, to=mailed.cadre, title="急", key="t", at=AT)
    hand_over_urgent(AT)
    row = Delivery.objects.get()
    assert claim(row.pk, AT) and not claim(row.pk, AT)
    actions.relay(at=AT)
    assert mail.outbox == []  # somebody is sending it
    actions.relay(at=AT + dt.timedelta(minutes=20))
    assert len(mail.outbox) == 1


def test_a_robot_is_kept_sealed_and_nothing_else_is_taken(cast, monkeypatch):
    for wrong in ("http://169.254.169.254/latest", "json://example.org/x", "https://example.org/hook", "随便写写"):
        with pytest.raises(actions.NotARobot):
            actions.add_robot(region=cast.county, kind="wecombot", name="群", address=wrong, by=cast.clerk, at=AT)
    row = actions.add_robot(
        region=cast.county, kind="dingtalk", name="县群", secret="SECabc", by=cast.clerk, at=AT,
        address="https://oapi.dingtalk.com/robot/send?access_token=" + "ab12" * 16,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.address.startswith("dingtalk://") and "ab12ab12" not in row.masked_address
    sealed = Robot.objects.values_list("address", flat=True).get()
    assert "ab12ab12" not in repr(sealed)
    said = []
    monkeypatch.setattr(
        "requests.post", lambda url, **kwargs: said.append((url, kwargs)) or SimpleNamespace(status_code=200)
    )
    actions.try_robot(row, by=cast.clerk, at=AT)
    assert said[0][0].startswith("https://oapi.dingtalk.com/robot/send") and len(said) == 1
    monkeypatch.setattr("requests.post", lambda url, **kwargs: SimpleNamespace(status_code=500, content=b""))
    with pytest.raises(actions.RobotSilent):
        actions.try_robot(row, by=cast.clerk, at=AT)
    actions.close_robot(row, by=cast.clerk, at=AT)
    row.refresh_from_db()
    assert (row.address, Robot.objects.open().count()) == ("", 0)


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_does_not_hold_up_a_save(settings, soon, monkeypatch):
    """Nobody listens on this port; the row is saved, the page goes on within three seconds, the next one at once."""
    from tests.cast import make_cast

    cast = make_cast()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    from celery import current_app

    monkeypatch.setattr(current_app.conf, "broker_url", settings.REDIS_URL, raising=False)
    waker = __import__("notifications.actions.wake", fromlist=["_be_quiet"])
    monkeypatch.setattr(waker, "_quiet_until", 0.0)
    asked = []

    def hang(*args, **kwargs):
        asked.append(args)
        time.sleep(30)

    monkeypatch.setattr(current_app, "send_task", hang)
    start = time.perf_counter()
    with transaction.atomic():
        actions.post(soon, to=cast.cadre, title="甲户", key="a", at=AT)
        actions.post(soon, to=cast.cadre, title="乙户", key="b", at=AT)
    first = time.perf_counter() - start
    actions.post(soon, to=cast.cadre, title="丙户", key="c", at=AT)
    assert Notice.objects.count() == 3
    assert len(asked) == 1
    assert first < 3


def test_the_message_of_the_day_is_readable():
    text = merged([("快到期", ["甲", "乙"]), ("逾期", ["丙"])], "还有 %d 件")
    assert text == "【快到期】\n· 甲\n· 乙\n\n【逾期】\n· 丙"


def test_old_post_is_cleared_away(mailed, soon):
    actions.post(soon, to=mailed.cadre, title="旧", key="old", at=AT)
    actions.mark_all_read(by=mailed.cadre, at=AT)
    actions.clean_up(at=AT + dt.timedelta(days=100))
    assert Notice.objects.count() == 1
    actions.clean_up(at=AT + dt.timedelta(days=200))
    assert Notice.objects.count() == 0
