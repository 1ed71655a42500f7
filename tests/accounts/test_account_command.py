"""`kiemdiem account`."""

import re

import pytest
from click.testing import CliRunner, Result

from kiemdiem.accounts.models import Account
from kiemdiem.commands.account import command
from kiemdiem.journal.models import Entry
from support.cast import Cast


def _run(*words: str) -> Result:
    return CliRunner().invoke(command, [*words, "--lang", "en"])


def test_the_first_account_is_opened_from_the_command_line(cast: Cast) -> None:
    said = _run("open", "Root.1", "--name", "Quản trị", "--role", "system_administrator", "--unit", "T")
    assert said.exit_code == 0, said.output
    found = re.search(r"One-time password: (\S+)", said.output)
    assert found
    account = Account.objects.get(login="root.1")
    assert account.check_password(found[1])
    assert account.must_change_password
    assert [entry.origin for entry in Entry.objects.all()] == ["command line", "command line"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "x.y", "--name", "N", "--role", "king", "--unit", "T"), "offered are provincial_committee"),
        (("open", "x.y", "--name", "N", "--role", "member", "--unit", "Q"), "no organisation of this code"),
        (("open", "an", "--name", "N", "--role", "member", "--unit", "T"), "sign-in name already"),
        (("open", "x.y", "--name", "N", "--role", "cell_secretary", "--unit", "T"), "does not exist in a unit"),
        (("reset", "nobody.at.all"), "no open account"),
    ],
)
def test_a_refusal_says_what_is_wrong(cast: Cast, words: tuple[str, ...], said: str) -> None:
    result = _run(*words)
    assert result.exit_code == 2
    assert said in result.output


def test_a_reset_prints_a_new_password(cast: Cast) -> None:
    said = _run("reset", " AN ", "--factors")
    found = re.search(r"One-time password: (\S+)", said.output)
    assert found
    assert Account.objects.get(login="an").check_password(found[1])


def test_the_list_names_every_account(cast: Cast) -> None:
    said = _run("list").output
    assert all(login[:5] in said for login in cast.accounts)
