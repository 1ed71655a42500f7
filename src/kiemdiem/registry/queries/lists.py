"""Pages of the lists of organisations and collectives."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, Q, QuerySet

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.pages.listing import Asked
from kiemdiem.registry.models import Collective
from kiemdiem.registry.queries.units import collectives_seen_by, organisations_seen_by
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.searching import searched

Node = TypeVar("Node", Organisation, Collective)
_ORDERS = {"": "name_key", "name": "name_key", "kind": "kind", "code": "code"}


@dataclass(frozen=True)
class NodeLine:
    """One organisation or collective in a list."""

    code: str
    name: str
    kind: str
    above: str
    """Name of the direct superior, or of the organisation; empty when that is out of sight."""


def page_of_organisations(access: Access, asked: Asked) -> tuple[int, list[NodeLine]]:
    """How many organisations in sight match, and one page of them; two queries."""
    found = _narrowed(organisations_seen_by(access), asked)
    tops = set(access.paths(Right.SEE_UNITS))
    rows = _page(found, asked).values_list("code", "name", "kind", "parent__name", "path")
    return found.count(), [
        NodeLine(code, name, kind, "" if path in tops else above or "") for code, name, kind, above, path in rows
    ]


def page_of_collectives(access: Access, asked: Asked) -> tuple[int, list[NodeLine]]:
    """How many collectives in sight match, and one page of them; two queries."""
    found = _narrowed(collectives_seen_by(access), asked)
    rows = _page(found, asked).values_list("code", "name", "kind", "organisation__name")
    return found.count(), [NodeLine(*row) for row in rows]


def _narrowed(found: "QuerySet[Node]", asked: Asked) -> "QuerySet[Node]":
    if asked.search:
        found = found.filter(searched(asked.search, "name") | Q(code__iexact=asked.search))
    if kind := asked.chosen.get("kind"):
        found = found.filter(kind=kind)
    return found


def _page(found: "QuerySet[Node]", asked: Asked) -> "QuerySet[Node]":
    order = F(_ORDERS[asked.sort])
    first = asked.first_row
    turned = order.desc() if asked.descending else order.asc()
    return found.order_by(turned, "name_key", "pk")[first : first + asked.most]
