"""The words for the marks of a text: grades, remedies, levels."""

from django.utils.translation import gettext as _

from kiemdiem.accounts.labels import language
from kiemdiem.review.outline import Words


def level_words() -> dict[str, str]:
    """The four levels, with the regulation's own abbreviations."""
    return {
        "HTXSNV": _("Excellent (HTXSNV)"),
        "HTTNV": _("Good (HTTNV)"),
        "HTNV": _("Completed (HTNV)"),
        "KHTNV": _("Not completed (KHTNV)"),
    }


def words() -> Words:
    """The words of an outline in the language of the request."""
    return Words(
        grades={"excellent": _("Excellent"), "good": _("Good"), "fair": _("Fair"), "poor": _("Poor")},
        remedies={"done": _("Done"), "under_way": _("Under way"), "not_yet": _("Not yet")},
        levels=level_words(),
        earlier=_("Shortcoming shown in {year}: how far is it remedied?"),
        matter=_("Matter suggested in letter {number}: explanation and result"),
        target=_("Target ({measure}): result"),
        level_of_member=_("Level that I propose for myself as a Party member"),
        level_of_official=_("Level that I propose for myself as an official or public employee"),
        level_of_collective=_("Level that the collective proposes for itself"),
        own_language=language(),
    )
