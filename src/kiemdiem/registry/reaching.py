"""In whose subtree a person lies: the home unit, and further nodes through posts and temporary memberships.

Home: the cell of the open official membership that began last; else the organisation of the first post; else the
workplace; else what it was. A cadre is also reachable from the place of a post and from who manages it (II.2.2).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import F, Q, QuerySet

from kiemdiem.registry.management import management_of, managing_path
from kiemdiem.registry.models import Membership, Person, Post, Reach
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import MembershipKind, OrganisationKind

_CHUNK = 10_000
_SET_HOME = "UPDATE registry_person SET home_id = %s, path = %s WHERE id = %s"
_NODE = tuple[int, str]
"""Primary key and path of an organisation."""


@dataclass
class _Ties:
    """What ties one person to the tree."""

    cell: _NODE | None = None
    post: _NODE | None = None
    reached: dict[str, date | None] = field(default_factory=dict)
    """Path -> last day; None: open."""

    def reach(self, path: str | None, until: date | None) -> None:
        """Add a path; of several last days the latest counts."""
        if path is None:
            return
        known = self.reached.get(path, until)
        self.reached[path] = None if known is None or until is None else max(known, until)


def rehome(people: Iterable[int] | None = None) -> None:
    """Compute home, path and further reach of these people anew (None: of everybody); call it inside the transaction
    that changed their memberships or posts."""
    kinds = {path: OrganisationKind(kind) for path, kind in Organisation.objects.values_list("path", "kind")}
    for chosen in _chunks(people):
        _rehome_some(Q(pk__in=chosen) if isinstance(chosen, list) else chosen, kinds)


def _chunks(people: Iterable[int] | None) -> Iterator[list[int] | Q]:
    """Conditions on the primary key that together cover all, each of a bearable size."""
    if people is not None:
        wanted = sorted(set(people))
        for start in range(0, len(wanted), _CHUNK):
            yield wanted[start : start + _CHUNK]
        return
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        yield Q(pk__gte=part[0], pk__lte=part[-1])


def _rehome_some(chosen: Q, kinds: dict[str, OrganisationKind]) -> None:
    people = Person.objects.filter(chosen)
    ties = _ties_of(people, kinds)
    homes, reaches = [], []
    rows = people.values_list("pk", "home_id", "path", "workplace_id", "workplace__path")
    for person, home, path, workplace, workplace_path in rows:
        tied = ties.get(person, _Ties())
        at_work = (workplace, workplace_path) if workplace else None
        new_home, new_path = tied.cell or tied.post or at_work or (home, path)
        if (home, path) != (new_home, new_path):
            homes.append((new_home, new_path, person))
        reaches += [
            Reach(person_id=person, path=reached, until=until)
            for reached, until in tied.reached.items()
            if not new_path.startswith(reached)
        ]
    Reach.objects.filter(person__in=people).delete()
    if homes:
        with connection.cursor() as cursor:
            cursor.executemany(_SET_HOME, homes)
    Reach.objects.bulk_create(reaches, batch_size=5_000)


def _ties_of(people: "QuerySet[Person]", kinds: dict[str, OrganisationKind]) -> dict[int, _Ties]:
    ties: dict[int, _Ties] = {}
    memberships = Membership.objects.filter(person__in=people, withdrawn_at__isnull=True)
    in_order = memberships.order_by(F("start").asc(nulls_first=True), "pk")
    for person, kind, cell, path, end in in_order.values_list("person_id", "kind", "cell_id", "cell__path", "end"):
        tied = ties.setdefault(person, _Ties())
        if kind == MembershipKind.TEMPORARY:
            tied.reach(path, end)
        elif end is None:
            tied.cell = (cell, path)
    posts = Post.objects.filter(person__in=people, withdrawn_at__isnull=True)
    in_order_of_rank = posts.order_by(F("end").asc(nulls_first=True), F("rank").asc(nulls_last=True), "pk")
    columns = (
        "person_id",
        "collective__organisation_id",
        "collective__path",
        "collective__kind",
        "role",
        "managed_by",
        "end",
    )
    for person, organisation, path, collective, role, entered, end in in_order_of_rank.values_list(*columns):
        tied = ties.setdefault(person, _Ties())
        tied.post = tied.post or (organisation, path)
        tied.reach(path, end)
        level = management_of(entered, path, collective, role, kinds).level
        tied.reach(managing_path(level, path, kinds), end)
    return ties
