"""Tasks of the papers before a review: opinions, suggestions, delegations, verification cases, targets."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.desk.looking import Desk, Task
from kiemdiem.review.queries.suggestions import NOTIFIED_BEFORE, REPORTED_BEFORE


def letters_received(desk: Desk) -> Iterator[Task]:
    """Letters of suggestion to oneself or the own collective, not read yet."""
    if count := desk.waiting.letters_to_read:
        text = ngettext(
            "{count} letter is not read yet; each matter is answered in the review.",
            "{count} letters are not read yet; each matter is answered in the review.", count,
        ).format(count=count)  # fmt: skip
        yield Task(_("Suggestions received"), text, reverse("my_suggestions"), _("Read them"), clause="I.3.2.a")


def opinions_to_answer(desk: Desk) -> Iterator[Task]:
    """Opinions asked of oneself or the own unit."""
    if count := desk.waiting.opinions_to_answer:
        text = ngettext(
            "{count} opinion is asked of you.", "{count} opinions are asked of you.", count
        ).format(count=count)  # fmt: skip
        url = f"{reverse('opinion_requests')}?side=of_us&state=open"
        yield Task(_("Give your opinion"), text, url, _("Answer"), desk.waiting.first_answer, "I.3.1.a")


def opinions_to_ask(desk: Desk) -> Iterator[Task]:
    """Requests to be sent, and those whose answer is late."""
    if count := desk.waiting.opinions_to_send:
        text = ngettext("{count} request is not sent yet.", "{count} requests are not sent yet.", count)
        url = f"{reverse('opinion_requests')}?state=unsent"
        yield Task(_("Ask for opinions"), text.format(count=count), url, _("Send"), clause="I.3.1.a")
    if count := desk.waiting.opinions_late:
        text = ngettext("{count} answer is late.", "{count} answers are late.", count)
        url = f"{reverse('opinion_requests')}?state=late"
        yield Task(_("Remind of opinions"), text.format(count=count), url, _("See who"), clause="I.3.1.a")


def workplace_opinions(desk: Desk) -> Iterator[Task]:
    """Leaders about whom nobody at work is asked yet, lists to settle, meetings to hold."""
    waits, url = desk.waiting, reverse("electorates")
    for count, title, text, button in (
        (waits.leaders_without_electorate, _("Workplace opinion: lists to make"),
         ngettext("{count} leader has no electorate yet.", "{count} leaders have no electorate yet.",
                  waits.leaders_without_electorate), _("Make the lists")),
        (waits.electorates_to_settle, _("Workplace opinion: lists to settle"),
         ngettext("{count} list is not settled.", "{count} lists are not settled.", waits.electorates_to_settle),
         _("Settle them")),
        (waits.workplace_opinions_to_take, _("Workplace opinion: meetings to hold"),
         ngettext("{count} list is ready for the ballot.", "{count} lists are ready for the ballot.",
                  waits.workplace_opinions_to_take), _("See them")),
    ):  # fmt: skip
        if count:
            yield Task(title, text.format(count=count), url, button, clause="I.3.1.c0")


def letters_issued(desk: Desk) -> Iterator[Task]:
    """What is next with the letters of suggestion of one's units."""
    waits, listed = desk.waiting, reverse("suggestion_letters")
    notify, report = desk.days.get(NOTIFIED_BEFORE), desk.days.get(REPORTED_BEFORE)
    for count, state, title, button, due in (
        (waits.letters_to_approve, "approve", _("Letters of suggestion to approve"), _("Approve"), notify),
        (waits.letters_to_number, "number", _("Letters of suggestion to number"), _("Give the number"), notify),
        (waits.letters_to_notify, "notify", _("Letters of suggestion to notify"), _("Notify"), notify),
        (waits.letters_to_report, "report", _("Results of suggestions to report"), _("Report"), report),
    ):
        if count:
            text = ngettext("{count} letter waits.", "{count} letters wait.", count).format(count=count)
            yield Task(title, text, f"{listed}?state={state}", button, due, "IV.3")


def places_without_delegation(desk: Desk) -> Iterator[Task]:
    """Places with a suggestion to which nobody is sent."""
    if count := desk.waiting.places_without_delegation:
        text = ngettext(
            "{count} place with a suggestion has no delegation yet.",
            "{count} places with a suggestion have no delegation yet.", count,
        ).format(count=count)  # fmt: skip
        yield Task(_("Send delegations"), text, reverse("delegations"), _("Form a delegation"), clause="I.3.3.b")


def cases_to_take_up(desk: Desk) -> Iterator[Task]:
    """Signs of violation that were reported and not taken up."""
    if count := desk.waiting.cases_to_take_up:
        text = ngettext("{count} report is not taken up yet.", "{count} reports are not taken up yet.", count)
        yield Task(_("Verify reports"), text.format(count=count), reverse("cases"), _("See them"), clause="I.3.3.j")


def targets_to_assign(desk: Desk) -> Iterator[Task]:
    """Collectives and people of the own unit without a target."""
    if count := desk.waiting.without_targets:
        text = ngettext(
            "{count} collective or person of your unit has no target yet.",
            "{count} collectives and people of your unit have no target yet.", count,
        ).format(count=count)  # fmt: skip
        yield Task(_("Assign targets"), text, f"{reverse('targets')}?held=none", _("Assign"), clause="II.3.a")
