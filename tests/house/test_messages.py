"""Every text is translated, once, in Chinese punctuation, with the same placeholders."""

import re

import polib
import pytest
from django.core.management import call_command

from tests.house.messages import in_source
from tests.house.sources import ROOT, name

ROOM_FILES = sorted((ROOT / "locale" / "zh_Hans" / "rooms").glob("*.po"))
CHINESE = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{CHINESE}[,;:?!](?![0-9])|{CHINESE}\.(?![0-9a-zA-Z])|[(]{CHINESE}|{CHINESE}[)]|\.\.\.")
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sdf]|%[sd]|\{[a-z_0-9.]*\}")


def entries():
    return [(file.stem, entry) for file in ROOM_FILES for entry in polib.pofile(str(file)) if not entry.obsolete]


def translations(entry) -> list[str]:
    return [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())


def test_everything_is_translated():
    there = {(entry.msgctxt, entry.msgid) for _, entry in entries() if all(translations(entry)) and translations(entry)}
    missing = {message: place for message, place in in_source().items() if message not in there and message[1].strip()}
    lines = sorted(f"{place}: {message[1]!r}" for message, place in missing.items())
    assert not missing, f"{len(missing)} untranslated:\n" + "\n".join(lines)


def test_the_catalogue_is_what_the_rooms_say():
    call_command("compile_messages_rooms", check=True)


def test_nothing_is_fuzzy():
    assert not [f"{room}: {entry.msgid}" for room, entry in entries() if entry.fuzzy]


def test_chinese_punctuation_is_full_width():
    wrong = [
        f"{room}: {said!r}" for room, entry in entries() for said in translations(entry)
        if HALF_WIDTH.search(PLACEHOLDER.sub("字", re.sub(r"<[^>]+>", "", said)))
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_placeholders_survive():
    wrong = []
    for room, entry in entries():
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
        for said in translations(entry):
            if not set(PLACEHOLDER.findall(said)) <= wanted or set(PLACEHOLDER.findall(entry.msgid)) - set(PLACEHOLDER.findall(said)):
                wrong.append(f"{room}: {entry.msgid!r} -> {said!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("file", ROOM_FILES, ids=lambda file: file.stem)
def test_no_room_says_a_thing_twice(file):
    seen = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(file)) if not entry.obsolete]
    assert len(seen) == len(set(seen)), name(file)
