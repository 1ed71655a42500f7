"""Finds the people of a workbook in the registry: by card number, by code, or by name and birth with a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiemdiem.registry.importing.differences import differences_in
from kiemdiem.registry.importing.plan import Scope, TablePlan
from kiemdiem.registry.importing.standing import Known, cards_elsewhere, codes_elsewhere, people_in
from kiemdiem.registry.models import RowOutcome
from kiemdiem.wording import N_, Message

OTHER = "other"
_NAME, _BIRTH, _CARD = 0, 1, 3
"""Places among the columns compared."""
_CARD_DIGITS = 12
_CARD_ELSEWHERE = N_("this card number belongs to a person of another unit: ask for a transfer")
_CODE_ELSEWHERE = N_("the code {code} is in use or was used elsewhere: choose another code")
_CODE_TAKEN = N_(
    "the code {code} belongs to somebody else in the registry (another name and another date of birth, or another card"
    " number): choose another code, or correct name, date of birth or card number"
)
_TWICE = N_("the row is the same person as row {row}: delete one of them")
_CARD_TWICE = N_("the card number stands already in row {row}")
_TWIN = N_("the same name and date of birth as row {row}: if it is the same person, delete one of the rows")
_NAMELESS = N_("a new row needs a name")
_ODD_CARD = N_("a card number has {digits} digits: look again")
_SAME = N_(
    "a person of the registry has the same name and date of birth ({code}): is it the same person, or another one?"
)
_SAME_OTHER_CARD = N_(
    "a person of the registry has the same name and date of birth ({code}) but another card number: is it the same"
    " person, or another one?"
)


@dataclass
class _Index:
    """The people of the registry within the scope, by whatever they are found by."""

    by_card: dict[str, Known] = field(default_factory=dict)
    by_code: dict[str, Known] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Known]] = field(default_factory=dict)


def _indexed(people: list[Known]) -> _Index:
    index = _Index()
    for person in people:
        values = person.compared
        index.by_code[person.matched[0]] = person
        if values[_CARD]:
            index.by_card[values[_CARD]] = person
        if values[_BIRTH]:
            index.by_name.setdefault((values[_NAME].casefold(), values[_BIRTH]), []).append(person)
    return index


def compare_people(part: TablePlan, scope: Scope, answers: Mapping[str, str]) -> None:
    """Settle every row of the people; an unanswered question keeps the candidate as its target."""
    matching = _Matching(part, scope, answers)
    unmatched = [row for row in range(part.sheet.size) if not matching.by_card_or_code(row)]
    for row in unmatched:
        matching.by_name_or_new(row)


class _Matching:
    """Goes through the rows twice: what is certain first, so that nobody certain is asked about."""

    def __init__(self, part: TablePlan, scope: Scope, answers: Mapping[str, str]) -> None:
        self.part, self.answers = part, answers
        self.codes, self.rows = part.sheet.column("id"), part.sheet.compared()
        self.index = _indexed(people_in(scope))
        cards = [values[_CARD] for values in self.rows if values[_CARD] and values[_CARD] not in self.index.by_card]
        self.cards_elsewhere = cards_elsewhere(cards, scope)
        unknown = [code for code in self.codes if code not in self.index.by_code]
        self.codes_elsewhere = codes_elsewhere("people", unknown, scope)
        self.differences = differences_in(part.sheet)
        self.first_with_card: dict[str, int] = {}
        self.first_of_name: dict[tuple[str, str], int] = {}
        self.row_of: dict[int, int] = {}
        """Primary key of a person -> the row that is the same."""

    def by_card_or_code(self, row: int) -> bool:
        """Whether the row is settled: it is an error, or certainly the same as somebody of the registry."""
        values, code = self.rows[row], self.codes[row]
        card = values[_CARD]
        if card:
            self._look_at_card(row, card)
            if card in self.cards_elsewhere:
                self.part.err(row, Message(_CARD_ELSEWHERE))
                return True
            if found := self.index.by_card.get(card):
                self._same(row, found)
                return True
        found = self.index.by_code.get(code)
        if found and _agrees(values, found):
            self._same(row, found)
            return True
        return False

    def _look_at_card(self, row: int, card: str) -> None:
        first = self.first_with_card.setdefault(card, row)
        if first != row:
            self.part.err(row, Message(_CARD_TWICE, {"row": self.part.sheet.numbers[first]}))
        if len(card) != _CARD_DIGITS or not (card.isascii() and card.isdigit()):
            self.part.warn(row, Message(_ODD_CARD, {"digits": _CARD_DIGITS}))

    def by_name_or_new(self, row: int) -> None:
        """A question when somebody has the same name and date of birth; else a new person."""
        values, code = self.rows[row], self.codes[row]
        if values[_BIRTH]:
            alike = self.index.by_name.get((values[_NAME].casefold(), values[_BIRTH]), ())
            for candidate in alike:
                if candidate.pk not in self.row_of:
                    if self._asked(row, candidate):
                        return
                    break
        self.part.settle(row, RowOutcome.NEW)
        self._look_for_twins(row)
        if code in self.codes_elsewhere:
            self.part.err(row, Message(_CODE_ELSEWHERE, {"code": code}))
        elif code in self.index.by_code:
            self.part.err(row, Message(_CODE_TAKEN, {"code": code}))
        elif not values[_NAME]:
            self.part.err(row, Message(_NAMELESS))

    def _look_for_twins(self, row: int) -> None:
        """Two rows of the sheet with one name and date of birth may be one person entered twice."""
        name, born_on = self.rows[row][_NAME].casefold(), self.rows[row][_BIRTH]
        first = self.first_of_name.setdefault((name, born_on), row) if name and born_on else row
        if first != row:
            self.part.warn(row, Message(_TWIN, {"row": self.part.sheet.numbers[first]}))

    def _asked(self, row: int, candidate: Known) -> bool:
        """Whether the row is settled by the question: it waits for an answer, or it is the same."""
        answer = self.answers.get(str(self.part.sheet.numbers[row]), "")
        if answer == OTHER:
            return False
        self._same(row, candidate)
        if answer != str(candidate.pk):
            is_other_card = self.rows[row][_CARD] and candidate.compared[_CARD]
            text = _SAME_OTHER_CARD if is_other_card else _SAME
            self.part.settle(row, RowOutcome.QUESTION)
            self.part.messages.setdefault(row, []).append(Message(text, {"code": candidate.matched[0]}))
        return True

    def _same(self, row: int, found: Known) -> None:
        first = self.row_of.setdefault(found.pk, row)
        self.first_of_name.setdefault((found.compared[_NAME].casefold(), found.compared[_BIRTH]), row)
        if first != row:
            self.part.err(row, Message(_TWICE, {"row": self.part.sheet.numbers[first]}))
        self.part.match(row, found.pk, found.version, self.differences(self.rows[row], found.compared))


def _agrees(values: tuple[str, ...], found: Known) -> bool:
    """Whether a person with the same code is the same: no other card number, and name or date of birth alike."""
    known = found.compared
    if values[_CARD] and known[_CARD] and values[_CARD] != known[_CARD]:
        return False
    same_name = bool(values[_NAME]) and values[_NAME].casefold() == known[_NAME].casefold()
    return same_name or bool(values[_BIRTH] and values[_BIRTH] == known[_BIRTH])
