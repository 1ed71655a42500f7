"""Puts the story of one subject into sentences, for the command line and for the pages."""

import textwrap
from dataclasses import dataclass
from datetime import date

from kiemdiem.evaluation.explaining import CaseOutcome, Change, FactValue, Reason
from kiemdiem.evaluation.story import BallotStory, PlaceStory, Story
from kiemdiem.rulebook.calendar import day_date
from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.tally import Tally
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, Action, Level, ManagedBy, Severity, Status, SubjectKind, WaitsFor
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.values import NO_DAY

_WIDTH = 96
STATUSES = {
    Status.NOT_IN_SCOPE: N_("not in scope"),
    Status.NOT_RATED: N_("not rated"),
    Status.WAITING: N_("waiting"),
    Status.UNDETERMINED: N_("undetermined"),
    Status.CONFLICT: N_("conflict"),
    Status.PROPOSED: N_("proposed"),
    Status.DECIDED: N_("decided"),
}
SEVERITIES = {
    Severity.VIOLATION: N_("violation"),
    Severity.WARNING: N_("warning"),
    Severity.QUESTION: N_("question"),
}
_KINDS = {
    SubjectKind.ORGANISATION: N_("Organisation"),
    SubjectKind.COLLECTIVE: N_("Collective"),
    SubjectKind.MEMBER: N_("Member"),
    SubjectKind.CADRE: N_("Cadre"),
}
_WAITS = {
    WaitsFor.MEMBERSHIP: N_("official membership of a cell"),
    WaitsFor.REVIEW: N_("the finished review"),
    WaitsFor.PROFESSIONAL_RATING: N_("the professional rating"),
    WaitsFor.RESIDENCE_REMARKS: N_("the residence remarks"),
    WaitsFor.FORMER_CELL_REMARKS: N_("the remarks of the former cell"),
    WaitsFor.TEMPORARY_CELL_REMARKS: N_("the remarks of the temporary cell"),
    WaitsFor.BALLOT: N_("the ballot"),
    WaitsFor.FORMER_UNIT_RESULT: N_("the result of the former unit"),
    WaitsFor.ORGANISATION_LEVEL: N_("the level of the organisation headed"),
    WaitsFor.LOWER_COLLECTIVES: N_("the levels of the collectives directly below"),
    WaitsFor.COLLECTIVE_LEVEL: N_("the level of the collective"),
}
_MANAGED = {
    ManagedBy.PROVINCE: N_("the province"),
    ManagedBy.DISTRICT: N_("the district"),
    ManagedBy.GRASSROOTS: N_("the grassroots"),
    ManagedBy.AGENCY: N_("the agency"),
}
_ACTIONS = {
    Action.REVIEW: N_("reviewed"),
    Action.REPORT_ONLY: N_("only receives the report of the result"),
    Action.WITHIN: N_("reviewed within the meeting there"),
    Action.NONE: N_("not reviewed"),
}


@dataclass(frozen=True)
class Told:
    """One rule that applied, in words."""

    outcome: str
    clauses: tuple[str, ...]
    summary: str
    """The first clause in our own words."""
    facts: tuple[tuple[str, str], ...]
    """Label and value of each fact that was looked at."""


