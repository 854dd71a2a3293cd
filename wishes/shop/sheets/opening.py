"""Old points coming in: what each household had in its paper booklet on a day, as an adjustment that says so."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from duties.models import Duty
from registers.marks import row_key
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, register
from wishes.shop.actions import owing, telling
from wishes.shop.models import Score, Shop
from wishes.shop.models.score import APPROVAL, SUBJECT
from wishes.shop.sheets.columns import OPENING
from wishes.shop.sheets.known import Books, Families

MOST = 10_000
SAYS = "原积分台账结转"  # where the register has no note


class OpeningRows(Sheet):
    """What both registers share. Whoever brings in is the recorder: somebody else approves, nothing counts before (ADR 0009)."""

    shown = "head"
    causes = {
        "nobody_named": Cause(_("no household named"), _("Enter the household number, or village and head of the household.")),
        "household_unknown": Cause(_("household not known"), _("There is no household with the number “%(value)s”.")),
        "household_waiting": Cause(_("waits for a household"), _("This row goes in by itself when household %(value)s is repaired.")),
        "household_left": Cause(_("household closed"), _("Household %(value)s is closed: no points are brought in for it.")),
        "head_unknown": Cause(_("head not known in this village"), _("No household of this village has the head “%(value)s”. Enter its number.")),
        "head_differs": Cause(
            _("number and head do not fit"),
            _("Household %(no)s has the head “%(head)s”, not “%(value)s”. Correct the number, or the head if it is this household."),
        ),
        "head_ambiguous": Cause(_("several households of this head"), _("%(n)s households of this village have the head “%(value)s”; choose the number.")),
        "household_twice": Cause(_("household twice in the file"), _("Another row of this file brings in points of this household.")),
        "points_not_whole": Cause(_("not a whole number of points"), _("“%(value)s” is no number of points from 0 to %(most)s.")),
        "opening_differs": Cause(
            _("differs from the opening balance here"),
            _("This household has an opening balance already: %(points)s points on %(day)s. Ask for an adjustment on its page."),
        ),
        "ledger_runs": Cause(
            _("the ledger here runs already"),
            _("On this day the ledger here says %(balance)s points. An opening balance lies before its first row; ask for an adjustment on the page of the household."),
        ),
    }  # fmt: skip
    flags = {"no_shop": _("%(n)s households live in villages where no points shop is open: their points came in, and cannot be exchanged there yet.")}

    def begin(self, ctx: Context) -> None:
        self.families, self.books = Families(ctx), Books(ctx.path[:6])
        self.firsts: dict[str, Score] = {}
        self.shops = set(Shop.objects.open().under(ctx.path[:6]).values_list("path", flat=True))

    def choices(self, column: Column, ctx: Context):
        return Places(ctx).choices() if column.name == "village" else ()

    def dated(self, row: Row, key: str, ctx: Context) -> datetime.date | Bad:
        try:
            on = row.date("on", year=ctx.year)
        except ValueError:
            return Bad(row.at, "on", "date_impossible", {"value": row.text("on")}, key=key)
        if on is None:
            return Bad(row.at, "on", "required_empty", key=key)
        return on if on <= ctx.on else Bad(row.at, "on", "date_future", {"value": row.text("on")}, key=key)

    def counted(self, row: Row, key: str) -> Decimal | Bad:
        try:
            points = row.number("points")
        except ValueError:
            return Bad(row.at, "points", "not_a_number", {"value": row.text("points")}, key=key)
        return Bad(row.at, "points", "required_empty", key=key) if points is None else points

    def judged(self, row: Row, key: str, household: tuple[int, str], points: Decimal, on: datetime.date, ctx: Context, note: str = "") -> Good | Bad:
        """An opening balance goes in once, before the first row of the ledger; what says the same as the books changes nothing."""
        pk, path = household
        claims = (f"opening:{pk}",)
        if claims[0] in ctx.claimed:
            return Bad(row.at, "no", "household_twice", key=key, claims=claims)
        if points != int(points) or not 0 <= points <= MOST:
            return Bad(row.at, "points", "points_not_whole", {"value": row.text("points"), "most": f"{MOST:,}"}, key=key, claims=claims)
        opening, balance = self.books.openings.get(pk), self.books.balance(pk, on)
        if opening and (opening == (points, on) or balance == points):
            return Good(key, {"is_known": True}, claims)
        if opening:
            params = {"points": opening[0], "day": opening[1].isoformat()}
            return Bad(row.at, "points", "opening_differs", params, key=key, claims=claims, cause=str(pk))
        if balance is not None and balance != points:
            return Bad(row.at, "points", "ledger_runs", {"balance": balance}, key=key, claims=claims, cause=str(pk))
        if balance is not None or not points:
            return Good(key, {"is_known": True}, claims)
        return Good(key, {"household_id": pk, "path": path, "points": int(points), "done_on": on, "proof": note[:200] or SAYS}, claims)

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        asked = [good.data["household_id"] for good in goods if "household_id" in good.data]
        there = Score.objects.filter(household__in=asked, is_opening=True, refused_on=None, taken_back_on=None, withdrawn_on=None)
        known = set(there.values_list("household", flat=True))
        new: list[Score] = []
        for good in goods:
            data: dict[str, Any] = good.data
            if data.get("is_known") or data["household_id"] in known:
                out.unchanged.append(good)
                continue
            known.add(data["household_id"])
            new.append(Score(**data, kind=Score.Kind.ADJUST, is_opening=True, recorded_by=ctx.by, recorded_at=ctx.at))
            out.created.append(good)
        Score.objects.bulk_create(new, batch_size=500)
        owing.open_approvals(new, at=ctx.at)
        out.made(new)
        for row in new:
            self.firsts.setdefault(row.path[:12], row)
        out.counts["no_shop"] = sum(row.path[:12] not in self.shops for row in new)
        return out

    def after(self, ctx: Context, total: Outcome) -> None:
        """Those who may approve hear it once a village; whoever brought it in does not."""
        for row in self.firsts.values():
            telling.to_approve(row, by=ctx.by, at=ctx.at)
        record("register_in", by=ctx.by, at=ctx.at, kind="shop.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        """What was approved meanwhile stays (it was changed since); nobody owes a decision on what is gone."""
        there = Score.objects.under(ctx.path[:6]).values("pk")
        Duty.objects.under(ctx.path[:6]).of(APPROVAL).filter(subject_kind=SUBJECT).exclude(subject_id__in=there).delete()
        record("register_undone", by=ctx.by, at=ctx.at, kind="shop.register", path=ctx.path, on="all")


@register
class OpeningSheet(OpeningRows):
    """One row a household: its points on a day, from the booklet or list that the village kept so far."""

    kind = "points"
    title = _("points of old booklets (opening balances)")
    order = 70
    columns = OPENING

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        key = row_key(row, self.columns)
        found = self.families.find(row, key)
        if not isinstance(found, tuple):
            return found
        points, on = self.counted(row, key), self.dated(row, key, ctx)
        if isinstance(points, Bad):
            return points
        if isinstance(on, Bad):
            return on
        return self.judged(row, key, found, points, on, ctx, row.text("note").removeprefix("'"))


