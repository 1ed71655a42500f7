"""`kiemdiem bench`: the promised speeds, measured on this machine in one run."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from importlib import import_module

import click

from kiemdiem.benchmark.measuring import Figure, growth, judged_members, one_case, rules_alone, whole_evaluations
from kiemdiem.benchmark.programs import nation_in_parquet, province_in_excel, tally_command
from kiemdiem.benchmark.web import web_system
from kiemdiem.commands.django_floor import django_ready
from kiemdiem.commands.shared import json_option, language_option
from kiemdiem.demonstration import Size

PARTS = ("rules", "growth", "evaluation", "province", "nation", "tally", "web")
DATABASE = "database"
"""Of the system that the environment names, and so only when it is asked for."""


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice([*PARTS, DATABASE]))
@click.option("--quick", is_flag=True, help="Quy mô tỉnh thay cho cả nước / a province instead of the nation.")
@language_option
@json_option
def command(parts: tuple[str, ...], quick: bool, lang: str, as_json: bool) -> None:
    """Đo tốc độ, ghi theo tỷ lệ trong cùng một lần chạy / speeds, as ratios within one run."""
    largest = Size.PROVINCE if quick else Size.NATION
    found: list[Figure] = []
    for part in parts or PARTS:
        for figure in _measure(part, largest, lang):
            found.append(figure)
            if not as_json:
                sys.stdout.write(_line(figure) + "\n")
                sys.stdout.flush()
    if as_json:
        sys.stdout.write(json.dumps([asdict(figure) for figure in found], ensure_ascii=False, indent=2) + "\n")


def _measure(part: str, largest: Size, language: str) -> Iterator[Figure]:
    sizes = [
        size for size in (Size.DISTRICT, Size.PROVINCE, Size.NATION) if size in (Size.DISTRICT, Size.PROVINCE, largest)
    ]
    actions: dict[str, Callable[[], Iterable[Figure]]] = {
        "rules": lambda: [*rules_alone(members := judged_members(largest)), *one_case(members)],
        "growth": lambda: growth(judged_members(largest)),
        "evaluation": lambda: whole_evaluations(sizes),
        "province": province_in_excel,
        "nation": nation_in_parquet,
        "tally": tally_command,
        "web": web_system,
        DATABASE: lambda: _database(language),
    }
    yield from actions[part]()


def _database(language: str) -> Iterator[Figure]:
    """Count and first page of the largest district."""
    django_ready(language)
    measuring = import_module("kiemdiem.web.measuring")
    access, people = measuring.largest_district()
    times = sorted(measuring.list_times(access))
    middle = times[len(times) // 2]
    name = f"count and first page of {people:,} people, database"
    yield Figure(name, f"{middle:.1f} ms ({times[0]:.1f} to {times[-1]:.1f})", "<= 10", middle <= 10)


def _line(figure: Figure) -> str:
    verdict = "" if figure.met is None else ("  ok" if figure.met else "  NOT MET")
    target = f"  [{figure.target}]" if figure.target else ""
    return f"{figure.name:50} {figure.value}{target}{verdict}"
