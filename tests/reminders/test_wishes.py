"""Mail is sent to an address that was confirmed from its mailbox, and ended from any mail; each is one's own."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.jobs.models import Job
from kiemdiem.journal.models import Entry
from kiemdiem.journal.verbs import Verb
from kiemdiem.reminders.actions import ASKED_AT_MOST_EVERY, Wish, ask_for_mail, confirm_address, stop_mail
from kiemdiem.reminders.models import Reminder
from kiemdiem.reminders.queries import CONFIRMED_WITHIN
from kiemdiem.reminders.secrets import stop_token
from kiemdiem.verdicts import Refused
from support.cast import Cast
from support.jobs import run_next_job

pytestmark = pytest.mark.django_db
AccessAs = Callable[[str], Access]
ClientAs = Callable[[str], Client]
DAILY = Reminder.Rhythm.DAILY
WISH = Wish("An.Nguyen@Example.vn ", DAILY, "vi")


def token_sent() -> str:
    """The token in the last mail, which the worker sends first."""
    run_next_job()
    found = re.search(r"/reminders/confirm/([^/\s]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def said(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.verdicts[0].message.say("en")


def move_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    moment: datetime = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_an_address_is_confirmed_by_the_link_sent_to_it_and_the_link_works_once(access_as: AccessAs) -> None:
    reminder = ask_for_mail(access_as("an"), WISH)
    assert (reminder.address, reminder.is_on) == ("an.nguyen@example.vn", False)
    token = token_sent()
    (sent,) = mail.outbox
    assert sent.to == ["an.nguyen@example.vn"]
    assert token not in Reminder.objects.get().confirm_digest
    assert confirm_address(token).pk == reminder.pk
    reminder.refresh_from_db()
    assert reminder.is_on
    with pytest.raises(Refused) as refused:
        confirm_address(token)
    assert "over" in said(refused)
    verbs = [Verb.REMINDERS_ASKED, Verb.ADDRESS_CONFIRMED]
    entries = Entry.objects.filter(verb__in=verbs).order_by("pk")
    assert [entry.verb for entry in entries] == verbs
    assert all("example" not in entry.details for entry in entries), "no address stands in the journal"


def test_a_link_is_good_for_three_days_and_ends_when_another_is_asked_for(
    access_as: AccessAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_mail(access_as("an"), WISH)
    first = token_sent()
    move_clock(monkeypatch, ASKED_AT_MOST_EVERY)
    ask_for_mail(access_as("an"), WISH)
    with pytest.raises(Refused):
        confirm_address(first)
    second = token_sent()
    move_clock(monkeypatch, CONFIRMED_WITHIN + timedelta(seconds=1))
    with pytest.raises(Refused):
        confirm_address(second)
    assert not Reminder.objects.get().is_on


def test_nobody_is_flooded_with_mails_to_confirm(access_as: AccessAs) -> None:
    ask_for_mail(access_as("an"), WISH)
    with pytest.raises(Refused) as refused:
        ask_for_mail(access_as("an"), Wish("another@example.vn", DAILY, "vi"))
    assert "two minutes" in said(refused)
    assert Job.objects.count() == 1


def test_another_rhythm_needs_no_confirmation_another_address_does(
    access_as: AccessAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_mail(access_as("an"), WISH)
    confirm_address(token_sent())
    assert ask_for_mail(access_as("an"), Wish(WISH.address, Reminder.Rhythm.WEEKLY, "vi")).is_on
    assert len(mail.outbox) == 1
    move_clock(monkeypatch, ASKED_AT_MOST_EVERY)
    assert not ask_for_mail(access_as("an"), Wish("moi@example.vn", DAILY, "vi")).is_on
    run_next_job()
    assert mail.outbox[-1].to == ["moi@example.vn"]


def test_what_is_no_address_is_refused_beside_its_field(access_as: AccessAs) -> None:
    with pytest.raises(Refused) as refused:
        ask_for_mail(access_as("an"), Wish("an\r\nBcc: x@example.vn", DAILY, "vi"))
    assert refused.value.verdicts[0].field == "address"
    assert mail.outbox == []


def test_when_the_mail_server_is_away_the_job_and_the_page_say_so_and_one_may_ask_again_at_once(
    access_as: AccessAs, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, **_known: object) -> int:
        raise ConnectionRefusedError("nobody there")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
        ask_for_mail(access_as("an"), WISH)
        job = run_next_job()
    assert job.failed_at
    assert "could not be sent" in job.message
    assert "không gửi được" in client_as("an").get(reverse("reminders")).content.decode()
    ask_for_mail(access_as("an"), WISH)
    assert confirm_address(token_sent()).pk


def test_a_wish_that_was_stopped_before_the_mail_went_out_sends_none(access_as: AccessAs) -> None:
    ask_for_mail(access_as("an"), WISH)
    stop_mail(access_as("an"))
    assert run_next_job().finished_at
    assert mail.outbox == []


def test_mail_is_stopped_by_its_owner_and_asked_for_again_without_a_new_link(access_as: AccessAs) -> None:
    ask_for_mail(access_as("an"), WISH)
    confirm_address(token_sent())
    stop_mail(access_as("binh"))
    assert Reminder.objects.get().is_on, "of another"
    stop_mail(access_as("an"))
    assert not Reminder.objects.get().is_on
    assert ask_for_mail(access_as("an"), WISH).is_on
    assert len(mail.outbox) == 1


def test_a_stopped_wish_cannot_be_confirmed_by_an_old_link(access_as: AccessAs) -> None:
    ask_for_mail(access_as("an"), WISH)
    token = token_sent()
    stop_mail(access_as("an"))
    with pytest.raises(Refused):
        confirm_address(token)


def test_the_link_in_a_mail_ends_the_mails_without_a_sign_in_by_button_or_by_the_mail_program(
    cast: Cast, access_as: AccessAs
) -> None:
    ask_for_mail(access_as("an"), WISH)
    confirm_address(token_sent())
    url = reverse("reminders_stop_by_link", args=[stop_token(Reminder.objects.get())])
    nobody = Client(enforce_csrf_checks=True)
    assert "Dừng gửi thư" in nobody.get(url).content.decode()
    assert Reminder.objects.get().is_on, "looking at the link does nothing"
    assert nobody.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Reminder.objects.get().is_on
    assert nobody.post(url).status_code == 200, "a second time harms nobody"


def test_a_forged_link_or_one_to_an_earlier_address_ends_nothing(access_as: AccessAs) -> None:
    ask_for_mail(access_as("an"), WISH)
    confirm_address(token_sent())
    reminder = Reminder.objects.get()
    old = stop_token(reminder)
    Reminder.objects.update(address="moi@example.vn")
    for token in (old, old[:-2] + "xx", "x"):
        assert Client().post(reverse("reminders_stop_by_link", args=[token])).status_code == 404
    assert Reminder.objects.get().is_on


def test_the_link_to_confirm_asks_for_a_button_since_programs_open_links(access_as: AccessAs) -> None:
    ask_for_mail(access_as("an"), WISH)
    url = reverse("reminders_confirm", args=[token_sent()])
    assert "Xác nhận" in Client().get(url).content.decode()
    assert not Reminder.objects.get().is_on
    assert "Đã xác nhận" in Client().post(url).content.decode()
    assert Reminder.objects.get().is_on
    assert Client().get(url).status_code == Client().post(url).status_code == 404


def test_the_page_says_how_it_stands_and_keeps_what_was_asked_for(client_as: ClientAs) -> None:
    client, url = client_as("an"), reverse("reminders")
    assert "Không gửi thư" in client.get(url).content.decode()
    assert 'id="id_address_error"' in client.post(url, {"address": "x", "rhythm": "daily"}).content.decode()
    assert mail.outbox == []
    shown = client.post(url, {"address": "an@example.vn", "rhythm": "weekly"}, follow=True).content.decode()
    assert "Địa chỉ chờ xác nhận" in shown
    confirm_address(token_sent())
    assert "Đang gửi thư" in client.get(url).content.decode()
    assert "Không gửi thư" in client.post(reverse("reminders_stop"), follow=True).content.decode()
    assert "an@example.vn" not in client_as("binh").get(url).content.decode()
