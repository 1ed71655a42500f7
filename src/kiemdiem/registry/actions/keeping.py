"""What the registry can keep: the same for what is typed into a form and for what another program sends."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import models

from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Document, Superseded
from kiemdiem.tree.names import stands_in_address, tidied, unkept_sign
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import EARLIEST, LATEST
from kiemdiem.wording import N_, Message

_TOO_LONG = N_("{letters} letters, at most {most} are kept: shorten the text.")
_BAD_SIGN = N_("The text holds a sign that cannot be seen ({sign}): delete it, or type the text anew.")
_ODD_DAY = N_("The day must lie between 1900 and 2100: look at the year.")
_NO_NUMBER = N_("A document has a number: enter it, or leave its day and issuer empty.")


def tidy(values: Mapping[str, object]) -> dict[str, object]:
    """The values with their texts as they are kept; codes are left as they are."""
    return {name: tidied(value) if type(value) is str else value for name, value in values.items()}


def obstacles_to_keeping(model: type[models.Model], values: Mapping[str, object]) -> Iterator[Verdict]:
    """What the columns of a table cannot take: texts too long or with odd signs, days out of range.

    Args:
        values: attribute of the table (or another name, then only signs and days are looked at) -> value.
    """
    longest = {field.attname: getattr(field, "max_length", None) for field in model._meta.concrete_fields}
    for name, value in values.items():
        place = name.removesuffix("_id")
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            yield Verdict(Message(_ODD_DAY), place)
        if not isinstance(value, str):
            continue
        if sign := unkept_sign(tidied(value)):
            yield Verdict(Message(_BAD_SIGN, {"sign": sign}), place)
        letters, most = len(tidied(value)), longest.get(name)
        if most and letters > most:
            yield Verdict(Message(_TOO_LONG, {"letters": letters, "most": most}), place)


def obstacles_to_code(code: str) -> Iterator[Verdict]:
    """A code stands in addresses."""
    if not stands_in_address(code):
        yield Verdict(Message(N_("A code may hold no slash and may not be dots alone: choose another one.")), "code")


def obstacles_to_ground(paper: Paper, reason: str = "") -> Iterator[Verdict]:
    """What is wrong with the document and the ground of a change."""
    typed = {"number": paper.number, "issued_on": paper.issued_on, "issuer": paper.issuer, "about": paper.about}
    yield from obstacles_to_keeping(Document, typed)
    if not paper.number and (paper.issued_on or paper.issuer or paper.about):
        yield Verdict(Message(_NO_NUMBER), "number")
    yield from obstacles_to_keeping(Superseded, {"reason": reason})


def refuse_on_unkept(
    model: type[models.Model], values: Mapping[str, object], paper: Paper | None = None, reason: str = ""
) -> None:
    """Let an action go on only when everything that comes with it can be kept.

    Raises:
        Refused: see `obstacles_to_keeping` and `obstacles_to_ground`.
    """
    refuse_on([*obstacles_to_keeping(model, values), *obstacles_to_ground(paper or Paper(), reason)])
