"""Who, by the rules, is asked at work about which leaders (I.3.1.c): read from the registry as it stands today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiemdiem.campaign.freezing import HELD
from kiemdiem.campaign.models import Cycle, PlanRow, Subject
from kiemdiem.campaign.queries.leaders import cadres_under_review
from kiemdiem.campaign.queries.rating import posts_in_force
from kiemdiem.campaign.roster import terms_of
from kiemdiem.registry.models import NOT_ERASED, Person
from kiemdiem.review.models import Electorate, Voter
from kiemdiem.rulebook.edition import ElectorateRule
from kiemdiem.rulebook.preparation import electorate_rule, possible_electorate_rules, represents
from kiemdiem.tree.paths import within


@dataclass(frozen=True)
class Leader:
    """A leader, the row of the edition that speaks of the post, and the workplace, as far as they are known."""

    subject: Subject
    rule: ElectorateRule | None
    """None: rows of the edition may speak of the post, and it is not entered which one."""
    workplace: int | None


def leaders_by_rule(cycle: Cycle, paths: Iterable[str]) -> list[Leader]:
    """The leaders of whose posts in these subtrees a row of the edition speaks, each once, by the highest post."""
    edition = terms_of(cycle).edition
    collectives = {kind for row in edition.electorates for kind in row.collectives}
    organisations = {kind for row in edition.electorates for kind in row.organisations}
    subjects = cadres_under_review(cycle)
    posts = posts_in_force(cycle).filter(
        within("collective__path", paths), collective__kind__in=collectives,
        collective__organisation__kind__in=organisations, person__in=subjects.values("person_id"),
    )  # fmt: skip
    columns = ("person_id", "collective__kind", "collective__organisation__kind", "role",
               "collective__organisation__code")  # fmt: skip
    found: dict[int, ElectorateRule | None] = {}
    for person, collective, organisation, role, unit in posts.order_by("rank", "pk").values_list(*columns):
        if found.get(person) is None and possible_electorate_rules(edition, collective, organisation, role):
            found[person] = electorate_rule(edition, collective, organisation, role, unit)
    workplaces = dict(Person.objects.filter(pk__in=found).values_list("pk", "workplace_id"))
    return [
        Leader(subject, found[subject.person_id], workplaces[subject.person_id])
        for subject in subjects.filter(person__in=found).order_by("path", "name_key", "pk")
        if subject.person_id is not None
    ]


def voters_by_rule(electorates: Iterable[Electorate], cycle: Cycle) -> Mapping[int, set[int]]:
    """Electorate -> the people who are asked by the rule; nobody where each is named (I.3.1.c6).

    Staff are those whose workplace it is, but for short-term contracts; representatives hold the posts that the edition
    lists, at the workplace and in what lies below it.
    """
    found: dict[int, set[int]] = defaultdict(set)
    every = list(electorates)
    at_work = {one.workplace_id: one.pk for one in every if one.who == Electorate.Who.STAFF}
    staff = Person.objects.filter(NOT_ERASED, workplace__in=at_work, short_contract=False)
    for person, workplace in staff.values_list("pk", "workplace_id"):
        found[at_work[workplace]].add(person)
    rules = terms_of(cycle).edition.representatives
    for one in every:
        if one.who == Electorate.Who.REPRESENTATIVES:
            posts = posts_in_force(cycle).filter(within("collective__path", [one.path]), person__erased_at__isnull=True)
            for person, kind, role in posts.values_list("person_id", "collective__kind", "role"):
                if represents(rules, kind, role):
                    found[one.pk].add(person)
    return found


@dataclass(frozen=True)
class Comparison:
    """Those who would be asked beside those who attend the review conference (I.3.1.c4, Q33)."""

    places: tuple[str, ...]
    elsewhere: tuple[str, ...]
    """Names of those asked who do not belong to a collective that reviews the leader."""

    @property
    def is_same(self) -> bool:
        """Whether everybody who would be asked attends."""
        return bool(self.places) and not self.elsewhere


def compare_with_conference(electorate: Electorate, leader: Subject) -> Comparison:
    """Whether everybody who would be asked about a leader attends the conference that reviews him or her."""
    rows = PlanRow.objects.filter(
        subject=leader, action__in=HELD, dropped_at__isnull=True, place__collective__isnull=False
    )
    places = list(rows.values_list("place__collective_id", "place__name").order_by("place__name"))
    posts = posts_in_force(electorate.cycle).filter(collective__in=[key for key, _ in places])
    attending = set(posts.values_list("person_id", flat=True))
    asked = Voter.objects.filter(electorate=electorate, left_out_at__isnull=True).select_related("person")
    elsewhere = [name_of(one) for one in asked if one.person_id not in attending]
    return Comparison(tuple(name for _, name in places), tuple(sorted(elsewhere)))


def name_of(voter: Voter) -> str:
    """The name under which a voter stands in the list; the person must be fetched with it."""
    return voter.person.full_name if voter.person is not None else voter.name
