"""People within what somebody may see: by the subtree of the home unit, by place and management of posts, oneself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.pages.statements import Statement, as_day, counting, rows_of, statement_of
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post, Reach
from kiemdiem.tree.models import STEP, Organisation
from kiemdiem.tree.paths import covers, within
from kiemdiem.tree.searching import searched

Narrowing = Callable[["QuerySet[Person]"], "QuerySet[Person]"]


@dataclass(frozen=True)
class Wanted:
    """Which people of those in sight: searched, filtered."""

    search: str = ""
    occupation: str = ""
    party: str = ""
    """`member`, `probationary`, `none` or empty."""
    unit: str = ""
    """Path of a subtree to stay within."""


@dataclass(frozen=True)
class Line:
    """One person in a list."""

    code: str
    full_name: str
    unit: str
    occupation: str
    admitted_on: date | None
    card_number: str
    birth_date: date | None


ORDERS = {
    "": ("name_key", "id"),
    "name": ("name_key", "id"),
    "admitted": ("admitted_on", "name_key", "id"),
    "unit": ("path", "name_key", "id"),
}
_COLUMNS = ("code", "full_name", "home__name", "occupation", "admitted_on", "card_number", "birth_date")


def reached_from(paths: tuple[str, ...]) -> Q:
    """The condition that a person is reached by a post or temporary membership below one of these nodes."""
    open_today = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    return Q(pk__in=Reach.objects.filter(within("path", paths) & open_today).values("person_id"))


def people_seen_by(access: Access, right: Right = Right.SEE_PEOPLE) -> "QuerySet[Person]":
    """Everybody at whose home the right is held, and cadres reached by their posts; oneself with one's own right."""
    paths = access.paths(right)
    condition = within("path", paths)
    if paths:
        condition |= reached_from(paths)
    if right == Right.SEE_PEOPLE and access.may(Right.SEE_SELF):
        condition |= Q(account_id=access.account)
    return Person.objects.filter(condition)


def person_seen_by(access: Access, code: str, right: Right = Right.SEE_PEOPLE) -> Person:
    """One of them.

    Raises:
        OutOfSight: there is none, or he or she is not theirs.
    """
    related = ("home", "workplace", "residence_cell", "document")
    found = people_seen_by(access, right).filter(code=code).select_related(*related).first()
    if found is None:
        raise OutOfSight(f"person {code}")
    return found


def people_at_home(access: Access, right: Right) -> "QuerySet[Person]":
    """Whose record may be changed: the right is held at the home unit, reach is not enough; nobody erased."""
    return Person.objects.filter(access.scope(right), erased_at__isnull=True)


def person_at_home(access: Access, code: str, right: Right) -> Person:
    """One of them.

    Raises:
        OutOfSight: there is none, or the record is not theirs to change.
    """
    related = ("home", "workplace", "residence_cell", "document", "account")
    found = people_at_home(access, right).filter(code=code).select_related(*related).first()
    if found is None:
        raise OutOfSight(f"person {code}")
    return found


def person_of_account(account: int) -> Person | None:
    """The person that an account belongs to."""
    return Person.objects.filter(account_id=account).first()


def page_of_people(
    access: Access, wanted: Wanted, order: str = "", *, descending: bool = False, first: int = 0, most: int = 50
) -> tuple[int, list[Line]]:
    """How many people there are, and one page of them; three queries at most.

    The two ways to be in sight (home, reach) are put together as a union, so that each reads its own index;
    only the rows of the page are read whole.
    """
    paths = access.paths(Right.SEE_PEOPLE)
    if wanted.unit:
        paths = (wanted.unit,) if covers(paths, wanted.unit) else ()
    if not paths:
        return 0, []
    is_everybody = _covers_everything(paths)
    counted, page = _statements(paths, is_everybody, wanted, order, descending, timezone.localdate())
    rows = rows_of(page, (most, first))
    return _total(counted), [
        Line(code, name, unit, occupation, as_day(admitted_on), card_number, as_day(birth_date))
        for code, name, unit, occupation, admitted_on, card_number, birth_date in rows
    ]


