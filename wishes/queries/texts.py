"""What of a wish may be read by people who may not know the family."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Length, Replace, Right

from households.models import Household, Pairing, Person
from teams.models import Posting
from wishes import rules
from wishes.models import Wish

MOST_PAIRS = 4000  # a statement holds each of them five times
LONG = 4  # characters; longer names may be written with dots


@dataclass
class Words:
    """What may stand in the text of a family's wish and says who it is about."""

    names: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def found_in(self, text: str) -> list[rules.Found]:
        return rules.names_in(text, self.names, self.places, self.others)


def words_of(wishes: Iterable[Wish], texts: Iterable[str] = ()) -> dict[int, Words]:
    """By family: its people (also those who left), its places (village, address, phone and number as they stand), and everybody else of
    its village whose name can stand in one of these texts: neighbours, team, the family's pairing cadres, whoever collected it. Two statements."""
    rows = list(wishes)
    found: dict[int, Words] = {}
    families = Household.objects.filter(pk__in={row.household_id for row in rows}).order_by()
    villages: dict[str, list[int]] = {}
    for pk, path, head, address, phone, no, village in families.values_list("pk", "path", "head_name", "address", "phone", "no", "region__name"):
        found[pk] = Words({head} - {""}, {address, phone, no, village, _short(village)} - {""})
        villages.setdefault(path, []).append(pk)
    if not found:
        return found
    pairs = rules.pairs_in([*(row.item for row in rows), *texts])
    for path, family, name in _people(villages, rows, pairs):
        if not name or not rules.may_stand(name, pairs):
            continue
        for pk in villages[path]:
            (found[pk].names if family == pk else found[pk].others).add(name)
    return found


def _people(villages: Iterable[str], rows: Iterable[Wish], pairs: set[str]) -> QuerySet:
    """(village, family or 0, name) of everybody who lives or works in some villages, and of whoever collected these wishes, as far as the
    name can stand in a text with these pairs of characters; one statement."""
    paths, nobody = list(villages), Value(0, IntegerField())
    collected = Wish.objects.filter(pk__in=[row.pk for row in rows if row.pk], collected_by__isnull=False, household__path__in=paths)
    persons, households = Person.objects.filter(household__path__in=paths), Household.objects.filter(path__in=paths)
    postings, pairings = Posting.objects.filter(path__in=paths), Pairing.objects.filter(household__in={row.household_id for row in rows})
    return (
        _standing(persons, "name", pairs).values_list("household__path", "household_id", "name")
        .union(
            _standing(households, "head_name", pairs).values_list("path", "pk", "head_name"),
            _standing(postings, "cadre__user__name", pairs).values_list("path", nobody, "cadre__user__name"),
            _standing(pairings, "cadre__user__name", pairs).values_list("household__path", nobody, "cadre__user__name"),
            _standing(collected, "collected_by__name", pairs).values_list("household__path", nobody, "collected_by__name"),
            all=True,
        )
    )  # fmt: skip


def _standing(people: QuerySet, name: str, pairs: set[str]) -> QuerySet:
    """Those whose name ends with one of the pairs, or is so long that it may have parts (`rules.may_stand` then looks closer): of a village
    of two hundred people hardly anybody. Very long lists of pairs are left to Python."""
    people = people.order_by()
    if len(pairs) > MOST_PAIRS:
        return people
    bare = Replace(Replace(name, Value(" ")), Value("·"))
    return people.annotate(tail=Right(bare, 2), length=Length(name)).filter(Q(tail__in=pairs) | Q(length__gt=LONG))


def found_in(wish: Wish, item: str | None = None) -> list[rules.Found]:
    """What in the text of a wish says whose it is, or names somebody else."""
    text = wish.item if item is None else item
    return words_of([wish], [text]).get(wish.household_id, Words()).found_in(text)


def shown_items(wishes: Iterable[Wish]) -> dict[int, str]:
    """The text of each wish as anybody may read it, with stars where it names somebody: two statements for all of them."""
    rows = list(wishes)
    words = words_of(rows) if rows else {}
    return {wish.pk: rules.masked(wish.item, words.get(wish.household_id, Words()).found_in(wish.item)) for wish in rows}


def shown_item(wish: Wish) -> str:
    return shown_items([wish])[wish.pk]


def shown_text(wish: Wish, text: str) -> str:
    """Other words about a wish, with stars where they name somebody."""
    return rules.masked(text, found_in(wish, text)) if text else ""


def _short(village: str) -> str:
    """A village as people say it, without the word for village, if enough is left."""
    bare = village.removesuffix("村委会").removesuffix("社区").removesuffix("村")
    return bare if len(bare) > 1 else ""
