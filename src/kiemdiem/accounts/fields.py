"""Fields of this floor: a unit by code or name, a role, a day."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.labels import role_title
from kiemdiem.accounts.roles import Right
from kiemdiem.accounts.units import offered_units, units_named
from kiemdiem.tree.models import Organisation
from kiemdiem.vocabulary import EARLIEST, LATEST


class UnitInput(forms.TextInput):
    """A text field with units to choose from."""

    template_name = "accounts/unit_input.html"
    offered: Sequence[tuple[str, str]] = ()

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context: dict[str, object] = super().get_context(name, value, attrs)
        context["offered"] = self.offered
        return context


class UnitField(forms.CharField):
    """The code or the name of a unit where a right is held; cleaned into the organisation."""

    widget = UnitInput
    access: Access | None = None
    right = Right.GRANT

    def use(self, access: Access, right: Right = Right.GRANT) -> None:
        """Whose units they are; called by the form."""
        self.access, self.right = access, right
        self.widget.offered = offered_units(access, right)
        self.widget.attrs["list"] = "offered-units"
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: str) -> Organisation | None:
        """The one unit that is meant.

        Raises:
            ValidationError: there is none, or there are several of that name.
        """
        text = super().clean(value)
        if not text or self.access is None:
            return None
        found = units_named(self.access, self.right, text)
        if not found:
            raise ValidationError(_("There is no unit of this code or name among yours."))
        if len(found) > 1:
            codes = ", ".join(unit.code for unit in found[:5])
            raise ValidationError(_("Several units have this name. Enter the code: {codes}").format(codes=codes))
        return found[0]


def unit_field() -> UnitField:
    """The field, with its words."""
    return UnitField(label=gettext_lazy("Unit"), max_length=300, help_text=gettext_lazy("Its code, or its whole name."))


def day_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    """A day, day first, among those that the workbook's format knows."""
    outside = gettext_lazy("A day between 1900 and 2100 is expected, for example 05/03/2020.")
    bounds = [MinValueValidator(EARLIEST, outside), MaxValueValidator(LATEST, outside)]
    return forms.DateField(label=label, required=required, help_text=help_text, validators=bounds)  # type: ignore[arg-type]


def role_choices(access: Access) -> list[tuple[str, str]]:
    """The roles that somebody may give."""
    return [("", _("Choose")), *((role.value, role_title(role)) for role in access.grantable_roles)]
