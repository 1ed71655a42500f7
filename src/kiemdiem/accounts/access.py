"""What the person at the door may see and do: the active mandates of one account, read once a request."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.http import Http404

from kiemdiem.accounts.roles import ROLES, Right, RoleName
from kiemdiem.journal.actions import Actor
from kiemdiem.tree.paths import covers, topmost, within

COMMAND_LINE = "command line"


class OutOfSight(Http404):
    """What was asked for does not exist, or is not theirs to see: the answer is the same 404, and it is journaled."""

    def __init__(self, asked_for: str) -> None:
        super().__init__(asked_for)
        self.asked_for = asked_for


@dataclass(frozen=True)
class Grant:
    """One active mandate."""

    mandate: int
    role: RoleName
    path: str
    unit: str
    """Code of the organisation."""
    unit_name: str
    behalf: str = ""
    """The account (`account:3`) whose mandate was delegated; empty for one's own."""

    @property
    def rights(self) -> frozenset[Right]:
        """What the role may do at the node and below."""
        return ROLES[self.role].rights


@dataclass(frozen=True)
class Access:
    """All that one account may do now."""

    account: int
    name: str
    grants: tuple[Grant, ...] = ()
    origin: str = ""
    cycle: int = 0
    """The yearly cycle chosen to work on, of several that are open at once; 0: none was chosen."""

    def paths(self, right: Right) -> tuple[str, ...]:
        """The topmost nodes at which the right is held; it is held below them too."""
        return topmost(grant.path for grant in self.grants if right in grant.rights)

    def may(self, right: Right, path: str | None = None) -> bool:
        """Whether the right is held at a node (None: anywhere)."""
        paths = self.paths(right)
        return bool(paths) if path is None else covers(paths, path)

    def scope(self, right: Right, field: str = "path") -> Q:
        """The condition that a path column lies where the right is held."""
        return within(field, self.paths(right))

    @property
    def is_command_line(self) -> bool:
        """Whoever works at the machine itself."""
        return not self.account and self.origin == COMMAND_LINE

    def may_grant(self, role: RoleName, path: str) -> bool:
        """Whether this role can be given at a node; the first ones of all are given from the command line."""
        if self.is_command_line:
            return self.may(Right.GRANT, path)
        return any(
            Right.GRANT in grant.rights and path.startswith(grant.path) and role in ROLES[grant.role].grants
            for grant in self.grants
        )

    @property
    def grantable_roles(self) -> tuple[RoleName, ...]:
        """The roles that can be given somewhere, in the order of the table of roles."""
        if self.is_command_line:
            return tuple(RoleName)
        granted = {role for grant in self.grants if Right.GRANT in grant.rights for role in ROLES[grant.role].grants}
        return tuple(role for role in RoleName if role in granted)

    def narrowed(self, right: Right) -> "Access":
        """Only what the mandates give that hold this right: who reads here and exports there exports only there."""
        return replace(self, grants=tuple(grant for grant in self.grants if right in grant.rights))

    def actor(self, right: Right | None = None, path: str | None = None) -> Actor:
        """Who acts: one's own mandate goes before a delegated one; a delegate acts for the one who delegated."""
        fitting = [
            grant for grant in self.grants if right in grant.rights and (path is None or path.startswith(grant.path))
        ]
        own = any(not grant.behalf for grant in fitting)
        behalf = fitting[0].behalf if fitting and not own else ""
        return Actor(account_reference(self.account), behalf, self.origin)

    def require(self, right: Right, path: str, asked_for: str) -> Actor:
        """The actor for a write at a node.

        Raises:
            OutOfSight: the right is not held there.
        """
        if not self.may(right, path):
            raise OutOfSight(asked_for)
        return self.actor(right, path)


def account_reference(account: int) -> str:
    """How the journal speaks of an account."""
    return f"account:{account}"


def command_line_access(paths: Iterable[tuple[str, str, str]] = ()) -> Access:
    """Who works at the machine's own command line: may do everything the provincial committee may, at these roots.

    Args:
        paths: path, code and name of each root.
    """
    grants = tuple(Grant(0, RoleName.PROVINCIAL_COMMITTEE, *root) for root in paths)
    return Access(0, COMMAND_LINE, grants, COMMAND_LINE)
