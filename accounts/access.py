"""The one obvious place of access: what each role may do, and the Viewer that answers every question about it.

Source of the rules: architecture.md section 4; security.md A1-A6.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.roles import Permission, Role
from regions.paths import county_of, covers, within_any

P = Permission
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class RoleSpec:
    """`area`: permissions over everything in the grant's area; `own`: only over one's own rows (my households, my unit)."""

    sentence: Any
    area: frozenset[Permission]
    own: frozenset[Permission] = frozenset()


_LOOK = {
    P.OVERVIEW_SEE, P.TEAMS_SEE, P.HOUSEHOLDS_SEE, P.VISITS_SEE, P.DUTIES_SEE, P.WISHES_SEE, P.REVIEWS_SEE, P.PROBLEMS_SEE, P.SELF,
    P.FUND_SEE, P.SHOP_SEE,
}  # fmt: skip
_VILLAGE = {
    P.TEAMS_SEE, P.HOUSEHOLDS_SEE, P.VISITS_SEE, P.VISITS_LOG, P.DUTIES_SEE, P.WISHES_SEE, P.REVIEWS_SEE, P.PROBLEMS_SEE,
    P.PROBLEMS_RAISE, P.SHOP_SEE, P.SHOP_RECORD, P.SELF,
}  # fmt: skip
_GIVER = frozenset({P.WISHES_CLAIM})  # everybody may meet a wish of the county, as himself or for his unit

ROLES: dict[str, RoleSpec] = {
    Role.ADMIN: RoleSpec(
        _("Looks after accounts and set-up. Cannot erase traces and sees no household."),
        frozenset({P.USERS_MANAGE, P.SETUP_SEE, P.SETUP_MANAGE, P.SELF}),
    ),
    Role.AUDITOR: RoleSpec(
        _("Reads the journal and nothing else."),
        frozenset({P.JOURNAL_READ, P.SELF}),
    ),
    Role.CLERK: RoleSpec(
        _("Runs the programme of the county: registers, teams, pairings, duties, rules."),
        frozenset(
            _LOOK
            | {
                P.SETUP_SEE, P.SETUP_MANAGE, P.TEAMS_EDIT, P.HOUSEHOLDS_EDIT, P.PAIRINGS_EDIT, P.SENSITIVE_REVEAL,
                P.VISITS_LOG, P.VISITS_EDIT, P.THEMES_EDIT, P.DUTIES_EXEMPT, P.DUTIES_URGE, P.WISHES_EDIT, P.WISHES_CHECK,
                P.FUND_APPLY, P.FUND_EDIT, P.FUND_APPROVE, P.SHOP_RECORD, P.SHOP_APPROVE,
                P.REVIEWS_EDIT, P.REVIEWS_OPEN, P.REVIEWS_GRADE, P.PROBLEMS_RAISE, P.PROBLEMS_EDIT, P.PROBLEMS_CLOSE,
                P.REGISTERS_IMPORT, P.REGISTERS_EXPORT,
            }
        ),
        own=_GIVER,
    ),
    Role.LEADER: RoleSpec(
        _("Sees all work of the county and may remind; approves grants of the care fund, changes nothing else."),
        frozenset(_LOOK | {P.DUTIES_URGE, P.REGISTERS_EXPORT, P.FUND_APPROVE}),
        own=_GIVER,
    ),
    Role.TOWNSHIP: RoleSpec(
        _("Runs the work of one township: sees it whole, logs visits, excuses duties, reminds."),
        frozenset(
            _LOOK
            | {
                P.HOUSEHOLDS_EDIT, P.VISITS_LOG, P.VISITS_EDIT, P.DUTIES_EXEMPT, P.DUTIES_URGE, P.WISHES_EDIT, P.WISHES_CHECK,
                P.FUND_APPLY, P.FUND_EDIT, P.SHOP_RECORD, P.SHOP_APPROVE,
                P.REVIEWS_EDIT, P.PROBLEMS_RAISE, P.PROBLEMS_EDIT, P.REGISTERS_IMPORT, P.REGISTERS_EXPORT, P.SENSITIVE_REVEAL,
            }
        ),
        own=_GIVER,
    ),
    Role.INSPECTOR: RoleSpec(
        _("Checks the work of the county: sees teams, households and visits; changes nothing."),
        frozenset(
            {
                P.OVERVIEW_SEE, P.TEAMS_SEE, P.HOUSEHOLDS_SEE, P.VISITS_SEE, P.DUTIES_SEE, P.REVIEWS_SEE, P.PROBLEMS_SEE,
                P.PROBLEMS_RAISE, P.SELF,
            }
        ),
    ),
    Role.UNIT: RoleSpec(
        _("A backing unit: sees the teams it backs, what its own people owe, and wishes to claim."),
        frozenset({P.SELF}),
        own=frozenset({P.TEAMS_SEE, P.DUTIES_SEE, P.WISHES_CLAIM, P.PROBLEMS_SEE}),
    ),
    Role.CAPTAIN: RoleSpec(
        _("Leads the team of a village: sees the village whole, logs visits, sees what pairing cadres owe there."),
        frozenset(_VILLAGE | {P.DUTIES_URGE, P.WISHES_EDIT, P.FUND_SEE, P.FUND_APPLY, P.REPORTS_WRITE, P.REGISTERS_EXPORT}),
        own=_GIVER,
    ),
    Role.MEMBER: RoleSpec(
        _("Member of a village's team: sees the village, logs visits."),
        frozenset(_VILLAGE),
        own=_GIVER,
    ),
    Role.CADRE: RoleSpec(
        _("Paired with households: sees these families and logs visits to them."),
        frozenset({P.SELF}),
        own=frozenset({P.HOUSEHOLDS_SEE, P.VISITS_SEE, P.VISITS_LOG, P.DUTIES_SEE, P.WISHES_SEE, P.WISHES_EDIT, P.WISHES_CLAIM, P.PROBLEMS_SEE, P.SHOP_SEE}),
    ),
}

# The home page by role; where a person holds several, the first in this order decides (ux.md section 3).
HOMES = {
    Role.CLERK: "overview", Role.LEADER: "overview", Role.TOWNSHIP: "overview", Role.INSPECTOR: "overview",
    Role.CAPTAIN: "todo", Role.MEMBER: "todo", Role.CADRE: "todo", Role.UNIT: "todo",
    Role.ADMIN: "accounts", Role.AUDITOR: "journal",
}  # fmt: skip


@dataclass(frozen=True)
class Viewer:
    """A person with the grants that hold on one day. Built once a request, explicitly by tasks and commands."""

    user: User
    grants: tuple[Grant, ...]
    on: datetime.date

    def paths(self, permission: Permission) -> list[str]:
        """Areas in which the permission holds for everything, the widest only, sorted."""
        found = sorted({g.path for g in self.grants if permission in ROLES[g.role].area})
        return [p for p in found if not any(covers(other, p) for other in found if other != p)]

    def can(self, permission: Permission, path: str = "") -> bool:
        """Does the permission hold in the area `path` (or anywhere, own rows included, if no path is given)?"""
        if not path:
            return bool(self.paths(permission)) or self.may_own(permission)
        return any(covers(p, path) for p in self.paths(permission))

    def may_own(self, permission: Permission) -> bool:
        return any(permission in ROLES[g.role].own for g in self.grants)

    def q(self, permission: Permission, field: str = "path") -> Q:
        """Filter for rows in an area where the permission holds."""
        return within_any(field, self.paths(permission))

    @cached_property
    def unit_ids(self) -> list[int]:
        return [g.unit_id for g in self.grants if g.role == Role.UNIT and g.unit_id]

    @cached_property
    def county_paths(self) -> list[str]:
        return sorted({county_of(g.path) for g in self.grants if g.path})

    @property
    def county_path(self) -> str:
        """The county a person works in; "" for somebody without any grant."""
        return self.county_paths[0] if self.county_paths else ""

    @cached_property
    def roles(self) -> list[str]:
        held = {g.role for g in self.grants}
        return [r for r in HOMES if r in held]

    @property
    def home(self) -> str:
        return HOMES[Role(self.roles[0])] if self.roles else "me"

    @cached_property
    def area(self):
        """The region whose name stands beside every title: the widest one in which he sees the overview or works."""
        wide = sorted(self.grants, key=lambda g: len(g.path))
        return wide[0].region if wide else None


def viewer_for(user: User, on: datetime.date) -> Viewer:
    """Build a Viewer; an inactive person has no grants."""
    if not user.is_authenticated or not user.is_active:
        return Viewer(user, (), on)
    return Viewer(user, tuple(Grant.objects.filter(user=user).open(on).select_related("region", "unit")), on)


class ScopedQuerySet(models.QuerySet):
    """Base of every QuerySet that carries an area: `see` is the permission asked, `path_field` where the area stands."""

    see: Permission = P.HOUSEHOLDS_SEE
    path_field = "path"

    def visible_to(self, viewer: Viewer):
        q = viewer.q(self.see, self.path_field)
        if viewer.may_own(self.see):
            q |= self.own(viewer)
        return self.filter(q)

    def listed_to(self, viewer: Viewer):
        """Rows whose facts stand in clear in a list behind a figure; a room whose pages hide some of what is visible overrides it."""
        return self.visible_to(viewer)

    def allowed(self, viewer: Viewer, permission: Permission):
        """Rows on which another permission (edit, log, exempt …) holds."""
        q = viewer.q(permission, self.path_field)
        if viewer.may_own(permission):
            q |= self.own(viewer)
        return self.filter(q)

    def own(self, viewer: Viewer) -> Q:
        """Rows that are the viewer's own whatever his area; rooms override it."""
        return NOTHING


def needs(*permissions: Permission) -> Callable:
    """A page for people who hold one of the permissions somewhere; others get 403, strangers the sign-in page."""

    def wrap(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.viewer.can(p) for p in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs = permissions
        return guarded

    return wrap


def signed_in(view):
    """A page for everybody with an account (his own data)."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.needs = (P.SELF,)
    return guarded


def public(view):
    """Marks a page that needs no account."""
    view.needs = ()
    return view


def quiet(view):
    """Marks an address that pages ask by themselves: it does not keep a session alive."""
    view.is_quiet = True
    return view
