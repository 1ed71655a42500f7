"""Organisations and collectives."""

from dataclasses import replace

from django.http import HttpRequest
from ninja import Router

from kiemdiem.accounts.roles import Right
from kiemdiem.api.operations import KEY, access_of_request, once, operation
from kiemdiem.api.schemas import units as shapes
from kiemdiem.api.schemas.shared import PER_PAGE, Event, Named, Page, PageNumber, Search
from kiemdiem.api.telling import events_of
from kiemdiem.pages.listing import Asked
from kiemdiem.registry.actions import units as actions
from kiemdiem.registry.models import Collective
from kiemdiem.registry.queries.lists import page_of_collectives, page_of_organisations
from kiemdiem.registry.queries.people import holders_of
from kiemdiem.registry.queries.units import (
    Counts,
    Node,
    collective_seen_by,
    counts_of,
    organisation_seen_by,
    outline_below,
)
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind

router = Router(tags=["organisations and collectives"])


def _asked(search: str, kind: str | None, page: int) -> Asked:
    return Asked(search=search, page=page, most=PER_PAGE, chosen={"kind": kind} if kind else {})


def _unit(request: HttpRequest, found: Organisation) -> shapes.Unit:
    above = found.parent
    sees = above is not None and access_of_request(request).may(Right.SEE_UNITS, above.path)
    return shapes.Unit(
        code=found.code, name=found.name, kind=OrganisationKind(found.kind),
        superior=above.code if above and sees else None, territorial=found.territorial,
        established_on=found.established_on, version=found.version,
    )  # fmt: skip


@operation(router, "GET", "/units", Right.SEE_UNITS, answer=Page[shapes.UnitLine])
def list_units(
    request: HttpRequest, search: Search = "", kind: OrganisationKind | None = None, page: PageNumber = 1
) -> Page[shapes.UnitLine]:
    """Organisations in sight, by name; searched with or without diacritics."""
    total, lines = page_of_organisations(access_of_request(request), _asked(search, kind, page))
    items = [
        shapes.UnitLine(code=one.code, name=one.name, kind=OrganisationKind(one.kind), superior=one.above)
        for one in lines
    ]
    return Page[shapes.UnitLine](total=total, page=page, items=items)


@operation(router, "GET", "/units/{code}", Right.SEE_UNITS, answer=shapes.Unit)
def get_unit(request: HttpRequest, code: str) -> shapes.Unit:
    """One organisation."""
    return _unit(request, organisation_seen_by(access_of_request(request), code))


@operation(router, "GET", "/units/{code}/children", Right.SEE_UNITS, answer=list[shapes.Node])
def list_children(request: HttpRequest, code: str) -> list[Node]:
    """What stands directly below an organisation."""
    found = organisation_seen_by(access_of_request(request), code)
    return outline_below([found])[found.pk]


@operation(router, "GET", "/units/{code}/counts", Right.SEE_UNITS, answer=shapes.Counts)
def get_unit_counts(request: HttpRequest, code: str) -> Counts:
    """How many organisations, collectives, people and members an organisation has with all below it."""
    return counts_of(organisation_seen_by(access_of_request(request), code).path)


@operation(router, "GET", "/units/{code}/history", Right.SEE_UNITS, answer=list[Event])
def get_unit_history(request: HttpRequest, code: str) -> list[Event]:
    """What was corrected on an organisation, the last first."""
    found = organisation_seen_by(access_of_request(request), code)
    return events_of([(found.name, found)])


@operation(router, "POST", "/units/{code}/units", Right.EDIT_UNITS, answer=shapes.Unit, status=201)
def add_unit(request: HttpRequest, code: str, body: shapes.NewUnit, key: str = KEY) -> shapes.Unit:
    """Add an organisation below another one."""
    access = access_of_request(request)
    entry = actions.OrganisationEntry(body.code, body.name, body.kind, body.established_on, body.territorial)
    added = once(request, key, lambda: actions.add_organisation(access, code, entry, body.document.paper()).code)
    return _unit(request, organisation_seen_by(access, added))


@operation(router, "PATCH", "/units/{code}", Right.EDIT_UNITS, answer=shapes.Unit)
def correct_unit(request: HttpRequest, code: str, body: shapes.UnitCorrection, key: str = KEY) -> shapes.Unit:
    """Correct an organisation; what stood there before is kept."""
    access = access_of_request(request)
    seen = organisation_seen_by(access, code, Right.EDIT_UNITS)
    known = actions.OrganisationEntry(
        code, seen.name, OrganisationKind(seen.kind), seen.established_on, seen.territorial
    )
    entry = replace(known, **body.changes(needed={"name", "kind", "territorial"}))
    paper = body.document.paper()
    once(request, key, lambda: actions.correct_organisation(access, code, body.version, entry, paper, body.reason).code)
    return _unit(request, organisation_seen_by(access, code))


