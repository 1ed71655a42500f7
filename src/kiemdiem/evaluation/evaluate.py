"""Tables in; plan, results, findings and caps out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.evaluation.cadres import Cadres, judge_cadres
from kiemdiem.evaluation.caps import Cap, Caps
from kiemdiem.evaluation.findings import FindingBlock, rule_findings, workbook_findings
from kiemdiem.evaluation.judging import Judged
from kiemdiem.evaluation.members import Members, judge_members
from kiemdiem.evaluation.nominations import nomination_findings
from kiemdiem.evaluation.plan import PlanBlock, Planner
from kiemdiem.evaluation.rendering import Renderer
from kiemdiem.evaluation.tables import Sources
from kiemdiem.evaluation.units import Units, judge_units
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Severity, Status, SubjectKind
from kiemdiem.wording import N_
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.linking import TABLE_OF_KIND, plain_ids, positions
from kiemdiem.workbook.values import NO_ROW

Progress = Callable[[str], None]
TABLES = ("plan", "results", "findings", "caps")
STEPS = (N_("organisations and collectives"), N_("members"), N_("cadres"), N_("plan"), N_("caps"), N_("findings"))
_SEVERITIES = tuple(Severity)


class UnknownOrganisation(Exception):
    """`--branch-units` names an organisation that the workbook does not have."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that was judged, before it is written out."""

    sources: Sources
    units: Units
    members: Members
    cadres: Cadres
    plan: list[PlanBlock]
    caps: list[Cap]
    findings: list[FindingBlock]

    @property
    def judged(self) -> list[Judged]:
        """The four kinds of subject, in their order."""
        return [self.units.organisations, self.units.collectives, self.members.judged, self.cadres.judged]

    def tables(self, language: str) -> dict[str, pa.Table]:
        """The four tables of results; messages in `language`."""
        renderer = Renderer(self.sources.workbook)
        return {
            "plan": renderer.plan(self.plan),
            "results": renderer.results(self.judged),
            "findings": renderer.findings(self.findings, language),
            "caps": renderer.caps(self.caps),
        }


def evaluate(
    workbook: Workbook, terms: Terms, branch_units: str = "", progress: Progress = lambda step: None
) -> Evaluation:
    """Judge a workbook without faults.

    Args:
        branch_units: id of an agency whose units are ranked under IV.1; empty for none.
        progress: told each of `STEPS` as it begins.

    Raises:
        UnknownOrganisation: `branch_units` is no organisation of the workbook.
    """
    sources = Sources(workbook, terms)
    branch = _branch(workbook, branch_units)
    progress(STEPS[0])
    units = judge_units(sources)
    progress(STEPS[1])
    members = judge_members(sources)
    progress(STEPS[2])
    cadres = judge_cadres(sources, units, members)
    progress(STEPS[3])
    plan = Planner(sources, units, members, cadres).blocks()
    progress(STEPS[4])
    caps = Caps(sources, units, members, cadres).count(branch)
    progress(STEPS[5])
    judged = [units.organisations, units.collectives, members.judged, cadres.judged]
    findings = _findings(sources, judged, caps)
    return Evaluation(sources, units, members, cadres, plan, caps, findings)


def _branch(workbook: Workbook, identifier: str) -> int | None:
    if not identifier:
        return None
    row = int(positions(pa.array([identifier]), plain_ids(workbook, "organisations"))[0])
    if row == NO_ROW:
        raise UnknownOrganisation(identifier)
    return row


def _findings(sources: Sources, judged: list[Judged], caps: list[Cap]) -> list[FindingBlock]:
    gathered = workbook_findings(sources, caps, judged)
    nomination_findings(sources, judged, gathered)
    blocks = [block for subjects in judged for block in rule_findings(subjects)]
    blocks += [_in_id_order(sources.workbook, block) for block in gathered.blocks()]
    order = {clause.id: position for position, clause in enumerate(sources.terms.edition.clauses)}
    kinds = tuple(SubjectKind)
    return sorted(
        blocks,
        key=lambda block: (
            _SEVERITIES.index(block.severity),
            order.get(block.clause, len(order)),
            block.clause,
            kinds.index(block.kind),
            min(message.text for message in block.messages),
        ),
    )


def _in_id_order(workbook: Workbook, block: FindingBlock) -> FindingBlock:
    """The block's rows by id, then message, whatever the order of rows in the workbook."""
    ids = plain_ids(workbook, TABLE_OF_KIND[block.kind]).take(pa.array(block.rows)).to_pylist()
    said = [block.messages[at].say("en") for at in block.message_of.tolist()]
    order = np.array(sorted(range(len(ids)), key=lambda at: (ids[at], said[at])), dtype=np.int64)
    return replace(block, rows=block.rows[order], message_of=block.message_of[order])


@dataclass(frozen=True)
class Summary:
    """Counts of an evaluation."""

    levels: dict[str, dict[str, int]]
    """By kind of subject, then level ("" for none)."""
    statuses: dict[str, dict[str, int]]
    findings: dict[str, dict[str, int]]
    """By severity, then clause."""
    plan: dict[str, int]
    """By action."""
    caps: dict[str, dict[str, int]]
    """By clause and kind: groups, groups over the cap, subjects too many."""


def summarise(evaluation: Evaluation, tables: dict[str, pa.Table]) -> Summary:
    """What came out, in numbers."""
    findings: dict[str, Counter[str]] = {severity.value: Counter() for severity in Severity}
    for block in evaluation.findings:
        findings[block.severity][block.clause] += len(block.rows)
    caps: dict[str, dict[str, int]] = {}
    for cap in evaluation.caps:
        row = caps.setdefault(f"{cap.clause} {cap.subject_kind}", {"groups": 0, "exceeded": 0, "over": 0})
        row["groups"] += 1
        row["exceeded"] += cap.over > 0
        row["over"] += cap.over
    plan = pc.value_counts(tables["plan"]["action"].combine_chunks().cast(pa.string())).to_pylist()
    return Summary(
        levels={judged.kind.value: _level_counts(judged) for judged in evaluation.judged},
        statuses={judged.kind.value: _status_counts(judged) for judged in evaluation.judged},
        findings={severity: dict(counts) for severity, counts in findings.items()},
        plan={row["values"]: row["counts"] for row in plan},
        caps=caps,
    )


def _level_counts(judged: Judged) -> dict[str, int]:
    levels = sorted(Level, reverse=True)
    return {("" if level is Level.NONE else level.name): int((judged.level == level).sum()) for level in levels}


def _status_counts(judged: Judged) -> dict[str, int]:
    return {status.value: int(judged.has_status(status).sum()) for status in Status}
