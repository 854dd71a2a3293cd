"""Register 05 coming in: the wish list as the office keeps it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from households.queries.numbers import known_numbers
from policies import keys
from policies.queries import settings_for
from registers.marks import register_key, row_key
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, Waiting, register
from teams.actions.rolls import take_units
from wishes.models import Wish
from wishes.sheets.columns import (
    BRANCH,
    CLAIMED,
    COLUMNS,
    DONE,
    ELSEWHERE,
    NOT,
    NUMBERED,
    ORIGINS,
    SOMEBODY,
    STATES,
    USUAL,
)
from wishes.sheets.numbers import Numbered
from wishes.sheets.rows import drop_duties, went_on, write

MOST_VALUE = 100_000_000
DATES = ("collected", "claimed", "fulfilled")


@register
class WishSheet(Sheet):
    """The state of a row follows from its dates, and the word beside them has to say the same; a household that is held back
    keeps its wishes waiting. A row that carries the number of a wish is that wish: it may only repeat it."""

    kind = "wishes"
    title = _("wish list")
    order = 60
    shown = "head"
    columns = COLUMNS
    causes = {
        "household_unknown": Cause(_("household not known"), _("There is no household with the number “%(value)s”.")),
        "household_waiting": Cause(
            _("waits for a household"), _("This row goes in by itself when household %(value)s is repaired.")
        ),
        "dates_turned": Cause(
            _("dates in the wrong order"), _("A wish is claimed after it is collected, and fulfilled after that.")
        ),
        "state_contradicts": Cause(
            _("state and dates say different things"),
            _("The state says “%(value)s”, but the dates of this row say “%(dates)s”. Correct the state or the dates."),
        ),
        "state_elsewhere": Cause(
            _("state that a list cannot bring in"),
            _("“%(value)s” needs a reason and how the family was told, or the other wish. Leave this row out, or write it down on the page of the wish."),
        ),
        "wish_differs": Cause(
            _("differs from the wish of this number"),
            _("Wish %(no)s is here already and says something else. Change it on its own page; empty the first cell if this is another wish."),
        ),
    }
    flags = {"over_limit": _("%(n)s wishes are worth more than a micro-wish may cost: they came in, and cannot be published as they are.")}

    def begin(self, ctx: Context) -> None:
        self.households = known_numbers(ctx.path[:6])
        self.held = ctx.held("households")
        self.rules = settings_for(ctx.path, ctx.on)
        self.numbered = Numbered(ctx.path[:6], self.rules)

    def choices(self, column: Column, ctx: Context) -> Sequence[tuple[str, str]]:
        if column.name == "state":
            return [(word, word) for word, state in STATES.items() if state != ELSEWHERE]
        return settings_for(ctx.path, ctx.on).choices(keys.WISH_CATEGORIES) if column.name == "category" else ()

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
            "origin": ORIGINS.get(row.text("origin"), "self"), "days": days,
            "unit": row.text("unit")[:80] if days["claimed"] else "",
        }  # fmt: skip
        return self._known(row, data, key) or self._stated(row, data, key)

    def _known(self, row: Row, data: dict, key: str):
        """A row that carries the number of a wish of its household: it repeats that wish, or is refused."""
        number = NUMBERED.fullmatch(row.text("serial"))
        if not number or not (wish := self.numbered.find(int(number[1]), data["household_id"])):
            return None
        if column := wish.first_difference(row, data):
            return Bad(row.at, column, "wish_differs", {"no": row.text("serial")}, key=key, cause=row.text("serial"))
        return Good(key, {"is_known": True})

    def _stated(self, row: Row, data: dict, key: str):
        """The word in the state column and the dates say the same, or it is told which they say."""
        word, days = row.text("state"), data["days"]
        dated = DONE if days["fulfilled"] else CLAIMED if days["claimed"] else NOT
        state = STATES.get(word, "") if word else dated
        if state == ELSEWHERE:
            return Bad(row.at, "state", "state_elsewhere", {"value": word}, key=key)
        if not state:
            return Bad(row.at, "state", "value_unknown", {"value": word}, [(USUAL[dated], USUAL[dated])], key=key)
        if state != dated:
            params = {"value": word, "dates": USUAL[dated]}
            return Bad(row.at, "state", "state_contradicts", params, [(USUAL[dated], USUAL[dated])], key=key, cause=f"{word}|{dated}")
        return Good(key, data)

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        marks = {g.key: register_key("wishes", g.key) for g in goods}
        known = set(Wish.objects.filter(register_key__in=marks.values()).values_list("register_key", flat=True))
        new: list[tuple[str, dict]] = []
        for good in goods:
            if good.data.get("is_known") or marks[good.key] in known:
                out.unchanged.append(good)
                continue
            known.add(marks[good.key])
            new.append((marks[good.key], good.data))
            out.created.append(good)
        names = {data["unit"] for _mark, data in new if data["unit"] and data["unit"] != SOMEBODY and not BRANCH.search(data["unit"])}
        units, new_units = take_units(names, ctx.county)
        out.made(new_units)
        write(new, units, ctx, out)
        limit = self.rules[keys.WISH_VALUE_LIMIT]
        out.counts["over_limit"] = sum(data["value"] is not None and data["value"] > limit for _mark, data in new)
        return out

    def after(self, ctx: Context, total: Outcome) -> None:
        record("register_in", by=ctx.by, at=ctx.at, kind="wishes.register", path=ctx.path, on="all")

    def kept_from_undo(self, ctx: Context, model: str, pks: Sequence[int]) -> set[int]:
        """What belongs to a wish that went on since: its promise, its delivery and its steps stay with it."""
        return went_on(model, pks)

    def after_undo(self, ctx: Context) -> None:
        drop_duties(ctx)
        record("register_undone", by=ctx.by, at=ctx.at, kind="wishes.register", path=ctx.path, on="all")
