"""The group robots of an area."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts import journal
from accounts.models import User
from common.clock import office_date
from common.errors import Refused
from notifications import channels
from notifications.models import Robot
from regions.models import Region


class NotARobot(Refused):
    code = "not_a_robot"
    message = _(
        "This is not the address of such a robot. Copy the whole web address from the robot's page in the group."
    )


class RobotSilent(Refused):
    code = "robot_silent"
    message = _(
        "The robot did not take the trial message. Check its address, and whether this server may reach the internet."
    )


@transaction.atomic
def add_robot(
    *, region: Region, kind: str, name: str, address: str, secret: str = "", by: User, at: dt.datetime
) -> Robot:
    """Keep the address of a robot, sealed. NotARobot for an address of anything else."""
    try:
        sealed = channels.robot_address(kind, address, secret)
    except (ValueError, TypeError):
        raise NotARobot(fields={"address": NotARobot.message}) from None
    robot = Robot.objects.create(
        region=region, path=region.path, kind=kind, name=name, address=sealed, language=by.language,
        opened_on=office_date(at), opened_by=by,
    )  # fmt: skip
    journal.record("robots.add", by=by, at=at, subject=robot, robot=robot.masked_address)
    return robot


@transaction.atomic
def close_robot(robot: Robot, *, by: User, at: dt.datetime) -> None:
    if Robot.objects.filter(pk=robot.pk, closed_on=None).update(closed_on=office_date(at), address=""):
        journal.record("robots.close", by=by, at=at, subject=robot)


def try_robot(robot: Robot, *, by: User, at: dt.datetime) -> None:
    """Post one trial message now; RobotSilent if it is not taken."""
    with override(robot.language):
        title, body = gettext("Trial message"), gettext("Reminders of the day will come here.")
    journal.record("robots.try", by=by, at=at, subject=robot)
    if not channels.post_to_robot(robot, title, body):
        raise RobotSilent