@operation(router, "POST", "/units/{code}/move", Right.EDIT_UNITS, answer=shapes.Unit)
def move_unit(request: HttpRequest, code: str, body: shapes.UnitMove, key: str = KEY) -> shapes.Unit:
    """Pass an organisation with all below it to another superior."""
    access, paper = access_of_request(request), body.document.paper()

    def act() -> str:
        return actions.move_organisation(access, code, body.version, body.superior, body.on, paper, body.reason).code

    once(request, key, act)
    return _unit(request, organisation_seen_by(access, code))


def _collective(found: Collective) -> shapes.Collective:
    return shapes.Collective(
        code=found.code, name=found.name, kind=CollectiveKind(found.kind),
        organisation=Named(code=found.organisation.code, name=found.organisation.name),
        reviewed_within=found.reviewed_within.code if found.reviewed_within else None, version=found.version,
    )  # fmt: skip


@operation(router, "GET", "/collectives", Right.SEE_UNITS, answer=Page[shapes.CollectiveLine])
def list_collectives(
    request: HttpRequest, search: Search = "", kind: CollectiveKind | None = None, page: PageNumber = 1
) -> Page[shapes.CollectiveLine]:
    """Collectives in sight, by name."""
    total, lines = page_of_collectives(access_of_request(request), _asked(search, kind, page))
    items = [
        shapes.CollectiveLine(code=one.code, name=one.name, kind=CollectiveKind(one.kind), organisation=one.above)
        for one in lines
    ]
    return Page[shapes.CollectiveLine](total=total, page=page, items=items)


@operation(router, "GET", "/collectives/{code}", Right.SEE_UNITS, answer=shapes.Collective)
def get_collective(request: HttpRequest, code: str) -> shapes.Collective:
    """One collective."""
    return _collective(collective_seen_by(access_of_request(request), code))


@operation(router, "GET", "/collectives/{code}/holders", Right.SEE_PEOPLE, answer=list[shapes.Holder])
def list_holders(request: HttpRequest, code: str) -> list[shapes.Holder]:
    """Who holds posts of a collective, as far as they are in sight."""
    access = access_of_request(request)
    return [
        shapes.Holder(
            person=Named(code=post.person.code, name=post.person.full_name), title=post.title, role=post.role,
            start=post.start, end=post.end,
        )
        for post in holders_of(access, collective_seen_by(access, code))
    ]  # fmt: skip


@operation(router, "GET", "/collectives/{code}/history", Right.SEE_UNITS, answer=list[Event])
def get_collective_history(request: HttpRequest, code: str) -> list[Event]:
    """What was corrected on a collective, the last first."""
    found = collective_seen_by(access_of_request(request), code)
    return events_of([(found.name, found)])


@operation(router, "POST", "/units/{code}/collectives", Right.EDIT_UNITS, answer=shapes.Collective, status=201)
def add_collective(request: HttpRequest, code: str, body: shapes.NewCollective, key: str = KEY) -> shapes.Collective:
    """Add a collective to an organisation."""
    access = access_of_request(request)
    entry = actions.CollectiveEntry(body.code, body.name, body.kind, body.reviewed_within or "")
    added = once(request, key, lambda: actions.add_collective(access, code, entry, body.document.paper()).code)
    return _collective(collective_seen_by(access, added))


@operation(router, "PATCH", "/collectives/{code}", Right.EDIT_UNITS, answer=shapes.Collective)
def correct_collective(
    request: HttpRequest, code: str, body: shapes.CollectiveCorrection, key: str = KEY
) -> shapes.Collective:
    """Correct a collective; what stood there before is kept."""
    access = access_of_request(request)
    seen = _collective(collective_seen_by(access, code, Right.EDIT_UNITS))
    changes = body.changes(needed={"name", "kind"})
    known = actions.CollectiveEntry(code, seen.name, seen.kind, seen.reviewed_within or "")
    entry = replace(
        known, **{**changes, "reviewed_within": changes.get("reviewed_within", known.reviewed_within) or ""}
    )
    paper = body.document.paper()
    once(request, key, lambda: actions.correct_collective(access, code, body.version, entry, paper, body.reason).code)
    return _collective(collective_seen_by(access, code))
