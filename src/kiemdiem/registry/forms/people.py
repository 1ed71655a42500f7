"""Forms for people and for the dated facts about them."""

from typing import TYPE_CHECKING

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.fields import UnitField, day_field
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.actions.people import PersonEntry
from kiemdiem.registry.fields import CollectiveField, PaperForm, PlainTextField, ReasonForm
from kiemdiem.registry.labels import choices_of
from kiemdiem.vocabulary import Arrival, CircumstanceKind, ManagedBy, MembershipKind, Occupation, Role

if TYPE_CHECKING:
    from kiemdiem.accounts.fields import Words

NOT_SAID = _("Not stated")
CARD = RegexValidator(r"^[0-9]{12}\Z", _("A card number has 12 digits; keep zeros at the beginning."))


HIDDEN = _("Hidden. Leave it empty to keep it as it is.")


def card_field(help_text: "Words" = "") -> forms.CharField:
    """The number of a Party card."""
    return forms.CharField(
        label=_("Party card number"), max_length=12, required=False, validators=[CARD], help_text=help_text
    )


class PersonForm(PaperForm):
    """What is known of a person."""

    full_name = PlainTextField(label=_("Full name"), max_length=120)
    birth_date = day_field(_("Date of birth"), required=False)
    gender = PlainTextField(label=_("Gender"), max_length=20, required=False)
    card_number = card_field()
    admitted_on = day_field(_("Admitted on"), required=False, help_text=_("Empty: not a member of the Party."))
    official_on = day_field(_("Official since"), required=False)
    occupation = forms.ChoiceField(
        label=_("Occupation"), required=False, choices=lambda: choices_of(Occupation, NOT_SAID)
    )
    workplace = UnitField(
        label=_("Workplace"), max_length=300, required=False, help_text=_("Code or name of the unit.")
    )
    short_contract = forms.BooleanField(label=_("Short contract"), required=False)
    residence_cell = UnitField(
        label=_("Residence cell"), max_length=300, required=False, help_text=_("Code or name of the cell.")
    )
    remark_exempt = forms.BooleanField(label=_("No residence remarks asked"), required=False)

    def right_of(self, name: str) -> Right:
        return Right.SEE_UNITS

    def entry(self) -> PersonEntry:
        """What was typed in."""
        typed = {name: self.cleaned_data[name] for name in PersonEntry.__dataclass_fields__}
        for name in ("workplace", "residence_cell"):
            typed[name] = typed[name].code if typed[name] else ""
        return PersonEntry(**typed)


class NewPersonForm(PersonForm):
    """A person to be entered, with the cell that he or she takes part in."""

    start = day_field(
        _("Takes part since"), required=False, help_text=_("In this cell; empty: since the day of admission.")
    )


class CorrectionForm(PersonForm, ReasonForm):
    """A correction: what is masked stays as it is unless something new is typed."""

    birth_date = day_field(_("Date of birth"), required=False, help_text=HIDDEN)
    card_number = card_field(HIDDEN)


class TransferForm(PaperForm):
    """A member passes to another cell."""

    cell = UnitField(label=_("To the cell"), max_length=300, help_text=_("Its code, or its whole name."))
    start = day_field(_("Takes part there from"))


class FactForm(ReasonForm):
    """A dated fact; `REFERENCES` are fields cleaned into objects, kept by their primary key."""

    REFERENCES: tuple[str, ...] = ()
    COLUMNS: tuple[str, ...] = ()

    start = day_field(_("From"), required=False)
    end = day_field(_("Until"), required=False, help_text=_("The last day; empty: still so."))

    def values(self) -> dict[str, object]:
        """The columns as typed in."""
        found: dict[str, object] = {}
        for name in (*self.COLUMNS, "start", "end"):
            value = self.cleaned_data[name]
            if name in self.REFERENCES:
                found[f"{name}_id"] = value.pk if value else None
            else:
                found[name] = value
        return found


class MembershipForm(FactForm):
    """Taking part in a cell."""

    REFERENCES = ("cell",)
    COLUMNS = ("cell", "kind")

    cell = UnitField(label=_("Cell"), max_length=300, help_text=_("Its code, or its whole name."))
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(MembershipKind))
    ORDER = ("cell", "kind", "start", "end")


class PostForm(FactForm):
    """A post in a collective."""

    REFERENCES = ("collective",)
    COLUMNS = (
        "collective",
        "title",
        "role",
        "rank",
        "presides",
        "arrival",
        "equal_before",
        "own_rating_unaffected",
        "managed_by",
    )

    ORDER = (*COLUMNS[:4], "start", "end", *COLUMNS[4:])
    collective = CollectiveField(label=_("Collective"), max_length=300, help_text=_("Its code, or its whole name."))
    title = PlainTextField(label=_("Title of the post"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=lambda: choices_of(Role))
    rank = forms.IntegerField(
        label=_("Rank"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("Among the person's posts; 1 is the highest."),
    )
    presides = forms.BooleanField(label=_("Presided post"), required=False)
    arrival = forms.ChoiceField(
        label=_("Arrival in the post"), required=False, choices=lambda: choices_of(Arrival, NOT_SAID)
    )
    equal_before = forms.BooleanField(label=_("Held an equal post before"), required=False)
    own_rating_unaffected = forms.BooleanField(label=_("Unaffected by the new unit's level"), required=False)
    managed_by = forms.ChoiceField(
        label=_("Managed by"),
        required=False,
        choices=lambda: choices_of(ManagedBy, _("As the regulation derives it")),
    )


class CircumstanceForm(FactForm):
    """A leave or another circumstance."""

    REFERENCES = ("organisation",)
    COLUMNS = ("kind", "organisation", "note")

    ORDER = ("kind", "start", "end", "organisation", "note")
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(CircumstanceKind, _("Choose")))
    organisation = UnitField(
        label=_("Organisation"),
        max_length=300,
        required=False,
        help_text=_("For discipline: where the violation happened."),
    )
    note = PlainTextField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def right_of(self, name: str) -> Right:
        return Right.SEE_UNITS


class AccountForm(forms.Form):
    """Whose account a record gets."""

    login = forms.CharField(
        label=_("Sign-in name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
