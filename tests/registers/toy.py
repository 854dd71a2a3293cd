"""A small register to try the engine with: units of the county, several rows a unit, and posts that name a unit.

Copy this when a room gets a new register (docs/recipes/add-a-register.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from accounts.models import Unit
from common import crypto, idcard
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Result, Row, Sheet, Waiting, by_key

KINDS = {"机关": "state", "企业": "enterprise", "社会组织": "social"}


class UnitSheet(Sheet):
    kind = "units"
    title = "单位台账"
    noun = "household"
    shown = "name"
    columns = (
        Column("name", ("单位", "单位名称"), required=True, example="县农业农村局"),
        Column("kind", ("类型",), kind="code"),
        Column("village", ("行政村", "村"), kind="code"),
        Column("town", ("乡镇",)),
        Column("opened", ("成立日期",), kind="date"),
        Column("id", ("证件号码",), kind="id", personal=True, sensitive=True),
        Column("phone", ("电话",), kind="phone", personal=True),
    )
    causes = {"kind_unknown": Cause("类型不认识", "没有“%(value)s”这个类型。")}

    def begin(self, ctx: Context) -> None:
        self.places = Places(ctx)
        self.units = {unit.name: unit for unit in Unit.objects.filter(path=ctx.path[:6])}

    def group(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        return by_key(rows, "name")

    def check(self, group: list[Row], ctx: Context) -> Result:
        head, name = group[0], group[0].text("name")
        claims = []
        for row in group:
            number = row.text("id")
            try:
                number = idcard.parse(number).number if number else ""
            except idcard.IdError as error:
                return Bad(row.at, "id", error.code, key=name)
            mark = crypto.lookup(number)[:32]
            if mark and mark in ctx.claimed:
                return Bad(row.at, "id", "duplicate_row", {"row": 0}, key=name)
            claims += [mark] if mark else []
        try:
            head.date("opened")
        except ValueError:
            return Bad(head.at, "opened", "date_impossible", key=name, claims=tuple(claims))
        if head.text("village"):
            found = self.places.find(head.text("town"), head.text("village"))
            if not found.place:
                return Bad(
                    head.at, "village", found.code, {"n": found.n}, found.suggestions, key=name, claims=tuple(claims)
                )
        kind = head.text("kind") or "机关"
        if kind not in KINDS:
            return Bad(head.at, "kind", "kind_unknown", suggestions=[("机关", "机关")], key=name, claims=tuple(claims))
        return Good(
            name, {"name": name, "kind": KINDS[kind], "short": head.text("phone")}, tuple(claims), size=len(group)
        )

    def choices(self, column: Column, ctx: Context) -> Sequence[tuple[str, str]]:
        return [(word, word) for word in KINDS] if column.name == "kind" else ()

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out, new, changed = Outcome(), [], []
        for good in goods:
            data = good.data
            unit = self.units.get(data["name"])
            if unit is None:
                new.append(
                    Unit(
                        name=data["name"],
                        kind=data["kind"],
                        short_name=data["short"],
                        region=ctx.county,
                        path=ctx.county.path,
                    )
                )
                out.created.append(good)
            elif (unit.kind, unit.short_name) == (data["kind"], data["short"]):
                out.unchanged.append(good)
            else:
                out.altered(unit, {"kind": unit.kind, "short_name": unit.short_name})
                unit.kind, unit.short_name = data["kind"], data["short"]
                changed.append(unit)
                out.updated.append(good)
        out.made(Unit.objects.bulk_create(new))
        Unit.objects.bulk_update(changed, ["kind", "short_name"])
        return out


class PostSheet(Sheet):
    """Villages named by unit: each row waits for its unit."""

    kind = "posts"
    title = "岗位台账"
    columns = (Column("unit", ("单位",), required=True), Column("post", ("岗位",), required=True))
    causes = {
        "unit_unknown": Cause("单位不认识", "没有“%(value)s”这个单位。"),
        "unit_waiting": Cause("单位待修正", "“%(value)s”还没有导入。"),
    }

    def begin(self, ctx: Context) -> None:
        self.units = {unit.name: unit for unit in Unit.objects.filter(path=ctx.path[:6])}

    def check(self, group: list[Row], ctx: Context) -> Result:
        row = group[0]
        unit, key = row.text("unit"), f"{row.text('unit')}|{row.text('post')}"
        if unit in self.units:
            return Good(key, {"unit": unit, "post": row.text("post")})
        if unit in ctx.held("units"):
            return Waiting(row.at, "unit", "unit_waiting", "units", unit, key=key)
        return Bad(row.at, "unit", "unit_unknown", key=key)

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        for good in goods:
            unit = self.units[good.data["unit"]]
            if unit.short_name == good.data["post"]:
                out.unchanged.append(good)
            else:
                out.altered(unit, {"short_name": unit.short_name})
                unit.short_name = good.data["post"]
                unit.save(update_fields=["short_name"])
                out.updated.append(good)
        return out
