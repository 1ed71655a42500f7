"""Compares a workbook with the registry, table by table, and changes nothing."""

from collections.abc import Mapping
from itertools import compress

from kiemdiem.registry.importing.checking import check_texts
from kiemdiem.registry.importing.facts import compare_facts
from kiemdiem.registry.importing.people import compare_people
from kiemdiem.registry.importing.plan import Plan, Scope, TablePlan
from kiemdiem.registry.importing.shapes import FACTS
from kiemdiem.registry.importing.sheets import sheets_of
from kiemdiem.registry.importing.units import compare_collectives, compare_organisations
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.faults import Fault


def compare(workbook: Workbook, scope: Scope, answers: Mapping[str, str], remarks: list[Fault] | None = None) -> Plan:
    """What an import of the workbook would do.

    Args:
        answers: row of a person in the sheet -> `other`, or the primary key of the person who is the same.
        remarks: of the reader; those about a row become its warnings.
    """
    plan = {table: TablePlan(sheet) for table, sheet in sheets_of(workbook).items()}
    for part in plan.values():
        check_texts(part)
    _take_remarks(plan, remarks or [])
    compare_organisations(plan["organisations"], scope)
    compare_collectives(plan["collectives"], plan["organisations"], scope)
    compare_people(plan["people"], scope, answers)
    for table in FACTS:
        compare_facts(plan, table, scope)
    return plan


def _take_remarks(plan: Plan, remarks: list[Fault]) -> None:
    for table, part in plan.items():
        mine = [fault for fault in remarks if fault.table == table and fault.row]
        rows = {number: row for row, number in enumerate(part.sheet.numbers)} if mine else {}
        for fault in compress(mine, (fault.row in rows for fault in mine)):
            part.warn(rows[fault.row], fault.message)
