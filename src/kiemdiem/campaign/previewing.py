"""What a plan would be, in numbers and open questions; and who cannot be put into it."""

import json
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kiemdiem.campaign.drawing import Drawing
from kiemdiem.campaign.freezing import HELD, batches
from kiemdiem.campaign.models import Cycle, Problem
from kiemdiem.jobs.telling import stored, told
from kiemdiem.registry.models import Person
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.vocabulary import Severity
from kiemdiem.wording import Message

_CHUNK = 500
_LONGEST_CELLS = 700


@dataclass(frozen=True)
class Question:
    """A point where the regulation is silent, and how many subjects it touches."""

    clause: str
    message: Message
    count: int


@dataclass(frozen=True)
class Preview:
    """A plan in numbers."""

    rows: tuple[tuple[str, str, int], ...]
    """Kind of subject, action, how many."""
    held: tuple[tuple[str, int], ...]
    """Key of a deadline, reviews that it binds."""
    questions: tuple[Question, ...]

    def text(self) -> str:
        """As it is kept."""
        questions = [[one.clause, stored(one.message), one.count] for one in self.questions]
        return json.dumps({"rows": self.rows, "held": self.held, "questions": questions}, ensure_ascii=False)


def preview_of(cycle: Cycle) -> Preview:
    """What is kept of the cycle's preview; empty when none was made."""
    kept = json.loads(cycle.preview)
    return Preview(
        tuple((kind, action, count) for kind, action, count in kept.get("rows", ())),
        tuple((key, count) for key, count in kept.get("held", ())),
        tuple(Question(clause, told(message), count) for clause, message, count in kept.get("questions", ())),
    )


def count(drawing: Drawing) -> Preview:
    """The plan in numbers."""
    rows: Counter[tuple[str, str]] = Counter()
    held: Counter[str] = Counter()
    for row in drawing.rows():
        rows[row.kind.value, row.action] += 1
        if row.action in HELD:
            held[row.deadline] += 1
    questions: Counter[tuple[str, str]] = Counter()
    for block in drawing.evaluation.findings:
        if block.severity == Severity.QUESTION:
            for at in block.message_of.tolist():
                questions[block.clause, stored(block.messages[at])] += 1
    return Preview(
        tuple((kind, action, number) for (kind, action), number in rows.items()),
        tuple(held.items()),
        tuple(Question(clause, told(message), number) for (clause, message), number in questions.most_common()),
    )


def keep_preview(cycle: Cycle, drawing: Drawing) -> int:
    """Keep the numbers, and who cannot be put into the plan; how many of these are not set aside."""
    problems = problems_of(cycle, drawing)
    with transaction.atomic():
        standing = {one.person_id: one for one in Problem.objects.filter(cycle=cycle)}
        Problem.objects.filter(cycle=cycle).exclude(person_id__in=[one.person_id for one in problems]).delete()
        Problem.objects.bulk_create([one for one in problems if one.person_id not in standing], batch_size=_CHUNK)
        Cycle.objects.filter(pk=cycle.pk).update(preview=count(drawing).text(), previewed_at=timezone.now())
    return Problem.objects.filter(cycle=cycle, set_aside_at__isnull=True).count()


def problems_of(cycle: Cycle, drawing: Drawing) -> list[Problem]:
    """Members in scope with no official cell on the reference date, or several."""
    people, cells = drawing.ids["people"], drawing.ids["organisations"]
    codes = {people[row]: [cells[cell] for cell in found] for row, found in drawing.cells_of.items()}
    names = dict(Organisation.objects.filter(within("path", [cycle.unit.path])).values_list("code", "name"))
    found = []
    for some in batches(codes):
        for person, code, path in Person.objects.filter(code__in=some).values_list("pk", "code", "path"):
            several = codes[code]
            kind = Problem.Kind.TWO_CELLS if several else Problem.Kind.NO_CELL
            named = "; ".join(names[cell] for cell in several)[:_LONGEST_CELLS]
            found.append(Problem(cycle=cycle, kind=kind, person_id=person, path=path, cells=named))
    return found
