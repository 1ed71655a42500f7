"""The forms refuse what the columns cannot take, before the database does."""

from collections.abc import Iterator
from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from kiemdiem.accounts.fields import UnitField
from kiemdiem.registry.fields import AccessForm, CollectiveField, PaperForm, PlainTextField, ReasonForm
from kiemdiem.registry.forms.people import (
    CircumstanceForm,
    CorrectionForm,
    MembershipForm,
    NewPersonForm,
    PostForm,
    TransferForm,
)
from kiemdiem.registry.forms.units import (
    CollectiveCorrectionForm,
    CollectiveForm,
    MoveForm,
    OrganisationCorrectionForm,
    OrganisationForm,
)
from kiemdiem.registry.models import (
    Circumstance,
    Collective,
    Document,
    Membership,
    Person,
    Post,
    Superseded,
)
from kiemdiem.tree.models import Organisation
from registry.conftest import AccessAs
from support.cast import Cast

COLUMNS: dict[type[AccessForm], type[Person | Membership | Post | Circumstance | Organisation | Collective]] = {
    NewPersonForm: Person, CorrectionForm: Person, TransferForm: Membership, MembershipForm: Membership,
    PostForm: Post, CircumstanceForm: Circumstance, OrganisationForm: Organisation, MoveForm: Organisation,
    OrganisationCorrectionForm: Organisation, CollectiveForm: Collective, CollectiveCorrectionForm: Collective,
}  # fmt: skip
"""Each form that writes -> the table that it writes."""


def _subclasses(form: type[AccessForm]) -> Iterator[type[AccessForm]]:
    for below in form.__subclasses__():
        yield below
        yield from _subclasses(below)


def test_every_form_that_writes_is_looked_at() -> None:
    bare = {PaperForm, ReasonForm}
    own = {form for form in _subclasses(PaperForm) if form.__module__.startswith("kiemdiem.registry.")} - bare
    assert {form for form in own if not any(other in own for other in form.__subclasses__())} <= set(COLUMNS)


def _fields() -> Iterator[tuple[type[AccessForm], str]]:
    for form in COLUMNS:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field, UnitField | CollectiveField):
                yield form, name


@pytest.mark.parametrize(("form", "name"), list(_fields()))
def test_no_text_may_be_longer_than_its_column(form: type[AccessForm], name: str) -> None:
    tables = (COLUMNS[form], Document, Superseded)
    columns = {field.name: field for table in reversed(tables) for field in table._meta.concrete_fields}
    field, column = form.base_fields[name], columns[name]
    assert isinstance(field, forms.CharField)
    most = getattr(column, "max_length", None)
    assert field.max_length is not None
    assert most is not None
    assert field.max_length <= most


def test_codes_of_choices_fit_their_columns() -> None:
    for form, table in COLUMNS.items():
        columns = {field.name: field for field in table._meta.concrete_fields}
        for name, field in form.base_fields.items():
            if isinstance(field, forms.ChoiceField):
                most = getattr(columns[name], "max_length", 0)
                assert all(len(str(code)) <= most for code, _ in field.widget.choices)


PERSON = {"full_name": "Nguyễn Thị Én"}


def _errors(access_as: AccessAs, typed: dict[str, str]) -> set[str]:
    data = QueryDict(mutable=True)
    data.update({**PERSON, **typed})
    return set(NewPersonForm(access_as("office"), data).errors)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"full_name": "x" * 121}, "full_name"),
        ({"full_name": "क\u093c" * 61}, "full_name"),
        ({"full_name": "\u0958" * 61}, "full_name"),
        ({"full_name": "a\0b"}, "full_name"),
        ({"full_name": "Nguyễn\u202eVăn"}, "full_name"),
        ({"full_name": "Nguyễn\u200bVăn"}, "full_name"),
        ({"full_name": " \u00a0 "}, "full_name"),
        ({"gender": "x" * 21}, "gender"),
        ({"issuer": "x\x07"}, "issuer"),
        ({"card_number": "１２３４５６７８９０１２"}, "card_number"),
        ({"card_number": "123456789012\n3"}, "card_number"),
        ({"birth_date": "31/02/2020"}, "birth_date"),
        ({"birth_date": "01/01/0000"}, "birth_date"),
        ({"birth_date": "01/01/0001"}, "birth_date"),
        ({"birth_date": "31/12/1899"}, "birth_date"),
        ({"admitted_on": "01/01/2101"}, "admitted_on"),
        ({"start": "31/12/9999"}, "start"),
        ({"issued_on": "5/2020"}, "issued_on"),
        ({"occupation": "x"}, "occupation"),
        ({"workplace": "\0"}, "workplace"),
        ({"number": "x" * 61}, "number"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    cast: Cast, access_as: AccessAs, typed: dict[str, str], field: str
) -> None:
    assert _errors(access_as, typed) == {field}


def test_what_fits_once_composed_is_taken(cast: Cast, access_as: AccessAs) -> None:
    assert _errors(access_as, {"full_name": "o\u031b\u0301" * 120}) == set()
    assert _errors(access_as, {"birth_date": "01/01/1900", "admitted_on": "31/12/2100"}) == set()


def test_a_text_is_cleaned_into_composed_form_with_plain_ends_of_lines() -> None:
    assert PlainTextField().clean(" e\u0302\u0301\r\nb\rc ") == "ế\nb\nc"
    assert PlainTextField(required=False).clean(None) == ""


def test_the_code_comes_first_in_the_form_of_something_new_and_is_in_no_correction(
    cast: Cast, access_as: AccessAs
) -> None:
    access = access_as("district")
    for new, correction in ((OrganisationForm, OrganisationCorrectionForm), (CollectiveForm, CollectiveCorrectionForm)):
        assert next(iter(new(access).fields)) == "code"
        assert "code" not in correction(access).fields
        assert list(new(access).fields)[-1] == "reason"
    assert "reason" not in NewPersonForm(access).fields
    assert list(CorrectionForm(access).fields)[-1] == "reason"


def test_what_the_record_holds_already_may_be_sent_again_though_out_of_sight(cast: Cast, access_as: AccessAs) -> None:
    office, standing = access_as("office"), {"workplace": cast.organisations["S1"]}
    data = QueryDict(mutable=True)
    data.update({**PERSON, "workplace": "S1", "admitted_on": ""})
    held = CorrectionForm(office, data, standing=standing)
    assert held.is_valid()
    assert held.entry().workplace == "S1"
    assert not CorrectionForm(office, data).is_valid()
    data["workplace"] = "H1"
    assert not CorrectionForm(office, data, standing=standing).is_valid()
    assert held.cleaned_data["birth_date"] is None
    assert held.cleaned_data["admitted_on"] != date.today()
