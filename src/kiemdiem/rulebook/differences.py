"""What one edition has that another has not: what is new this year."""

from dataclasses import dataclass

from kiemdiem.rulebook.edition import Edition, Value


@dataclass(frozen=True)
class Difference:
    """One point in which two editions differ; `what`: clause, value, option, threshold, deadline, award, form."""

    what: str
    key: str
    change: str
    """"added", "removed" or "changed"; for a clause in both that the newer text calls so: "amended"."""
    before: str
    after: str


def differences(old: Edition, new: Edition) -> list[Difference]:
    """Every difference, clauses first, in the order of the newer edition."""
    return [
        *_clauses(old, new),
        *_compare("value", {row.key: _said(row) for row in old.values}, {row.key: _said(row) for row in new.values}),
        *_compare("option", _defaults(old), _defaults(new)),
        *_compare("threshold", _thresholds(old), _thresholds(new)),
        *_compare("deadline", _deadlines(old), _deadlines(new)),
        *_compare("award", {row.key: row.clause for row in old.awards}, {row.key: row.clause for row in new.awards}),
        *_compare("form", {row.key: row.clause for row in old.forms}, {row.key: row.clause for row in new.forms}),
    ]  # fmt: skip


def _clauses(old: Edition, new: Edition) -> list[Difference]:
    texts = ({row.id: row.en for row in old.clauses}, {row.id: row.en for row in new.clauses})
    found = {difference.key: difference for difference in _compare("clause", *texts)}
    for clause in new.clauses:
        if clause.change == "amended" and clause.id not in found and old.has(clause.id) and old.year < new.year:
            found[clause.id] = Difference("clause", clause.id, "amended", clause.en, clause.en)
    order = [clause.id for clause in new.clauses]
    return sorted(found.values(), key=lambda row: order.index(row.key) if row.key in order else len(order))


def _defaults(edition: Edition) -> dict[str, str]:
    return {row.key: row.default for row in edition.options}


def _said(value: Value) -> str:
    return f"{value.value} {value.unit}"


def _thresholds(edition: Edition) -> dict[str, str]:
    return {row.level: f"{'>' if row.strictly_more else '>='} {row.share}%" for row in edition.thresholds}


def _deadlines(edition: Edition) -> dict[str, str]:
    return {row.key: f"{row.day:02}/{row.month:02}" for row in edition.deadlines}


def _compare(what: str, before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    found = [
        Difference(what, key, "changed" if key in before else "added", before.get(key, ""), text)
        for key, text in after.items()
        if before.get(key) != text
    ]
    return found + [Difference(what, key, "removed", text, "") for key, text in before.items() if key not in after]
