"""`kiemdiem evaluate`: a workbook in; plan, results, findings and caps out."""

import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click
import pyarrow as pa

from kiemdiem.commands.progress import Steps
from kiemdiem.commands.reading import read_or_refuse
from kiemdiem.commands.shared import json_option, language_option, refuse, say, terms_of, terms_options
from kiemdiem.commands.summary import print_summary
from kiemdiem.evaluation.evaluate import (
    STEPS,
    Evaluation,
    Summary,
    UnknownOrganisation,
    evaluate,
    summarise,
)
from kiemdiem.evaluation.receipt import (
    RECEIPT_FILE,
    NoReceipt,
    Receipt,
    as_of_date,
    digest_of_file,
    read_receipt,
    receipt_of,
)
from kiemdiem.rulebook.terms import Terms
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.faults import WorkbookFaults
from kiemdiem.workbook.schema import TABLES as WORKBOOK_TABLES
from kiemdiem.workbook.writing import FORMATS, CannotWrite, check_size, staged, write_files

RESULT_FILE = "results.xlsx"
_CHANGED = 1
_OPENING = N_("opening the workbook")
_STEP_COUNT = len(WORKBOOK_TABLES) + len(STEPS) + 1


@click.command()
@click.argument("workbook", required=False, default="", metavar="WORKBOOK")
@terms_options
@click.option("--out", default="", metavar="DIR", help="Thư mục ghi kết quả / folder for the results.")
@click.option(
    "--format", "kind", type=click.Choice(FORMATS), default="csv", show_default=True, help="Định dạng / format."
)
@click.option(
    "--branch-units", default="", metavar="ID", help="Ngành xếp loại đơn vị (IV.1) / agency whose units are ranked."
)
@click.option(
    "--replay", default="", metavar="RESULTS", help="Làm lại từ biên nhận và so sánh / do it again and compare."
)
@json_option
@language_option
def command(
    workbook: str, edition: str, as_of: str, choices: tuple[str, ...], out: str, kind: str, branch_units: str,
    replay: str, as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Đánh giá một sổ liệu (tệp .xlsx hoặc thư mục csv, parquet) / evaluate a workbook."""
    if replay:
        _replay(Path(replay), workbook, lang)
        return
    if not workbook or not out:
        refuse(Message(N_("WORKBOOK and --out DIR are needed: kiemdiem evaluate WORKBOOK --out DIR")), lang)
    terms = terms_of(edition, as_of, choices, lang)
    target = Path(out)
    if target.exists() and not target.is_dir():
        refuse(Message(N_("{path} is no folder: name a folder for the results"), {"path": out}), lang)
    with Steps(_STEP_COUNT, say(_OPENING, lang)) as steps:
        evaluation, digest = _evaluated(Path(workbook), terms, branch_units, lang, steps)
        tables = evaluation.tables(lang)
        shown = os.path.relpath(workbook, target)
        receipt = receipt_of(terms, shown, digest, branch_units, lang, tables)
        _write(target, tables, kind, receipt, lang, steps)
    _report(summarise(evaluation, tables), receipt, target, as_json, lang)


def _evaluated(path: Path, terms: Terms, branch_units: str, language: str, steps: Steps) -> tuple[Evaluation, str]:
    titles = {table.key: table.title for table in WORKBOOK_TABLES}
    workbook = read_or_refuse(path, terms.edition, language, lambda key: steps.step(titles[key]), with_names=False)
    try:
        evaluation = evaluate(workbook, terms, branch_units, lambda step: steps.step(say(step, language)))
    except UnknownOrganisation as error:
        text = N_("--branch-units {id}: the workbook has no such organisation")
        refuse(Message(text, {"id": str(error)}), language)
    return evaluation, workbook.digest


def _write(target: Path, tables: dict[str, pa.Table], kind: str, receipt: Receipt, language: str, steps: Steps) -> None:
    steps.step(say(N_("writing the results"), language))
    try:
        check_size(tables, kind)
        with staged(target, is_folder=True) as stage:
            about = receipt.about()
            sheets = tables | {"about": pa.table({"key": list(about), "value": list(about.values())})}
            write_files(stage, sheets if kind == "xlsx" else tables, kind, RESULT_FILE, about)
            files = {file.name: digest_of_file(file) for file in sorted(stage.iterdir())}
            replace(receipt, files=files).write(stage)
    except WorkbookFaults as error:
        refuse("\n".join(fault.say(language) for fault in error.faults), language)
    except CannotWrite as error:
        text = N_("{path} cannot be written ({reason}); nothing there has changed.")
        refuse(Message(text, {"path": str(error.target), "reason": error.reason}), language)


def _report(summary: Summary, receipt: Receipt, target: Path, as_json: bool, language: str) -> None:
    if as_json:
        content = {**receipt.about(), "out": str(target), **asdict(summary)}
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        return
    print_summary(summary, receipt, language)
    files = ", ".join(sorted(file.name for file in target.iterdir() if not file.name.startswith(".")))
    sys.stdout.write(say(N_("Written to {folder}: {files}"), language, folder=str(target), files=files) + "\n")


def _replay(folder: Path, workbook: str, language: str) -> None:
    """Do the evaluation of a receipt again; say point by point whether anything differs."""
    try:
        receipt = read_receipt(folder)
    except NoReceipt:
        text = N_("{folder} holds no readable {file}: name a folder that kiemdiem evaluate wrote")
        refuse(Message(text, {"folder": str(folder), "file": RECEIPT_FILE}), language)
    path = Path(workbook) if workbook else Path(os.path.normpath(folder / receipt.workbook))
    choices = tuple(f"{key}={choice}" for key, choice in receipt.choices.items())
    terms = terms_of(receipt.edition, as_of_date(receipt).isoformat(), choices, language)
    with Steps(_STEP_COUNT, say(_OPENING, language)) as steps:
        evaluation, digest = _evaluated(path, terms, receipt.branch_units, language, steps)
        again = receipt_of(
            terms, receipt.workbook, digest, receipt.branch_units, receipt.language, evaluation.tables(receipt.language)
        )
    _compare(folder, receipt, again, language)


def _compare(folder: Path, receipt: Receipt, again: Receipt, language: str) -> None:
    points = [
        (N_("workbook"), receipt.workbook_digest, again.workbook_digest),
        (N_("edition"), receipt.edition_digest, again.edition_digest),
        (N_("program"), receipt.program, again.program),
        *((name, receipt.tables.get(name, ""), digest) for name, digest in again.tables.items()),
    ]
    points += [
        (name, digest, digest_of_file(folder / name) if (folder / name).is_file() else "")
        for name, digest in receipt.files.items()
    ]
    for name, before, now in points:
        verdict = N_("the same") if before == now else N_("DIFFERENT: {before} then, {now} now")
        said = say(verdict, language, before=before[:16] or "-", now=now[:16] or "-")
        sys.stdout.write(f"{say(name, language):16} {said}\n")
    if any(before != now for _, before, now in points):
        raise click.exceptions.Exit(_CHANGED)
    sys.stdout.write(say(N_("The same input gives the same output."), language) + "\n")
