"""The kinds of jobs: each names the function that carries it out, on a higher floor."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string

from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.wording import N_, Message


@dataclass(frozen=True)
class Finished:
    """How a job ended well: what to say, and where the result is."""

    message: Message
    result_url: str = ""


@dataclass(frozen=True)
class Kind:
    """What is done, and the dotted name of the function that does it."""

    title: str
    carried_out_by: str


Run = Callable[[Job, Progress], Finished]
KINDS: dict[str, Kind] = {
    "import.preview": Kind(N_("preview of an import"), "kiemdiem.registry.importing.previewing.run"),
    "import.apply": Kind(N_("import"), "kiemdiem.registry.importing.applying.run"),
    "export.workbook": Kind(N_("export of a workbook"), "kiemdiem.registry.exporting.run"),
    "cycle.preview": Kind(N_("preview of a plan"), "kiemdiem.campaign.jobs.preview"),
    "cycle.freeze": Kind(N_("opening of a cycle"), "kiemdiem.campaign.jobs.freeze"),
    "opinions.derive": Kind(N_("deriving whose opinion is asked"), "kiemdiem.review.jobs.derive_opinions"),
    "cycle.try_edition": Kind(N_("trial of other rules"), "kiemdiem.campaign.jobs.try_rules"),
    "reminders.confirm": Kind(N_("mail that confirms an address"), "kiemdiem.reminders.sending.send_confirmation"),
    "cycle.compare": Kind(N_("comparison of the plan with the registry"), "kiemdiem.campaign.jobs.compare"),
}


def run_of(kind: str) -> Run:
    """The function that carries out jobs of that kind."""
    run: Run = import_string(KINDS[kind].carried_out_by)
    return run
