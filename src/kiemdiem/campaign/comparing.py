"""What the plan would be if the registry of today were frozen, beside the plan as it stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kiemdiem.campaign.drawing import PLACE_TABLES, Drawing, DrawnRow, row_name
from kiemdiem.campaign.freezing import batches
from kiemdiem.campaign.models import Cycle, Place, PlanRow, Problem, ProposedChange, Subject
from kiemdiem.campaign.preceding import renew_order_of_collectives
from kiemdiem.registry.models import Collective, Person
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import Action, SubjectKind

_Kind = ProposedChange.Kind
_BATCH = 2_000


@dataclass(frozen=True)
class _Standing:
    """A plan row as it stands."""

    kind: str
    subject: str
    place: str
    action: str
    is_decided: bool
    """An authority decided otherwise than the rules derive: that stays."""


@dataclass(frozen=True)
class _Found:
    """One difference; `drawn` None: the row is no longer derived."""

    kind: str
    subject_kind: str
    subject: str
    place: str
    before: str
    drawn: DrawnRow | None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.subject_kind, self.subject, self.place)

    @property
    def after(self) -> str:
        return self.drawn.action if self.drawn else ""


def find_changes(cycle: Cycle, drawing: Drawing) -> int:
    """Keep the differences as proposed changes; how many wait for a decision.

    A change that was refused is not proposed again while the registry says the same; one that the registry no longer
    says is gone.
    """
    with transaction.atomic():
        Cycle.objects.select_for_update(of=("self",)).only("pk").get(pk=cycle.pk)
        found = {one.key: one for one in _differences(cycle, drawing)}
        known: dict[tuple[str, str, str], ProposedChange] = {}
        gone = []
        for change in _waiting_or_refused(cycle):
            key = (change.subject_kind, change.code, _place_code(change))
            same = found.get(key)
            if same and (same.kind, same.before, same.after) == (change.kind, change.before, change.after):
                known[key] = change
            else:
                gone.append(change.pk)
        for some in batches(gone):
            ProposedChange.objects.filter(pk__in=some).update(gone_at=timezone.now())
        new = [one for key, one in found.items() if key not in known]
        ProposedChange.objects.bulk_create(_proposed(cycle, new), batch_size=_BATCH)
        renew_order_of_collectives(cycle, {row.name: row.after for row in drawing.collectives()})
        Cycle.objects.filter(pk=cycle.pk).update(compared_at=timezone.now())
    return ProposedChange.objects.filter(cycle=cycle, decided_at__isnull=True, gone_at__isnull=True).count()


def _waiting_or_refused(cycle: Cycle) -> Iterable[ProposedChange]:
    """What was accepted was carried out: when the registry says the same again, it is a new change."""
    found = ProposedChange.objects.filter(cycle=cycle, gone_at__isnull=True).exclude(accepted=True)
    return found.select_related("place_organisation", "place_collective").iterator(_BATCH)


def _place_code(change: ProposedChange) -> str:
    return (change.place_collective or change.place_organisation).code


def _differences(cycle: Cycle, drawing: Drawing) -> Iterable[_Found]:
    aside = frozenset(
        Problem.objects.filter(cycle=cycle, set_aside_at__isnull=False).values_list("person__code", flat=True)
    )
    still_odd = {drawing.ids["people"][row] for row in drawing.cells_of}
    standing = _standing(cycle)
    seen = set()
    for row in drawing.rows(aside & still_odd):
        seen.add(row.name)
        there = standing.get(row.name)
        if there is None:
            yield _Found(_Kind.ADDED, row.kind.value, row.subject, row.place, "", row)
        elif there.action != row.action and not there.is_decided:
            yield _Found(_Kind.ACTION, row.kind.value, row.subject, row.place, there.action, row)
    for name, there in standing.items():
        if name not in seen:
            yield _Found(_Kind.DROPPED, there.kind, there.subject, there.place, there.action, None)


def _standing(cycle: Cycle) -> dict[str, _Standing]:
    """The rows that stand, by name."""
    rows = PlanRow.objects.filter(cycle=cycle, dropped_at__isnull=True)
    columns = ("subject__kind", "subject__code", "place__code", "action", "ground")
    return {
        row_name(kind, subject, place): _Standing(kind, subject, place, action, bool(ground))
        for kind, subject, place, action, ground in rows.values_list(*columns).iterator(_BATCH)
    }


@dataclass(frozen=True)
class _Known:
    """What differences point to: the places of the registry of today, else those of the plan; the subjects."""

    places: dict[tuple[str, str], tuple[int, int | None, str]]
    """Table and code -> organisation, collective, path."""
    collectives: dict[str, int]
    people: dict[str, int]


def _known(cycle: Cycle, found: list[_Found]) -> _Known:
    places: dict[tuple[str, str], tuple[int, int | None, str]] = {}
    columns = ("code", "organisation_id", "collective_id", "path")
    for code, organisation, collective, path in Place.objects.filter(cycle=cycle).values_list(*columns):
        places["collectives" if collective else "organisations", code] = (organisation, collective, path)
    here = within("path", [cycle.unit.path])
    for code, organisation, path in Organisation.objects.filter(here).values_list("code", "pk", "path"):
        places["organisations", code] = (organisation, None, path)
    collectives = Collective.objects.filter(here).values_list("code", "organisation_id", "pk", "path")
    for code, organisation, collective, path in collectives:
        places["collectives", code] = (organisation, collective, path)
    known = _Known(places, {}, {})
    for some in batches({one.subject for one in found if one.subject_kind == SubjectKind.COLLECTIVE}):
        known.collectives.update(Collective.objects.filter(code__in=some).values_list("code", "pk"))
    for some in batches({one.subject for one in found if one.subject_kind != SubjectKind.COLLECTIVE}):
        known.people.update(Person.objects.filter(code__in=some).values_list("code", "pk"))
    return known


def _proposed(cycle: Cycle, found: list[_Found]) -> list[ProposedChange]:
    """The differences as rows, with what they point to."""
    if not found:
        return []
    known, reasons = _known(cycle, found), _reasons(cycle, found)
    made = []
    for one in found:
        organisation, collective, path = known.places[PLACE_TABLES[SubjectKind(one.subject_kind)], one.place]
        is_collective, drawn = one.subject_kind == SubjectKind.COLLECTIVE, one.drawn
        change = ProposedChange(
            cycle=cycle, kind=one.kind, why=reasons[one.subject_kind, one.subject], subject_kind=one.subject_kind,
            code=one.subject, before=one.before, after=one.after, place_organisation_id=organisation,
            place_collective_id=collective, path=path, clauses=drawn.clauses if drawn else "",
            deadline=drawn.deadline if drawn else "", after_rows=drawn.after if drawn else "",
            person_id=None if is_collective else known.people[one.subject],
            collective_id=known.collectives[one.subject] if is_collective else None,
        )  # fmt: skip
        made.append(change)
    return made


def _reasons(cycle: Cycle, found: list[_Found]) -> dict[tuple[str, str], str]:
    """Why each subject's rows differ, as far as the differences tell."""
    by_subject: dict[tuple[str, str], list[_Found]] = defaultdict(list)
    for one in found:
        by_subject[one.subject_kind, one.subject].append(one)
    known = set(Subject.objects.filter(cycle=cycle).values_list("kind", "code"))
    return {subject: _reason(several, is_new=subject not in known) for subject, several in by_subject.items()}


def _reason(several: list[_Found], *, is_new: bool) -> str:
    kind = several[0].subject_kind
    kinds = {one.kind for one in several}
    if kind == SubjectKind.COLLECTIVE:
        return "registry"
    if is_new:
        return "admitted" if kind == SubjectKind.MEMBER else "posts"
    if any(Action.NONE.value in (one.before, one.after) for one in several):
        return "circumstance"
    if kind == SubjectKind.CADRE:
        return "posts"
    return "moved" if kinds == {_Kind.ADDED, _Kind.DROPPED} else "left"
