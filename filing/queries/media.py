"""Whether files and rows agree: every row has its file; a file without a row is an orphan."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField


@dataclass
class Media:
    """What was found. `lacking` are rows without their file: never any. `orphans` are files without a row, with their age in seconds
    since 1970."""

    rows: int = 0
    files: int = 0
    lacking: list[str] = field(default_factory=list)
    orphans: dict[Path, float] = field(default_factory=dict)


def columns() -> Iterator[FileField]:
    """Every column of the house that names a file."""
    for model in apps.get_models():
        yield from (one for one in model._meta.concrete_fields if isinstance(one, FileField))


def look() -> Media:
    """Walk the folders first and ask the rows after: what is saved meanwhile has its row by then, or is young."""
    root = Path(settings.MEDIA_ROOT)
    files = {path: seen.st_mtime for folder in folders() for path, seen in _walk(root / folder)}
    found, known = Media(files=len(files)), set()
    for column in columns():
        rows = column.model._default_manager.exclude(**{column.name: ""}).values_list("pk", column.name)
        for pk, name in rows.iterator(chunk_size=2000):
            path = root / name
            known.add(path)
            found.rows += 1
            if not _has_content(path):
                found.lacking.append(f"{column.model._meta.label} {pk}: {name}")
    found.orphans = {path: at for path, at in files.items() if path not in known}
    return found


def folders() -> set[str]:
    """Where these columns put their files: the first part of `upload_to`. Other folders belong to whoever writes into them."""
    return {str(column.upload_to).split("/")[0] for column in columns() if str(column.upload_to)}


def _walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for place, _names, files in os.walk(folder):
        for name in files:
            path = Path(place) / name
            try:
                yield path, path.stat()
            except FileNotFoundError:
                continue


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
