"""What breaks a clause, needs a written ground, or is a question the text leaves open."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.caps import Cap
from kiemdiem.evaluation.grouping import any_by
from kiemdiem.evaluation.judging import Judged
from kiemdiem.evaluation.tables import Sources
from kiemdiem.rulebook.assembly import Finding
from kiemdiem.vocabulary import Level, Severity, SubjectKind
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.linking import TABLE_OF_KIND
from kiemdiem.workbook.values import NO_DAY, NO_ROW


@dataclass(frozen=True)
class FindingBlock:
    """Findings of one severity, clause and kind of subject; rows in order of their ids."""

    severity: Severity
    clause: str
    kind: SubjectKind
    rows: NDArray[np.int64]
    messages: list[Message]
    message_of: NDArray[np.int32]
    """For each row its position in `messages`."""


@dataclass
class FindingList:
    """Findings gathered one by one, by severity, clause and kind."""

    found: dict[tuple[Severity, str, SubjectKind], dict[int, list[Message]]] = field(default_factory=dict)

    def add(self, severity: Severity, clause: str, kind: SubjectKind, row: int, message: Message) -> None:
        """Note one finding; the same message on the same subject is noted once."""
        messages = self.found.setdefault((severity, clause, kind), {}).setdefault(row, [])
        if message not in messages:
            messages.append(message)

    def blocks(self) -> Iterator[FindingBlock]:
        """The findings as blocks."""
        for (severity, clause, kind), rows in self.found.items():
            pairs = [(row, message) for row, messages in rows.items() for message in messages]
            yield FindingBlock(
                severity,
                clause,
                kind,
                np.array([row for row, _ in pairs], dtype=np.int64),
                [message for _, message in pairs],
                np.arange(len(pairs), dtype=np.int32),
            )


def rule_findings(judged: Judged) -> Iterator[FindingBlock]:
    """The findings of the rules on one kind of subject."""
    for bit, finding in enumerate(judged.assembly.findings):
        here = np.flatnonzero(judged.findings & np.uint32(1 << bit))
        if len(here):
            yield _block(judged, finding, here)


def _block(judged: Judged, finding: Finding, here: NDArray[np.intp]) -> FindingBlock:
    other = judged.facts[finding.other][here] if finding.other in judged.facts else judged.ceiling[here]
    keys = judged.level[here].astype(np.int32) * len(Level) + other.astype(np.int32)
    distinct, message_of = np.unique(keys, return_inverse=True)
    messages = []
    for key in distinct.tolist():
        level, against = divmod(key, len(Level))
        messages.append(Message(finding.message, {"level": Level(level).name, "other": Level(against).name}))
    return FindingBlock(
        finding.severity, finding.clause, judged.kind, judged.rows[here], messages, message_of.astype(np.int32)
    )


def workbook_findings(sources: Sources, caps: list[Cap], judged: list[Judged]) -> FindingList:
    """Findings that rest on several tables: discipline elsewhere, caps of nothing, decisions on nobody."""
    found = FindingList()
    _discipline(sources, found)
    _empty_caps(sources, caps, found)
    _decisions_on_nobody(sources, judged, found)
    return found


def _discipline(sources: Sources, found: FindingList) -> None:
    """Discipline counts in the result of the organisation where the violation happened (II.3.n, Q15)."""
    table = sources.workbook["circumstances"]
    text = N_("A violation here was disciplined in the year: it counts in this organisation's result.")
    for row in np.unique(table.rows("organisation")[sources.disciplined]).tolist():
        if row != NO_ROW:
            found.add(Severity.WARNING, "II.3.n", SubjectKind.ORGANISATION, row, Message(text))


def _empty_caps(sources: Sources, caps: list[Cap], found: FindingList) -> None:
    """A share of awards that comes to nothing is shown as a question (Q9)."""
    text = N_("{share} per cent of {pool} HTXSNV comes to no award: the regulation's exception speaks of rating only.")
    if sources.terms.choice("award_cap_zero") != "zero":
        return
    for cap in caps:
        if cap.clause in ("II.2.4.c", "II.2.4.d") and cap.pool and not cap.allowed:
            message = Message(text, {"share": cap.share, "pool": cap.pool})
            found.add(Severity.QUESTION, cap.clause, SubjectKind.ORGANISATION, cap.organisation, message)


def _decisions_on_nobody(sources: Sources, judged: list[Judged], found: FindingList) -> None:
    """A decision on somebody or something that the regulation does not rate (II.1)."""
    table = sources.workbook["decisions"]
    text = N_("A level was decided on what is not rated: no member, no post with a place, or no such organisation.")
    decided = table.days("decided_on") != NO_DAY
    for subjects in judged:
        named = table.rows("subject")[decided & table.is_code("subject_kind", subjects.kind)]
        rated = any_by(subjects.rows, sources.workbook[TABLE_OF_KIND[subjects.kind]].size)
        for row in np.unique(named[~rated[named]]).tolist():
            found.add(Severity.VIOLATION, "II.1", subjects.kind, row, Message(text))
