"""The targets of a subject, and of one's units (II.3.a)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.review.models import Target, TargetImport, TargetVersion
from kiemdiem.review.queries.standing import subject_where, subjects_where
from kiemdiem.tree.paths import within
from kiemdiem.tree.searching import searched
from kiemdiem.vocabulary import SubjectKind

READING = (Right.SET_TARGETS, Right.READ_REVIEWS)
"""Who reads the targets of others."""
KINDS = (SubjectKind.COLLECTIVE, SubjectKind.CADRE, SubjectKind.MEMBER)
"""Who is given targets: collectives and individuals."""

_IN_FORCE = Target.objects.filter(subject=OuterRef("pk"), withdrawn_at__isnull=True)
"""The targets of a subject that were not withdrawn."""


def targets_of(subject: Subject) -> list[Target]:
    """The targets in force of a subject, in their order."""
    return list(Target.objects.filter(subject=subject, withdrawn_at__isnull=True).order_by("order", "pk"))


def withdrawn_targets_of(subject: Subject) -> list[Target]:
    """Those that were withdrawn, the last one first."""
    return list(Target.objects.filter(subject=subject, withdrawn_at__isnull=False).order_by("-withdrawn_at"))


def versions_of(subject: Subject) -> list[TargetVersion]:
    """What its targets said before they were corrected, the last correction first."""
    return list(TargetVersion.objects.filter(of__subject=subject).select_related("of").order_by("-superseded_at"))


def targets_seen_by(access: Access, cycle: Cycle) -> "QuerySet[Target]":
    """The targets in force of the subjects of one's units."""
    subjects = subjects_where(access, *READING).filter(cycle=cycle)
    return Target.objects.filter(subject__in=subjects, withdrawn_at__isnull=True).select_related("subject")


@dataclass(frozen=True)
class Listed:
    """One subject in the list."""

    pk: int
    name: str
    kind: str
    unit_name: str
    held: int


class ListedSubjects:
    """The subjects of one's units who are given targets, each with the count of its targets; read a page at a time."""

    def __init__(self, found: "QuerySet[Subject]") -> None:
        self.found = found

    def count(self) -> int:
        """How many there are."""
        return self.found.count()

    def __getitem__(self, wanted: slice) -> list[Listed]:
        order = ("path", "kind", "name_key", "pk")
        keys = list(self.found.order_by(*order).values_list("pk", flat=True)[wanted])
        rows = Subject.objects.filter(pk__in=keys).annotate(
            unit_name=Coalesce("organisation__name", "collective__organisation__name", "person__home__name"),
            held=Count("targets", filter=Q(targets__withdrawn_at__isnull=True)),
        )
        return [Listed(*row) for row in rows.order_by(*order).values_list("pk", "name", "kind", "unit_name", "held")]


def listed_subjects(access: Access, cycle: Cycle | None, search: str, kind: str, held: str) -> ListedSubjects:
    """Those who match; none without an open cycle.

    Args:
        held: `none`: without a target, `some`: with one at least, empty: both.
    """
    found = subjects_where(access, *READING).filter(cycle=cycle, kind__in=[kind] if kind else KINDS)
    found = found if cycle else found.none()
    if search:
        found = found.filter(searched(search, "name") | Q(code__iexact=search))
    if held:
        found = found.filter(~Exists(_IN_FORCE) if held == "none" else Exists(_IN_FORCE))
    return ListedSubjects(found)


def subjects_without_targets(access: Access, cycle: Cycle) -> "QuerySet[Subject]":
    """The subjects at the very nodes of one's own mandates, not below them, to whom no target is assigned yet: each
    level assigns those of its own (II.3.a); a cadre is of the places where he or she is reviewed."""
    nodes = access.paths(Right.SET_TARGETS)
    reviewed = PlanRow.objects.filter(cycle=cycle, path__in=nodes, action__in=HELD, dropped_at__isnull=True)
    cadres = Subject.objects.filter(pk__in=reviewed.values("subject_id"), kind=SubjectKind.CADRE)
    others = Subject.objects.filter(cycle=cycle, path__in=nodes, kind__in=(SubjectKind.COLLECTIVE, SubjectKind.MEMBER))
    return Subject.objects.filter(~Exists(_IN_FORCE), pk__in=others.values("pk").union(cadres.values("pk")))


def target_imports_seen_by(access: Access) -> "QuerySet[TargetImport]":
    """The uploaded sheets of the units where one assigns targets, the last one first."""
    found = TargetImport.objects.filter(within("unit__path", access.paths(Right.SET_TARGETS)))
    return found.select_related("cycle__unit", "unit").defer("cycle__edition_text").order_by("-pk")


def target_import_seen_by(access: Access, number: int) -> TargetImport:
    """One uploaded sheet.

    Raises:
        OutOfSight: there is none, or its unit is not theirs to assign in.
    """
    found = target_imports_seen_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"sheet of targets {number}")
    return found


def target_to_change(access: Access, number: int) -> Target:
    """A target that one may correct or withdraw, with its subject.

    Raises:
        OutOfSight: there is none, or it is not theirs to assign.
    """
    known = Target.objects.filter(pk=number).first()
    if known is None:
        raise OutOfSight(f"target {number}")
    known.subject = subject_where(access, known.subject_id, Right.SET_TARGETS)
    return known
