"""Nothing is overwritten: what a row said before is kept as a version when a correction supersedes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from kiemdiem.registry.models import (
    Circumstance,
    CircumstanceVersion,
    Collective,
    CollectiveVersion,
    Document,
    Membership,
    MembershipVersion,
    OrganisationVersion,
    Person,
    PersonVersion,
    Post,
    PostVersion,
    Superseded,
)
from kiemdiem.tree.models import Organisation

Row = Organisation | Collective | Person | Membership | Post | Circumstance
VERSIONS: dict[type[models.Model], type[Superseded]] = {
    Organisation: OrganisationVersion,
    Collective: CollectiveVersion,
    Person: PersonVersion,
    Membership: MembershipVersion,
    Post: PostVersion,
    Circumstance: CircumstanceVersion,
}
_BOOKKEEPING = {field.name for field in Superseded._meta.get_fields()} | {"id", "of"}
_BATCH = 2_000
_Facts = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One superseding: which columns had other values before and after it."""

    at: datetime
    by: str
    reason: str
    document: str
    """Its number; empty: none."""
    columns: tuple[tuple[str, object, object], ...]
    """Column, value before, value after; when the row was withdrawn, all that it had said."""
    names: Mapping[tuple[str, object], str]
    """Column and value of each reference among them -> the name of what it points to."""
    is_withdrawal: bool = False


