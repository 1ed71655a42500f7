"""Turns a conference into what its page shows."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.campaign.words import KINDS as SUBJECTS
from kiemdiem.campaign.words import clause_why
from kiemdiem.meetings.actions.agenda import is_under_review
from kiemdiem.meetings.agenda import may_move
from kiemdiem.meetings.duration import CLAUSE, duration_of
from kiemdiem.meetings.models import Conference, Item, Vote
from kiemdiem.meetings.opening import voters_on
from kiemdiem.meetings.queries.conferences import current_item, items_of, presiding_over, roll_of, sittings_of
from kiemdiem.meetings.queries.votes import lines_of, votes_of
from kiemdiem.meetings.words import KINDS, MEANS, roll_name, sitting_words, vote_badge
from kiemdiem.pages.listing import Badge, Button
from kiemdiem.registry.presenting import Section, SectionRow, ShownFact

_SHOWN = 3
"""Names of a vote's subjects that its line tells."""


def half_day_words(count: int) -> str:
    """A number of half days in words."""
    return ngettext("{count} half day", "{count} half days", count).format(count=count)


def conference_facts(one: Conference) -> list[ShownFact]:
    """When, where, who chairs, who is there, how long."""
    roll = roll_of(one)
    entitled = voters_on(roll)
    there = sum(each.present_since is not None for each in entitled)
    present = _("{there} of {all} who vote are in the room").format(there=there, all=len(entitled))
    facts = [
        ShownFact(_("When"), " · ".join(sitting_words(each) for each in sittings_of(one))),
        ShownFact(_("Room"), one.room),
        ShownFact(_("Chair"), roll_name(one.chair), why=clause_why(one.cycle, "I.3.3.c", "")),
        ShownFact(_("Keeps the minutes"), roll_name(one.secretary)),
        ShownFact(_("Present"), present, reverse("conference_roll", args=[one.pk])),
    ]
    duration = duration_of(one)
    if duration.least is not None:
        told = _("{planned}, at least {least}").format(
            planned=half_day_words(duration.planned), least=half_day_words(duration.least)
        )
        outcome = _("shorter than the regulation asks") if duration.is_short else _("long enough")
        facts.append(ShownFact(_("Duration"), told, why=clause_why(one.cycle, CLAUSE, outcome)))
    return facts


def conference_sections(one: Conference) -> list[Section]:
    """Agenda, votes, sittings."""
    return [_agenda(one), _votes(one), _sittings(one)]


def _agenda(one: Conference) -> Section:
    items = items_of(one)
    now = current_item(items)
    is_open = not (one.ended_at or one.dropped_at)
    rows = [_item_row(one, items, at, now) for at in range(len(items))]
    add = [Button(reverse("conference_agenda", args=[one.pk, "pdf"]), _("Print the agenda"))]
    hint = _("In the regulation's order: the collective, the head, then the others.") if is_open else ""
    return Section(
        _("Agenda"), [_("Item"), _("Presides"), _("Presented by"), _("Minutes planned")], rows,
        _("Nothing stands on the agenda."), hint, add,
    )  # fmt: skip


def _item_row(one: Conference, items: list[Item], at: int, now: Item | None) -> SectionRow:
    item = items[at]
    stages = [each.stage for each in items]
    actions = []
    if not (one.ended_at or one.dropped_at or item.concluded_at):
        actions.append(Button(reverse("item_set", args=[item.pk]), _("Set")))
    if not (one.ended_at or one.dropped_at or item.begun_at):
        for step, name, label in ((-1, "up", _("Up")), (1, "down", _("Down"))):
            if may_move(stages, at, step) and items[at + step].begun_at is None:
                actions.append(Button(reverse("item_move", args=[item.pk, name]), label, method="post"))
    cells = (
        f"{at + 1}. {item.subject.name}", roll_name(presiding_over(item, one)), item.presenter, str(item.minutes or "")
    )  # fmt: skip
    badges = [item_badge(item, now)]
    chair = presiding_over(item, one)
    if chair is not None and is_under_review(item, chair) and not item.concluded_at:
        badges.append(Badge(_("Another chair is needed"), "bad"))
    return SectionRow(cells, reverse("item", args=[item.pk]), badges, actions)


