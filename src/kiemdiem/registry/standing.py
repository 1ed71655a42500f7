"""What the regulation says of one person as the registry stands: the one engine, run on this person alone.

The registry's rows become the rows of a workbook; the engine that evaluates a province judges them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
from django.db.models import Model

from kiemdiem.evaluation.evaluate import evaluate
from kiemdiem.evaluation.story import Story, story_of
from kiemdiem.evaluation.telling import Teller
from kiemdiem.registry.management import edition_in_force
from kiemdiem.registry.models import Collective, Person
from kiemdiem.registry.queries.people import circumstances_of, memberships_of, posts_of
from kiemdiem.rulebook.terms import Terms
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import above
from kiemdiem.vocabulary import SubjectKind
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.reading import read_tables
from kiemdiem.workbook.schema import TABLE_BY_KEY

_FIRST_ROW = 2
"""The number of the first row below the headings, as a user counts."""


def tellers_of(person: Person, as_of: date, language: str) -> list[Teller]:
    """What applies to a person as member and as cadre, as far as he or she is one; at a reference date (Q5)."""
    terms = Terms(edition_in_force(), as_of)
    workbook, _ = read_tables(_tables(person))
    evaluation = evaluate(workbook, terms)
    kinds = [SubjectKind.MEMBER] if person.admitted_on else []
    if workbook["posts"].size:
        kinds.append(SubjectKind.CADRE)
    stories: Iterable[Story] = (story_of(evaluation, kind, person.code) for kind in kinds)
    return [Teller(story, terms, language) for story in stories]


def _tables(person: Person) -> list[RawTable]:
    posts = list(posts_of(person))
    memberships = list(memberships_of(person))
    circumstances = list(circumstances_of(person))
    collectives = _with_hosts([post.collective_id for post in posts])
    paths = {organisation.path for organisation in (person.workplace, person.residence_cell) if organisation}
    paths |= {one.organisation.path for one in circumstances if one.organisation}
    paths |= {one.cell.path for one in memberships} | {one.path for one in collectives}
    organisations = _with_superiors(paths)
    return [
        _table(
            "organisations", organisations, {"id": _code, "parent": lambda row: _code_of(getattr(row, "parent", None))}
        ),
        _table(
            "collectives",
            collectives,
            {"id": _code, "reviewed_within": lambda row: _code_of(getattr(row, "reviewed_within", None))},
        ),
        _table("people", [person], {"id": _code}),
        _table("memberships", memberships),
        _table("posts", posts),
        _table("circumstances", circumstances),
    ]


def _with_hosts(keys: Sequence[int]) -> list[Collective]:
    """These collectives and those that they are reviewed within."""
    related = ("organisation", "reviewed_within__organisation", "reviewed_within__reviewed_within")
    found = {one.pk: one for one in Collective.objects.filter(pk__in=keys).select_related(*related)}
    hosts = {one.reviewed_within.pk: one.reviewed_within for one in found.values() if one.reviewed_within}
    return list({**hosts, **found}.values())


def _with_superiors(paths: Iterable[str]) -> list[Organisation]:
    """The organisations at these paths and all above them, the topmost first."""
    wanted = {up for path in paths for up in (*above(path), path)}
    return list(Organisation.objects.filter(path__in=wanted).select_related("parent").order_by("path"))


def _table(name: str, rows: Sequence[Model], special: dict[str, Callable[[object], str]] | None = None) -> RawTable:
    """Rows of the registry as a table of the workbook: attributes of the same names, references by code."""
    keys = [column.key for column in TABLE_BY_KEY[name].columns]
    made = {key: (special or {}).get(key) or _attribute(key) for key in keys}
    columns = [pa.array([made[key](row) for row in rows], pa.string()) for key in keys]
    return RawTable(name, keys, columns, np.arange(_FIRST_ROW, _FIRST_ROW + len(rows), dtype=np.int32))


def _attribute(key: str) -> Callable[[object], str]:
    def read(row: object) -> str:
        value = getattr(row, key)
        if isinstance(value, Model):
            return _code_of(value)
        if isinstance(value, bool):
            return "1" if value else ""
        return "" if value is None else str(value)

    return read


def _code(row: object) -> str:
    return str(getattr(row, "code"))  # noqa: B009 - three models have it


def _code_of(row: object | None) -> str:
    return _code(row) if row is not None else ""
