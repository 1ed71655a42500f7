"""Reads an edition's folder of TOML files into an `Edition`; every problem is named, in one pass."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar, get_args, get_type_hints

from kiemdiem.rulebook.edition import (
    AwardRule,
    Clause,
    Competence,
    Congress,
    Deadline,
    Edition,
    ElectorateRule,
    Form,
    Manifestation,
    OpinionRule,
    Option,
    RemarkItem,
    RepresentativeRule,
    Section,
    Step,
    Threshold,
    Value,
)
from kiemdiem.wording import N_, Message

BUILT_IN = Path(__file__).parent.parent / "editions"
TABLES = frozenset({
    "clause", "value", "option", "threshold", "deadline", "competence", "award", "form", "section", "manifestation",
    "step", "congress", "opinion", "item", "electorate", "representative",
})  # fmt: skip
FILES = (
    "edition.toml",
    "clauses.toml",
    "values.toml",
    "options.toml",
    "tables.toml",
    "writing.toml",
    "preparation.toml",
)

Row = TypeVar(
    "Row",
    Clause, Value, Option, Threshold, Deadline, Competence, AwardRule, Form, Section, Manifestation, Step, Congress,
    OpinionRule, RemarkItem, ElectorateRule, RepresentativeRule,
)  # fmt: skip
Table = Mapping[str, object]


_EXPECTED = {
    str: N_("text"),
    int: N_("a whole number"),
    bool: N_("true or false"),
    date: N_("a date"),
}


class EditionError(Exception):
    """The edition cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: list[Message]) -> None:
        super().__init__("; ".join(problem.say("en") for problem in problems))
        self.problems = problems


def built_in_editions() -> tuple[str, ...]:
    """The ids of the editions that come with the product."""
    return tuple(sorted(folder.name for folder in BUILT_IN.iterdir() if (folder / "edition.toml").exists()))


def load(name: str) -> Edition:
    """The edition of that id (built in, read once), or in that folder (read anew: somebody may be writing it).

    Raises:
        EditionError: there is none, or its files are at fault.
    """
    folder = _folder(name, Path())
    return _built_in(folder) if folder.parent == BUILT_IN else _Reader(folder).edition()


@cache
def _built_in(folder: Path) -> Edition:
    return _Reader(folder).edition()


def _folder(name: str, beside: Path) -> Path:
    for folder in (BUILT_IN / name, beside / name, Path(name)):
        if (folder / "edition.toml").is_file():
            return folder
    known = ", ".join(built_in_editions())
    raise EditionError(
        [Message(N_("There is no edition {name}: neither a folder with edition.toml nor one of {known}."),
                 {"name": name, "known": known})]
    )  # fmt: skip


