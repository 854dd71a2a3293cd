"""Reads about areas that other rooms put into their own."""

from django.db.models import OuterRef, Subquery

from regions.models import Region


def name_of(field: str = "path") -> Subquery:
    """The name of the area a row lies in, as an annotation: for lists that would else join the tree."""
    return Subquery(Region.objects.filter(path=OuterRef(field)).values("name")[:1])


def word_in_list(region: Region) -> str:
    """How an area reads in a list to choose from: villages stand a little in, under their township."""
    return f"　{region.name}" if region.level == Region.Level.VILLAGE else region.name
