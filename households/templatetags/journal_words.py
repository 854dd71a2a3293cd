"""Lines of the journal about a household in words."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import JournalEntry

register = template.Library()

DEEDS = {
    "household_opened": _("Household written down"),
    "household_corrected": _("Facts corrected"),
    "household_reclassified": _("Type changed"),
    "household_closed": _("Household closed"),
    "household_tagged": _("Tag put on"),
    "household_untagged": _("Tag taken off"),
    "person_added": _("Member added"),
    "person_corrected": _("Member corrected"),
    "person_left": _("Member left"),
    "paired": _("Helper chosen"),
    "pairing_ended": _("Pairing ended"),
    "pairing_handed_over": _("Handed over to another helper"),
    "pairing_class_changed": _("Pairing class changed"),
    "value_revealed": _("A hidden value was shown"),
}
FIELDS = {
    "group_name": _("Group"), "head_name": _("Head"), "phone": _("Phone"), "address": _("Address"), "cause": _("Cause of risk"),
    "dangerous_house": _("Dangerous house"), "safe_water": _("Safe water"), "income_per_head": _("Net income per head"),
    "identified_on": _("First identified on"), "name": _("Name"), "relation": _("Relation to head"), "gender": _("Gender"),
    "born_on": _("Born on"), "id_number": _("ID number"), "education": _("Education"), "pupil": _("At school"),
    "labour": _("Labour capacity"), "months_away": _("Months of work away"), "insured": _("Illness insurance"),
    "health": _("Health"),
}  # fmt: skip


@register.filter
def deed(entry: JournalEntry) -> str:
    return str(DEEDS.get(entry.verb, entry.verb))


@register.filter
def deed_lines(entry: JournalEntry) -> list[str]:
    """Field by field what it was and what it became; a reason where one was given."""
    lines = [
        gettext("%(field)s: %(before)s → %(after)s")
        % {"field": FIELDS.get(name, name), "before": before or "—", "after": after or "—"}
        for name, (before, after) in entry.detail.get("changes", {}).items()
    ]
    if entry.verb == "value_revealed":
        lines.append(str(FIELDS.get(entry.detail.get("field", ""), "")))
    if reason := entry.detail.get("reason"):
        lines.append(gettext("Reason: %(reason)s") % {"reason": reason})
    return lines