class _Reader:
    """Reads one folder; collects what is wrong with it."""

    def __init__(self, folder: Path, extended_by: tuple[Path, ...] = ()) -> None:
        self.folder = folder
        self.extended_by = (*extended_by, folder.resolve())
        self.problems: list[Message] = []

    def edition(self) -> Edition:
        head = self._parse("edition.toml")
        tables: dict[str, object] = {}
        for name in FILES[1:]:
            for table, rows in self._parse(name).items():
                if table in tables:
                    self._problem(
                        N_("{file}: [[{name}]] stands in another file too: keep it in one"), file=name, name=table
                    )
                tables[table] = rows
        own = self._build(head, tables)
        if self.problems or own is None:
            raise EditionError(self.problems)
        return own

    def _parse(self, name: str) -> dict[str, object]:
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self._problem(N_("{file}: cannot be read as TOML: {reason}"), file=name, reason=str(error))
            return {}

    def _problem(self, text: str, **blanks: str | int | Message) -> None:
        self.problems.append(Message(text, dict(blanks)))

    def _build(self, head: Table, tables: Table) -> Edition | None:
        rows = {
            "clauses": self._rows(Clause, tables, "clause"),
            "values": self._rows(Value, tables, "value"),
            "options": self._rows(Option, tables, "option"),
            "thresholds": self._rows(Threshold, tables, "threshold"),
            "deadlines": self._rows(Deadline, tables, "deadline"),
            "competences": self._rows(Competence, tables, "competence"),
            "awards": self._rows(AwardRule, tables, "award"),
            "forms": self._rows(Form, tables, "form"),
            "sections": self._rows(Section, tables, "section"),
            "manifestations": self._rows(Manifestation, tables, "manifestation"),
            "steps": self._rows(Step, tables, "step"),
            "congresses": self._rows(Congress, tables, "congress"),
            "opinions": self._rows(OpinionRule, tables, "opinion"),
            "items": self._rows(RemarkItem, tables, "item"),
            "electorates": self._rows(ElectorateRule, tables, "electorate"),
            "representatives": self._rows(RepresentativeRule, tables, "representative"),
        }
        unknown = set(tables) - TABLES
        for name in sorted(unknown):
            self._problem(N_("unknown table [[{name}]]"), name=name)
        scalars = self._fields(Edition, head, "edition.toml", given=frozenset(rows))
        if scalars is None:
            return None
        own = Edition(**scalars, **rows)  # type: ignore[arg-type]
        return self._extend(own) if own.extends else own

    def _extend(self, own: Edition) -> Edition | None:
        """Put the edition's own rows over those of the one it extends, less what it leaves out."""
        try:
            folder = _folder(own.extends, self.folder.parent).resolve()
            if folder in self.extended_by:
                self._problem(N_("edition.toml: {id} extends itself, directly or through another"), id=own.id)
                return None
            base = _Reader(folder, self.extended_by).edition()
        except EditionError as error:
            self.problems += error.problems
            return None
        for clause in own.without:
            if not base.has(clause):
                self._problem(
                    N_("edition.toml: without names {clause}, which {base} does not have"), clause=clause, base=base.id
                )
        return replace(
            own,
            clauses=_over(own.clauses, _kept(base.clauses, own.without, "id"), "id"),
            values=_over(own.values, _kept(base.values, own.without, "clause"), "key"),
            options=_over(own.options, base.options, "key"),
            thresholds=own.thresholds or base.thresholds,
            deadlines=_over(own.deadlines, _kept(base.deadlines, own.without, "clause"), "key"),
            competences=own.competences or _kept(base.competences, own.without, "clause"),
            awards=_over(own.awards, _kept(base.awards, own.without, "clause"), "key"),
            forms=_over(own.forms, _kept(base.forms, own.without, "clause"), "key"),
            sections=own.sections or _kept(base.sections, own.without, "clause"),
            manifestations=own.manifestations or _kept(base.manifestations, own.without, "clause"),
            steps=own.steps or _kept(base.steps, own.without, "clause"),
            congresses=own.congresses or _kept(base.congresses, own.without, "clause"),
            opinions=own.opinions or _kept(base.opinions, own.without, "clause"),
            items=own.items or _kept(base.items, own.without, "clause"),
            electorates=_kept(_over(own.electorates, base.electorates, "key"), own.without, "clause"),
            representatives=own.representatives or _kept(base.representatives, own.without, "clause"),
        )

    def _rows(self, row_class: type[Row], tables: Table, name: str) -> tuple[Row, ...]:
        found = tables.get(name, [])
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            self._problem(N_("[[{name}]] must be a list of tables"), name=name)
            return ()
        rows = []
        for number, row in enumerate(found, start=1):
            content = self._fields(row_class, row, f"[[{name}]] {row.get('id', row.get('key', number))}")
            if content is not None:
                rows.append(row_class(**content))  # type: ignore[arg-type]
        self._note_doubles(name, tuple(rows))
        return tuple(rows)

    def _note_doubles(self, name: str, rows: tuple[Row, ...]) -> None:
        """Two rows of one key contradict each other: name both and their clauses."""
        seen: dict[str, Row] = {}
        for row in rows:
            key = getattr(row, "id", "") if isinstance(row, Clause) else getattr(row, "key", "")
            if key and key in seen:
                self._problem(
                    N_("[[{name}]] {key} stands twice and contradicts itself: under {first} and under {second}"),
                    name=name, key=key, first=_ground(seen[key]), second=_ground(row),
                )  # fmt: skip
            seen[key] = row

    def _fields(
        self, row_class: type, row: Table, where: str, given: frozenset[str] = frozenset()
    ) -> dict[str, object] | None:
        """The row's fields with their types checked; None, and problems noted, when something is wrong."""
        before = len(self.problems)
        hints = get_type_hints(row_class)
        expected = {entry.name: entry for entry in fields(row_class) if entry.init and entry.name not in given}
        for name in sorted(set(row) - set(expected)):
            self._problem(N_("{where}: unknown key {name}"), where=where, name=name)
        content: dict[str, object] = {}
        for name, entry in expected.items():
            if name in row:
                content[name] = self._typed(row[name], hints[name], where, name)
            elif _is_needed(entry):
                self._problem(N_("{where}: {name} is missing"), where=where, name=name)
        return content if len(self.problems) == before else None

    def _typed(self, value: object, hint: object, where: str, name: str) -> object:
        if hint == tuple[str, ...] and isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
        accepted = get_args(hint) or (hint,)
        if hint != tuple[str, ...] and type(value) in accepted:
            return value
        wanted = N_("a list of texts") if hint == tuple[str, ...] else _EXPECTED[accepted[0]]
        self._problem(
            N_("{where}: {name} is {value}; expected is {wanted}"),
            where=where, name=name, value=str(value), wanted=Message(wanted),
        )  # fmt: skip
        return None


def _ground(row: Row) -> str:
    return getattr(row, "clause", "") or getattr(row, "source", "") or getattr(row, "id", "?")


def _is_needed(entry: "Field[object]") -> bool:
    return entry.default is MISSING and entry.default_factory is MISSING


def _kept(rows: tuple[Row, ...], without: tuple[str, ...], attribute: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if getattr(row, attribute) not in without)


def _over(own: tuple[Row, ...], base: tuple[Row, ...], attribute: str) -> tuple[Row, ...]:
    """The base's rows in their order, replaced by own rows of the same key; own new ones after them."""
    named = {getattr(row, attribute): row for row in own}
    taken = {getattr(row, attribute) for row in base}
    kept = tuple(named.get(getattr(row, attribute), row) for row in base)
    return kept + tuple(row for row in own if getattr(row, attribute) not in taken)
