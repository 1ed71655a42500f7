"""The order of the rating around one subject: what is rated before it (II.3.c)."""

from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import Q, QuerySet

from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.campaign.roster import terms_of
from kiemdiem.registry.models import Collective, Post
from kiemdiem.vocabulary import Occupation, Role, SubjectKind

MOST = 30


class Ground(Enum):
    """Why one rating comes before another."""

    LOWER = auto()
    """A collective directly below comes before the one above."""
    COLLECTIVE = auto()
    """The collective at a place of review comes before its members."""
    HEADED = auto()
    """The organisation that somebody heads has its level before the head."""
    PROFESSIONAL = auto()
    """An official has the professional rating before the member's."""


@dataclass(frozen=True)
class RatedBefore:
    """One thing that is rated before a subject."""

    name: str
    ground: Ground
    holds: bool
    """Whether the rating waits for it; otherwise the breach is a warning (Q20)."""


def rated_before(row: PlanRow) -> list[RatedBefore]:
    """What is rated before the subject of a plan row; its collective and person must be fetched with it."""
    subject = row.subject
    if subject.kind == SubjectKind.COLLECTIVE and subject.collective is not None:
        return _named(row.cycle, Ground.LOWER, _lower(row.cycle, subject.collective))
    if subject.kind == SubjectKind.CADRE and subject.person_id is not None:
        headed = _named(row.cycle, Ground.HEADED, _headed(row.cycle, subject.person_id))
        return [*headed, *_named(row.cycle, Ground.COLLECTIVE, _reviewing(row))]
    if subject.kind == SubjectKind.MEMBER and subject.occupation == Occupation.OFFICIAL:
        return [RatedBefore("", Ground.PROFESSIONAL, holds=True)]
    return []


def _named(cycle: Cycle, ground: Ground, found: "QuerySet[Subject]") -> list[RatedBefore]:
    """The names of what is found, at most `MOST`."""
    holds = ground == Ground.HEADED or terms_of(cycle).choice("rating_order") == "waiting"
    names = found.order_by("path", "name_key", "pk").values_list("name", flat=True)[:MOST]
    return [RatedBefore(name, ground, holds) for name in names]


def _lower(cycle: Cycle, above: Collective) -> "QuerySet[Subject]":
    directly = Q(collective__organisation__parent=above.organisation_id)
    return Subject.objects.filter(directly, cycle=cycle, kind=SubjectKind.COLLECTIVE)


def posts_in_force(cycle: Cycle) -> "QuerySet[Post]":
    """The posts in force on the cycle's day of reference; one counts on its last day."""
    last = Q(end__isnull=True) | Q(end__gte=cycle.as_of)
    return Post.objects.filter(last, start__lte=cycle.as_of, withdrawn_at__isnull=True)


def _headed(cycle: Cycle, person: int) -> "QuerySet[Subject]":
    """The organisations that a person heads on the cycle's day of reference."""
    posts = posts_in_force(cycle).filter(person=person, role=Role.HEAD)
    units = posts.values("collective__organisation_id")
    return Subject.objects.filter(cycle=cycle, kind=SubjectKind.ORGANISATION, organisation__in=units)


def _reviewing(row: PlanRow) -> "QuerySet[Subject]":
    """The collectives at the places where the same person is reviewed as a cadre."""
    places = PlanRow.objects.filter(subject=row.subject_id, dropped_at__isnull=True).values("place__collective_id")
    return Subject.objects.filter(cycle=row.cycle_id, kind=SubjectKind.COLLECTIVE, collective__in=places)
