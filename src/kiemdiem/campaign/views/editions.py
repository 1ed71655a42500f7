"""Pages for other rules under an open cycle: tried, shown, decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.labels import language, said_obstacles
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.actions.editions import ask_to_try, decide_edition, obstacles_to_decision
from kiemdiem.campaign.forms.cycles import TrialForm, VerdictForm
from kiemdiem.campaign.models import EditionTrial
from kiemdiem.campaign.queries.cycles import cycle_to_open, trial_seen_by
from kiemdiem.campaign.trying import differences_of
from kiemdiem.campaign.words import cycle_name
from kiemdiem.jobs.queries import last_job, shown
from kiemdiem.registry.presenting import Section, SectionRow

_DECIDED = "x"
"""Stands in for a ground: whether one was typed is asked when the form is sent."""


@page(Right.OPEN_CYCLE)
def edition_try(request: SignedRequest, number: int) -> HttpResponse:
    """Choose rules to try."""
    cycle = cycle_to_open(request.access, number)

    def act(form: TrialForm) -> str:
        trial = ask_to_try(request.access, number, form.cleaned_data["edition"])
        return reverse("edition_trial", args=[trial.pk])

    about = FormPage(
        _("Try other rules: {cycle}").format(cycle=cycle_name(cycle)), _("Try"), reverse("cycle", args=[number]),
        _("Nothing changes yet: you see which rows of the plan and which results would differ, then decide."),
    )  # fmt: skip
    return answer_form(request, TrialForm, act, about)


@page(Right.OPEN_CYCLE)
def edition_trial(request: SignedRequest, number: int) -> HttpResponse:
    """What would differ, and the decision."""
    trial = trial_seen_by(request.access, number)
    job = last_job(("cycle.try_edition",), f"trial:{trial.pk}")
    progress = shown(job, language(), reverse("edition_trial", args=[number])) if job else None

    def act(form: VerdictForm) -> str:
        typed = form.cleaned_data
        accept = typed["verdict"] == "accept"
        decide_edition(request.access, number, accept=accept, ground=typed["ground"], paper=form.paper())
        messages.success(request, _("Decided. Look for changes of the plan now: rows that differ are proposed there."))
        return reverse("cycle", args=[trial.cycle_id])

    about = FormPage(
        _("Other rules: {edition}").format(edition=trial.edition), _("Decide"),
        reverse("cycle", args=[trial.cycle_id]), _decided(trial), template="campaign/trial.html",
        obstacles=said_obstacles(obstacles_to_decision(trial, _DECIDED)),
        more={"job": progress if progress and progress.is_open else None, "sections": [_section(trial)]},
    )  # fmt: skip
    return answer_form(request, lambda typed: VerdictForm(request.access, typed), act, about)


def _decided(trial: EditionTrial) -> str:
    if trial.decided_at is None:
        return _("The cycle goes on with its pinned rules until you decide.")
    words = _("Accepted: {ground}") if trial.accepted else _("Not accepted: {ground}")
    return words.format(ground=trial.ground)


def _section(trial: EditionTrial) -> Section:
    found = differences_of(trial)
    tables = {"plan": _("Plan"), "results": _("Result")}
    rows = [SectionRow((one.name, tables[one.table], one.before, one.after)) for one in found.first]
    hint = _("{plan} plan rows and {results} results would differ; the first are shown.").format(
        plan=found.plan, results=found.results
    )
    columns = [_("What"), _("Table"), _("By the pinned rules"), _("By the rules tried")]
    return Section(_("What would differ"), columns, rows, _("Nothing would differ."), hint if rows else "")
