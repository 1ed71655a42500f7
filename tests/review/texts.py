"""What the tests of texts share: an outline in Vietnamese, a text filled in whole."""

from kiemdiem.accounts.access import Access
from kiemdiem.campaign.models import Cycle, Subject
from kiemdiem.review.actions.writings import begin_report, begin_self_review, save_passage
from kiemdiem.review.marks import words
from kiemdiem.review.models import Writing
from kiemdiem.review.outline import Outline, outline_of


def subject_of(cycle: Cycle, code: str, kind: str = "member") -> Subject:
    return Subject.objects.select_related("person", "collective", "cycle").get(cycle=cycle, code=code, kind=kind)


def begun(access: Access, cycle: Cycle, code: str) -> tuple[Writing, Outline]:
    """The self-review of somebody, begun, and its outline."""
    writing = begin_self_review(access, subject_of(cycle, code))
    return writing, outline_of(writing, words())


def begun_report(access: Access, cycle: Cycle, code: str) -> tuple[Writing, Outline]:
    writing = begin_report(access, subject_of(cycle, code, "collective"))
    return writing, outline_of(writing, words())


def fill_in(access: Access, writing: Writing, outline: Outline, leaving_out: str = "") -> None:
    """Write every passage that must be there, but one."""
    for field in outline.fields:
        if field.key == leaving_out:
            continue
        mark = field.choices[0][0] if field.choices else ""
        save_passage(access, writing.pk, words(), field.key, "Đã viết." if field.has_text else "", mark, 0)
