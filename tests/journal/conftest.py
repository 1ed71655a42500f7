"""An actor and a short way to record."""

from collections.abc import Callable

import pytest
from django.db import transaction

from kiemdiem.journal.actions import Act, Actor, record_all
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb

OFFICE = Actor("account:3", "", "127.0.0.1")


@pytest.fixture
def acts() -> Callable[..., list[Entry]]:
    """`acts(5, unit="C1")`: so many acts, one entry each."""

    def recorded(number: int, unit: str = "C1", actor: Actor = OFFICE) -> list[Entry]:
        with transaction.atomic():
            done = [Act(Verb.PERSON_CORRECTED, f"person:{at}", {"fields": ["workplace"]}) for at in range(number)]
            return record_all(actor, done, unit=unit)

    return recorded
