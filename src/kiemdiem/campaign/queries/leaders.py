"""Cadres under review, and the posts of leaders about whom their workplace is asked first (I.3.1.c0)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.campaign.queries.rating import posts_in_force
from kiemdiem.campaign.roster import terms_of
from kiemdiem.registry.models import Post
from kiemdiem.vocabulary import SubjectKind

BEFORE_REVIEW = "I.3.1.c0"
"""The clause by which a leader's review waits for the opinion of the workplace."""


def cadres_under_review(cycle: Cycle) -> "QuerySet[Subject]":
    """The cadres who are reviewed somewhere; who is suspended or left out is not (I.1.a)."""
    held = PlanRow.objects.filter(subject=OuterRef("pk"), action__in=HELD, dropped_at__isnull=True)
    return Subject.objects.filter(Exists(held), cycle=cycle, kind=SubjectKind.CADRE)


def posts_spoken_of(cycle: Cycle) -> "QuerySet[Post]":
    """The posts in force of which a row of the edition speaks for certain."""
    spoken_of = Q(pk__in=[])
    for row in terms_of(cycle).edition.electorates:
        of_row = Q(collective__kind__in=row.collectives, collective__organisation__kind__in=row.organisations)
        of_row &= Q(role__in=row.roles) if row.roles else Q()
        spoken_of |= of_row & (Q(collective__organisation__code__in=row.units) if row.named else Q())
    return posts_in_force(cycle).filter(spoken_of)