def fact_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that hold facts, by the names of their attributes (`cell_id`)."""
    version = VERSIONS[model]
    return tuple(field.attname for field in version._meta.concrete_fields if field.name not in _BOOKKEEPING)


def supersede(
    row: Row, changes: Mapping[str, object], by: str, document: Document | None = None, reason: str = ""
) -> None:
    """Keep the row as it stands as a version, then change it.

    Args:
        row: fetched inside the writing transaction.
        changes: attribute -> new value; may hold columns that are no facts (`path`, `withdrawn_at`).
        by: a reference to the account.
    """
    supersede_all([(row, changes)], by, document, reason)


def supersede_all(
    changed: Sequence[tuple[Row, Mapping[str, object]]], by: str, document: Document | None = None, reason: str = ""
) -> None:
    """The same for many rows of one kind."""
    if not changed:
        return
    model: type[models.Model] = type(changed[0][0])
    now = timezone.now()
    VERSIONS[model]._default_manager.bulk_create(
        [_version_of(row, now, by, document, reason) for row, _changes in changed], batch_size=_BATCH
    )
    names = {"version", "recorded_at", "recorded_by"}
    for row, changes in changed:
        for name, value in changes.items():
            setattr(row, name, value)
        row.version += 1
        row.recorded_at, row.recorded_by = now, by
        names.update(changes)
        if not isinstance(row, Organisation):
            row.document = document
            names.add("document")
    model._default_manager.bulk_update([row for row, _ in changed], _field_names(model, names), batch_size=500)


def _field_names(model: type[models.Model], attributes: Iterable[str]) -> list[str]:
    names = {field.attname: field.name for field in model._meta.concrete_fields}
    return sorted({names.get(attribute, attribute) for attribute in attributes})


def _version_of(row: Row, now: datetime, by: str, document: Document | None, reason: str) -> Superseded:
    """The row as it stands, as a version not yet saved."""
    values: dict[str, object] = {
        "of_id": row.pk,
        "number": row.version,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "superseded_at": now,
        "superseded_by": by,
        "on_document": document,
        "reason": reason,
        **{name: getattr(row, name) for name in fact_columns(type(row))},
    }
    return VERSIONS[type(row)](**values)


def changes_of(row: Row) -> list[Change]:
    """How the row came to be as it is, the last change first; one query."""
    return changes_of_all([row])[0]


def changes_of_all(rows: Sequence[Row]) -> list[list[Change]]:
    """The same for each of several rows, of whatever kinds; one query for all of them."""
    stages = _stages_of(rows)
    return [_changes(row, stages.get((type(row).__name__, row.pk), [])) for row in rows]


_Told = tuple[str, int, int, datetime, str, str, str | None, dict[str, object]]
"""Kind and key of a row, number of the version, when, by whom and why it was superseded, document, facts."""


@dataclass(frozen=True)
class _Stage:
    """A row as a version has it."""

    at: datetime
    by: str
    reason: str
    document: str
    facts: Mapping[str, object]
    names: Mapping[tuple[str, object], str]


def _stages_of(rows: Sequence[Row]) -> dict[tuple[str, int], list[_Stage]]:
    """The versions of these rows, the first one first. Kinds differ in their columns: so each version comes as JSON."""
    chosen = [
        _versions_as_json(model, keys)
        for model in VERSIONS
        if (keys := [row.pk for row in rows if type(row) is model and row.version > 1])
    ]
    if not chosen:
        return {}
    models_by_name = {model.__name__: model for model in VERSIONS}
    found: dict[tuple[str, int], list[_Stage]] = {}
    for kind, of, _number, at, by, reason, document, told in sorted(
        chosen[0].union(*chosen[1:], all=True), key=lambda version: version[:3]
    ):
        facts, names = _read(models_by_name[kind], told)
        found.setdefault((kind, of), []).append(_Stage(at, by, reason, document or "", facts, names))
    return found


def _versions_as_json(model: type[models.Model], keys: Sequence[int]) -> "QuerySet[Superseded, _Told]":
    references = {f"{name}__name": f"{name}__name" for name in _references(model)}
    told = JSONObject(**{name: name for name in fact_columns(model)}, **references)
    return (
        VERSIONS[model]
        ._default_manager.filter(Q(of__in=keys))
        .annotate(model=Value(model.__name__), told=told)
        .values_list(
            "model", "of_id", "number", "superseded_at", "superseded_by", "reason", "on_document__number", "told"
        )
    )


def _references(model: type[models.Model]) -> list[str]:
    """The facts that point to what has a name of its own, by the names of their fields."""
    fields = (VERSIONS[model]._meta.get_field(name.removesuffix("_id")) for name in fact_columns(model))
    return [field.name for field in fields if field.is_relation and field.name != "person"]


def _read(
    model: type[models.Model], told: Mapping[str, object]
) -> tuple[dict[str, object], dict[tuple[str, object], str]]:
    """Facts as Python has them, and the names of what they point to."""
    fields = {field.attname: field for field in VERSIONS[model]._meta.concrete_fields}
    facts = {name: fields[name].to_python(told[name]) for name in fact_columns(model)}
    names = {(f"{name}_id", told[f"{name}_id"]): str(told[f"{name}__name"] or "") for name in _references(model)}
    return facts, names


def _changes(row: Row, versions: Sequence[_Stage]) -> list[Change]:
    if not versions:
        return []
    columns = fact_columns(type(row))
    now = {name: getattr(row, name) for name in columns}
    names = {
        (f"{name}_id", now[f"{name}_id"]): getattr(row, name).name
        for name in _references(type(row))
        if now[f"{name}_id"] not in (None, versions[-1].facts[f"{name}_id"])
    }
    states = [*((stage.facts, stage.names) for stage in versions), (now, names)]
    found = []
    for place, stage in enumerate(versions):
        (before, names_before), (after, names_after) = states[place], states[place + 1]
        is_withdrawal = place == len(versions) - 1 and getattr(row, "withdrawn_at", None) is not None
        differing = _taken_back(before) if is_withdrawal else _differing(before, after)
        named = {**names_before, **names_after}
        found.append(Change(stage.at, stage.by, stage.reason, stage.document, differing, named, is_withdrawal))
    return found[::-1]


def _differing(before: _Facts, after: _Facts) -> tuple[tuple[str, object, object], ...]:
    return tuple((name, value, after[name]) for name, value in before.items() if value != after[name])


def _taken_back(before: _Facts) -> tuple[tuple[str, object, object], ...]:
    """All that a withdrawn row had said."""
    return tuple((name, value, None) for name, value in before.items() if value and name != "person_id")
