"""The ledger of points: one account a household, rows that are only added."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, ScopedQuerySet, Viewer
from accounts.models import User
from common.addonly import AddOnly, AddOnlyQuerySet
from households.models import Household
from regions.paths import within


def of_own_families(viewer: Viewer, field: str) -> Q:
    """Rows of the families with whom the viewer is paired now."""
    mine = Household.objects.filter(Household.objects.all().own(viewer))
    return Q(**{f"{field}__in": mine.values("pk")})


class AccountQuerySet(ScopedQuerySet):
    see = Permission.SHOP_SEE

    def own(self, viewer: Viewer) -> Q:
        return of_own_families(viewer, "household")

    def under(self, path: str):
        return self.filter(within("path", path))


class Account(models.Model):
    """The points of a household, never of a person. `balance` is the sum of its rows that count on `settled_on`; whoever changes it
    holds the row locked. The database refuses a balance below nothing."""

    household = models.OneToOneField(Household, models.PROTECT, related_name="points_account")
    path = models.CharField(max_length=15)
    balance = models.IntegerField(_("points that count"), default=0)
    settled_on = models.DateField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["path", "pk"]
        verbose_name = _("points account")
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="points_never_below_nothing")]
        indexes = [models.Index(fields=["path"], name="points_account_area")]

    def __str__(self):
        return f"points account {self.pk}"

    @property
    def journal_title(self) -> str:
        return self.household.no


class EntryQuerySet(AddOnlyQuerySet, ScopedQuerySet):  # type: ignore[override]
    see = Permission.SHOP_SEE

    def own(self, viewer: Viewer) -> Q:
        return of_own_families(viewer, "account__household")

    def counting(self, on: datetime.date):
        """Rows that count on a day."""
        return self.filter(counts_on__lte=on)


class Entry(models.Model):
    """One row of the ledger. It is never changed: what was wrong is taken back by a row of the same kind with the other sign, `of`
    points to the row it belongs to and `why` says what it is. A row counts from `counts_on`; posted points lie in the future."""

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        DEDUCT = "deduct", _("deducted")
        REDEEM = "redeem", _("redeemed")
        ADJUST = "adjust", _("adjusted")
        EXPIRE = "expire", _("expired")

    class Why(models.TextChoices):
        HELD = "held", _("held: an objection is being looked into")
        UPHELD = "upheld", _("the objection was looked into: the record stands")
        CORRECTED = "corrected", _("taken back: the record was wrong")
        UNDONE = "undone", _("taken back: the exchange was undone")
        REMITTED = "remitted", _("remitted: no more points were there")
        OUT_OF_DATE = "out_of_date", _("no longer valid")

    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    path = models.CharField(max_length=15)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    points = models.IntegerField(_("points"))
    counts_on = models.DateField(_("counts from"))
    score = models.ForeignKey("shop.Score", models.PROTECT, null=True, blank=True, related_name="entries")
    exchange = models.ForeignKey("shop.Exchange", models.PROTECT, null=True, blank=True, related_name="entries")
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["counts_on", "pk"]
        verbose_name = _("row of the points ledger")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="entry_of_some_points"),
            models.CheckConstraint(
                condition=~Q(why="")
                | Q(kind="earn", points__gt=0) | Q(kind__in=["deduct", "redeem"], points__lt=0) | Q(kind="adjust"),
                name="entry_sign_fits_its_kind",
            ),
            models.CheckConstraint(condition=Q(why="", of=None) | ~Q(why="") & Q(of__isnull=False), name="entry_says_why"),
            models.UniqueConstraint(
                fields=["of"], condition=Q(why__in=["held", "corrected", "undone"]), name="entry_taken_back_once"
            ),
            models.UniqueConstraint(fields=["of"], condition=Q(why="out_of_date"), name="entry_out_of_date_once"),
        ]
        indexes = [
            models.Index(fields=["account", "counts_on"], name="entry_account"),
            models.Index(fields=["path", "counts_on"], name="entry_area"),
            models.Index(fields=["counts_on", "account"], name="entry_day"),
        ]

    def __str__(self):
        return f"points row {self.pk}"


LEDGER = AddOnly("shop_entry", but=("path",))
