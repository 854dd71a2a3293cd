"""The ledger as a file."""

from django.utils.translation import gettext_lazy as _

from common import clock
from duties.filters import found_by
from duties.kinds import title_of
from registers.export import Field, Listing, register_listing


def _row(duty):
    bearer = duty.bearer
    unit = bearer.unit.name if bearer and bearer.unit else ""
    return (
        str(title_of(duty.kind)), duty.period, duty.title, bearer.name if bearer else "", unit, duty.due_on, duty.done_on,
        duty.exempt_reason,
    )  # fmt: skip


register_listing(
    Listing(
        "duties",
        _("What is owed"),
        (
            Field("kind", _("What is owed")),
            Field("period", _("Period")),
            Field("title", _("Owed to"), personal=True),
            Field("bearer", _("Owed by")),
            Field("unit", _("Unit")),
            Field("due", _("Last day"), kind="date"),
            Field("done", _("Done on"), kind="date"),
            Field("excused", _("Why excused")),
        ),
        lambda viewer, address: found_by(viewer, address, clock.today()).select_related("bearer__unit"),
        _row,
    )
)
