"""Register 02: who is paired with which household, in which way, since when."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from accounts.models import Grant
from accounts.roles import Role
from duties import actions as duties
from duties.kinds import KINDS
from duties.models import Duty
from households.models import Pairing
from households.queries.numbers import known_numbers
from policies import keys
from policies.queries import settings_for
from regions.paths import within
from registers.marks import row_key
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, Waiting, register
from teams.actions.rolls import NewCadre, count_posting_places, drop_empty_places, take_cadres, take_places
from teams.models import CadrePlace
from teams.queries.roll import Entry, Roll

GENDERS = {"男": "m", "女": "f"}


@register
class PairingSheet(Sheet):
    """A later row for a household ends the earlier one on the day it begins: the old line stays (P55)."""

    kind = "pairings"
    title = _("pairing register")
    order = 40
    shown = "head"
    ignored = frozenset({"n_postings", "n_pairings"})
    columns = (
        Column("serial", ("序号",)),
        Column("township", ("乡镇",)),
        Column("village", ("行政村",)),
        Column("no", ("户编号",), required=True, personal=True),
        Column("head", ("户主姓名", "户主"), personal=True),
        Column("standing", ("户类别", "户类型")),
        Column("kind", ("结对方式",), required=True, kind="code"),
        Column("cadre", ("干部姓名", "结对干部", "帮扶干部"), required=True, personal=True),
        Column("gender", ("性别",)),
        Column("unit", ("单位", "帮扶单位名称", "工作单位")),
        Column("rank", ("职务级别",), kind="code"),
        Column("phone", ("联系电话",), kind="phone", personal=True),
        Column("since", ("结对开始时间", "帮扶开始时间"), required=True, kind="date"),
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
        self.households = known_numbers(ctx.path[:6])
        self.held = ctx.held("households")
        self.roll = Roll(ctx.path[:6])
        self.rules = settings_for(ctx.path, ctx.on)

    def choices(self, column, ctx):
        return settings_for(ctx.path, ctx.on).choices(keys.PAIRING_CLASSES) if column.name == "kind" else ()

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        no, key = row.text("no"), row_key(row, self.columns)
        if no not in self.households:
            if no in self.held:
                return Waiting(row.at, "no", "household_waiting", "households", no, key, {"value": no})
            return Bad(row.at, "no", "household_unknown", {"value": no}, key=key)
        if not ctx.covers(self.households[no][1]):
            return Bad(row.at, "no", "outside_area", key=key)
        return self._whom(row, no, key)

    def _whom(self, row: Row, no: str, key: str):
        kind = self.rules.code_for(keys.PAIRING_CLASSES, row.text("kind"))
        if kind is None:
            choices = self.rules.choices(keys.PAIRING_CLASSES)
            return Bad(row.at, "kind", "value_unknown", {"value": row.text("kind")}, choices, key=key)
        if not row.text("cadre"):
            return Bad(row.at, "cadre", "required_empty", key=key)
        phone = row.digits("phone")
        if row.text("phone") and not (len(phone) == 11 and phone.startswith("1")):
            return Bad(row.at, "phone", "phone_digits", key=key)
        try:
            since = row.date("since")
        except ValueError:
            return Bad(row.at, "since", "date_impossible", {"value": row.text("since")}, key=key)
        if since is None:
            return Bad(row.at, "since", "required_empty", key=key)
        found = self.roll.named(row.text("cadre"), row.text("unit"), phone)
        if len(found) > 1 and not phone:
            return Bad(row.at, "cadre", "cadre_ambiguous", {"n": len(found), "value": row.text("cadre")}, key=key)
        data = {
            "no": no, "kind": kind, "since": since, "name": row.text("cadre")[:40], "unit": row.text("unit")[:80], "phone": phone,
            "gender": GENDERS.get(row.text("gender"), ""),
            "rank": self.rules.code_for(keys.CADRE_RANKS, row.text("rank")) or row.text("rank")[:30],
        }  # fmt: skip
        return Good(key, data)

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        cadres = self._cadres(goods, ctx, out)
        open_now: dict[int, list[Pairing]] = {}
        ids = [self.households[g.data["no"]][0] for g in goods]
        seen: set[tuple] = set()
        for pairing in Pairing.objects.filter(household__in=ids):
            seen.add((pairing.household_id, pairing.cadre_id, pairing.kind, pairing.opened_on))
            if pairing.closed_on is None:
                open_now.setdefault(pairing.household_id, []).append(pairing)
        new: list[Pairing] = []
        for good, cadre in sorted(zip(goods, cadres, strict=True), key=lambda pair: pair[0].data["since"]):
            household, path = self.households[good.data["no"]]
            mark = (household, cadre, good.data["kind"], good.data["since"])
            if mark in seen:
                out.unchanged.append(good)
                continue
            seen.add(mark)
            new.append(self._pairing(good, cadre, household, path, open_now, ctx, out))
            out.created.append(good)
        Pairing.objects.bulk_create(new, batch_size=500)
        out.made(new)
        out.made(take_places((p.cadre_id, p.path) for p in new if p.closed_on is None))
        self._grant(new, ctx, out)
        return out

    def _pairing(
        self, good: Good, cadre: int, household: int, path: str, open_now, ctx: Context, out: Outcome
    ) -> Pairing:
        """The new row; whoever was paired before ends on its first day, and an older row comes in as ended."""
        since = good.data["since"]
        pairing = Pairing(
            household_id=household, cadre_id=cadre, kind=good.data["kind"], path=path, opened_on=since, opened_by=ctx.by
        )
        for old in list(open_now.get(household, ())):
            if old.opened_on > since:
                pairing.closed_on = old.opened_on
                return pairing
            open_now[household].remove(old)
            old.closed_on, old.close_reason = since, "register"
            if old.pk:
                Pairing.objects.filter(pk=old.pk).update(closed_on=since, closed_by=ctx.by, close_reason="register")
                out.altered(old, {"closed_on": None, "closed_by_id": None, "close_reason": ""})
        open_now.setdefault(household, []).append(pairing)
        return pairing

    def _cadres(self, goods: list[Good], ctx: Context, out: Outcome) -> list[int]:
        """The cadre of each row, making those not yet on the roll (a person once, however many rows name him)."""
        wanted: dict[tuple[str, str, str], int | None] = {}
        for good in goods:
            who = (good.data["name"], good.data["unit"], good.data["phone"])
            if who not in wanted:
                found = self.roll.named(*who) if not who[2] else self._by_phone(who)
                wanted[who] = found[0].pk if found else None
        missing = [who for who, pk in wanted.items() if pk is None]
        facts = {(g.data["name"], g.data["unit"], g.data["phone"]): g.data for g in goods}
        people = [
            NewCadre(name=w[0], unit=w[1], phone=w[2], gender=facts[w]["gender"], rank=facts[w]["rank"])
            for w in missing
        ]
        made, units = take_cadres(people, ctx.county)
        out.made(units)
        out.made([c.user for c in made])
        out.made(made)
        for who, cadre in zip(missing, made, strict=True):
            wanted[who] = cadre.pk
            self.roll.add(Entry(cadre.pk, cadre.user_id, who[0], who[1]), who[2])
        return [wanted[g.data["name"], g.data["unit"], g.data["phone"]] for g in goods]

    def _by_phone(self, who: tuple[str, str, str]) -> list[Entry]:
        """With a phone in the row only the person with that phone is meant; one without any phone yet is taken too."""
        found = self.roll.by_phone.get((who[2], who[0]))
        return [found] if found else []

    def _grant(self, pairings: list[Pairing], ctx: Context, out: Outcome) -> None:
        """Whoever has an open pairing may see his own households."""
        cadres = {p.cadre_id for p in pairings if p.closed_on is None}
        users = set(Pairing.objects.filter(cadre__in=cadres, closed_on=None).values_list("cadre__user", flat=True))
        users -= set(
            Grant.objects.filter(user__in=users, role=Role.CADRE, closed_on=None).values_list("user", flat=True)
        )
        grants = [
            Grant(
                user_id=u, role=Role.CADRE, region=ctx.county, path=ctx.county.path, source="pairing", opened_on=ctx.on,
                opened_by=ctx.by,
            )
            for u in sorted(users)
        ]  # fmt: skip
        Grant.objects.bulk_create(grants, batch_size=500)
        out.made(grants)

    def after(self, ctx: Context, total: Outcome) -> None:
        count_pairing_places(ctx.path)
        duties.open_current(ctx.path, on=ctx.on, at=ctx.at)
        record("register_in", by=ctx.by, at=ctx.at, kind="households.register", path=ctx.path, on="all")

    def before_undo(self, ctx: Context) -> None:
        """Duties that this import opened and nobody has done go with the pairings they came from."""
        times = ctx.batch.changes.filter(is_undone=False).values_list("at", flat=True)
        Duty.objects.under(ctx.path).open().filter(opened_at__in=set(times)).delete()

    def after_undo(self, ctx: Context) -> None:
        count_posting_places(ctx.path)  # a place made here may have become somebody's post meanwhile
        count_pairing_places(ctx.path)
        drop_empty_places(ctx.path)
        keep_duties(ctx)
        record("register_undone", by=ctx.by, at=ctx.at, kind="households.register", path=ctx.path, on="all")


def keep_duties(ctx: Context) -> None:
    """Duties of the current periods follow the pairings as they are now."""
    for kind in KINDS.values():
        duties.reconcile(kind, kind.period_of(ctx.on), ctx.path, on=ctx.on, at=ctx.at)


def count_pairing_places(path: str) -> None:
    """Where cadres have households, counted anew from the open pairings of an area."""
    counted = Pairing.objects.open().filter(within("path", path)).order_by().values_list("cadre", "path")
    rows = [CadrePlace(cadre_id=c, path=p, n_pairings=n) for c, p, n in counted.annotate(n=Count("pk"))]
    CadrePlace.objects.filter(within("path", path), n_pairings__gt=0).update(n_pairings=0)
    CadrePlace.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["cadre", "path"], update_fields=["n_pairings"]
    )
