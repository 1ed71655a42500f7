"""What is known of a subject when its item is dealt with: text, opinions, ballots, suggestions (I.3.3.d)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.models import Subject
from kiemdiem.meetings.models import Item, Note, Vote
from kiemdiem.meetings.queries.notes import notes_of, reported_by_groups
from kiemdiem.meetings.queries.votes import counting_in_force, vote_signed_on
from kiemdiem.meetings.results import results_of
from kiemdiem.meetings.words import KINDS
from kiemdiem.pages.masking import plain_day
from kiemdiem.review.marks import level_words
from kiemdiem.review.queries.opinions import answer_in_force, consolidation_of, requests_about
from kiemdiem.review.queries.suggestions import letters_to
from kiemdiem.review.queries.writings import reading_of, states_of
from kiemdiem.review.showing import kinds, who
from kiemdiem.review.words import letter_name


@dataclass(frozen=True)
class Part:
    """One part of the dossier."""

    title: str
    state: str
    """How it stands, in words."""
    tone: str = "neutral"
    text: str = ""
    url: str = ""


def dossier_of(access: Access, item: Item) -> list[Part]:
    """The parts in the order in which they are reported."""
    subject = item.subject
    parts = [_text(access, subject), *_opinions(access, subject)]
    if (consolidation := consolidation_of(subject)) is not None:
        parts.append(Part(_("Consolidated opinions"), "", text=consolidation.text))
    parts.extend(_suggestions(subject))
    parts.extend(_workplace(item))
    parts.extend(_group(item))
    return parts


def _text(access: Access, subject: Subject) -> Part:
    (state,) = states_of([subject])
    title = _("Report") if subject.person_id is None else _("Self-review")
    if state.submitted_at is None:
        return Part(title, _("not handed in"), "bad")
    try:
        reading_of(access, state.writing or 0)
    except OutOfSight:
        return Part(title, _("handed in"), "good")
    return Part(title, _("handed in"), "good", url=reverse("writing", args=[state.writing]))


def _opinions(access: Access, subject: Subject) -> list[Part]:
    parts = []
    for request in requests_about(subject):
        answer, title = answer_in_force(request), f"{kinds()[request.kind]}: {who(request)}"
        if answer is not None:
            parts.append(Part(title, _("answered"), "good", answer.text))
        elif request.not_needed_at:
            parts.append(Part(title, _("not needed"), text=request.ground))
        else:
            parts.append(Part(title, _("no answer yet"), "warn"))
    return parts


def _suggestions(subject: Subject) -> list[Part]:
    return [
        Part(
            letter_name(letter), _("notified on {day}").format(day=plain_day(letter.notified_on)), "warn",
            "\n".join(one.text for one in letter.suggestions.filter(superseded_at=None).order_by("order")),
        )
        for letter in letters_to(subject)
    ]  # fmt: skip


def _workplace(item: Item) -> list[Part]:
    """The workplace's opinion, and whatever else was voted on the subject before."""
    found = []
    for vote in vote_signed_on(item.subject, Vote.Kind.WORKPLACE_OPINION):
        counting = counting_in_force(vote)
        if counting is not None:
            result = next(one for one in results_of(vote, counting) if one.line.item.subject_id == item.subject_id)
            words = level_words()
            votes = " · ".join(f"{words[level]}: {result.votes.get(level, 0)}" for level in words)
            found.append(Part(str(KINDS[vote.kind]), vote.conference.name, "good", votes))
    return found


def _group(item: Item) -> list[Part]:
    """What a Party group reports to the cell about the subject (I.3.3.a)."""
    if item.conference.group_id is not None or item.row_id is None:
        return []
    others = reported_by_groups(item)
    notes = notes_of(others)
    return [Part(one.conference.name, _("reports"), "good", _told(notes[one.pk])) for one in others]


def _told(notes: Sequence[Note]) -> str:
    return "\n".join(note.text for note in notes if note.text.strip())