@lru_cache(maxsize=2_000)
def _statements(
    paths: tuple[str, ...], is_everybody: bool, wanted: Wanted, order: str, descending: bool, _today: date
) -> tuple[Statement | None, Statement]:
    """The count (None: of the whole table) and one page, for a list that is looked at again and again."""
    found = _found(paths, is_everybody, wanted)
    counted = (
        None if is_everybody and wanted == Wanted() else counting(*(statement_of(one.values("pk")) for one in found))
    )
    keys = [one.values_list(*ORDERS[order]) for one in found]
    whole = keys[0].union(*keys[1:], all=True) if len(keys) > 1 else keys[0]
    signed = [f"-{name}" if descending else name for name in ORDERS[order]]
    sql, values = statement_of(whole.order_by(*signed))
    chosen = RawSQL(f"SELECT id FROM ({sql} LIMIT %s OFFSET %s) page", (*values, 0, 0))  # noqa: S608, S611 - Django's own SQL
    page, _ = statement_of(Person.objects.filter(pk__in=chosen).order_by(*signed).values_list(*_COLUMNS))
    return counted, (page, values)


def _found(paths: tuple[str, ...], is_everybody: bool, wanted: Wanted) -> "list[QuerySet[Person]]":
    """Everybody wanted, in parts that have nobody in common: at home here, reached from here."""
    narrow = _narrowing(wanted)
    standing = Person.objects.filter(erased_at__isnull=True)
    if is_everybody:
        return [narrow(standing)]
    home = within("path", paths)
    return [narrow(standing.filter(home)), narrow(standing.filter(reached_from(paths), ~home))]


def _total(counted: Statement | None) -> int:
    """How many there are; of everybody the database counts fastest without any condition."""
    if counted is None:
        return Person.objects.count() - Person.objects.filter(erased_at__isnull=False).count()
    return int(rows_of(counted)[0][0])


def _covers_everything(paths: tuple[str, ...]) -> bool:
    """Whether these nodes are the whole tree: then no condition is faster than one that holds for all."""
    if not any(len(path) == STEP for path in paths):
        return False
    return Organisation.objects.filter(parent__isnull=True).count() == sum(len(path) == STEP for path in paths)


def _narrowing(wanted: Wanted) -> Narrowing:
    condition = searched(wanted.search, "full_name") if wanted.search else Q()
    if wanted.occupation:
        condition &= Q(occupation=wanted.occupation)
    if wanted.party == "member":
        condition &= Q(admitted_on__isnull=False)
    if wanted.party == "probationary":
        condition &= Q(admitted_on__isnull=False, official_on__isnull=True)
    if wanted.party == "none":
        condition &= Q(admitted_on__isnull=True)
    return lambda people: people.filter(condition) if condition else people


def memberships_of(person: Person, *, withdrawn: bool = False) -> "QuerySet[Membership]":
    """The memberships that stand (`withdrawn`: the others too), the latest first."""
    found = person.memberships.filter(_standing(withdrawn=withdrawn)).select_related("cell", "document")
    return found.order_by("-start", "-pk")


def posts_of(person: Person, *, withdrawn: bool = False) -> "QuerySet[Post]":
    """The posts that stand (`withdrawn`: the others too), the open ones by rank first."""
    related = ("collective__organisation", "document")
    found = person.posts.filter(_standing(withdrawn=withdrawn)).select_related(*related)
    return found.order_by(F("end").desc(nulls_first=True), "rank", "-start", "pk")


def circumstances_of(person: Person, *, withdrawn: bool = False) -> "QuerySet[Circumstance]":
    """The circumstances that stand (`withdrawn`: the others too), the latest first."""
    found = person.circumstances.filter(_standing(withdrawn=withdrawn)).select_related("organisation", "document")
    return found.order_by("-start", "-pk")


def _standing(*, withdrawn: bool) -> Q:
    return Q() if withdrawn else Q(withdrawn_at__isnull=True)


def holders_of(access: Access, collective: Collective) -> "QuerySet[Post]":
    """The posts of a collective whose holders are in sight and not erased, the open ones by rank first."""
    seen = people_seen_by(access).filter(erased_at__isnull=True)
    posts = collective.posts.filter(withdrawn_at__isnull=True, person__in=seen)
    return posts.select_related("person").order_by(F("end").asc(nulls_first=True), "rank", "person__name_key", "pk")


def names_of_people(access: Access, keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and name of those people who are in sight, by primary key."""
    wanted = set(keys)
    found = people_seen_by(access).filter(pk__in=wanted) if wanted else Person.objects.none()
    return {key: (code, name) for key, code, name in found.values_list("pk", "code", "full_name")}
