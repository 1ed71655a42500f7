"""What is wrong with an edition: uncited values, rules that contradict each other, things that are missing."""

from collections.abc import Iterator
from itertools import combinations

from kiemdiem.rulebook.competence import PLACES
from kiemdiem.rulebook.edition import LEVEL_NAMES, Competence, Edition, Threshold
from kiemdiem.rulebook.outcome import RULE_SETS
from kiemdiem.rulebook.register import carried_out
from kiemdiem.rulebook.schedule import BODIES
from kiemdiem.vocabulary import CollectiveKind, Level, ManagedBy, Role
from kiemdiem.wording import N_, Message

NEEDED_VALUES: dict[str, tuple[type[int] | type[str], str]] = {
    "posts_reviewed_everywhere": (int, "I.1.b"),
    "organisation_least_months": (int, "II.3.g1"),
    "member_least_months": (int, "II.3.g1"),
    "sick_leave_months": (int, "II.3.g2"),
    "sick_leave_days": (int, "II.3.g2"),
    "sick_leave_ceiling": (str, "II.3.g2"),
    "days_in_a_month_of_leave": (int, ""),
    "equal_post_months": (int, "II.3.h"),
    "lower_post_months": (int, "II.3.i"),
    "former_cell_months": (int, "II.3.k"),
    "disciplined_ceiling": (str, ""),
    "excellent_share": (int, ""),
    "small_group_below": (int, ""),
    "small_group_allowed": (int, ""),
    "organisation_award_share": (int, ""),
    "member_award_share": (int, ""),
    "member_award_share_excellent": (int, ""),
    "award_streak_years": (int, ""),
    "branch_excellent_share": (int, ""),
}
"""Values that the evaluator asks for: number or level, and the clause that it needs them for (empty: always)."""
NEEDED_OPTIONS = (
    "cap_base", "small_group", "cap_rounding", "reference_day", "sick_leave_months", "counted_posts", "third_place",
    "thresholds_for_all", "award_cap_zero", "above_professional", "head_above_collective", "transfer_time",
    "discipline_level", "exempt_remarks", "sick_cadre", "five_year_streak", "absence_report", "rating_order",
    "unreturned_papers", "member_award_group", "five_years_for_districts", "rotated_without_equal",
    "place_when_within", "absent_cadre", "cell_in_conflict", "branch_base",
)  # fmt: skip
"""Open points that the evaluator decides by."""


def problems_of(edition: Edition) -> list[Message]:
    """Everything that is wrong with the edition; empty when it can be used."""
    return [
        *_uncited(edition),
        *_missing_values(edition),
        *_thresholds(edition.thresholds),
        *_competences(edition.competences),
        *_deadlines(edition),
        *_options(edition),
        *_award_shares(edition),
        *_idle_clauses(edition),
    ]


def _message(text: str, **blanks: str | int) -> Message:
    return Message(text, dict(blanks))


def _uncited(edition: Edition) -> Iterator[Message]:
    """A value or row must name a clause of the edition, or for a value another instrument."""
    for value in edition.values:
        if not value.clause and not value.source:
            yield _message(N_("value {key} cites neither a clause nor an instrument"), key=value.key)
        elif value.clause and not edition.has(value.clause):
            yield _message(N_("{what} cites {clause}, which the edition does not have"), what=value.key,
                           clause=value.clause)  # fmt: skip
    rows = [
        *((f"threshold {row.level}", row.clause) for row in edition.thresholds),
        *((f"deadline {row.key}", row.clause) for row in edition.deadlines),
        *((f"competence {row.managed_by}", row.clause) for row in edition.competences),
        *((f"award {row.key}", row.clause) for row in edition.awards),
        *((f"form {row.key}", row.clause) for row in edition.forms),
        *((f"section {row.key}", row.clause) for row in edition.sections),
        *((f"manifestation {row.key}", row.clause) for row in edition.manifestations),
        *((f"step {row.key}", row.clause) for row in edition.steps),
        *((f"congress {row.term}", row.clause) for row in edition.congresses),
        *((f"opinion {' '.join(row.collectives)}", row.clause) for row in edition.opinions),
        *((f"item {row.key}", row.clause) for row in edition.items),
        *((f"electorate {row.key}", row.clause) for row in edition.electorates),
        *((f"representative {row.key}", row.clause) for row in edition.representatives),
        *((f"option {row.key}", clause) for row in edition.options for clause in row.clause.split()),
    ]
    for what, clause in rows:
        if not edition.has(clause) and not (what.startswith("option ") and clause in edition.without):
            text = N_("{what} cites {clause}, which the edition does not have")
            yield _message(text, what=what, clause=clause or "-")


def _missing_values(edition: Edition) -> Iterator[Message]:
    there = {value.key: value.value for value in edition.values}
    for key, (kind, clause) in NEEDED_VALUES.items():
        if clause and not edition.has(clause):
            continue
        if key not in there:
            yield _message(N_("value {key} is missing"), key=key)
        elif kind is int and not isinstance(there[key], int):
            yield _message(N_("value {key} must be a whole number"), key=key)
        elif kind is str and there[key] not in LEVEL_NAMES:
            yield _message(N_("value {key} must be a level"), key=key)
    known = {option.key for option in edition.options}
    for key in NEEDED_OPTIONS:
        if key not in known:
            yield _message(N_("option {key} is missing"), key=key)


