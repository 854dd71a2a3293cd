"""What the import linter cannot see: relations point down, scope is everywhere, faces stay at home."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec

from celery import current_app
from django.apps import apps
from django.conf import settings

from config.timetable import TIMETABLE
from tests.house.sources import CODE, LABELS, ROOMS, WINGS, name, python_files, text, tree

FACES = {"views", "api", "tasks", "admin", "urls", "forms", "filters"}
FORBIDDEN_FILES = {"utils.py", "helpers.py", "services.py", "managers.py", "signals.py"}
BELOW_THE_FACES = {"models", "queries", "actions", "rules", "duties", "figures", "messages", "papers", "access", "journal"}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in LABELS]


def kind_of_file(path):
    """`visits/actions/log.py` and `visits/actions.py` are both of the kind `actions`; so is `wishes/shop/actions.py`."""
    parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    parts = parts[1:] if ".".join(parts[:2]) in WINGS else parts
    return parts[1] if len(parts) > 1 else ""


def test_relations_point_down():
    wrong = []
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or not field.concrete or target is None or target._meta.app_label not in LABELS:
                continue
            if LABELS.index(target._meta.app_label) > LABELS.index(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not wrong


def test_scoped_models_have_visible_to():
    """A row that carries a path, or hangs on one that does, can be narrowed to what a viewer may see."""
    wrong = [
        model._meta.label
        for model in own_models()
        if any(field.name in ("path", "village_path") for field in model._meta.concrete_fields)
        and model._meta.label not in NOT_SCOPED
        and not hasattr(model.objects.all(), "visible_to")
    ]
    assert not wrong


NOT_SCOPED = {
    "regions.Region": "the tree of places is public",
    "figures.TallyState": "a cache's own bookkeeping; no face reads it",
    "figures.Drift": "what the nightly check found, in numbers; read by the operator",
    "registers.ColumnMemory": "which heading stood for which column in a county; read by the import itself",
    "teams.CadrePlace": "where a cadre works: what `Cadre.visible_to` itself is made of",
}


def test_every_task_is_in_the_timetable_or_called_by_name():
    for room in [*CODE, *WINGS]:
        if find_spec(f"{room}.tasks"):
            import_module(f"{room}.tasks")
    known = {task for task in current_app.tasks if task.split(".")[0] in CODE}
    planned = {job.task for job in TIMETABLE}
    called = {task for task in known for path in python_files() if f'"{task}"' in text(path)}
    assert planned <= known, "the timetable names tasks that do not exist"
    assert known <= planned | called, "tasks nobody ever starts"
    assert all(job.sentence.endswith(".") for job in TIMETABLE)
    assert len({job.name for job in TIMETABLE}) == len(TIMETABLE)


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_faces_are_imported_only_at_home_and_by_the_door():
    wrong = []
    for path in python_files():
        home = name(path).split("/")[0]
        for module in imports(path):
            room, *rest = module.split(".")
            if room in ROOMS[1:] and set(rest[:2]) & FACES and home not in (room, "config"):
                wrong.append(f"{name(path)} imports {module}")
    assert not wrong


def test_no_drawers_for_odds_and_ends():
    assert not [name(path) for path in python_files() if path.name in FORBIDDEN_FILES]


def test_only_faces_look_at_the_clock():
    asks = re.compile(r"clock\.(now|today)\(|timezone\.(now|localdate)\(|\b(date|datetime|dt\.date|dt\.datetime)\.(today|now)\(")
    wrong = [
        name(path)
        for path in python_files(*ROOMS)
        if kind_of_file(path) in BELOW_THE_FACES and asks.search(text(path))
    ]
    assert not wrong, "below the faces the time is told (at=, on=)"


def test_no_effects_in_save():
    wrong = []
    for path in python_files():
        if kind_of_file(path) == "models":
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete") and "journal" not in text(path).lower():
                    wrong.append(f"{name(path)}:{node.lineno}")
    assert not wrong


def test_no_row_of_a_scoped_model_is_fetched_past_the_scope():
    """A1: the faces never start from `.objects.all()/get()/filter()` of a model that has `visible_to`."""
    scoped = {model.__name__ for model in own_models() if hasattr(model.objects.all(), "visible_to")}
    past = re.compile(rf"\b({'|'.join(sorted(scoped))})\.objects\.(all|get|filter|exclude|first|last|values|get_or_create)\(")
    wrong = [
        f"{name(path)}: {hit.group(0)}"
        for path in python_files(*ROOMS)
        if kind_of_file(path) in {"views", "api", "forms", "filters", "templatetags"}
        for hit in past.finditer(text(path))
        if (name(path), hit.group(1)) not in PAST_THE_SCOPE
    ]
    assert not wrong


PAST_THE_SCOPE: dict[tuple[str, str], str] = {
    ("teams/filters.py", "Unit"): "the units that back teams the viewer sees",
    ("teams/views/team.py", "WorkTeam"): "one team that was found through the scope",
    ("households/views/page.py", "Person"): "the people of a household that was found through the scope",
    ("visits/views/logging.py", "Duty"): "what the viewer's own deed of this moment closed",
    ("visits/views/planning.py", "MonthTheme"): "the theme of the viewer's own county",
    ("visits/api.py", "Person"): "people of households that were found through the scope",
    ("visits/api.py", "MonthTheme"): "the class attribute that `Scoped.get_queryset` narrows",
    ("reviews/api.py", "ReviewRound"): "the same",
    ("visits/forms.py", "Person"): "people of a household or visit that was found through the scope",
    ("visits/filters.py", "User"): "somebody of the viewer's county, whose name stands above the list",
    ("visits/filters.py", "Household"): "narrows visits that come through the scope",
    ("duties/filters.py", "User"): "somebody who bears a duty that the viewer sees",
}
