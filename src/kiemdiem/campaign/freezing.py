"""Writes a plan drawn up as subjects, places and plan rows; call it inside one transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db.models import Model, Q

from kiemdiem.campaign.drawing import PLACE_TABLES, Drawing, DrawnRow, names_in, row_name
from kiemdiem.campaign.models import Cycle, Place, PlanRow, Precondition, PreconditionRow, Subject
from kiemdiem.evaluation.periods import active
from kiemdiem.jobs.progress import Progress
from kiemdiem.registry.importing.bulk import Cell, insert
from kiemdiem.registry.models import Collective, Person
from kiemdiem.rulebook.kinds import RATED_KINDS
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import Action, OrganisationKind, SubjectKind
from kiemdiem.workbook.values import NO_COUNT

Item = TypeVar("Item")
HELD = frozenset({Action.REVIEW.value, Action.WITHIN.value})
"""Actions of rows that have to be finished."""
_BATCH = 5_000
_LONGEST_TITLES = 400
_SUBJECT = (
    "cycle_id", "kind", "organisation_id", "collective_id", "person_id", "code", "name", "name_key", "search_key",
    "path", "occupation", "titles",
)  # fmt: skip
_PLACE = (
    "cycle_id", "organisation_id", "collective_id", "code", "name", "path", "deadline", "reviews", "finished"
)  # fmt: skip
_ROW = (
    "cycle_id", "subject_id", "place_id", "path", "action", "clauses", "precondition_id", "ground", "version"
)  # fmt: skip


@dataclass(frozen=True)
class _Unit:
    """An organisation or collective of the registry; `organisation` is the collective's, or itself."""

    key: int
    organisation: int
    name: str
    name_key: str
    search_key: str
    path: str


