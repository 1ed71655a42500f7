"""Carries a plan out: inserts what is new, supersedes what changed. Call it inside one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left, Length
from django.utils import timezone
from numpy.typing import NDArray

from kiemdiem.jobs.progress import Progress
from kiemdiem.registry.actions.units import move_subtree
from kiemdiem.registry.history import Row, supersede_all
from kiemdiem.registry.importing.bulk import Cell, insert, moment_value
from kiemdiem.registry.importing.plan import Plan, Scope, TablePlan
from kiemdiem.registry.importing.shapes import FACTS, NAMES, as_value
from kiemdiem.registry.models import Collective, Person, Post, RowOutcome
from kiemdiem.registry.reaching import rehome
from kiemdiem.tree.models import STEP, Organisation
from kiemdiem.tree.names import folded, person_key, plain_key
from kiemdiem.tree.paths import planted, within
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.vocabulary import MembershipKind
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.schema import ValueKind
from kiemdiem.workbook.values import NO_DAY

STALE = N_(
    "The registry has changed since the preview. The preview was made anew: look at it, then apply it. Nothing was"
    " changed."
)
_BATCH = 5_000
Keys = NDArray[np.int64]
Columns = dict[str, Sequence[Cell]]
"""Attribute -> the value of each row of a sheet."""


class Outdated(Refused):
    """The registry is not as the preview found it: the preview must be made anew."""

    def __init__(self) -> None:
        super().__init__([Verdict(Message(STALE))])


@dataclass
class Writer:
    """One carrying out of a plan; `keys` holds, table by table, the primary key of each row."""

    plan: Plan
    scope: Scope
    by: str
    """A reference to the account."""
    progress: Progress
    keys: dict[str, Keys] = field(default_factory=dict)
    concerned: set[int] = field(default_factory=set)
    """People whose home or reach may be another now."""

    def __post_init__(self) -> None:
        self.record = {"version": 1, "recorded_at": moment_value(timezone.now()), "recorded_by": self.by}

    def write(self) -> None:
        """Write all tables, those referred to first.

        Raises:
            Outdated: a row to be changed has another version than in the preview.
        """
        self._organisations()
        self._collectives()
        self._people()
        for table in FACTS:
            self._facts(table)
        is_most = len(self.concerned) * 2 > Person.objects.count()
        rehome(None if is_most else self.concerned)

    # --- organisations and collectives

    def _organisations(self) -> None:
        part = self.plan["organisations"]
        new = part.rows_of(RowOutcome.NEW)
        if new:
            codes, parents = part.sheet.column("id"), part.sheet.column("parent")
            standing = dict(Organisation.objects.filter(self._here()).values_list("code", "path"))
            paths = planted({codes[row]: parents[row] for row in new}, standing, self.scope.path)
            own: Columns = {"path": [paths.get(code) for code in codes]}
            self._insert(part, new, self._columns(part, skip=("parent",)) | own)
            _tie_to_superiors()
        self.keys["organisations"] = self._keys_of(part, Organisation)
        self._supersede(part, Organisation)
        self._move(part)

    def _here(self) -> models.Q:
        return within("path", [self.scope.path])

    def _paths(self) -> dict[int, str]:
        return dict(Organisation.objects.filter(self._here()).values_list("pk", "path"))

    def _move(self, part: TablePlan) -> None:
        """Organisations that come to stand below another superior, with all that is below them."""
        changed = part.rows_of(RowOutcome.CHANGED)
        parents = self._keys_at(part, "parent")
        for row in (row for row in changed if "parent" in part.before[row]):
            nodes = Organisation.objects.in_bulk([int(part.target[row]), int(parents[row])])
            move_subtree(nodes[int(part.target[row])], nodes[int(parents[row])])
        altered = [int(part.target[row]) for row in changed if "kind" in part.before[row]]
        if altered:
            paths = list(Organisation.objects.filter(pk__in=altered).values_list("path", flat=True))
            self._concern_holders(within("collective__path", paths))

    def _concern_holders(self, condition: models.Q) -> None:
        """Who holds these posts may be managed by somebody else now."""
        self.concerned.update(Post.objects.filter(condition).values_list("person_id", flat=True))

    def _collectives(self) -> None:
        part = self.plan["collectives"]
        organisations = self._keys_at(part, "organisation").tolist()
        path_of = self._paths() if part.sheet.size else {}
        paths = [path_of.get(organisation) for organisation in organisations]
        columns = self._columns(part, skip=("reviewed_within",)) | {"path": paths}
        hosts = part.sheet.rows("reviewed_within")
        new = part.rows_of(RowOutcome.NEW)
        self._insert(part, [row for row in new if hosts[row] < 0], columns)
        self.keys["collectives"] = self._keys_of(part, Collective)
        hosted = [row for row in new if hosts[row] >= 0]
        self._insert(part, hosted, columns | {"reviewed_within_id": self._keys_at(part, "reviewed_within").tolist()})
        self.keys["collectives"] = self._keys_of(part, Collective)
        self._supersede(part, Collective, paths)
        altered = [int(part.target[row]) for row in part.rows_of(RowOutcome.CHANGED)]
        if altered:
            self._concern_holders(models.Q(collective_id__in=altered))

    # --- people and what is known of them

    def _people(self) -> None:
        part = self.plan["people"]
        new = part.rows_of(RowOutcome.NEW)
        if new:
            homes, path_of = self._homes().tolist(), self._paths()
            own: Columns = {"home_id": homes, "path": [path_of[home] for home in homes]}
            self._insert(part, new, self._columns(part) | own)
        self.keys["people"] = self._keys_of(part, Person)
        self._supersede(part, Person)
        self.concerned.update(self.keys["people"][new].tolist())
        changed = part.rows_of(RowOutcome.CHANGED)
        self.concerned.update(int(part.target[row]) for row in changed if "workplace" in part.before[row])

    def _homes(self) -> Keys:
        """Where new people most likely have their home; `rehome` has the last word."""
        people, posts = self.plan["people"], self.plan["posts"]
        unit = Organisation.objects.filter(self._here()).order_by("path").values_list("pk", flat=True).first() or 0
        workplaces = self._keys_at(people, "workplace")
        homes: Keys = np.where(workplaces > 0, workplaces, unit)
        of_collectives = self._keys_at(self.plan["collectives"], "organisation")
        at_posts = of_collectives[posts.sheet.rows("collective")]
        homes[posts.sheet.rows("person")[at_posts > 0]] = at_posts[at_posts > 0]
        memberships = self.plan["memberships"].sheet
        is_open = memberships.data.is_code("kind", MembershipKind.OFFICIAL) & (memberships.data.days("end") == NO_DAY)
        cells = self._keys_at(self.plan["memberships"], "cell")
        homes[memberships.rows("person")[is_open]] = cells[is_open]
        return homes

    def _facts(self, table: str) -> None:
        part = self.plan[table]
        new, changed = part.rows_of(RowOutcome.NEW), part.rows_of(RowOutcome.CHANGED)
        # what ends comes before what begins: nobody has two open official memberships, not even for a moment
        self._supersede(part, part.sheet.shape.model)
        self._insert(part, new, self._columns(part))
        if table != "circumstances":
            self.concerned.update(self._keys_at(part, "person")[new + changed].tolist())

    # --- what all tables have in common

    def _keys_at(self, part: TablePlan, key: str) -> Keys:
        """The primary keys that a reference points to; 0 where it is empty."""
        found: Keys = np.append(self.keys[part.sheet.shape.column(key).refers_to], 0)[part.sheet.rows(key)]
        return found

    def _keys_of(self, part: TablePlan, model: type[Organisation | Collective | Person]) -> Keys:
        """The primary key of each row, of those just written too."""
        new = part.rows_of(RowOutcome.NEW)
        keys = part.target.copy()
        if new:
            written = dict(model._default_manager.filter(self._here()).values_list("code", "pk"))
            codes = part.sheet.column("id")
            keys[new] = [written.get(codes[row], 0) for row in new]
        return keys

    def _columns(self, part: TablePlan, skip: Iterable[str] = ()) -> Columns:
        """For each column of the registry what the rows of the workbook put there."""
        shape = part.sheet.shape
        found: Columns = {shape.attribute(key): self._values(part, key) for key in shape.columns if key not in skip}
        if name := NAMES.get(shape.table):
            names = part.sheet.column(name)
            found["name_key"] = _through_distinct(names, person_key if shape.table == "people" else plain_key)
            found["search_key"] = _through_distinct(names, folded)
        return found

    def _values(self, part: TablePlan, key: str) -> Sequence[Cell]:
        column = part.sheet.shape.column(key)
        if column.kind is ValueKind.REFERENCE:
            return [pointed or None for pointed in self._keys_at(part, key).tolist()]
        if column.kind in (ValueKind.FLAG, ValueKind.COUNT, ValueKind.DATE):
            return [as_value(column.kind, text) for text in part.sheet.column(key)]
        return part.sheet.column(key)

    def _insert(self, part: TablePlan, rows: list[int], columns: Columns) -> None:
        record = tuple(self.record.values())
        names = (*columns, *self.record)
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            lines = zip(*([values[row] for row in some] for values in columns.values()), strict=True)
            insert(part.sheet.shape.model, names, [line + record for line in lines])
            self.progress.advance(len(some))

    def _supersede(self, part: TablePlan, model: type[Row], paths: Sequence[Cell] = ()) -> None:
        """Change the rows that differ, unless somebody else has changed them since the preview."""
        rows = part.rows_of(RowOutcome.CHANGED)
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            keys = part.target[some].tolist()
            locked = model._default_manager.filter(pk__in=keys).select_for_update(of=("self",))
            found: dict[int, Row] = {row.pk: row for row in locked}
            if [found[key].version if key in found else 0 for key in keys] != part.version[some].tolist():
                raise Outdated
            changed = [(found[key], self._changes(part, row, paths)) for key, row in zip(keys, some, strict=True)]
            supersede_all(changed, self.by)
            self.progress.advance(len(some))

    def _changes(self, part: TablePlan, row: int, paths: Sequence[Cell]) -> dict[str, object]:
        """Attribute -> new value of one changed row."""
        shape, changes = part.sheet.shape, dict[str, object]()
        for key in part.before[row]:
            column, text = shape.column(key), part.sheet.column(key)[row]
            if column.kind is ValueKind.REFERENCE:
                changes[shape.attribute(key)] = int(self.keys[column.refers_to][part.sheet.rows(key)[row]])
            elif column.kind is ValueKind.DATE:
                changes[key] = date.fromisoformat(text)
            else:
                changes[key] = as_value(column.kind, text)
        name = NAMES.get(shape.table, "")
        if name in changes:
            text = part.sheet.column(name)[row]
            keyed = person_key if shape.table == "people" else plain_key
            changes |= {"name_key": keyed(text), "search_key": folded(text)}
        if "organisation_id" in changes and paths:
            changes["path"] = paths[row]
        return changes


def _through_distinct(names: Sequence[str], keyed: Callable[[str], str]) -> list[str]:
    """A key for each name; each distinct name is looked at once."""
    keys = {name: keyed(name) for name in set(names)}
    return [keys[name] for name in names]


def _tie_to_superiors() -> None:
    """Give organisations just written the superior that their path names."""
    superior = Organisation.objects.filter(path=Left(OuterRef("path"), Length(OuterRef("path")) - STEP))
    untied = Organisation.objects.alias(length=Length("path")).filter(parent__isnull=True, length__gt=STEP)
    untied.update(parent_id=Subquery(superior.values("pk")[:1]))
