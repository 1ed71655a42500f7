"""Looks for Vietnamese names, typed with or without diacritics."""

from django.db.models import Q

from kiemdiem.tree.names import clean, folded, has_diacritics


def searched(text: str, name: str) -> Q:
    """The condition that a name holds the words searched for; typed without diacritics they match any.

    Args:
        name: the column with the name as written; `search_key` holds it folded.
    """
    condition = Q()
    for word in clean(text).split(" "):
        condition &= Q(search_key__contains=folded(word)) if word else Q()
        if has_diacritics(word):
            condition &= Q(**{f"{name}__icontains": word}) | Q(**{f"{name}__contains": word.capitalize()})
    return condition
