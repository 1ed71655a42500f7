"""The page behind a one-time link: a code first, then the question, then what was received; no account is needed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kiemdiem.accounts.doors import open_page
from kiemdiem.accounts.labels import said_obstacles
from kiemdiem.review.actions.answering import answer_by_link, obstacles_to_link, open_link
from kiemdiem.review.forms.opinions import AnswerForm, CodeForm
from kiemdiem.review.models import OpinionLink
from kiemdiem.review.queries.opinions import link_of_token
from kiemdiem.review.showing import items_of, kinds, told_answer, who
from kiemdiem.verdicts import Refused, Verdict


@dataclass(frozen=True)
class _About:
    """What is told once the code was right."""

    about: str
    kind: str
    who: str
    code: str


@open_page
def opinion_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer through a link. Before the code is right nothing is told of whom it is about."""
    link = link_of_token(token)
    if troubles := list(obstacles_to_link(link)):
        return _shown(request, troubles=troubles)
    code = request.POST.get("code", "").replace("\0", "")[:20]
    if request.method != "POST":
        return _shown(request, form=CodeForm())
    try:
        opened = open_link(token, code)
    except Refused as refused:
        return _shown(request, troubles=list(refused.verdicts), form=CodeForm(initial={"code": ""}))
    return _answered(request, opened, token, code)


def _answered(request: HttpRequest, link: OpinionLink, token: str, code: str) -> HttpResponse:
    asked = link.request
    about = _About(asked.subject.name, kinds()[asked.kind], who(asked), code)
    if "text" not in request.POST:
        return _shown(request, form=AnswerForm(items=items_of(asked)), about=about)
    form = AnswerForm(request.POST, items=items_of(asked))
    if not form.is_valid():
        return _shown(request, form=form, about=about)
    try:
        kept = answer_by_link(token, code, form.answer())
    except Refused as refused:
        return _shown(request, troubles=list(refused.verdicts), form=form, about=about)
    return _shown(request, received=told_answer(asked, kept), about=about)


def _shown(
    request: HttpRequest,
    *,
    troubles: list[Verdict] | None = None,
    form: object = None,
    received: object = None,
    about: _About | None = None,
) -> HttpResponse:
    title = about.kind if about else _("Opinion asked of you")
    context = {
        "title": title, "obstacles": said_obstacles(troubles or ()), "form": form, "received": received, "about": about
    }  # fmt: skip
    answer = render(request, "review/by_link.html", context)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
