"""Figures of the visit log and of what is owed: one definition each for the number and its list."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from duties.models import Duty
from figures.registry import Column, Figure, Window, register
from households.models import Household
from regions.queries import name_of
from visits.models import Visit

MONTHLY, QUARTERLY = "visit_month", "visit_quarter"
_WEEK = timedelta(days=7)


def of_month(window: Window):
    """Visits owed to monitored households in the month."""
    return Duty.objects.of(MONTHLY).in_period(window.within).owed()


def of_quarter(window: Window):
    """Visits owed to ordinary ex-poor households in the quarter."""
    return Duty.objects.of(QUARTERLY).in_period(window.within).owed()


def done_within(duties, window: Window):
    return duties.filter(done_on__lt=window.within.end)


def late_duties(window: Window):
    return Duty.objects.of(MONTHLY, QUARTERLY).unmended(on=window.on)


def late_households(window: Window):
    """Households whose late visit nobody has made up: a family counts once, however many visits are missing."""
    late = late_duties(window).filter(subject_kind="household", subject_id=OuterRef("pk"))
    return Household.objects.open().filter(Exists(late))


def due_soon(window: Window):
    """Households whose visit is due within seven days and not done."""
    soon = Duty.objects.of(MONTHLY, QUARTERLY).pending(on=window.on).filter(
        subject_kind="household", subject_id=OuterRef("pk"), due_on__lte=window.on + _WEEK
    )
    return Household.objects.open().filter(Exists(soon))


def covered(window: Window):
    """Households that anybody visited in the quarter (domain.md 1.11: anybody's visit counts for coverage)."""
    visits = Visit.objects.standing().in_period(window.within).filter(household=OuterRef("pk"))
    return Household.objects.open().filter(Exists(visits))


def made(window: Window):
    return Visit.objects.standing().in_period(window.within)


def monitored_covered(window: Window):
    return covered(window).monitored()


def hardships(window: Window):
    return made(window).exclude(hardship="")


def with_duty_names(rows, window: Window):
    return rows.annotate(place=name_of(), owner=F("bearer__name")).select_related("bearer")


def with_late_names(rows, window: Window):
    late = late_duties(window).filter(subject_kind="household", subject_id=OuterRef("pk")).order_by("overdue_from")
    person = User.objects.filter(pk=OuterRef("late_bearer")).values("name")[:1]
    return rows.annotate(
        place=name_of(),
        late_from=Subquery(late.values("overdue_from")[:1]),
        late_bearer=Subquery(late.values("bearer")[:1]),
    ).annotate(owner=Subquery(person))


def with_place(rows, window: Window):
    return rows.annotate(place=name_of())


def household_url(pk) -> str:
    return reverse("households:detail", args=[pk])


DUTY_COLUMNS = (
    Column(_("household"), lambda d: d.title, lambda d: household_url(d.subject_id), "name"),
    Column(_("village"), lambda d: d.place, kind="name"),
    Column(_("owed by"), lambda d: d.owner, kind="name"),
    Column(_("last day"), lambda d: d.due_on, kind="date"),
    Column(_("done on"), lambda d: d.done_on, kind="date"),
)
HOUSEHOLD_COLUMNS = (
    Column(_("head"), lambda h: h.head_name, lambda h: household_url(h.pk), "name"),
    Column(_("village"), lambda h: h.place, kind="name"),
    Column(_("group"), lambda h: h.group_name, kind="name"),
    Column(_("last visited on"), lambda h: h.last_visited_on, kind="date"),
)
LATE_COLUMNS = (
    *HOUSEHOLD_COLUMNS[:2],
    Column(_("owed by"), lambda h: h.owner, kind="name"),
    Column(_("late from"), lambda h: h.late_from, kind="date"),
    HOUSEHOLD_COLUMNS[3],
)
VISIT_COLUMNS = (
    Column(_("date"), lambda v: v.on, lambda v: reverse("visits:detail", args=[v.pk]), "date"),
    Column(_("household"), lambda v: v.household.head_name, lambda v: household_url(v.household_id), "name"),
    Column(_("village"), lambda v: v.place, kind="name"),
    Column(_("visited by"), lambda v: v.by.name, kind="name"),
    Column(_("what was seen"), lambda v: v.hardship or v.content),
)


def with_visit_names(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("household", "by")


register(
    Figure(
        "visits.month_owed", _("monitored households to visit this month"),
        _("Visits owed to monitored households in the month, exempted ones left out."),
        _("households"), "month", of_month, DUTY_COLUMNS, decorate=with_duty_names,
    ),
    Figure(
        "visits.month_done", _("monitored households visited this month"),
        _("Of these, the visits made by the household's own cadre within the month, in a way that counts."),
        _("households"), "month", lambda w: done_within(of_month(w), w), DUTY_COLUMNS, of="visits.month_owed",
        decorate=with_duty_names,
    ),
    Figure(
        "visits.quarter_owed", _("contact households to visit this quarter"),
        _("Visits owed to ordinary ex-poor households in the quarter, exempted ones left out."),
        _("households"), "quarter", of_quarter, DUTY_COLUMNS, decorate=with_duty_names,
    ),
    Figure(
        "visits.quarter_done", _("contact households visited this quarter"),
        _("Of these, the visits made by the household's own cadre within the quarter, in a way that counts."),
        _("households"), "quarter", lambda w: done_within(of_quarter(w), w), DUTY_COLUMNS, of="visits.quarter_owed",
        decorate=with_duty_names,
    ),
    Figure(
        "visits.late_households", _("households with a late visit"),
        _("Households to which a visit is past its last day and that their own cadre has not visited since. A family counts once."),
        _("households"), "now", late_households, LATE_COLUMNS, is_bad=True, decorate=with_late_names,
    ),
    Figure(
        "visits.due_soon", _("households due within 7 days"),
        _("Households whose open visit has its last day within the next seven days."),
        _("households"), "now", due_soon, HOUSEHOLD_COLUMNS, decorate=with_place,
    ),
    Figure(
        "visits.made_quarter", _("visits this quarter"),
        _("Visits logged with a date in the quarter, withdrawn ones left out."),
        _("visits"), "quarter", made, VISIT_COLUMNS, decorate=with_visit_names,
        sentence=_("home visits made: {n}"),
    ),
    Figure(
        "visits.covered", _("households visited by anybody this quarter"),
        _("Households with at least one visit in the quarter, whoever made it and in whatever way."),
        _("households"), "quarter", covered, HOUSEHOLD_COLUMNS, of="households.open", decorate=with_place,
        sentence=_("households visited at least once: {n} of {of} on the register"),
    ),
    Figure(
        "visits.monitored_covered", _("monitored households visited by anybody this quarter"),
        _("Monitored households with at least one visit in the quarter, whoever made it and in whatever way."),
        _("households"), "quarter", monitored_covered, HOUSEHOLD_COLUMNS, of="households.monitored", decorate=with_place,
        sentence=_("monitored households among them: {n} of {of}"),
    ),
    Figure(
        "visits.made", _("visits this month"), _("Visits logged with a date in the month, withdrawn ones left out."),
        _("visits"), "month", made, VISIT_COLUMNS, decorate=with_visit_names,
    ),
    Figure(
        "visits.hardships", _("hardships found this month"), _("Visits of the month in which a hardship was written down."),
        _("visits"), "month", hardships, VISIT_COLUMNS, decorate=with_visit_names,
    ),
    Figure(
        "visits.hardships_quarter", _("hardships found this quarter"),
        _("Visits of the quarter in which a hardship was written down."),
        _("visits"), "quarter", hardships, VISIT_COLUMNS, decorate=with_visit_names,
        sentence=_("visits in which a hardship was found and written down: {n}"),
    ),
)  # fmt: skip
