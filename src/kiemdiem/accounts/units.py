"""The unit that somebody typed into a form: its code or its name, within his or her own units."""

from django.db.models import QuerySet
from django.db.models.functions import Length

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import clean, folded

MOST_OFFERED = 200
_MOST_NAMED = 5
"""How many units of the same name an error message lists."""


def units_of(access: Access, right: Right) -> "QuerySet[Organisation]":
    """The units where the right is held."""
    return Organisation.objects.filter(access.scope(right))


def offered_units(access: Access, right: Right) -> list[tuple[str, str]]:
    """Code and name of the units nearest to the top, to choose from."""
    found = units_of(access, right).order_by(Length("path"), "path")[:MOST_OFFERED]
    return list(found.values_list("code", "name"))


def units_named(access: Access, right: Right, text: str) -> list[Organisation]:
    """The units meant by a text: the one of that code, or all of that name."""
    typed = clean(text)
    within = units_of(access, right)
    by_code = list(within.filter(code__iexact=typed)[:2])
    if len(by_code) == 1:
        return by_code
    same = within.filter(search_key=folded(typed)).order_by("path")
    exact = list(same.filter(name=typed)[: _MOST_NAMED + 1])
    return exact or list(same[: _MOST_NAMED + 1])