class Teller:
    """Puts a story into sentences."""

    def __init__(self, story: Story, terms: Terms, language: str) -> None:
        self.story, self.terms, self.language = story, terms, language
        self.edition: Edition = terms.edition

    def reasons(self) -> list[Told]:
        """What applied, one by one."""
        return [self._told(reason) for reason in (self.story.outcome.reasons if self.story.outcome else ())]

    def action(self, place: PlaceStory) -> str:
        """What the plan asks at a place, in words."""
        return self._say(_ACTIONS[place.action])

    def lines(self) -> list[str]:
        """The whole story, line by line."""
        story = self.story
        head = f"{self._say(_KINDS[story.kind])} {story.subject}" + (f" - {story.name}" if story.name else "")
        lines = [head, self._verdict(), *self._managed_by(), ""]
        lines += self._section(N_("Why"), self._why())
        lines += self._section(N_("Where and when"), [self._place(place) for place in story.places])
        lines += self._section(N_("What would change it"), self._changes())
        lines += self._section(N_("To be looked at"), [self._remark(at) for at in range(len(story.remarks))])
        return lines

    def _say(self, text: str, **blanks: "str | int") -> str:
        return Message(text, dict(blanks)).say(self.language)

    def _section(self, title: str, items: list[str]) -> list[str]:
        if not items:
            return []
        wrapped = [
            line
            for item in items
            for line in textwrap.wrap(item, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
        ]
        return [self._say(title) + ":", *wrapped, ""]

    def _verdict(self) -> str:
        outcome = self.story.outcome
        if outcome is None:
            return self._say(N_("Not rated as such: no row of results."))
        status = self._say(STATUSES[outcome.status])
        text = N_("Result: {status} {level} ({clauses})") if outcome.level else N_("Result: {status} ({clauses})")
        return self._say(text, status=status, level=outcome.level.name, clauses=", ".join(self.story.clauses))

    def _managed_by(self) -> list[str]:
        management = self.story.management
        if management is None:
            return []
        level = self._say(_MANAGED[management.level])
        if not management.clause:
            return [self._say(N_("Managed by: {level} (as entered)"), level=level)]
        if management.stated:
            return [self._say(N_("Managed by: {level} ({clause})"), level=level, clause=management.clause)]
        text = N_("Managed by: {level} ({clause}; the source does not list this post, to be confirmed)")
        return [self._say(text, level=level, clause=management.clause)]

    def _why(self) -> list[str]:
        outcome = self.story.outcome
        if outcome is None:
            return []
        told = [self._reason(reason) for reason in outcome.reasons]
        if not any(reason.waits_for or reason.status for reason in outcome.reasons):
            told += [self._ballot(ballot) for ballot in self.story.ballots]
        if outcome.ceiling and outcome.ballot_level > outcome.ceiling:
            text = N_("The ballots give {ballot}; the ceiling brings it down to {ceiling}.")
            told.append(self._say(text, ballot=outcome.ballot_level.name, ceiling=outcome.ceiling.name))
        if outcome.status is Status.CONFLICT:
            told.append(
                self._say(N_("The places differ: nothing is averaged, the competent authority decides (II.3.c)."))
            )
        if outcome.status is Status.DECIDED:
            told.append(self._say(N_("The authority has decided: {level}."), level=outcome.level.name))
        return told

    def _told(self, reason: Reason) -> Told:
        clause = self.edition.clause(reason.clauses[0]) if reason.clauses else None
        summary = "" if clause is None else (clause.vi if self.language == "vi" else clause.en)
        if reason.waits_for:
            outcome = self._say(N_("Waits for {what}."), what=self._say(_WAITS[reason.waits_for]))
        elif reason.status:
            outcome = self._say(STATUSES[reason.status]).capitalize() + "."
        elif reason.ceiling:
            outcome = self._say(N_("Not above {level}."), level=reason.ceiling.name)
        else:
            outcome = self._say(N_("This applies."))
        facts = tuple((self._say(value.fact.label), self._value(value)) for value in reason.facts)
        return Told(outcome, reason.clauses, summary, facts)

    def _reason(self, reason: Reason) -> str:
        told = self._told(reason)
        facts = "; ".join(f"{label}: {value}" for label, value in told.facts)
        clauses = ", ".join(told.clauses)
        return f"{told.outcome} [{clauses}] {facts}. {told.summary}" if clauses else f"{told.outcome} {facts}."

    def _fact(self, value: FactValue) -> str:
        return f"{self._say(value.fact.label)}: {self._value(value)}"

    def _value(self, value: FactValue) -> str:
        if value.fact.kind == "flag":
            return self._say(N_("yes") if value.value else N_("no"))
        if value.fact.kind == "level":
            return Level(value.value).name if value.value else self._say(N_("none"))
        if value.fact.kind == "day":
            return _day(day_date(value.value)) if value.value != NO_DAY else self._say(N_("none"))
        return str(value.value)

    def _ballot(self, ballot: BallotStory) -> str:
        read = ballot.tally
        share = next(share for share in read.shares if share.name.rstrip("+") == (read.level or min(LEVELS)).name)
        text = (
            N_("Ballot at {place}: {votes} of {base} for {name} = {percent}%, which gives {level} [{clauses}].")
            if read.level
            else N_("Ballot at {place}: no level reached, {votes} of {base} for {name} = {percent}% [{clauses}].")
        )
        return self._say(
            text, place=ballot.place or self.story.subject, votes=share.votes, base=read.base, name=share.name,
            percent=share.percent, level=read.level.name, clauses=", ".join(read.clauses),
        )  # fmt: skip

    def _place(self, place: PlaceStory) -> str:
        name = f"{place.place} ({place.name})" if place.name else place.place
        told = f"{name}: {self._say(_ACTIONS[place.action])} [{place.clauses.replace(' ', ', ')}]"
        if place.deadline:
            told += self._say(N_("; before {day}"), day=_day(date.fromisoformat(place.deadline)))
        if place.after:
            told += self._say(N_("; after {reviews}"), reviews=place.after.replace(" ", ", "))
        return told

    def _changes(self) -> list[str]:
        outcome = self.story.outcome
        if outcome is None:
            return []
        told = [self._change(change) for change in outcome.changes]
        if outcome.status in (Status.PROPOSED, Status.UNDETERMINED):
            told += [text for ballot in self.story.ballots if (text := self._next_level(outcome, ballot.tally))]
        return told

    def _change(self, change: Change) -> str:
        status = self._say(STATUSES[change.status])
        if not change.level:
            text = N_("If this were so - {fact} - it would be: {status}, without a level")
            return self._say(text, fact=self._fact(change.fact), status=status)
        text = N_("If this were so - {fact} - it would be: {status} {level}")
        return self._say(text, fact=self._fact(change.fact), status=status, level=change.level.name)

    def _next_level(self, outcome: CaseOutcome, read: Tally) -> str:
        """How many votes were short of the next better level; the lowest is nobody's aim."""
        aims = [level for level in reversed(LEVELS) if level > max(read.level, min(LEVELS))]
        if not aims or (outcome.ceiling and outcome.ceiling <= read.level):
            return ""
        text = (
            N_("{votes} more votes for {level} would have given {level}.")
            if aims[0] == max(LEVELS)
            else N_("{votes} more votes for {level} or better would have given {level}.")
        )
        return self._say(text, votes=read.missing[aims[0].name], level=aims[0].name)

    def _remark(self, at: int) -> str:
        remark = self.story.remarks[at]
        return f"{self._say(SEVERITIES[remark.severity])} [{remark.clause}] {remark.message.say(self.language)}"


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"