def item_badge(item: Item, now: Item | None) -> Badge:
    """How far an item has come, from its dates."""
    if item.concluded_at:
        return Badge(_("Concluded"), "good")
    if now is not None and item.pk == now.pk:
        return Badge(_("Now"), "info")
    return Badge(_("Begun"), "warn") if item.begun_at else Badge(str(SUBJECTS[item.subject.kind]))


def vote_subjects(vote: Vote) -> str:
    """Who is voted on, in a few words."""
    return first_names([line.item.subject.name for line in lines_of(vote)])


def first_names(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - _SHOWN
    told = ", ".join(names[:_SHOWN])
    return told if more <= 0 else _("{names} and {count} more").format(names=told, count=more)


def _votes(one: Conference) -> Section:
    every = list(votes_of(one))
    rows = [
        SectionRow((str(KINDS[each.kind]), str(MEANS[each.means]), vote_subjects(each)),
                   reverse("vote", args=[each.pk]), [vote_badge(each)])
        for each in every
    ]  # fmt: skip
    return Section(
        _("Votes"),
        [_("Vote"), _("How"), _("About whom")],
        rows,
        _("No vote is prepared yet."),
        actions=vote_buttons(one),
    )


def vote_buttons(one: Conference) -> list[Button]:
    """The kinds of vote that can be prepared at a conference."""
    if one.ended_at or one.dropped_at:
        return []
    kinds = [Vote.Kind.WORKPLACE_OPINION]
    if one.group_id is not None:
        kinds = [Vote.Kind.CONCLUSION]
    elif one.place is not None:
        kinds = [Vote.Kind.PROPOSAL if one.place.collective_id is None else Vote.Kind.RATING, Vote.Kind.CONCLUSION]
        if any(each.subject.kind == "organisation" for each in items_of(one)) and one.place.collective_id:
            kinds.append(Vote.Kind.PROPOSAL)
    label = _("Prepare: {kind}")
    return [
        Button(reverse("vote_new", args=[one.pk, kind.value]), label.format(kind=KINDS[kind.value])) for kind in kinds
    ]


def _sittings(one: Conference) -> Section:
    is_open = not (one.ended_at or one.dropped_at)
    rows = [
        SectionRow((sitting_words(each),), actions=[
            Button(reverse("sitting_remove", args=[one.pk, each.pk]), _("Take out"), method="post")
        ] if is_open else [])
        for each in sittings_of(one)
    ]  # fmt: skip
    add = Button(reverse("sitting_add", args=[one.pk]), _("Add a sitting"))
    return Section(_("Sittings"), [_("When")], rows, _("No sitting is entered."), actions=[add] if is_open else [])


def conference_actions(one: Conference) -> list[Button]:
    """What can be done with a conference from its page."""
    key = [one.pk]
    roll = Button(reverse("conference_roll", args=key), _("Roll"))
    screen = Button(reverse("conference_screen", args=key), _("Screen"))
    minutes = Button(reverse("minutes", args=key), _("Minutes"), primary=bool(one.ended_at))
    if one.dropped_at:
        return [roll]
    if one.ended_at:
        return [minutes, roll, screen]
    if one.begun_at:
        end = Button(reverse("conference_end", args=key), _("End the conference"), method="post", primary=True)
        return [end, roll, screen, minutes, Button(reverse("conference_officers", args=key), _("Chair and minutes"))]
    begin = Button(reverse("conference_open", args=key), _("Open the conference"), method="post", primary=True)
    officers = Button(reverse("conference_officers", args=key), _("Chair and minutes"))
    drop = Button(reverse("conference_drop", args=key), _("Call it off"), danger=True)
    return [begin, roll, officers, screen, drop]
