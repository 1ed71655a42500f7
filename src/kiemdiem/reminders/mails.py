"""What the mails say: counts, places and days; never a name of somebody under review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kiemdiem.accounts.queries import access_of
from kiemdiem.desk.looking import Desk, Task
from kiemdiem.desk.tasks import tasks_of
from kiemdiem.reminders.models import Reminder
from kiemdiem.reminders.secrets import stop_token

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Group:
    """Tasks whose deadline stands alike."""

    title: str
    tasks: Sequence[Task]


def grouped(tasks: Sequence[Task], today: date) -> list[Group]:
    """Late ones, those of a week, later ones, those without a day; empty groups left out."""
    dated = [(task, task.due) for task in tasks if task.due]
    groups = [
        Group(_("The day has come"), [task for task, due in dated if due <= today]),
        Group(_("Within seven days"), [task for task, due in dated if today < due <= today + SOON]),
        Group(_("Later"), [task for task, due in dated if due > today + SOON]),
        Group(_("Without a day"), [task for task in tasks if task.due is None]),
    ]
    return [group for group in groups if group.tasks]


def tasks_for(reminder: Reminder, today: date) -> list[Task]:
    """What the account has to do, in the language now active."""
    return tasks_of(Desk(access_of(reminder.account, "mail"), today))


def digest_mail(reminder: Reminder, tasks: Sequence[Task], today: date) -> EmailMultiAlternatives:
    """The mail of a day, in the language of the wish."""
    with translation.override(reminder.language):
        count = len(tasks)
        subject = ngettext("kiemdiem: {count} thing to do", "kiemdiem: {count} things to do", count)
        late = sum(1 for task in tasks if task.due and task.due <= today)
        if late:
            subject += ngettext(", {late} past its day", ", {late} past their day", late)
        stop = _absolute("reminders_stop_by_link", stop_token(reminder))
        context = {
            "name": reminder.account.name, "groups": grouped(tasks, today), "today": today,
            "address": settings.PUBLIC_URL, "settings_url": _absolute("reminders"), "stop_url": stop,
        }  # fmt: skip
        return _mail(subject.format(count=count, late=late), "digest", context, reminder.address, stop)


def confirmation_mail(reminder: Reminder, token: str) -> EmailMultiAlternatives:
    """The mail that asks whether the address is right."""
    with translation.override(reminder.language):
        context = {"name": reminder.account.name, "confirm_url": _absolute("reminders_confirm", token)}
        return _mail(_("kiemdiem: confirm your address"), "confirmation", context, reminder.address)


def trial_mail(address: str) -> EmailMultiAlternatives:
    """The mail with which who runs the machine tries the mail server."""
    return _mail(_("kiemdiem: a trial"), "trial", {"address": settings.PUBLIC_URL}, address)


def _mail(
    subject: str, template: str, context: Mapping[str, object], to: str, stop: str = ""
) -> EmailMultiAlternatives:
    headers = {"Auto-Submitted": "auto-generated"}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    text = render_to_string(f"mail/{template}.txt", dict(context))
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    mail.attach_alternative(render_to_string(f"mail/{template}.html", dict(context)), "text/html")
    return mail


def _absolute(name: str, *arguments: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=arguments)
