"""People."""

from dataclasses import fields, replace
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kiemdiem.accounts.labels import language
from kiemdiem.accounts.roles import Right
from kiemdiem.api.facts import facts_of, shown_circumstance, shown_membership, shown_posts
from kiemdiem.api.operations import KEY, access_of_request, once, operation
from kiemdiem.api.schemas import people as shapes
from kiemdiem.api.schemas.facts import Why
from kiemdiem.api.schemas.shared import PER_PAGE, Event, Named, Page, PageNumber, Search
from kiemdiem.api.telling import events_of
from kiemdiem.pages.masking import masked_birth, masked_card
from kiemdiem.registry.actions import people as actions
from kiemdiem.registry.actions.owners import tie_account, untie_account
from kiemdiem.registry.labels import label_of
from kiemdiem.registry.models import Person
from kiemdiem.registry.queries.people import Wanted, page_of_people, person_at_home, person_seen_by
from kiemdiem.registry.queries.units import organisation_seen_by
from kiemdiem.registry.standing import tellers_of
from kiemdiem.vocabulary import CircumstanceKind, Occupation

router = Router(tags=["people"])


def _person(request: HttpRequest, code: str) -> shapes.Person:
    found = person_seen_by(access_of_request(request), code)
    posts, memberships, circumstances = facts_of(found)
    plain = ("code", "full_name", "gender", "admitted_on", "official_on", "occupation", "short_contract",
             "remark_exempt", "version")  # fmt: skip
    return shapes.Person(
        **{name: getattr(found, name) for name in plain},
        unit=Named(code=found.home.code, name=found.home.name),
        born_in=masked_birth(found.birth_date),
        card_number=masked_card(found.card_number),
        workplace=found.workplace.name if found.workplace else "",
        residence_cell=found.residence_cell.name if found.residence_cell else "",
        memberships=[shown_membership(one) for one in memberships],
        posts=shown_posts(posts),
        circumstances=[shown_circumstance(one) for one in circumstances],
    )


@operation(router, "GET", "/people", Right.SEE_PEOPLE, answer=Page[shapes.PersonLine])
def list_people(
    request: HttpRequest,
    search: Search = "",
    unit: str = "",
    occupation: Occupation | None = None,
    party: shapes.Party | None = None,
    order: shapes.Order = shapes.Order.NAME,
    page: PageNumber = 1,
) -> Page[shapes.PersonLine]:
    """People in sight, by given name; searched with or without diacritics, within one unit, by occupation."""
    access = access_of_request(request)
    path = organisation_seen_by(access, unit, Right.SEE_PEOPLE).path if unit else ""
    wanted = Wanted(search, occupation or "", party or "", path)
    total, lines = page_of_people(access, wanted, order, first=(page - 1) * PER_PAGE, most=PER_PAGE)
    items = [
        shapes.PersonLine(
            code=one.code, full_name=one.full_name, unit=one.unit, occupation=one.occupation,
            admitted_on=one.admitted_on, card_number=masked_card(one.card_number), born_in=masked_birth(one.birth_date),
        )
        for one in lines
    ]  # fmt: skip
    return Page[shapes.PersonLine](total=total, page=page, items=items)


@operation(router, "GET", "/people/{code}", Right.SEE_PEOPLE, Right.SEE_SELF, answer=shapes.Person)
def get_person(request: HttpRequest, code: str) -> shapes.Person:
    """One person with memberships, posts and circumstances; identity data masked."""
    return _person(request, code)


@operation(router, "GET", "/people/{code}/history", Right.SEE_PEOPLE, Right.SEE_SELF, answer=list[Event])
def get_person_history(request: HttpRequest, code: str) -> list[Event]:
    """What was corrected on a person and the facts about him or her, the last first; identity data masked."""
    found = person_seen_by(access_of_request(request), code)
    posts, memberships, circumstances = facts_of(found)
    return events_of(
        [
            (found.full_name, found),
            *((post.title or post.collective.name, post) for post in posts),
            *((one.cell.name, one) for one in memberships),
            *((label_of(CircumstanceKind, one.kind), one) for one in circumstances),
        ]
    )


