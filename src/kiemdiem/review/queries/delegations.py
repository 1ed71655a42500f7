"""Delegations of one's units, and the places with a suggestion that have none (I.3.3.b)."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Place, PlanRow
from kiemdiem.review.models import Delegate, Delegation, SuggestionLetter, Visit
from kiemdiem.review.queries.suggestions import OUT
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import Action, OrganisationKind

SENT = Q(released_at__isnull=True) | Q(reported_on__isnull=False)
"""The condition on a visit that a delegation is, or was, sent to the place: what was reported counts for good."""
_REPORTED_AGAIN = Visit.objects.filter(
    delegation=OuterRef("delegation"), place=OuterRef("place"), reported_on__isnull=False, pk__gt=OuterRef("pk")
)


def delegations_seen_by(access: Access, cycle: Cycle | None = None) -> "QuerySet[Delegation]":
    """The delegations of the units where one keeps them, with who is sent and where to."""
    found = Delegation.objects.filter(within("unit__path", access.paths(Right.KEEP_CASES)))
    found = found if cycle is None else found.filter(cycle=cycle)
    return (
        found.select_related("unit", "cycle__unit", "document")
        .defer("cycle__edition_text")
        .prefetch_related(
            Prefetch(
                "delegates",
                Delegate.objects.filter(left_at__isnull=True)
                .select_related("person")
                .order_by("-heads", "person__name_key"),
            ),
            Prefetch(
                "visits",
                Visit.objects.filter(SENT, ~Exists(_REPORTED_AGAIN)).select_related("place").order_by("day", "pk"),
            ),
            "visits__attended__person",
        )
    )


def delegation_seen_by(access: Access, number: int) -> Delegation:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = delegations_seen_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"delegation {number}")
    return found


def visit_seen_by(access: Access, number: int) -> Visit:
    """One place of a delegation.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = Visit.objects.filter(within("delegation__unit__path", access.paths(Right.KEEP_CASES)), pk=number)
    related = found.select_related("delegation__unit", "delegation__cycle", "place__organisation")
    visit = related.defer("delegation__cycle__edition_text").first()
    if visit is None:
        raise OutOfSight(f"visit {number}")
    return visit


def places_below(unit: Organisation, cycle: Cycle) -> "QuerySet[Place]":
    """The places of a cycle whose direct superior is a unit; agencies in between do not count."""
    directly, level = list[int](), [unit.pk]
    while level:
        rows = list(Organisation.objects.filter(parent__in=level).values_list("pk", "kind"))
        directly += [number for number, _ in rows]
        level = [number for number, kind in rows if kind == OrganisationKind.AGENCY]
    return Place.objects.filter(cycle=cycle, organisation__in=directly).order_by("path", "name")


def places_with_suggestion(cycle: Cycle) -> "QuerySet[Place]":
    """The places where a subject with a letter in force is reviewed."""
    letters = SuggestionLetter.objects.filter(OUT, cycle=cycle)
    held = (Action.REVIEW.value, Action.WITHIN.value)
    rows = PlanRow.objects.filter(action__in=held, dropped_at__isnull=True, subject__in=letters.values("subject_id"))
    return Place.objects.filter(cycle=cycle, pk__in=rows.values("place_id"))


def places_without_delegation(access: Access, cycle: Cycle) -> "QuerySet[Place]":
    """The places with a suggestion to which no delegation is sent, nor has reported, below the units where one forms
    delegations."""
    tops = access.paths(Right.KEEP_CASES)
    sent = Visit.objects.filter(SENT, place=OuterRef("pk"))
    found = places_with_suggestion(cycle).filter(within("path", tops), ~Exists(sent)).exclude(path__in=tops)
    return found.select_related("organisation").order_by("path", "name")
