"""The quarter in an address."""

import datetime

from django.http import Http404

from common.periods import Quarter, parse


def quarter_asked(request, on: datetime.date) -> Quarter:
    """This quarter where none is named; one that has not begun, or something else, is no page."""
    asked = request.GET.get("period", "")
    try:
        period = parse(asked) if asked else Quarter.of(on)
    except ValueError:
        raise Http404 from None
    if not isinstance(period, Quarter) or period.start > on:
        raise Http404
    return period
