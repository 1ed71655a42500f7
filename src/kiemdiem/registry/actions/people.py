"""Adds, corrects, transfers and erases people; shows what is masked, and says so in the journal."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept, tidy
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.erasing import erase_parts
from kiemdiem.registry.history import fact_columns, supersede
from kiemdiem.registry.models import CircumstanceVersion, Membership, MembershipVersion, Person, PostVersion
from kiemdiem.registry.queries.people import people_at_home, person_seen_by
from kiemdiem.registry.queries.units import organisation_seen_by, organisations_seen_by
from kiemdiem.registry.reaching import rehome
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import clean, folded, person_key
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import MembershipKind, OrganisationKind
from kiemdiem.wording import N_, Message

CELLS = (OrganisationKind.CELL, OrganisationKind.GRASSROOTS_CELL)
MASKED = ("card_number", "birth_date")
ERASED = "—"
NOT_AMONG_YOURS = N_("There is no such unit among yours; one elsewhere is entered by the level above that sees both.")


@dataclass(frozen=True)
class PersonEntry:
    """A person as typed in; `workplace` and `residence_cell` are codes of organisations."""

    full_name: str
    birth_date: date | None = None
    gender: str = ""
    card_number: str = ""
    admitted_on: date | None = None
    official_on: date | None = None
    occupation: str = ""
    workplace: str = ""
    short_contract: bool = False
    residence_cell: str = ""
    remark_exempt: bool = False


def reference(person: Person) -> str:
    """How the journal speaks of a person: by a number that tells nothing once he or she is erased."""
    return f"person:{person.pk}"


def obstacles_to_entry(access: Access, entry: PersonEntry, known: Person | None = None) -> Iterator[Verdict]:
    """What is wrong with a person as typed in; `known` when the record is corrected.

    The card number is looked for everywhere, since nobody has two; the message does not say whose it is. Workplace and
    residence cell are looked for only where units may be seen, whatever is typed: an answer about others would tell
    which units there are, and the person's page would tell their names. Who works or lives elsewhere is entered by
    the level above that sees both units; what was entered that way stays through a correction.
    """
    if not clean(entry.full_name):
        yield Verdict(Message(N_("A person has a name: enter it.")), "full_name")
    others = Person.objects.exclude(pk=known.pk) if known else Person.objects.all()
    if entry.card_number and others.filter(card_number=entry.card_number).exists():
        text = N_("This card number is in use. If it is the same person, enter a transfer instead.")
        yield Verdict(Message(text), "card_number")
    if entry.admitted_on and entry.birth_date and entry.admitted_on <= entry.birth_date:
        yield Verdict(Message(N_("The day of admission must come after the date of birth.")), "admitted_on")
    if entry.official_on and not entry.admitted_on:
        yield Verdict(Message(N_("An official member has a day of admission: enter it.")), "admitted_on")
    if entry.official_on and entry.admitted_on and entry.official_on < entry.admitted_on:
        yield Verdict(Message(N_("A member becomes official after admission: look at both days.")), "official_on")
    for name in ("workplace", "residence_cell"):
        code = getattr(entry, name)
        standing = getattr(known, name) if known else None
        if not code or (standing and standing.code == code):
            continue
        if not organisations_seen_by(access).filter(code=code).exists():
            yield Verdict(Message(NOT_AMONG_YOURS), name)


def add_person(access: Access, unit_code: str, entry: PersonEntry, start: date | None, paper: Paper) -> Person:
    """Enter a person; one who is admitted to the Party begins an official membership in the cell `unit_code`.

    Raises:
        OutOfSight: the unit is not theirs. Refused: see `obstacles_to_entry` and `obstacles_to_cell`.
    """
    with transaction.atomic():
        unit = locked(organisations_seen_by(access, Right.EDIT_PEOPLE).filter(code=unit_code), unit_code)
        refuse_on_unkept(Person, {**asdict(entry), "start": start}, paper)
        refuse_on(obstacles_to_entry(access, entry))
        if entry.admitted_on:
            refuse_on(obstacles_to_cell(unit))
        actor = access.actor(Right.EDIT_PEOPLE, unit.path)
        document = keep_paper(paper)
        person = Person.objects.create(
            code=_free_code(unit), home=unit, path=unit.path, recorded_by=actor.account, document=document,
            **_values(entry),
        )  # fmt: skip
        if entry.admitted_on:
            Membership.objects.create(
                person=person, cell=unit, kind=MembershipKind.OFFICIAL, start=start or entry.admitted_on,
                recorded_by=actor.account, document=document,
            )  # fmt: skip
        rehome([person.pk])
        verb = Verb.PERSON_ADMITTED if entry.admitted_on else Verb.PERSON_ADDED
        details = {"document": document.number if document else ""}
        record(actor, verb, unit=unit.code, subject=reference(person), details=details)
        return person


def correct_person(
    access: Access, code: str, version: int, entry: PersonEntry, paper: Paper, reason: str = ""
) -> Person:
    """Supersede what is known of a person.

    Raises:
        OutOfSight, Stale. Refused: see `obstacles_to_entry`.
    """
    with transaction.atomic():
        person = locked(_at_home(access, code), f"person {code}", version)
        refuse_on_unkept(Person, asdict(entry), paper, reason)
        refuse_on(obstacles_to_entry(access, entry, person))
        actor = access.actor(Right.EDIT_PEOPLE, person.path)
        values = _values(entry)
        changed = {name: value for name, value in values.items() if getattr(person, name) != value}
        if changed:
            supersede(person, changed, actor.account, keep_paper(paper), reason)
            rehome([person.pk])
            details = {"fields": sorted(changed), "version": person.version}
            record(actor, Verb.PERSON_CORRECTED, unit=person.home.code, subject=reference(person), details=details)
        return person


def obstacles_to_cell(cell: Organisation) -> Iterator[Verdict]:
    """Members take part in cells only."""
    if cell.kind not in CELLS:
        text = N_("{unit} is no cell: choose the cell in which the member takes part.")
        yield Verdict(Message(text, {"unit": cell.name}), "cell")


def obstacles_to_transfer(person: Person, cell: Organisation, on: date | None) -> Iterator[Verdict]:
    """What stands in the way of a member passing to another cell."""
    yield from obstacles_to_cell(cell)
    if not person.admitted_on:
        yield Verdict(Message(N_("Only a member of the Party passes from cell to cell; enter the admission first.")))
    current = person.memberships.filter(
        kind=MembershipKind.OFFICIAL, end__isnull=True, withdrawn_at__isnull=True
    ).first()
    if current is not None and current.cell_id == cell.pk:
        yield Verdict(Message(N_("The member takes part in this cell already.")), "cell")
    if current is not None and on and current.start and on <= current.start:
        text = N_("The transfer must come after the day on which the present membership began.")
        yield Verdict(Message(text), "start")


def transfer_person(access: Access, code: str, cell_code: str, on: date, paper: Paper) -> Person:
    """End the open official membership on the day before, and begin one in another cell; both must be theirs.

    Raises:
        OutOfSight. Refused: see `obstacles_to_transfer`.
    """
    with transaction.atomic():
        person = locked(_at_home(access, code), f"person {code}")
        cell = organisation_seen_by(access, cell_code, Right.EDIT_PEOPLE)
        refuse_on_unkept(Membership, {"start": on}, paper)
        refuse_on(obstacles_to_transfer(person, cell, on))
        actor = access.actor(Right.EDIT_PEOPLE, cell.path)
        document = keep_paper(paper)
        old = person.home.code
        current = person.memberships.filter(kind=MembershipKind.OFFICIAL, end__isnull=True, withdrawn_at__isnull=True)
        for membership in current:
            supersede(membership, {"end": on - timedelta(days=1)}, actor.account, document)
        Membership.objects.create(
            person=person,
            cell=cell,
            kind=MembershipKind.OFFICIAL,
            start=on,
            recorded_by=actor.account,
            document=document,
        )
        rehome([person.pk])
        details = {"from": old, "to": cell.code, "document": document.number if document else ""}
        for unit in sorted({old, cell.code}):
            record(actor, Verb.PERSON_TRANSFERRED, unit=unit, subject=reference(person), details=details)
        person.refresh_from_db()
        return person


def unmask(access: Access, code: str, column: str) -> str | date | None:
    """What is masked of a person; the look is journaled. One's own data need no right to be unmasked; for those of
    others it must be held at the home unit, reach is not enough.

    Raises:
        OutOfSight: the person is not theirs, or the column is none of those masked.
    """
    if column not in MASKED:
        raise OutOfSight(f"column {column}")
    with transaction.atomic():
        person = person_seen_by(access, code)
        is_own = person.account_id == access.account
        if not is_own and not access.may(Right.UNMASK, person.path):
            raise OutOfSight(f"masked data of person {code}")
        actor = access.actor(Right.SEE_SELF if is_own else Right.UNMASK, None if is_own else person.path)
        details = {"field": column}
        record(actor, Verb.MASKED_SEEN, unit=person.home.code, subject=reference(person), details=details)
        return person.card_number if column == "card_number" else person.birth_date


def erase_person(access: Access, code: str, paper: Paper, reason: str) -> Person:
    """Erase what identifies a person, in the record and all its versions; the journal's references stay.

    Raises:
        OutOfSight. Refused: without a document or ground.
    """
    with transaction.atomic():
        person = locked(people_at_home(access, Right.ERASE).filter(code=code), f"person {code}")
        refuse_on_unkept(Person, {}, paper, reason)
        if not paper.number or not reason.strip():
            text = N_("Erasing needs the number of the decision and a ground.")
            refuse_on([Verdict(Message(text), "number")])
        actor = access.actor(Right.ERASE, person.path)
        keep_paper(paper)
        blank = {
            "full_name": ERASED, "birth_date": None, "gender": "", "card_number": "", "admitted_on": None,
            "official_on": None, "workplace_id": None, "residence_cell_id": None, "name_key": "", "search_key": "",
            "account_id": None,
        }  # fmt: skip
        Person.objects.filter(pk=person.pk).update(**blank, erased_at=timezone.now(), version=person.version + 1)
        facts = {name: value for name, value in blank.items() if name in fact_columns(Person)}
        person.versions.update(**facts, reason="")
        person.circumstances.update(note="")
        MembershipVersion.objects.filter(of__person=person).update(reason="")
        PostVersion.objects.filter(of__person=person).update(reason="")
        CircumstanceVersion.objects.filter(of__person=person).update(reason="", note="")
        erase_parts(person)
        details = {"document": paper.number}
        record(actor, Verb.PERSON_ERASED, unit=person.home.code, subject=reference(person), details=details)
        person.refresh_from_db()
        return person


def _at_home(access: Access, code: str) -> "QuerySet[Person]":
    """The person, if the record may be changed."""
    return people_at_home(access, Right.EDIT_PEOPLE).filter(code=code).select_related("home")


def _values(entry: PersonEntry) -> dict[str, object]:
    """The entry as columns of the record."""
    values = tidy(asdict(entry))
    for name in ("workplace", "residence_cell"):
        code = values.pop(name)
        values[f"{name}_id"] = Organisation.objects.get(code=code).pk if code else None
    full_name = clean(entry.full_name)
    return {
        **values,
        "full_name": full_name,
        "name_key": person_key(full_name),
        "search_key": folded(full_name),
    }


def _free_code(unit: Organisation) -> str:
    """A code for a person entered here: the unit's code and a running number."""
    prefix = f"{unit.code}-"[:50]
    taken = set(Person.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{prefix}{number:04}") not in taken)
