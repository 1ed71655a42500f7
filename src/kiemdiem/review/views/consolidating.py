"""Pages of all opinions on one subject: who else is asked, what is consolidated, going on without the missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import page
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.queries import names_of_accounts
from kiemdiem.accounts.roles import Right
from kiemdiem.campaign.calendar import days_in_force
from kiemdiem.pages.listing import Button
from kiemdiem.registry.presenting import when
from kiemdiem.review.actions.opinions import add_request, consolidate, go_on_without
from kiemdiem.review.forms.opinions import BodyForm, TextForm
from kiemdiem.review.models import Consolidation
from kiemdiem.review.queries import opinions as queries
from kiemdiem.review.showing import kinds, state_badge, told_answer, who


@page(Right.ASK_OPINIONS)
def opinions(request: SignedRequest, number: int) -> HttpResponse:
    """All opinions on one subject: asked, answered, missing; consolidated, gone on without."""
    subject = queries.subject_to_ask_about(request.access, number)
    days, today = days_in_force(subject.cycle), timezone.localdate()
    found = queries.requests_about(subject)
    parts = []
    for one in found:
        answer = queries.answer_in_force(one)
        parts.append({
            "who": who(one), "kind": kinds()[one.kind], "clause": one.clause,
            "url": reverse("opinion_request", args=[one.pk]), "badge": state_badge(one, days.get(one.deadline), today),
            "answer": told_answer(one, answer) if answer else None,
        })  # fmt: skip
    versions = _versions(queries.consolidations_of(subject))
    crumbs = [{"label": _("Opinions"), "url": reverse("opinion_requests")}, {"label": subject.name, "url": ""}]
    context = {
        "title": _("Opinions on {name}").format(name=subject.name), "crumbs": crumbs, "parts": parts,
        "missing": sum(not one.answered_at and not one.not_needed_at for one in found),
        "kept": next(iter(versions), None), "earlier": versions[1:],
        "notes": [(when(one.at), one.note, one.missing) for one in queries.goings_on(subject)],
        "actions": [
            Button(reverse("opinion_add", args=[number]), _("Ask somebody else")),
            Button(reverse("opinion_consolidate", args=[number]), _("Consolidate"), primary=True),
            Button(reverse("opinion_go_on", args=[number]), _("Go on without the missing")),
        ],
    }  # fmt: skip
    return render(request, "review/opinions.html", context)


def _versions(found: list[Consolidation]) -> list[dict[str, object]]:
    """Consolidated opinions as the page shows them."""
    names = names_of_accounts(one.by for one in found)
    return [
        {"number": one.number, "at": when(one.at), "who": names.get(one.by, one.by), "text": one.text} for one in found
    ]


@page(Right.ASK_OPINIONS)
def opinion_add(request: SignedRequest, number: int) -> HttpResponse:
    """Ask a body or person by name."""
    subject = queries.subject_to_ask_about(request.access, number)

    def act(form: BodyForm) -> str:
        return reverse("opinion_request", args=[add_request(request.access, number, form.cleaned_data["name"]).pk])

    about = FormPage(
        _("Ask somebody about {name}").format(name=subject.name), _("Enter"), reverse("opinions", args=[number]),
        _("For example the upper-level member assigned to follow this place (I.3.1.a4)."),
    )  # fmt: skip
    return answer_form(request, BodyForm, act, about)


@page(Right.ASK_OPINIONS)
def opinion_consolidate(request: SignedRequest, number: int) -> HttpResponse:
    """Write the consolidated opinions."""
    subject = queries.subject_to_ask_about(request.access, number)
    kept = queries.consolidation_of(subject)
    standing = kept.number if kept else 0
    typed_version = request.POST.get("version", "")
    version = int(typed_version[:9]) if typed_version.isdecimal() else standing

    def act(form: TextForm) -> str:
        consolidate(request.access, number, version, form.said())
        messages.success(request, _("Kept as a new version."))
        return reverse("opinions", args=[number])

    def make(typed: object) -> TextForm:
        return TextForm(typed, initial={"text": kept.text if kept else ""})  # type: ignore[arg-type]

    about = FormPage(
        _("Consolidated opinions on {name}").format(name=subject.name), _("Keep"), reverse("opinions", args=[number]),
        hidden=[("version", str(standing))],
    )  # fmt: skip
    return answer_form(request, make, act, about)


@page(Right.ASK_OPINIONS)
def opinion_go_on(request: SignedRequest, number: int) -> HttpResponse:
    """Go on though answers are missing."""
    subject = queries.subject_to_ask_about(request.access, number)

    def act(form: TextForm) -> str:
        go_on_without(request.access, number, form.said())
        messages.success(request, _("Noted."))
        return reverse("opinions", args=[number])

    about = FormPage(
        _("Go on without the missing: {name}").format(name=subject.name), _("Note it and go on"),
        reverse("opinions", args=[number]), _("The note stands beside the review: say why it is not waited for."),
    )  # fmt: skip
    return answer_form(request, TextForm, act, about)
