"""Register 04: the year's visits as typed into Excel."""

import datetime
import uuid

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from common import clock
from common.periods import Month, last_n
from duties import actions as duties
from duties.kinds import KINDS
from duties.models import Duty
from households.models import Household
from households.queries.numbers import known_numbers, own_cadres
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from registers.marks import register_key, row_key
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, Waiting, register
from teams.queries.roll import Roll
from visits.models import Visit

NAMESPACE = uuid.UUID("6f1c7a3e-4f0a-4e0c-9d52-6b0f4c1f7a11")


@register
class VisitSheet(Sheet):
    """A cadre is found by phone, else by name and unit, else by being the household's own (data/README)."""

    kind = "visits"
    title = _("visit log")
    order = 50
    shown = "head"
    columns = (
        Column("serial", ("序号",)),
        Column("on", ("走访日期", "日期"), required=True, kind="date"),
        Column("township", ("乡镇",)),
        Column("village", ("行政村",)),
        Column("no", ("户编号",), required=True, personal=True),
        Column("head", ("户主姓名", "户主"), personal=True),
        Column("cadre", ("走访干部", "走访人"), required=True, personal=True),
        Column("unit", ("单位",)),
        Column("phone", ("联系电话",), kind="phone", personal=True),
        Column("mode", ("方式", "走访方式"), kind="code"),
        Column("content", ("内容", "走访内容")),
        Column("hardship", ("困难诉求", "困难")),
        Column("outcome", ("办理情况",)),
    )
    causes = {
        "household_unknown": Cause(_("household not known"), _("There is no household with the number “%(value)s”.")),
        "household_waiting": Cause(
            _("waits for a household"), _("This row goes in by itself when household %(value)s is repaired.")
        ),
        "cadre_ambiguous": Cause(
            _("several cadres of this name"), _("%(n)s cadres fit “%(value)s”: please enter the telephone number.")
        ),
    }

    def begin(self, ctx: Context) -> None:
        county = ctx.path[:6]
        self.households = known_numbers(county)
        self.held = ctx.held("households")
        self.roll = Roll(county)
        self.own = own_cadres(county)
        self.rules = settings_for(ctx.path, ctx.on)
        self.days: set[datetime.date] = set()

    def choices(self, column, ctx):
        return settings_for(ctx.path, ctx.on).choices(keys.VISIT_MODES) if column.name == "mode" else ()

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        no, key = row.text("no"), row_key(row, self.columns)
        if no not in self.households:
            if no in self.held:
                return Waiting(row.at, "no", "household_waiting", "households", no, key, {"value": no})
            return Bad(row.at, "no", "household_unknown", {"value": no}, key=key)
        if not ctx.covers(self.households[no][1]):
            return Bad(row.at, "no", "outside_area", key=key)
        try:
            on = row.date("on", year=ctx.year)
        except ValueError:
            on = None
        if on is None:
            return Bad(row.at, "on", "date_impossible", {"value": row.text("on")}, key=key)
        if on > ctx.on:
            return Bad(row.at, "on", "date_future", {"value": row.text("on")}, key=key)
        return self._visit(row, self.households[no], on, key)

    def _visit(self, row: Row, household: tuple[int, str], on: datetime.date, key: str):
        mode = self.rules.code_for(keys.VISIT_MODES, row.text("mode") or "入户")
        if mode is None:
            choices = self.rules.choices(keys.VISIT_MODES)
            return Bad(row.at, "mode", "value_unknown", {"value": row.text("mode")}, choices, key=key)
        people = self._people(row, household[0])
        if len(people) != 1:
            params = {"n": len(people), "value": row.text("cadre")}
            return Bad(row.at, "cadre", "cadre_ambiguous", params, key=key)
        data = {
            "household_id": household[0], "path": household[1], "on": on, "mode": mode, "by_id": people[0],
            "content": row.text("content")[:4000] or "—", "hardship": row.text("hardship")[:1000],
            "outcome": row.text("outcome")[:200],
        }  # fmt: skip
        return Good(key, data)

    def _people(self, row: Row, household: int) -> list[int]:
        """Accounts that may be meant; exactly one is an answer."""
        name = row.text("cadre")
        found = {e.user for e in self.roll.named(name, row.text("unit"), row.digits("phone"))}
        if len(found) == 1:
            return list(found)
        own = [
            user for user, own_name in self.own.get(household, ()) if own_name == name and (not found or user in found)
        ]
        return own[:1] or list(found)

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        marks = {g.key: register_key("visits", g.key) for g in goods}
        known = set(Visit.objects.filter(register_key__in=marks.values()).values_list("register_key", flat=True))
        new = []
        for good in goods:
            mark = marks[good.key]
            if mark in known:
                out.unchanged.append(good)
                continue
            known.add(mark)
            self.days.add(good.data["on"])
            at = clock.start_of(good.data["on"])
            new.append(
                Visit(
                    **good.data, uuid=uuid.uuid5(NAMESPACE, mark), register_key=mark, recorded_at=at, uploaded_at=ctx.at,
                    created_by=ctx.by,
                )
            )  # fmt: skip
            out.created.append(good)
        Visit.objects.bulk_create(new, batch_size=500)
        out.made(new)
        return out

    def after(self, ctx: Context, total: Outcome) -> None:
        self._keep_in_step(ctx, self.days)
        record("register_in", by=ctx.by, at=ctx.at, kind="visits.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        self._keep_in_step(ctx, {month.start for month in last_n(Month.of(ctx.on), 24)})
        record("register_undone", by=ctx.by, at=ctx.at, kind="visits.register", path=ctx.path, on="all")

    def _keep_in_step(self, ctx: Context, days: set[datetime.date]) -> None:
        """Last visits, and the duties of opened periods that these visits close (or closed before an undo)."""
        last = Visit.objects.standing().filter(household=OuterRef("pk")).order_by().values("household")
        Household.objects.under(ctx.path).update(last_visited_on=Subquery(last.annotate(d=Max("on")).values("d")))
        for kind in KINDS.values():
            for period in sorted({kind.period_of(day) for day in days}):
                opened = Duty.objects.filter(within("path", ctx.path), kind=kind.code, period=period.key)
                if opened.exists():
                    duties.reconcile(kind, period, ctx.path, on=ctx.on, at=ctx.at)
