"""Register 06: the counted ballots of a quarter."""

from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from common.periods import Quarter
from policies import keys
from policies.queries import settings_for
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, register
from reviews.models import BallotTally, ReviewMeeting, ReviewRound
from teams.models import WorkTeam

MOST_BALLOTS = 100_000
COUNTS = ("issued", "collected", "invalid")


@register
class BallotSheet(Sheet):
    """One row a meeting: ballots issued, collected, invalid, and the count of each level."""

    kind = "ballots"
    title = _("ballot register")
    order = 70
    shown = "village"
    columns = (
        Column("township", ("乡镇",)),
        Column("village", ("行政村", "村"), required=True),
        Column("held", ("会议日期", "召开日期"), required=True, kind="date"),
        Column("issued", ("发出票", "发出"), required=True, kind="number"),
        Column("collected", ("收回票", "收回"), required=True, kind="number"),
        Column("invalid", ("无效票", "无效"), kind="number"),
        Column("excellent", ("优秀",), kind="number"),
        Column("competent", ("称职",), kind="number"),
        Column("basic", ("基本称职",), kind="number"),
        Column("incompetent", ("不称职",), kind="number"),
        Column("township_points", ("乡镇点评分",), kind="number"),
        Column("county_points", ("县级评定分",), kind="number"),
        Column("comment", ("点评指出问题",)),
    )
    causes = {
        "collected_over_issued": Cause(
            _("more ballots collected than issued"),
            _("%(collected)s collected, only %(issued)s issued: the vote is void and must be held again."),
        ),
        "sum_mismatch": Cause(
            _("counts do not add up"), _("The levels add up to %(sum)s, but %(valid)s valid ballots were counted.")
        ),
        "team_unknown": Cause(_("no team in this village"), _("There is no work team in “%(value)s”.")),
    }

    def begin(self, ctx: Context) -> None:
        self.places = Places(ctx)
        self.teams = dict(WorkTeam.objects.open().filter(path__startswith=ctx.path[:6]).values_list("path", "pk"))
        self.levels = [row["code"] for row in settings_for(ctx.path, ctx.on)[keys.BALLOT_LEVELS]]

    def choices(self, column, ctx):
        return Places(ctx).choices() if column.name == "village" else ()

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        found = self.places.find(row.text("township"), row.text("village"))
        if not found.place:
            return Bad(row.at, "village", found.code, {"value": row.text("village"), "n": found.n}, found.suggestions)
        if found.place.path not in self.teams:
            return Bad(row.at, "village", "team_unknown", {"value": row.text("village")})
        try:
            held = row.date("held")
        except ValueError:
            held = None
        if held is None:
            return Bad(row.at, "held", "date_impossible", {"value": row.text("held")})
        numbers = {}
        for name in (*COUNTS, *self.levels, "township_points", "county_points"):
            try:
                numbers[name] = row.number(name)
            except ValueError:
                return Bad(row.at, name, "not_a_number", {"value": row.text(name)})
            if not self._is_possible(name, numbers):
                return Bad(row.at, name, "not_a_number", {"value": row.text(name)})
        return self._counted(row, found.place.path, held, numbers)

    def _is_possible(self, name: str, numbers: dict) -> bool:
        """Points of 0 to 100, whole counts; an empty count is 0, empty points are missing."""
        if name in ("township_points", "county_points"):
            return numbers[name] is None or 0 <= numbers[name] <= 100
        number = numbers[name] = numbers[name] or 0
        return 0 <= number <= MOST_BALLOTS and number == int(number)

    def _counted(self, row: Row, path: str, held, numbers: dict):
        key = f"{path}|{Quarter.of(held).key}"
        issued, collected, invalid = (int(numbers[name]) for name in COUNTS)
        if collected > issued:
            params = {"collected": collected, "issued": issued}
            return Bad(row.at, "collected", "collected_over_issued", params, key=key)
        counts = {level: int(numbers[level]) for level in self.levels}
        total, valid = sum(counts.values()), collected - invalid
        if total != valid:
            return Bad(row.at, self.levels[0], "sum_mismatch", {"sum": total, "valid": valid}, key=key)
        data = {
            "path": path, "held_on": held, "issued": issued, "collected": collected, "invalid": invalid, "counts": counts,
            "township_points": numbers["township_points"], "county_points": numbers["county_points"],
            "comment": row.text("comment")[:400],
        }  # fmt: skip
        return Good(key, data, claims=(key,))

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        out = Outcome()
        for good in goods:
            self._meeting(good, ctx, out)
        return out

    def _meeting(self, good: Good, ctx: Context, out: Outcome) -> None:
        data = good.data
        quarter = Quarter.of(data["held_on"])
        round_, is_new_round = ReviewRound.objects.get_or_create(
            region=ctx.county, quarter=quarter.key,
            defaults={"path": ctx.county.path, "opened_on": quarter.start, "opened_by": ctx.by},
        )  # fmt: skip
        facts = {name: data[name] for name in ("held_on", "township_points", "county_points", "comment")}
        meeting, is_new = ReviewMeeting.objects.get_or_create(
            round=round_, team_id=self.teams[data["path"]], defaults={"path": data["path"], **facts}
        )
        out.made([round_] if is_new_round else [])
        out.made([meeting] if is_new else [])
        changed = {} if is_new else {n: getattr(meeting, n) for n, v in facts.items() if getattr(meeting, n) != v}
        if changed:
            ReviewMeeting.objects.filter(pk=meeting.pk).update(**facts)
            out.altered(meeting, changed)
        is_counted = self._tally(meeting, data, ctx, out)
        (out.created if is_new else out.updated if changed or is_counted else out.unchanged).append(good)

    def _tally(self, meeting: ReviewMeeting, data: dict, ctx: Context, out: Outcome) -> bool:
        """Store the counts; True if something was written."""
        counts = {name: data[name] for name in (*COUNTS, "counts")}
        tally = BallotTally.objects.filter(meeting=meeting, voter_kind="", way=BallotTally.Way.PAPER).first()
        if tally is None:
            tally = BallotTally.objects.create(meeting=meeting, counted_at=ctx.at, counted_by=ctx.by, **counts)
            out.made([tally])
            return True
        changed = {n: getattr(tally, n) for n, v in counts.items() if getattr(tally, n) != v}
        if changed:
            BallotTally.objects.filter(pk=tally.pk).update(**counts)
            out.altered(tally, changed)
        return bool(changed)

    def after(self, ctx: Context, total: Outcome) -> None:
        record("register_in", by=ctx.by, at=ctx.at, kind="reviews.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        record("register_undone", by=ctx.by, at=ctx.at, kind="reviews.register", path=ctx.path, on="all")
