"""Writes the texts of a review: passage by passage, and the shortcomings."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.campaign.models import Subject
from kiemdiem.registry.models import Collective
from kiemdiem.review.actions.texts import locked_text, obstacles_to_writing
from kiemdiem.review.keeping import Saved, Shelf, put_next, save_text
from kiemdiem.review.models import EarlierPassage, Passage, Shortcoming, Writing
from kiemdiem.review.outline import Field, Outline, Words, field_of
from kiemdiem.review.queries.writings import passages_of, writable_among
from kiemdiem.tree.names import unkept_sign
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.wording import N_, Message

LONGEST = 20_000
"""Letters of one passage."""
SHELF = Shelf(Passage, EarlierPassage, "passage")
_TOO_LONG = N_("{letters} letters, at most {most} are kept in one passage: shorten the text.")
_BAD_SIGN = N_("The text holds a sign that cannot be seen ({sign}): delete it, or type the text anew.")
_NO_PASSAGE = N_("This text has no such passage.")
_BAD_MARK = N_("Choose one of the marks that are offered.")
_UNTIED = N_("A shortcoming is tied to a manifestation, or says on what ground it is none.")
_NOTHING = N_("Say what the shortcoming is.")
_NO_SUCH = N_("There is no such manifestation.")


def begin_self_review(access: Access, subject: Subject) -> Writing:
    """The self-review of a person in the cycle, begun where it was not: one for all places (I.3.1.b1).

    Raises:
        OutOfSight: it is neither one's own nor theirs to write for others.
    """
    person = subject.person
    if person is None or not writable_among(access, [subject]):
        raise OutOfSight(f"self-review of subject {subject.pk}")
    found, _ = Writing.objects.get_or_create(cycle=subject.cycle, person=person, defaults={"path": person.path})
    return found


def begin_report(access: Access, subject: Subject) -> Writing:
    """The report of a collective in the cycle, begun where it was not.

    Raises:
        OutOfSight: it is not theirs to write.
    """
    collective: Collective | None = subject.collective
    if collective is None or not writable_among(access, [subject]):
        raise OutOfSight(f"report of subject {subject.pk}")
    values = {"path": collective.path}
    found, _ = Writing.objects.get_or_create(cycle=subject.cycle, collective=collective, defaults=values)
    return found


def save_passage(access: Access, number: int, words: Words, key: str, text: str, mark: str, version: int) -> Saved:
    """Save one passage, as one types.

    When somebody else has saved meanwhile, what stands is left and what came is kept beside it; both are shown.

    Args:
        version: of the passage that was on the page; 0: it was empty.

    Raises:
        OutOfSight: the text is not theirs to write. Refused: it is handed in; see `obstacles_to_passage`.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        found = field_of(writing, words, key)
        refuse_on([*obstacles_to_writing(writing), *obstacles_to_passage(found, text, mark)])
        by = access.actor().account
        passage = Passage.objects.select_for_update(of=("self",)).filter(writing=writing, key=key).first()
        owner = {"writing": writing, "key": key}
        return save_text(SHELF, passage, owner, {"text": text, "mark": mark}, version, by)


def obstacles_to_passage(found: Field | None, text: str, mark: str) -> Iterator[Verdict]:
    """What is wrong with a passage as it comes in; None: the text has no such passage."""
    if found is None:
        yield Verdict(Message(_NO_PASSAGE))
        return
    yield from obstacles_to_words(text)
    if mark and mark not in dict(found.choices):
        yield Verdict(Message(_BAD_MARK), "mark")


def obstacles_to_words(text: str) -> Iterator[Verdict]:
    """What is wrong with the text of a passage, or of another text that several may write."""
    if len(text) > LONGEST:
        yield Verdict(Message(_TOO_LONG, {"letters": len(text), "most": LONGEST}), "text")
    if sign := unkept_sign(text.replace("\n", " ").replace("\t", " ")):
        yield Verdict(Message(_BAD_SIGN, {"sign": sign}), "text")


