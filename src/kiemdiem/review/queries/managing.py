"""Which unit manages a subject, hence which may suggest matters to it (I.3.2.a, II.2.2)."""

from dataclasses import dataclass

from django.db.models import Q

from kiemdiem.campaign.models import Subject
from kiemdiem.registry.management import management_of, managing_path
from kiemdiem.registry.models import Post
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import above
from kiemdiem.vocabulary import OrganisationKind, SubjectKind

_GRASSROOTS = frozenset({OrganisationKind.GRASSROOTS_COMMITTEE, OrganisationKind.GRASSROOTS_CELL})


@dataclass(frozen=True)
class Manager:
    """A unit that manages a subject, and where that is known from."""

    unit: Organisation
    clause: str
    is_stated: bool
    """False: the text does not state it of such a subject; our reading, to be confirmed by the customer."""


def managers_of(subject: Subject) -> list[Manager]:
    """The units that manage a subject, each once; none where the edition is silent or nobody stands above.

    An organisation, a collective: the nearest unit above that is no agency. A cadre: who manages each post held on the
    reference date. A member: the grassroots organisation.
    """
    if subject.kind == SubjectKind.CADRE:
        return _managers_of_posts(subject)
    path = _path_of(subject)
    units = _units([*above(path), path])
    kinds = {unit.path: OrganisationKind(unit.kind) for unit in units.values()}
    if subject.kind == SubjectKind.MEMBER:
        found = next((up for up in reversed([*above(path), path]) if kinds.get(up) in _GRASSROOTS), None)
        return [Manager(units[found], "II.2.3.e", is_stated=False)] if found else []
    up = next((up for up in reversed(above(path)) if kinds.get(up) != OrganisationKind.AGENCY), None)
    if up is None:
        return []
    return [Manager(units[up], "I.3.2.a", is_stated=kinds[up] == OrganisationKind.PROVINCE)]


def direct_superior(path: str) -> Organisation | None:
    """The nearest unit above a node that is no agency."""
    found = Organisation.objects.filter(path__in=above(path)).exclude(kind=OrganisationKind.AGENCY.value)
    return found.order_by("-path").first()


def organisation_of(subject: Subject) -> Organisation | None:
    """The organisation that a subject is, or that its collective belongs to; none for a person."""
    if subject.organisation is not None:
        return subject.organisation
    return subject.collective.organisation if subject.collective is not None else None


def _path_of(subject: Subject) -> str:
    organisation = organisation_of(subject)
    return organisation.path if organisation is not None else subject.path


def _managers_of_posts(subject: Subject) -> list[Manager]:
    day = subject.cycle.as_of
    held = Q(start__isnull=True) | Q(start__lte=day)
    posts = Post.objects.filter(held, person=subject.person_id, withdrawn_at__isnull=True)
    columns = ("managed_by", "collective__path", "collective__kind", "role")
    rows = list(posts.filter(Q(end__isnull=True) | Q(end__gte=day)).order_by("rank", "pk").values_list(*columns))
    units = _units({up for _, path, _, _ in rows for up in [*above(path), path]})
    kinds = {unit.path: OrganisationKind(unit.kind) for unit in units.values()}
    found: dict[str, Manager] = {}
    for entered, path, collective, role in rows:
        known = management_of(entered, path, collective, role, kinds)
        managing = managing_path(known.level, path, kinds)
        if managing is not None and managing not in found:
            found[managing] = Manager(units[managing], known.clause or "II.2.2", known.is_stated)
    return list(found.values())


def _units(paths: "list[str] | set[str]") -> dict[str, Organisation]:
    return {unit.path: unit for unit in Organisation.objects.filter(path__in=paths)}
