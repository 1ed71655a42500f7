"""Where nodes stand: paths are made and moved here and nowhere else."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db.models import F, Model, Q, TextField, Value
from django.db.models.functions import Concat, Length, Substr

from kiemdiem.tree.fields import BytewiseField
from kiemdiem.tree.models import STEP, Organisation

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
AFTER = "~"
"""Sorts after every digit of a path."""


def within(field: str, paths: Iterable[str]) -> Q:
    """The condition that a path column lies at or below one of these nodes; no node: nothing."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": path + AFTER})
    return condition


def covers(paths: Iterable[str], path: str) -> bool:
    """Whether a node lies at or below one of these nodes."""
    return any(path.startswith(above) for above in paths)


def topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """The nodes that lie below no other of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def above(path: str) -> list[str]:
    """The paths of all superiors, the root first."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def step_of(number: int) -> str:
    """One level's part of a path.

    Raises:
        OverflowError: more nodes than may stand under one superior.
    """
    if number >= len(DIGITS) ** STEP:
        raise OverflowError(number)
    letters = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        letters = DIGITS[digit] + letters
    return letters


def next_path(parent: Organisation | None) -> str:
    """A free path below `parent` (None: a root), after all its children; call it inside the writing transaction.

    A child that is still to be moved here is not looked at: its path may lie deeper below the same node.
    """
    prefix = parent.path if parent else ""
    last = (
        Organisation.objects.alias(length=Length("path"))
        .filter(parent=parent, path__startswith=prefix, length=len(prefix) + STEP)
        .order_by("-path")
        .values_list("path")
        .first()
    )
    number = int(last[0][-STEP:], len(DIGITS)) + 1 if last else 0
    return prefix + step_of(number)


def planted(superiors: Mapping[str, str], standing: Mapping[str, str], top: str = "") -> dict[str, str]:
    """Paths for many new nodes at once; they stand after what stands there already, in the order in which they come.

    Args:
        superiors: code of each new node -> code of its superior, new or standing; empty: directly below `top`.
        standing: code -> path of all nodes at and below `top`.
        top: path of the node that takes those without a superior; empty: they become roots.
    """
    last: dict[str, int] = {}
    for path in standing.values():
        last[path[:-STEP]] = max(last.get(path[:-STEP], -1), int(path[-STEP:], len(DIGITS)))
    below: dict[str, list[str]] = {}
    for code, superior in superiors.items():
        below.setdefault(superior, []).append(code)
    paths: dict[str, str] = {}
    level = [(top, ""), *((standing[superior], superior) for superior in below if superior in standing)]
    while level:
        above_path, superior = level.pop()
        for code in below.pop(superior, ()):
            last[above_path] = last.get(above_path, -1) + 1
            paths[code] = above_path + step_of(last[above_path])
            level.append((paths[code], code))
    return paths


def moved(old: str, new: str, field: str = "path") -> Concat:
    """The expression that puts `new` in place of the beginning `old` of a path column."""
    return Concat(Value(new), Substr(F(field), len(old) + 1), output_field=TextField())


def models_with_paths() -> list[type[Model]]:
    """All tables, of every floor, that keep a copy of a node's path in a column `path`: they follow when it moves."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "path" and isinstance(field, BytewiseField) for field in model._meta.concrete_fields)
    ]


def faults_in_tree() -> list[str]:
    """Codes of organisations whose path does not continue that of their superior: none in a sound tree."""
    rows = list(Organisation.objects.values_list("id", "code", "path", "parent_id"))
    path_of = {number: path for number, _, path, _ in rows}
    return [
        code
        for _, code, path, parent in rows
        if path[:-STEP] != (path_of[parent] if parent else "") or len(path) % STEP
    ]
