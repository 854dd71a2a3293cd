"""What is shipped to browsers keeps to Chromium 90 and iOS 15 (ux.md 0.10): read by a real parser, not by hope."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from django.contrib.staticfiles import finders
from django.template import Context, Template
from tree_sitter import Language, Node, Parser

from config.bundles import BUNDLES, SOURCES, BundleError, bundle
from tests.house.sources import ROOT, name

PARSER = Parser(Language(tree_sitter_javascript.language()))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))

# Newer than the floor, by the name after the point (Chromium, Safari that first had it).
NEWER_METHODS = {
    "at": "92, 15.4", "findLast": "97, 15.4", "findLastIndex": "97, 15.4", "toSorted": "110, 16", "toReversed": "110, 16",
    "toSpliced": "110, 16", "hasOwn": "93, 15.4", "randomUUID": "92, 15.4", "groupBy": "117, 17.4", "fromAsync": "121, 16.4",
    "withResolvers": "119, 17.4", "timeout": "103, 16", "throwIfAborted": "100, 15.4", "showPicker": "99, 16", "isSubsetOf": "122, 17",
    "checkVisibility": "105, 17.4", "toWellFormed": "111, 16.4", "canParse": "120, 17", "requestIdleCallback": "47, never",
}  # fmt: skip
NEWER_GLOBALS = {
    "structuredClone": "98, 15.4", "scheduler": "94, never", "CompressionStream": "80, 16.4", "Temporal": "not yet",
    "OffscreenCanvas": "69, 16.4", "requestIdleCallback": "47, never", "reportError": "95, 15.4",
}  # fmt: skip
# Newer as well, but used where there is one: the file must ask first.
ASKED_FIRST = {"requestSubmit", "locks", "BroadcastChannel", "serviceWorker", "persist", "showModal", "startViewTransition"}
EXEMPT = {("static/js/keys.js", "showModal"): "the sheet of keys is for desks; Chromium has had it since 37"}


def parsed(source: str | bytes) -> Node:
    return PARSER.parse(source.encode() if isinstance(source, str) else source).root_node


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def said(node: Node) -> str:
    return node.text.decode()


def is_top_level(node: Node) -> bool:
    above = node.parent
    while above:
        if "function" in above.type or above.type in ("method_definition", "class_body"):
            return False
        above = above.parent
    return True


def is_condition(node: Node) -> bool:
    """Stands where something is asked before it is used: `if (x.y)`, `x.y && …`, `x.y ? … : …`, `x.y?.()`, `!x.y`."""
    at, above = node, node.parent
    while above:
        if above.type == "parenthesized_expression" and above.parent and above.parent.type == "if_statement":
            return True
        if above.type in ("binary_expression", "ternary_expression") and above.children[0] == at:
            return True
        if above.type == "call_expression" and any(child.type == "optional_chain" for child in above.children):
            return True
        if above.type == "unary_expression" and said(above).startswith("!"):
            return True
        if "statement" in above.type or "function" in above.type:
            return False
        at, above = above, above.parent
    return False


def too_new(source: str | bytes) -> list[str]:
    found = []
    for node in nodes(parsed(source)):
        kind = node.type
        if kind == "class_static_block":
            found.append("static block of a class")
        elif kind == "import_attribute":
            found.append("import with attributes")
        elif kind == "await_expression" and is_top_level(node):
            found.append("await outside a function")
        elif kind == "binary_expression" and node.children[0].type == "private_property_identifier":
            found.append("#name in object")
        elif kind == "regex_pattern" and re.search(r"\(\?<[=!]", said(node)):
            found.append(f"look-behind: {said(node)}")
        elif kind == "regex_flags" and "v" in said(node):
            found.append("regex flag v")
        elif kind == "property_identifier" and node.parent.type == "member_expression" and said(node) in NEWER_METHODS:
            if node.parent.parent and node.parent.parent.type == "call_expression":
                found.append(f".{said(node)}() ({NEWER_METHODS[said(node)]})")
        elif kind == "identifier" and said(node) in NEWER_GLOBALS and node.parent.type in ("call_expression", "new_expression", "member_expression"):
            found.append(f"{said(node)} ({NEWER_GLOBALS[said(node)]})")
    return found


def unasked(source: str | bytes) -> set[str]:
    """Names of ASKED_FIRST that are used and never asked about."""
    used, asked = set(), set()
    for node in nodes(parsed(source)):
        if node.type in ("property_identifier", "identifier") and said(node) in ASKED_FIRST:
            used.add(said(node))
            if is_condition(node):
                asked.add(said(node))
    return used - asked


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_script(path):
    source = path.read_bytes()
    assert not parsed(source).has_error, "cannot be read"
    assert too_new(source) == []
    assert {one for one in unasked(source) if (name(path), one) not in EXEMPT} == set()


def htmx_files() -> list[str]:
    page = Template("{% load django_htmx %}{% htmx_script %}").render(Context())
    return re.findall(r'src="/static/([^"]+)"', page)


def test_the_library_that_comes_with_a_package():
    files = htmx_files()
    assert files
    for file in files:
        source = Path(finders.find(file)).read_bytes()
        assert not parsed(source).has_error and too_new(source) == [] and unasked(source) == set(), file


@pytest.mark.parametrize("made", BUNDLES)
def test_what_is_put_together(made):
    text = bundle(BUNDLES[made])
    assert not parsed(text).has_error
    assert too_new(text) == []
    assert len(text) < 90_000


NEWER_STYLE = {
    ":has()": r":has\(", "container query": r"@container", "layer": r"@layer", "nesting": r"&", "new viewport units": r"\d[dsl]v[hw]\b",
    "mixed colours": r"color-mix\(|oklch\(|oklab\(", "range in a media query": r"@media[^{]*[<>]", "scope": r"@scope", "starting style": r"@starting-style",
}  # fmt: skip


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style(path):
    source = re.sub(r"/\*.*?\*/|\"[^\"]*\"|url\([^)]*\)", "", path.read_text("utf-8"), flags=re.S)
    assert [what for what, pattern in NEWER_STYLE.items() if re.search(pattern, source)] == []


# --- the test itself finds what it is for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "class A { static { this.x = 1; } }", "const x = await fetch('/');", "'ab'.match(/(?<=a)b/);", "[1].at(-1);", "structuredClone({});",
        "Object.hasOwn({}, 'a');", "[1].findLast((x) => x);", "class A { #a; has(o) { return #a in o; } }", "crypto.randomUUID();", "requestIdleCallback(f);", "window.requestIdleCallback(f);",
    ],
)  # fmt: skip
def test_too_new_is_found(source):
    assert too_new(source)


@pytest.mark.parametrize("source", ["a?.b ?? c;", "class A { #a = 1; }", "const f = async () => { await 1; };", "x ||= 1_000;", "looked.at = 3;"])
def test_old_enough_passes(source):
    assert too_new(source) == []


def test_asking_first_is_seen():
    assert unasked("navigator.locks.request('a', f);") == {"locks"}
    assert unasked("if (navigator.locks) navigator.locks.request('a', f);") == set()
    assert unasked("form.requestSubmit?.();") == set()


def test_a_bundle_takes_only_what_it_knows(tmp_path, monkeypatch):
    monkeypatch.setattr("config.bundles.SOURCES", tmp_path)
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b + 1;\n')
    (tmp_path / "b.js").write_text("// a remark\nconst c = 1;\nexport const b = c;\nexport { c };\n")
    text = bundle("a.js")
    assert "remark" not in text and text.index("const c = 1") < text.index("b + 1") and text.rstrip().endswith("export { a };")
    assert not parsed(text).has_error
    (tmp_path / "b.js").write_text("export default 1;\n")
    with pytest.raises(BundleError):
        bundle("a.js")
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(BundleError):
        bundle("a.js")


def test_every_module_is_in_a_bundle():
    """A module that nothing imports would be dead weight; the worker is served by itself."""
    text = "".join(bundle(first) for first in BUNDLES.values())
    for path in (SOURCES / "offline").rglob("*.js"):
        last = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.lstrip().startswith("//")][-2].strip()
        assert path.name == "sw.js" or last.replace("export ", "", 1) in text, path.name
