"""Turns a text of review into what its pages show."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.campaign.words import clause_why, cycle_name
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.why import Why
from kiemdiem.registry.presenting import when
from kiemdiem.review.actions.handing import obstacles_to_handing_in
from kiemdiem.review.models import EarlierPassage, Passage, Writing
from kiemdiem.review.outline import Field, Outline
from kiemdiem.review.queries.writings import (
    Reading,
    handed_of,
    is_reviewed,
    lines_of,
    passages_of,
    shortcomings_of,
    unsettled,
)


@dataclass(frozen=True)
class ShownPassage:
    """One passage as `review/passage.html` shows it."""

    field: Field
    text: str
    mark: str
    mark_words: str
    version: int
    saved: str
    why: Why
    late: list[dict[str, object]]

    @property
    def anchor(self) -> str:
        """The id of its part of the page."""
        return "p-" + self.field.key.replace(":", "-")

    @property
    def is_begun(self) -> bool:
        """Whether anything stands there."""
        return bool(self.text.strip() or self.mark)


def writing_context(reading: Reading, outline: Outline, hidden: Collection[str]) -> dict[str, object]:
    """All that the page of a text shows.

    Args:
        hidden: keys of the passages that belong to other places than the reader's.
    """
    writing = reading.writing
    may_write = reading.may_write and writing.submitted_at is None
    passages, late = passages_of(writing), unsettled(writing) if may_write else {}
    who = names_of_accounts(one.saved_by for several in late.values() for one in several)

    def shown(fields: Iterable[Field]) -> list[ShownPassage]:
        return [_shown(writing, one, passages.get(one.key), late, who) for one in fields]

    obstacles = said_obstacles(obstacles_to_handing_in(writing, outline)) if may_write else []
    faults = shortcomings_of(writing)
    labels = {one.heading: one.title for one in outline.manifestations}
    return {
        "title": _title(reading),
        "subtitle": cycle_name(writing.cycle),
        "writing": writing,
        "may_write": may_write,
        "is_report": writing.collective_id is not None,
        "badge": _badge(writing),
        "sections": shown(outline.sections),
        "targets": shown(outline.targets),
        "matters": shown(outline.matters),
        "manifestations": shown(outline.manifestations),
        "earlier": shown(outline.earlier),
        "levels": shown(outline.levels),
        "no_longer_asked": shown(_no_longer_asked(writing, outline, passages, hidden)),
        "has_shortcomings": outline.has_shortcomings or bool(faults),
        "shortcomings": [
            {"key": one.pk, "text": one.text, "ground": one.ground,
             "tie": f"{one.manifestation} {labels.get(one.manifestation, '')}".strip()} for one in faults
        ],
        "ties": [(one.heading, f"{one.heading} {one.title}") for one in outline.manifestations],
        "shortcoming_why": clause_why(writing.cycle, "I.2.2.b", _("A shortcoming and the manifestations")),
        "missing": obstacles,
        "missing_count": len(obstacles),
        "can_take_back": reading.may_write and writing.submitted_at is not None and not is_reviewed(writing),
        "can_revise": reading.may_write and writing.submitted_at is not None and is_reviewed(writing),
        "versions": len(handed_of(writing)),
    }  # fmt: skip


def _no_longer_asked(
    writing: Writing, outline: Outline, passages: Mapping[str, Passage], hidden: Collection[str]
) -> list[Field]:
    """What was written in answer to a letter or target withdrawn since, or for a post that is over: it stays to be
    read."""
    asked = {one.key for one in outline.fields}
    left = [key for key, one in sorted(passages.items()) if (one.text.strip() or one.mark) and key not in asked]
    kept = [key for key in left if key not in hidden]
    if not kept:
        return []
    titles = {line.key: line.title for handed in handed_of(writing) for line in lines_of(handed)}
    return [Field(key, titles.get(key, _("Written in answer to what is no longer asked")), "I.2.2") for key in kept]


def _title(reading: Reading) -> str:
    writing = reading.writing
    if writing.collective is not None:
        return _("Report: {name}").format(name=writing.collective.name)
    if reading.is_own:
        return _("My self-review")
    return _("Self-review: {name}").format(name=writing.person or "")


def _badge(writing: Writing) -> Badge:
    if writing.submitted_at:
        return Badge(_("Handed in at {when}").format(when=when(writing.submitted_at)), "good")
    return Badge(_("Revised version being written") if writing.revised_from else _("Being written"), "warn")


def _shown(
    writing: Writing, one: Field, passage: Passage | None, late: dict[int, list[EarlierPassage]], who: dict[str, str]
) -> ShownPassage:
    mark = passage.mark if passage else ""
    saved = ""
    if passage:
        saved = _("Saved at {time}").format(time=timezone.localtime(passage.saved_at).strftime("%H:%M %d/%m"))
    return ShownPassage(
        one, passage.text if passage else "", mark, dict(one.choices).get(mark, ""),
        passage.version if passage else 0, saved, clause_why(writing.cycle, one.clause, one.title, one.title),
        [_late(writing, one, each, who) for each in late.get(passage.pk if passage else 0, ())],
    )  # fmt: skip


def _late(writing: Writing, one: Field, each: EarlierPassage, who: dict[str, str]) -> dict[str, object]:
    """A text that came while somebody else had saved."""
    return {
        "text": each.text,
        "mark": dict(one.choices).get(each.mark, ""),
        "by": who.get(each.saved_by, each.saved_by),
        "at": when(each.saved_at),
        "url": reverse("writing_settle", args=[writing.pk, each.pk]),
    }


def handed_versions(reading: Reading, hidden: Collection[str]) -> dict[str, object]:
    """The texts handed in beside each other, as they were handed in, but for what belongs to other places.

    Args:
        hidden: keys of those passages.
    """
    writing = reading.writing
    versions = [
        {
            "title": _("Revised version") if one.is_revised else _("Version {number}").format(number=one.number),
            "at": when(one.at), "digest": one.digest[:16], "taken_back": bool(one.taken_back_at),
            "lines": [line for line in lines_of(one) if line.key not in hidden],
        }
        for one in handed_of(writing)
    ]  # fmt: skip
    crumbs = [{"label": _title(reading), "url": reverse("writing", args=[writing.pk])},
              {"label": _("Versions"), "url": ""}]  # fmt: skip
    return {"title": _("Versions handed in"), "subtitle": _title(reading), "versions": versions, "crumbs": crumbs}
