"""Templates: strict CSP, no half-translated words, no code compared where a property should be asked."""

import re

from tests.house.sources import name, templates, text

INLINE = {
    "script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "style in the page": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript: address": re.compile(r"javascript:", re.I),
    "hx-on": re.compile(r"\bhx-on\b|\bhx-on:", re.I),
    "foreign address": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I),
}
CHINESE = re.compile(r"[\u3400-\u9fff]")
NAMES_OF_LANGUAGES = ("简体中文", "中文", "驻村通")


def without_comments(body: str) -> str:
    body = re.sub(r"\{% comment.*?endcomment %\}", "", body, flags=re.S)
    return re.sub(r"\{#.*?#\}|<!--.*?-->", "", body, flags=re.S)


def test_nothing_inline():
    wrong = [
        f"{name(path)}: {what}: {hit.group(0)[:60]}"
        for path in templates()
        if path.suffix == ".html" and "mail" not in path.parts
        for what, pattern in INLINE.items()
        for hit in pattern.finditer(without_comments(text(path)))
    ]
    assert not wrong


def test_no_words_beside_the_catalogue():
    """The source text is English; Chinese comes from the catalogue, so that no page is ever half translated."""
    wrong = []
    for path in templates():
        body = without_comments(text(path))
        for word in NAMES_OF_LANGUAGES:
            body = body.replace(word, "")
        if hit := CHINESE.search(body):
            wrong.append(f"{name(path)}: …{body[max(0, hit.start() - 20) : hit.end() + 10]!r}")
    assert not wrong


def test_marked_safe_nowhere():
    wrong = [name(path) for path in templates() if re.search(r"\|\s*safe\b|autoescape off", text(path))]
    assert not wrong