@dataclass
class Freezer:
    """One freezing: what is written first gives its keys to what follows."""

    cycle: Cycle
    drawing: Drawing
    progress: Progress
    leaving_out: frozenset[str] = frozenset()
    """Codes of people who are set aside."""
    places: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """Table and code -> primary key of the place, and its path."""

    def __post_init__(self) -> None:
        self.units = {"organisations": self._organisations(), "collectives": self._collectives()}

    def write(self) -> None:
        """Write everything."""
        self._write_subjects()
        rows = list(self.drawing.rows(self.leaving_out))
        self._write_places(rows)
        self._write_rows(rows)

    # --- subjects

    def _here(self) -> Q:
        return within("path", [self.cycle.unit.path])

    def _organisations(self) -> dict[str, _Unit]:
        found = Organisation.objects.filter(self._here())
        columns = ("code", "pk", "name", "name_key", "search_key", "path")
        return {code: _Unit(key, key, *rest) for code, key, *rest in found.values_list(*columns)}

    def _collectives(self) -> dict[str, _Unit]:
        found = Collective.objects.filter(self._here())
        columns = ("code", "pk", "organisation_id", "name", "name_key", "search_key", "path")
        return {code: _Unit(*rest) for code, *rest in found.values_list(*columns)}

    def _write_subjects(self) -> None:
        self._insert(Subject, _SUBJECT, self._unit_subjects())
        self._insert(Subject, _SUBJECT, self._people())

    def _unit_subjects(self) -> Iterator[Sequence[Cell]]:
        kinds = set(RATED_KINDS)
        organisations = Organisation.objects.filter(self._here()).values_list("code", "kind")
        for code, kind in organisations.iterator():
            if OrganisationKind(kind) in kinds:
                yield self._unit_subject(SubjectKind.ORGANISATION, code, self.units["organisations"][code])
        for code, unit in self.units["collectives"].items():
            yield self._unit_subject(SubjectKind.COLLECTIVE, code, unit)

    def _unit_subject(self, kind: SubjectKind, code: str, unit: _Unit) -> Sequence[Cell]:
        is_organisation = kind == SubjectKind.ORGANISATION
        organisation = unit.key if is_organisation else None
        collective = None if is_organisation else unit.key
        return (
            self.cycle.pk, kind.value, organisation, collective, None, code, unit.name, unit.name_key,
            unit.search_key, unit.path, "", "",
        )  # fmt: skip

    def _people(self) -> Iterator[Sequence[Cell]]:
        """A member and a cadre of one person are two subjects."""
        ids, found = self.drawing.ids["people"], self.drawing.evaluation
        members = {ids[row] for row in found.members.judged.rows.tolist()}
        cadres = {ids[row] for row in found.cadres.judged.rows.tolist()}
        titles = _titles(self.drawing)
        people = Person.objects.filter(self._here(), erased_at__isnull=True)
        columns = ("pk", "code", "full_name", "name_key", "search_key", "path", "occupation")
        for key, code, name, name_key, search_key, path, occupation in people.values_list(*columns).iterator(_BATCH):
            if code in self.leaving_out:
                continue
            for kind, subjects in ((SubjectKind.MEMBER, members), (SubjectKind.CADRE, cadres)):
                if code in subjects:
                    yield (
                        self.cycle.pk, kind.value, None, None, key, code, name, name_key, search_key, path,
                        occupation, titles.get(code, ""),
                    )  # fmt: skip

    # --- places

    def _write_places(self, rows: Iterable[DrawnRow]) -> None:
        reviews: Counter[tuple[str, str]] = Counter()
        deadlines: dict[tuple[str, str], str] = {}
        for row in rows:
            place = (PLACE_TABLES[row.kind], row.place)
            reviews[place] += row.action in HELD
            deadlines[place] = row.deadline
        lines = (self._place(*place, deadlines[place], count) for place, count in reviews.items())
        self._insert(Place, _PLACE, lines)
        kept = Place.objects.filter(cycle=self.cycle).values_list("pk", "code", "path", "collective_id")
        for key, code, path, collective in kept:
            self.places["organisations" if collective is None else "collectives", code] = (key, path)

    def _place(self, table: str, code: str, deadline: str, reviews: int) -> Sequence[Cell]:
        unit = self.units[table][code]
        collective = unit.key if table == "collectives" else None
        return (self.cycle.pk, unit.organisation, collective, code, unit.name, unit.path, deadline, reviews, 0)

    # --- plan rows

    def _write_rows(self, rows: list[DrawnRow]) -> None:
        preconditions = self._preconditions(rows)
        subjects = {
            (kind, code): key
            for kind, code, key in Subject.objects.filter(cycle=self.cycle).values_list("kind", "code", "pk")
        }
        self._insert(PlanRow, _ROW, (self._row(row, subjects, preconditions) for row in rows))
        self._tie(preconditions)

    def _preconditions(self, rows: Iterable[DrawnRow]) -> dict[str, int]:
        """A precondition for each distinct set of reviews that come before."""
        texts = list(dict.fromkeys(row.after for row in rows if row.after))
        made = Precondition.objects.bulk_create([Precondition(cycle=self.cycle) for _ in texts], batch_size=_BATCH)
        return {text: one.pk for text, one in zip(texts, made, strict=True)}

    def _row(
        self, row: DrawnRow, subjects: dict[tuple[str, str], int], preconditions: dict[str, int]
    ) -> Sequence[Cell]:
        place, path = self.places[PLACE_TABLES[row.kind], row.place]
        return (
            self.cycle.pk, subjects[row.kind.value, row.subject], place, path, row.action, row.clauses,
            preconditions.get(row.after), "", 1,
        )  # fmt: skip

    def _tie(self, preconditions: dict[str, int]) -> None:
        """Point each precondition to the rows that it names."""
        columns = ("subject__kind", "subject__code", "place__code", "pk")
        named = PlanRow.objects.filter(cycle=self.cycle).exclude(subject__kind=SubjectKind.MEMBER.value)
        keys = {row_name(*name): key for *name, key in named.values_list(*columns).iterator(_BATCH)}
        lines = (
            (precondition, keys[name])
            for text, precondition in preconditions.items()
            for name in names_in(text)
            if name in keys
        )
        self._insert(PreconditionRow, ("precondition_id", "row_id"), lines)

    def _insert(self, model: type[Model], attributes: Sequence[str], lines: Iterable[Sequence[Cell]]) -> None:
        for some in batches(lines):
            insert(model, attributes, some)
            self.progress.advance(len(some))


def batches(lines: Iterable[Item]) -> Iterator[list[Item]]:
    """The lines in lists of a bearable size."""
    rest = iter(lines)
    while some := list(islice(rest, _BATCH)):
        yield some


def _titles(drawing: Drawing) -> dict[str, str]:
    """Code of a person -> titles of the active posts, the highest first."""
    posts, people = drawing.workbook["posts"], drawing.ids["people"]
    rows = np.flatnonzero(active(posts, drawing.terms))
    ranks = posts.counts("rank")[rows]
    order = rows[np.argsort(np.where(ranks == NO_COUNT, np.iinfo(np.int32).max, ranks), kind="stable")]
    titles = posts.text("title").take(order).to_pylist()
    found: dict[str, list[str]] = {}
    for person, title in zip(posts.rows("person")[order].tolist(), titles, strict=True):
        if title:
            found.setdefault(people[person], []).append(title)
    return {code: "; ".join(several)[:_LONGEST_TITLES] for code, several in found.items()}
