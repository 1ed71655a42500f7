"""Organisations and collectives within what somebody may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.models import Collective, Person
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import above, covers, within


@dataclass(frozen=True)
class Node:
    """One line of the outline."""

    code: str
    name: str
    kind: str
    has_children: bool


def organisations_seen_by(access: Access, right: Right = Right.SEE_UNITS) -> "QuerySet[Organisation]":
    """All organisations at which the right is held."""
    return Organisation.objects.filter(access.scope(right))


def organisation_seen_by(access: Access, code: str, right: Right = Right.SEE_UNITS) -> Organisation:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = organisations_seen_by(access, right).filter(code=code).select_related("parent").first()
    if found is None:
        raise OutOfSight(f"organisation {code}")
    return found


def superiors_in_sight(access: Access, organisation: Organisation) -> list[Organisation]:
    """The organisations above, the topmost first, as far as they may be seen."""
    paths = [path for path in above(organisation.path) if access.may(Right.SEE_UNITS, path)]
    return list(Organisation.objects.filter(path__in=paths).order_by("path"))


def roots_seen_by(access: Access) -> "QuerySet[Organisation]":
    """The topmost organisations that may be seen."""
    return Organisation.objects.filter(path__in=access.paths(Right.SEE_UNITS)).order_by("path")


def outline_below(parents: Sequence[Organisation]) -> dict[int, list[Node]]:
    """The children of each of these, sorted by kind and name; one query."""
    below = Exists(Organisation.objects.filter(parent=OuterRef("pk")))
    rows = (
        Organisation.objects.filter(parent__in=parents)
        .annotate(has_children=below)
        .order_by("name_key", "code")
        .values_list("parent_id", "code", "name", "kind", "has_children")
    )
    found: dict[int, list[Node]] = {parent.pk: [] for parent in parents}
    for parent, code, name, kind, has_children in rows:
        found[parent].append(Node(code, name, kind, has_children))
    return found


@dataclass(frozen=True)
class Counts:
    """How large a subtree is."""

    organisations: int
    collectives: int
    people: int
    members: int


def counts_of(path: str) -> Counts:
    """Counts of a subtree, in two queries."""
    subtree = within("path", [path])
    people = Person.objects.filter(subtree, erased_at__isnull=True).aggregate(
        people=Count("pk"), members=Count("pk", filter=Q(admitted_on__isnull=False))
    )
    collectives = Collective.objects.filter(subtree).order_by().values(all=Value(1)).annotate(n=Count("pk"))
    units = Organisation.objects.filter(subtree).aggregate(
        organisations=Count("pk"), collectives=Max(Subquery(collectives.values("n")))
    )
    return Counts(units["organisations"] - 1, units["collectives"] or 0, people["people"], people["members"])


def collectives_seen_by(access: Access, right: Right = Right.SEE_UNITS) -> "QuerySet[Collective]":
    """All collectives of these organisations."""
    return Collective.objects.filter(access.scope(right))


def collective_seen_by(access: Access, code: str, right: Right = Right.SEE_UNITS) -> Collective:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    related = ("organisation", "reviewed_within")
    found = collectives_seen_by(access, right).filter(code=code).select_related(*related).first()
    if found is None:
        raise OutOfSight(f"collective {code}")
    return found


def is_within(access: Access, right: Right, organisation: Organisation) -> bool:
    """Whether the right is held at an organisation already fetched."""
    return covers(access.paths(right), organisation.path)


def collectives_of(organisation: Organisation) -> "QuerySet[Collective]":
    """The collectives of one organisation."""
    return Collective.objects.filter(organisation=organisation).order_by("name_key", "pk")


def names_of_units(access: Access, codes: Iterable[str]) -> dict[str, str]:
    """The names of those organisations that are in sight, by code."""
    wanted = set(codes)
    found = organisations_seen_by(access).filter(code__in=wanted) if wanted else Organisation.objects.none()
    return dict(found.values_list("code", "name"))


def names_of_collectives(access: Access, codes: Iterable[str]) -> dict[str, str]:
    """The names of those collectives that are in sight, by code."""
    wanted = set(codes)
    found = collectives_seen_by(access).filter(code__in=wanted) if wanted else Collective.objects.none()
    return dict(found.values_list("code", "name"))
