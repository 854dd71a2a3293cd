"""Register 05: the wish list as the office keeps it."""

from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import Unit
from households.queries.numbers import known_numbers
from policies import keys
from policies.queries import settings_for
from registers.marks import register_key, row_key
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, Waiting, register
from teams.actions.rolls import take_units
from wishes.models import Wish

ORIGINS = {"户主本人": "self", "本人": "self", "干部代提": "cadre", "代提": "cadre"}
MOST_VALUE = 100_000_000
DATES = ("collected", "claimed", "fulfilled")


@register
class WishSheet(Sheet):
    """The state of a row follows from its dates; a household that is held back keeps its wishes waiting."""

    kind = "wishes"
    title = _("wish list")
    order = 60
    shown = "head"
    columns = (
        Column("serial", ("序号",)),
        Column("township", ("乡镇",)),
        Column("village", ("行政村",)),
        Column("no", ("户编号",), required=True, personal=True),
        Column("head", ("户主姓名", "户主"), personal=True),
        Column("category", ("类别", "心愿类别"), kind="code"),
        Column("item", ("心愿", "心愿内容"), required=True),
        Column("value", ("预计金额（元）", "预计金额(元)", "预计金额"), kind="number"),
        Column("origin", ("提出人",)),
        Column("collected", ("征集日期",), required=True, kind="date"),
        Column("state", ("状态",)),
        Column("unit", ("认领单位",)),
        Column("claimed", ("认领日期",), kind="date"),
        Column("fulfilled", ("办结日期",), kind="date"),
    )
    causes = {
        "household_unknown": Cause(_("household not known"), _("There is no household with the number “%(value)s”.")),
        "household_waiting": Cause(
            _("waits for a household"), _("This row goes in by itself when household %(value)s is repaired.")
        ),
        "dates_turned": Cause(
            _("dates in the wrong order"), _("A wish is claimed after it is collected, and fulfilled after that.")
        ),
    }

    def begin(self, ctx: Context) -> None:
        self.households = known_numbers(ctx.path[:6])
        self.held = ctx.held("households")
        self.rules = settings_for(ctx.path, ctx.on)

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        no = row.text("no")
        key = row_key(row, self.columns)
        if no not in self.households:
            if no in self.held:
                return Waiting(row.at, "no", "household_waiting", "households", no, key, {"value": no})
            return Bad(row.at, "no", "household_unknown", {"value": no}, key=key)
        if not ctx.covers(self.households[no][1]):
            return Bad(row.at, "no", "outside_area", key=key)
        if not row.text("item"):
            return Bad(row.at, "item", "required_empty", key=key)
        return self._dated(row, no, key)

    def _dated(self, row: Row, no: str, key: str):
        days = {}
        for name in DATES:
            try:
                days[name] = row.date(name)
            except ValueError:
                return Bad(row.at, name, "date_impossible", {"value": row.text(name)}, key=key)
        if days["collected"] is None:
            return Bad(row.at, "collected", "required_empty", key=key)
        if (days["fulfilled"] and not days["claimed"]) or (days["claimed"] and days["claimed"] < days["collected"]):
            return Bad(row.at, "claimed", "dates_turned", key=key)
        if days["fulfilled"] and days["claimed"] and days["fulfilled"] < days["claimed"]:
            return Bad(row.at, "fulfilled", "dates_turned", key=key)
        try:
            value = row.number("value")
        except ValueError:
            return Bad(row.at, "value", "not_a_number", {"value": row.text("value")}, key=key)
        if value is not None and not 0 <= value < MOST_VALUE:
            return Bad(row.at, "value", "not_a_number", {"value": row.text("value")}, key=key)
        pk, path = self.households[no]
        data = {
            "household_id": pk, "path": path, "item": row.text("item")[:200], "value": value,
            "category": self.rules.code_for(keys.WISH_CATEGORIES, row.text("category")) or row.text("category")[:40],
            "origin": ORIGINS.get(row.text("origin"), "self"), "unit": row.text("unit")[:80], "days": days,
        }  # fmt: skip
        return Good(key, data)

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        marks = {g.key: register_key("wishes", g.key) for g in goods}
        known = set(Wish.objects.filter(register_key__in=marks.values()).values_list("register_key", flat=True))
        units, new_units = take_units({g.data["unit"] for g in goods if g.data["unit"]}, ctx.county)
        new = []
        for good in goods:
            if marks[good.key] in known:
                out.unchanged.append(good)
                continue
            known.add(marks[good.key])
            new.append(_wish(good.data, marks[good.key], units))
            out.created.append(good)
        Wish.objects.bulk_create(new, batch_size=500)
        out.made(new_units)
        out.made(new)
        return out

    def after(self, ctx: Context, total: Outcome) -> None:
        record("register_in", by=ctx.by, at=ctx.at, kind="wishes.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        record("register_undone", by=ctx.by, at=ctx.at, kind="wishes.register", path=ctx.path, on="all")


def _wish(data: dict, mark: str, units: dict[str, Unit]) -> Wish:
    return Wish(
        household_id=data["household_id"], path=data["path"], category=data["category"], item=data["item"],
        value=data["value"], origin=data["origin"], collected_on=data["days"]["collected"],
        claimed_on=data["days"]["claimed"], claimed_unit=units.get(data["unit"]),
        fulfilled_on=data["days"]["fulfilled"], register_key=mark,
    )  # fmt: skip
