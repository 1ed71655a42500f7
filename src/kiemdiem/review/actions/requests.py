"""What all acts on requests for opinions share: fetching them locked, the lines of the journal."""

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.plan import reference
from kiemdiem.journal.actions import Act, Actor, record, record_all
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.models import OpinionRequest
from kiemdiem.review.queries.opinions import asked_by
from kiemdiem.tree.models import Organisation


def locked_request(access: Access, number: int) -> OpinionRequest:
    """A request of a unit where one asks, locked.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = asked_by(access).filter(pk=number).select_related("cycle", "subject")
    request = found.select_for_update(of=("self",)).first()
    if request is None:
        raise OutOfSight(f"opinion request {number}")
    return request


def unit_at(path: str) -> str:
    """The code of the unit at a path."""
    return Organisation.objects.values_list("code", flat=True).get(path=path)


def journal_request(actor: Actor, verb: Verb, request: OpinionRequest) -> None:
    """One entry about a request, in the chain of the unit that asks."""
    details = {"request": request.pk, "kind": request.kind, "asked": request.asked}
    record(actor, verb, unit=unit_at(request.path), subject=reference(request.subject), details=details)


def journal_requests(access: Access, verb: Verb, rows: list[OpinionRequest]) -> None:
    """One entry for each request, in the chain of its unit."""
    by_path: dict[str, list[OpinionRequest]] = {}
    for row in rows:
        by_path.setdefault(row.path, []).append(row)
    for path, several in sorted(by_path.items()):
        acts = [Act(verb, reference(one.subject), {"request": one.pk, "asked": one.asked}) for one in several]
        record_all(access.actor(Right.ASK_OPINIONS, path), acts, unit=unit_at(path))
