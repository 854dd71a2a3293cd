"""The visit form as a part of another page: the same fields, words and questions of the month as on its own page."""

import datetime

from django import template

from visits.forms import VisitForm
from visits.models import MonthTheme

register = template.Library()


@register.inclusion_tag("visits/carried.html")
def visit_form(path: str, on: datetime.date, theme: MonthTheme | None) -> dict:
    """`{% visit_form path on theme %}`: two <template> elements, one household's form without the household, and the theme."""
    form = VisitForm(None, None, path=path, today=on, household=None, theme=theme)
    return {"form": form, "theme": theme, "on": on}
