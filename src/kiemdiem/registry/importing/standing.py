"""The rows of the registry within reach of an import, as the workbook would write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q, QuerySet

from kiemdiem.registry.history import Row
from kiemdiem.registry.importing.plan import Scope
from kiemdiem.registry.importing.shapes import SHAPES, Shape, Texts, as_text
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within

_CHUNK = 5_000
_FACTS: dict[str, type[Membership] | type[Post] | type[Circumstance]] = {
    "memberships": Membership, "posts": Post, "circumstances": Circumstance,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """One row in force."""

    pk: int
    version: int
    matched: Texts
    compared: Texts


def _known(shape: Shape, found: "QuerySet[Row]") -> Iterator[Known]:
    matched = len(shape.matched)
    lookups = [shape.lookup(key) for key in shape.columns]
    for pk, version, *values in found.values_list("pk", "version", *lookups).iterator(chunk_size=10_000):
        texts = tuple([as_text(value) for value in values])
        yield Known(pk, version, texts[:matched], texts[matched:])


def organisations_in(scope: Scope) -> dict[str, Known]:
    """Code -> organisation within the scope."""
    found = Organisation.objects.filter(within("path", [scope.path]))
    return {row.matched[0]: row for row in _known(SHAPES["organisations"], found)}


def collectives_in(scope: Scope) -> dict[str, Known]:
    """Code -> collective within the scope."""
    found = Collective.objects.filter(within("path", [scope.path]))
    return {row.matched[0]: row for row in _known(SHAPES["collectives"], found)}


def people_in(scope: Scope) -> list[Known]:
    """People whose home lies within the scope, in the order of their entry."""
    found = Person.objects.filter(_at_home(scope)).order_by("pk")
    return list(_known(SHAPES["people"], found))


def facts_in(scope: Scope, table: str) -> Iterator[Known]:
    """Memberships, posts or circumstances of people within the scope, in the order of their entry."""
    found = _FACTS[table].objects.filter(
        within("person__path", [scope.path]), person__erased_at__isnull=True, withdrawn_at__isnull=True
    )
    return _known(SHAPES[table], found.order_by("pk"))


def _at_home(scope: Scope) -> Q:
    return within("path", [scope.path]) & Q(erased_at__isnull=True)


def codes_elsewhere(table: str, codes: list[str], scope: Scope) -> set[str]:
    """Which of these codes are in use outside the scope."""
    model = SHAPES[table].model
    here = _at_home(scope) if model is Person else within("path", [scope.path])
    return _of_these(model._default_manager.exclude(here), "code", codes)


def cards_elsewhere(cards: list[str], scope: Scope) -> set[str]:
    """Which of these card numbers belong to people outside the scope."""
    return _of_these(Person.objects.exclude(_at_home(scope)), "card_number", cards)


def _of_these(others: "QuerySet[Row]", column: str, values: list[str]) -> set[str]:
    if not values or not others.exists():
        return set()
    chunks = (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
    return set(
        chain.from_iterable(others.filter(**{f"{column}__in": part}).values_list(column, flat=True) for part in chunks)
    )
