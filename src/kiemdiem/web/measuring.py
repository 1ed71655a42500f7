"""What the database alone needs for the list that everybody opens."""

import time
from collections.abc import Callable

from django.db import connection
from django.db.models import Count

from kiemdiem.accounts.access import Access, command_line_access
from kiemdiem.registry.models import Person
from kiemdiem.registry.queries.people import Wanted, page_of_people
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import OrganisationKind

_REPEATS = 30


def largest_district() -> tuple[Access, int]:
    """Access to the district, or unit directly under the province, with most people; how many they are."""
    kinds = (OrganisationKind.DISTRICT.value, OrganisationKind.DIRECT.value)
    found = [
        (Person.objects.filter(within("path", [unit.path])).aggregate(found=Count("pk"))["found"], unit)
        for unit in Organisation.objects.filter(kind__in=kinds)
    ]
    people, unit = max(found, key=lambda pair: pair[0])
    return command_line_access([(unit.path, unit.code, unit.name)]), people


def list_times(access: Access) -> list[float]:
    """Milliseconds of the database for count and first page, of each repetition."""
    spent = 0.0

    def timed(execute: Callable[..., object], *arguments: object) -> object:
        nonlocal spent
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - begun

    times = []
    for _ in range(_REPEATS):
        spent = 0.0
        with connection.execute_wrapper(timed):
            page_of_people(access, Wanted())
        times.append(spent * 1000)
    return times
