"""What `kiemdiem bench` measures of the web system: on a small demonstration, without a word about speed."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.live_server_helper import LiveServer

from kiemdiem.benchmark import web
from kiemdiem.benchmark.browsing import Browser, Unexpected
from kiemdiem.benchmark.running import most_memory
from kiemdiem.benchmark.web import UNITS, codes_of_units
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


def test_a_database_in_use_is_not_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> None:
        raise AssertionError("filled")

    monkeypatch.setattr(web, "_databases", lambda: iter([("PostgreSQL", "postgres://in-use")]))
    monkeypatch.setattr(web, "has_tables", lambda _address: True)
    monkeypatch.setattr(web, "_of_one_database", fill)
    (figure,) = web.web_system()
    assert "only an empty one is filled" in figure.value


@pytest.mark.parametrize("is_migrated", [True, False])
def test_a_database_with_tables_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_migrated: bool) -> None:
    monkeypatch.setenv("KIEMDIEM_DATA", str(tmp_path))
    if is_migrated:
        line = [sys.executable, "-m", "kiemdiem.cli", "demo", "load", "--size", "cell"]
        subprocess.run(line, env={**os.environ, "DATABASE_URL": ""}, check=True, capture_output=True)
    assert web.has_tables("") is is_migrated


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
