"""Register 06: the counted ballots of a quarter."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from accounts.journal import record
from accounts.models import Grant
from common.periods import Quarter
from duties.actions import fulfil, unfulfil
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, register
from reviews.duties import MEETING, SUBJECT
from reviews.models import BallotTally, Exclusion, Grade, ReviewMeeting, ReviewRound
from reviews.queries.rubric import Rubric, freeze, rubric_of
from teams.models import Posting, WorkTeam

MOST_BALLOTS = 100_000
COUNTS = ("issued", "collected", "invalid")
FACTS = ("held_on", "township_points", "county_points", "comment")
STAMPS = {"facts": {"held_on"}, "commented": {"township_points", "comment"}, "county_points": {"county_points"}}
EMPTY = (None, "")


def _kept(meeting: ReviewMeeting) -> dict[str, Any]:
    """What a row of the register says about a meeting, as it stands."""
    tally = next((one for one in meeting.tallies.all() if one.voter_kind == "" and one.way == BallotTally.Way.PAPER), None)
    return {name: getattr(meeting, name) for name in FACTS} | {name: getattr(tally, name, None) for name in (*COUNTS, "counts")}


def _stamps(names: Iterable[str], ctx: Context) -> dict[str, Any]:
    """Who wrote it and when, for each part of the meeting that these facts belong to."""
    parts = [part for part, of in STAMPS.items() if of & set(names)]
    return {f"{part}_at": ctx.at for part in parts} | {f"{part}_by_id": ctx.by.pk for part in parts}


def _period(quarter: str) -> Quarter:
    return ReviewRound(quarter=quarter).period


@register
class BallotSheet(Sheet):
    """One row a meeting: ballots issued, collected, invalid, and the count of each level."""

    kind = "ballots"
    title = _("ballot register")
    order = 70
    shown = "village"
    # Who wrote when, and how often: what was written says by itself whether it stands as the register left it.
    ignored = frozenset({"version", "counted_at", "counted_by_id"} | {f"{of}_{who}" for of in STAMPS for who in ("at", "by_id")})
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
            _("counted by voter kind"), _("The ballots of this meeting are counted by voter kind. Enter them on the page of the meeting.")
        ),
        "may_not_grade": Cause(
            _("points of the county given by others"), _("Only the county office gives or changes the points of the county. Leave this cell empty.")
        ),
        "own_review": Cause(_("row of your own team"), _("You belong to this team. Somebody else must record its review.")),
        "no_round": Cause(
            _("no round in this quarter"), _("The county has not opened a round for this day yet. The row can go in once it has.")
        ),
    }

    def begin(self, ctx: Context) -> None:
        self.places, self.held = Places(ctx), {}
        self.teams = dict(WorkTeam.objects.open().filter(path__startswith=ctx.path[:6]).values_list("path", "pk"))
        self.own = set(Posting.objects.open().filter(cadre__user=ctx.by).values_list("team_id", flat=True))
        # The machine's own account (command line): nobody can sign in with it and nobody ever granted it anything.
        self.is_machine = not ctx.by.is_active and not Grant.objects.filter(user=ctx.by).exists()
        self.rules: dict[str, Rubric] = {}
        self._look(ctx)

    def _look(self, ctx: Context) -> None:
        """What stands in the county: rounds and meetings, and what of it is sealed."""
        self.rounds = {one.quarter: one for one in ReviewRound.objects.filter(region=ctx.county).order_by("quarter")}
        rows = ReviewMeeting.objects.filter(round__region=ctx.county).values("path", "round__quarter", *FACTS)
        self.standing = {f"{row['path']}|{row['round__quarter']}": row for row in rows}
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

    def _seal(self, key: str) -> tuple[str, dict]:
        """Why a meeting may only be repeated, and what is kept of it; ("", {}) where it may be changed."""
        round_ = self.rounds.get(key.partition("|")[2])
        return self.sealed.get(key, ("round_closed" if round_ and round_.closed_on else "", {}))

    def _rules(self, quarter: str, ctx: Context) -> Rubric:
        """The rules of the round of a quarter: frozen into it, or those that a new round would freeze."""
        if quarter not in self.rules:
            round_ = self.rounds.get(quarter)
            self.rules[quarter] = rubric_of(round_) if round_ else Rubric(freeze(ctx.county.path, _period(quarter).last))
        return self.rules[quarter]

    def _quarter(self, path: str, held: datetime.date) -> str:
        """The quarter whose meeting this is. In the days of grace of a round it is the one still owed, else that of the day."""
        around = [
            (one, self.standing[f"{path}|{quarter}"]["held_on"])
            for quarter, one in self.rounds.items()
            if one.period.start <= held <= one.last_day and f"{path}|{quarter}" in self.standing
        ]
        same = next((one.quarter for one, day in around if day == held), "")
        owed = next((one.quarter for one, day in around if day is None and one.closed_on is None), "")
        return same or owed or Quarter.of(held).key

    def _may(self, permission: Permission, path: str, ctx: Context) -> bool:
        return self.is_machine or ctx.viewer.can(permission, path)

    def choices(self, column, ctx):
        return Places(ctx).choices() if column.name == "village" else ()

    def check(self, group: list[Row], ctx: Context):
        row = group[0]
        found = self.places.find(row.text("township"), row.text("village"))
        if not found.place:
            return Bad(row.at, "village", found.code, {"value": row.text("village"), "n": found.n}, found.suggestions)
        path = found.place.path
        if path not in self.teams:
            return Bad(row.at, "village", "team_unknown", {"value": row.text("village")})
        if self.teams[path] in self.own:
            return Bad(row.at, "village", "own_review")
        try:
            held = row.date("held")
        except ValueError:
            held = None
        if held is None:
            return Bad(row.at, "held", "date_impossible", {"value": row.text("held")})
        if held > ctx.on:
            return Bad(row.at, "held", "date_future", {"value": row.text("held")})
        key = f"{path}|{self._quarter(path, held)}"
        levels = list(self._rules(key.partition("|")[2], ctx).levels)
        numbers: dict[str, Any] = {}
        for name in (*COUNTS, *levels, "township_points", "county_points"):
            try:
                numbers[name] = row.number(name)
            except ValueError:
                return Bad(row.at, name, "not_a_number", {"value": row.text(name)})
            if not self._is_possible(name, numbers):
                return Bad(row.at, name, "not_a_number", {"value": row.text(name)})
        return self._counted(row, key, numbers, levels) or self._judged(row, key, held, numbers, levels, ctx)

    def _is_possible(self, name: str, numbers: dict) -> bool:
        """Points of 0 to 100, whole counts; an empty count is 0, empty points are missing."""
        if name in ("township_points", "county_points"):
            return numbers[name] is None or 0 <= numbers[name] <= 100
        number = numbers[name] = numbers[name] or 0
        return 0 <= number <= MOST_BALLOTS and number == int(number)

    def _counted(self, row: Row, key: str, numbers: dict, levels: list[str]) -> Bad | None:
        """What is wrong with the counts by themselves."""
        issued, collected, invalid = (int(numbers[name]) for name in COUNTS)
        if collected > issued:
            params = {"collected": collected, "issued": issued}
            return Bad(row.at, "collected", "collected_over_issued", params, key=key)
        total, valid = sum(int(numbers[level]) for level in levels), collected - invalid
        if total != valid:
            at = next((level for level in levels if self.column(level)), "collected")
            return Bad(row.at, at, "sum_mismatch", {"sum": total, "valid": valid}, key=key)
        return None

    def _judged(self, row: Row, key: str, held: datetime.date, numbers: dict, levels: list[str], ctx: Context) -> Bad | Good:
        """Whether the row may go in: nothing sealed changes, and everybody writes only what he may write on the page."""
        path, _bar, quarter = key.partition("|")
        data = {
            "path": path, "quarter": quarter, "held_on": held, **{name: int(numbers[name]) for name in COUNTS},
            "counts": {level: int(numbers[level]) for level in levels}, "township_points": numbers["township_points"],
            "county_points": numbers["county_points"], "comment": row.text("comment")[:400],
        }  # fmt: skip
        if why := self._why_sealed(key, data):
            return Bad(row.at, "village", why, key=key)
        if self._rules(quarter, ctx).scale.weighed_kinds and not self._seal(key)[0]:
            return Bad(row.at, "village", "counted_by_kind", key=key)
        if quarter not in self.rounds and not self._may(Permission.REVIEWS_OPEN, ctx.county.path, ctx):
            return Bad(row.at, "held", "no_round", key=key)
        if not self._may(Permission.REVIEWS_GRADE, path, ctx):
            if data["county_points"] not in (None, self.standing.get(key, {}).get("county_points")):
                return Bad(row.at, "county_points", "may_not_grade", key=key)
            data["county_points"] = None  # the same as stands: nothing to write, even if the county writes another meanwhile
        return Good(key, data, claims=(key,))

    def _why_sealed(self, key: str, data: dict[str, Any]) -> str:
        """Why the row cannot go in; "" where it may, or where it repeats what stands. An empty cell says nothing else."""
        why, kept = self._seal(key)
        told = {name: data[name] for name in (*FACTS, *COUNTS, "counts") if data[name] not in EMPTY}
        return why if why and any(name not in kept or kept[name] != value for name, value in told.items()) else ""

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        """What is sealed is left alone: the row repeats it, or it was sealed since the check a moment ago. Rounds are locked, as
        every deed on a meeting locks them."""
        out = Outcome()
        self._lock(ctx)
        self._look(ctx)
        for good in goods:
            if self._seal(good.key)[0]:
                out.unchanged.append(good)
            else:
                self._meeting(good, ctx, out)
        return out

    def _lock(self, ctx: Context) -> None:
        list(ReviewRound.objects.select_for_update().filter(region=ctx.county).order_by("pk").values_list("pk"))

    def _meeting(self, good: Good, ctx: Context, out: Outcome) -> None:
        data = good.data
        round_, is_new_round = ReviewRound.objects.get_or_create(
            region=ctx.county, quarter=data["quarter"],
            defaults={
                "path": ctx.county.path, "opened_on": _period(data["quarter"]).start, "opened_by": ctx.by,
                "rubric": self._rules(data["quarter"], ctx).table,
            },
        )  # fmt: skip
        told = {name: data[name] for name in FACTS if data[name] not in EMPTY}
        meeting, is_new = ReviewMeeting.objects.get_or_create(
            round=round_, team_id=self.teams[data["path"]], defaults={"path": data["path"], **told, **_stamps(told, ctx)}
        )
        out.made([round_] if is_new_round else [])
        out.made([meeting] if is_new else [])
        if is_new or meeting.held_on != told["held_on"]:
            self.held[meeting.pk] = told["held_on"]
        new = {} if is_new else {name: value for name, value in told.items() if getattr(meeting, name) != value}
        if new:
            new |= _stamps(new, ctx)
            ReviewMeeting.objects.filter(pk=meeting.pk).update(**new, version=F("version") + 1)
            out.altered(meeting, {name: getattr(meeting, name) for name in new})
        is_counted = self._tally(meeting, data, ctx, out)
        (out.created if is_new else out.updated if new or is_counted else out.unchanged).append(good)

    def _tally(self, meeting: ReviewMeeting, data: dict, ctx: Context, out: Outcome) -> bool:
        """Store the counts; True if something was written."""
        counts = {name: data[name] for name in (*COUNTS, "counts")}
        tally = BallotTally.objects.filter(meeting=meeting, voter_kind="", way=BallotTally.Way.PAPER).first()
        if tally is None:
            tally = BallotTally.objects.create(meeting=meeting, counted_at=ctx.at, counted_by=ctx.by, **counts)
            out.made([tally])
            return True
        if all(getattr(tally, name) == value for name, value in counts.items()):
            return False
        new = {name: value for name, value in counts.items() if getattr(tally, name) != value}
        new |= {"counted_at": ctx.at, "counted_by_id": ctx.by.pk}
        BallotTally.objects.filter(pk=tally.pk).update(**new)
        out.altered(tally, {name: getattr(tally, name) for name in new})
        return True

    def after(self, ctx: Context, total: Outcome) -> None:
        for pk, day in self.held.items():
            fulfil(MEETING, SUBJECT, pk, by=ctx.by, on=day, deed_kind=ReviewMeeting._meta.label_lower, deed_id=pk)
        record("register_in", by=ctx.by, at=ctx.at, kind="reviews.register", path=ctx.path, on="all")

    def before_undo(self, ctx: Context) -> None:
        self._lock(ctx)
        self.undone: set[int] = set()

    def kept_from_undo(self, ctx: Context, model: str, pks: Sequence[int]) -> set[int]:
        """What is published stays, and what a standing grade was decided on: the meeting, its ballots, its round."""
        if model == ReviewRound._meta.label:
            return set(ReviewRound.objects.filter(pk__in=pks).exclude(closed_on=None).values_list("pk", flat=True))
        meetings = ReviewMeeting.objects.filter(Q(pk__in=Grade.objects.standing().values("meeting")) | ~Q(round__closed_on=None))
        if model == BallotTally._meta.label:
            return set(BallotTally.objects.filter(pk__in=pks, meeting__in=meetings).values_list("pk", flat=True))
        kept = set(meetings.filter(pk__in=pks).values_list("pk", flat=True))
        self.undone |= set(pks) - kept
        return kept

    def after_undo(self, ctx: Context) -> None:
        """Pages opened before the undo are stale; where the meeting is owed again it is owed only as long as the round is open."""
        ReviewMeeting.objects.filter(pk__in=self.undone).update(version=F("version") + 1)
        owed = ReviewMeeting.objects.missing().filter(round__region=ctx.county, round__closed_on=None)
        for pk in owed.values_list("pk", flat=True):
            unfulfil(MEETING, SUBJECT, pk)
        record("register_undone", by=ctx.by, at=ctx.at, kind="reviews.register", path=ctx.path, on="all")
