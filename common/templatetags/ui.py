"""Pieces of the look that need a little arithmetic: icons, bars, charts, pages. The markup is in templates/components/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import tablericons
from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Meanings of this house -> names in the icon set, so that one thing looks the same everywhere.
ICONS = {
    "overview": "layout-dashboard",
    "todo": "list-check",
    "team": "users-group",
    "teams": "users-group",
    "household": "home",
    "households": "home",
    "visit": "notebook",
    "visits": "notebook",
    "review": "gavel",
    "reviews": "gavel",
    "wish": "heart-handshake",
    "wishes": "heart-handshake",
    "problem": "flag",
    "problems": "flag",
    "inspection": "shield-check",
    "inspections": "shield-check",
    "leave": "calendar-event",
    "assessment": "award",
    "assessments": "award",
    "import": "file-import",
    "imports": "file-import",
    "export": "file-export",
    "print": "printer",
    "reports": "printer",
    "notice": "message-report",
    "notices": "message-report",
    "area": "map-pin",
    "person": "user",
    "people": "users",
    "me": "user",
    "more": "menu-2",
    "back": "arrow-left",
    "add": "plus",
    "overdue": "alert-octagon",
    "soon": "clock",
    "doing": "progress",
    "waiting": "circle-dashed",
    "returned": "corner-up-left",
    "done": "check",
    "void": "ban",
    "hardship": "alert-triangle",
    "income": "coin",
    "offline": "wifi-off",
    "upload": "cloud-up",
    "help": "help-circle",
    "info": "info-circle",
    "audit": "history",
    "reveal": "eye",
    "close": "x",
    "feedback": "message-2",
    "undo": "arrow-back-up",
}
_EMPTY = re.compile(r'<path stroke="none"[^>]*/>|(?<=>)\s+(?=<)')

# Status -> (icon, tone, word). Seven words and no more.
STATUSES = {
    "todo": ("circle-dashed", "todo", _("To do")),
    "doing": ("progress", "info", _("In progress")),
    "soon": ("clock", "warn", _("Due soon")),
    "overdue": ("alert-octagon", "bad", _("Overdue")),
    "returned": ("corner-up-left", "bad", _("Returned")),
    "done": ("check", "done", _("Completed")),
    "void": ("ban", "void", _("Void")),
}


@lru_cache(maxsize=512)
def _icon(name: str, size: int, css: str) -> SafeString:
    drawn = tablericons._render_icon(f"outline/{name}", size, stroke_width=1.75)
    drawn = drawn.replace("<svg", f'<svg class="{css}" aria-hidden="true" focusable="false"', 1)
    return mark_safe(_EMPTY.sub("", drawn))


@register.simple_tag
def gap() -> str:
    """`{% gap %}` between two sentences: a space, and none in Chinese, whose full stop brings its own."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.simple_tag
def colon(label: Any) -> str:
    """What stands between a label and what is said of it: a colon, and none after a label that is a question."""
    return gap() if str(label).endswith(("?", "？")) else pgettext("between label and error", ": ")


@register.simple_tag
def icon(name: str, size: int = 18, css: str = "ic") -> str:
    """`{% icon "home" %}`, `{% icon "visit" 22 %}`: a picture beside a word, silent to screen readers."""
    if not name:
        return ""
    plain = str(name)
    return _icon(ICONS.get(plain, plain), int(size), "ic" if css == "ic" else f"ic {css}")


@register.inclusion_tag("components/status.html")
def status(status: str, label: str = "") -> dict[str, Any]:
    """`{% status "overdue" %}` or `{% status row.status "超 2 天" %}`: icon, word and colour together."""
    return {"status": str(status), "label": label}


@register.filter
def status_icon(status: str) -> str:
    return STATUSES.get(str(status), STATUSES["todo"])[0]


@register.filter
def status_tone(status: str) -> str:
    return STATUSES.get(str(status), STATUSES["todo"])[1]


