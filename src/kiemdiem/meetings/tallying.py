"""Turns a vote into what its page shows: what is next, the numbers kept apart, the result and why."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.campaign.words import clause_why
from kiemdiem.meetings.ballots import choices_of
from kiemdiem.meetings.models import Counting, Vote
from kiemdiem.meetings.queries.conferences import name_of
from kiemdiem.meetings.queries.votes import (
    counting_in_force,
    counting_under_way,
    counts_of,
    lines_of,
    readings_of,
    tellers_of,
)
from kiemdiem.meetings.results import LineResult, Numbers, numbers_of, results_of
from kiemdiem.meetings.words import BASES, choice_words
from kiemdiem.pages.listing import Button
from kiemdiem.pages.why import Why
from kiemdiem.review.marks import level_words
from kiemdiem.rulebook.tally import percent
from kiemdiem.vocabulary import LEVELS


@dataclass(frozen=True)
class ShownResult:
    """One row of a result."""

    name: str
    level: str
    tone: str
    cells: list[tuple[str, int, str]]
    """Words of the choice, votes, their share of the legal base."""
    base: int
    missing: str
    """What the next better level was short of."""
    beside: list[str]
    why: Why | None


def vote_context(vote: Vote) -> dict[str, object]:
    """What the page of a vote shows besides its head; the conference must be fetched with it."""
    signed = counting_in_force(vote)
    return {
        "lines": [line.item.subject.name for line in lines_of(vote)],
        "tellers": [(name_of(one.attendee), bool(one.account)) for one in tellers_of(vote)],
        "numbers": number_facts(vote, signed or counting_under_way(vote)) if vote.opened_at else [],
        "results": shown_results(vote, signed) if signed else [],
        "choices": [choice_words()[choice] for choice in choices_of(vote.kind)],
        "hands": _hands(vote),
        "progress": _progress(vote),
        "signed_by": [name_of(one.attendee) for one in signed.signings.select_related("attendee__person")]
        if signed else [],
        "earlier": [one for one in vote.countings.all() if one.superseded_at and one.signed_at],
        "actions": vote_actions(vote),
    }  # fmt: skip


def number_facts(vote: Vote, counting: Counting | None) -> list[tuple[str, int]]:
    """The numbers kept apart, as far as they are known."""
    known = numbers_of(vote, counting) if counting else Numbers(vote.convened or 0, vote.present or 0, 0, 0, 0)
    facts = [(_("Convened"), known.convened), (_("Present"), known.present)]
    if vote.issued is not None:
        facts.append((_("Papers handed out"), known.issued))
    if counting is not None and counting.returned is not None:
        facts.append((_("Came back"), known.returned))
    if counting is not None and counting.settled_at:
        facts.extend([(_("Valid"), known.valid), (_("Invalid"), known.invalid)])
    return facts


def shown_results(vote: Vote, counting: Counting) -> list[ShownResult]:
    """The result of each row, with its clause and what was missing."""
    words = choice_words()
    return [
        ShownResult(
            one.line.item.subject.name, *level_of(one),
            [(words[choice], one.votes.get(choice, 0), percent(one.votes.get(choice, 0), one.base))
             for choice in choices_of(vote.kind)],
            one.base, missing_words(one), _beside(one), _why(vote, one),
        )
        for one in results_of(vote, counting)
    ]  # fmt: skip


def level_of(result: LineResult) -> tuple[str, str]:
    """The level in words, and its tone."""
    if result.tally is None:
        return "", ""
    if not result.tally.level:
        return _("No level reached"), "bad"
    return level_words()[result.tally.level.name], "good"


def missing_words(result: LineResult) -> str:
    """What was missing for the next better level; where none was reached, for the level that was nearest."""
    if result.tally is None:
        return ""
    missing = result.tally.missing
    better = [level for level in sorted(LEVELS) if level > result.tally.level]
    if not better:
        return ""
    level = better[0] if result.tally.level else min(better, key=lambda one: (missing[one.name], -one))
    short = missing[level.name]
    text = ngettext("{count} vote short of {level}", "{count} votes short of {level}", short)
    return text.format(count=short, level=level_words()[level.name])


def _beside(result: LineResult) -> list[str]:
    words = level_words()
    text = _("{base} {number}: {level}")
    return [
        text.format(base=BASES[one.name], number=one.base,
                    level=words[one.level.name] if one.level else _("no level reached"))
        for one in result.beside
    ]  # fmt: skip


def _why(vote: Vote, result: LineResult) -> Why | None:
    if result.tally is None:
        return None
    name = result.line.item.subject.name
    return clause_why(vote.conference.cycle, " ".join(result.tally.clauses), level_of(result)[0], name)


def _hands(vote: Vote) -> list[tuple[str, list[tuple[str, int]]]]:
    """A show of hands that waits for the chair, to be read back."""
    counting = counting_under_way(vote)
    if vote.means != Vote.Means.HANDS or counting is None:
        return []
    words, counts = choice_words(), counts_of(counting)
    return [
        (line.item.subject.name, [(words[choice], counts[line.pk, choice]) for choice in choices_of(vote.kind)])
        for line in lines_of(vote)
    ]


def _progress(vote: Vote) -> str:
    """How far the counting on paper has come, without what was entered."""
    counting = counting_under_way(vote)
    if vote.means != Vote.Means.PAPER or counting is None:
        return ""
    if counting.settled_at:
        return _("Both entries agree; the tellers sign.")
    done = len(readings_of(vote, counting))
    return ngettext("{count} of 2 entries is done.", "{count} of 2 entries are done.", done).format(count=done)


def vote_actions(vote: Vote) -> list[Button]:
    """What who runs the conference can do with a vote."""
    key = [vote.pk]
    if vote.cancelled_at:
        return []
    papers = Button(reverse("vote_papers", args=key), _("Print the papers"))
    cancel = Button(reverse("vote_cancel", args=key), _("Cancel the vote"), danger=True)
    tellers = Button(reverse("vote_tellers", args=key), _("Name the tellers"))
    on_paper = vote.means == Vote.Means.PAPER
    if counting_in_force(vote):
        minutes = Button(reverse("vote_minutes", args=[*key, "pdf"]), _("Minutes of counting (PDF)"), primary=True)
        word = Button(reverse("vote_minutes", args=[*key, "docx"]), _("Word"))
        again = [Button(reverse("vote_recount", args=key), _("Count anew"))] if on_paper else []
        if counting_under_way(vote):
            again = [Button(reverse("vote_recount_drop", args=key), _("Give up the recount"), danger=True)]
        return [minutes, word, *again]
    if vote.opened_at is None:
        opened = Button(reverse("vote_open", args=key), _("Open the vote"), method="post", primary=True)
        return [opened, *([papers, tellers] if on_paper else []), cancel]
    if not on_paper:
        hands = Button(reverse("vote_hands", args=key), _("Enter the hands"), primary=not counting_under_way(vote))
        confirm = Button(reverse("vote_confirm", args=key), _("The chair confirms"), method="post", primary=True)
        return [*([confirm] if counting_under_way(vote) else []), hands, cancel]
    if vote.closed_at is None:
        return [Button(reverse("vote_close", args=key), _("Close the vote"), primary=True), papers, tellers, cancel]
    return [tellers, cancel]
