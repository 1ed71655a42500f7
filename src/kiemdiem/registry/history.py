"""Nothing is overwritten: what a row said before is kept as a version when a correction supersedes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
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


@dataclass(frozen=True)
class Change:
    """One superseding: which columns had other values before and after it."""

    at: datetime
    by: str
    reason: str
    document: Document | None
    columns: tuple[tuple[str, object, object], ...]
    """Column, value before, value after."""


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
    model = type(changed[0][0])
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
    model._default_manager.bulk_update([row for row, _ in changed], _field_names(model, names), batch_size=500)  # type: ignore[misc]


def _field_names(model: type[models.Model], attributes: Iterable[str]) -> list[str]:
    names = {field.attname: field.name for field in model._meta.concrete_fields}
    return sorted({names.get(attribute, attribute) for attribute in attributes})


def _version_of(row: Row, now: datetime, by: str, document: Document | None, reason: str) -> Superseded:
    """The row as it stands, as a version not yet saved."""
    facts = {name: getattr(row, name) for name in fact_columns(type(row))}
    return VERSIONS[type(row)](  # type: ignore[misc]
        of_id=row.pk,
        number=row.version,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        superseded_at=now,
        superseded_by=by,
        on_document=document,
        reason=reason,
        **facts,
    )


def changes_of(row: Row) -> list[Change]:
    """How the row came to be as it is, the last change first; one query."""
    versions = list(
        VERSIONS[type(row)]._default_manager.filter(of_id=row.pk).select_related("on_document").order_by("number")  # type: ignore[misc]
    )
    names = fact_columns(type(row))
    found = []
    for version, after in zip(versions, [*versions[1:], row], strict=True):
        columns = tuple(
            (name, getattr(version, name), getattr(after, name))
            for name in names
            if getattr(version, name) != getattr(after, name)
        )
        found.append(Change(version.superseded_at, version.superseded_by, version.reason, version.on_document, columns))
    return found[::-1]
