"""Derives from the frozen registry who is asked about whom (I.3.1.a, I.3.1.b2, II.3.h, II.3.i, II.3.k, II.3.l)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone

from kiemdiem.campaign.drawing import Drawing, draw
from kiemdiem.campaign.freezing import batches
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.campaign.roster import frozen_workbook, terms_of
from kiemdiem.evaluation.members import former_cells
from kiemdiem.evaluation.periods import active, touches_year
from kiemdiem.registry.models import Collective, Person
from kiemdiem.review.models import OpinionRequest
from kiemdiem.rulebook.edition import OpinionRule
from kiemdiem.rulebook.preparation import opinion_rule
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import CollectiveKind, MembershipKind, OrganisationKind, SubjectKind
from kiemdiem.wording import N_
from kiemdiem.workbook.values import NO_DAY, NO_ROW

Kind = OpinionRequest.Kind
EXEMPT = N_("No yearly residence remark is asked of this member (Regulation 213-QĐ/TW).")
UNKNOWN = "?"
"""Somebody is to be asked, but the registry does not say who: entered by hand."""


@dataclass(frozen=True)
class Wanted:
    """One request that the rules derive, by codes."""

    kind: OpinionRequest.Kind
    subject_kind: SubjectKind
    subject: str
    clause: str
    organisation: str = ""
    collective: str = ""
    person: str = ""
    is_needed: bool = True


def wanted_by_rules(drawing: Drawing) -> Iterator[Wanted]:
    """Every request of the whole frozen registry."""
    yield from _reports(drawing)
    yield from _members(drawing)
    yield from _former_units(drawing)


# --- opinions on collectives' reports


def _reports(drawing: Drawing) -> Iterator[Wanted]:
    table, organisations = drawing.workbook["collectives"], drawing.workbook["organisations"]
    ids = drawing.ids["collectives"]
    kinds = [CollectiveKind(code) for code in table.schema.by_key["kind"].codes]
    unit_kinds = [OrganisationKind(code) for code in organisations.schema.by_key["kind"].codes]
    own = table.rows("organisation").tolist()
    at_unit: dict[int, list[int]] = defaultdict(list)
    for row, unit in enumerate(own):
        at_unit[unit].append(row)
    below: dict[int, list[int]] = defaultdict(list)
    for unit, parent in enumerate(organisations.rows("parent").tolist()):
        below[parent].append(unit)
    territorial, unit_codes = organisations.flags("territorial").tolist(), organisations.codes("kind").tolist()
    collective_codes = table.codes("kind").tolist()
    posts = _posts(drawing)
    for row, unit in enumerate(own):
        if unit == NO_ROW or collective_codes[row] < 0 or unit_codes[unit] < 0:
            continue
        kind, unit_kind = kinds[collective_codes[row]], unit_kinds[unit_codes[unit]]
        rule = opinion_rule(drawing.terms.edition, kind, unit_kind, territorial=territorial[unit])
        if rule is None:
            continue
        places = [unit, *(one for one in below[unit] if unit_kinds[unit_codes[one]] == OrganisationKind.AGENCY)]
        if rule.where == "inside":
            places = [unit, *below[unit]]
        bodies = [one for place in places for one in at_unit[place] if _is_asked(rule, kinds, collective_codes[one])]
        yield from _asked_about(ids, row, [one for one in bodies if one != row], rule, posts)


def _is_asked(rule: OpinionRule, kinds: list[CollectiveKind], code: int) -> bool:
    return code >= 0 and kinds[code].value in rule.asked


def _asked_about(
    ids: list[str], row: int, bodies: list[int], rule: OpinionRule, posts: dict[int, list[tuple[str, str]]]
) -> Iterator[Wanted]:
    about = (Kind.REPORT, SubjectKind.COLLECTIVE, ids[row])
    if not bodies:
        yield Wanted(*about, rule.clause, collective=UNKNOWN)
    for body in bodies:
        yield Wanted(*about, rule.clause, collective=ids[body])
        for person, role in posts[body]:
            if role in rule.roles:
                yield Wanted(*about, "I.3.1.a4", person=person)


def _posts(drawing: Drawing) -> dict[int, list[tuple[str, str]]]:
    """Row of a collective -> code and role of each who holds a post in it."""
    table, people = drawing.workbook["posts"], drawing.ids["people"]
    roles = table.schema.by_key["role"].codes
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in np.flatnonzero(active(table, drawing.terms) & (table.codes("role") >= 0)).tolist():
        person = people[int(table.rows("person")[row])]
        found[int(table.rows("collective")[row])].append((person, roles[int(table.codes("role")[row])]))
    return found


# --- remarks on members


def _members(drawing: Drawing) -> Iterator[Wanted]:
    found, people = drawing.evaluation, drawing.ids["people"]
    cells, units = found.members.cells, drawing.ids["organisations"]
    in_scope = set(found.members.judged.rows.tolist())
    table = drawing.workbook["people"]
    residence, exempt = table.rows("residence_cell"), table.flags("remark_exempt")
    for row in np.flatnonzero((residence != NO_ROW) & (residence != cells) & (cells != NO_ROW)).tolist():
        if row in in_scope:
            yield Wanted(Kind.RESIDENCE, SubjectKind.MEMBER, people[row], "I.3.1.b2",
                         organisation=units[int(residence[row])], is_needed=not exempt[row])  # fmt: skip
    memberships = drawing.workbook["memberships"]
    rows, months = former_cells(found.sources, cells)
    long_enough = rows[months >= drawing.terms.number("former_cell_months")]
    temporary = np.flatnonzero(
        memberships.is_code("kind", MembershipKind.TEMPORARY) & touches_year(memberships, drawing.terms)
    )
    for kind, clause, chosen in ((Kind.FORMER_CELL, "II.3.k", long_enough), (Kind.TEMPORARY_CELL, "II.3.l", temporary)):
        for row in chosen.tolist():
            person, cell = int(memberships.rows("person")[row]), int(memberships.rows("cell")[row])
            if person in in_scope and cell != NO_ROW and cells[person] != NO_ROW:
                yield Wanted(kind, SubjectKind.MEMBER, people[person], clause, organisation=units[cell])


def _former_units(drawing: Drawing) -> Iterator[Wanted]:
    """The unit of the post that ended last before the new one; not known where the registry holds none."""
    posts, people = drawing.evaluation.cadres.posts, drawing.ids["people"]
    table, collectives = drawing.workbook["posts"], drawing.ids["collectives"]
    start, end, persons = table.days("start"), table.days("end"), table.rows("person")
    earlier: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(end != NO_DAY).tolist():
        earlier[int(persons[row])].append(row)
    for flag, clause in (("new_from_equal", "II.3.h"), ("new_from_lower", "II.3.i")):
        for row in np.flatnonzero(posts.flags[flag] & posts.at_review).tolist():
            person = int(persons[row])
            before = [one for one in earlier[person] if end[one] <= start[row]]
            last = max(before, key=lambda one: int(end[one]), default=None)
            named = collectives[int(table.rows("collective")[last])] if last is not None else UNKNOWN
            yield Wanted(Kind.FORMER_UNIT, SubjectKind.CADRE, people[person], clause, collective=named)


# --- writing


def derive(cycle: Cycle, path: str) -> int:
    """Write the requests about the subjects of a subtree that are not there yet; how many are new."""
    drawing = draw(frozen_workbook(cycle), terms_of(cycle))
    writer = _Writer(cycle, path)
    with transaction.atomic():
        Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
        there = OpinionRequest.objects.filter(within("path", [path]), cycle=cycle)
        known = set(there.values_list("subject_id", "kind", "asked"))
        named = set(there.filter(asked__startswith="name:").values_list("subject_id", "kind", "clause"))
        new = {
            (one.subject_id, one.kind, one.asked): one
            for one in writer.requests(wanted_by_rules(drawing))
            if (one.subject_id, one.kind, one.asked) not in known
            and not (one.asked == UNKNOWN and (one.subject_id, one.kind, one.clause) in named)
        }
        for some in batches(new.values()):
            OpinionRequest.objects.bulk_create(some, batch_size=1_000)
    return len(new)


class _Writer:
    """Turns codes into rows of the registry of today."""

    def __init__(self, cycle: Cycle, path: str) -> None:
        self.cycle = cycle
        here = Subject.objects.filter(within("path", [path]), cycle=cycle)
        self.subjects = {(kind, code): (key, at) for kind, code, key, at in
                         here.values_list("kind", "code", "pk", "path")}  # fmt: skip
        rows = PlanRow.objects.filter(subject__in=here, dropped_at__isnull=True)
        self.deadlines = dict(rows.order_by("pk").values_list("subject_id", "place__deadline"))
        self.units = {code: (key, at) for code, key, at in Organisation.objects.values_list("code", "pk", "path")}
        self.bodies = {code: (key, at) for code, key, at in Collective.objects.values_list("code", "pk", "path")}
        self.people: dict[str, tuple[int, str]] = {}

    def requests(self, wanted: Iterable[Wanted]) -> list[OpinionRequest]:
        """The rows of those whose subject lies in the subtree."""
        here = [one for one in wanted if (one.subject_kind.value, one.subject) in self.subjects]
        for some in batches({one.person for one in here if one.person}):
            found = Person.objects.filter(code__in=some).values_list("code", "pk", "path")
            self.people |= {code: (key, at) for code, key, at in found}
        return [made for one in here if (made := self._request(one))]

    def _request(self, one: Wanted) -> OpinionRequest | None:
        subject, path = self.subjects[one.subject_kind.value, one.subject]
        request = OpinionRequest(
            cycle=self.cycle, subject_id=subject, kind=one.kind, clause=one.clause, path=path, asked=UNKNOWN,
            deadline=self.deadlines.get(subject, ""),
        )  # fmt: skip
        if not one.is_needed:
            request.not_needed_at, request.ground = timezone.now(), EXEMPT
        if one.organisation in self.units:
            request.organisation_id, request.asked_path = self.units[one.organisation]
            request.asked = f"organisation:{request.organisation_id}"
        elif one.collective in self.bodies:
            request.collective_id, request.asked_path = self.bodies[one.collective]
            request.asked = f"collective:{request.collective_id}"
        elif one.person in self.people:
            request.person_id, request.asked_path = self.people[one.person]
            request.asked = f"person:{request.person_id}"
        elif one.person:
            return None
        return request
