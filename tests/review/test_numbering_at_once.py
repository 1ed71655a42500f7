"""Two accounts number two letters at the same instant: two numbers, none twice, none left out."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from kiemdiem.accounts.queries import access_of
from kiemdiem.campaign.models import CalendarDay
from kiemdiem.review.actions.letters import approve_letter, draft_letter, enter_term, number_letter
from kiemdiem.review.letters import LetterEntry, MatterEntry, SignedEntry
from kiemdiem.review.models import LetterNumber, SuggestionLetter
from review.letters import subject_of
from support.cast import make_cast
from support.cycles import open_cycle

SEVERAL = 6


@pytest.mark.django_db(transaction=True)
def test_letters_numbered_at_the_same_instant_get_numbers_without_gap_or_double() -> None:
    cast = make_cast()
    cycle = open_cycle(cast)
    CalendarDay.objects.filter(cycle=cycle).update(day=timezone.localdate() + timedelta(days=30))
    accounts = [cast.accounts["district"], cast.accounts["province"]]
    district = access_of(accounts[0])
    enter_term(district, "H1", timezone.localdate().year, "CV/HU", 0)
    subject, entry = subject_of(cycle, "collective", "C1-BCH"), LetterEntry("Ban Tổ chức", [MatterEntry("x")])
    drafted = [draft_letter(district, subject.pk, "H1", entry).pk for _ in range(SEVERAL)]
    for number in drafted:
        approve_letter(district, number, 1)
    start, failed = Barrier(SEVERAL), list[Exception]()

    def work(place: int) -> None:
        try:
            access = access_of(accounts[place % 2])
            start.wait()
            number_letter(access, drafted[place], SignedEntry(timezone.localdate()))
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(place,)) for place in range(SEVERAL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    numbers = SuggestionLetter.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, SEVERAL + 1))
    assert LetterNumber.objects.get().last == SEVERAL
