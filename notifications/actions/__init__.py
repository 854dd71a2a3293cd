"""Deeds of the post room: post, read, digest, relay; the robots of an area; what a person wants to get."""

from notifications.actions.digests import digest
from notifications.actions.inbox import mark_all_read, mark_read, prefer
from notifications.actions.post import Letter, post, post_many
from notifications.actions.relay import relay
from notifications.actions.robots import NotARobot, RobotSilent, add_robot, close_robot, try_robot
from notifications.actions.tidy import clean_up
from notifications.actions.wake import wake

__all__ = [
    "Letter",
    "NotARobot",
    "RobotSilent",
    "add_robot",
    "clean_up",
    "close_robot",
    "digest",
    "mark_all_read",
    "mark_read",
    "post",
    "post_many",
    "prefer",
    "relay",
    "try_robot",
    "wake",
]
