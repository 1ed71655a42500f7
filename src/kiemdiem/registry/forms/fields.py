"""Fields of the registry: a collective by code or name, the paper a change rests on."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.fields import UnitField, day_field
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.documents import Paper
from kiemdiem.registry.models import Collective
from kiemdiem.registry.queries.units import collectives_seen_by
from kiemdiem.tree.names import clean, folded
from kiemdiem.vocabulary import OrganisationKind

CELLS = (OrganisationKind.CELL, OrganisationKind.GRASSROOTS_CELL)


class CollectiveField(forms.CharField):
    """The code or the name of a collective in sight; cleaned into the collective."""

    access: Access | None = None

    def clean(self, value: str) -> Collective | None:
        """The one collective that is meant.

        Raises:
            ValidationError: there is none, or there are several of that name.
        """
        text = clean(super().clean(value))
        if not text or self.access is None:
            return None
        in_sight = collectives_seen_by(self.access)
        found = list(in_sight.filter(code__iexact=text)[:1]) or list(in_sight.filter(search_key=folded(text))[:6])
        if not found:
            raise ValidationError(_("There is no collective of this code or name among yours."))
        if len(found) > 1:
            codes = ", ".join(collective.code for collective in found)
            raise ValidationError(_("Several collectives have this name. Enter the code: {codes}").format(codes=codes))
        return found[0]


class PaperForm(forms.Form):
    """The document that a change rests on; every form that writes ends with it."""

    ORDER: tuple[str, ...] = ()
    """Fields in an order of their own; the paper and the ground always come last."""

    number = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example 12-QĐ/ĐU; leave it empty where there is none."),
    )
    issued_on = day_field(gettext_lazy("Day of the document"), required=False)
    issuer = forms.CharField(label=gettext_lazy("Issued by"), max_length=200, required=False)

    def __init__(self, access: Access, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.access = access
        for name, field in self.fields.items():
            if isinstance(field, UnitField):
                field.use(access, self.right_of(name))
            if isinstance(field, CollectiveField):
                field.access = access
        self.order_fields(self.ORDER or [name for name in self.fields if name not in ReasonForm.base_fields])

    def right_of(self, name: str) -> Right:
        """Whose units a field offers."""
        return Right.EDIT_PEOPLE

    def paper(self) -> Paper:
        """The document as typed in."""
        typed = self.cleaned_data
        return Paper(clean(typed["number"]), typed["issued_on"], clean(typed["issuer"]))

    def typed(self, names: Iterable[str]) -> dict[str, object]:
        """Cleaned values by name."""
        return {name: self.cleaned_data[name] for name in names}


class ReasonForm(PaperForm):
    """Why a record is corrected or withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Ground"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Why it is changed; it stands in the history."),
    )
