"""What the tests of targets, suggestions, delegations and cases share: rows made by hand, lines of the journal."""

import json
from collections.abc import Callable
from datetime import date
from typing import ParamSpec

import pytest
from django.test import Client
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.documents import Paper
from kiemdiem.review.models import LetterNumber, Suggestion, SuggestionLetter, Target
from kiemdiem.tree.models import Organisation
from kiemdiem.verdicts import Refused
from support.cast import NOBODY

P = ParamSpec("P")
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
DAY = date(2026, 12, 10)
"""A day before the letters must be out."""
NO_PAPER = Paper()
PAPER = Paper("12-QĐ/HU", date(2026, 12, 1), "Huyện ủy Đông Hà")


def subject_of(cycle: Cycle, kind: str, code: str) -> Subject:
    """One subject of the cycle."""
    return Subject.objects.get(cycle=cycle, kind=kind, code=code)


def make_target(subject: Subject, text: str = "Giảm hộ nghèo", **known: object) -> Target:
    """A target by plain rows."""
    values: dict[str, object] = {"measure": "hộ", "planned": "5", "recorded_by": NOBODY, **known}
    return Target.objects.create(subject=subject, text=text, **values)


def make_letter(subject: Subject, unit: Organisation, *texts: str, notified_on: date | None = DAY) -> SuggestionLetter:
    """A letter by plain rows, numbered and notified (None: numbered only)."""
    term, _ = LetterNumber.objects.get_or_create(
        unit=unit, term_start=2025, defaults={"symbol": "CV/HU", "set_by": NOBODY}
    )
    LetterNumber.objects.filter(pk=term.pk).update(last=term.last + 1)
    letter = SuggestionLetter.objects.create(
        cycle=subject.cycle, subject=subject, unit=unit, advised_by="Ban Tổ chức", drafted_by=NOBODY,
        approved_at=timezone.now(), approved_by=NOBODY, term=term, number=term.last + 1, dated_on=DAY,
        numbered_at=timezone.now(), notified_on=notified_on,
    )  # fmt: skip
    Suggestion.objects.bulk_create(
        Suggestion(letter=letter, order=order, text=text)
        for order, text in enumerate(texts or ("Làm rõ việc thu chi",), 1)
    )
    return letter


def journaled(verb: Verb) -> list[Entry]:
    """The lines of the journal with that verb, the first one first."""
    return list(Entry.objects.filter(verb=verb).order_by("pk"))


def details(entry: Entry) -> dict[str, object]:
    """What a line says beside its columns."""
    found: dict[str, object] = json.loads(entry.details)
    return found


def refusal(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """What an act says when it refuses, in English; it must refuse, and say it in Vietnamese too."""
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    told = {
        language: " ".join(one.message.say(language) for one in refused.value.verdicts) for language in ("vi", "en")
    }
    assert told["vi"] != told["en"]
    return told["en"]
