"""Compares organisations and collectives: matched by their codes, only within the scope."""

from collections.abc import Iterator

from kiemdiem.registry.importing.differences import differences_in
from kiemdiem.registry.importing.plan import Scope, TablePlan
from kiemdiem.registry.importing.standing import Known, codes_elsewhere, collectives_in, organisations_in
from kiemdiem.registry.models import RowOutcome
from kiemdiem.tree.models import DEEPEST, STEP
from kiemdiem.wording import N_, Message

_ELSEWHERE = N_("the code {code} is in use or was used elsewhere: choose another code")
_NAMELESS = N_("a new row needs a name")
_HOMELESS = N_("a new collective needs its organisation")
_NOT_YOURS = N_(
    "you may import people here, not add or change organisations and collectives: leave the row as it stands in the"
    " registry, or ask the superior committee to enter it"
)
_CIRCLE = N_("the superior {parent} stands below this organisation in the registry: choose another superior")
_TOO_DEEP = N_("the tree would be deeper than {levels} levels")
_HOSTING = N_("others are reviewed within this collective: it cannot itself be reviewed within another")
_HOSTED = N_("the host {host} is itself reviewed within another collective: choose that one")


def compare_organisations(part: TablePlan, scope: Scope) -> None:
    """Settle every row of the organisations."""
    known = organisations_in(scope)
    _compare(part, known, scope)
    _check_tree(part, known, scope)


def compare_collectives(part: TablePlan, organisations: TablePlan, scope: Scope) -> None:
    """Settle every row of the collectives."""
    known = collectives_in(scope)
    _compare(part, known, scope)
    places = part.sheet.rows("organisation")
    for row in part.rows_of(RowOutcome.NEW):
        if places[row] < 0:
            part.err(row, Message(_HOMELESS))
    _check_hosts(part, known)


def _compare(part: TablePlan, known: dict[str, Known], scope: Scope) -> None:
    """What both have in common: by code, within the scope, and only with the right to edit units."""
    codes, rows = part.sheet.column("id"), part.sheet.compared()
    elsewhere = codes_elsewhere(part.sheet.shape.table, [code for code in codes if code not in known], scope)
    differences = differences_in(part.sheet)
    for row, (code, values) in enumerate(zip(codes, rows, strict=True)):
        if found := known.get(code):
            part.match(row, found.pk, found.version, differences(values, found.compared))
        elif code in elsewhere:
            part.err(row, Message(_ELSEWHERE, {"code": code}))
        else:
            part.settle(row, RowOutcome.NEW)
            if not values[0]:
                part.err(row, Message(_NAMELESS))
        if not scope.may_edit_units and (not found or row in part.before):
            part.err(row, Message(_NOT_YOURS))


def _check_tree(part: TablePlan, known: dict[str, Known], scope: Scope) -> None:
    """Where new and moved organisations would come to stand: in no circle, and not too deep."""
    concerned = [row for row in range(part.sheet.size) if not part.target[row] or "parent" in part.before.get(row, ())]
    if not concerned:
        return
    codes, parents = part.sheet.column("id"), part.sheet.column("parent")
    place = part.sheet.shape.compared.index("parent")
    above = {code: row.compared[place] for code, row in known.items()}
    if scope.unit:
        above[scope.unit] = ""
    for code, parent in zip(codes, parents, strict=True):
        above[code] = parent or above.get(code, scope.unit)
    depths = _depths(above)
    row_of = {codes[row]: row for row in concerned}
    for row in concerned:
        if codes[row] not in depths:
            part.err(row, Message(_CIRCLE, {"parent": parents[row]}))
    most = DEEPEST - max(len(scope.path) // STEP - 1, 0)
    for deep in (code for code, depth in depths.items() if depth > most):
        cause = next((code for code in _upward(deep, above) if code in row_of), "")
        if cause:
            part.err(row_of[cause], Message(_TOO_DEEP, {"levels": DEEPEST}))


def _depths(above: dict[str, str]) -> dict[str, int]:
    """How deep each node stands below the top; a node of a circle, or below one, has no depth."""
    below: dict[str, list[str]] = {}
    for code, parent in above.items():
        below.setdefault(parent if parent in above else "", []).append(code)
    depths: dict[str, int] = {}
    level, depth = below.get("", []), 0
    while level:
        depth += 1
        depths.update(dict.fromkeys(level, depth))
        level = [child for code in level for child in below.get(code, [])]
    return depths


def _upward(code: str, above: dict[str, str]) -> Iterator[str]:
    """A node and all above it."""
    while code:
        yield code
        code = above.get(code, "")


def _check_hosts(part: TablePlan, known: dict[str, Known]) -> None:
    """A host is not itself hosted, after the import either."""
    codes, hosts = part.sheet.column("id"), part.sheet.column("reviewed_within")
    place = part.sheet.shape.compared.index("reviewed_within")
    host_of = {code: row.compared[place] for code, row in known.items()}
    host_of |= {code: host or host_of.get(code, "") for code, host in zip(codes, hosts, strict=True)}
    guests = {host for host in host_of.values() if host}
    for row, (code, host) in enumerate(zip(codes, hosts, strict=True)):
        is_concerned = host and (not part.target[row] or "reviewed_within" in part.before.get(row, ()))
        if is_concerned and host_of.get(host):
            part.err(row, Message(_HOSTED, {"host": host}))
        elif is_concerned and code in guests:
            part.err(row, Message(_HOSTING))
