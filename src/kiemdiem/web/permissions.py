"""Who may do what, as a page made from roles, doors and addresses."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from kiemdiem.accounts.doors import DOORS
from kiemdiem.accounts.roles import RIGHTS, ROLES, Right
from kiemdiem.api.application import api
from kiemdiem.api.operations import RIGHTS as OPENED_BY

_HEAD = """# Who may do what

Made by `kiemdiem permissions --write docs/permissions.md` from the code; do not edit it by hand.

A mandate gives a role at a node of the tree, from one day to another. What a role may do holds at the node and below
it; a cadre is also reached from the place of a post and from who manages it (II.2.2). Whatever is not in sight
is answered with 404.
"""


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join([_HEAD, *_rights(), "", *_places(), "", *_addresses(), "", *_operations(), ""])


def _rights() -> list[str]:
    names = [ROLES[role].title for role in ROLES]
    lines = ["## Roles and rights", "", f"| Right | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for right, text in RIGHTS.items():
        marks = ["x" if right in ROLES[role].rights else "" for role in ROLES]
        lines.append(f"| {text} | {' | '.join(marks)} |")
    return lines


def _places() -> list[str]:
    lines = [
        "## Where roles are given, and which they give",
        "",
        "| Role | At units of kind | Gives | Second factor |",
        "| --- | --- | --- | --- |",
    ]
    for role in ROLES.values():
        places = ", ".join(sorted(role.places))
        gives = ", ".join(sorted(ROLES[given].title for given in role.grants))
        lines.append(f"| {role.title} | {places} | {gives} | {'yes' if role.is_staff else 'offered'} |")
    return lines


def _addresses() -> list[str]:
    lines = ["## Addresses", "", "| Address | Who comes in |", "| --- | --- |"]
    for address, view in sorted(addresses()):
        lines.append(f"| `/{address}` | {_door(DOORS.get(view, ()))} |")
    return lines


def _operations() -> list[str]:
    lines = ["## Operations of the HTTP API", "", "| Operation | Who may ask for it |", "| --- | --- |"]
    for path, operations in sorted(api.get_openapi_schema()["paths"].items()):
        for method, one in operations.items():
            rights = " or ".join(one[OPENED_BY]) or "whoever has a token"
            lines.append(f"| `{method.upper()} {path}` | {rights} |")
    return lines


def _door(rights: tuple[Right, ...] | None) -> str:
    if rights is None:
        return "everybody"
    return " or ".join(right.value for right in rights) if rights else "whoever is signed in"


def addresses() -> Iterator[tuple[str, str]]:
    """Every address with a view of ours, and the dotted name of that view."""
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and pattern.namespace == api.urls_namespace:
            continue
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, address)
        elif isinstance(pattern, URLPattern):
            name = f"{pattern.callback.__module__}.{pattern.callback.__qualname__}"
            if name.startswith("kiemdiem."):
                yield address, name
