"""Figures of micro-wishes: the conditions are those of the list itself (models.wish). A duplicate counts as the wish it was merged into."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from figures.registry import Column, Figure, Split, Window, register
from policies import keys
from policies.queries import settings_for
from policies.queries.settings import by_place, once
from regions.paths import within
from regions.queries import name_of
from wishes.models import Claim, Fulfilment, Revisit, Wish

SATISFIED = ("satisfied", "mostly")  # codes of wish_answers; the share of satisfied families counts both, as offices do


def _in(window: Window, field: str) -> Q:
    return Q(**{f"{field}__gte": window.within.start, f"{field}__lt": window.within.end})


def collected(window: Window):
    return Wish.objects.filter(_in(window, "collected_on"), merged_into=None)


def checked(window: Window):
    return collected(window).filter(checked_on__isnull=False)


def claimed(window: Window):
    return collected(window).filter(claimed_on__isnull=False)


def fulfilled(window: Window):
    """Of the wishes collected in the year, those fulfilled (claims do not count: domain.md 1.20)."""
    return collected(window).fulfilled()


def revisited(window: Window):
    return fulfilled(window).filter(revisited_on__isnull=False)


def unmet(window: Window):
    return collected(window).filter(unmet_on__isnull=False)


def checked_within(window: Window):
    return Wish.objects.filter(_in(window, "checked_on"), merged_into=None)


def claimed_within(window: Window):
    return Wish.objects.standing().filter(_in(window, "claimed_on"))


def fulfilled_within(window: Window):
    """Wishes fulfilled in the period, whenever they were collected."""
    return Wish.objects.fulfilled().filter(_in(window, "fulfilled_on"))


def given(window: Window):
    """The same wishes, with what was given."""
    value = Fulfilment.objects.filter(wish=OuterRef("pk"), voided_at=None).values("value")[:1]
    return fulfilled_within(window).annotate(given=Subquery(value))


def revisited_within(window: Window):
    return Wish.objects.fulfilled().filter(_in(window, "revisited_on"))


def satisfied_within(window: Window):
    said = Revisit.objects.filter(wish=OuterRef("pk"), voided_at=None, answer__in=SATISFIED)
    return revisited_within(window).filter(Exists(said))


def waiting(window: Window):
    return Wish.objects.unfulfilled()


def waiting_long(window: Window):
    """Not met so many days after it was collected as the county's rule says."""
    return Wish.objects.unfulfilled().filter(once(("wishes long", window.on), lambda: _long(window)))


def _long(window: Window) -> Q:
    found, smaller = Q(pk__in=[]), Q(pk__in=[])
    for path, days in by_place(keys.WISH_LONG_DAYS, window.on):
        here = within("path", path) if path else ~Q(pk__in=[])
        found |= here & ~smaller & Q(collected_on__lt=window.on - timedelta(days=int(days)))
        smaller |= here
    return found


def to_check(window: Window):
    return Wish.objects.to_check()


def free(window: Window):
    return Wish.objects.free()


def promised(window: Window):
    return Wish.objects.claimed()


def promised_late(window: Window):
    """Promised, and past the last day for meeting it."""
    return Wish.objects.claimed().filter(Exists(Claim.objects.timed_out(on=window.on).filter(wish=OuterRef("pk"))))


def to_revisit(window: Window):
    return Wish.objects.to_revisit()


def with_place(rows, window: Window):
    return rows.annotate(place=name_of()).select_related("claimed_unit")


KINDS = Split(_("Kind of wish"), "category", lambda code, path, on: settings_for(path, on).label(keys.WISH_CATEGORIES, code))
COLUMNS = (
    Column(_("wish"), lambda w: w.item, lambda w: reverse("wishes:detail", args=[w.pk])),
    Column(_("village"), lambda w: w.place, kind="name"),
    Column(_("collected on"), lambda w: w.collected_on, kind="date"),
    Column(_("claimed by"), lambda w: w.claimed_unit.name if w.claimed_unit else ""),
    Column(_("fulfilled on"), lambda w: w.fulfilled_on, kind="date"),
)
DAYS = (*COLUMNS, Column(_("days"), lambda w: (w.fulfilled_on - w.collected_on).days, kind="number"))
GIVEN = (*COLUMNS, Column(_("yuan"), lambda w: w.given, kind="number"))
TOOK = F("fulfilled_on") - F("collected_on")


def _figure(key, title, meaning, span, rows, columns=COLUMNS, **more) -> Figure:
    return Figure(f"wishes.{key}", title, meaning, _("wishes"), span, rows, columns, split=KINDS, decorate=with_place, **more)


