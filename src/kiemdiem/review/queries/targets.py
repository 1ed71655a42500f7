"""The targets of a subject, and of one's units (II.3.a)."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.review.models import Target, TargetImport, TargetVersion
from kiemdiem.review.queries.standing import subjects_where
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import SubjectKind

READING = (Right.SET_TARGETS, Right.READ_REVIEWS)
"""Who reads the targets of others."""
KINDS = (SubjectKind.COLLECTIVE, SubjectKind.CADRE, SubjectKind.MEMBER)
"""Who is given targets: collectives and individuals."""


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


def targeted_subjects(access: Access, cycle: Cycle) -> "QuerySet[Subject]":
    """The subjects of one's units who are given targets, each with the count of its targets."""
    found = subjects_where(access, *READING).filter(cycle=cycle, kind__in=KINDS)
    return found.annotate(held=Count("targets", filter=Q(targets__withdrawn_at__isnull=True)))


def targets_missing(access: Access, cycle: Cycle) -> dict[SubjectKind, int]:
    """How many subjects of the units where one assigns targets have none yet, by kind; kinds without any are left out.

    A cadre's targets are assigned at the post or at home, so the places count too.
    """
    held = Target.objects.filter(subject=OuterRef("pk"), withdrawn_at__isnull=True)
    found = subjects_where(access, Right.SET_TARGETS).filter(~Exists(held), cycle=cycle, kind__in=KINDS)
    counted = found.values_list("kind").annotate(count=Count("pk")).order_by("kind")
    return {SubjectKind(kind): count for kind, count in counted}


def target_imports_seen_by(access: Access) -> "QuerySet[TargetImport]":
    """The uploaded sheets of the units where one assigns targets, the last one first."""
    found = TargetImport.objects.filter(within("unit__path", access.paths(Right.SET_TARGETS)))
    return found.select_related("cycle__unit", "unit").order_by("-pk")
