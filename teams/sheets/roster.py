"""Register 01: resident cadres by team, in the layout of the national import sheet (domain.md 1.13, C6)."""

from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import Grant, Unit
from accounts.roles import Role
from common import idcard
from common.crypto import lookup
from policies import keys
from policies.queries import settings_for
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, register
from teams.actions.rolls import (
    NewCadre,
    count_posting_places,
    drop_empty_places,
    take_cadres,
    take_places,
    take_units,
)
from teams.models import Cadre, Posting, WorkTeam
from teams.queries.roll import Entry, Roll

YES = {"是", "yes", "1", "y", "true", "√"}
LEVELS = {
    "中央": "central", "省": "province", "市": "city", "市、地区": "city", "县": "county", "区": "county",
    "乡": "township", "镇": "township", "乡镇": "township", "村": "village",
}  # fmt: skip


@register
class RosterSheet(Sheet):
    """One row a cadre. Teams and units that are not there yet are made; the same person is found by ID number."""

    kind = "teams"
    title = _("roll of work teams")
    order = 20
    shown = "name"
    ignored = frozenset({"n_postings", "n_pairings"})
    columns = (
        Column("township", ("乡镇", "乡", "镇"), example="龙潭镇"),
        Column("village", ("行政村", "村"), required=True, example="枫树湾村"),
        Column("unit", ("派出单位", "选派单位", "帮扶单位"), example="县农业农村局"),
        Column("level", ("隶属关系", "单位隶属关系")),
        Column("name", ("姓名",), required=True, personal=True, example="陈亮"),
        Column("gender", ("性别",)),
        Column("first", ("是否第一书记", "第一书记"), kind="yesno"),
        Column("captain", ("是否队长", "是否工作队队长", "队长"), kind="yesno"),
        Column("politics", ("政治面貌",), kind="code"),
        Column("rank", ("职务级别", "职级"), kind="code"),
        Column("id", ("证件号码", "身份证号", "身份证号码"), kind="id", personal=True, sensitive=True),
        Column("phone", ("联系电话", "电话"), kind="phone", personal=True),
        Column("since", ("驻村开始时间", "驻村时间"), kind="date"),
        Column("until", ("驻村结束时间",), kind="date"),
    )
    causes = {
        "duplicate_id": Cause(_("ID number twice"), _("Somebody else in the file has this ID number.")),
        "dates_turned": Cause(_("dates in the wrong order"), _("The posting ends before it begins.")),
    }

    def begin(self, ctx: Context) -> None:
        self.places = Places(ctx)
        self.roll = Roll(ctx.path[:6])
        self.rules = settings_for(ctx.path, ctx.on)

    def choices(self, column, ctx):
        return Places(ctx).choices() if column.name == "village" else ()

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        found = self.places.find(row.text("township"), row.text("village"))
        if not found.place:
            return Bad(row.at, "village", found.code, {"value": row.text("village"), "n": found.n}, found.suggestions)
        if not row.text("name"):
            return Bad(row.at, "name", "required_empty")
        days = {}
        for column in ("since", "until"):
            try:
                days[column] = row.date(column)
            except ValueError:
                return Bad(row.at, column, "date_impossible", {"value": row.text(column)})
        since, until = days["since"], days["until"]
        if until and until < (since or ctx.on):
            return Bad(row.at, "until", "dates_turned")
        phone = row.digits("phone")
        if phone and not (len(phone) == 11 and phone.startswith("1")):
            return Bad(row.at, "phone", "phone_digits")
        return self._person(row, ctx, found.place.path, phone, since, until)

    def _person(self, row: Row, ctx: Context, path: str, phone: str, since, until):
        card = None
        if row.text("id"):
            try:
                card = idcard.parse(row.text("id"))
            except idcard.IdError as error:
                code = "id_birth" if error.code == "id_birth" else "id_checksum"
                return Bad(row.at, "id", code)
        mark = lookup(card.number)[:32] if card else ""
        if mark and mark in ctx.claimed:
            return Bad(row.at, "id", "duplicate_id")
        data = {
            "path": path, "name": row.text("name")[:40], "unit": row.text("unit")[:80], "phone": phone,
            "id_number": card.number if card else "", "born_on": card.born if card else None,
            "gender": {"男": "m", "女": "f"}.get(row.text("gender"), ("m" if card.is_male else "f") if card else ""),
            "rank": self.rules.code_for(keys.CADRE_RANKS, row.text("rank")) or row.text("rank")[:30],
            "politics": self.rules.code_for(keys.POLITICS, row.text("politics")) or row.text("politics")[:30],
            "level": LEVELS.get(row.text("level"), Unit.Level.COUNTY), "since": since, "until": until,
            "captain": row.text("captain").lower() in YES, "first": row.text("first").lower() in YES,
        }  # fmt: skip
        key = f"{path}|{mark or data['name']}"
        return Good(key, data, claims=(mark,) if mark else ())

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        self._people(goods, ctx, out)
        teams = self._teams(goods, ctx, out)
        known = self._known(goods)
        new = []
        for good in goods:
            posting = self._meant(known.get((self._cadres[good.key], good.data["path"]), []), good.data["since"])
            if posting is None:
                new.append(self._posting(good, teams[good.data["path"]], ctx))
                out.created.append(good)
            elif self._changed(posting, good):
                out.updated.append(good)
                out.altered(posting, self._change(posting, good))
            else:
                out.unchanged.append(good)
        Posting.objects.bulk_create(new, batch_size=500)
        out.made(new)
        self._rights(new, ctx, out)
        return out

    def _known(self, goods: list[Good]) -> dict[tuple[int, str], list[Posting]]:
        found: dict[tuple[int, str], list[Posting]] = {}
        paths = {good.data["path"] for good in goods}
        for posting in Posting.objects.filter(path__in=paths, cadre__in=self._cadres.values()).order_by("-opened_on"):
            found.setdefault((posting.cadre_id, posting.path), []).append(posting)
        return found

    def _meant(self, postings: list[Posting], since) -> Posting | None:
        """The posting a row speaks of: the one of its first day (ended or not), else the open one."""
        same = next((p for p in postings if p.opened_on == since), None)
        return same or next((p for p in postings if p.closed_on is None), None)

    def _people(self, goods: list[Good], ctx: Context, out: Outcome) -> None:
        """Find each row's cadre, making those not yet on the roll."""
        self._cadres: dict[str, int] = {}
        new = []
        for good in goods:
            entry = self._find(good.data)
            if entry:
                self._cadres[good.key] = entry.pk
            else:
                new.append(good)
        fields = NewCadre.__slots__
        people = [NewCadre(**{k: g.data[k] for k in fields if k in g.data}) for g in new]
        cadres, units = take_cadres(people, ctx.county)
        out.made(units)
        out.made([c.user for c in cadres])
        out.made(cadres)
        for good, cadre in zip(new, cadres, strict=True):
            self._cadres[good.key] = cadre.pk
            entry = Entry(cadre.pk, cadre.user_id, good.data["name"], good.data["unit"])
            self.roll.add(entry, good.data["phone"], cadre.id_lookup)

    def _find(self, data) -> Entry | None:
        if data["id_number"]:
            return self.roll.by_lookup.get(lookup(data["id_number"]))
        found = self.roll.named(data["name"], data["unit"], data["phone"])
        return found[0] if len(found) == 1 else None

    def _teams(self, goods: list[Good], ctx: Context, out: Outcome) -> dict[str, WorkTeam]:
        paths = {g.data["path"] for g in goods}
        teams = {t.path: t for t in WorkTeam.objects.open().filter(path__in=paths)}
        units, new_units = take_units({g.data["unit"] for g in goods}, ctx.county)
        new = []
        for good in goods:
            path = good.data["path"]
            if path not in teams:
                place = self.places.by_path[path]
                teams[path] = WorkTeam(
                    region_id=place.pk,
                    path=path,
                    backing_unit=units.get(good.data["unit"]),
                    opened_on=good.data["since"] or ctx.on,
                )
                new.append(teams[path])
            elif teams[path].pk is None:
                teams[path].opened_on = min(teams[path].opened_on, good.data["since"] or ctx.on)
        WorkTeam.objects.bulk_create(new, batch_size=500)
        out.made(new_units)
        out.made(new)
        out.counts["teams_created"] = len(new)
        return teams

    def _posting(self, good: Good, team: WorkTeam, ctx: Context) -> Posting:
        data, years = good.data, int(self.rules[keys.TERM_YEARS])
        since = data["since"] or ctx.on
        ends = since.replace(year=since.year + years, day=28 if (since.month, since.day) == (2, 29) else since.day)
        return Posting(
            cadre_id=self._cadres[good.key], team=team, region_id=team.region_id, path=team.path,
            role=Posting.Role.CAPTAIN if data["captain"] else Posting.Role.MEMBER, is_first_secretary=data["first"],
            opened_on=since, opened_by=ctx.by, term_ends_on=ends, closed_on=data["until"],
        )  # fmt: skip

    def _wanted(self, good: Good) -> dict:
        role, since = Posting.Role.CAPTAIN if good.data["captain"] else Posting.Role.MEMBER, good.data["since"]
        return {"role": role, "is_first_secretary": good.data["first"], **({"opened_on": since} if since else {})}

    def _changed(self, posting: Posting, good: Good) -> bool:
        return any(getattr(posting, name) != value for name, value in self._wanted(good).items())

    def _change(self, posting: Posting, good: Good) -> dict:
        wanted = {n: v for n, v in self._wanted(good).items() if getattr(posting, n) != v}
        before = {name: getattr(posting, name) for name in wanted}
        Posting.objects.filter(pk=posting.pk).update(**wanted)
        return before

    def _rights(self, postings: list[Posting], ctx: Context, out: Outcome) -> None:
        """What a posting brings: the right to see the village, and being seen by those who run it."""
        current = [p for p in postings if p.closed_on is None]
        users = dict(Cadre.objects.filter(pk__in=[p.cadre_id for p in current]).values_list("pk", "user_id"))
        grants = [
            Grant(
                user_id=users[p.cadre_id], role=Role.CAPTAIN if p.role == Posting.Role.CAPTAIN else Role.MEMBER,
                region_id=p.region_id, path=p.path, source=f"posting:{p.pk}", opened_on=p.opened_on, opened_by=ctx.by,
            )
            for p in current
        ]  # fmt: skip
        Grant.objects.bulk_create(grants, batch_size=500)
        out.made(grants)
        out.made(take_places((p.cadre_id, p.path) for p in current))

    def after(self, ctx: Context, total: Outcome) -> None:
        count_posting_places(ctx.path)
        record("register_in", by=ctx.by, at=ctx.at, kind="teams.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        count_posting_places(ctx.path)
        drop_empty_places(ctx.path)
        record("register_undone", by=ctx.by, at=ctx.at, kind="teams.register", path=ctx.path, on="all")
