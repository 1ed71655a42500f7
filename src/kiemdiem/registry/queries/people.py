"""People within what somebody may see: by the subtree of the home unit, by place and management of posts, oneself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post, Reach
from kiemdiem.registry.queries.units import searched
from kiemdiem.tree.models import STEP, Organisation
from kiemdiem.tree.paths import covers, within

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
_COLUMNS = ("code", "full_name", "home_id", "occupation", "admitted_on", "card_number", "birth_date")


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
    related = ("home", "workplace", "residence_cell", "document")
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
    """How many people there are, and one page of them; four queries at most.

    The two ways to be in sight (home, reach) are put together as a union, so that each reads its own index;
    only the rows of the page are read whole.
    """
    signed = [f"-{name}" if descending else name for name in ORDERS[order]]
    keys = _keys(access, wanted, ORDERS[order])
    total = _total(access, wanted, keys)
    page = [int(str(key[-1])) for key in keys.order_by(*signed)[first : first + most]]
    rows = {row[0]: row[1:] for row in Person.objects.filter(pk__in=page).values_list("pk", *_COLUMNS)}
    names = dict(Organisation.objects.filter(pk__in={row[2] for row in rows.values()}).values_list("pk", "name"))
    return total, [
        Line(code, name, names[home], occupation, admitted_on, card_number, birth_date)
        for code, name, home, occupation, admitted_on, card_number, birth_date in (
            rows[key] for key in page if key in rows
        )
    ]


def _keys(access: Access, wanted: Wanted, columns: tuple[str, ...]) -> "QuerySet[Person, tuple[object, ...]]":
    """Sort columns and primary key of everybody wanted; the key comes last."""
    paths = access.paths(Right.SEE_PEOPLE)
    if wanted.unit:
        paths = (wanted.unit,) if covers(paths, wanted.unit) else ()
    narrow = _narrowing(wanted)
    if _covers_everything(paths):
        return narrow(Person.objects.filter(erased_at__isnull=True)).values_list(*columns)
    home = within("path", paths)
    at_home = narrow(Person.objects.filter(home, erased_at__isnull=True)).values_list(*columns)
    reached = narrow(Person.objects.filter(reached_from(paths), ~home, erased_at__isnull=True)).values_list(*columns)
    return at_home.union(reached, all=True)


def _total(access: Access, wanted: Wanted, keys: "QuerySet[Person, tuple[object, ...]]") -> int:
    """How many there are; of everybody the database counts fastest without any condition."""
    if wanted == Wanted() and _covers_everything(access.paths(Right.SEE_PEOPLE)):
        return Person.objects.count() - Person.objects.filter(erased_at__isnull=False).count()
    return keys.count()


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
