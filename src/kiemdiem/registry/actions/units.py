"""Adds, corrects and moves organisations and collectives."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.actions import Actor, record
from kiemdiem.journal.verbs import Verb
from kiemdiem.registry.actions.keeping import obstacles_to_code, refuse_on_unkept
from kiemdiem.registry.actions.locking import locked
from kiemdiem.registry.actions.people import CELLS
from kiemdiem.registry.documents import Paper, keep_paper
from kiemdiem.registry.history import supersede
from kiemdiem.registry.models import Collective, Membership, Person, Post
from kiemdiem.registry.queries.units import collectives_seen_by, organisations_seen_by
from kiemdiem.registry.reaching import rehome
from kiemdiem.tree.models import DEEPEST, STEP, Organisation
from kiemdiem.tree.names import clean, folded, plain_key
from kiemdiem.tree.paths import models_with_paths, moved, next_path, within
from kiemdiem.verdicts import Verdict, refuse_on
from kiemdiem.vocabulary import CollectiveKind, OrganisationKind
from kiemdiem.wording import N_, Message

_BELOW: dict[OrganisationKind, frozenset[OrganisationKind]] = {
    OrganisationKind.DISTRICT: frozenset({OrganisationKind.PROVINCE}),
    OrganisationKind.DIRECT: frozenset({OrganisationKind.PROVINCE}),
    OrganisationKind.SUB_COMMITTEE: frozenset({OrganisationKind.GRASSROOTS_COMMITTEE}),
    OrganisationKind.CELL: frozenset({OrganisationKind.GRASSROOTS_COMMITTEE, OrganisationKind.SUB_COMMITTEE}),
    OrganisationKind.PARTY_GROUP: frozenset({OrganisationKind.CELL, OrganisationKind.GRASSROOTS_CELL}),
}
"""Kinds that stand only below certain kinds, by what the kinds mean in the workbook's format."""


@dataclass(frozen=True)
class OrganisationEntry:
    """An organisation as typed in; `code` is left alone by a correction."""

    code: str
    name: str
    kind: OrganisationKind
    established_on: date | None = None
    territorial: bool = False


@dataclass(frozen=True)
class CollectiveEntry:
    """A collective as typed in."""

    code: str
    name: str
    kind: CollectiveKind
    reviewed_within: str = ""
    """Code of the host collective."""


def obstacles_to_adding_organisation(parent: Organisation, entry: OrganisationEntry) -> Iterator[Verdict]:
    """What stands in the way of a new organisation below `parent`."""
    yield from obstacles_to_code(entry.code)
    yield from _misplaced(entry.kind, parent)
    if len(parent.path) >= STEP * DEEPEST:
        yield Verdict(Message(N_("The tree may not be deeper than {levels} levels."), {"levels": DEEPEST}))
    if Organisation.objects.filter(code=entry.code).exists():
        yield Verdict(Message(N_("The code {code} is in use: choose another one."), {"code": entry.code}), "code")


def add_organisation(access: Access, parent_code: str, entry: OrganisationEntry, paper: Paper) -> Organisation:
    """Add an organisation below another one.

    Raises:
        OutOfSight: the superior is not theirs to change. Refused: see `obstacles_to_adding_organisation`.
    """
    with transaction.atomic():
        parent = locked(organisations_seen_by(access, Right.EDIT_UNITS).filter(code=parent_code), parent_code)
        refuse_on_unkept(Organisation, asdict(entry), paper)
        refuse_on(obstacles_to_adding_organisation(parent, entry))
        actor = access.actor(Right.EDIT_UNITS, parent.path)
        organisation = Organisation.objects.create(
            **{**asdict(entry), **_keys(entry.name)}, parent=parent, path=next_path(parent), recorded_by=actor.account
        )
        document = keep_paper(paper)
        details = {"parent": parent.code, "document": document.number if document else ""}
        record(actor, Verb.ORGANISATION_ADDED, unit=parent.code, subject=reference(organisation), details=details)
        return organisation


