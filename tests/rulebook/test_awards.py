"""Nominations: what stands against each (II.2.4.a to f, Q18, Q23)."""

from dataclasses import replace

import pytest

from kiemdiem.rulebook.awards import NominationFacts, has_streak, verdicts
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, SubjectKind

from .samples import terms

TOP = Level.HTXSNV
ORGANISATION = NominationFacts(
    kind=SubjectKind.ORGANISATION,
    award="year",
    certified=True,
    level=TOP,
    levels_before=(Level.NONE,) * 4,
    typical_before=(True,) * 4,
    flag_eligible=True,
    district_level=True,
    had_in_period=False,
)
MEMBER = replace(
    ORGANISATION, kind=SubjectKind.MEMBER, levels_before=(TOP,) * 4, typical_before=(False,) * 4, flag_eligible=False,
    district_level=False,
)  # fmt: skip
BROKEN = {"typical_before": (True, True, True, False), "levels_before": (TOP, TOP, TOP, Level.HTTNV)}
NOT_CERTIFIED = "Certified copies of the past decisions and certificates are missing."
MAYBE_CERTIFIED = "No certified copies are on file: the text does not say whether this award needs them."
NO_RECORD = "Nominated for five years running without the record of the years before."
NO_STREAK = "HTXSNV now and typical in each of the four years before is asked for."
TWICE = "One flag or certificate of merit in five years: there is another in the same period."


def against(facts: NominationFacts, under: Terms | None = None) -> list[tuple[str, str, str]]:
    found = verdicts(facts, under or terms())
    return [(str(verdict.severity), verdict.clause, verdict.message.say("en")) for verdict in found]


class TestTypical:
    @pytest.mark.parametrize("award", ["year", "five_years"])
    def test_nothing_stands_against_who_qualifies(self, award: str) -> None:
        assert against(replace(ORGANISATION, award=award)) == []
        assert against(replace(MEMBER, award=award)) == []

    @pytest.mark.parametrize("award", ["year", "five_years"])
    @pytest.mark.parametrize(("facts", "clause"), [(ORGANISATION, "II.2.4.c"), (MEMBER, "II.2.4.d")])
    def test_only_the_best_level_may_be_typical(self, facts: NominationFacts, clause: str, award: str) -> None:
        good = against(replace(facts, award=award, level=Level.HTTNV))
        assert good == [("violation", clause, "Nominated without level HTXSNV (it has HTTNV).")]
        none = against(replace(facts, award=award, level=Level.NONE))
        assert none == [("violation", clause, "Nominated without level HTXSNV (it has no level).")]

    @pytest.mark.parametrize("kind", [SubjectKind.COLLECTIVE, SubjectKind.CADRE])
    @pytest.mark.parametrize("award", ["year", "five_years"])
    def test_the_text_is_silent_on_collectives_and_cadres(self, kind: SubjectKind, award: str) -> None:
        found = against(replace(ORGANISATION, kind=kind, award=award, level=Level.KHTNV))
        text = "The regulation commends organisations and members: it is silent on this kind of subject."
        assert found == [("question", "II.2.4", text)]

    @pytest.mark.parametrize(("facts", "clause"), [(ORGANISATION, "II.2.4.c"), (MEMBER, "II.2.4.d")])
    def test_five_years_running_need_their_record(self, facts: NominationFacts, clause: str) -> None:
        broken = replace(facts, award="five_years", **BROKEN)  # type: ignore[arg-type]
        assert against(broken) == [("violation", clause, NO_RECORD)]
        assert against(replace(broken, award="year")) == []


class TestStreaks:
    def test_a_member_needs_the_best_level_in_each_year(self) -> None:
        assert has_streak(MEMBER, terms())
        assert not has_streak(replace(MEMBER, level=Level.HTTNV), terms())
        assert not has_streak(replace(MEMBER, levels_before=(TOP, TOP, Level.NONE, TOP)), terms())

    def test_an_organisation_needs_to_have_been_typical_before_and_best_now(self) -> None:
        assert has_streak(ORGANISATION, terms())
        assert not has_streak(replace(ORGANISATION, level=Level.HTTNV), terms())
        assert not has_streak(replace(ORGANISATION, typical_before=(True, False, True, True)), terms())

    def test_under_the_other_reading_a_member_too_needs_to_have_been_typical(self) -> None:
        other = terms(five_year_streak="typical_each_year")
        assert not has_streak(MEMBER, other)
        assert has_streak(replace(MEMBER, typical_before=(True,) * 4, levels_before=(Level.NONE,) * 4), other)
        assert has_streak(ORGANISATION, other)