@operation(router, "GET", "/people/{code}/standing", Right.SEE_PEOPLE, Right.SEE_SELF, answer=list[shapes.Standing])
def get_person_standing(request: HttpRequest, code: str) -> list[shapes.Standing]:
    """What the regulation says of a person today, by the registry as it stands: outcomes, clauses, facts."""
    found = person_seen_by(access_of_request(request), code)
    return [
        shapes.Standing(
            subject_kind=teller.story.kind.value,
            reasons=[
                Why(outcome=one.outcome, clause=" ".join(one.clauses), summary=one.summary, facts=list(one.facts))
                for one in teller.reasons()
            ],
        )
        for teller in tellers_of(found, timezone.localdate(), language())
    ]


@operation(router, "POST", "/units/{code}/people", Right.EDIT_PEOPLE, answer=shapes.Person, status=201)
def add_person(request: HttpRequest, code: str, body: shapes.NewPerson, key: str = KEY) -> shapes.Person:
    """Enter a person into a unit; a member begins to take part in it."""
    access, given = access_of_request(request), body.model_dump(exclude={"document", "start"})
    for name in ("occupation", "workplace", "residence_cell"):
        given[name] = given[name] or ""
    entry, paper = actions.PersonEntry(**given), body.document.paper()
    added = once(request, key, lambda: actions.add_person(access, code, entry, body.start, paper).code)
    return _person(request, added)


@operation(router, "PATCH", "/people/{code}", Right.EDIT_PEOPLE, answer=shapes.Person)
def correct_person(request: HttpRequest, code: str, body: shapes.PersonCorrection, key: str = KEY) -> shapes.Person:
    """Correct a person; what stood there before is kept."""
    access = access_of_request(request)
    known = _entry_of(person_at_home(access, code, Right.EDIT_PEOPLE))
    changes = body.changes(needed={"full_name", "short_contract", "remark_exempt"})
    texts = {name for name in changes if isinstance(getattr(known, name), str)}
    entry = replace(known, **{**changes, **{name: changes[name] or "" for name in texts}})
    paper = body.document.paper()
    once(request, key, lambda: actions.correct_person(access, code, body.version, entry, paper, body.reason).code)
    return _person(request, code)


def _entry_of(found: Person) -> actions.PersonEntry:
    """The person as typed in."""
    values = {field.name: getattr(found, field.name) for field in fields(actions.PersonEntry)}
    for name in ("workplace", "residence_cell"):
        values[name] = values[name].code if values[name] else ""
    return actions.PersonEntry(**values)


@operation(router, "POST", "/people/{code}/transfer", Right.EDIT_PEOPLE, answer=shapes.Person)
def transfer_person(request: HttpRequest, code: str, body: shapes.Transfer, key: str = KEY) -> shapes.Person:
    """A member passes to another cell; both must be one's own."""
    access, paper = access_of_request(request), body.document.paper()
    once(request, key, lambda: actions.transfer_person(access, code, body.cell, body.on, paper).code)
    return _person(request, code)


@operation(router, "POST", "/people/{code}/unmask", Right.SEE_PEOPLE, Right.SEE_SELF, answer=shapes.Unmasked)
def unmask_person(request: HttpRequest, code: str, body: shapes.Masked) -> shapes.Unmasked:
    """What is masked of a person; every look is journaled."""
    value: str | date | None = actions.unmask(access_of_request(request), code, body.column)
    return shapes.Unmasked(value=value)


@operation(router, "POST", "/people/{code}/erase", Right.ERASE, answer=None, status=204)
def erase_person(request: HttpRequest, code: str, body: shapes.Erasing, key: str = KEY) -> None:
    """Erase what identifies a person, for ever."""
    access, paper = access_of_request(request), body.document.paper()
    once(request, key, lambda: actions.erase_person(access, code, paper, body.reason).code)


@operation(router, "PUT", "/people/{code}/account", Right.GRANT, answer=None, status=204)
def set_person_account(request: HttpRequest, code: str, body: shapes.Login) -> None:
    """Tie an account to a person's record."""
    tie_account(access_of_request(request), code, body.login)


@operation(router, "DELETE", "/people/{code}/account", Right.GRANT, answer=None, status=204)
def remove_person_account(request: HttpRequest, code: str) -> None:
    """Untie the account from a person's record."""
    untie_account(access_of_request(request), code)
