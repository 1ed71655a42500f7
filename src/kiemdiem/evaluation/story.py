"""Everything known of one subject of an evaluation, gathered for whoever asks why."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kiemdiem.evaluation.evaluate import Evaluation
from kiemdiem.evaluation.explaining import CaseOutcome, Explainer, case_facts
from kiemdiem.evaluation.judging import Judged
from kiemdiem.evaluation.plan import ACTIONS, PlanBlock
from kiemdiem.evaluation.tables import COUNTS
from kiemdiem.evaluation.units import nearest_above
from kiemdiem.rulebook.competence import managed_by, place_of
from kiemdiem.rulebook.tally import Tally, tally
from kiemdiem.vocabulary import (
    LEVELS,
    Action,
    CollectiveKind,
    ManagedBy,
    OrganisationKind,
    Role,
    Severity,
    SubjectKind,
)
from kiemdiem.wording import Message
from kiemdiem.workbook.linking import TABLE_OF_KIND, plain_ids, positions
from kiemdiem.workbook.values import NO_ROW


class UnknownSubject(Exception):
    """The workbook has no such subject."""


@dataclass(frozen=True)
class PlaceStory:
    """One row of the plan."""

    place: str
    name: str
    action: Action
    after: str
    deadline: str
    clauses: str


@dataclass(frozen=True)
class BallotStory:
    """One ballot that was read."""

    place: str
    tally: Tally


@dataclass(frozen=True)
class Remark:
    """One finding on the subject."""

    severity: Severity
    clause: str
    message: Message


@dataclass(frozen=True)
class Story:
    """One subject: outcome (None when it has no row of results), places, ballots, findings."""

    kind: SubjectKind
    subject: str
    name: str
    outcome: CaseOutcome | None
    clauses: tuple[str, ...]
    places: tuple[PlaceStory, ...]
    ballots: tuple[BallotStory, ...]
    remarks: tuple[Remark, ...]
    management: "Management | None" = None
    """Who manages a cadre, by the highest post."""


@dataclass(frozen=True)
class Management:
    """Who manages a cadre: entered with the post, or read from the edition's table."""

    level: ManagedBy
    clause: str
    """Empty where it was entered with the post."""
    stated: bool
    """Whether the source itself lists such a post."""


def story_of(evaluation: Evaluation, kind: SubjectKind, subject: str) -> Story:
    """Gather what is known of the subject.

    Raises:
        UnknownSubject: the workbook has no subject of that kind with that id.
    """
    workbook = evaluation.sources.workbook
    table = TABLE_OF_KIND[kind]
    row = int(positions(pa.array([subject]), plain_ids(workbook, table))[0])
    if row == NO_ROW:
        raise UnknownSubject(subject)
    judged = next(each for each in evaluation.judged if each.kind == kind)
    at = np.flatnonzero(judged.rows == row)
    outcome, clauses = _outcome(evaluation, judged, int(at[0])) if len(at) else (None, ())
    return Story(
        kind=kind,
        subject=subject,
        name=workbook[table].text("full_name" if table == "people" else "name")[row].as_py() or "",
        outcome=outcome,
        clauses=clauses,
        places=tuple(_places(evaluation, kind, row)),
        ballots=tuple(_ballots(evaluation, kind, row)),
        remarks=tuple(_remarks(evaluation, kind, row)),
        management=_management(evaluation, row) if kind == SubjectKind.CADRE else None,
    )


def _outcome(evaluation: Evaluation, judged: Judged, at: int) -> tuple[CaseOutcome, tuple[str, ...]]:
    outcome = Explainer(judged.kind, evaluation.sources.terms).explain(case_facts(judged, at))
    mask = int(judged.cites[at])
    cited = [cite.clause for bit, cite in enumerate(judged.assembly.citations) if mask >> bit & 1]
    return outcome, tuple(dict.fromkeys(cited))


def _places(evaluation: Evaluation, kind: SubjectKind, row: int) -> list[PlaceStory]:
    workbook = evaluation.sources.workbook
    found = []
    for block in evaluation.plan:
        if block.kind != kind:
            continue
        table = workbook["organisations" if kind == SubjectKind.MEMBER else "collectives"]
        for at in np.flatnonzero(block.subjects == row).tolist():
            place = int(block.places[at])
            found.append(_place(block, at, table.text("id")[place].as_py(), table.text("name")[place].as_py() or ""))
    return found


def _place(block: PlanBlock, at: int, place: str, name: str) -> PlaceStory:
    return PlaceStory(
        place,
        name,
        ACTIONS[block.actions[at]],
        block.after_texts[block.after[at]],
        block.deadline_texts[block.deadlines[at]],
        block.clause_texts[block.clauses[at]],
    )


def _ballots(evaluation: Evaluation, kind: SubjectKind, row: int) -> list[BallotStory]:
    """The ballots read: a member's at the official cell, a cadre's at the places of review."""
    sources = evaluation.sources
    table = sources.workbook["ballots"]
    rows = sources.rating_ballots(kind)
    rows = rows[table.rows("subject")[rows] == row]
    if kind == SubjectKind.MEMBER:
        rows = rows[table.place_organisations()[rows] == evaluation.members.cells[row]]
    if kind == SubjectKind.CADRE:
        places = evaluation.cadres.posts.places
        reviewed = places.collectives[(places.persons == row) & places.reviewed]
        rows = rows[np.isin(table.place_collectives()[rows], reviewed)]
    found = []
    for each in rows.tolist():
        counts = {key: max(int(table.counts(key)[each]), 0) for key in COUNTS}
        votes = {level: counts[level.name.lower()] for level in LEVELS}
        read = tally(counts["base"], votes, counts["invalid"], sources.terms)
        found.append(BallotStory(_place_of(evaluation, each), read))
    return sorted(found, key=lambda ballot: ballot.place)


def _place_of(evaluation: Evaluation, ballot: int) -> str:
    """The id of a ballot's place; empty where none was written."""
    workbook = evaluation.sources.workbook
    table = workbook["ballots"]
    for name, rows in (("organisations", table.place_organisations()), ("collectives", table.place_collectives())):
        if rows[ballot] != NO_ROW:
            return str(workbook[name].text("id")[int(rows[ballot])].as_py())
    return ""


def _remarks(evaluation: Evaluation, kind: SubjectKind, row: int) -> list[Remark]:
    return [
        Remark(block.severity, block.clause, block.messages[block.message_of[at]])
        for block in evaluation.findings
        if block.kind == kind
        for at in np.flatnonzero(block.rows == row).tolist()
    ]


def _management(evaluation: Evaluation, person: int) -> Management | None:
    """By the highest post: as entered, else as the edition's table has it (II.2.2)."""
    posts, sources = evaluation.cadres.posts, evaluation.sources
    post = int(posts.highest[person]) if posts.table.size else -1
    if post < 0:
        return None
    entered = int(posts.table.codes("managed_by")[post])
    if entered >= 0:
        return Management(tuple(ManagedBy)[entered], "", stated=True)
    unit, role = int(posts.unit[post]), int(posts.table.codes("role")[post])
    if unit == NO_ROW or role < 0:
        return None
    kinds, own = tuple(OrganisationKind), sources.workbook["organisations"].codes("kind")
    above = int(nearest_above(sources)[unit])
    place = place_of(kinds[own[unit]], kinds[own[above]] if above != NO_ROW else None)
    collective = sources.workbook["collectives"].codes("kind")[posts.collective[post]]
    row = managed_by(sources.terms.edition, place, tuple(CollectiveKind)[collective], tuple(Role)[role])
    return Management(ManagedBy(row.managed_by), row.clause, row.stated) if row else None
