"""The mail of a day: what it says, to whom, and that each is sent once, whatever breaks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django.fixtures import Settings

from kiemdiem.accounts.models import Account
from kiemdiem.campaign.models import Cycle
from kiemdiem.commands.mail import command
from kiemdiem.jobs.schedule import AGAIN_AFTER
from kiemdiem.registry.models import Person
from kiemdiem.reminders.models import Digest, Reminder
from kiemdiem.reminders.sending import send_digests, send_now
from support.cast import Cast
from support.cycles import YEAR, open_cycle

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY = date(YEAR, 12, 20), date(YEAR, 12, 21)


def stays() -> bool:
    return False


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return open_cycle(cast)


def wants(cast: Cast, login: str, rhythm: str = "daily", language: str = "vi") -> Reminder:
    """A confirmed wish, by plain rows."""
    now = timezone.now()
    return Reminder.objects.create(
        account=cast.accounts[login], address=f"{login}@example.vn", rhythm=rhythm, language=language,
        asked_at=now, confirmed_at=now,
    )  # fmt: skip


def told_in(sent: EmailMessage) -> str:
    """Subject, text and HTML of a mail."""
    assert isinstance(sent, EmailMultiAlternatives)
    return f"{sent.subject} {sent.body} {sent.alternatives[0][0]!s}"


def receivers() -> list[str]:
    return [one.to[0] for one in mail.outbox]


def test_a_mail_says_what_is_to_be_done_by_when_with_links_and_a_way_out(cast: Cast, cycle: Cycle) -> None:
    wants(cast, "binh")
    assert send_now(MONDAY) == (1, 0)
    (sent,) = mail.outbox
    assert sent.subject.startswith("kiemdiem: ")
    whole, text = told_in(sent), str(sent.body)
    for told in (text, whole.removeprefix(f"{sent.subject} {text}")):
        assert "Viết bản tự kiểm điểm" in told
        assert "http://localhost:8000/my-review/" in told
        assert "/reminders/stop/" in told
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "&quot;" not in text
    assert "&amp;" not in text


def test_a_mail_names_nobody_of_whom_the_tasks_speak(cast: Cast, cycle: Cycle) -> None:
    for login in ("an", "office", "district", "province"):
        wants(cast, login)
    send_now(MONDAY)
    names = Person.objects.values_list("full_name", flat=True)
    assert len(mail.outbox) >= 2
    for sent in mail.outbox:
        whole = told_in(sent)
        assert [name for name in names if name in whole] == []


def test_the_subject_counts_what_is_to_be_done_and_what_is_late_in_the_language_asked_for(
    cast: Cast, cycle: Cycle
) -> None:
    wants(cast, "binh", language="en")
    send_now(date(YEAR + 1, 12, 21))
    assert mail.outbox[0].subject == "kiemdiem: 1 thing to do, 1 past its day"
    assert "The day has come" in str(mail.outbox[0].body)


def test_daily_means_every_day_and_weekly_on_mondays(cast: Cast, cycle: Cycle) -> None:
    wants(cast, "binh", "daily")
    wants(cast, "cuong", "weekly")
    send_now(SUNDAY)
    assert receivers() == ["binh@example.vn"]
    send_now(MONDAY)
    assert receivers()[1:] == ["binh@example.vn", "cuong@example.vn"]


def test_each_is_sent_once_a_day_however_often_it_is_begun(cast: Cast, cycle: Cycle) -> None:
    wants(cast, "binh")
    for _ in range(3):
        assert send_digests(MONDAY, stays)
    assert receivers() == ["binh@example.vn"]
    assert Digest.objects.get().tasks == 1


def test_nothing_is_sent_to_who_has_nothing_to_do_did_not_confirm_stopped_or_was_closed(
    cast: Cast, cycle: Cycle
) -> None:
    wants(cast, "auditor")
    for login, changes in (
        ("an", {"confirmed_at": None}), ("binh", {"stopped_at": timezone.now()}), ("cuong", {}),
    ):  # fmt: skip
        Reminder.objects.filter(pk=wants(cast, login).pk).update(**changes)
    Account.objects.filter(login="cuong").update(closed_at=timezone.now())
    assert send_now(MONDAY) == (0, 0)
    assert mail.outbox == []


class _Failing(EmailBackend):
    """A mail server that fails for one address."""

    error: Exception = SMTPServerDisconnected("gone")

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if messages[0].to == ["an@example.vn"]:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def failing(settings: Settings) -> Iterator[type[_Failing]]:
    settings.EMAIL_BACKEND = f"{__name__}._Failing"
    yield _Failing
    _Failing.error = SMTPServerDisconnected("gone")


@pytest.mark.parametrize(
    "error", [SMTPSenderRefused(550, b"no", "x"), SMTPRecipientsRefused({"an@example.vn": (550, b"no")})]
)
def test_an_address_that_is_refused_holds_up_nobody_and_its_owner_is_told(
    cast: Cast, cycle: Cycle, failing: type[_Failing], error: Exception
) -> None:
    failing.error = error
    reminder = wants(cast, "an")
    wants(cast, "binh")
    assert send_now(MONDAY) == (1, 1)
    assert receivers() == ["binh@example.vn"]
    assert Digest.objects.get(reminder=reminder).failed_at is not None


def test_a_server_that_goes_away_in_the_middle_is_asked_again_and_nobody_gets_two(
    cast: Cast, cycle: Cycle, failing: type[_Failing], monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(cast, "binh")
    wants(cast, "an")
    wants(cast, "cuong")
    with pytest.raises(OSError, match="gone"):
        send_digests(MONDAY, stays)
    assert receivers() == ["binh@example.vn"]
    monkeypatch.setattr(failing, "send_messages", EmailBackend.send_messages)
    later: datetime = timezone.now() + AGAIN_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert send_digests(MONDAY, stays)
    assert sorted(receivers()) == ["an@example.vn", "binh@example.vn", "cuong@example.vn"]


def test_two_workers_at_once_send_one_mail(cast: Cast, cycle: Cycle) -> None:
    reminder = wants(cast, "binh")
    Digest.objects.create(reminder=reminder, day=MONDAY)
    assert send_now(MONDAY) == (0, 0), "another worker has claimed it a moment ago"
    assert mail.outbox == []


def test_a_worker_that_must_leave_stops_between_two_mails(cast: Cast, cycle: Cycle) -> None:
    for login in ("an", "binh"):
        wants(cast, login)
    assert not send_digests(MONDAY, lambda: len(mail.outbox) == 1)
    assert len(mail.outbox) == 1
    assert send_digests(MONDAY, stays)
    assert sorted(receivers()) == ["an@example.vn", "binh@example.vn"]


Cli = Callable[..., str]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs `kiemdiem mail` inside the test's transaction."""

    def run(*words: str) -> str:
        result = CliRunner().invoke(command, [*words, "--lang", "en"], catch_exceptions=False)
        return result.output

    return run


def test_the_command_shows_who_would_get_one_sends_and_says_when_none_is_due(
    cast: Cast, cycle: Cycle, cli: Cli
) -> None:
    wants(cast, "binh")
    day = MONDAY.isoformat()
    assert "binh: 1 things to do" in cli("digest", "--dry-run", "--day", day)
    assert mail.outbox == []
    assert "1 mails were sent, 0 refused" in cli("digest", "--day", day)
    assert receivers() == ["binh@example.vn"]
    assert "No mail is due" in cli("digest", "--day", day)


def test_the_command_tries_the_mail_server(cli: Cli, failing: type[_Failing]) -> None:
    assert "was taken" in cli("test", "x@example.vn")
    assert receivers() == ["x@example.vn"]
    assert "did not take the mail (gone)" in cli("test", "an@example.vn")
