"""Erases the texts of a person's reviews; that they were handed in, and their digests, stay."""

from kiemdiem.registry.models import Person
from kiemdiem.review.models import EarlierPassage, Handed, Passage, Shortcoming, Writing


def erase(person: Person) -> None:
    """Blank every text of the person's self-reviews."""
    writings = Writing.objects.filter(person=person)
    EarlierPassage.objects.filter(passage__writing__in=writings).update(text="", mark="")
    Passage.objects.filter(writing__in=writings).update(text="", mark="")
    Shortcoming.objects.filter(writing__in=writings).update(text="", ground="", manifestation="")
    Handed.objects.filter(writing__in=writings).update(content="[]")
