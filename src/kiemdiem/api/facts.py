"""Memberships, posts and circumstances: dated facts about people."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Router

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.api.operations import KEY, access_of_request, once, operation
from kiemdiem.api.schemas import facts as shapes
from kiemdiem.api.schemas.shared import Correcting, Named
from kiemdiem.api.telling import why_of
from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact, fact_seen_by, withdraw_fact
from kiemdiem.registry.history import fact_columns
from kiemdiem.registry.models import Circumstance, Membership, Person, Post
from kiemdiem.registry.queries.people import circumstances_of, memberships_of, posts_of
from kiemdiem.registry.queries.standing import management_whys
from kiemdiem.registry.queries.units import collective_seen_by, organisation_seen_by
from kiemdiem.vocabulary import CircumstanceKind, MembershipKind

router = Router(tags=["dated facts"])
Fact = TypeVar("Fact", Membership, Post, Circumstance)
_CHOSEN = ("arrival", "managed_by")
_NEEDED = {"cell", "collective", "kind", "role", "title", "presides", "equal_before", "own_rating_unaffected", "note"}
"""Columns that are never empty."""


def facts_of(person: Person) -> tuple[list[Post], list[Membership], list[Circumstance]]:
    """All that stands of a person."""
    return list(posts_of(person)), list(memberships_of(person)), list(circumstances_of(person))


def shown_membership(one: Membership) -> shapes.Membership:
    """A membership as it goes out."""
    return shapes.Membership(
        id=one.pk, cell=Named(code=one.cell.code, name=one.cell.name), kind=MembershipKind(one.kind), start=one.start,
        end=one.end, version=one.version,
    )  # fmt: skip


def shown_posts(posts: Sequence[Post]) -> list[shapes.Post]:
    """Posts with who manages their holders."""
    return [
        shapes.Post(
            id=post.pk, collective=Named(code=post.collective.code, name=post.collective.name), title=post.title,
            role=post.role, rank=post.rank, presides=post.presides, arrival=post.arrival,
            equal_before=post.equal_before, own_rating_unaffected=post.own_rating_unaffected,
            managed_by=post.managed_by, start=post.start, end=post.end, version=post.version, management=why_of(why),
        )
        for post, (_, why) in zip(posts, management_whys(posts), strict=True)
    ]  # fmt: skip


def shown_circumstance(one: Circumstance) -> shapes.Circumstance:
    """A circumstance as it goes out."""
    place = Named(code=one.organisation.code, name=one.organisation.name) if one.organisation else None
    return shapes.Circumstance(
        id=one.pk, kind=CircumstanceKind(one.kind), organisation=place, note=one.note, start=one.start, end=one.end,
        version=one.version,
    )  # fmt: skip


def _columns(access: Access, given: Mapping[str, Any]) -> dict[str, object]:
    """What was sent as columns; what a code points to must be in sight.

    Raises:
        OutOfSight: it is not.
    """
    found: dict[str, object] = {}
    for name, value in given.items():
        if name == "cell":
            found["cell_id"] = organisation_seen_by(access, value, Right.EDIT_PEOPLE).pk
        elif name == "collective":
            found["collective_id"] = collective_seen_by(access, value).pk
        elif name == "organisation":
            found["organisation_id"] = organisation_seen_by(access, value).pk if value else None
        else:
            found[name] = value or "" if name in _CHOSEN else value
    return found


def _enter(request: HttpRequest, name: FactName, code: str, body: shapes.NewFact, key: str) -> int:
    access = access_of_request(request)
    values = _columns(access, body.model_dump(exclude={"document"}))
    return int(once(request, key, lambda: enter_fact(access, name, code, values, body.document.paper()).pk))


def _correct(request: HttpRequest, name: FactName, number: int, body: Correcting, key: str) -> None:
    access = access_of_request(request)
    seen = fact_seen_by(access, name, number)
    changes = _columns(access, body.changes(needed=_NEEDED))
    known = {column: getattr(seen, column) for column in fact_columns(type(seen)) if column != "person_id"}
    values, paper = {**known, **changes}, body.document.paper()
    once(request, key, lambda: correct_fact(access, name, number, body.version, values, paper, body.reason).pk)


def _withdraw(request: HttpRequest, name: FactName, number: int, body: shapes.Withdrawal, key: str) -> None:
    access, paper = access_of_request(request), body.document.paper()
    once(request, key, lambda: withdraw_fact(access, name, number, body.version, paper, body.reason).pk)


def _seen(request: HttpRequest, name: FactName, number: int, kind: type[Fact]) -> Fact:
    """A fact that may be changed.

    Raises:
        OutOfSight: there is none, or it is not theirs.
        TypeError: it is of another kind.
    """
    row = fact_seen_by(access_of_request(request), name, number)
    if not isinstance(row, kind):
        raise TypeError(type(row))
    return row


@operation(router, "POST", "/people/{code}/memberships", Right.EDIT_PEOPLE, answer=shapes.Membership, status=201)
def enter_membership(request: HttpRequest, code: str, body: shapes.NewMembership, key: str = KEY) -> shapes.Membership:
    """Enter a membership."""
    number = _enter(request, FactName.MEMBERSHIP, code, body, key)
    return shown_membership(_seen(request, FactName.MEMBERSHIP, number, Membership))


@operation(router, "PATCH", "/memberships/{int:number}", Right.EDIT_PEOPLE, answer=shapes.Membership)
def correct_membership(
    request: HttpRequest, number: int, body: shapes.MembershipCorrection, key: str = KEY
) -> shapes.Membership:
    """Correct a membership, or end it with its last day."""
    _correct(request, FactName.MEMBERSHIP, number, body, key)
    return shown_membership(_seen(request, FactName.MEMBERSHIP, number, Membership))


@operation(router, "POST", "/memberships/{int:number}/withdraw", Right.EDIT_PEOPLE, answer=None, status=204)
def withdraw_membership(request: HttpRequest, number: int, body: shapes.Withdrawal, key: str = KEY) -> None:
    """Take back a membership entered by mistake; it stays readable in the history."""
    _withdraw(request, FactName.MEMBERSHIP, number, body, key)


@operation(router, "POST", "/people/{code}/posts", Right.EDIT_PEOPLE, answer=shapes.Post, status=201)
def enter_post(request: HttpRequest, code: str, body: shapes.NewPost, key: str = KEY) -> shapes.Post:
    """Enter a post."""
    return shown_posts([_seen(request, FactName.POST, _enter(request, FactName.POST, code, body, key), Post)])[0]


@operation(router, "PATCH", "/posts/{int:number}", Right.EDIT_PEOPLE, answer=shapes.Post)
def correct_post(request: HttpRequest, number: int, body: shapes.PostCorrection, key: str = KEY) -> shapes.Post:
    """Correct a post, or end it with its last day."""
    _correct(request, FactName.POST, number, body, key)
    return shown_posts([_seen(request, FactName.POST, number, Post)])[0]


@operation(router, "POST", "/posts/{int:number}/withdraw", Right.EDIT_PEOPLE, answer=None, status=204)
def withdraw_post(request: HttpRequest, number: int, body: shapes.Withdrawal, key: str = KEY) -> None:
    """Take back a post entered by mistake; it stays readable in the history."""
    _withdraw(request, FactName.POST, number, body, key)


@operation(
    router, "POST", "/people/{code}/circumstances", Right.RECORD_CIRCUMSTANCES, answer=shapes.Circumstance, status=201
)
def enter_circumstance(
    request: HttpRequest, code: str, body: shapes.NewCircumstance, key: str = KEY
) -> shapes.Circumstance:
    """Enter a leave or another circumstance."""
    number = _enter(request, FactName.CIRCUMSTANCE, code, body, key)
    return shown_circumstance(_seen(request, FactName.CIRCUMSTANCE, number, Circumstance))


@operation(router, "PATCH", "/circumstances/{int:number}", Right.RECORD_CIRCUMSTANCES, answer=shapes.Circumstance)
def correct_circumstance(
    request: HttpRequest, number: int, body: shapes.CircumstanceCorrection, key: str = KEY
) -> shapes.Circumstance:
    """Correct a circumstance, or end it with its last day."""
    _correct(request, FactName.CIRCUMSTANCE, number, body, key)
    return shown_circumstance(_seen(request, FactName.CIRCUMSTANCE, number, Circumstance))


@operation(router, "POST", "/circumstances/{int:number}/withdraw", Right.RECORD_CIRCUMSTANCES, answer=None, status=204)
def withdraw_circumstance(request: HttpRequest, number: int, body: shapes.Withdrawal, key: str = KEY) -> None:
    """Take back a circumstance entered by mistake; it stays readable in the history."""
    _withdraw(request, FactName.CIRCUMSTANCE, number, body, key)
