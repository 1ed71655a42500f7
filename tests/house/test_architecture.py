"""The rules of the house that a linter does not know."""

import ast
import re
import subprocess
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from kiemdiem.rulebook.register import PROCEDURES

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "kiemdiem").rglob("*.py"))
RULES = sorted((ROOT / "src" / "kiemdiem" / "rulebook" / "rules").glob("*.py"))
MOST_DEPENDENCIES = 12
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_RULE = 400, 50, 25
NAMES_OF_LAW = {2, 3, 5, 6, 20, 27, 30, 50, 60, 70, 90}
"""Numbers of the regulation: they stand in editions, never in the rulebook's code."""


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.parent.name != "migrations"], ids=lambda path: path.name
)
def test_no_module_and_no_function_is_too_long(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE
    assert [node.name for node in _functions(path) if _length(node) > LONGEST_FUNCTION] == []


def test_no_rule_is_longer_than_a_rule_may_be() -> None:
    long = [(path.name, node.name) for path in RULES for node in _functions(path) if _length(node) > LONGEST_RULE]
    assert long == []


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        (path.name, node.name)
        for path in SOURCES
        for node in _functions(path)
        for part in ast.walk(node)
        if isinstance(part, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_no_module_is_called_utils_and_no_dict_of_any_passes_between_floors() -> None:
    assert [path for path in SOURCES if path.stem in {"utils", "helpers", "common", "misc"}] == []
    assert [path.name for path in SOURCES if "dict[str, Any]" in path.read_text(encoding="utf-8")] == []


def test_no_threshold_share_or_number_of_months_stands_in_a_rule() -> None:
    found = [
        (path.name, node.lineno, node.value)
        for path in RULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in NAMES_OF_LAW
    ]
    assert found == []


def test_every_public_function_of_the_rules_names_its_clause_or_question() -> None:
    cited = re.compile(r"\b(I{1,3}|IV|V)\.\d|Q\d+|HD 21|clause|national guidance")
    silent = [
        (path.name, node.name)
        for path in RULES
        if path.name not in {"rule.py", "__init__.py"}
        for node in _functions(path)
        if not node.name.startswith("_") and not cited.search(ast.get_docstring(node) or "")
    ]
    assert silent == []


def test_no_committed_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)", "deb" + r"\.debian\.org"])
    )
    named = []
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if hosts.search(text):
            named.append(path.name)
    assert named == []
    assert not (ROOT / "uv.lock").exists()


def test_every_runtime_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    for names in (project["dependencies"], *project["optional-dependencies"].values()):
        assert 0 < len(names) <= MOST_DEPENDENCIES
        assert [name for name in names if not re.search(rf'"{re.escape(name)}"\]?,?\s+# \w', text)] == []


def test_every_procedure_of_the_register_is_there() -> None:
    for names in PROCEDURES.values():
        for name in names:
            parts = name.split(".")
            at = next(at for at in range(len(parts), 0, -1) if find_spec_of(".".join(["kiemdiem", *parts[:at]])))
            found: object = import_module(".".join(["kiemdiem", *parts[:at]]))
            for part in parts[at:]:
                found = getattr(found, part)


def find_spec_of(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
