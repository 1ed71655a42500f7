"""The journal: entries, heads, whether the chains hold; and who asks."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kiemdiem.accounts.roles import Right
from kiemdiem.api.operations import access_of_request, operation
from kiemdiem.api.schemas.shared import PER_PAGE, Me, Named, Page, PageNumber
from kiemdiem.api.schemas.work import Break, Entry, Head, Verified
from kiemdiem.journal.actions import print_head
from kiemdiem.journal.queries import verify
from kiemdiem.registry.entries import entries_seen_by, lines_of
from kiemdiem.registry.queries.units import organisation_seen_by

router = Router(tags=["journal"])
own = Router(tags=["own"])


@operation(own, "GET", "/me", answer=Me)
def get_me(request: HttpRequest) -> Me:
    """The account and the mandate behind the token."""
    access = access_of_request(request)
    grant = access.grants[0]
    unit, rights = Named(code=grant.unit, name=grant.unit_name), sorted(right.value for right in grant.rights)
    return Me(account=access.name, role=grant.role.value, unit=unit, rights=rights)


@operation(router, "GET", "/units/{code}/journal", Right.READ_JOURNAL, answer=Page[Entry])
def list_entries(request: HttpRequest, code: str, page: PageNumber = 1) -> Page[Entry]:
    """The journal of a unit and all below it, the newest first."""
    access = access_of_request(request)
    found = entries_seen_by(access, organisation_seen_by(access, code, Right.READ_JOURNAL))
    some = list(found[(page - 1) * PER_PAGE : page * PER_PAGE])
    items = [
        Entry(at=entry.at, who=line.who, on_behalf_of=line.on_behalf, sentence=line.sentence, origin=line.origin,
              number=line.number)
        for entry, line in zip(some, lines_of(access, some), strict=True)
    ]  # fmt: skip
    return Page[Entry](total=found.count(), page=page, items=items)


@operation(router, "POST", "/units/{code}/journal/head", Right.READ_JOURNAL, answer=Head)
def print_journal_head(request: HttpRequest, code: str) -> Head:
    """The head of this year's chain, to be kept outside; that it was taken is journaled."""
    access = access_of_request(request)
    unit = organisation_seen_by(access, code, Right.READ_JOURNAL)
    head = print_head(access.actor(Right.READ_JOURNAL, unit.path), unit.code, timezone.localdate().year)
    return Head(head=str(head or ""))


@operation(router, "GET", "/units/{code}/journal/verify", Right.READ_JOURNAL, answer=Verified)
def verify_journal(request: HttpRequest, code: str) -> Verified:
    """Whether the chains of a unit hold."""
    unit = organisation_seen_by(access_of_request(request), code, Right.READ_JOURNAL)
    entries, breaks = verify([unit.code])
    return Verified(entries=entries, breaks=[Break(year=one.year, number=one.number) for one in breaks])
