"""Makes workplace electorates: by the rules, or as the level above the grassroots lays it down (I.3.1.c)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.awaiting import await_before_review, await_by_rule_alone
from kiemdiem.campaign.actions.plan import reference as reference_of_subject
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.campaign.queries.cycles import open_cycle_at
from kiemdiem.campaign.queries.leaders import BEFORE_REVIEW
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import refuse_on_unkept
from kiemdiem.registry.actions.units import reference
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.queries.units import organisation_seen_by
from kiemdiem.review.electing import leaders_by_rule, voters_by_rule
from kiemdiem.review.models import Electorate, ElectorateLeader, Voter
from kiemdiem.review.queries.standing import subjects_at
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.names import tidied
from kiemdiem.tree.paths import within
from kiemdiem.verdicts import Refused, Verdict, refuse_on
from kiemdiem.vocabulary import OrganisationKind, SubjectKind
from kiemdiem.wording import N_, Message

OTHERS = "I.3.1.c6"
ABOVE_GRASSROOTS = (OrganisationKind.PROVINCE, OrganisationKind.DISTRICT, OrganisationKind.DIRECT)
NO_LONGER = N_("no longer asked by the rule")
_NO_CYCLE = N_("No cycle is open for {unit}.")
_NO_LEADER = N_("{name} is no leader under review: the workplace opinion is asked about leaders alone.")
_THERE = N_("An electorate for {name} is there already: that of {workplace}.")
_NO_GROUND = N_("Say by what it is laid down: the number of the paper, or a ground in words.")
_NOT_ABOVE = N_("{unit} is no level above the grassroots: the standing committee there lays it down.")
_SETTLED = N_("The list of {workplace} is settled: open it again first, with a reason.")


@dataclass(frozen=True)
class Derived:
    """What came of deriving."""

    electorates: int
    leaders: int
    voters: int
    """New ones."""


def derive_electorates(access: Access, unit_code: str) -> Derived:
    """Make the electorates of the leaders with posts in a unit by the rules; what was corrected by hand and what is
    settled stays. Leaders about whom nobody is asked wait if the edition speaks of their posts as they stand today.

    Leaders whose workplace is not entered, for whom it is not entered which row of the edition holds, or whose
    workplace's list is settled, are left for the page to show.

    Raises:
        OutOfSight: the unit is not theirs to ask for. Refused: no cycle is open there.
    """
    unit = organisation_seen_by(access, unit_code, Right.ASK_OPINIONS)
    with transaction.atomic():
        cycle = _locked_cycle(unit)
        actor = access.actor(Right.ASK_OPINIONS, unit.path)
        new = [one for one in _leaders(cycle, unit.path, actor.account) if one.pk is None]
        ElectorateLeader.objects.bulk_create(new, batch_size=1_000)
        await_before_review([one.subject_id for one in new], BEFORE_REVIEW)
        asked_nobody = subjects_at([unit.path]).filter(
            cycle=cycle, kind=SubjectKind.CADRE, electorate_leader__isnull=True
        )
        await_by_rule_alone(cycle, list(asked_nobody.values_list("pk", flat=True)))
        voters = _derive_voters(cycle, unit.path, actor.account)
        made = Derived(len({one.electorate_id for one in new}), len(new), voters)
        details: dict[str, str | int] = {"cycle": cycle.pk, "leaders": made.leaders, "voters": made.voters}
        record(actor, Verb.ELECTORATES_DERIVED, unit=unit.code, subject=reference(unit), details=details)
        return made


def _locked_cycle(unit: Organisation) -> Cycle:
    found = open_cycle_at(unit.path)
    if found is None:
        raise Refused([Verdict(Message(_NO_CYCLE, {"unit": unit.name}))])
    Cycle.objects.select_for_update(of=("self",)).get(pk=found.pk)
    return found


def _leaders(cycle: Cycle, path: str, account: str) -> Iterator[ElectorateLeader]:
    """Rows of the leaders who have none yet, in lists made where there is none; a settled list takes in nobody."""
    known = set(ElectorateLeader.objects.filter(electorate__cycle=cycle).values_list("subject_id", flat=True))
    wanted = defaultdict[tuple[int, str], list[tuple[int, str]]](list)
    for leader in leaders_by_rule(cycle, [path]):
        if leader.rule and leader.workplace and leader.subject.pk not in known:
            wanted[leader.workplace, leader.rule.who].append((leader.subject.pk, leader.rule.clause))
    places = Organisation.objects.in_bulk({workplace for workplace, _ in wanted})
    for (workplace, who), subjects in wanted.items():
        electorate, _ = Electorate.objects.get_or_create(
            cycle=cycle, workplace_id=workplace, who=who, defaults={"path": places[workplace].path}
        )
        if electorate.settled_at:
            continue
        for subject, clause in subjects:
            yield ElectorateLeader(electorate=electorate, subject_id=subject, clause=clause, by=account)


def _derive_voters(cycle: Cycle, path: str, account: str) -> int:
    """Add those whom the rule asks now, leave out those whom it asks no more; how many are new."""
    open_ones = Electorate.objects.filter(within("path", [path]), cycle=cycle, settled_at__isnull=True)
    electorates = list(open_ones.exclude(who=Electorate.Who.NAMED))
    wanted = voters_by_rule(electorates, cycle)
    there = defaultdict[int, set[int]](set)
    gone: list[int] = []
    for voter in Voter.objects.filter(electorate__in=electorates, person__isnull=False):
        asked = wanted[voter.electorate_id]
        if voter.left_out_at is None and voter.by_rule and voter.person_id not in asked:
            gone.append(voter.pk)
        elif voter.left_out_at is None or voter.left_out_ground != NO_LONGER:
            there[voter.electorate_id].add(voter.person_id or 0)
    Voter.objects.filter(pk__in=gone).update(left_out_at=timezone.now(), left_out_by=account, left_out_ground=NO_LONGER)
    new = [
        Voter(electorate=one, person_id=person, by_rule=True, added_by=account)
        for one in electorates
        for person in sorted(wanted[one.pk] - there[one.pk])
    ]
    Voter.objects.bulk_create(new, batch_size=1_000)
    return len(new)


@dataclass(frozen=True)
class Definition:
    """What the level above the grassroots lays down for one leader, as typed in."""

    workplace: str
    """Code of the organisation."""
    who: str
    """A code of `Electorate.Who`."""
    clause: str = OTHERS
    ground: str = ""


def define_electorate(
    access: Access, unit_code: str, subject_number: int, definition: Definition, paper: Paper
) -> Electorate:
    """Lay down whose workplace opinion is asked about a leader of whom the text does not speak, or not by name.

    Raises:
        OutOfSight: the unit, the subject or the workplace is not theirs. Refused: not above the grassroots; no leader;
        there already; no ground; the workplace's list is settled.
    """
    unit = organisation_seen_by(access, unit_code, Right.APPROVE)
    workplace = organisation_seen_by(access, definition.workplace, Right.ASK_OPINIONS)
    with transaction.atomic():
        cycle = _locked_cycle(unit)
        subject = subjects_at([unit.path]).filter(cycle=cycle, pk=subject_number).first()
        if subject is None:
            raise OutOfSight(f"subject {subject_number}")
        refuse_on_unkept(ElectorateLeader, {"ground": definition.ground}, paper)
        refuse_on(obstacles_to_defining(unit, subject, definition, paper))
        actor = access.actor(Right.APPROVE, unit.path)
        electorate, _ = Electorate.objects.get_or_create(
            cycle=cycle, workplace=workplace, who=definition.who, defaults={"path": workplace.path}
        )
        if electorate.settled_at:
            refuse_on([Verdict(Message(_SETTLED, {"workplace": workplace.name}), "workplace")])
        ElectorateLeader.objects.create(
            electorate=electorate, subject=subject, clause=definition.clause, ground=tidied(definition.ground),
            document=keep_paper(paper), by=actor.account,
        )  # fmt: skip
        await_before_review([subject.pk], BEFORE_REVIEW)
        _derive_voters(cycle, workplace.path, actor.account)
        details = {"electorate": electorate.pk, "clause": definition.clause}
        record(actor, Verb.ELECTORATE_DEFINED, unit=unit.code, subject=reference_of_subject(subject), details=details)
        return electorate


def obstacles_to_defining(
    unit: Organisation, subject: Subject, definition: Definition, paper: Paper
) -> Iterator[Verdict]:
    """What stands in the way of laying it down."""
    if unit.kind not in ABOVE_GRASSROOTS:
        yield Verdict(Message(_NOT_ABOVE, {"unit": unit.name}), "", OTHERS)
    if subject.kind != SubjectKind.CADRE:
        yield Verdict(Message(_NO_LEADER, {"name": subject.name}), "", BEFORE_REVIEW)
    there = ElectorateLeader.objects.filter(subject=subject).select_related("electorate__workplace").first()
    if there is not None:
        blanks: dict[str, str | int | Message] = {"name": subject.name, "workplace": there.electorate.workplace.name}
        yield Verdict(Message(_THERE, blanks))
    if not paper.number and not definition.ground.strip():
        yield Verdict(Message(_NO_GROUND), "ground", OTHERS)
