"""What of a wish may be read by people who may not know the family."""

from collections.abc import Iterable

from households.models import Household, Person
from wishes import rules
from wishes.models import Wish


def words_of(household_ids: Iterable[int]) -> dict[int, tuple[set[str], set[str]]]:
    """Names (head and members, also those who left) and places (village, address, phone as it stands) by family: two statements."""
    found: dict[int, tuple[set[str], set[str]]] = {}
    wanted = set(household_ids)
    families = Household.objects.filter(pk__in=wanted).values_list("pk", "head_name", "address", "phone", "no", "region__name")
    for pk, head, address, phone, no, village in families:
        names, places = {head}, {address, phone, no, village, _short(village)}
        found[pk] = ({name for name in names if name}, {place for place in places if place})
    for pk, name in Person.objects.filter(household__in=wanted).values_list("household", "name"):
        if pk in found and name:
            found[pk][0].add(name)
    return found


def found_in(wish: Wish, item: str | None = None) -> list[rules.Found]:
    """What in the text of a wish says whose it is."""
    names, places = words_of([wish.household_id]).get(wish.household_id, (set(), set()))
    return rules.names_in(wish.item if item is None else item, names, places)


def shown_items(wishes: Iterable[Wish]) -> dict[int, str]:
    """The text of each wish as anybody may read it, with stars where it names somebody: two statements for all of them."""
    rows = list(wishes)
    words = words_of(wish.household_id for wish in rows)
    nothing: tuple[set[str], set[str]] = (set(), set())
    return {
        wish.pk: rules.masked(wish.item, rules.names_in(wish.item, *words.get(wish.household_id, nothing))) for wish in rows
    }


def shown_item(wish: Wish) -> str:
    return shown_items([wish])[wish.pk]


def _short(village: str) -> str:
    """A village as people say it, without the word for village, if enough is left."""
    bare = village.removesuffix("村委会").removesuffix("社区").removesuffix("村")
    return bare if len(bare) > 1 else ""
