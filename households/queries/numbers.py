"""Household numbers in memory, for registers that name households."""

from households.models import Household, Pairing


def known_numbers(county_path: str) -> dict[str, tuple[int, str]]:
    """{household number: (row, path)} of a county."""
    rows = Household.objects.under(county_path).values_list("no", "pk", "path")
    return {no: (pk, path) for no, pk, path in rows.iterator(chunk_size=5000)}


def own_cadres(county_path: str) -> dict[int, list[tuple[int, str]]]:
    """{household row: [(account, name) of every cadre it ever had, the current ones first]}."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Pairing.objects.under(county_path).order_by("household", "closed_on", "-opened_on")
    for household, user, name, closed_on in rows.values_list(
        "household", "cadre__user", "cadre__user__name", "closed_on"
    ).iterator(chunk_size=5000):
        people = found.setdefault(household, [])
        if closed_on is None:
            people.insert(0, (user, name))
        else:
            people.append((user, name))
    return found
