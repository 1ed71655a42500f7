"""Erases what cycles keep of a person: name, titles, grounds; rows and references stay."""

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from kiemdiem.campaign.models import FrozenRoster, PlanRow, Problem, ProposedChange, RowChange, Subject
from kiemdiem.campaign.roster import Tables, packed, unpacked
from kiemdiem.registry.models import Person

ERASED = "—"


def erase(person: Person) -> None:
    """Blank the person in every cycle, in the frozen registry too."""
    subjects = Subject.objects.filter(person=person)
    PlanRow.objects.filter(subject__in=subjects).exclude(ground="").update(ground=ERASED)
    RowChange.objects.filter(row__subject__in=subjects).exclude(ground="").update(ground=ERASED)
    ProposedChange.objects.filter(person=person).exclude(ground="").update(ground=ERASED)
    Problem.objects.filter(person=person).exclude(ground="").update(ground=ERASED)
    subjects.update(name=ERASED, name_key="", search_key="", occupation="", titles="")
    for number in FrozenRoster.objects.order_by("pk").values_list("pk", flat=True):
        _blank(number, person.code)


def _blank(number: int, code: str) -> None:
    """Blank a person in a frozen registry, also one who is no subject of the cycle: set aside, or staff of no cell."""
    roster = FrozenRoster.objects.select_for_update().get(pk=number)
    tables = unpacked(bytes(roster.content))
    if not pc.any(pc.equal(tables["people"]["id"], code)).as_py():
        return
    roster.content = packed(_without(tables, code))
    roster.digest = hashlib.sha256(roster.content).hexdigest()
    roster.save(update_fields=["content", "digest"])


def _without(tables: Tables, code: str) -> Tables:
    """The tables with the person's name and notes gone."""
    found = dict(tables)
    for table, key, column, blank in (
        ("people", "id", "full_name", ERASED),
        ("circumstances", "person", "note", None),
        ("posts", "person", "title", None),
    ):
        rows = found[table]
        mine = pc.equal(rows[key], code)
        told = pc.if_else(mine, pa.scalar(blank, pa.string()), rows[column].cast(pa.string()))
        found[table] = rows.set_column(rows.column_names.index(column), column, told)
    return found