def _thresholds(thresholds: tuple[Threshold, ...]) -> Iterator[Message]:
    """Each level once; a ballot may not meet two levels that exclude each other, nor a better one alone."""
    if sorted(row.level for row in thresholds) != sorted(LEVEL_NAMES):
        yield _message(N_("there must be one threshold for each of the four levels"))
        return
    faulty = [problem for row in thresholds for problem in _threshold(row)]
    if faulty:
        yield from faulty
        return
    for first, second in combinations(sorted(thresholds, key=lambda row: -Level[row.level]), 2):
        if not set(first.counted) & set(second.counted):
            yield from _excluding(first, second)
        elif not _implies(first, second):
            text = N_("{first} ({one}) can be reached where {second} ({other}) is not: the better level needs less")
            yield _message(text, first=first.level, one=first.clause, second=second.level, other=second.clause)


def _threshold(row: Threshold) -> Iterator[Message]:
    """One row by itself: levels that exist, a share between 0 and 100 per cent."""
    if unknown := set(row.counted) - LEVEL_NAMES:
        yield _message(N_("threshold {level}: unknown level {name}"), level=row.level, name=", ".join(sorted(unknown)))
    try:
        within = 0 < row.fraction <= 1
    except (ValueError, ZeroDivisionError):
        within = False
    if not within:
        text = N_("threshold {level}: the share {share} is no percentage above 0 and up to 100")
        yield _message(text, level=row.level, share=row.share)


def _excluding(first: Threshold, second: Threshold) -> Iterator[Message]:
    """Two levels that count different votes: their shares may neither meet nor, for the lowest two, leave a gap."""
    together = first.fraction + second.fraction
    both_reached = together < 1 or (together == 1 and not first.strictly_more and not second.strictly_more)
    names = {"first": first.level, "one": first.clause, "second": second.level, "other": second.clause}
    if both_reached:
        yield _message(N_("{first} ({one}) and {second} ({other}) contradict: one ballot can reach both"), **names)
    covers_all = set(first.counted) | set(second.counted) == LEVEL_NAMES
    gap = together > 1 or (together == 1 and first.strictly_more and second.strictly_more)
    if covers_all and first.level == "HTNV" and gap:
        yield _message(
            N_("{first} ({one}) and {second} ({other}) leave a gap: a ballot without invalid papers can reach neither"),
            **names,
        )


def _implies(better: Threshold, worse: Threshold) -> bool:
    """Whether whoever reaches the better level also has the votes for the worse one."""
    if not set(better.counted) <= set(worse.counted):
        return False
    higher = better.fraction > worse.fraction
    return higher or (better.fraction == worse.fraction and (better.strictly_more or not worse.strictly_more))


def _competences(rows: tuple[Competence, ...]) -> Iterator[Message]:
    """No post may be managed by two levels."""
    for row in rows:
        if row.managed_by not in {level.value for level in ManagedBy}:
            yield _message(N_("competence: unknown level {name}"), name=row.managed_by)
    seen: set[tuple[int, int]] = set()
    for place in PLACES:
        for collective in CollectiveKind:
            for role in Role:
                meeting = [at for at, row in enumerate(rows) if row.meets(place, collective, role)]
                for first, second in combinations(meeting, 2):
                    if rows[first].managed_by != rows[second].managed_by and (first, second) not in seen:
                        seen.add((first, second))
                        text = N_("competence rows {one} ({first}) and {other} ({second}) contradict: {case}")
                        yield _message(text, one=rows[first].clause, first=rows[first].managed_by,
                                       other=rows[second].clause, second=rows[second].managed_by,
                                       case=f"{place}/{collective}/{role}")  # fmt: skip


def _deadlines(edition: Edition) -> Iterator[Message]:
    """Dates that exist; one date for each body."""
    for row in edition.deadlines:
        try:
            row.on(edition.year)
        except ValueError:
            yield _message(N_("deadline {key}: there is no such day"), key=row.key)
        for body in row.bodies:
            if body not in BODIES:
                yield _message(N_("deadline {key}: unknown body {name}"), key=row.key, name=body)
    for first, second in combinations(edition.deadlines, 2):
        for body in set(first.bodies) & set(second.bodies):
            text = N_("deadlines {first} ({one}) and {second} ({other}) contradict: both name {body}")
            yield _message(text, first=first.key, one=first.clause, second=second.key, other=second.clause, body=body)


def _options(edition: Edition) -> Iterator[Message]:
    for option in edition.options:
        if option.default not in option.choices or len(set(option.choices)) < 2:
            yield _message(N_("option {key}: the default must be one of at least two choices"), key=option.key)


def _award_shares(edition: Edition) -> Iterator[Message]:
    values = {value.key: value for value in edition.values}
    plain, raised = values.get("member_award_share"), values.get("member_award_share_excellent")
    if plain is None or raised is None:
        return
    if isinstance(plain.value, int) and isinstance(raised.value, int) and raised.value < plain.value:
        text = N_("{first} ({one}) and {second} ({other}) contradict: the raised share is the smaller one")
        yield _message(text, first=raised.key, one=raised.clause, second=plain.key, other=plain.clause)


def _idle_clauses(edition: Edition) -> Iterator[Message]:
    for clause in edition.clauses:
        if not carried_out(clause, edition).anything:
            yield _message(N_("clause {clause}: no rule, value, form or step carries it out"), clause=clause.id)
    for needed in dict.fromkeys(rules.ballot_clause for rules in RULE_SETS.values()):
        if not edition.has(needed):
            yield _message(N_("clause {clause} is needed by the evaluator"), clause=needed)
