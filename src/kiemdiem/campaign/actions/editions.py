"""An edition changed under an open cycle: tried first, then decided with a ground."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, EditionTrial
from kiemdiem.jobs.actions import ask_for
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.rulebook.loading import EditionError, load
from kiemdiem.rulebook.pinning import pinned
from kiemdiem.tree.names import tidied
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.wording import N_, Message

_TRIAL = N_("Cycle {year} of {unit}: other rules tried")
_SAME = N_("These are the rules that the cycle has pinned: nothing would differ.")
_NOT_OPEN = N_("The cycle is not open yet: give it up and prepare it anew with the other rules.")
_NOT_TRIED = N_("What would differ is not known yet: wait for the trial to end.")
_DECIDED = N_("This was decided already.")
_NO_GROUND = N_("Say why the rules of an open cycle are changed, or why not.")


def ask_to_try(access: Access, number: int, edition_name: str) -> EditionTrial:
    """Have other rules, or the changed files of the same edition, tried on what the cycle froze.

    Raises:
        OutOfSight: the cycle is not theirs. Refused: it is not open; the rules are the same; no such edition.
    """
    with transaction.atomic():
        found = Cycle.objects.filter(access.scope(Right.OPEN_CYCLE, "unit__path"), pk=number, discarded_at__isnull=True)
        cycle = found.select_related("unit").select_for_update(of=("self",)).first()
        if cycle is None:
            raise OutOfSight(f"cycle {number}")
        try:
            edition = load(edition_name)
        except EditionError as error:
            raise Refused([Verdict(problem, "edition") for problem in error.problems]) from error
        refuse_on(_obstacles_to_trial(cycle, edition.digest))
        actor = access.actor(Right.OPEN_CYCLE, cycle.unit.path)
        trial = EditionTrial.objects.create(
            cycle=cycle, edition=edition.id, edition_digest=edition.digest, edition_text=pinned(edition),
            asked_by=actor.account,
        )  # fmt: skip
        title = Message(_TRIAL, {"year": str(cycle.year), "unit": cycle.unit.name})
        owner = Account.objects.get(pk=access.account)
        ask_for(owner, "cycle.try_edition", f"trial:{trial.pk}", title, {"cycle": cycle.pk, "trial": trial.pk})
        return trial


def _obstacles_to_trial(cycle: Cycle, digest: str) -> Iterator[Verdict]:
    if not cycle.frozen_at:
        yield Verdict(Message(_NOT_OPEN))
    elif cycle.edition_digest == digest:
        yield Verdict(Message(_SAME), "edition")


def decide_edition(access: Access, number: int, *, accept: bool, ground: str, paper: Paper) -> EditionTrial:
    """Pin the rules that were tried, or leave the cycle as it is; rows that differ are then proposed as changes.

    Raises:
        OutOfSight: the cycle is not theirs. Refused: not tried yet, decided already, no ground.
    """
    with transaction.atomic():
        mine = access.scope(Right.OPEN_CYCLE, "cycle__unit__path")
        trial = EditionTrial.objects.filter(mine, pk=number).select_related("cycle__unit").first()
        if trial is None:
            raise OutOfSight(f"trial {number}")
        cycle = locked(Cycle.objects.filter(pk=trial.cycle_id).select_related("unit"), f"cycle {trial.cycle_id}")
        trial = EditionTrial.objects.select_for_update(of=("self",)).get(pk=number)
        refuse_on_unkept(EditionTrial, {"ground": ground}, paper)
        refuse_on(obstacles_to_decision(trial, ground))
        actor = access.actor(Right.OPEN_CYCLE, cycle.unit.path)
        trial.decided_at, trial.decided_by, trial.accepted = timezone.now(), actor.account, accept
        trial.ground, trial.document = tidied(ground), keep_paper(paper)
        trial.save()
        if accept:
            values = {name: getattr(trial, name) for name in ("edition", "edition_digest", "edition_text")}
            Cycle.objects.filter(pk=cycle.pk).update(**values)
        details = {"cycle": cycle.pk, "before": cycle.edition_digest, "after": trial.edition_digest,
                   "accepted": accept}  # fmt: skip
        record(actor, Verb.EDITION_CHANGED, unit=cycle.unit.code, subject=reference(cycle.unit), details=details)
        return trial


def obstacles_to_decision(trial: EditionTrial, ground: str) -> Iterator[Verdict]:
    """What stands in the way of deciding on rules that were tried."""
    if trial.decided_at:
        yield Verdict(Message(_DECIDED))
    elif not trial.tried_at:
        yield Verdict(Message(_NOT_TRIED))
    if not ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground")
