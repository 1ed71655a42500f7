"""A subject with a right at its unit or at one of its places; oneself counts only for what one may read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.pages.listing import Asked
from kiemdiem.tree.paths import within
from kiemdiem.tree.searching import searched
from kiemdiem.vocabulary import Action, SubjectKind


def subjects_at(paths: Iterable[str]) -> "QuerySet[Subject]":
    """The subjects of open cycles whose unit, or one of whose places of review, lies at or below one of these nodes.

    A cadre belongs to the places of the posts alone, not to the home cell (I.3.3.f); a place to which the result is
    only reported is none (I.1.b).
    """
    nodes = list(paths)
    condition = within("path", nodes) & ~Q(kind=SubjectKind.CADRE)
    if nodes:
        there = PlanRow.objects.filter(within("path", nodes), dropped_at__isnull=True)
        condition |= Q(pk__in=there.exclude(action=Action.REPORT_ONLY).values("subject_id"))
    return Subject.objects.filter(condition, cycle__frozen_at__isnull=False, cycle__discarded_at__isnull=True)


def subjects_where(access: Access, *rights: Right) -> "QuerySet[Subject]":
    """The subjects of open cycles at whose unit, or at one of whose places, one of the rights is held."""
    return subjects_at({path for right in rights for path in access.paths(right)})


def _whole(found: "QuerySet[Subject]") -> "QuerySet[Subject]":
    """With what is read of a subject; the edition's long text is left out."""
    related = found.select_related("cycle__unit", "organisation", "collective__organisation", "person__home")
    return related.defer("cycle__edition_text")


def subject_where(access: Access, number: int, *rights: Right) -> Subject:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = subjects_where(access, *rights).filter(pk=number)
    subject = _whole(found).first()
    if subject is None:
        raise OutOfSight(f"subject {number}")
    return subject


def node_reached(access: Access, right: Right, subject: Subject) -> str:
    """The node at which a subject is reached with a right: its unit, or for a cadre the place of a post."""
    if subject.kind != SubjectKind.CADRE:
        return subject.path
    places = PlanRow.objects.filter(access.scope(right), subject=subject, dropped_at__isnull=True)
    return places.order_by("path").values_list("path", flat=True).first() or subject.path


def is_oneself(access: Access, subject: Subject) -> bool:
    """Whether the subject is the person of this account, who may read the own record."""
    return bool(
        subject.person is not None and subject.person.account_id == access.account and access.may(Right.SEE_SELF)
    )


def subject_read_by(access: Access, number: int, *rights: Right) -> Subject:
    """One of the subjects where one of the rights is held, or oneself.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    if access.may(Right.SEE_SELF):
        own = Subject.objects.filter(
            pk=number, person__account_id=access.account, cycle__frozen_at__isnull=False, cycle__discarded_at=None
        )
        subject = _whole(own).first()
        if subject is not None:
            return subject
    return subject_where(access, number, *rights)


def same_person(subject: Subject) -> Q:
    """The condition on a subject that it is this one, or the same person's other subject of the cycle."""
    if subject.person_id is None:
        return Q(pk=subject.pk)
    return Q(cycle_id=subject.cycle_id, person_id=subject.person_id)


def reference_of(subject: Subject) -> str:
    """How the journal speaks of what a subject is."""
    if subject.person_id is not None:
        return f"person:{subject.person_id}"
    if subject.collective is not None:
        return f"collective:{subject.collective.code}"
    return f"organisation:{subject.code}"


def unit_code_of(subject: Subject) -> str:
    """The code of the unit in whose chain the journal tells of a subject."""
    if subject.person is not None:
        return subject.person.home.code
    if subject.collective is not None:
        return subject.collective.organisation.code
    return subject.code


@dataclass(frozen=True)
class Line:
    """One subject in a list to choose from."""

    pk: int
    name: str
    kind: str
    unit_name: str


def page_of_subjects(
    access: Access, rights: Sequence[Right], cycle: Cycle | None, asked: Asked, kinds: Collection[SubjectKind]
) -> tuple[int, list[Line]]:
    """How many subjects of these kinds a cycle has where one of the rights is held, as searched and filtered by kind,
    and one page of them; nobody without a cycle."""
    there = subjects_where(access, *rights).filter(cycle=cycle, kind__in=kinds)
    found = there if cycle else Subject.objects.none()
    if asked.search:
        found = found.filter(searched(asked.search, "name") | Q(code__iexact=asked.search))
    if kind := asked.chosen.get("kind"):
        found = found.filter(kind=kind)
    unit = Coalesce("organisation__name", "collective__organisation__name", "person__home__name")
    rows = found.annotate(unit_name=unit).order_by("path", "kind", "name_key", "pk")
    columns = rows.values_list("pk", "name", "kind", "unit_name")
    return found.count(), [Line(*row) for row in columns[asked.first_row : asked.first_row + asked.most]]
