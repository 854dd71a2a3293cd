"""Every deed of the house has words in the journal, in both languages."""

import ast

from django.utils import translation

from accounts.queries import verb_in_words
from tests.house.sources import ROOMS, python_files, tree


def verbs() -> set[str]:
    """The first argument of every `record(...)` and of the rooms' own `tell_journal(...)`, written out or named by a constant of the file."""
    found = set()
    for path in python_files(*ROOMS):
        module = tree(path)
        constants = {}
        for node in module.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
                names = [node.targets[0]] if isinstance(node.targets[0], ast.Name) else node.targets[0].elts
                values = [node.value] if isinstance(node.targets[0], ast.Name) else getattr(node.value, "elts", [])
                constants |= {n.id: v.value for n, v in zip(names, values, strict=False) if isinstance(v, ast.Constant)}
        for node in ast.walk(module):
            called = isinstance(node, ast.Call) and (getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
            if called in ("record", "tell_journal") and node.args:
                found |= set(words_of(node.args[0], constants))
    return {verb for verb in found if isinstance(verb, str)}


def words_of(node, constants):
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.Name):
        yield constants.get(node.id)
    elif isinstance(node, ast.IfExp):
        yield from words_of(node.body, constants)
        yield from words_of(node.orelse, constants)


def test_every_deed_has_chinese_words():
    with translation.override("zh-hans"):
        missing = sorted(verb for verb in verbs() if verb_in_words(verb).isascii())
    assert not missing


def test_english_words_are_readable():
    with translation.override("en"):
        assert verb_in_words("role_given") == "Role given" and verb_in_words("regions.add") == "Regions add"
