"""The outline of one text: every passage that it has, what may be marked, what must be filled in (forms 1 and 2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q

from kiemdiem.campaign.models import PlanRow, Subject
from kiemdiem.campaign.queries.rating import posts_in_force
from kiemdiem.campaign.roster import terms_of
from kiemdiem.registry.models import Collective
from kiemdiem.review.models import Shortcoming, Suggestion, Target, Writing
from kiemdiem.review.queries.suggestions import matters_to_answer
from kiemdiem.review.queries.targets import targets_of
from kiemdiem.rulebook.edition import Edition, Section
from kiemdiem.rulebook.writing import GRADES, REMEDIES, Author, congress_term, is_shown, sections_for
from kiemdiem.vocabulary import LEVELS, Occupation, Role, SubjectKind

Choice = tuple[str, str]
"""A code and its words."""


@dataclass(frozen=True)
class Words:
    """The words of codes in one language, given by whoever shows the outline."""

    grades: dict[str, str]
    remedies: dict[str, str]
    levels: dict[str, str]
    earlier: str
    """Title of an earlier shortcoming, with a blank `year`."""
    matter: str
    """Title of a matter suggested, with a blank `number`."""
    target: str
    """Title of a target, with a blank `measure`."""
    level_of_member: str
    level_of_official: str
    level_of_collective: str
    own_language: str = "vi"


@dataclass(frozen=True)
class Field:
    """One passage to be written."""

    key: str
    title: str
    clause: str
    heading: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    has_text: bool = True
    needs_text: bool = True
    """It cannot be handed in empty."""
    needs_text_above: str = ""
    """A mark above this one needs the text: the measure of a manifestation."""
    about: str = ""
    """What it answers: an earlier shortcoming, a suggestion, a target."""


@dataclass
class Outline:
    """All passages of one text, group by group."""

    sections: list[Field] = field(default_factory=list)
    targets: list[Field] = field(default_factory=list)
    matters: list[Field] = field(default_factory=list)
    earlier: list[Field] = field(default_factory=list)
    manifestations: list[Field] = field(default_factory=list)
    levels: list[Field] = field(default_factory=list)
    has_shortcomings: bool = False

    @property
    def fields(self) -> list[Field]:
        """All of them in order."""
        return [
            *self.sections, *self.targets, *self.manifestations, *self.earlier, *self.matters, *self.levels
        ]  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """Which parts of a text a reader sees: the member's, the posts' (I.3.3.f)."""

    in_cell: bool = True
    at_post: bool = True

    def take(self, subject: Subject) -> bool:
        """Whether what is asked of a subject is shown."""
        if subject.kind == SubjectKind.MEMBER:
            return self.in_cell
        return self.at_post or subject.kind != SubjectKind.CADRE


ALL = Parts()


def parts_at(writing: Writing, rows: Iterable[PlanRow] | None) -> Parts:
    """The parts that belong to the places of these plan rows; None: all; a collective's report has but one."""
    if rows is None or writing.collective_id is not None:
        return ALL
    kinds = {row.subject.kind for row in rows}
    return Parts(SubjectKind.MEMBER.value in kinds, SubjectKind.CADRE.value in kinds)


def hidden_keys(writing: Writing, parts: Parts) -> frozenset[str]:
    """Keys of the passages, still asked or not, that belong to other places than the reader's."""
    if parts == ALL:
        return frozenset()
    edition = terms_of(writing.cycle).edition
    sections = [one for one in edition.sections if not is_shown(one, in_cell=parts.in_cell, at_post=parts.at_post)]
    manifestations = () if parts.in_cell else edition.manifestations
    others = [one for one in subjects_of(writing) if not parts.take(one)]
    matters = Suggestion.objects.filter(letter__subject__in=others).values_list("pk", flat=True)
    targets = Target.objects.filter(subject__in=others).values_list("pk", flat=True)
    return frozenset(
        [*(one.key for one in sections), *(f"manifestation:{one.key}" for one in manifestations),
         *(f"suggestion:{key}" for key in matters), *(f"target:{key}" for key in targets)]
    )  # fmt: skip


def author_of(writing: Writing) -> Author:
    """What the registry says of who writes: the post counts that is held on the day of reference."""
    if writing.collective_id is not None:
        kind = Collective.objects.values_list("organisation__kind", flat=True).get(pk=writing.collective_id)
        return Author(is_collective=True, organisation=kind)
    subjects = Subject.objects.filter(cycle=writing.cycle, person=writing.person)
    occupation = next(iter(subjects.values_list("occupation", flat=True)), "")
    roles = set(posts_in_force(writing.cycle).filter(person=writing.person).values_list("role", flat=True))
    return Author(False, occupation, bool(roles), Role.HEAD.value in roles)


def outline_of(writing: Writing, words: Words, parts: Parts = ALL) -> Outline:
    """The passages of a text, of the parts that a reader sees."""
    edition, author = terms_of(writing.cycle).edition, author_of(writing)
    sections: Sequence[Section] = sections_for(edition, author)
    if not author.is_collective:
        sections = [one for one in sections if is_shown(one, in_cell=parts.in_cell, at_post=parts.at_post)]
    outline = Outline(
        sections=[_section(one, edition, author, words) for one in sections],
        targets=_targets(writing, words, parts),
        matters=_matters(writing, words, parts),
        earlier=_earlier(writing, words),
        has_shortcomings=not author.is_collective,
    )
    if not author.is_collective and parts.in_cell:
        outline.manifestations = _manifestations(edition, words)
    outline.levels = _levels(author, words)
    return outline


