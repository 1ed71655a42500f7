"""A process that enters papers is killed two hundred times: no paper is lost, none is doubled, none stands half."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from kiemdiem.accounts.access import Access
from kiemdiem.journal.queries import verify
from kiemdiem.meetings.actions.counting import SumsEntry, agree, enter_paper, enter_sums, finish_papers
from kiemdiem.meetings.models import Count, Counting, EnteredPaper, Entry, Vote
from meetings.room import Room

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 200
LONGEST_WAIT = 0.012
"""Seconds between the last acknowledged paper and the kill; entering one takes some milliseconds."""
MOST_ACKNOWLEDGED = 2
LOST = 3
"""Of so many kills one takes the last answer with it: the paper stands there, and whoever sent it does not know."""
SIGNS = "12340x"
PROGRAM = """
import gc, os, sys, traceback
import django
from kiemdiem import settings
name, signs = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = name
django.setup()
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.meetings.actions.counting import enter_paper

def enter(vote, paper):
    access = access_of(Account.objects.get(login="lan"), "127.0.0.1")
    while True:
        enter_paper(access, vote, paper, signs[paper - 1])
        os.write(1, b"entered %d\\n" % paper)
        paper += 1

gc.freeze()
gc.disable()
os.write(1, b"ready 0\\n")
for line in sys.stdin:
    vote, paper = map(int, line.split())
    child = os.fork()
    if not child:
        try:
            enter(vote, paper)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.write(1, b"child %d\\n" % child)
    os.write(1, b"ended %d\\n" % os.waitpid(child, 0)[1])
"""
"""Prepared once; for each line it is given, a child of its own enters papers one after another until it is killed."""


@dataclass
class Worker:
    """The prepared process."""

    process: "subprocess.Popen[str]"

    def hear(self) -> tuple[str, int]:
        """The next thing that it says."""
        assert self.process.stdout is not None
        word, _, number = self.process.stdout.readline().partition(" ")
        return word, int(number)

    def run_and_kill(self, vote: int, paper: int, acknowledged: int, wait: float) -> int:
        """Let a child enter papers from `paper` on, kill it after some; the last one that it acknowledged."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{vote} {paper}\n")
        self.process.stdin.flush()
        child, last, status = 0, paper - 1, None
        while not child or last < paper - 1 + acknowledged:
            word, number = self.hear()
            assert word in {"child", "entered"}, (word, number)
            child, last = (number, last) if word == "child" else (child, number)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        while status is None:
            word, number = self.hear()
            last, status = (number, None) if word == "entered" else (last, number)
        assert os.WTERMSIG(status) == signal.SIGKILL
        return last


@pytest.fixture
def signs() -> str:
    """What stands on the papers of a long pile, of one row each."""
    chance = random.Random(20)
    return "".join(chance.choice(SIGNS) for _ in range(KILLS * 40))


@pytest.fixture
def worker(signs: str) -> Iterator[Worker]:
    line = [sys.executable, "-c", PROGRAM, str(connection.settings_dict["NAME"]), signs]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    made = Worker(process)
    assert made.hear() == ("ready", 0)
    yield made
    process.communicate()
    assert process.returncode == 0


@pytest.fixture
def vote(room: Room) -> Vote:
    """A closed ballot on Nga, of which Lan's account enters the papers."""
    room.open()
    room.review("nga")
    made = room.closed("nga")
    room.teller(made, "lan")
    return made


def stored(signs: str) -> int:
    """How many papers stand in the database; each must stand in its place, whole."""
    found = dict(EnteredPaper.objects.values_list("number", "marks"))
    assert found == dict(enumerate(signs[: len(found)], start=1))
    return len(found)


def settled(room: Room, vote: Vote, signs: str) -> dict[str, int]:
    """What the count comes to when the other teller enters the plain sums of the pile."""
    papers = len(signs)
    Vote.objects.filter(pk=vote.pk).update(convened=papers, present=papers, issued=papers)
    Counting.objects.filter(vote=vote).update(returned=papers)
    finish_papers(room.access_as("lan"), vote.pk)
    plain = Counter(signs)
    typed = SumsEntry(plain["x"], [plain[sign] for sign in "12340"])
    enter_sums(room.teller(vote, "minh"), vote.pk, typed)
    agree(room.access_as("minh"), vote.pk)
    return dict(Count.objects.values_list("choice", "votes"))


def test_killed_two_hundred_times_while_papers_are_entered_nothing_is_lost_or_doubled(
    room: Room, vote: Vote, signs: str, worker: Worker
) -> None:
    chance, lan = random.Random(7), room.access_as("lan")
    known = 0
    for turn in range(KILLS):
        acknowledged, wait = chance.randint(0, MOST_ACKNOWLEDGED), chance.uniform(0, LONGEST_WAIT)
        last = worker.run_and_kill(vote.pk, known + 1, acknowledged, wait)
        assert stored(signs) in (last, last + 1)
        known = max(known, last - (turn % LOST == 0))
        if turn % 2:
            known = resent(lan, vote, known + 1, signs)
    assert known > KILLS
    known = stored(signs)
    assert list(Entry.objects.values_list("corrections", flat=True)) == [0]
    plain = Counter(signs[:known])
    assert settled(room, vote, signs[:known]) == {
        "HTXSNV": plain["1"], "HTTNV": plain["2"], "HTNV": plain["3"], "KHTNV": plain["4"], "none": plain["0"],
    }  # fmt: skip
    assert verify()[1] == []


def resent(access: Access, vote: Vote, paper: int, signs: str) -> int:
    """A paper whose answer may have been lost is sent again; the last one that is known to stand there."""
    with transaction.atomic():
        list(Counting.objects.select_for_update())  # whoever was killed has let go of it
        there = stored(signs)
    assert enter_paper(access, vote.pk, paper, signs[paper - 1]) == max(there, paper)
    assert stored(signs) == max(there, paper)
    return paper
