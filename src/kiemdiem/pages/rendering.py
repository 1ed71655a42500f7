"""How pages are printed where a template alone is too slow or would need a word in each form."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Protocol

from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe


class FormRenderer(TemplatesSetting):
    """Set FORM_RENDERER to this; 'django.forms' stands in INSTALLED_APPS after 'kiemdiem.web'.

    The widgets themselves are in templates/django/forms/widgets/.
    """

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"


class ShownBadge(Protocol):
    """A short mark beside a name."""

    @property
    def label(self) -> str | Promise: ...
    @property
    def tone(self) -> str: ...


class ShownRow(Protocol):
    """One line of a list."""

    @property
    def url(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def cells(self) -> Iterable[str]: ...
    @property
    def badges(self) -> Iterable[ShownBadge]: ...


def table_rows(columns: Iterable[Mapping[str, object]], rows: Iterable[ShownRow]) -> SafeString:
    """The lines of a list as `components/results.html` shows them, ten times as fast as its loop.

    The first column belongs to the rows' names; the others, in order, to their cells.
    """
    openings = [f'<td data-label="{escape(str(column["label"]))}">' for column in columns][1:]
    lines = []
    for row in rows:
        name = f'<a href="{escape(row.url)}">{escape(row.name)}</a>' if row.url else escape(row.name)
        badges = "".join(
            f' <span class="tag {escape(badge.tone)}">{escape(str(badge.label))}</span>' for badge in row.badges
        )
        cells = "".join([f"{opening}{escape(cell)}</td>" for opening, cell in zip(openings, row.cells, strict=False)])
        lines.append(f'<tr><th scope="row">{name}{badges}</th>{cells}</tr>')
    return mark_safe("\n".join(lines))  # noqa: S308 (every part is escaped above)
