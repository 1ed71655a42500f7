"""Tasks of the plan and of the texts: cycles to open, texts to write, reviews to hold, changes to decide."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.campaign.models import Place
from kiemdiem.campaign.queries.plan import waiting_changes
from kiemdiem.campaign.roster import terms_of
from kiemdiem.campaign.words import cycle_name, deadline_title
from kiemdiem.desk.looking import Desk, Task
from kiemdiem.meetings.queries.votes import votes_to_count
from kiemdiem.review.queries.writings import own_state, seats_of, texts_missing_at

MOST_PLACES = 3
"""Own places that each stand on the desk with a task of their own; more stand there together."""
SOON = 14
"""Days ahead for which the dates of the calendar are shown."""


def cycles_to_open(desk: Desk) -> Iterator[Task]:
    """Cycles that are prepared and not open yet."""
    for cycle in desk.cycles:
        if cycle.frozen_at or not desk.access.may(Right.OPEN_CYCLE, cycle.unit.path):
            continue
        text = _("The preview is ready: look at it, settle what is unclear, then open the cycle.")
        if not cycle.previewed_at:
            text = _("The preview of the plan is being made.")
        url = reverse("cycle", args=[cycle.pk])
        yield Task(_("Open the cycle: {cycle}").format(cycle=cycle_name(cycle)), text, url, _("To the cycle"))


def own_self_review(desk: Desk) -> Iterator[Task]:
    """One's own self-review until it is handed in."""
    state = own_state(desk.access, desk.open_cycles) if desk.open_cycles else None
    if state is None or state.submitted_at:
        return
    text = _("You have begun: go on writing and hand it in.") if state.begun_at else _("You have not begun yet.")
    own, worked_on = state.subject.cycle, desk.open_cycle
    due = (desk.days if own == worked_on else days_in_force(own)).get("grassroots")
    title = _("Write your self-review")
    yield Task(title, text, reverse("my_review"), _("Write"), due, "I.3.1.b1")


def own_reports(desk: Desk) -> Iterator[Task]:
    """Reports of the collectives in which one holds a post."""
    if desk.open_cycle is None:
        return
    for state, deadline in seats_of(desk.access, desk.open_cycle):
        if state.submitted_at is None:
            title = _("Report: {name}").format(name=state.subject.name)
            text = _("The collective's report is not handed in yet.")
            url = reverse("writing", args=[state.writing]) if state.writing else reverse(
                "text_form", args=[state.subject.pk]
            )  # fmt: skip
            yield Task(title, text, url, _("Write"), desk.days.get(deadline), "I.2.1")


def texts_at_own_places(desk: Desk) -> Iterator[Task]:
    """Who has not handed in, at the places that one looks after."""
    places = [place for place in desk.places if desk.access.may(Right.READ_REVIEWS, place.path)]
    found = texts_missing_at(places)
    if len(found) > MOST_PLACES:
        missing = sum(count for _place, count in found)
        yield _together(desk, [place for place, _count in found], _("Self-reviews"), _texts_missing(missing))
        return
    for place, missing in found:
        title = _("Self-reviews: {place}").format(place=place.name)
        url = reverse("texts", args=[place.pk])
        yield Task(title, _texts_missing(missing), url, _("See who"), desk.days.get(place.deadline))


def _texts_missing(count: int) -> str:
    text = ngettext("{count} text is not handed in yet.", "{count} texts are not handed in yet.", count)
    return text.format(count=count)


def _together(desk: Desk, places: Sequence[Place], title: str, text: str, clause: str = "") -> Task:
    """Many places in one task, which leads to the plan; its deadline is the earliest of theirs."""
    days = [desk.days[place.deadline] for place in places if place.deadline in desk.days]
    url = reverse("plan", args=[places[0].cycle_id])
    title = _("{what}: {count} places").format(what=title, count=len(places))
    return Task(title, text, url, _("To the plan"), min(days, default=None), clause)


def reviews_to_record(desk: Desk) -> Iterator[Task]:
    """Reviews that are not recorded as finished, at one's own places."""
    places = [one for one in desk.places if one.missing and desk.access.may(Right.RECORD_REVIEW, one.path)]
    if len(places) > MOST_PLACES:
        missing = sum(place.missing for place in places)
        yield _together(desk, places, _("Hold the reviews"), _reviews_missing(missing), "IV.4")
        return
    for place in places:
        title = _("Hold the review: {place}").format(place=place.name)
        url = reverse("place_finish", args=[place.pk])
        yield Task(title, _reviews_missing(place.missing), url, _("Record finished reviews"),
                   desk.days.get(place.deadline), "IV.4")  # fmt: skip


def ballots_to_count(desk: Desk) -> Iterator[Task]:
    """Ballots on paper that one counts."""
    if not desk.access.may(Right.COUNT_BALLOTS):
        return
    for vote in votes_to_count(desk.access)[:MOST_PLACES]:
        title = _("Count the ballot: {name}").format(name=vote.conference.name)
        text = _("The box is open: enter the papers, sign once both tellers agree.")
        yield Task(title, text, reverse("vote_count", args=[vote.pk]), _("Count"), None, "I.3.3.g")


def _reviews_missing(count: int) -> str:
    text = ngettext("{count} review is not finished.", "{count} reviews are not finished.", count)
    return text.format(count=count)


def changes_of_the_registry(desk: Desk) -> Iterator[Task]:
    """Changes of the registry after the freeze that wait for a decision."""
    if desk.open_cycle is None or not desk.access.may(Right.EDIT_PLAN):
        return
    if count := waiting_changes(desk.access, desk.open_cycle):
        text = ngettext("{count} change waits for your decision.", "{count} changes wait for your decision.", count)
        url = reverse("plan_changes", args=[desk.open_cycle.pk])
        yield Task(_("Changes of the registry"), text.format(count=count), url, _("Decide"))


def days_to_come(desk: Desk) -> Iterator[Task]:
    """The calendar's days within a fortnight, for who opens the cycle."""
    cycle = desk.open_cycle
    if cycle is None or not desk.access.may(Right.OPEN_CYCLE, cycle.unit.path):
        return
    edition = terms_of(cycle).edition
    for key, day in sorted(desk.days.items(), key=lambda pair: pair[1]):
        if 0 <= (day - desk.today).days <= SOON:
            deadline = edition.deadline(key)
            yield Task(deadline_title(edition, key), _("A date of the calendar comes near."),
                       reverse("cycle", args=[cycle.pk]), _("To the calendar"), day,
                       deadline.clause if deadline else "")  # fmt: skip
