"""`kiemdiem bench`: the promised speeds, measured on this machine in one run."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

import click

from kiemdiem.benchmark.measuring import Figure, growth, judged_members, one_case, rules_alone, whole_evaluations
from kiemdiem.benchmark.programs import nation_in_parquet, province_in_excel, tally_command
from kiemdiem.commands.shared import json_option
from kiemdiem.demonstration import Size

PARTS = ("rules", "growth", "evaluation", "province", "nation", "tally")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--quick", is_flag=True, help="Quy mô tỉnh thay cho cả nước / a province instead of the nation.")
@json_option
def command(parts: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Đo tốc độ, ghi theo tỷ lệ trong cùng một lần chạy / speeds, as ratios within one run."""
    largest = Size.PROVINCE if quick else Size.NATION
    found: list[Figure] = []
    for part in parts or PARTS:
        for figure in _measure(part, largest):
            found.append(figure)
            if not as_json:
                sys.stdout.write(_line(figure) + "\n")
                sys.stdout.flush()
    if as_json:
        sys.stdout.write(json.dumps([asdict(figure) for figure in found], ensure_ascii=False, indent=2) + "\n")


def _measure(part: str, largest: Size) -> Iterator[Figure]:
    sizes = [
        size for size in (Size.DISTRICT, Size.PROVINCE, Size.NATION) if size in (Size.DISTRICT, Size.PROVINCE, largest)
    ]
    actions: dict[str, Callable[[], list[Figure]]] = {
        "rules": lambda: [*rules_alone(members := judged_members(largest)), *one_case(members)],
        "growth": lambda: growth(judged_members(largest)),
        "evaluation": lambda: whole_evaluations(sizes),
        "province": province_in_excel,
        "nation": nation_in_parquet,
        "tally": tally_command,
    }
    yield from actions[part]()


def _line(figure: Figure) -> str:
    verdict = "" if figure.met is None else ("  ok" if figure.met else "  NOT MET")
    target = f"  [{figure.target}]" if figure.target else ""
    return f"{figure.name:50} {figure.value}{target}{verdict}"
