"""What is decided and recorded on plan rows: places, earlier openings, finished reviews."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.competence import authority_over
from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Place, PlanRow, RowChange, Subject
from kiemdiem.campaign.preceding import renew_order_at
from kiemdiem.campaign.queries.cycles import place_seen_by, rows_seen_by
from kiemdiem.campaign.queries.plan import Standing, standing_of
from kiemdiem.journal.actions import Act, Actor, record, record_all
from kiemdiem.journal.chain import Details
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.models import Document
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import Action, SubjectKind
from kiemdiem.wording import N_, Message

_NO_GROUND = N_("Say why, in writing: a decision against the rule needs a ground.")
_SAME = N_("It stands so already.")
_ELSEWHERE = N_("{unit} decides on this, for it manages the subject: let that office enter the decision.")
_OF_ITSELF = N_("A collective is reviewed at its own conference or within its host's: correct that in the registry.")
_IS_FINISHED = N_("The review of {name} at this place is finished on {day}: take that back first.")
_NOT_HELD = N_("{name} is not reviewed at this place.")
_WAITS = N_("{name} waits for {others}: record those first, or let the office of {unit} allow an earlier beginning.")
_LACKS = N_(
    "The workplace opinion on {name} is not in: hold the meeting and record it, or record that it is not needed."
)
_FUTURE = N_("The day lies in the future: record the review once it has been held.")
_TOO_EARLY = N_("The day lies before the year under review: look at the year.")
_NOTHING = N_("Choose at least one review that is finished.")
_NOT_FINISHED = N_("The review of {name} is not recorded as finished.")
_NOTHING_BEFORE = N_("Nothing has to precede this review: it may begin.")
_GONE = N_("What stood on the page has changed meanwhile: look at the list anew.")


def reference(subject: Subject) -> str:
    """How the journal speaks of a subject."""
    if subject.person_id:
        return f"person:{subject.person_id}"
    kind = "collective" if subject.kind == SubjectKind.COLLECTIVE else "organisation"
    return f"{kind}:{subject.code}"[:80]


def may_decide(access: Access, row: PlanRow) -> bool:
    """Whether somebody holds the right to decide at the unit that manages the subject."""
    return access.may(Right.EDIT_PLAN, authority_over(row).path)


def obstacles_to_deciding(access: Access, row: PlanRow) -> Iterator[Verdict]:
    """What stands in the way of deciding on a row, whatever is decided."""
    authority = authority_over(row)
    if not access.may(Right.EDIT_PLAN, authority.path):
        yield Verdict(Message(_ELSEWHERE, {"unit": authority.name}), "", authority.clause)
    if row.finished_on:
        yield refused_as_finished(row, row.finished_on)


def refused_as_finished(row: PlanRow, day: date) -> Verdict:
    """That a finished review is not changed; the subject must be fetched with the row."""
    return Verdict(Message(_IS_FINISHED, {"name": row.subject.name, "day": day.strftime("%d/%m/%Y")}))


def decide_place(access: Access, number: int, action: Action, ground: str, paper: Paper) -> PlanRow:
    """Decide that a subject is reviewed at a place, only reported to it, or neither, otherwise than the rules derive.

    Raises:
        OutOfSight: the row is not in sight. Refused: another level decides, no ground, the review is finished (I.1.b).
    """
    with transaction.atomic():
        row = _locked(access, number)
        refuse_on_unkept(RowChange, {"ground": ground}, paper)
        refuse_on([*obstacles_to_deciding(access, row), *_obstacles_to_place(row, action, ground)])
        actor = access.actor(Right.EDIT_PLAN, authority_over(row).path)
        before, row.action, row.ground = row.action, action.value, tidied(ground)
        row.version += 1
        row.save(update_fields=["action", "ground", "version"])
        _count(row.place_id, reviews=(action in HELD) - (before in HELD))
        renew_order_at(row.cycle, row.place)
        _note(row, RowChange.Kind.ACTION, actor, before, action.value, ground, keep_paper(paper))
        details = {"row": row.pk, "before": before, "after": action.value}
        _journal(actor, Verb.PLACE_DECIDED, row, details)
        return row


def _obstacles_to_place(row: PlanRow, action: Action, ground: str) -> Iterator[Verdict]:
    if row.subject.kind == SubjectKind.COLLECTIVE:
        yield Verdict(Message(_OF_ITSELF), "action", "I.1.c")
    if row.action == action.value:
        yield Verdict(Message(_SAME), "action")
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground", "I.1.b")


def open_early(access: Access, number: int, ground: str, paper: Paper) -> PlanRow:
    """Let a review begin before what must precede it (the product's own addition to I.3.3.a).

    Raises:
        OutOfSight. Refused: another level decides, no ground, nothing precedes it.
    """
    with transaction.atomic():
        row = _locked(access, number)
        refuse_on_unkept(RowChange, {"ground": ground}, paper)
        refuse_on([*obstacles_to_deciding(access, row), *_obstacles_to_early(row, ground)])
        actor = access.actor(Right.EDIT_PLAN, authority_over(row).path)
        row.opened_early_at = timezone.now()
        row.version += 1
        row.save(update_fields=["opened_early_at", "version"])
        _note(row, RowChange.Kind.EARLY, actor, "", "", ground, keep_paper(paper))
        _journal(actor, Verb.OPENED_EARLY, row, {"row": row.pk})
        return row


def _obstacles_to_early(row: PlanRow, ground: str) -> Iterator[Verdict]:
    if row.action not in HELD:
        yield Verdict(Message(_NOT_HELD, {"name": row.subject.name}))
    elif not standing_of([row])[0].is_waiting:
        yield Verdict(Message(_NOTHING_BEFORE), "", "I.3.3.a")
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground", "I.3.3.a")


def obstacles_to_finishing(standings: Sequence[Standing], day: date | None) -> Iterator[Verdict]:
    """What stands in the way of recording these reviews of one place as finished on a day, together."""
    if not standings:
        yield Verdict(Message(_NOTHING))
        return
    yield from _obstacles_to_day(standings[0].row, day)
    together = {standing.row.pk for standing in standings}
    for standing in standings:
        row = standing.row
        if row.action not in HELD:
            yield Verdict(Message(_NOT_HELD, {"name": row.subject.name}), "", row.clauses.split()[0])
        elif row.finished_on:
            yield refused_as_finished(row, row.finished_on)
        elif standing.is_waiting and (others := [one for one in standing.unmet if one.pk not in together]):
            names = ", ".join(dict.fromkeys(one.subject.name for one in others))
            told = Message(_WAITS, {"name": row.subject.name, "others": names, "unit": authority_over(row).name})
            yield Verdict(told, "", "I.3.3.a")
        if standing.lacks:
            yield Verdict(Message(_LACKS, {"name": row.subject.name}), "", standing.lacks)


def _obstacles_to_day(row: PlanRow, day: date | None) -> Iterator[Verdict]:
    if day and day > timezone.localdate():
        yield Verdict(Message(_FUTURE), "day")
    elif day and day < date(row.cycle.year, 1, 1):
        yield Verdict(Message(_TOO_EARLY), "day")


def finish_reviews(access: Access, place_number: int, rows: Collection[int], day: date) -> list[PlanRow]:
    """Record that reviews of one place are finished; those recorded together may precede each other.

    Raises:
        OutOfSight: the place is not theirs to record. Refused: see `obstacles_to_finishing`.
    """
    with transaction.atomic():
        place = place_seen_by(access, place_number, Right.RECORD_REVIEW)
        lock_places(Place.objects.filter(pk=place.pk))
        found = PlanRow.objects.filter(place=place, pk__in=rows, dropped_at__isnull=True)
        related = found.select_related("subject", "place", "cycle")
        locked = list(related.select_for_update(of=("self",)).order_by("pk"))
        if len(locked) != len(set(rows)):
            refuse_on([Verdict(Message(_GONE))])
        refuse_on(obstacles_to_finishing(standing_of(locked), day))
        actor = access.actor(Right.RECORD_REVIEW, place.path)
        PlanRow.objects.filter(pk__in=[row.pk for row in locked]).update(finished_on=day, version=F("version") + 1)
        _count(place.pk, finished=len(locked))
        RowChange.objects.bulk_create(
            [
                RowChange(row=row, kind=RowChange.Kind.FINISHED, after=day.isoformat(), by=actor.account,
                          behalf_of=actor.on_behalf_of)
                for row in locked
            ]
        )  # fmt: skip
        record_all(
            actor,
            [Act(Verb.REVIEW_FINISHED, reference(row.subject), {"row": row.pk, "on": day.isoformat()})
             for row in locked],
            unit=place.organisation.code,
        )  # fmt: skip
        return locked


def reopen_review(access: Access, number: int, ground: str) -> PlanRow:
    """Take back that a review is finished: it was recorded by mistake, or must be held anew.

    Raises:
        OutOfSight: the row is not theirs to record. Refused: it is not finished, no ground.
    """
    with transaction.atomic():
        row = _locked(access, number, Right.RECORD_REVIEW)
        refuse_on_unkept(RowChange, {"ground": ground})
        if row.finished_on is None:
            refuse_on([Verdict(Message(_NOT_FINISHED, {"name": row.subject.name}))])
        if not ground.strip():
            refuse_on([Verdict(Message(_NO_GROUND), "ground")])
        actor = access.actor(Right.RECORD_REVIEW, row.path)
        before = str(row.finished_on)
        row.finished_on = None
        row.version += 1
        row.save(update_fields=["finished_on", "version"])
        _count(row.place_id, finished=-1)
        _note(row, RowChange.Kind.REOPENED, actor, before, "", ground, None)
        _journal(actor, Verb.REVIEW_REOPENED, row, {"row": row.pk, "was": before})
        return row


def _locked(access: Access, number: int, right: Right = Right.SEE_PLAN) -> PlanRow:
    """The row of a scoped query, locked; to record one must hold the right at the place itself."""
    found = rows_seen_by(access, right).filter(pk=number)
    if right == Right.RECORD_REVIEW:
        found = found.filter(access.scope(right))
    lock_places(Place.objects.filter(pk__in=found.values("place_id")))
    related = found.select_related("subject", "place__organisation", "cycle__unit").defer("cycle__edition_text")
    row = related.select_for_update(of=("self",)).first()
    if row is None or not any(access.may(one) for one in (Right.EDIT_PLAN, Right.RECORD_REVIEW)):
        raise OutOfSight(f"plan row {number}")
    return row


def lock_places(places: "QuerySet[Place]") -> None:
    """Lock places before any of their rows, so that of two who change rows there the second waits for the first."""
    list(places.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _count(place: int, *, reviews: int = 0, finished: int = 0) -> None:
    if reviews or finished:
        changes = {"reviews": F("reviews") + reviews, "finished": F("finished") + finished}
        Place.objects.filter(pk=place).update(**changes)


def _note(
    row: PlanRow, kind: RowChange.Kind, actor: Actor, before: str, after: str, ground: str, document: Document | None
) -> None:
    RowChange.objects.create(
        row=row, kind=kind, before=before, after=after, ground=tidied(ground), document=document, by=actor.account,
        behalf_of=actor.on_behalf_of,
    )  # fmt: skip


def _journal(actor: Actor, verb: Verb, row: PlanRow, details: Details) -> None:
    unit = row.place.organisation.code
    record(actor, verb, unit=unit, subject=reference(row.subject), details=details)
