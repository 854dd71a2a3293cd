"""The list of areas (code, name, level, parent), with which an empty house begins."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from common.text import initials
from regions.models import Region
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, register

LEVELS = {
    "county": Region.Level.COUNTY, "县": Region.Level.COUNTY, "township": Region.Level.TOWNSHIP,
    "乡镇": Region.Level.TOWNSHIP, "village": Region.Level.VILLAGE, "村": Region.Level.VILLAGE,
    "province": Region.Level.PROVINCE, "省": Region.Level.PROVINCE, "city": Region.Level.CITY, "市": Region.Level.CITY,
}  # fmt: skip


@register
class RegionSheet(Sheet):
    """Areas are made from the top down; a known code gets its new name."""

    kind = "regions"
    title = _("list of areas")
    order = 10
    shown = "name"
    permission = Permission.REGISTERS_IMPORT
    columns = (
        Column("code", ("code", "代码", "区划代码", "编码"), required=True, example="439001102201"),
        Column("name", ("name", "名称", "单位名称"), required=True, example="高坪村"),
        Column("level", ("level", "级别", "层级"), required=True, kind="code", example="village"),
        Column("parent", ("parent", "上级", "上级代码"), example="439001102000"),
    )
    causes = {
        "code_wrong": Cause(_("code of wrong length"), _("A division code has 12 digits; “%(value)s” has not.")),
        "parent_unknown": Cause(_("area above not known"), _("There is no area with the code “%(value)s” above it.")),
        "duplicate_code": Cause(_("code twice in the file"), _("The code “%(value)s” stands in the file twice.")),
    }

    def begin(self, ctx: Context) -> None:
        self.known = dict(Region.objects.values_list("path", "pk"))
        self.seen: set[str] = set(self.known)

    def choices(self, column, ctx):
        return [("county", "县"), ("township", "乡镇"), ("village", "村")] if column.name == "level" else ()

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        code, name, level = row.digits("code"), row.text("name")[:60], LEVELS.get(row.text("level").lower())
        if len(code) != 12:
            return Bad(row.at, "code", "code_wrong", {"value": row.text("code")})
        if not name:
            return Bad(row.at, "name", "required_empty")
        if level is None:
            return Bad(
                row.at, "level", "value_unknown", {"value": row.text("level")}, self.choices(self.columns[2], ctx)
            )
        path = Region.path_for(code, level)
        if code in ctx.claimed:
            return Bad(row.at, "code", "duplicate_code", {"value": code})
        if ctx.path and not path.startswith(ctx.path[:6]):
            return Bad(row.at, "code", "outside_area")
        if level > Region.Level.COUNTY and not self._has_parent(path, level):
            return Bad(row.at, "parent", "parent_unknown", {"value": row.text("parent")})
        self.seen.add(path)
        return Good(code, {"code": code, "name": name, "level": int(level), "path": path}, claims=(code,))

    def _has_parent(self, path: str, level: int) -> bool:
        return path[: {4: 6, 5: 9}[level]] in self.seen

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        known = {r.path: r for r in Region.objects.filter(path__in=[g.data["path"] for g in goods])}
        for good in sorted(goods, key=lambda g: len(g.data["path"])):
            region = known.get(good.data["path"])
            if region is None:
                self._make(good, out)
            elif region.name != good.data["name"]:
                out.altered(region, {"name": region.name, "initials": region.initials})
                Region.objects.filter(pk=region.pk).update(name=good.data["name"], initials=initials(good.data["name"]))
                out.updated.append(good)
            else:
                out.unchanged.append(good)
        return out

    def _make(self, good: Good, out: Outcome) -> None:
        data = good.data
        parent = Region.objects.filter(path=data["path"][: {4: 6, 5: 9}.get(data["level"], 0)]).first()
        region = Region.objects.create(
            code=data["code"], name=data["name"], level=data["level"], path=data["path"], parent=parent,
            initials=initials(data["name"]),
        )  # fmt: skip
        out.made([region])
        out.created.append(good)
