"""What stands round every page: place, person, menu, unread notices."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission as P
from accounts.roles import Role
from common import clock
from figures.queries import values
from figures.registry import FIGURES


@dataclass(frozen=True)
class Entry:
    """`figure`: whose tally stands beside it; `tab_label`: a shorter word for the phone's tabs."""

    key: str
    label: object
    icon: str
    url: str
    permissions: tuple[P, ...]
    admin: bool = False
    figure: str = ""
    is_hot: bool = False  # the number is of something late
    tab_label: object = ""


MENU = (
    Entry("todo", _("To do"), "checklist", "dashboards:todo", (P.VISITS_LOG, P.WISHES_CLAIM)),
    Entry("overview", _("Overview"), "layout-dashboard", "dashboards:overview", (P.OVERVIEW_SEE,)),
    Entry("teams", _("Teams"), "users-group", "teams:list", (P.TEAMS_SEE,), figure="teams.open"),
    Entry("households", _("Households"), "home", "households:list", (P.HOUSEHOLDS_SEE,), figure="households.open"),
    Entry("visits", _("Visits"), "notes", "visits:list", (P.VISITS_SEE,)),
    Entry("duties", _("What is owed"), "list-check", "duties:list", (P.DUTIES_SEE,)),
    Entry("wishes", _("Micro-wishes"), "heart-handshake", "wishes:list", (P.WISHES_SEE,), figure="wishes.waiting"),
    Entry("claims", _("Wishes to claim"), "gift", "wishes:claims", (P.WISHES_CLAIM,), tab_label=_("To claim")),
    Entry("reviews", _("Reviews"), "gavel", "reviews:list", (P.REVIEWS_SEE,), figure="reviews.late", is_hot=True),
    Entry("problems", _("Problems"), "flag", "problems:list", (P.PROBLEMS_SEE,), figure="problems.open"),
    Entry("registers", _("Registers in and out"), "file-import", "registers:list", (P.REGISTERS_IMPORT,), admin=True),
    Entry("policies", _("Rules and areas"), "settings", "policies:home", (P.SETUP_SEE,), admin=True),
    Entry("accounts", _("Accounts"), "user-cog", "accounts:list", (P.USERS_MANAGE,), admin=True),
    Entry("journal", _("Journal"), "history", "accounts:journal", (P.JOURNAL_READ,), admin=True),
    Entry("feedback", _("Complaints and suggestions"), "message-2", "problems:feedback", (P.SELF,), admin=True),
    Entry("me", _("My account"), "user-circle", "accounts:me", (P.SELF,), admin=True),
)  # fmt: skip

TABS = {
    Role.CADRE: ("todo", "households", "visits", "me"),
    Role.MEMBER: ("todo", "households", "visits", "me"),
    Role.CAPTAIN: ("todo", "households", "teams", "me"),
    Role.UNIT: ("todo", "teams", "claims", "me"),
    Role.ADMIN: ("accounts", "policies", "me"),
    Role.AUDITOR: ("journal", "me"),
}
OFFICE_TABS = ("overview", "teams", "problems", "me")


def shell(request):
    """Context processor; worked out only by pages that draw the shell (panels do not)."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"signed_in": False}
    viewer = request.viewer
    area = viewer.area
    return {
        "signed_in": True,
        "nav": _nav(request, viewer),
        "place": area.name if area else "",
        "area_name": area.name if area else "",
        "person": {"name": user.name, "role": Role(viewer.roles[0]).label if viewer.roles else ""},
        "unread": _unread(user),
        "text_size": user.text_size,
        "language": user.language,
        "shortcuts_on": user.shortcuts_on,
    }


def _nav(request, viewer):
    entries = [e for e in MENU if any(viewer.can(p) for p in e.permissions)]
    tabs = TABS.get(viewer.roles[0], OFFICE_TABS) if viewer.roles else ("me",)
    counts = _counts(viewer, entries)
    here = _here(request.path, entries)
    return [
        {
            "key": e.key,
            "label": e.label,
            "icon": e.icon,
            "url": url,
            "count": counts.get(e.figure),
            "active": url == here,
            "admin": e.admin,
            "hot": e.is_hot,
            "tab": e.key in tabs,
            "tab_label": e.tab_label,
        }
        for e in entries
        if (url := _url(e.url))
    ]


BESIDE = {"/wishes/promises/": "/wishes/claims/"}  # pages that belong to an entry whose address does not begin theirs


def _here(path: str, entries) -> str:
    """The entry whose address begins that of the page, the longest where several do."""
    path = next((entry for page, entry in BESIDE.items() if path.startswith(page)), path)
    return max((url for e in entries if (url := _url(e.url)) and path.startswith(url)), key=len, default="")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _counts(viewer, entries):
    """Menu counts in one query: only for whoever sees a whole area."""
    paths = viewer.paths(P.OVERVIEW_SEE)
    keys = [e.figure for e in entries if e.figure in FIGURES]
    if not paths or not keys:
        return {}
    found = values(keys, paths, clock.today())
    return {key: int(sum(found[key, path, "now"] for path in paths)) for key in keys}


def _unread(user) -> int:
    from notifications.queries import unread_count

    return unread_count(user)
