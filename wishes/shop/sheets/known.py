"""What the county knows already: its households by number and by head, opening balances, the ledger by day."""

from collections import defaultdict
from datetime import date

from django.db.models import Sum

from common.text import clean
from households.models import Household
from regions.paths import village_of, within
from registers.places import Places
from registers.sheet import Bad, Context, Row, Waiting
from wishes.shop.models import Entry, Score


class Families:
    """Which household a row means: by its number, else by village and head. Three statements."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.held = ctx.held("households")
        self.places = Places(ctx)
        self.by_no: dict[str, tuple[int, str, bool, str]] = {}
        self.by_head: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        rows = Household.objects.under(ctx.path[:6]).values_list("no", "pk", "path", "head_name", "group_name", "closed_on")
        for no, pk, path, head, group, closed_on in rows.iterator(chunk_size=5000):
            self.by_no[no] = (pk, path, closed_on is None, head)
            if closed_on is None:
                self.by_head[village_of(path), head].append((no, group))

    def find(self, row: Row, key: str) -> tuple[int, str] | Bad | Waiting:
        """(household, path), or what is wrong with the row."""
        no = row.text("no")
        if not no:
            found = self._by_head(row, key)
            if not isinstance(found, str):
                return found
            no = found
        if no not in self.by_no:
            if no in self.held:
                return Waiting(row.at, "no", "household_waiting", "households", no, key, {"value": no})
            return Bad(row.at, "no", "household_unknown", {"value": no}, key=key)
        pk, path, is_open, head = self.by_no[no]
        if not self.ctx.covers(path):
            return Bad(row.at, "no", "outside_area", key=key)
        if not is_open:
            return Bad(row.at, "no", "household_left", {"value": no}, key=key)
        told = row.text("head")
        if told and told != clean(head):  # a column that slipped by a line would give every family its neighbour's points
            return Bad(row.at, "head", "head_differs", {"value": told, "no": no, "head": head}, [(head, head)], key=key)
        return pk, path

    def _by_head(self, row: Row, key: str) -> str | Bad:
        head = row.text("head")
        if not head:
            return Bad(row.at, "no", "nobody_named", key=key)
        place = self.places.find(row.text("township"), row.text("village"))
        if place.place is None:
            params = {"value": row.text("village"), "n": place.n}
            return Bad(row.at, "village", place.code, params, place.suggestions, key=key)
        found = self.by_head.get((place.place.path, head), [])
        if len(found) == 1:
            return found[0][0]
        if not found:
            return Bad(row.at, "head", "head_unknown", {"value": head}, key=key)
        params = {"value": head, "n": len(found)}
        return Bad(row.at, "no", "head_ambiguous", params, [(no, f"{group} {no}".strip()) for no, group in found], key=key, cause=head)


class Books:
    """Opening balances that stand, and what the ledger says at the end of a day. Two statements."""

    def __init__(self, county: str) -> None:
        rows = Score.objects.filter(within("path", county), is_opening=True, refused_on=None, taken_back_on=None, withdrawn_on=None)
        self.openings: dict[int, tuple[int, date]] = {pk: (points, on) for pk, points, on in rows.values_list("household", "points", "done_on")}
        self._days: dict[int, list[tuple[date, int]]] = defaultdict(list)
        sums = Entry.objects.filter(within("path", county)).order_by("counts_on").values_list("account__household", "counts_on")
        for pk, on, n in sums.annotate(n=Sum("points")).iterator(chunk_size=5000):
            self._days[pk].append((on, n))

    def balance(self, household: int, on: date) -> int | None:
        """The points on a day; None where the ledger had no row yet."""
        rows = [n for day, n in self._days.get(household, ()) if day <= on]
        return sum(rows) if rows else None
