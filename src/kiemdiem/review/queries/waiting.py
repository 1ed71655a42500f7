"""How many papers of the review wait for somebody: what the desk asks, in one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Case, Count, DateField, Min, Model, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.campaign.queries.leaders import BEFORE_REVIEW, posts_spoken_of
from kiemdiem.pages.statements import Statement, as_day, rows_of, statement_of
from kiemdiem.review.models import Electorate, ElectorateLeader, OpinionRequest, SuggestionLetter
from kiemdiem.review.queries.cases import cases_to_take_up
from kiemdiem.review.queries.delegations import places_without_delegation
from kiemdiem.review.queries.opinions import OPEN
from kiemdiem.review.queries.suggestions import letters_not_read, steps_of_letters
from kiemdiem.review.queries.targets import subjects_without_targets
from kiemdiem.tree.paths import within

_DAYS = {"first_of_units": "asked_of_units", "first_of_oneself": "asked_of_oneself"}
"""The earliest day of what waits -> the count of which it is."""


@dataclass(frozen=True)
class Waiting:
    """Counts of what waits for one account in one cycle."""

    opinions_to_send: int = 0
    opinions_late: int = 0
    """Sent, not answered though the day named has come."""
    asked_of_units: int = 0
    asked_of_oneself: int = 0
    letters_to_read: int = 0
    letters_to_approve: int = 0
    letters_to_number: int = 0
    letters_to_notify: int = 0
    letters_to_report: int = 0
    places_without_delegation: int = 0
    cases_to_take_up: int = 0
    without_targets: int = 0
    leaders_without_electorate: int = 0
    electorates_to_settle: int = 0
    workplace_opinions_to_take: int = 0
    first_of_units: date | None = None
    """The earliest day before which one of the opinions asked of the units is due."""
    first_of_oneself: date | None = None

    @property
    def opinions_to_answer(self) -> int:
        """Asked of the units and of oneself."""
        return self.asked_of_units + self.asked_of_oneself

    @property
    def first_answer(self) -> date | None:
        """The earliest day before which one of them is due."""
        return min((day for day in (self.first_of_units, self.first_of_oneself) if day), default=None)


@dataclass(frozen=True)
class Asker:
    """For whom is counted, and on which day."""

    access: Access
    cycle: Cycle
    days: Mapping[str, date]
    """Key of the calendar -> its day."""
    due: Collection[str]
    """The keys whose day has come."""
    acting: Collection[str]
    """Nodes that also act for all below them, as a grassroots office does for its cells; a district or province only
    for itself: what lies below has offices of its own."""

    def own(self, field: str, right: Right) -> Q:
        """The condition on a path that it is for this account to act there."""
        nodes = self.access.paths(right)
        return Q(**{f"{field}__in": nodes}) | within(field, [node for node in nodes if node in self.acting])


def waiting_for(asker: Asker) -> Waiting:
    """Everything that waits for an account; one query, none when its rights speak of nothing here."""
    holder, cycle = Access(asker.access.account, "", asker.access.grants), asker.cycle
    names, statement = _statement(
        holder, cycle, cycle.edition_digest, tuple(asker.days.items()), tuple(asker.due), tuple(asker.acting)
    )
    if not names:
        return Waiting()
    found = dict(zip(names, rows_of(statement)[0], strict=True))
    days = {name: as_day(value) for name, value in found.items() if name in _DAYS}
    return Waiting(**{name: value for name, value in found.items() if value is not None} | days)


@lru_cache(maxsize=2_000)
def _statement(
    access: Access, cycle: Cycle, _edition: str, days: tuple[tuple[str, date], ...], due: tuple[str, ...],
    acting: tuple[str, ...],
) -> tuple[tuple[str, ...], Statement]:  # fmt: skip
    """The names of what is asked, and the query: compiling it takes most of the desk's time."""
    asker = Asker(access, cycle, dict(days), due, acting)
    found = _waiting(asker)
    asked: dict[str, Combinable] = {
        name: Subquery(_of_cycle(asker, some).annotate(n=Count("pk")).values("n")) for name, some in found.items()
    }
    if days:
        day = Case(*(When(deadline=key, then=Value(day)) for key, day in days), output_field=DateField())
        for first, name in _DAYS.items():
            if name in found:
                asked[first] = Subquery(_of_cycle(asker, found[name]).annotate(first=Min(day)).values("first"))
    if not asked:
        return (), ("", ())
    return tuple(asked), statement_of(Cycle.objects.filter(pk=cycle.pk).annotate(**asked).values_list(*asked))


def _of_cycle(asker: Asker, found: "QuerySet[Model]") -> "QuerySet[Model, dict[str, object]]":
    return found.filter(cycle=asker.cycle).order_by().values("cycle")


def _waiting(asker: Asker) -> "dict[str, QuerySet[Model]]":
    """What waits, by the name of its count; only what a right of the account speaks of."""
    access, found = asker.access, dict[str, "QuerySet[Model]"]()
    requests = OpinionRequest.objects.filter(OPEN)
    if access.may(Right.ASK_OPINIONS):
        asked = requests.filter(asker.own("path", Right.ASK_OPINIONS))
        found["opinions_to_send"] = asked.filter(sent_at__isnull=True)
        found["opinions_late"] = asked.filter(sent_at__isnull=False, deadline__in=asker.due)
        found.update(_electorates(asker))
    sent = requests.filter(sent_at__isnull=False)
    if access.may(Right.ANSWER_OPINIONS):
        own = asker.own("asked_path", Right.ANSWER_OPINIONS)
        found["asked_of_units"] = sent.filter(own, person__isnull=True)
    if access.may(Right.SEE_SELF):
        found["asked_of_oneself"] = sent.filter(person__account_id=access.account)
    if access.may(Right.WRITE_REPORT) or access.may(Right.SEE_SELF):
        found["letters_to_read"] = letters_not_read(access)
    if access.may(Right.APPROVE) or access.may(Right.SUGGEST):
        for step, condition in steps_of_letters(access).items():
            found[f"letters_{step}"] = SuggestionLetter.objects.filter(condition, withdrawal__isnull=True)
    if access.may(Right.KEEP_CASES):
        found["places_without_delegation"] = places_without_delegation(access, asker.cycle)
        found["cases_to_take_up"] = cases_to_take_up(access)
    if access.may(Right.SET_TARGETS):
        found["without_targets"] = subjects_without_targets(access, asker.cycle)
    return found


def _electorates(asker: Asker) -> "dict[str, QuerySet[Model]]":
    """What waits with the workplace opinion, for the workplace and for the unit whose leaders they are."""
    leading = posts_spoken_of(asker.cycle).filter(asker.own("collective__path", Right.ASK_OPINIONS))
    led = ElectorateLeader.objects.filter(subject__person__in=leading.values("person")).values("electorate")
    own = asker.own("path", Right.ASK_OPINIONS)
    listed = Electorate.objects.filter(own | Q(pk__in=led), held_on__isnull=True)
    leaders = Subject.objects.filter(awaits=BEFORE_REVIEW, person__in=leading.values("person"))
    return {
        "leaders_without_electorate": leaders.filter(electorate_leader__isnull=True),
        "electorates_to_settle": listed.filter(settled_at__isnull=True),
        "workplace_opinions_to_take": listed.filter(settled_at__isnull=False),
    }
