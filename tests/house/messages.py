"""Reads every text that the source marks for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from tests.house.sources import name, python_files, templates, text, tree

ONE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
TWO = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"(?:u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\")"
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*(\(?\s*{LITERAL}(?:\s*,?\s*{LITERAL})*)", re.S)
Message = tuple[str | None, str]


def in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if (function in ONE and words) or (function in TWO and len(words) > 1):
            yield None, words[0]
        elif function in WITH_CONTEXT and len(words) > 1:
            yield words[0], words[1]


def in_template(path: Path) -> Iterator[Message]:
    for call in CALL.finditer(templatize(text(path))):
        words = [ast.literal_eval(word) for word in re.findall(LITERAL, call.group(2), re.S)]
        if "p" in call.group(1) and len(words) > 1:
            yield words[0], words[1]
        elif words:
            yield None, words[0]


def in_source() -> dict[Message, str]:
    """Each message with one place where it stands."""
    found: dict[Message, str] = {}
    for path in python_files():
        for message in in_python(path):
            found.setdefault(message, name(path))
    for path in templates():
        for message in in_template(path):
            found.setdefault(message, name(path))
    return found
