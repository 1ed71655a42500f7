"""The long work of this floor: deriving whose opinion is asked."""

import json

from django.db import transaction
from django.urls import reverse

from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle
from kiemdiem.jobs.kinds import Finished
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.statistics import renew_statistics
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.units import reference
from kiemdiem.review.deriving import derive
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.wording import N_, Message

_DERIVED = N_("Derived: {count} new requests for opinions. Nothing is sent yet.")
_NOT_ALLOWED = N_("You may no longer ask for opinions here.")


def derive_opinions(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `opinions.derive`: what is there already stays, so it may be run again.

    Raises:
        Refused: the right is held no more.
    """
    options = json.loads(job.options)
    unit = Organisation.objects.get(code=options["unit"])
    cycle = Cycle.objects.select_related("unit").get(pk=int(options["cycle"]))
    access = access_of(job.owner, "job")
    if not access.may(Right.ASK_OPINIONS, unit.path):
        raise Refused([Verdict(Message(_NOT_ALLOWED))])
    progress.begin(1)
    progress.hold()
    with transaction.atomic():
        count = derive(cycle, unit.path)
        actor = access.actor(Right.ASK_OPINIONS, unit.path)
        details = {"cycle": cycle.pk, "new": count}
        record(actor, Verb.OPINIONS_DERIVED, unit=unit.code, subject=reference(unit), details=details)
    renew_statistics(count)
    progress.advance(1)
    return Finished(Message(_DERIVED, {"count": count}), reverse("opinion_requests"))
