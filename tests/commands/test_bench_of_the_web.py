"""What `kiemdiem bench` measures of the web system: on a small demonstration, without a word about speed."""

import json
import os
import subprocess
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner
from pytest_django.live_server_helper import LiveServer

from kiemdiem.benchmark.browsing import Browser, Unexpected
from kiemdiem.benchmark.web import UNITS, codes_of_units, most_memory
from kiemdiem.commands.bench import command
from kiemdiem.demonstration import Size, make
from kiemdiem.registry.models import Person
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.web.opening import load


@pytest.mark.django_db
def test_the_database_is_measured_on_the_largest_district() -> None:
    load(Size.CELL)
    done = CliRunner().invoke(command, ["database", "--json"])
    assert done.exit_code == 0, done.output
    (figure,) = json.loads(done.output)
    district = Organisation.objects.get(kind="district")
    people = Person.objects.filter(within("path", [district.path])).count()
    assert f"of {people} people" in figure["name"]
    assert figure["target"] == "<= 10"


def test_the_subtrees_looked_at_are_those_with_more_than_a_page_of_people() -> None:
    tables = make(Size.DISTRICT, 1)
    codes = codes_of_units(tables)
    assert 2 <= len(codes) <= UNITS
    assert tables["organisations"]["id"][0].as_py() in codes
    assert len(codes) == len(set(codes))


def test_the_most_memory_is_that_of_any_process_below() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert most_memory(child.pid) == 0.0
        assert most_memory(os.getpid()) > 1
        child.communicate(b"\n")


def test_the_browser_of_the_bench_signs_in_and_says_what_it_did_not_expect(
    transactional_db: None, live_server: LiveServer
) -> None:
    load(Size.CELL)
    host, _, port = live_server.url.removeprefix("http://").partition(":")
    fields = {"login": "demo.huyen", "password": "minh-hoa-2026"}
    with closing(Browser(host, int(port))) as browser:
        assert browser.submit("/account/login/", "/account/login/", fields) == "/"
        assert "Danh sách người" in browser.get("/people/")
        with pytest.raises(Unexpected, match="404"):
            browser.get("/nowhere/")
    with closing(Browser(host, int(port))) as stranger, pytest.raises(Unexpected, match="200"):
        stranger.submit("/account/login/", "/account/login/", {**fields, "password": "x"})
