"""Forms for organisations and collectives."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.fields import UnitField, day_field
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.actions.units import CollectiveEntry, OrganisationEntry
from kiemdiem.registry.fields import CollectiveField, PlainTextField, ReasonForm
from kiemdiem.registry.labels import choices_of
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind

PLAIN_CODE = RegexValidator(r"^[\w.\-]+$", _("Use letters, digits, dots and hyphens only."))


def code_field() -> forms.CharField:
    """A code that stands in addresses."""
    return forms.CharField(
        label=_("Code"), max_length=64, validators=[PLAIN_CODE], help_text=_("Short and lasting; it never changes.")
    )


class OrganisationCorrectionForm(ReasonForm):
    """What is known of an organisation; its code never changes."""

    name = PlainTextField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(OrganisationKind, _("Choose")))
    territorial = forms.BooleanField(label=_("Commune, ward or township"), required=False)
    established_on = day_field(_("Established on"), required=False)

    def entry(self, code: str = "") -> OrganisationEntry:
        """What was typed in."""
        typed = self.cleaned_data
        return OrganisationEntry(
            code or typed["code"],
            typed["name"],
            OrganisationKind(typed["kind"]),
            typed["established_on"],
            typed["territorial"],
        )


class OrganisationForm(OrganisationCorrectionForm):
    """The same for a new organisation, with its code."""

    ORDER = ("code", "name", "kind", "territorial", "established_on")
    code = code_field()


class MoveForm(ReasonForm):
    """Another superior for an organisation."""

    parent = UnitField(label=_("New superior"), max_length=300, help_text=_("Its code, or its whole name."))
    on = day_field(_("Transferred on"))

    def right_of(self, name: str) -> Right:
        return Right.EDIT_UNITS


class CollectiveCorrectionForm(ReasonForm):
    """What is known of a collective; its code never changes."""

    name = PlainTextField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(CollectiveKind, _("Choose")))
    reviewed_within = CollectiveField(
        label=_("Reviewed within"),
        max_length=300,
        required=False,
        help_text=_("Code or name of the collective whose conference it is an item of; empty: its own."),
    )

    def entry(self, code: str = "") -> CollectiveEntry:
        """What was typed in."""
        typed = self.cleaned_data
        host = typed["reviewed_within"]
        return CollectiveEntry(
            code or typed["code"], typed["name"], CollectiveKind(typed["kind"]), host.code if host else ""
        )


class CollectiveForm(CollectiveCorrectionForm):
    """The same for a new collective, with its code."""

    ORDER = ("code", "name", "kind", "reviewed_within")
    code = code_field()
