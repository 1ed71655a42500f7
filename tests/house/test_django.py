"""The rules of the house for the Django floors."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth.hashers import check_password, make_password
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from kiemdiem.accounts.doors import DOORS
from kiemdiem.api.application import api
from kiemdiem.cli import COMMANDS
from kiemdiem.journal.verbs import SENTENCES, Verb

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "kiemdiem"
FLOORS = (
    "journal",
    "tree",
    "pages",
    "accounts",
    "jobs",
    "registry",
    "campaign",
    "review",
    "meetings",
    "desk",
    "reminders",
    "api",
    "web",
)
"""Low to high."""
ORDER = ("models", "queries", "actions", "forms", "views", "urls")
"""Inside an app, low to high."""
FACES = {"forms", "views", "urls"}
"""What no other app imports; the map of all addresses takes the urls."""
SOURCES = [
    path for floor in FLOORS for path in sorted((PACKAGE / floor).rglob("*.py")) if "migrations" not in path.parts
]
OWN_MODELS = [model for model in apps.get_models() if model.__module__.startswith("kiemdiem.")]
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}


def _name(path: Path) -> tuple[str, ...]:
    """The module's place below the package: `("accounts", "actions", "tokens")`."""
    return path.relative_to(PACKAGE).with_suffix("").parts


def _imports(path: Path) -> Iterator[tuple[str, ...]]:
    """The places below the package that a module imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("kiemdiem."):
                yield tuple(name.split(".")[1:])


def _part(place: tuple[str, ...]) -> str:
    """`forms` of `("accounts", "forms", "own")`."""
    return place[1] if len(place) > 1 else ""


def test_inside_an_app_each_part_imports_only_those_before_it() -> None:
    wrong = {
        (".".join(_name(path)), ".".join(imported))
        for path in SOURCES
        for imported in _imports(path)
        if imported[0] == _name(path)[0] and _part(_name(path)) in ORDER and _part(imported) in ORDER
        if ORDER.index(_part(imported)) > ORDER.index(_part(_name(path)))
    }
    assert wrong == set()


def test_no_app_imports_the_forms_views_or_addresses_of_another() -> None:
    wrong = {
        (".".join(_name(path)), ".".join(imported))
        for path in SOURCES
        for imported in _imports(path)
        if imported[0] in FLOORS and imported[0] != _name(path)[0] and _part(imported) in FACES
        if not (_name(path) == ("web", "urls") and _part(imported) == "urls")
    }
    assert wrong == set()


def test_views_read_by_queries_and_write_by_actions() -> None:
    touching = re.compile(r"\.objects\b|_default_manager|\.save\(|transaction\.atomic|connection\.cursor")
    views = [path for path in SOURCES if _part(_name(path)) == "views"]
    assert views
    assert {".".join(_name(path)) for path in views if touching.search(path.read_text(encoding="utf-8"))} == set()


def test_foreign_keys_point_to_the_same_floor_or_a_lower_one() -> None:
    wrong = [
        str(field)
        for model in OWN_MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("kiemdiem.")
        and FLOORS.index(_floor(field.related_model)) > FLOORS.index(_floor(model))
    ]
    assert wrong == []


def _floor(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def test_the_journal_has_no_foreign_key_at_all() -> None:
    keys = [
        field
        for model in OWN_MODELS
        for field in model._meta.get_fields()
        if field.is_relation and _floor(model) == "journal"
    ]
    assert keys == []


def test_models_hold_no_logic_of_saving_and_no_generic_key() -> None:
    assert [model for model in OWN_MODELS if {"save", "delete", "clean"} & set(vars(model))] == []
    assert [model for model in OWN_MODELS if model._meta.private_fields] == []


def test_no_signal_of_our_own_models_is_used() -> None:
    using = {
        (path.name, node.id if isinstance(node, ast.Name) else node.name)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id in SIGNALS) or (isinstance(node, ast.alias) and node.name in SIGNALS)
    }
    assert using == set()


@pytest.mark.django_db
def test_the_migrations_make_the_models_as_they_are() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver) and part.namespace != api.urls_namespace:
            yield from _patterns(part)
        elif isinstance(part, URLPattern):
            yield part


def test_every_page_has_a_door() -> None:
    patterns = list(_patterns(get_resolver()))
    views = {f"{pattern.callback.__module__}.{pattern.callback.__qualname__}" for pattern in patterns}
    own = {view for view in views if view.startswith("kiemdiem.")}
    assert own
    assert own - set(DOORS) == set()
    assert {view for view in views - own if not view.startswith("django.views.i18n.")} == set()


def test_every_operation_of_the_api_has_a_door() -> None:
    operations = [one for path in api.get_openapi_schema()["paths"].values() for one in path.values()]
    doors = {name.rpartition(".")[2]: rights for name, rights in DOORS.items() if name.startswith("kiemdiem.api.")}
    assert len(operations) == len(doors)
    assert all(one["x-rights"] == [right.value for right in doors[one["operationId"]] or ()] for one in operations)


def test_every_verb_of_the_journal_has_a_sentence_and_is_used() -> None:
    assert set(SENTENCES) == set(Verb)
    text = "".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if _name(path) != ("journal", "verbs")
    )
    assert [verb.name for verb in Verb if not re.search(rf"\bVerb\.{verb.name}\b", text)] == []


def _read_from_environment() -> set[str]:
    return {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"\"(KIEMDIEM_[A-Z0-9_]+|DATABASE_URL)\"", path.read_text(encoding="utf-8"))
    }


def test_every_variable_of_the_environment_is_documented_and_no_other() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\b(?:KIEMDIEM_[A-Z0-9_]+|DATABASE_URL)\b", page)) == _read_from_environment()


FORBIDDEN = {
    "a script in the page": r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))",
    "a style in the page": r"<style|\sstyle=",
    "an act in an attribute": r"\s(?:on[a-z]+|hx-on[:a-z-]*)=|javascript:",
    "a text that is not escaped": r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_have_nothing_that_the_security_policy_forbids(what: str) -> None:
    templates = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.svg")]
    if what == "a style in the page":  # mail programs know no style sheet, and no policy of ours holds there
        templates = [path for path in templates if path.parent.name != "mail"]
    assert templates
    found = [path.name for path in templates if re.search(FORBIDDEN[what], path.read_text(encoding="utf-8"))]
    assert found == []


def test_commands_are_loaded_without_django() -> None:
    program = (
        "import sys; from importlib import import_module\n"
        f"[import_module('kiemdiem.commands.' + name) for name in {list(COMMANDS)!r}]\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_passwords_are_kept_by_argon2(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "MD5" not in name]
    kept = make_password("một mật khẩu dài")
    assert kept.startswith("argon2$argon2id$")
    assert check_password("một mật khẩu dài", kept)
    assert not check_password("một mật khẩu khác", kept)


def test_the_tests_have_a_folder_of_their_own(settings: LazySettings) -> None:
    data = Path(settings.DATA)
    assert "kiemdiem-tests-" in data.name
