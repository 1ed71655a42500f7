"""Whatever is done in whatever order: the tree is sound, everybody is where he or she belongs, nothing is lost."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.queries import access_of
from kiemdiem.journal.models import Entry
from kiemdiem.journal.queries import verify
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.facts import FactName, correct_fact, enter_fact, withdraw_fact
from kiemdiem.registry.actions.people import add_person, correct_person, erase_person, transfer_person
from kiemdiem.registry.actions.units import move_organisation
from kiemdiem.registry.exporting import _as_file, workbook_of
from kiemdiem.registry.history import VERSIONS
from kiemdiem.registry.models import Circumstance, Collective, Membership, Person, Post, Reach, RowOutcome
from kiemdiem.registry.reaching import rehome
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import faults_in_tree
from kiemdiem.verdicts import Refused
from kiemdiem.vocabulary import CircumstanceKind, ManagedBy, MembershipKind, Role
from registry.conftest import PAPER, changed, entry_of, uploaded
from registry.test_admission import NEW
from registry.test_facts import values_of
from support.cast import Cast, make_cast

CELLS = ("C1-A", "C1-B", "C2-A")
UNITS = ("C1", "C1-A", "C1-B", "C2", "C2-A", "S1")
DAYS = st.dates(date(2016, 1, 1), date(2026, 12, 31))
NAMES = st.sampled_from(["Nguyễn Văn Ân", "Lê Thị Hòa", "Đỗ Văn Đức", "=1+1", "Trần\u00a0Bình", "o\u031b\u0301t"])
FACTS: dict[FactName, type[Membership] | type[Post] | type[Circumstance]] = {
    FactName.MEMBERSHIP: Membership,
    FactName.POST: Post,
    FactName.CIRCUMSTANCE: Circumstance,
}
CHANGES = (
    *(verb for verb in Verb if verb.value.partition(".")[2] in {"corrected", "withdrawn"}),
    Verb.ORGANISATION_MOVED,
    Verb.PERSON_TRANSFERRED,
)


class Registry(RuleBasedStateMachine):
    """The province does what offices do; what is refused has changed nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.cast: Cast = make_cast()
        self.access: Access = access_of(self.cast.accounts["province"], "127.0.0.1")
        self.kept = self.told = 0
        """Versions and lines of the journal that there must be."""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize()
    def everybody_is_where_the_rules_put_them(self) -> None:
        rehome()

    def _person(self, number: int) -> Person:
        people = list(
            Person.objects.filter(erased_at=None).order_by("pk").select_related("workplace", "residence_cell")
        )
        return people[number % len(people)]

    def _changed(self, times: int) -> None:
        self.kept += times
        self.told += times

    @rule(cell=st.sampled_from(CELLS), name=NAMES, on=DAYS, workplace=st.sampled_from(("", *UNITS)))
    def admit(self, cell: str, name: str, on: date, workplace: str) -> None:
        entry = changed(NEW, full_name=name, card_number="", admitted_on=on, workplace=workplace, birth_date=None)
        add_person(self.access, cell, entry, None, PAPER)

    @rule(unit=st.sampled_from(UNITS), name=NAMES, workplace=st.sampled_from(("", *UNITS)))
    def enter(self, unit: str, name: str, workplace: str) -> None:
        entry = changed(NEW, full_name=name, card_number="", admitted_on=None, workplace=workplace)
        add_person(self.access, unit, entry, None, PAPER)

    @rule(number=st.integers(0, 99), cell=st.sampled_from(CELLS), on=DAYS)
    def transfer(self, number: int, cell: str, on: date) -> None:
        person = self._person(number)
        opened = person.memberships.filter(kind="official", end=None, withdrawn_at=None).count()
        try:
            transfer_person(self.access, person.code, cell, on, PAPER)
        except Refused:
            return
        self.kept += opened
        self.told += len({person.home.code, cell})

    @rule(number=st.integers(0, 99), name=NAMES, workplace=st.sampled_from(("", *UNITS)))
    def correct(self, number: int, name: str, workplace: str) -> None:
        person = self._person(number)
        entry = entry_of(person, full_name=name, workplace=workplace)
        after = correct_person(self.access, person.code, person.version, entry, PAPER, "sửa")
        self._changed(after.version - person.version)

    @rule(
        number=st.integers(0, 99), name=st.sampled_from(list(FactName)), place=st.integers(0, 9), start=DAYS,
        length=st.one_of(st.none(), st.integers(0, 900)), level=st.sampled_from(("", *ManagedBy)),
    )  # fmt: skip
    def enter_a_fact(
        self, number: int, name: FactName, place: int, start: date, length: int | None, level: str
    ) -> None:
        kinds: dict[FactName, dict[str, object]] = {
            FactName.MEMBERSHIP: {
                "cell_id": Organisation.objects.get(code=CELLS[place % 3]).pk,
                "kind": list(MembershipKind)[place % 2].value,
            },
            FactName.POST: {
                "collective_id": Collective.objects.order_by("pk")[place % 2].pk,
                "managed_by": str(level),
                "role": list(Role)[place % 3].value,
                "title": f"Chức vụ {place}",
            },
            FactName.CIRCUMSTANCE: {"kind": list(CircumstanceKind)[place].value, "note": f"dòng 1\ndòng {place}"},
        }
        end = None if length is None else start + timedelta(days=length)
        values = values_of(self.cast, name, start=start, end=end, **kinds[name])
        try:
            enter_fact(self.access, name, self._person(number).code, values, PAPER)
        except Refused:
            return

    @rule(number=st.integers(0, 99), name=st.sampled_from(list(FactName)), length=st.integers(0, 900))
    def end_or_withdraw_a_fact(self, number: int, name: FactName, length: int) -> None:
        facts = list(FACTS[name].objects.filter(withdrawn_at=None, person__erased_at=None).order_by("pk"))
        if not facts:
            return
        fact = facts[number % len(facts)]
        if length % 3 == 0:
            withdraw_fact(self.access, name, fact.pk, fact.version, PAPER, "nhầm")
            self._changed(1)
            return
        columns = {key: getattr(fact, key) for key in values_of(self.cast, name)}
        start = columns["start"]
        end = (start if isinstance(start, date) else date(2015, 1, 1)) + timedelta(days=length)
        after = correct_fact(self.access, name, fact.pk, fact.version, {**columns, "end": end}, PAPER)
        self._changed(after.version - fact.version)

    @rule(unit=st.sampled_from(("C1", "C2", "C1-A", "S1")), parent=st.sampled_from(("H1", "H2", "C1", "C2")), on=DAYS)
    def move(self, unit: str, parent: str, on: date) -> None:
        found = Organisation.objects.select_related("parent").get(code=unit)
        version, above = found.version, found.parent.code if found.parent else ""
        try:
            move_organisation(self.access, unit, version, parent, on, PAPER)
        except Refused:
            return
        self.kept += 1
        self.told += len({parent, above})

    @rule(number=st.integers(0, 99))
    @precondition(lambda self: Person.objects.filter(erased_at=None).count() > 3)
    def erase(self, number: int) -> None:
        erase_person(self.access, self._person(number).code, PAPER, "yêu cầu")

    @rule()
    def import_what_was_exported(self) -> None:
        tables = workbook_of("")
        imported = uploaded(self.cast.accounts["province"], "T", _as_file(tables))
        others = imported.rows.exclude(outcome=RowOutcome.UNCHANGED.value)
        assert list(others.values_list("table", "key", "values", "before", "messages")) == []
        assert imported.rows.filter(row__gt=0).count() == sum(table.num_rows for table in tables.values())

    @invariant()
    def the_tree_is_sound(self) -> None:
        assert faults_in_tree() == []
        for path, home in Person.objects.values_list("path", "home__path"):
            assert path == home
        for path, home in Collective.objects.values_list("path", "organisation__path"):
            assert path == home

    @invariant()
    def reach_is_what_it_would_be_computed_anew(self) -> None:
        before = self._reach()
        rehome()
        assert self._reach() == before

    def _reach(self) -> tuple[set[tuple[int, str]], list[tuple[int, str, date | None]]]:
        reaches = Reach.objects.order_by("person_id", "path").values_list("person_id", "path", "until")
        return set(Person.objects.values_list("pk", "path")), list(reaches)

    @invariant()
    def nobody_has_two_open_official_memberships(self) -> None:
        opened = Membership.objects.filter(kind="official", end=None, withdrawn_at=None).values_list(
            "person_id", flat=True
        )
        assert len(opened) == len(set(opened))

    @invariant()
    def every_change_has_a_version_and_a_line(self) -> None:
        kept = 0
        for model, version in VERSIONS.items():
            numbers: dict[int, list[int]] = {}
            for row in version._default_manager.order_by("pk"):
                numbers.setdefault(getattr(row, "of_id"), []).append(row.number)  # noqa: B009 - each kind has its own
            kept += sum(map(len, numbers.values()))
            assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
            assert set(numbers) <= set(model._default_manager.filter(version__gt=1).values_list("pk", flat=True))
        assert kept == self.kept
        assert Entry.objects.filter(verb__in=CHANGES).count() == self.told
        assert verify()[1] == []


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_the_registry_holds_together() -> None:
    run_state_machine_as_test(
        Registry,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate],  # what fails is told as it is: making it shorter would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
