"""Tries other rules on what a cycle froze: which plan rows and results would differ."""

import json
from dataclasses import asdict, dataclass

import pyarrow as pa

from kiemdiem.campaign.drawing import Drawing, draw, row_name
from kiemdiem.campaign.models import Cycle, EditionTrial
from kiemdiem.campaign.roster import frozen_workbook, terms_of
from kiemdiem.rulebook.pinning import edition_of
from kiemdiem.rulebook.terms import Terms

MOST_KEPT = 200
_RESULT = ("status", "level", "ceiling", "waits_for", "clauses")


@dataclass(frozen=True)
class Difference:
    """One row that would differ: the plan's name of a review, or kind and code of a subject."""

    table: str
    """`plan` or `results`."""
    name: str
    before: str
    """Codes; empty: there is no such row."""
    after: str


@dataclass(frozen=True)
class Differences:
    """All of them counted, the first of them told."""

    plan: int = 0
    results: int = 0
    first: tuple[Difference, ...] = ()

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def differences_of(trial: EditionTrial) -> Differences:
    """What was found; nothing when it was not tried yet."""
    kept = json.loads(trial.differences)
    first = tuple(Difference(**one) for one in kept.get("first", ()))
    return Differences(kept.get("plan", 0), kept.get("results", 0), first)


def try_edition(cycle: Cycle, trial: EditionTrial) -> Differences:
    """Judge the frozen registry under both editions and compare row by row."""
    workbook = frozen_workbook(cycle)
    pinned = draw(workbook, terms_of(cycle))
    other = draw(workbook, Terms(edition_of(trial.edition_text), cycle.as_of))
    plan = _differing("plan", _plan(pinned), _plan(other))
    results = _differing("results", _results(pinned), _results(other))
    half = MOST_KEPT // 2
    return Differences(len(plan), len(results), (*plan[:half], *results[:half]))


def _differing(table: str, before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    return [
        Difference(table, name, before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _plan(drawing: Drawing) -> dict[str, str]:
    return {row.name: f"{row.action} {row.deadline} ({row.clauses})" for row in drawing.rows()}


def _results(drawing: Drawing) -> dict[str, str]:
    table: pa.Table = drawing.evaluation.tables("en")["results"]
    columns = [table[name].to_pylist() for name in ("subject_kind", "subject", *_RESULT)]
    return {
        row_name(kind, subject, "").rstrip("@"): " ".join(filter(None, values))
        for kind, subject, *values in zip(*columns, strict=True)
    }