def correct_organisation(
    access: Access, code: str, version: int, entry: OrganisationEntry, paper: Paper, reason: str = ""
) -> Organisation:
    """Supersede what is known of an organisation.

    Raises:
        OutOfSight, Stale. Refused: the kind does not fit its superior, what is below it, or its members.
    """
    with transaction.atomic():
        found = organisations_seen_by(access, Right.EDIT_UNITS).filter(code=code)
        organisation = locked(found, f"organisation {code}", version)
        refuse_on_unkept(Organisation, asdict(entry), paper, reason)
        refuse_on(_misplaced(entry.kind, organisation.parent))
        refuse_on(_left_behind(organisation, entry.kind))
        refuse_on(
            verdict
            for child in Organisation.objects.filter(parent=organisation)
            for verdict in _misplaced(OrganisationKind(child.kind), organisation, entry.kind)
        )
        values = {name: value for name, value in asdict(entry).items() if name != "code"}
        values["name"] = clean(entry.name)
        actor = access.actor(Right.EDIT_UNITS, organisation.path)
        changed = _changed(organisation, values)
        if changed:
            supersede(organisation, {**changed, **_keys(entry.name)}, actor.account, keep_paper(paper), reason)
            _reach_anew(organisation.path)
            details = {"fields": sorted(changed), "version": organisation.version}
            subject = reference(organisation)
            record(actor, Verb.ORGANISATION_CORRECTED, unit=organisation.code, subject=subject, details=details)
        return organisation


def obstacles_to_moving(organisation: Organisation, parent: Organisation) -> Iterator[Verdict]:
    """What stands in the way of putting an organisation below another superior."""
    if parent.path.startswith(organisation.path):
        yield Verdict(Message(N_("An organisation cannot stand below itself or below one of its own.")), "parent")
        return
    if organisation.parent_id == parent.pk:
        yield Verdict(Message(N_("It stands below this superior already.")), "parent")
    below = Organisation.objects.filter(within("path", [organisation.path]))
    deepest = max(len(path) for path in below.values_list("path", flat=True))
    if len(parent.path) + STEP + deepest - len(organisation.path) > STEP * DEEPEST:
        yield Verdict(Message(N_("The tree may not be deeper than {levels} levels."), {"levels": DEEPEST}), "parent")
    yield from _misplaced(OrganisationKind(organisation.kind), parent)


def move_organisation(
    access: Access, code: str, version: int, parent_code: str, on: date, paper: Paper, reason: str = ""
) -> Organisation:
    """Pass an organisation with all below it to another superior; both must be theirs to change.

    Raises:
        OutOfSight, Stale. Refused: see `obstacles_to_moving`.
    """
    with transaction.atomic():
        editable = organisations_seen_by(access, Right.EDIT_UNITS)
        organisation = locked(editable.filter(code=code), f"organisation {code}", version)
        parent = locked(editable.filter(code=parent_code), f"organisation {parent_code}")
        refuse_on_unkept(Organisation, {"transferred_on": on}, paper, reason)
        refuse_on(obstacles_to_moving(organisation, parent))
        actor = access.actor(Right.EDIT_UNITS, parent.path)
        old_parent = organisation.parent
        changes = {
            "parent_id": parent.pk,
            "transferred_on": on,
            "transferred_from": old_parent.name if old_parent else "",
        }
        supersede(organisation, changes, actor.account, keep_paper(paper), reason)
        move_subtree(organisation, parent)
        details = {"from": old_parent.code if old_parent else "", "to": parent.code}
        for unit in sorted({parent.code, details["from"]} - {""}):
            record(actor, Verb.ORGANISATION_MOVED, unit=unit, subject=reference(organisation), details=details)
        organisation.refresh_from_db()
        return organisation


def move_subtree(organisation: Organisation, parent: Organisation) -> None:
    """Give the subtree new paths, wherever a path is copied to, on floors above too. The one place that moves nodes."""
    old, new = organisation.path, next_path(parent)
    for model in models_with_paths():
        model._default_manager.filter(within("path", [old])).update(path=moved(old, new))
    _reach_anew(new)


def _reach_anew(path: str) -> None:
    """Who manages posts below a node may be somebody else now; who is at home there and has posts or memberships
    elsewhere may now be reached from there, or need not be any more."""
    of_posts = Post.objects.filter(within("collective__path", [path])).values_list("person_id", flat=True)
    at_home = Person.objects.filter(within("path", [path])).values_list("pk", flat=True)
    rehome({*of_posts, *at_home})


def obstacles_to_collective(
    organisation: Organisation, entry: CollectiveEntry, known: Collective | None = None
) -> Iterator[Verdict]:
    """What stands in the way of a collective being so; `known` when it is corrected."""
    yield from obstacles_to_code(entry.code)
    if known is None and Collective.objects.filter(code=entry.code).exists():
        yield Verdict(Message(N_("The code {code} is in use: choose another one."), {"code": entry.code}), "code")
    if not entry.reviewed_within:
        return
    host = Collective.objects.filter(code=entry.reviewed_within).first()
    root = organisation.path[: STEP * 2]
    if host is None or not host.path.startswith(root):
        text = N_("There is no collective {code} here to be reviewed within.")
        yield Verdict(Message(text, {"code": entry.reviewed_within}), "reviewed_within", "I.1.c")
    elif host.reviewed_within_id or (known and host.pk == known.pk):
        text = N_("The host is itself reviewed within another collective: choose that one.")
        yield Verdict(Message(text), "reviewed_within", "I.1.c")
    elif known and Collective.objects.filter(reviewed_within=known).exists():
        text = N_("Others are reviewed within this collective: it cannot itself be reviewed within another.")
        yield Verdict(Message(text), "reviewed_within", "I.1.c")


