"""The columns that tables about several kinds of subject share: kind, subject and place."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import columns
from kiemdiem.demonstration.arrays import Ints
from kiemdiem.demonstration.collectives import Collectives
from kiemdiem.demonstration.organisations import Organisations
from kiemdiem.demonstration.people import People
from kiemdiem.vocabulary import SubjectKind

KINDS = tuple(SubjectKind)
ORGANISATION, COLLECTIVE, MEMBER, CADRE = range(len(KINDS))


@dataclass(frozen=True)
class Subjects:
    """All ids that a subject or a place may have, each stored once."""

    organisations: int
    collectives: int
    ids: pa.Array
    place_ids: pa.Array

    def columns(self, *parts: tuple[int, Ints]) -> dict[str, pa.Array]:
        """`subject_kind` and `subject` for parts of one kind each, given by row of their own table."""
        kind = np.repeat(
            np.array([kind for kind, _ in parts], dtype=np.int8), np.array([len(rows) for _, rows in parts])
        )
        before = (0, self.organisations, self.organisations + self.collectives)
        rows = np.concatenate([rows.astype(np.int32) + np.int32(before[min(kind, MEMBER)]) for kind, rows in parts])
        return {"subject_kind": columns.words(kind, KINDS), "subject": columns.pointers(rows, self.ids)}

    def place(self, *parts: tuple[int, Ints]) -> pa.Array:
        """`place` for parts that are each rows of organisations (cells) or of collectives."""
        shift = (0, self.organisations)
        return columns.pointers(
            np.concatenate([rows.astype(np.int32) + np.int32(shift[kind]) for kind, rows in parts]), self.place_ids
        )


def gather_subjects(organisations: Organisations, collectives: Collectives, people: People) -> Subjects:
    """Put the ids of the three tables one behind the other."""
    return Subjects(
        organisations=len(organisations.ids),
        collectives=len(collectives.ids),
        ids=pa.concat_arrays([organisations.ids, collectives.ids, people.ids]),
        place_ids=pa.concat_arrays([organisations.ids, collectives.ids]),
    )
