"""One file a page loads, made of the small modules under static/js/<name>/: a phone on one bar of signal asks once, not fifteen times.

The modules stay plain ES modules that a person can read; each becomes a function that returns what it exports, in the order in which
they import each other. Only the plain forms are known (`import { a, b as c } from "./x.js";`, `import * as x from "./x.js";`, `export const|let|function|async
function|class`, `export { a, b };`): what else stands there is an error, not a surprise. Comment lines and indentation are left out, so no
text over several lines may stand in a module.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.BASE_DIR) / "static" / "js"
BUNDLES = {"js/offline.js": "offline/main.js", "js/count.js": "offline/count.js"}  # the first module of each; it alone exports
IMPORT = re.compile(r'^import (?:\{([^}]*)\}|\* as (\w+)) from "(\./[\w./-]+\.js)";$', re.M)
EXPORTED = re.compile(r"^export (?:const|let|(?:async )?function\*?|class) (\w+)", re.M)
EXPORT_LIST = re.compile(r"^export \{([^}]*)\};$", re.M)
LEFT_OVER = re.compile(r"^\s*(?:import\b(?!\()|export\b)", re.M)
COMMENT = re.compile(r"^[ \t]*//.*\n|^[ \t]*/\*\*(?:.|\n)*?\*/\n", re.M)
INDENT = re.compile(r"^[ \t]+", re.M)


class BundleError(Exception):
    """A module says something that the bundle cannot hold."""


def bundle(first: str) -> str:
    """The text of the one file, whose first module lies at `first` under static/js."""
    parts: list[str] = []
    _add((SOURCES / first).resolve(), parts, {}, ())
    return "".join(parts)


def _add(path: Path, parts: list[str], known: dict[Path, str], above: tuple[Path, ...]) -> str:
    """Add a module after those that it imports. Returns the name under which it stands."""
    if path in above:
        raise BundleError(f"{path.name} imports itself by way of {above[-1].name}")
    if path in known:
        return known[path]
    body = INDENT.sub("", COMMENT.sub("", path.read_text("utf-8") + "\n"))
    lines = []
    for names, whole, place in IMPORT.findall(body):
        other = _add((path.parent / place).resolve(), parts, known, (*above, path))
        lines.append(f"const {whole or '{' + names.replace(' as ', ': ') + '}'} = {other};\n")
    exported = EXPORTED.findall(body) + [name.strip() for names in EXPORT_LIST.findall(body) for name in names.split(",") if name.strip()]
    body = EXPORT_LIST.sub("", re.sub(r"^export (?=const|let|async|function|class)", "", IMPORT.sub("", body), flags=re.M))
    if left := LEFT_OVER.search(body):
        raise BundleError(f"{path.name}: {left.group(0).strip()} in a form that the bundle does not know")
    if not above:
        parts.append("".join(lines) + body + (f"export {{ {', '.join(exported)} }};\n" if exported else ""))
        return ""
    known[path] = f"m{len(known)}"
    parts.append(f"const {known[path]} = (() => {{\n{''.join(lines)}{body.strip()}\nreturn {{ {', '.join(exported)} }};\n}})();\n")
    return known[path]


class BundleFinder(BaseFinder):
    """Gives `{% static %}`, collectstatic and the development server the bundles, made anew when a module is newer."""

    @property
    def storage(self) -> FileSystemStorage:
        return FileSystemStorage(location=str(Path(settings.DATA_DIR) / "bundles"))

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(self.made(path))] if path in BUNDLES else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in BUNDLES:
            if not matches_patterns(path, ignore_patterns):
                self.made(path)
                yield path, self.storage

    def made(self, path: str) -> Path:
        target = Path(self.storage.path(path))
        newest = max(file.stat().st_mtime for file in (SOURCES / BUNDLES[path]).parent.rglob("*.js"))
        if not target.exists() or target.stat().st_mtime <= newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(f".{os.getpid()}")
            fresh.write_text(bundle(BUNDLES[path]), "utf-8")
            os.replace(fresh, target)
        return target
