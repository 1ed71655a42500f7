"""Who manages a cadre (II.2.2): as entered, else as the edition in force derives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from kiemdiem.rulebook.competence import managed_by, place_of
from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.loading import load
from kiemdiem.tree.models import STEP
from kiemdiem.vocabulary import CollectiveKind, ManagedBy, OrganisationKind, Role

_MANAGERS: dict[ManagedBy, frozenset[OrganisationKind]] = {
    ManagedBy.PROVINCE: frozenset({OrganisationKind.PROVINCE}),
    ManagedBy.DISTRICT: frozenset({OrganisationKind.DISTRICT, OrganisationKind.DIRECT}),
    ManagedBy.GRASSROOTS: frozenset({OrganisationKind.GRASSROOTS_COMMITTEE, OrganisationKind.GRASSROOTS_CELL}),
    ManagedBy.AGENCY: frozenset({OrganisationKind.AGENCY}),
}
"""The kinds of organisation that stand for a level of management."""


@dataclass(frozen=True)
class Management:
    """The level that manages a post, and where that is known from."""

    level: ManagedBy | None
    """None: the edition is silent."""
    clause: str = ""
    place: str = ""
    """Where the collective's organisation stands, in the words of the edition's table; empty when entered."""
    is_stated: bool = True
    """False: the edition's row is to be confirmed by the customer."""


@cache
def edition_in_force() -> Edition:
    """The edition that `KIEMDIEM_EDITION` names."""
    return load(settings.EDITION)


def management_of(
    entered: str, path: str, collective: str, role: str, kinds: Mapping[str, OrganisationKind]
) -> Management:
    """Who manages a post.

    Args:
        entered: what the registry says; empty: derived.
        path: of the collective's organisation.
        kinds: path -> kind of that organisation and of all above it.
    """
    if entered:
        return Management(ManagedBy(entered))
    if not role:
        return Management(None)
    above = next((kinds[up] for up in _upward(path) if kinds[up] != OrganisationKind.AGENCY), None)
    place = place_of(kinds[path], above)
    row = managed_by(edition_in_force(), place, CollectiveKind(collective), Role(role))
    return Management(ManagedBy(row.managed_by), row.clause, place, row.stated) if row else Management(None)


def managing_path(level: ManagedBy | None, path: str, kinds: Mapping[str, OrganisationKind]) -> str | None:
    """The nearest organisation at or above `path` that stands for the level; None where there is none."""
    if level is None:
        return None
    return next((up for up in (path, *_upward(path)) if kinds[up] in _MANAGERS[level]), None)


def _upward(path: str) -> list[str]:
    """The paths above, the nearest first."""
    return [path[:end] for end in range(len(path) - STEP, 0, -STEP)]
