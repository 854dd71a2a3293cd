"""Writing checked households: set-based, with what was before, so that an import can be undone."""

from collections.abc import Iterable

from common.crypto import lookup
from common.text import initials
from households.actions.pairings import switch_class
from households.models import CategorySpan, Household, Pairing, Person
from households.queries.quota import class_of
from registers.sheet import Context, Good, Outcome

BATCH = 500
STANDING = ("category", "monitored_kind", "risk_removed")


class Writer:
    """Brings a chunk of households in line with the register: new ones made, changed facts changed, the rest left alone."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.out = Outcome(counts={"persons_created": 0, "persons_updated": 0})
        self.new_persons: list[Person] = []
        self.changed_persons: dict[int, tuple[Person, set[str]]] = {}
        self.touched: set[str] = set()

    def write(self, goods: list[Good]) -> Outcome:
        known = Household.objects.in_bulk([g.data["no"] for g in goods], field_name="no")
        persons: dict[int, list[Person]] = {}
        for person in Person.objects.filter(household__in=[h.pk for h in known.values()]):
            persons.setdefault(person.household_id, []).append(person)
        new = [g for g in goods if g.data["no"] not in known]
        self._make(new)
        for good in goods:
            household = known.get(good.data["no"])
            if household is not None:
                self._align(good, household, persons.get(household.pk, []))
        self._store()
        return self.out

    def _make(self, goods: list[Good]) -> None:
        households = [self._household(g.data) for g in goods]
        Household.objects.bulk_create(households, batch_size=BATCH)
        self.out.made(households)
        for good, household in zip(goods, households, strict=True):
            self.new_persons += [_person(p, household) for p in good.data["persons"]]
            self.out.created.append(good)
        spans = [self._span(h) for h in households]
        CategorySpan.objects.bulk_create(spans, batch_size=BATCH)
        self.out.made(spans)

    def _household(self, data: dict) -> Household:
        facts = {k: v for k, v in data.items() if k != "persons"}
        return Household(**facts, initials=initials(data["head_name"]), updated_at=self.ctx.at)

    def _span(self, household: Household) -> CategorySpan:
        since = household.risk_found_on or household.identified_on or self.ctx.on
        standing = {name: getattr(household, name) for name in STANDING}
        return CategorySpan(household=household, opened_on=since, set_by=self.ctx.by, **standing)

    def _align(self, good: Good, household: Household, persons: list[Person]) -> None:
        """Change what differs; a household of which nothing differs stays untouched."""
        wanted = {k: v for k, v in good.data.items() if k not in ("persons", "no")}
        before = {k: getattr(household, k) for k, v in wanted.items() if getattr(household, k) != v}
        differs = self._align_persons(good.data["persons"], household, persons)
        if before:
            self._change(household, {k: wanted[k] for k in before}, before)
        (self.out.updated if before or differs else self.out.unchanged).append(good)

    def _change(self, household: Household, wanted: dict, before: dict) -> None:
        if "head_name" in wanted:
            before["initials"] = household.initials
            wanted["initials"] = initials(wanted["head_name"])
        before["version"] = household.version
        Household.objects.filter(pk=household.pk).update(
            **wanted, version=household.version + 1, updated_at=self.ctx.at
        )
        self.out.altered(household, before)
        if any(name in wanted for name in STANDING):
            self._turn_span(household, wanted)

    def _turn_span(self, household: Household, wanted: dict) -> None:
        """A new category or monitored type starts a new dated row."""
        for name in STANDING:
            setattr(household, name, wanted.get(name, getattr(household, name)))
        old = CategorySpan.objects.filter(household=household, closed_on=None).first()
        since = max(self.ctx.on, old.opened_on) if old else self.ctx.on
        if old:
            CategorySpan.objects.filter(pk=old.pk).update(closed_on=since)
            self.out.altered(old, {"closed_on": None})
        standing = {name: getattr(household, name) for name in STANDING}
        span = CategorySpan.objects.create(household=household, opened_on=since, set_by=self.ctx.by, **standing)
        self.out.made([span])
        self._switch_class(household)

    def _switch_class(self, household: Household) -> None:
        """A household that came under watch, or left it, is helped in the class it asks for now, by the same cadre."""
        ctx, kind = self.ctx, class_of(household, self.ctx.on)
        held = list(Pairing.objects.open().filter(household=household).exclude(kind=kind))
        if not held:
            return
        switch_class(household=household, kind=kind, on=ctx.on, by=ctx.by, at=ctx.at)
        ended = Pairing.objects.filter(pk__in=[old.pk for old in held]).exclude(closed_on=None)
        made = list(Pairing.objects.filter(pk__in=ended.values("successor")))
        for old in ended:  # the successor is not kept, so that an undo can remove it
            self.out.altered(old, {"closed_on": None, "closed_by_id": None, "close_reason": "", "successor_id": None})
        ended.update(successor=None)
        self.out.made(made)

    def _align_persons(self, rows: Iterable[dict], household: Household, persons: list[Person]) -> bool:
        known = {p.no: p for p in persons}
        differs = False
        for row in rows:
            person = known.pop(row["no"], None)
            if person is None:
                self.new_persons.append(_person(row, household))
                differs = True
            else:
                differs |= self._align_person(person, row)
        for gone in known.values():  # no longer in the register: left, not erased
            if gone.left_on is None:
                differs |= self._set(gone, {"left_on": self.ctx.on})
        return differs

    def _align_person(self, person: Person, row: dict) -> bool:
        mark = lookup(row["id_number"])
        wanted = {k: v for k, v in row.items() if k != "id_number" and str(getattr(person, k) or "") != str(v or "")}
        if person.id_lookup != mark:
            wanted |= {"id_number": row["id_number"], "id_lookup": mark}
        if person.left_on is not None:
            wanted["left_on"] = None
        return self._set(person, wanted) if wanted else False

    def _set(self, person: Person, wanted: dict) -> bool:
        self.out.altered(person, {name: getattr(person, name) for name in wanted})
        for name, value in wanted.items():
            setattr(person, name, value)
        _, fields = self.changed_persons.setdefault(person.pk, (person, set()))
        fields.update(wanted)
        return True

    def _store(self) -> None:
        Person.objects.bulk_create(self.new_persons, batch_size=BATCH)
        self.out.made(self.new_persons)
        self.out.counts["persons_created"] = len(self.new_persons)
        self.out.counts["persons_updated"] = len(self.changed_persons)
        fields = set().union(*(f for _, f in self.changed_persons.values())) if self.changed_persons else set()
        if fields:
            Person.objects.bulk_update([p for p, _ in self.changed_persons.values()], sorted(fields), batch_size=BATCH)


def _person(row: dict, household: Household) -> Person:
    return Person(household=household, id_lookup=lookup(row["id_number"]), **row)
