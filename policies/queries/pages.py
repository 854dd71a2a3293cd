"""The rules as the set-up pages show them: what holds now, since when, by what source, and what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from accounts.access import Permission, Viewer
from policies import wording
from policies.keys import GROUPS, KEYS, Key, of_group
from policies.models import SettingValue
from policies.queries.settings import Held, Settings, settings_for
from regions.models import Region


@dataclass(frozen=True)
class Rule:
    key: Key
    value: Any
    held: Held | None
    next: Held | None
    path: str

    @property
    def is_default(self) -> bool:
        return self.held is None

    @property
    def since(self) -> dt.date | None:
        return self.held.opened_on if self.held else None

    @property
    def source(self) -> str:
        return self.held.source if self.held and self.held.source else self.key.source

    @property
    def source_words(self) -> str:
        """Page and article ids, or that no page was seen."""
        if self.source.startswith(("domain", "ux", "mission")):
            return gettext("decided for this system")
        return self.source.replace("UNVERIFIED", gettext("proposed, no page seen"))

    @property
    def words(self) -> str:
        return wording.in_words(self.key, self.value)

    @property
    def next_words(self) -> str:
        return wording.raw_in_words(self.key, self.next.value) if self.next else ""

    @property
    def is_inherited(self) -> bool:
        """The value comes from an area above."""
        return self.held is not None and self.held.path != self.path

    @property
    def is_unverified(self) -> bool:
        return self.is_default and self.key.is_unverified


@dataclass(frozen=True)
class GroupOfRules:
    code: str
    title: Any
    rules: list[Rule]


def rule_of(key: Key, settings: Settings) -> Rule:
    return Rule(key, settings[key], settings.held(key), settings.next(key), settings.path)


def rules_by_group(path: str, on: dt.date) -> list[GroupOfRules]:
    settings = settings_for(path, on)
    return [
        GroupOfRules(code, title, [rule_of(key, settings) for key in of_group(code)]) for code, title in GROUPS.items()
    ]


def history(key: Key, path: str) -> QuerySet[SettingValue]:
    """Every value the setting was given in the area itself, newest first."""
    return SettingValue.objects.filter(key=key.name, path=path).select_related("set_by").order_by("-opened_on")


def setup_areas(viewer: Viewer, permission: Permission = Permission.SETUP_SEE) -> QuerySet[Region]:
    """Counties and townships whose rules the viewer sees (or may change)."""
    levels = [Region.Level.COUNTY, Region.Level.TOWNSHIP]
    return Region.objects.filter(viewer.q(permission), level__in=levels, closed_on=None).order_by("path")


def known_key(name: str) -> Key | None:
    return KEYS.get(name)
