"""A list as an Excel file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import record_alone
from kiemdiem.journal.verbs import Verb
from kiemdiem.pages.listing import MOST_EXPORTED, Asked, Listing
from kiemdiem.pages.spreadsheet import as_workbook, download


def access_for(request: SignedRequest, asked: Asked) -> Access:
    """What the rows of a list are read with: for a file only the mandates that may export."""
    return request.access.narrowed(Right.EXPORT) if asked.export else request.access


def export_list(request: SignedRequest, listing: Listing) -> HttpResponse | None:
    """The file when one is asked for, journaled; None for the page itself.

    Raises:
        OutOfSight: lists may not be exported by this account.
    """
    if not listing.asked.export:
        return None
    if not listing.can_export:
        raise OutOfSight(request.get_full_path())
    if listing.total > MOST_EXPORTED:
        text = _("A list of more than {most} rows is not written at once: narrow it, or export the workbook.")
        messages.error(request, text.format(most=MOST_EXPORTED))
        return redirect(request.path)
    headings = [str(column.label) for column in listing.plain_columns]
    content = as_workbook(str(listing.title), headings, ((row.name, *row.cells) for row in listing.rows))
    details = {"list": request.path, "rows": len(listing.rows)}
    units = {grant.unit for grant in request.access.grants if Right.EXPORT in grant.rights}
    record_alone(request.access.actor(Right.EXPORT), Verb.EXPORTED, unit=min(units), details=details)
    return download(content, f"{listing.title}.xlsx")
