"""What a role's area and a reason must look like: plain values in, plain values out."""

import re

SLIP_DAYS = 14
MOST_SLIPS = 5000

# The levels of area (3 county, 4 township, 5 village; regions.models.Region.Level) in which a role makes sense.
AREA_LEVELS = {
    "admin": (1, 2, 3), "auditor": (1, 2, 3), "clerk": (3,), "leader": (3,), "inspector": (3, 4), "township": (4,),
    "unit": (3, 4, 5), "captain": (4, 5), "member": (5,), "cadre": (3, 4, 5),
}  # fmt: skip
# Nobody may both give rights and look after the trace of having given them (security A6).
NEVER_TOGETHER = frozenset({"admin", "auditor"})

SHORTEST_REASON = 2
LONGEST_REASON = 200


def fits(role: str, level: int) -> bool:
    return level in AREA_LEVELS[role]


def may_join(held: set[str], role: str) -> bool:
    """Whether somebody who holds some roles may be given one more."""
    return len((held | {role}) & NEVER_TOGETHER) < 2


def same_name(typed: str, kept: str) -> bool:
    return re.sub(r"[\s·•．.]", "", typed) == re.sub(r"[\s·•．.]", "", kept) != ""


def is_mostly(password: str, word: str) -> bool:
    """Whether a word and a few other characters make up the whole password: 'yunling2026', '@Yunling123'."""
    bare = password.lower()
    return len(word) >= 4 and word in bare and len(re.sub(r"[^a-z]", "", bare.replace(word, "", 1))) < 3


_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def device(user_agent: str) -> str:
    """'Android · WeChat' from a browser's long name; '' when nothing is known."""
    found = [next((word for mark, word in table if mark in user_agent), "") for table in (_SYSTEMS, _BROWSERS)]
    return " · ".join(word for word in found if word)