def field_of(writing: Writing, words: Words, key: str) -> Field | None:
    """One passage of a text, with no more read than it needs; None: the text has no such passage."""
    edition, group = terms_of(writing.cycle).edition, key.partition(":")[0]
    if group == "manifestation":
        found = [] if writing.collective_id else _manifestations(edition, words)
    elif group in _ANSWERED:
        found = _ANSWERED[group](writing, words)
    else:
        author = author_of(writing)
        written = sections_for(edition, author)
        found = [*(_section(one, edition, author, words) for one in written), *_levels(author, words)]
    return next((one for one in found if one.key == key), None)


def subjects_of(writing: Writing) -> list[Subject]:
    """What the text is about: the collective, or the person as member and as cadre."""
    same = Q(person=writing.person) if writing.person_id else Q(collective=writing.collective)
    related = ("person__home", "collective__organisation", "organisation")
    return list(Subject.objects.filter(same, cycle_id=writing.cycle_id).select_related(*related).order_by("-kind"))


def _matters(writing: Writing, words: Words, parts: Parts = ALL) -> list[Field]:
    """The matters suggested, each to be answered (I.3.2.a)."""
    found = matters_to_answer(one for one in subjects_of(writing) if parts.take(one))
    return [
        Field(f"suggestion:{one.pk}", words.matter.format(number=one.letter.document_number), "I.3.2.a", "IV",
              about=one.text)
        for one in found
    ]  # fmt: skip


def _targets(writing: Writing, words: Words, parts: Parts = ALL) -> list[Field]:
    """The targets assigned, each with its result (II.3.a)."""
    found = [one for subject in subjects_of(writing) if parts.take(subject) for one in targets_of(subject)]
    return [
        Field(f"target:{one.pk}", words.target.format(measure=f"{one.planned} {one.measure}".strip()), "II.3.a", "I",
              about=one.text)
        for one in found
    ]  # fmt: skip


def _said(words: Words, vi: str, en: str) -> str:
    return vi if words.own_language == "vi" else en


def _section(section: Section, edition: Edition, author: Author, words: Words) -> Field:
    title = _said(words, section.vi, section.en).replace("{term}", congress_term(edition, author.organisation))
    grades = tuple((code, words.grades[code]) for code in GRADES) if section.graded else ()
    hint = _said(words, section.hint_vi, section.hint_en)
    return Field(section.key, title, section.clause, section.heading, hint, grades)


def _manifestations(edition: Edition, words: Words) -> list[Field]:
    steps = tuple((step.key, _said(words, step.vi, step.en)) for step in edition.steps)
    harmless = max((step.key for step in edition.steps if not step.measure), default="")
    return [
        Field(f"manifestation:{one.key}", _said(words, one.vi, one.en), one.clause, one.key, "", steps,
              needs_text=False, needs_text_above=harmless)
        for one in edition.manifestations
    ]  # fmt: skip


def _earlier(writing: Writing, words: Words) -> list[Field]:
    """The shortcomings of the last cycle, each to be answered (I.2.2.d, I.2.1 (6))."""
    same = {"writing__person_id": writing.person_id, "writing__collective_id": writing.collective_id}
    found = Shortcoming.objects.filter(**same, writing__cycle__year__lt=writing.cycle.year, withdrawn_at__isnull=True)
    latest = found.order_by("-writing__cycle__year").values_list("writing_id", "writing__cycle__year").first()
    if latest is None:
        return []
    remedies = tuple((code, words.remedies[code]) for code in REMEDIES)
    title = words.earlier.format(year=latest[1])
    clause = "I.2.1" if writing.collective_id else "I.2.2.d"
    return [
        Field(f"earlier:{one.pk}", title, clause, "III", "", remedies, about=one.text)
        for one in found.filter(writing_id=latest[0]).order_by(F("pk"))
    ]


def _levels(author: Author, words: Words) -> list[Field]:
    """The level that one proposes for oneself (II.2.3.b)."""
    levels = tuple((level.name, words.levels[level.name]) for level in LEVELS)
    if author.is_collective:
        return [_level("collective", words.level_of_collective, levels, "II.2.1")]
    found = []
    if author.occupation == Occupation.OFFICIAL.value:
        found.append(_level("official", words.level_of_official, levels, "II.3.e"))
    return [*found, _level("member", words.level_of_member, levels, "II.2.3.b")]


def _level(key: str, title: str, levels: tuple[Choice, ...], clause: str) -> Field:
    return Field(f"level:{key}", title, clause, "VII", "", levels, has_text=False, needs_text=False)


_ANSWERED: dict[str, Callable[[Writing, Words], list[Field]]] = {
    "earlier": _earlier,
    "suggestion": _matters,
    "target": _targets,
}
"""Passages that answer something, by the group in their keys."""