class TestCertifiedCopies:
    @pytest.mark.parametrize("award", ["five_years", "flag", "merit"])
    def test_the_five_year_awards_need_them(self, award: str) -> None:
        found = against(replace(ORGANISATION, award=award, certified=False))
        assert found == [("violation", "II.2.4.f", NOT_CERTIFIED)]

    def test_for_the_award_of_the_year_it_is_a_question(self) -> None:
        assert against(replace(ORGANISATION, certified=False)) == [("question", "II.2.4.f", MAYBE_CERTIFIED)]

    def test_for_an_award_that_the_edition_does_not_have_it_is_a_question(self) -> None:
        found = against(replace(ORGANISATION, award="medal", certified=False))
        assert found == [("question", "II.2.4.f", MAYBE_CERTIFIED)]

    def test_an_unknown_award_with_copies_has_nothing_against_it(self) -> None:
        assert against(replace(MEMBER, award="medal", level=Level.NONE)) == []

    def test_they_come_before_what_else_stands_against_it(self) -> None:
        found = against(replace(MEMBER, award="five_years", certified=False, level=Level.HTNV))
        assert [clause for _, clause, _ in found] == ["II.2.4.f", "II.2.4.d"]


class TestFlagAndMerit:
    @pytest.mark.parametrize("award", ["flag", "merit"])
    def test_nothing_stands_against_an_organisation_that_qualifies(self, award: str) -> None:
        assert against(replace(ORGANISATION, award=award)) == []
        assert against(replace(ORGANISATION, award=award, district_level=False)) == []

    def test_a_flag_for_another_subject_is_a_violation(self) -> None:
        found = against(replace(MEMBER, award="flag", had_in_period=True))
        text = "The flag is for districts, direct bodies and grassroots organisations directly below the province."
        assert found == [("violation", "II.2.4.e", text)]

    def test_a_certificate_of_merit_for_another_subject_is_a_question(self) -> None:
        found = against(replace(MEMBER, award="merit", had_in_period=True))
        text = "The regulation speaks of the certificate of merit for other subjects only."
        assert found == [("question", "II.2.4.e", text)]

    @pytest.mark.parametrize("award", ["flag", "merit"])
    @pytest.mark.parametrize("missing", [{"level": Level.HTTNV}, {"typical_before": (True, True, True, False)}])
    def test_the_record_of_five_years_is_asked_for(self, award: str, missing: dict[str, object]) -> None:
        found = against(replace(ORGANISATION, award=award, **missing))  # type: ignore[arg-type]
        assert found == [("violation", "II.2.4.e", NO_STREAK)]

    def test_a_second_one_in_the_same_period_is_a_violation(self) -> None:
        found = against(replace(ORGANISATION, award="merit", had_in_period=True, level=Level.HTNV))
        assert found == [("violation", "II.2.4.e", NO_STREAK), ("violation", "II.2.4.e", TWICE)]
        assert against(replace(ORGANISATION, award="flag", had_in_period=True)) == [("violation", "II.2.4.e", TWICE)]

    def test_under_the_other_reading_a_district_needs_the_level_alone(self) -> None:
        other = terms(five_years_for_districts="not_required")
        district = replace(ORGANISATION, award="flag", typical_before=(False,) * 4)
        assert against(district, other) == []
        assert against(replace(district, level=Level.HTTNV), other) == [("violation", "II.2.4.e", NO_STREAK)]
        assert against(replace(district, district_level=False), other) == [("violation", "II.2.4.e", NO_STREAK)]
        assert against(district) == [("violation", "II.2.4.e", NO_STREAK)]


def test_a_clause_not_in_force_is_held_against_nobody() -> None:
    edition = terms().edition
    kept = tuple(clause for clause in edition.clauses if clause.id != "II.2.4.f")
    without = terms(replace(edition, clauses=kept))
    found = against(replace(MEMBER, certified=False, level=Level.HTNV), without)
    assert [clause for _, clause, _ in found] == ["II.2.4.d"]
