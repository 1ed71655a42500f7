"""Hands texts in, takes them back, revises them after the conference; journals who reads them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.verbs import Verb
from kiemdiem.review.actions.receipts import record_answers
from kiemdiem.review.actions.texts import journal_text, locked_text, obstacles_to_writing, writer_of
from kiemdiem.review.models import Handed, Writing
from kiemdiem.review.outline import Outline, subjects_of
from kiemdiem.review.queries.writings import Line, Reading, is_reviewed, passages_of, shortcomings_of, unsettled
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

_EMPTY = N_("{title}: nothing is written yet.")
_NO_MARK = N_("{title}: no mark is chosen yet.")
_UNANSWERED = N_("{count} of the {all} manifestations are not answered yet.")
_NO_MEASURE = N_("{title}: say what is done to remedy and prevent it.")
_UNSETTLED = N_("{title}: two texts were written at once. Look at both and take one over.")
_UNMARKED = N_("“{text}” is tied to {manifestation}, which is answered “none”: choose a step above it.")
_NOT_HANDED = N_("The text is not handed in.")
_REVIEWED = N_("The review is finished: write a revised version instead, it stands beside the first.")
_NOT_REVIEWED = N_("The review is not finished yet: take the text back instead.")


def obstacles_to_handing_in(writing: Writing, outline: Outline) -> Iterator[Verdict]:
    """What is still missing, each with its clause: shown on the page before the button is pressed."""
    yield from obstacles_to_writing(writing)
    passages, late = passages_of(writing), unsettled(writing)
    if unanswered := [one for one in outline.manifestations if not (one.key in passages and passages[one.key].mark)]:
        blanks = {"count": len(unanswered), "all": len(outline.manifestations)}
        yield Verdict(Message(_UNANSWERED, {**blanks}), unanswered[0].key, unanswered[0].clause)
    for one in outline.fields:
        passage = passages.get(one.key)
        text, mark = (passage.text, passage.mark) if passage else ("", "")
        title = {"title": f"{one.heading} {one.title}".strip()}
        if one.choices and not mark and not one.needs_text_above:
            yield Verdict(Message(_NO_MARK, {**title}), one.key, one.clause)
        if one.needs_text and one.has_text and not text.strip():
            yield Verdict(Message(_EMPTY, {**title}), one.key, one.clause)
        if one.needs_text_above and mark > one.needs_text_above and not text.strip():
            yield Verdict(Message(_NO_MEASURE, {**title}), one.key, one.clause)
        if passage and passage.pk in late:
            yield Verdict(Message(_UNSETTLED, {**title}), one.key)
    for fault in shortcomings_of(writing):
        tied = passages.get(f"manifestation:{fault.manifestation}")
        harmless = next((one.needs_text_above for one in outline.manifestations), "")
        if fault.manifestation and tied and tied.mark and tied.mark <= harmless:
            told = {"text": fault.text[:60], "manifestation": fault.manifestation}
            yield Verdict(Message(_UNMARKED, {**told}), f"manifestation:{fault.manifestation}", "I.2.2.b")


def hand_in(access: Access, number: int, outline: Outline) -> Handed:
    """Hand a text in: a copy of all of it is kept for good.

    Raises:
        OutOfSight. Refused: see `obstacles_to_handing_in`.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        refuse_on(obstacles_to_handing_in(writing, outline))
        actor = writer_of(access, writing)
        content = json.dumps([asdict(line) for line in _lines(writing, outline)], ensure_ascii=False)
        last = Handed.objects.filter(writing=writing).order_by("-number").values_list("number", flat=True).first() or 0
        handed = Handed.objects.create(
            writing=writing, number=last + 1, is_revised=writing.revised_from is not None, content=content,
            digest=hashlib.sha256(content.encode()).hexdigest(), by=actor.account,
        )  # fmt: skip
        writing.submitted_at = handed.at
        writing.save(update_fields=["submitted_at"])
        for subject in subjects_of(writing)[:1]:
            record_answers(subject, actor, timezone.localdate())
        details = {"writing": writing.pk, "number": handed.number, "digest": handed.digest}
        journal_text(actor, Verb.TEXT_HANDED_IN, writing, details)
        return handed


def _lines(writing: Writing, outline: Outline) -> Iterator[Line]:
    passages = passages_of(writing)
    for one in outline.fields:
        passage = passages.get(one.key)
        mark = dict(one.choices).get(passage.mark, "") if passage else ""
        title = " ".join(filter(None, [one.heading, one.title, one.about]))
        yield Line(one.key, title, mark, passage.text if passage else "")
    for fault in shortcomings_of(writing):
        yield Line(f"shortcoming:{fault.pk}", "II", fault.manifestation, f"{fault.text}\n{fault.ground}".strip())


def take_back(access: Access, number: int) -> Writing:
    """Take a text back to write on, until the review is finished at one of the places.

    Raises:
        OutOfSight. Refused: it is not handed in, or the review is finished.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        refuse_on(obstacles_to_taking_back(writing))
        actor = writer_of(access, writing)
        handed = Handed.objects.filter(writing=writing).order_by("-number")[:1].get()
        Handed.objects.filter(pk=handed.pk).update(taken_back_at=timezone.now())
        writing.submitted_at = None
        writing.save(update_fields=["submitted_at"])
        journal_text(actor, Verb.TEXT_TAKEN_BACK, writing, {"writing": writing.pk, "number": handed.number})
        return writing


def obstacles_to_taking_back(writing: Writing) -> Iterator[Verdict]:
    """What stands in the way of taking a text back."""
    if writing.submitted_at is None:
        yield Verdict(Message(_NOT_HANDED))
    elif is_reviewed(writing):
        yield Verdict(Message(_REVIEWED), "", "I.3.3.e")


def revise(access: Access, number: int) -> Writing:
    """Begin the revised version after the conference; what was handed in first stays beside it (I.3.3.e).

    Raises:
        OutOfSight. Refused: it is not handed in, or the review is not finished.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        if writing.submitted_at is None:
            refuse_on([Verdict(Message(_NOT_HANDED))])
        if not is_reviewed(writing):
            refuse_on([Verdict(Message(_NOT_REVIEWED), "", "I.3.3.e")])
        actor = writer_of(access, writing)
        writing.submitted_at, writing.revised_from = None, timezone.now()
        writing.save(update_fields=["submitted_at", "revised_from"])
        journal_text(actor, Verb.TEXT_REVISED, writing, {"writing": writing.pk})
        return writing


def note_reading(access: Access, reading: Reading) -> None:
    """Journal a look of somebody else at a self-review."""
    writing = reading.writing
    if reading.is_own or writing.person_id is None:
        return
    right = Right.WRITE_REPORT if reading.may_write else Right.READ_REVIEWS
    with transaction.atomic():
        journal_text(access.actor(right), Verb.TEXT_READ, writing, {"writing": writing.pk})