def add_collective(access: Access, organisation_code: str, entry: CollectiveEntry, paper: Paper) -> Collective:
    """Add a collective to an organisation.

    Raises:
        OutOfSight. Refused: see `obstacles_to_collective`.
    """
    with transaction.atomic():
        found = organisations_seen_by(access, Right.EDIT_UNITS).filter(code=organisation_code)
        organisation = locked(found, f"organisation {organisation_code}")
        refuse_on_unkept(Collective, asdict(entry), paper)
        refuse_on(obstacles_to_collective(organisation, entry))
        actor = access.actor(Right.EDIT_UNITS, organisation.path)
        collective = Collective.objects.create(
            code=entry.code, path=organisation.path, organisation=organisation, recorded_by=actor.account,
            document=keep_paper(paper), **_collective_values(entry) | _keys(entry.name),
        )  # fmt: skip
        record(actor, Verb.COLLECTIVE_ADDED, unit=organisation.code, subject=collective_reference(collective))
        return collective


def correct_collective(
    access: Access, code: str, version: int, entry: CollectiveEntry, paper: Paper, reason: str = ""
) -> Collective:
    """Supersede what is known of a collective.

    Raises:
        OutOfSight, Stale. Refused: see `obstacles_to_collective`.
    """
    with transaction.atomic():
        found = collectives_seen_by(access, Right.EDIT_UNITS).filter(code=code)
        collective = locked(found, f"collective {code}", version)
        refuse_on_unkept(Collective, asdict(entry), paper, reason)
        refuse_on(obstacles_to_collective(collective.organisation, entry, collective))
        actor: Actor = access.actor(Right.EDIT_UNITS, collective.path)
        changed = _changed(collective, _collective_values(entry))
        if changed:
            supersede(collective, {**changed, **_keys(entry.name)}, actor.account, keep_paper(paper), reason)
            _reach_anew(collective.path)
            unit, subject = collective.organisation.code, collective_reference(collective)
            details = {"fields": sorted(changed), "version": collective.version}
            record(actor, Verb.COLLECTIVE_CORRECTED, unit=unit, subject=subject, details=details)
        return collective


def reference(organisation: Organisation) -> str:
    """How the journal speaks of an organisation."""
    return f"organisation:{organisation.code}"[:80]


def collective_reference(collective: Collective) -> str:
    """How the journal speaks of a collective."""
    return f"collective:{collective.code}"[:80]


def _collective_values(entry: CollectiveEntry) -> dict[str, object]:
    host = Collective.objects.get(code=entry.reviewed_within).pk if entry.reviewed_within else None
    return {"name": clean(entry.name), "kind": entry.kind, "reviewed_within_id": host}


def _keys(name: str) -> dict[str, str]:
    """What lists sort and search by."""
    return {"name": clean(name), "name_key": plain_key(name), "search_key": folded(name)}


def _changed(row: Organisation | Collective, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _left_behind(organisation: Organisation, kind: OrganisationKind) -> Iterator[Verdict]:
    """Members who would take part in what is no cell any more."""
    members = Membership.objects.filter(cell=organisation, end__isnull=True, withdrawn_at__isnull=True)
    if organisation.kind in CELLS and kind not in CELLS and members.exists():
        text = N_("Members take part in this cell: it stays a cell until they have passed to another one.")
        yield Verdict(Message(text), "kind")


def _misplaced(
    kind: OrganisationKind, parent: Organisation | None, parent_kind: OrganisationKind | None = None
) -> Iterator[Verdict]:
    """A kind that does not stand below its superior's kind."""
    if kind == OrganisationKind.PROVINCE and parent is not None:
        yield Verdict(Message(N_("A province stands at the top: it has no superior here.")), "kind")
    if parent is None:
        return
    above = parent_kind or OrganisationKind(parent.kind)
    if kind in _BELOW and above not in _BELOW[kind]:
        text = N_("An organisation of kind {kind} does not stand below one of kind {above}.")
        yield Verdict(Message(text, {"kind": kind.value, "above": above.value}), "kind")
