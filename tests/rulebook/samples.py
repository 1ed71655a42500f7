"""Hand-made cases: facts of a subject with nothing unusual, and what the rules make of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiemdiem.rulebook.assembly import assemble
from kiemdiem.rulebook.calendar import day_number
from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.loading import _built_in, load
from kiemdiem.rulebook.outcome import STATUSES, WAITS
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Status, SubjectKind
from kiemdiem.wording import Message

AS_OF = date(2020, 12, 31)
EDITIONS = ("nghe-an-2019", "nghe-an-2020")
GUIDANCE = "HD 21-HD/BTCTW"
LONG_AGO = day_number(date(2010, 1, 1))
LATELY = day_number(date(2020, 7, 1))
JUST_OLD_ENOUGH = LATELY - 1


def terms(edition: str | Edition = "nghe-an-2020", as_of: date = AS_OF, **choices: str) -> Terms:
    """The terms of an edition with some options set."""
    return terms_of(edition, choices, as_of)


def terms_of(edition: str | Edition, choices: Mapping[str, str], as_of: date = AS_OF) -> Terms:
    """The terms of an edition with those options set."""
    return Terms(load(edition) if isinstance(edition, str) else edition, as_of, choices)


@dataclass(frozen=True)
class Judgement:
    """One row of results as words, and its findings as (severity, clause)."""

    status: str
    level: Level
    ballot_level: Level
    ceiling: Level
    waits_for: tuple[str, ...]
    clauses: str
    findings: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]


def judged(kind: SubjectKind, facts: Mapping[str, int], under: Terms) -> Judgement:
    """Carry the rules on one kind of subject out on one case."""
    assembly = assemble(kind, under)
    found = compile_case(assembly.outputs)(facts)
    reported = [finding for bit, finding in enumerate(assembly.findings) if found["findings"] >> bit & 1]
    cited = [cite.clause for bit, cite in enumerate(assembly.citations) if found["cites"] >> bit & 1]
    return Judgement(
        status=STATUSES[found["status"]],
        level=Level(found["level"]),
        ballot_level=Level(found["ballot_level"]),
        ceiling=Level(found["ceiling"]),
        waits_for=tuple(code for bit, code in enumerate(WAITS) if found["waits_for"] >> bit & 1),
        clauses=" ".join(dict.fromkeys(cited)),
        findings=tuple((str(finding.severity), finding.clause) for finding in reported),
        messages=tuple(finding.message for finding in reported),
    )


MEMBER = {
    "exempted": 0, "suspended": 0, "in_cell": 1, "admitted_on": LONG_AGO, "reviewed": 1, "self_reported": 0,
    "absence_grounded": 0, "official": 0, "professional_level": 0, "lives_elsewhere": 0, "remark_exempt": 0,
    "residence_remarks": 0, "former_cell_months": 0, "former_cell_remarks": 0, "temporary_membership": 0,
    "temporary_cell_remarks": 0, "balloted": 1, "sick_leave_months": 0, "sick_leave_days": 0, "disciplined": 0,
    "decided_level": 0, "base": 10, "htxsnv": 0, "httnv": 10, "htnv": 0, "khtnv": 0, "invalid": 0,
}  # fmt: skip
"""A member who is no official, with a ballot of ten votes for HTTNV."""

NO_BALLOT = {"reached_htxsnv": 0, "reached_httnv": 0, "reached_htnv": 0, "reached_khtnv": 0, "reached_none": 0}
CADRE = NO_BALLOT | {
    "exempted": 0, "suspended": 0, "posts": 1, "places": 1, "places_reviewed": 1, "places_reported": 0,
    "places_balloted": 1, "new_from_equal": 0, "new_from_lower": 0, "newly_elected": 0, "highest_is_new": 0,
    "former_post_known": 0, "former_unit_result": 0, "units_without_level": 0, "agencies_without_level": 0,
    "headed_level": 0, "headed_collective_level": 0, "collectives_without_level": 0, "official": 1,
    "absence_grounded": 0, "sick_leave_months": 0, "sick_leave_days": 0, "decided_level": 0, "reached_httnv": 1,
}  # fmt: skip
"""A cadre with one post, whose ballot reached HTTNV."""

ORGANISATION = NO_BALLOT | {
    "is_agency": 0, "established_on": LONG_AGO, "balloted": 1, "decided_level": 0, "reached_httnv": 1,
}  # fmt: skip
COLLECTIVE = NO_BALLOT | {
    "reviewed": 1, "balloted": 1, "lower_without_level": 0, "organisation_level": 0, "decided_level": 0,
    "reached_httnv": 1,
}  # fmt: skip

Judge = Callable[..., Judgement]


def _judge(kind: SubjectKind, usual: Mapping[str, int]) -> Judge:
    def judge(under: Terms | None = None, **facts: int) -> Judgement:
        assert set(facts) <= set(usual), set(facts) - set(usual)
        return judged(kind, {**usual, **facts}, under or terms())

    return judge


member = _judge(SubjectKind.MEMBER, MEMBER)
cadre = _judge(SubjectKind.CADRE, CADRE)
organisation = _judge(SubjectKind.ORGANISATION, ORGANISATION)
collective = _judge(SubjectKind.COLLECTIVE, COLLECTIVE)


def forget_editions() -> None:
    """Have the built-in editions read anew."""
    _built_in.cache_clear()


def said(problems: list[Message]) -> list[str]:
    """The problems in English."""
    return [problem.say("en") for problem in problems]


def has_status(judgement: Judgement, status: Status, level: Level = Level.NONE) -> bool:
    """Whether the row has that status and level."""
    return (judgement.status, judgement.level) == (status, level)


def write_edition(folder: Path, **files: str) -> str:
    """Write an edition's files (`edition="..."` becomes `edition.toml`); the folder's name for `load`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return str(folder)
