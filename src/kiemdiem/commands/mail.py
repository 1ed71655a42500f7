"""`kiemdiem mail`: the mails that remind people, by hand, and whether the mail server takes them."""

from datetime import datetime
from importlib import import_module

import click

from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import language_option, refuse, say
from kiemdiem.wording import N_, Message

_PLANNED = N_("{login}: {count} things to do")
_WOULD = N_("{count} mails would be sent. Nothing was sent.")
_SENT = N_("{count} mails were sent, {failed} refused by the mail server.")
_NOBODY = N_("No mail is due: nobody asked for one, or all were sent, or there is nothing to do.")
_TRIED = N_("A mail to {address} was taken.")
_REFUSED = N_("The mail server did not take the mail ({reason}). See KIEMDIEM_MAIL_HOST in docs/operations.md.")


@click.group()
def command() -> None:
    """Thư nhắc việc / mails that remind of what is to be done."""


@command.command()
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem ai sẽ nhận / only show who would get one.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Ngày, mặc định hôm nay / the day, today.")
@language_option
def digest(dry_run: bool, day: datetime | None, lang: str) -> None:
    """Gửi thư nhắc việc của ngày / send the mails of the day that are not sent yet."""
    django_ready(lang)
    sending = import_module("kiemdiem.reminders.sending")
    of_day = day.date() if day else import_module("django.utils.timezone").localdate()
    planned = list(sending.digests_planned(of_day))
    if not planned:
        click.echo(say(_NOBODY, lang))
        return
    if dry_run:
        for one in planned:
            click.echo(say(_PLANNED, lang, login=one.login, count=one.tasks))
        click.echo(say(_WOULD, lang, count=len(planned)))
        return
    try:
        sent, failed = sending.send_now(of_day)
    except OSError as error:
        refuse(Message(_REFUSED, {"reason": str(error)}), lang)
    click.echo(say(_SENT, lang, count=sent, failed=failed))


@command.command()
@click.argument("address")
@language_option
def test(address: str, lang: str) -> None:
    """Gửi một thư thử / send one mail, to try the mail server."""
    django_ready(lang)
    try:
        import_module("kiemdiem.reminders.mails").trial_mail(address).send()
    except OSError as error:
        refuse(Message(_REFUSED, {"reason": str(error)}), lang)
    click.echo(say(_TRIED, lang, address=address))
