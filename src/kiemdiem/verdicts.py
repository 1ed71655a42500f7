"""What stands in the way of an act: said to the page before the button is pressed, and by the action that refuses."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiemdiem.wording import Message


@dataclass(frozen=True)
class Verdict:
    """One thing to know before an act, with the clause or source it rests on."""

    message: Message
    field: str = ""
    """The field of the form that it is about; empty for the whole."""
    clause: str = ""
    refuses: bool = True
    """False: only a remark, the act may go on."""


class Refused(Exception):
    """An action found obstacles; `verdicts` holds all of them."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.verdicts = tuple(verdicts)
        super().__init__("; ".join(verdict.message.say("en") for verdict in self.verdicts))


def refuse_on(verdicts: Iterable[Verdict]) -> None:
    """Let an action go on, or not.

    Raises:
        Refused: at least one verdict refuses.
    """
    refusing = [verdict for verdict in verdicts if verdict.refuses]
    if refusing:
        raise Refused(refusing)
