"""What the house tests read: the project's own files, each once."""

import ast
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = settings.ROOMS
WINGS = settings.WINGS
# the labels of the apps, lower ones first: a wing stands above the core of its room
LABELS = [label for room in ROOMS for label in (room, *(wing.split(".")[1] for wing in WINGS if wing.split(".")[0] == room))]
CODE = ["config", *ROOMS]


@lru_cache
def python_files(*folders: str) -> list[Path]:
    """Python files of the given folders (the rooms when none is named), migrations left out."""
    found = [path for folder in folders or CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@lru_cache
def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt", ".svg"))


@lru_cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


@lru_cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
