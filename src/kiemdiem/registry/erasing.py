"""What goes with a person's data: each higher floor names the function that erases its own part."""

from collections.abc import Callable

from django.utils.module_loading import import_string

from kiemdiem.registry.models import Person

PARTS = ("kiemdiem.meetings.erasing.erase", "kiemdiem.campaign.erasing.erase", "kiemdiem.review.erasing.erase")


def erase_parts(person: Person) -> None:
    """Erase what the floors above keep of a person; call it inside the transaction that erases the record."""
    for part in PARTS:
        erase: Callable[[Person], None] = import_string(part)
        erase(person)
