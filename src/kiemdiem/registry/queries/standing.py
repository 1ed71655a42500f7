"""What the regulation says of a person as the registry stands today, with clause and facts."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kiemdiem.pages.why import Why
from kiemdiem.registry.labels import label_of
from kiemdiem.registry.management import Management, edition_in_force, management_of
from kiemdiem.registry.models import Post
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import above
from kiemdiem.vocabulary import CollectiveKind, ManagedBy, OrganisationKind, Role


def summary_of(clause: str) -> str:
    """A clause of the edition in force in our own words; empty when it is not in force."""
    edition = edition_in_force()
    if not clause or not edition.has(clause):
        return ""
    found = edition.clause(clause)
    return found.en if get_language() == "en" else found.vi


def management_whys(posts: Sequence[Post]) -> list[tuple[str, Why]]:
    """For each post the level that manages it (empty: the edition is silent) and why; one query for all."""
    paths = {path for post in posts for path in (*above(post.collective.path), post.collective.path)}
    rows = Organisation.objects.filter(path__in=paths).values_list("path", "kind") if paths else ()
    kinds = {path: OrganisationKind(kind) for path, kind in rows}
    return [_why(post, kinds) for post in posts]


def _why(post: Post, kinds: dict[str, OrganisationKind]) -> tuple[str, Why]:
    path = post.collective.path
    found = management_of(post.managed_by, path, post.collective.kind, post.role, kinds)
    level = found.level.value if found.level else ""
    facts = [
        (_("Collective"), label_of(CollectiveKind, post.collective.kind)),
        (_("Organisation"), label_of(OrganisationKind, kinds[path])),
        (_("Role"), label_of(Role, post.role)),
    ]
    outcome = _("Managed by: {level}").format(level=label_of(ManagedBy, level) or _("not said by the regulation"))
    return level, Why(outcome, found.clause, _ground(found), facts, about=post.title)


def _ground(found: Management) -> str:
    if found.level is None:
        return _("The edition names no level for such a post: enter it by hand.")
    if not found.place:
        return _("Entered by hand in the registry.")
    text = summary_of(found.clause)
    return text if found.is_stated else f"{text} " + _("(To be confirmed: the source does not name this post.)")