def take_over(access: Access, number: int, earlier: int, *, is_taken: bool) -> Passage:
    """Settle two texts that were written at once: take the one that came late over, or leave what stands.

    Raises:
        OutOfSight. Refused: the text is handed in.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        refuse_on(obstacles_to_writing(writing))
        found = EarlierPassage.objects.select_related("passage").filter(
            pk=earlier, passage__writing=writing, came_late=True, settled_at__isnull=True
        ).first()  # fmt: skip
        if found is None:
            raise OutOfSight(f"earlier passage {earlier}")
        found.settled_at = timezone.now()
        found.save(update_fields=["settled_at"])
        passage = Passage.objects.select_for_update(of=("self",)).get(pk=found.passage_id)
        if is_taken:
            content = {"text": found.text, "mark": found.mark}
            put_next(SHELF, passage, content, access.actor().account, leave=True)
            passage.refresh_from_db()
        return passage


def answer_rest(access: Access, number: int, outline: Outline) -> int:
    """Answer "none" to every manifestation not answered yet; how many.

    Raises:
        OutOfSight. Refused: the text is handed in.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        refuse_on(obstacles_to_writing(writing))
        by = access.actor().account
        standing = passages_of(writing)
        rest = [one for one in outline.manifestations if not (one.key in standing and standing[one.key].mark)]
        for one in rest:
            passage = standing.get(one.key)
            if passage is None:
                Passage.objects.create(writing=writing, key=one.key, mark=one.choices[0][0], saved_by=by)
            else:
                changes = {"mark": one.choices[0][0], "saved_by": by, "saved_at": timezone.now()}
                Passage.objects.filter(pk=passage.pk).update(**changes, version=F("version") + 1)
        return len(rest)


def enter_shortcoming(
    access: Access, number: int, outline: Outline, text: str, manifestation: str, ground: str
) -> Shortcoming:
    """Enter a fault that one admits, tied to a manifestation or with the ground why it is none (I.2.2.b).

    Raises:
        OutOfSight. Refused: the text is handed in; nothing said; neither tie nor ground.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        refuse_on([*obstacles_to_writing(writing), *_obstacles_to_shortcoming(outline, text, manifestation, ground)])
        return Shortcoming.objects.create(
            writing=writing, text=text.strip(), manifestation=manifestation, ground=ground.strip(),
            entered_by=access.actor().account,
        )  # fmt: skip


def _obstacles_to_shortcoming(outline: Outline, text: str, manifestation: str, ground: str) -> Iterator[Verdict]:
    known = {field.key.removeprefix("manifestation:") for field in outline.manifestations}
    if not text.strip():
        yield Verdict(Message(_NOTHING), "text")
    for name, value, most in (("text", text, LONGEST), ("ground", ground, 500)):
        if len(value) > most:
            yield Verdict(Message(_TOO_LONG, {"letters": len(value), "most": most}), name)
        if sign := unkept_sign(value.replace("\n", " ").replace("\t", " ")):
            yield Verdict(Message(_BAD_SIGN, {"sign": sign}), name)
    if manifestation and known and manifestation not in known:
        yield Verdict(Message(_NO_SUCH), "manifestation")
    if known and not manifestation and not ground.strip():
        yield Verdict(Message(_UNTIED), "manifestation", "I.2.2.b")


def withdraw_shortcoming(access: Access, number: int, shortcoming: int) -> Shortcoming:
    """Take a fault back that was entered by mistake; it stays readable to who wrote it.

    Raises:
        OutOfSight. Refused: the text is handed in.
    """
    with transaction.atomic():
        writing = locked_text(access, number)
        refuse_on(obstacles_to_writing(writing))
        found = Shortcoming.objects.filter(writing=writing, pk=shortcoming, withdrawn_at__isnull=True).first()
        if found is None:
            raise OutOfSight(f"shortcoming {shortcoming}")
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        return found
