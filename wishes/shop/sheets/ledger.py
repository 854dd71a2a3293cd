"""A ledger of points that went out of here, or out of another house, coming in."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from common.text import is_number
from regions.paths import within
from registers.marks import row_key
from registers.sheet import Bad, Cause, Context, Good, Row, by_key, register
from wishes.shop.models import Entry
from wishes.shop.sheets.columns import LEDGER
from wishes.shop.sheets.opening import OpeningRows


@register
class LedgerSheet(OpeningRows):
    """All rows of a household go in together. Rows that this ledger knows may only repeat it: it is added to, never changed. Rows of
    another house add up to an opening balance on the day of the last of them; what led to it stays in the file."""

    kind = "points_ledger"
    title = _("points ledger of another house, or to compare")
    noun = "household"
    order = 71
    columns = LEDGER
    causes = OpeningRows.causes | {
        "row_differs": Cause(
            _("differs from the row of this number"), _("Row %(no)s of the ledger here says something else. Rows are never changed; ask for an adjustment."),
        ),
        "row_unknown": Cause(
            _("number not known"), _("The ledger of this household has no row %(no)s, though it has others of this file."),
        ),
        "sum_negative": Cause(_("adds up to less than nothing"), _("The rows of this household add up to %(sum)s points; some are missing.")),
    }  # fmt: skip

    def begin(self, ctx: Context) -> None:
        super().begin(ctx)
        self.rows: dict[int, tuple[int, datetime.date, int]] = {}
        here = Entry.objects.filter(within("path", ctx.path[:6])).values_list("pk", "account__household", "counts_on", "points")
        for pk, household, on, points in here.iterator(chunk_size=5000):
            self.rows[pk] = (household, on, points)

    def group(self, rows: Iterable[Row]):
        return by_key(rows, "no")

    def check(self, group: list[Row], ctx: Context):
        first = group[0]
        key = row_key(first, self.columns) + f"|{len(group)}"
        found = self.families.find(first, key)
        if not isinstance(found, tuple):
            return found
        read: list[tuple[Row, Decimal, datetime.date]] = []
        for row in group:
            points, on = self.counted(row, key), self.dated(row, key, ctx)
            if isinstance(points, Bad):
                return points
            if isinstance(on, Bad):
                return on
            read.append((row, points, on))
        if any(self._is_ours(row, found[0]) for row in group):
            return self._repeated(read, found[0], key)
        total = sum(points for _row, points, _on in read)
        if total < 0:
            return Bad(first.at, "points", "sum_negative", {"sum": f"{total:,}"}, key=key)
        return self.judged(first, key, found, Decimal(total), max(on for _row, _points, on in read), ctx)

    def _number(self, row: Row) -> int:
        text = row.text("serial")
        return int(text) if is_number(text) and len(text) < 18 else 0

    def _is_ours(self, row: Row, household: int) -> bool:
        known = self.rows.get(self._number(row))
        return known is not None and known[0] == household

    def _repeated(self, read: list[tuple[Row, Decimal, datetime.date]], household: int, key: str) -> Good | Bad:
        for row, points, on in read:
            no = row.text("serial")
            if not self._is_ours(row, household):
                return Bad(row.at, "serial", "row_unknown", {"no": no}, key=key)
            if self.rows[self._number(row)][1:] != (on, points):
                return Bad(row.at, "points", "row_differs", {"no": no}, key=key)
        return Good(key, {"is_known": True})
