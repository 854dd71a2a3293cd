"""The ways out: e-mail through Django, group robots through apprise. A way raises `NotSent` with a plain reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage

from notifications.models import Delivery, Robot

# What the robot's page in the group shows, and the token in it. No other host is ever called.
PAGES = {
    "wecombot": re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)", re.ASCII),
    "dingtalk": re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)", re.ASCII),
    "feishu": re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?", re.ASCII),
}
TOKEN = re.compile(r"[\w-]{16,200}", re.ASCII)
KEPT = re.compile(r"(\w+)://(?:([^@/]*)@)?([\w-]+)", re.ASCII)


class NotSent(Exception):
    """The message did not go out; try again later."""


def robot_address(kind: str, text: str, secret: str = "") -> str:
    """kind://secret@token from what the robot's page shows, or from the bare token. ValueError for anything else."""
    text, secret = text.strip(), secret.strip()
    found = PAGES[kind].fullmatch(text)
    token = found[1] if found else text
    if not TOKEN.fullmatch(token) or not re.fullmatch(r"[\w-]*", secret, re.ASCII):
        raise ValueError("not a robot of this kind")
    return f"{kind}://{secret}@{token}" if secret else f"{kind}://{token}"


def send_mail(delivery: Delivery) -> None:
    if delivery.to is None or not delivery.to.email:
        raise NotSent("no e-mail address")
    try:
        EmailMessage(delivery.subject, delivery.body, to=[delivery.to.email]).send()
    except OSError as error:
        raise NotSent(type(error).__name__) from error


def send_robot(delivery: Delivery) -> None:
    if delivery.robot is None:
        raise NotSent("no robot")
    if not post_to_robot(delivery.robot, delivery.subject, delivery.body):
        raise NotSent("the robot did not take it")


def post_to_robot(robot: Robot, title: str, body: str) -> bool:
    """Post now; False when it was not taken. Only the one plug-in is loaded (all of them are 130)."""
    found = KEPT.fullmatch(robot.address)
    if not found:
        return False
    _, secret, token = found.groups()
    return bool(_service(robot.kind, token, secret or None).notify(title=title, body=body))


def _service(kind: str, token: str, secret: str | None) -> Any:
    if kind == Robot.Kind.DINGTALK:
        from apprise.plugins.dingtalk import NotifyDingTalk

        return NotifyDingTalk(token=token, secret=secret)
    if kind == Robot.Kind.FEISHU:
        from apprise.plugins.feishu import NotifyFeishu

        return NotifyFeishu(token=token)
    from apprise.plugins.wecombot import NotifyWeComBot

    return NotifyWeComBot(key=token)


WAYS: dict[str, Callable[[Delivery], None]] = {
    Delivery.Channel.MAIL: send_mail,
    Delivery.Channel.ROBOT: send_robot,
}
