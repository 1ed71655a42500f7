"""Lists: searched, filtered, sorted, paged. The view asks the database; this puts together what the template shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kiemdiem.pages.rendering import table_rows

PER_PAGE = 50
LONGEST_SEARCH = 100
MOST_EXPORTED = 20_000
"""Rows of a list that are written into one file at once; a whole roster is exported as a workbook instead."""
Text = str | Promise


@dataclass(frozen=True)
class Column:
    """A column; `sort` is its key in the address, empty when the list cannot be sorted by it."""

    label: Text
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Choice:
    """A filter: its key in the address, and its values with their labels; one value may be chosen."""

    name: str
    label: Text
    values: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Badge:
    """A short mark beside a name; tone: `neutral`, `good`, `warn`, `bad`."""

    label: Text
    tone: str = "neutral"


@dataclass(frozen=True)
class Row:
    """One line: where its name leads to, and its other cells."""

    url: str
    name: str
    cells: Sequence[str]
    badges: Sequence[Badge] = ()


@dataclass(frozen=True)
class Button:
    """Something that can be done from here."""

    url: str
    label: Text
    primary: bool = False
    danger: bool = False
    method: str = "get"


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    most: int = PER_PAGE
    """Rows of a page."""
    export: bool = False
    """All rows as a file instead of one page."""
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.most

    def query(self, **changes: str) -> str:
        """The address's query with some parts changed; an empty part is left out."""
        parts = {
            "q": self.search,
            **self.chosen,
            "sort": ("-" if self.descending else "") + self.sort if self.sort else "",
            "page": "",
            **changes,
        }
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what to do next."""

    title: Text
    hint: Text = ""
    url: str = ""
    button: Text = ""


def asked_of(request: HttpRequest, columns: Sequence[Column], choices: Sequence[Choice] = ()) -> Asked:
    """What the address asks for; whatever the list does not know is left out."""
    sort = request.GET.get("sort", "")
    is_export = request.GET.get("export") == "xlsx"
    known = {column.sort for column in columns if column.sort}
    page = request.GET.get("page", "1")
    chosen = {
        choice.name: value
        for choice in choices
        if (value := request.GET.get(choice.name, "")) in {value for value, _ in choice.values}
    }
    return Asked(
        request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        sort.lstrip("-") if sort.lstrip("-") in known else "",
        sort.startswith("-"),
        1 if is_export else max(1, min(int(page[:9]), 100_000)) if page.isdecimal() else 1,
        MOST_EXPORTED if is_export else PER_PAGE,
        is_export,
        {name: value for name, value in chosen.items() if value},
    )


@dataclass
class Listing:
    """A page of a list, as the template `list.html` shows it."""

    title: Text
    asked: Asked
    plain_columns: Sequence[Column]
    plain_choices: Sequence[Choice]
    rows: Sequence[Row]
    total: int
    empty: Empty
    intro: Text = ""
    search_hint: Text = ""
    actions: Sequence[Button] = ()
    can_export: bool = False
    tabs: Sequence[object] = ()

    @property
    def search(self) -> str:
        """The text searched for."""
        return self.asked.search

    @property
    def columns(self) -> list[dict[str, object]]:
        """Headings; a click sorts, a second one turns the order round."""
        return [
            {
                "label": column.label,
                "numeric": column.numeric,
                "sort_url": self.asked.query(sort=self._turned(column.sort)) if column.sort else "",
                "direction": self._direction(column.sort),
            }
            for column in self.plain_columns
        ]

    def _turned(self, sort: str) -> str:
        return f"-{sort}" if sort == self.asked.sort and not self.asked.descending else sort

    def _direction(self, sort: str) -> str:
        if not sort or sort != self.asked.sort:
            return ""
        return "descending" if self.asked.descending else "ascending"

    @property
    def body(self) -> SafeString:
        """The lines of the table."""
        return table_rows(self.columns, self.rows)

    @property
    def filters(self) -> list[dict[str, object]]:
        """The filters with their values."""
        return [
            {
                "name": choice.name,
                "label": choice.label,
                "choices": [
                    (value, label, value == self.asked.chosen.get(choice.name, "")) for value, label in choice.values
                ],
            }
            for choice in self.plain_choices
        ]

    @property
    def active(self) -> list[dict[str, object]]:
        """The filters in use, each with the address without it."""
        return [
            {"label": f"{choice.label}: {label}", "remove_url": self.asked.query(**{choice.name: ""}) or "?"}
            for choice in self.plain_choices
            for value, label in choice.values
            if value and self.asked.chosen.get(choice.name) == value
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search form keeps."""
        sort = ("-" if self.asked.descending else "") + self.asked.sort
        return [("sort", sort)] if self.asked.sort else []

    @property
    def page(self) -> int:
        """The page shown, from 1."""
        return self.asked.page

    @property
    def pages(self) -> int:
        """How many pages there are, 1 at least."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return self.asked.first_row + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.asked.first_row + len(self.rows)

    @property
    def previous_url(self) -> str:
        """The page before; empty on the first."""
        return self._page_url(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after; empty on the last."""
        return self._page_url(self.page + 1) if self.page < self.pages else ""

    def _page_url(self, page: int) -> str:
        return self.asked.query(page=str(page) if page > 1 else "") or "?"

    @property
    def page_urls(self) -> list[dict[str, object]]:
        """The first, the last and the neighbouring pages, with gaps."""
        near = [n for n in range(1, self.pages + 1) if n in {1, self.pages} or abs(n - self.page) <= 2]
        shown: list[dict[str, object]] = []
        for before, number in zip([0, *near], near, strict=False):
            if number > before + 1:
                shown.append({"label": "…", "url": "", "current": False})
            shown.append({"label": str(number), "url": self._page_url(number), "current": number == self.page})
        return shown

    @property
    def export_url(self) -> str:
        """The same list as an Excel file; empty where it may not be exported."""
        return self.asked.query(export="xlsx") if self.can_export else ""

    @property
    def empty_title(self) -> Text:
        """What an empty list says."""
        return _("Nothing matches the search") if self.search or self.asked.chosen else self.empty.title

    @property
    def empty_hint(self) -> Text:
        """What to do next."""
        if self.search or self.asked.chosen:
            return _("Try fewer words, or remove a filter.")
        return self.empty.hint

    @property
    def empty_url(self) -> str:
        """Where to do it."""
        return "?" if self.search or self.asked.chosen else self.empty.url

    @property
    def empty_button(self) -> Text:
        """The button's words."""
        return _("Show all") if self.search or self.asked.chosen else self.empty.button


def show_list(request: HttpRequest, listing: Listing, template: str = "list.html", **context: object) -> HttpResponse:
    """The whole page, or only the results when htmx asks for them."""
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "results"
    return render(request, "components/results.html" if is_part else template, {"listing": listing, **context})
