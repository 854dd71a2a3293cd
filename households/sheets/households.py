"""Register 03: the national export, one row a person, 32 columns (domain.md 1.13, C1). A household goes in whole or not at all."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.journal import record
from common import idcard
from common.crypto import lookup
from households.models import Person
from households.sheets.pairings import count_pairing_places, keep_duties
from households.sheets.writing import Writer
from policies import keys
from policies.queries import settings_for
from registers.places import Places
from registers.sheet import Bad, Cause, Column, Context, Good, Outcome, Row, Sheet, by_key, register

HEAD = "户主"
LONGEST_NO, LONGEST_PERSON_NO = 24, 26
MOST_PERSONS, MOST_MONTHS, MOST_INCOME = 999, 999, 9_999_999_999  # what the columns hold
YES_NO = {"是": True, "否": False}


@register
class HouseholdSheet(Sheet):
    """Groups rows by household number; the head's row decides facts that differ between the persons."""

    kind = "households"
    title = _("household and person register")
    noun = "household"
    order = 30
    shown = "name"
    ignored = frozenset({"last_visited_on", "updated_at"})
    columns = (
        Column("data_on", ("数据日期",), kind="date"),
        Column("county", ("县", "区县")),
        Column("township", ("乡", "乡镇", "镇")),
        Column("village", ("行政村", "村"), required=True, kind="code"),
        Column("group", ("自然村", "村民小组", "组")),
        Column("no", ("户编号", "户号"), required=True, personal=True),
        Column("person_no", ("人编号",), personal=True),
        Column("name", ("姓名",), required=True, personal=True),
        Column("id", ("证件号码", "身份证号", "身份证号码"), required=True, kind="id", personal=True, sensitive=True),
        Column("size", ("人数", "家庭人口"), kind="number"),
        Column("relation", ("与户主关系",), required=True),
        Column("nation", ("民族",)),
        Column("education", ("文化程度",)),
        Column("pupil", ("在校生状况",)),
        Column("health", ("健康状况",), sensitive=True),
        Column("labour", ("劳动技能", "劳动能力")),
        Column("months", ("务工时间（月）", "务工时间(月)", "务工时间"), kind="number"),
        Column("insured", ("是否参加大病保险",), kind="yesno"),
        Column("cause", ("致贫原因1", "致贫原因"), kind="code"),
        Column("dangerous", ("危房户",)),
        Column("water", ("是否解决安全饮用水",), kind="yesno"),
        Column("income", ("人均纯收入",), kind="number"),
        Column("phone", ("户联系电话",), kind="phone", personal=True),
        Column("person_phone", ("人联系电话",), kind="phone", personal=True),
        Column("identified", ("首次识别时间",), kind="date"),
        Column("person_identified", ("人员识别时间",), kind="date"),
        Column("category", ("户类型",), required=True, kind="code"),
        Column("monitored", ("监测对象类型",), kind="code"),
        Column("removed", ("风险是否消除",), kind="yesno"),
        Column("risk_on", ("风险识别时间",), kind="date"),
        Column("removed_on", ("风险消除时间",), kind="date"),
    )
    causes = {
        "no_head": Cause(_("no head of household"), _("Nobody in this household is entered as head (户主).")),
        "duplicate_id": Cause(_("ID number twice"), _("Another household has a person with this ID number already.")),
        "type_unknown": Cause(_("household type not known"), _("“%(value)s” is not a household type used here.")),
        "size_not_number": Cause(_("number of persons is no number"), _("“%(value)s” is not a number of persons.")),
        "no_too_long": Cause(_("number too long"), _("A household number has at most 24 characters, a person's 26.")),
        "duplicate_person": Cause(_("person number twice"), _("Another person has the number %(value)s already.")),
        "no_empty": Cause(_("household number missing"), _("Please enter the household number.")),
    }

    def begin(self, ctx: Context) -> None:
        self.places = Places(ctx)
        self.rules = settings_for(ctx.path, ctx.on)
        self.categories = self.rules.spellings(keys.HOUSEHOLD_CATEGORIES)
        self.monitored = self.rules.spellings(keys.MONITORED_KINDS)
        self.risks = self.rules.spellings(keys.RISK_CAUSES)
        self.owner: dict[str, str] = {}  # mark of an ID number: number of the household that has it
        self.numbers: dict[str, str] = {}  # the same of person numbers
        for mark, number, no in Person.objects.values_list("id_lookup", "no", "household__no").iterator(
            chunk_size=5000
        ):
            self.numbers[number] = no
            if mark:
                self.owner[mark[:32]] = no

    def group(self, rows: Iterable[Row]):
        return by_key(rows, "no")

    def choices(self, column, ctx):
        if column.name == "village":
            return Places(ctx).choices()
        table = {"category": keys.HOUSEHOLD_CATEGORIES, "monitored": keys.MONITORED_KINDS, "cause": keys.RISK_CAUSES}
        return settings_for(ctx.path, ctx.on).choices(table[column.name]) if column.name in table else ()

    def check(self, group: list[Row], ctx: Context):
        """One code per wrong household; dates before the checksum of ID numbers (data/README)."""
        head = next((r for r in group if r.text("relation") == HEAD), None)
        first = head or group[0]
        no = first.text("no")
        cards, marks, card_fault = self._cards(group)
        fault: Any = None
        if not no or len(no) > LONGEST_NO:
            fault = (first, "no", "no_too_long" if no else "no_empty", {}, ())
        elif head is None:
            fault = (group[0], "relation", "no_head", {}, ((HEAD, HEAD),))
        fault = fault or self._place_fault(first, no) or self._fact_fault(first, group) or card_fault
        fault = fault or self._twice(group, marks, no, ctx)
        numbers = (_person_no(row, k) for k, row in enumerate(group, 1))
        claims = (
            *(m for m in marks if m),
            *(_claim(n) for n in numbers if not (n.startswith(no) and len(n) == len(no) + 2)),
        )
        if fault:
            row, column, code, params, suggestions = fault
            return Bad(row.at, column, code, params, suggestions, key=no, claims=claims)
        return Good(no, self._data(first, group, cards, ctx), claims=claims, size=len(group))

    def _place_fault(self, row: Row, no: str):
        found = self.places.find(row.text("township"), row.text("village"), hint=no)
        if found.place:
            return None
        return row, "village", found.code, {"value": row.text("village"), "n": found.n}, found.suggestions

    def _fact_fault(self, first: Row, group: list[Row]):
        if first.text("category").casefold() not in self.categories:
            value = first.text("category")
            return first, "category", "type_unknown", {"value": value}, self.rules.choices(keys.HOUSEHOLD_CATEGORIES)
        monitored = first.text("monitored")
        if monitored and monitored.casefold() not in self.monitored:
            return first, "monitored", "type_unknown", {"value": monitored}, self.rules.choices(keys.MONITORED_KINDS)
        return self._number_fault(first, group) or self._phone_fault(group) or self._date_fault(first, group)

    def _number_fault(self, first: Row, group: list[Row]):
        asked = [
            (first, "size", MOST_PERSONS),
            (first, "income", MOST_INCOME),
            *((row, "months", MOST_MONTHS) for row in group),
        ]
        for row, column, most in asked:
            try:
                number = row.number(column)
            except ValueError:
                number = Decimal(-1)
            if number is None or (0 <= number <= most and (column != "size" or number == int(number))):
                continue
            if column == "size":
                return (
                    row,
                    column,
                    "size_not_number",
                    {"value": row.text(column)},
                    ((str(len(group)), str(len(group))),),
                )
            return row, column, "not_a_number", {"value": row.text(column)}, ()
        return None

    def _phone_fault(self, group: list[Row]):
        for row in group:
            for column in ("phone", "person_phone"):
                digits = row.digits(column)
                if row.text(column) and not (len(digits) == 11 and digits.startswith("1")):
                    return row, column, "phone_digits", {}, ()
        return None

    def _date_fault(self, first: Row, group: list[Row]):
        for column in ("data_on", "identified", "risk_on", "removed_on"):
            try:
                first.date(column)
            except ValueError:
                return first, column, "date_impossible", {"value": first.text(column)}, ()
        for row in group:
            try:
                row.date("person_identified")
            except ValueError:
                return row, "person_identified", "date_impossible", {"value": row.text("person_identified")}, ()
        return None

    def _cards(self, group: list[Row]):
        """ID cards of the rows, their marks, and the first fault: an impossible birth date before a wrong checksum."""
        cards: list[Any] = []
        marks, fault = [], None
        for row in group:
            try:
                card = idcard.parse(row.text("id"))
            except idcard.IdError as error:
                cards.append(None)
                marks.append("")
                code = "id_birth" if error.code == "id_birth" else "id_checksum"
                if fault is None or (fault[2] != "id_birth" and code == "id_birth"):
                    fault = (row, "id", code, {}, ())
            else:
                cards.append(card)
                marks.append(lookup(card.number)[:32])
        return cards, marks, fault

    def _twice(self, group: list[Row], marks: list[str], no: str, ctx: Context):
        seen: set[str] = set()
        for k, (row, mark) in enumerate(zip(group, marks, strict=True), 1):
            if fault := self._number_taken(row, _person_no(row, k), no, seen, ctx):
                return fault
            if mark in seen or mark in ctx.claimed or self.owner.get(mark, no) != no:
                return row, "id", "duplicate_id", {}, ()
            seen.add(mark)
        return None

    def _number_taken(self, row: Row, person_no: str, no: str, seen: set[str], ctx: Context):
        """The person's own number is one of a kind, too."""
        if len(person_no) > LONGEST_PERSON_NO:
            return row, "person_no", "no_too_long", {}, ()
        if person_no in seen or _claim(person_no) in ctx.claimed or self.numbers.get(person_no, no) != no:
            return row, "person_no", "duplicate_person", {"value": person_no}, ()
        seen.add(person_no)
        return None

    def _data(self, row: Row, group: list[Row], cards, ctx: Context) -> dict:
        place = self.places.find(row.text("township"), row.text("village"), hint=row.text("no")).place
        assert place, "checked before"
        monitored = self.monitored.get(row.text("monitored").casefold(), "")
        return {
            "no": row.text("no"), "region_id": place.pk, "path": place.path, "group_name": row.text("group")[:30],
            "head_name": row.text("name")[:40], "n_persons": int(row.number("size") or len(group)),
            "phone": row.digits("phone"), "category": self.categories[row.text("category").casefold()],
            "monitored_kind": monitored, "risk_removed": row.text("removed") == "是",
            "risk_found_on": row.date("risk_on"), "risk_removed_on": row.date("removed_on"),
            "cause": self.risks.get(row.text("cause").casefold(), row.text("cause"))[:30],
            "dangerous_house": row.text("dangerous")[:20], "safe_water": YES_NO.get(row.text("water")),
            "income_per_head": row.number("income"), "identified_on": row.date("identified"),
            "data_on": row.date("data_on"),
            "persons": [self._person(r, card, k) for k, (r, card) in enumerate(zip(group, cards, strict=True), 1)],
        }  # fmt: skip

    def _person(self, row: Row, card, k: int) -> dict:
        months = row.number("months")
        return {
            "no": _person_no(row, k), "name": row.text("name")[:40],
            "relation": row.text("relation")[:20], "gender": "m" if card.is_male else "f", "born_on": card.born,
            "id_number": card.number, "phone": row.digits("person_phone"), "nation": row.text("nation")[:20],
            "education": row.text("education")[:30], "pupil": row.text("pupil")[:30], "health": row.text("health")[:60],
            "labour": row.text("labour")[:30], "months_away": None if months is None else int(months),
            "insured": YES_NO.get(row.text("insured")), "identified_on": row.date("person_identified"),
        }  # fmt: skip

    def apply(self, goods: list[Good], ctx: Context) -> Outcome:
        return Writer(ctx).write(goods)

    def after(self, ctx: Context, total: Outcome) -> None:
        keep_duties(ctx)
        record("register_in", by=ctx.by, at=ctx.at, kind="households.register", path=ctx.path, on="all")

    def after_undo(self, ctx: Context) -> None:
        count_pairing_places(ctx.path)
        keep_duties(ctx)
        record("register_undone", by=ctx.by, at=ctx.at, kind="households.register", path=ctx.path, on="all")


def _person_no(row: Row, k: int) -> str:
    return row.text("person_no") or f"{row.text('no')}{k:02d}"


def _claim(person_no: str) -> str:
    return f"#{person_no.replace(' ', '_')}"
