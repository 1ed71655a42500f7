"""What stands in the way of opening a cycle: the same for the page, the action and the job."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from kiemdiem.campaign.models import Cycle, Problem
from kiemdiem.rulebook.loading import EditionError, load
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import above, within
from kiemdiem.verdicts import Verdict
from kiemdiem.vocabulary import EARLIEST, LATEST
from kiemdiem.wording import N_, Message

_TWICE = N_("{unit} takes part in a cycle of {year} already, that of {other}: go on with that one.")
_ODD_YEAR = N_("The year must lie between {first} and {last}.")
_ODD_DAY = N_("The reference date must lie in the cycle's year {year}: the regulation counts from 31 December.")
_OTHER_YEAR = N_(
    "The edition {edition} holds the rules of {own}: they are taken over for {year}; check what has changed."
)
_DERIVED = N_("The edition {edition} was worked out from another year's text: have it confirmed before you use it.")
_FILES_CHANGED = N_(
    "The files of the edition {edition} have changed since the cycle pinned them. The cycle goes on with the pinned"
    " rules; try the changed ones to see what would differ, then decide."
)
_NOT_PREVIEWED = N_("There is no preview of the plan yet: make it first and look at it.")
_PROBLEMS = N_(
    "{count} members take part in no cell, or in several at once: mend that in the registry and make the preview"
    " anew, or leave them out of the plan with a ground."
)
_FROZEN = N_("The cycle is open already.")
_GIVEN_UP = N_("The cycle was given up: prepare it anew.")


def obstacles_to_preparing(unit: Organisation, year: int, as_of: date | None) -> Iterator[Verdict]:
    """What stands in the way of preparing a cycle of this year for a unit and all below it."""
    if not EARLIEST.year <= year < LATEST.year:
        yield Verdict(Message(_ODD_YEAR, {"first": EARLIEST.year, "last": LATEST.year - 1}), "year")
        return
    if as_of and as_of.year != year:
        yield Verdict(Message(_ODD_DAY, {"year": str(year)}), "as_of")
    overlapping = Q(unit__path__in=[*above(unit.path), unit.path]) | within("unit__path", [unit.path])
    other = Cycle.objects.filter(overlapping, year=year, discarded_at__isnull=True).select_related("unit").first()
    if other is not None:
        told = Message(_TWICE, {"unit": unit.name, "year": str(year), "other": other.unit.name})
        yield Verdict(told, "year", "I.1.a")


def remarks_on_edition(edition: str, own_year: int, year: int, *, is_derived: bool) -> Iterator[Verdict]:
    """What to know of an edition before a cycle is opened with it; none of it refuses."""
    if own_year != year:
        told = Message(_OTHER_YEAR, {"edition": edition, "own": str(own_year), "year": str(year)})
        yield Verdict(told, "edition", refuses=False)
    if is_derived:
        yield Verdict(Message(_DERIVED, {"edition": edition}), "edition", refuses=False)


def remark_on_changed_files(cycle: Cycle) -> Verdict | None:
    """Whether the edition's files say something else now than when the cycle pinned them; the cycle keeps its own."""
    try:
        edition = load(cycle.edition)
    except EditionError:
        return None  # the files are gone: the cycle does not need them
    if edition.digest == cycle.edition_digest:
        return None
    return Verdict(Message(_FILES_CHANGED, {"edition": cycle.edition}), refuses=False)


def obstacles_to_freezing(cycle: Cycle) -> Iterator[Verdict]:
    """What stands in the way of freezing the plan."""
    if cycle.frozen_at:
        yield Verdict(Message(_FROZEN))
        return
    if cycle.discarded_at:
        yield Verdict(Message(_GIVEN_UP))
        return
    if not cycle.previewed_at:
        yield Verdict(Message(_NOT_PREVIEWED))
        return
    if troubles := Problem.objects.filter(cycle=cycle, set_aside_at__isnull=True).count():
        yield Verdict(Message(_PROBLEMS, {"count": troubles}), "", "II.2.3.a")
