"""Who may decide otherwise than the rules derive: the level that manages the subject (I.1.b, II.2.2)."""

from dataclasses import dataclass

from kiemdiem.campaign.models import PlanRow
from kiemdiem.registry.management import management_of, managing_path
from kiemdiem.registry.models import Post
from kiemdiem.tree.models import STEP, Organisation
from kiemdiem.tree.paths import above
from kiemdiem.vocabulary import OrganisationKind, SubjectKind

_GRASSROOTS = (OrganisationKind.GRASSROOTS_COMMITTEE.value, OrganisationKind.GRASSROOTS_CELL.value)


@dataclass(frozen=True)
class Authority:
    """The unit whose office decides, and why it is that one."""

    path: str
    name: str
    clause: str


def authority_over(row: PlanRow) -> Authority:
    """The unit that decides on a row.

    For a cadre the highest that manages one of the posts, for a member the grassroots organisation, for a collective
    the direct superior.
    """
    units = {unit.path: unit for unit in Organisation.objects.filter(path__in=[*above(row.path), row.path])}
    if row.subject.kind == SubjectKind.CADRE:
        return _over_cadre(row, units)
    if row.subject.kind == SubjectKind.MEMBER:
        upward = sorted((path for path in units if units[path].kind in _GRASSROOTS), key=len, reverse=True)
        path = upward[0] if upward else row.path
        return Authority(path, units[path].name, "II.2.3.e")
    path = row.path[:-STEP] if row.path[:-STEP] in units else row.path
    return Authority(path, units[path].name, "I.1.a")


def _over_cadre(row: PlanRow, units: dict[str, Organisation]) -> Authority:
    posts = Post.objects.filter(person=row.subject.person, end__isnull=True, withdrawn_at__isnull=True)
    columns = ("managed_by", "collective__path", "collective__kind", "role")
    found = list(posts.values_list(*columns))
    paths = {up for _, path, _, _ in found for up in (*above(path), path)}
    nodes = {unit.path: unit for unit in Organisation.objects.filter(path__in=paths)} | units
    kinds = {path: OrganisationKind(unit.kind) for path, unit in nodes.items()}
    managing = [
        managing_path(management_of(entered, path, collective, role, kinds).level, path, kinds)
        for entered, path, collective, role in found
    ]
    highest = sorted((path for path in managing if path), key=len)
    path = highest[0] if highest else row.path
    return Authority(path, nodes[path].name, "II.2.2")