@register.filter
def status_word(status: str) -> Any:
    return STATUSES.get(str(status), ("", "", status))[2]


@register.filter
def clamp(value: Any) -> str:
    """A number for an SVG percentage: between 0 and 100, always with a point."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return "0"
    return f"{min(max(number, 0.0), 100.0):.1f}".rstrip("0").rstrip(".")


@register.filter
def ratio(part: Any, whole: Any) -> float | None:
    """`{{ done|ratio:total }}` -> 68.4 for a bar; None when the whole is nothing or unknown."""
    try:
        return 100 * float(part) / float(whole)
    except (TypeError, ValueError, ZeroDivisionError):
        return None


@register.inclusion_tag("components/progress.html")
def progress(
    percent: Any = None, target: Any = None, label: str = "", tone: str = "", text: str = "", thick: bool = False
) -> dict[str, Any]:
    """A bar with an optional tick where one should be by now. `tone="low"` when it lags."""
    return {"percent": percent, "target": target, "label": label, "tone": tone, "text": text, "thick": thick}


@register.inclusion_tag("components/barchart.html")
def barchart(
    bars: Iterable[Mapping[str, Any]], label: str = "", table_url: str = "", height: int = 200
) -> dict[str, Any]:
    """Bars of `{label, value, text?, url?, emphasis?, unfinished?}`; a value of None leaves a gap and a dash."""
    rows = list(bars)
    top = max([float(b["value"]) for b in rows if b.get("value") is not None] or [1.0]) or 1.0
    step = 100 / max(len(rows), 1)
    broad = min(step * 0.58, 12)
    floor = height - 30
    drawn = []
    for n, bar in enumerate(rows):
        value = bar.get("value")
        text = "—" if value is None else str(bar.get("text") or value)
        kind = "unfinished" if bar.get("unfinished") else "emphasis" if bar.get("emphasis") else "main"
        tall = 0.0 if value is None else (floor - 28) * max(float(value), 0.0) / top
        drawn.append(
            {
                "label": bar.get("label", ""),
                "text": text,
                "url": bar.get("url", ""),
                "kind": kind,
                "crowded": kind == "main" and len(text) * len(rows) > 40,  # left out on a phone: see the table
                "alternate": len(rows) > 8 and (len(rows) - 1 - n) % 2 == 1,
                "x": f"{n * step + (step - broad) / 2:.1f}",
                "middle": f"{n * step + step / 2:.1f}",
                "y": f"{floor - tall:.1f}",
                "above": f"{floor - tall - 8:.1f}",
                "width": f"{broad:.1f}",
                "height": f"{tall:.1f}",
            }
        )
    return {
        "bars": drawn,
        "label": label,
        "table_url": table_url,
        "height": height,
        "floor": floor,
        "below": height - 8,
    }


@register.inclusion_tag("components/stack.html")
def stack(parts: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """One small bar of shares `{value, label, grade}`; grade 1 (lightest, good) to 4 (darkest, poor)."""
    rows = [p for p in parts if p.get("value")]
    whole = sum(float(p["value"]) for p in rows) or 1.0
    at, drawn = 0.0, []
    for part in rows:
        share = 100 * float(part["value"]) / whole
        drawn.append({**part, "x": f"{at:.2f}", "width": f"{share:.2f}"})
        at += share
    return {"parts": drawn, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], unit: str = "") -> dict[str, Any]:
    """Numbered pages, total and jump; every other choice in the address is kept."""
    request = context.get("request")
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    kept = [] if request is None else [(k, v) for k, vs in request.GET.lists() if k != "page" for v in vs]
    return {"page": page, "numbers": numbers, "kept": kept, "unit": unit, "request": request}


@register.filter
def undo_url(message: Any) -> str:
    """Where a message tagged `undo:/address/` can be taken back."""
    for tag in str(getattr(message, "extra_tags", "") or "").split():
        if tag.startswith("undo:/"):
            return tag[5:]
    return ""
