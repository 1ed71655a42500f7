"""Compares memberships, posts and circumstances: matched by whom, where and from when.

Of several that are equal in this, those that differ in nothing go together first, then the k-th with the k-th.
"""

from collections.abc import Sequence

from kiemdiem.registry.importing.differences import differences_in
from kiemdiem.registry.importing.plan import Plan, Scope, TablePlan
from kiemdiem.registry.importing.shapes import Texts
from kiemdiem.registry.importing.standing import Known, facts_in
from kiemdiem.registry.models import RowOutcome
from kiemdiem.vocabulary import MembershipKind
from kiemdiem.wording import N_, Message

_TWO_CELLS = N_(
    "the person has an open official membership in another cell ({cell}) in the registry: end the old one, or enter a"
    " transfer"
)
_Key = tuple[str, ...]


def compare_facts(plan: Plan, table: str, scope: Scope) -> None:
    """Settle every row of one of these tables; the people are settled before."""
    part, people = plan[table], plan["people"]
    persons = part.sheet.rows("person")
    targets = people.target[persons].tolist() if part.sheet.size else []
    known, open_cells = _known(scope, table) if any(targets) else ({}, {})
    differences = differences_in(part.sheet)
    others = zip(*(part.sheet.column(key) for key in part.sheet.shape.matched[1:]), strict=True)
    values = part.sheet.compared()
    keys = [(str(target), *matched) for target, matched in zip(targets, others, strict=True)]
    unsettled = []
    for row, key in enumerate(keys):
        alike = known.get(key, ())
        found = next((fact for fact in alike if not differences(values[row], fact.compared)), None)
        if found:
            known[key].remove(found)
            part.match(row, found.pk, found.version, {})
        else:
            unsettled.append(row)

    def takes_first(row: int, left: list[Known]) -> bool:
        if left:
            found = left.pop(0)
            part.match(row, found.pk, found.version, differences(values[row], found.compared))
            return True
        return False

    unsettled = [row for row in unsettled if not takes_first(row, known.get(keys[row], []))]
    loosely = _without_place(known) if table == "circumstances" else {}
    for row in unsettled:
        key = keys[row]
        if key[-1] or not takes_first(row, loosely.get(key[:-1], [])):
            part.settle(row, RowOutcome.NEW)
    if table == "memberships":
        _check_cells(part, targets, open_cells)


def _without_place(known: dict[_Key, list[Known]]) -> dict[_Key, list[Known]]:
    """What is left of the facts by all but the last of what they are matched by: an export leaves a place of another
    unit empty, and that is no other circumstance."""
    loosely: dict[_Key, list[Known]] = {}
    for key, facts in known.items():
        if key[-1]:
            loosely.setdefault(key[:-1], []).extend(facts)
    return loosely


def _known(scope: Scope, table: str) -> tuple[dict[_Key, list[Known]], dict[int, Known]]:
    """The facts by what they are matched by; and each person's open official membership."""
    known: dict[_Key, list[Known]] = {}
    open_cells: dict[int, Known] = {}
    for fact in facts_in(scope, table):
        known.setdefault(fact.matched, []).append(fact)
        if table == "memberships" and _is_open_official(fact.matched[2], fact.compared):
            open_cells[int(fact.matched[0])] = fact
    return known, open_cells


def _is_open_official(kind: str, compared: Texts) -> bool:
    return kind == MembershipKind.OFFICIAL.value and not compared[0]


def _check_cells(part: TablePlan, targets: Sequence[int], open_cells: dict[int, Known]) -> None:
    """Nobody may come to have two open official memberships: one may end with this import, and another begin."""
    ended = {int(part.target[row]) for row in part.before}
    kinds, ends = part.sheet.column("kind"), part.sheet.column("end")
    for row in part.rows_of(RowOutcome.NEW):
        standing = open_cells.get(targets[row])
        if standing and _is_open_official(kinds[row], (ends[row],)) and standing.pk not in ended:
            part.err(row, Message(_TWO_CELLS, {"cell": standing.matched[1]}))
