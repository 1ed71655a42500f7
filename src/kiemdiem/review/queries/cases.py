"""Verification cases: for the authority that keeps them and for who reported, nobody else (I.3.3.j)."""

from django.db.models import Prefetch, Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.review.models import CaseDecision, VerificationCase
from kiemdiem.review.queries.standing import same_person
from kiemdiem.tree.paths import within

KEEPING = (Right.KEEP_CASES, Right.APPROVE)


def _whole(found: "QuerySet[VerificationCase]") -> "QuerySet[VerificationCase]":
    decisions = CaseDecision.objects.select_related("document").order_by("-decided_on", "-pk")
    related = (
        "subject__person__home", "subject__collective__organisation", "subject__organisation", "unit", "cycle__unit",
        "document",
    )  # fmt: skip
    return (
        found.select_related(*related).defer("cycle__edition_text").prefetch_related(Prefetch("decisions", decisions))
    )


def cases_seen_by(access: Access, cycle: Cycle | None = None) -> "QuerySet[VerificationCase]":
    """The cases of the authorities where one keeps or decides them, and those that one has reported; never a case about
    oneself."""
    paths = {path for right in KEEPING for path in access.paths(right)}
    reported = Q(reporter=access.account) if access.account else Q(pk__in=())
    found = VerificationCase.objects.filter(within("unit__path", paths) | reported)
    found = found.exclude(subject__person__in=_oneself(access))
    return _whole(found if cycle is None else found.filter(cycle=cycle)).order_by("closed_on", "-reported_on", "-pk")


def cases_to_take_up(access: Access) -> "QuerySet[VerificationCase]":
    """The cases reported to the authorities where one keeps them that nobody has taken up; never one about oneself."""
    found = VerificationCase.objects.filter(access.scope(Right.KEEP_CASES, "unit__path"), taken_up_on__isnull=True)
    return found.exclude(subject__person__in=_oneself(access))


def _oneself(access: Access) -> "QuerySet[Subject, int]":
    own = Subject.objects.filter(person__account_id=access.account, person__account__isnull=False)
    return own.values_list("person_id", flat=True)


def case_seen_by(access: Access, number: int) -> VerificationCase:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs to know of.
    """
    found = cases_seen_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"case {number}")
    return found


def cases_of(subject: Subject) -> "QuerySet[VerificationCase]":
    """The cases about a subject, or about the same person's other subject of the cycle, for the rating to look at.

    Whoever shows one to an account asks `cases_seen_by` first.
    """
    about = Subject.objects.filter(same_person(subject))
    return _whole(VerificationCase.objects.filter(subject__in=about)).order_by("closed_on", "-reported_on", "-pk")


def decision_in_force(case: VerificationCase, matter: CaseDecision.Matter) -> CaseDecision | None:
    """What is decided on a matter now; None: nothing yet."""
    return next((one for one in case.decisions.all() if one.matter == matter and one.superseded_at is None), None)


def rating_is_held(subject: Subject) -> bool:
    """Whether the authority has decided that an open case holds the rating (Q30): never by itself."""
    held = CaseDecision.objects.filter(
        matter=CaseDecision.Matter.HOLD, choice=CaseDecision.Choice.HOLDS, superseded_at__isnull=True,
        case__closed_on__isnull=True, case__subject__in=Subject.objects.filter(same_person(subject)),
    )  # fmt: skip
    return held.exists()
