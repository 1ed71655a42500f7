"""`kiemdiem journal`, as its users call it."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from kiemdiem.cli import group
from kiemdiem.journal.models import Entry, Head
from kiemdiem.journal.queries import head_of, parse_head
from kiemdiem.journal.verbs import Verb
from support.seal import unsealed

pytestmark = pytest.mark.django_db
Acts = Callable[..., list[Entry]]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["journal", *arguments])


def test_a_journal_that_holds_is_said_to_hold(acts: Acts) -> None:
    acts(3, unit="C1"), acts(2, unit="C2")
    assert run("verify").exit_code == 0
    assert "5 entries verified" in run("verify", "--lang", "en").stdout
    assert json.loads(run("verify", "--unit", "C1", "--json").stdout) == {
        "holds": True, "entries": 3, "breaks": [], "lost_heads": [],
    }  # fmt: skip


def test_a_broken_chain_is_named_with_unit_year_and_number(acts: Acts) -> None:
    year = acts(5)[0].year
    with unsealed():
        Entry.objects.filter(number=4).update(subject="person:99")
    result = run("verify", "--lang", "en")
    assert result.exit_code == 1
    assert f"Journal of C1, {year}: entry 4 was changed" in result.stdout
    assert "inspection committee" in result.stdout
    found = json.loads(run("verify", "--json").stdout)
    assert not found["holds"]
    assert [(row["unit"], row["number"], row["kind"]) for row in found["breaks"]] == [("C1", 4, "changed")]
    assert set(found["breaks"][0]["message"]) == {"vi", "en"}


def test_a_head_is_printed_recorded_and_found_again(acts: Acts) -> None:
    acts(2)
    result = run("head", "C1")
    assert result.exit_code == 0
    text = result.stdout.splitlines()[0]
    assert parse_head(text) is not None
    assert "█" in result.stdout
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.number, entry.subject) == (Verb.HEAD_PRINTED, 3, "organisation:C1")
    assert run("verify", "--head", text).exit_code == 0
    assert json.loads(run("head", "C1", "--json").stdout)["number"] == 3


def test_a_head_on_paper_tells_of_a_chain_written_anew(acts: Acts) -> None:
    entries = acts(3)
    text = str(head_of("C1", entries[0].year))
    with unsealed():
        Entry.objects.all().delete()
        Head.objects.all().delete()
    acts(3)
    assert run("verify").exit_code == 0
    result = run("verify", "--head", text, "--lang", "en")
    assert result.exit_code == 1
    assert "entry 3" in result.stdout
    assert json.loads(run("verify", "--head", text, "--json").stdout)["lost_heads"] == [text]


@pytest.mark.parametrize(
    "wrong",
    [
        ("verify", "--head", "kiemdiem:C1"),
        ("verify", "--unit", "nowhere"),
        ("head", "nowhere"),
        ("head", "C1", "--year", "1"),
        ("head", "C1", "--year", "2001"),
        ("head",),
        ("nothing",),
    ],
)
def test_what_cannot_be_is_refused_without_a_traceback(acts: Acts, wrong: tuple[str, ...]) -> None:
    acts(1)
    result = run(*wrong)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output
    assert Entry.objects.count() == 1


def test_the_head_of_this_year_is_the_default(acts: Acts) -> None:
    acts(1)
    assert json.loads(run("head", "C1", "--json").stdout)["year"] == timezone.localdate().year
