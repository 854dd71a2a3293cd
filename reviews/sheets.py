"""Register 06: the counted ballots of a quarter."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from common.periods import Quarter
from duties.actions import fulfil, unfulfil
from policies import keys
from policies.queries import settings_for
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, register
from reviews.duties import MEETING, SUBJECT
from reviews.models import BallotTally, Exclusion, Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import freeze
from teams.models import WorkTeam

MOST_BALLOTS = 100_000
COUNTS = ("issued", "collected", "invalid")
FACTS = ("held_on", "township_points", "county_points", "comment")


def _kept(meeting: ReviewMeeting) -> dict[str, Any]:
    """What a row of the register says about a meeting, as it stands."""
    tally = next((one for one in meeting.tallies.all() if one.voter_kind == "" and one.way == BallotTally.Way.PAPER), None)
    return {name: getattr(meeting, name) for name in FACTS} | {name: getattr(tally, name, None) for name in (*COUNTS, "counts")}


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
        "round_closed": Cause(
            _("round already closed"), _("The round of this quarter is closed and published. Change it by a correction on the page of the meeting.")
        ),
        "already_graded": Cause(
            _("team already graded"), _("This team has its grade, and these counts differ from those it was decided on. Withdraw the grade first.")
        ),
        "team_left_out": Cause(_("team left out of the round"), _("This team was left out of the round of this quarter. Take it in first.")),
        "counted_by_kind": Cause(
            _("counted by voter kind already"), _("The ballots of this meeting were counted by voter kind. Change them on the page of the meeting.")
        ),
    }

    def begin(self, ctx: Context) -> None:
        self.places, self.held = Places(ctx), {}
        self.teams = dict(WorkTeam.objects.open().filter(path__startswith=ctx.path[:6]).values_list("path", "pk"))
        self.levels = [row["code"] for row in settings_for(ctx.path, ctx.on)[keys.BALLOT_LEVELS]]
        self.closed = set(ReviewRound.objects.filter(region=ctx.county).exclude(closed_on=None).values_list("quarter", flat=True))
        self.sealed = self._sealed(ctx)

    def _sealed(self, ctx: Context) -> dict[str, tuple[str, dict]]:
        """Meetings that a register may only repeat, by key: why, and what is kept of them. Four statements."""
        rows = ReviewMeeting.objects.filter(round__region=ctx.county).select_related("round").prefetch_related("tallies")
        graded = Q(Exists(Grade.objects.standing().filter(meeting=OuterRef("pk"))))
        by_kind = Q(Exists(BallotTally.objects.filter(meeting=OuterRef("pk"), way=BallotTally.Way.PAPER).exclude(voter_kind="")))
        found = {}
        for meeting in rows.annotate(is_graded=graded, is_by_kind=by_kind).filter(~Q(round__closed_on=None) | graded | by_kind):
            why = "round_closed" if meeting.round.closed_on else "already_graded" if meeting.is_graded else "counted_by_kind"
            found[f"{meeting.path}|{meeting.round.quarter}"] = (why, _kept(meeting))
        out = Exclusion.objects.filter(round__region=ctx.county, round__closed_on=None).values_list("path", "round__quarter")
        return found | {f"{path}|{quarter}": ("team_left_out", {}) for path, quarter in out}

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
        if why := self._why_sealed(key, data):
            return Bad(row.at, "village", why, key=key)
        return Good(key, data, claims=(key,))

    def _why_sealed(self, key: str, data: dict[str, Any]) -> str:
        """Why the row cannot go in; "" where it may, or where it repeats what stands."""
        is_closed = key.partition("|")[2] in self.closed
        why, kept = self.sealed.get(key, ("round_closed" if is_closed else "", {}))
        return why if why and kept != {name: data[name] for name in (*FACTS, *COUNTS, "counts")} else ""

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        """A row that repeats what is sealed is left alone; the engine has just checked that no other one is here."""
        out = Outcome()
        for good in goods:
            if good.key in self.sealed:
                out.unchanged.append(good)
            else:
                self._meeting(good, ctx, out)
        return out

    def _meeting(self, good: Good, ctx: Context, out: Outcome) -> None:
        data = good.data
        quarter = Quarter.of(data["held_on"])
        round_, is_new_round = ReviewRound.objects.get_or_create(
            region=ctx.county, quarter=quarter.key,
            defaults={"path": ctx.county.path, "opened_on": quarter.start, "opened_by": ctx.by, "rubric": freeze(ctx.county.path, quarter.last)},
        )  # fmt: skip
        facts = {name: data[name] for name in FACTS}
        meeting, is_new = ReviewMeeting.objects.get_or_create(
            round=round_, team_id=self.teams[data["path"]], defaults={"path": data["path"], **facts}
        )
        out.made([round_] if is_new_round else [])
        out.made([meeting] if is_new else [])
        if meeting.held_on != facts["held_on"] or is_new:
            self.held[meeting.pk] = facts["held_on"]
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
        for pk, day in self.held.items():
            fulfil(MEETING, SUBJECT, pk, by=ctx.by, on=day, deed_kind=ReviewMeeting._meta.label_lower, deed_id=pk)
        record("register_in", by=ctx.by, at=ctx.at, kind="reviews.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        for pk in ReviewMeeting.objects.filter(round__region=ctx.county, held_on=None).values_list("pk", flat=True):
            unfulfil(MEETING, SUBJECT, pk)
        record("register_undone", by=ctx.by, at=ctx.at, kind="reviews.register", path=ctx.path, on="all")
