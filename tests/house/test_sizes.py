"""Size habits: no file, function or template beyond its cap. The list of exceptions only shrinks."""

import ast

from tests.house.sources import name, python_files, templates, text, tree

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE = 400, 60, 25, 180
EXCEPTIONS: dict[str, str] = {}


def lines_of(node: ast.AST) -> int:
    return (node.end_lineno or 0) - node.lineno + 1  # type: ignore[attr-defined]


def test_python_files():
    long = {name(path): len(text(path).splitlines()) for path in python_files()}
    long = {path: n for path, n in long.items() if n > LONGEST_FILE and path not in EXCEPTIONS}
    assert not long, f"make a package of the same name, one topic a file: {long}"


def test_functions():
    long = {}
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > LONGEST_FUNCTION:
                long[f"{name(path)}:{node.name}"] = lines_of(node)
    assert not {key: n for key, n in long.items() if key not in EXCEPTIONS}


def test_view_functions():
    long = {}
    for path in python_files():
        if path.stem == "views" or path.parent.name == "views":
            for node in tree(path).body:
                if isinstance(node, ast.FunctionDef) and lines_of(node) > LONGEST_VIEW:
                    long[f"{name(path)}:{node.name}"] = lines_of(node)
    assert not {key: n for key, n in long.items() if key not in EXCEPTIONS}


def test_templates():
    long = {name(path): len(text(path).splitlines()) for path in templates()}
    assert not {path: n for path, n in long.items() if n > LONGEST_TEMPLATE and path not in EXCEPTIONS}


def test_exceptions_are_still_needed():
    files = {name(path) for path in [*python_files(), *templates()]}
    assert all(key.split(":")[0] in files for key in EXCEPTIONS)