# Of the wishes of one year: how far they have come.
register(
    _figure("collected", _("wishes collected this year"), _("Micro-wishes with a collecting date in the year; one told twice counts once."), "year", collected),
    _figure(
        "checked", _("wishes checked"), _("Of the wishes collected in the year, those that the office has checked."),
        "year", checked, of="wishes.collected",
    ),
    _figure(
        "claimed", _("wishes claimed"), _("Of the wishes collected in the year, those that somebody has promised to meet, met ones included."),
        "year", claimed, of="wishes.collected",
    ),
    _figure(
        "fulfilled", _("wishes fulfilled"), _("Of the wishes collected in the year, those that were fulfilled."),
        "year", fulfilled, of="wishes.collected",
    ),
    _figure(
        "revisited", _("wishes asked about afterwards"), _("Of the fulfilled wishes of the year, those whose family was asked afterwards."),
        "year", revisited, of="wishes.fulfilled",
    ),
    _figure(
        "unmet", _("wishes that cannot be met"), _("Of the wishes collected in the year, those found impossible; the family was told why."),
        "year", unmet, of="wishes.collected",
    ),
    _figure(
        "days", _("days until a wish is met, this year"),
        _("Median of the days from collecting to delivery, of all wishes delivered in the year: half took no longer."),
        "year", fulfilled_within, DAYS, median_of=TOOK, measured_in=_("days"),
    ),
    _figure(
        "given", _("value given this year"), _("Sum of the value of all deliveries of the year, as far as the givers told it."),
        "year", given, GIVEN, sum_of="given", measured_in=_("yuan"),
    ),
)  # fmt: skip

# Of one quarter: what was done in it. These stand in the captain's report.
register(
    _figure(
        "collected_quarter", _("wishes collected this quarter"), _("Micro-wishes with a collecting date in the quarter; one told twice counts once."),
        "quarter", collected, sentence=_("micro-wishes collected: {n}"),
    ),
    _figure(
        "checked_quarter", _("wishes checked this quarter"), _("Micro-wishes that the office checked on a day of the quarter, whenever they were collected."),
        "quarter", checked_within,
    ),
    _figure(
        "claimed_quarter", _("wishes claimed this quarter"),
        _("Micro-wishes claimed on a day of the quarter, whenever they were collected; promises given back do not count."),
        "quarter", claimed_within, sentence=_("wishes claimed: {n}"),
    ),
    _figure(
        "fulfilled_quarter", _("wishes fulfilled this quarter"),
        _("Micro-wishes fulfilled on a day of the quarter, whenever they were collected."),
        "quarter", fulfilled_within, sentence=_("wishes fulfilled: {n}"),
    ),
    _figure(
        "days_quarter", _("days until a wish is met, this quarter"),
        _("Median of the days from collecting to delivery, of all wishes delivered in the quarter: half took no longer."),
        "quarter", fulfilled_within, DAYS, median_of=TOOK, measured_in=_("days"), of="wishes.fulfilled_quarter",
        sentence=_("days until a wish was met: {n} (median)"),
    ),
    _figure(
        "given_quarter", _("value given this quarter"), _("Sum of the value of all deliveries of the quarter, as far as the givers told it."),
        "quarter", given, GIVEN, sum_of="given", measured_in=_("yuan"), sentence=_("value given: {n} yuan"),
    ),
    _figure(
        "revisited_quarter", _("families asked about their wish this quarter"),
        _("Fulfilled wishes whose family was asked about it on a day of the quarter."),
        "quarter", revisited_within, sentence=_("families asked afterwards: {n}"),
    ),
    _figure(
        "satisfied_quarter", _("families satisfied"), _("Of the families asked in the quarter, those that are satisfied or mostly satisfied."),
        "quarter", satisfied_within, of="wishes.revisited_quarter", sentence=_("families satisfied: {n} of {of}"),
    ),
)  # fmt: skip

# As it stands today.
register(
    _figure(
        "waiting", _("wishes waiting"), _("Wishes of any year that are not fulfilled yet, claimed or not; without those that cannot be met."),
        "now", waiting, sentence=_("wishes still waiting: {n}"),
    ),
    _figure(
        "long", _("wishes that wait long"), _("Of the waiting wishes, those collected more days ago than the county's rule says."),
        "now", waiting_long, of="wishes.waiting", is_bad=True, sentence=_("wishes that wait long: {n} of {of}"),
    ),
    _figure("to_check", _("wishes to check"), _("Wishes that were collected and that nobody has checked yet."), "now", to_check, of="wishes.waiting"),
    _figure("free", _("wishes to claim"), _("Checked wishes that nobody has claimed."), "now", free, of="wishes.waiting"),
    _figure("promised", _("wishes promised"), _("Wishes that somebody has promised to meet and that are not delivered yet."), "now", promised, of="wishes.waiting"),
    _figure(
        "promised_late", _("promises past their day"), _("Promised wishes past the last day for meeting them."),
        "now", promised_late, of="wishes.promised", is_bad=True,
    ),
    _figure("to_revisit", _("families to ask about their wish"), _("Fulfilled wishes whose family has not been asked about it yet."), "now", to_revisit),
)  # fmt: skip
