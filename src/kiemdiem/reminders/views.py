"""Pages of one's reminders, the links in the mails, the calendar itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kiemdiem.accounts.answering import FormPage, answer_form
from kiemdiem.accounts.doors import open_page, page
from kiemdiem.accounts.labels import language, said
from kiemdiem.accounts.middleware import SignedRequest
from kiemdiem.accounts.submitting import hidden_fields, once
from kiemdiem.pages.listing import Badge
from kiemdiem.pages.masking import plain_day
from kiemdiem.reminders.actions import (
    OVER,
    ask_for_mail,
    confirm_address,
    end_feed,
    make_feed,
    stop_mail,
    stop_mail_by_link,
)
from kiemdiem.reminders.feed import calendar_of
from kiemdiem.reminders.forms import WishForm
from kiemdiem.reminders.models import Digest, Reminder
from kiemdiem.reminders.queries import feed_of_secret, last_digest, own_feed, own_reminder, reminder_to_confirm
from kiemdiem.reminders.secrets import reminder_of_stop_token
from kiemdiem.verdicts import Refused
from kiemdiem.wording import Message


@page()
def reminders(request: SignedRequest) -> HttpResponse:
    """Whether and where one is reminded."""
    reminder, calendar = own_reminder(request.access), own_feed(request.access)
    initial = {"address": reminder.address, "rhythm": reminder.rhythm} if reminder else {"address": request.user.email}

    def act(form: WishForm) -> str:
        kept = ask_for_mail(request.access, form.wish(language()))
        sent = _("A mail is on its way to {address}: open the link in it.").format(address=kept.address)
        messages.success(request, _("Saved.") if kept.confirmed_at else sent)
        return reverse("reminders")

    around = FormPage(
        _("Reminders"), _("Save"), reverse("account_home"),
        _("The front page always says what is to be done; a mail or your own calendar can say it too."),
        template="reminders/reminders.html",
        crumbs=[{"label": _("My account"), "url": reverse("account_home")}, {"label": _("Reminders"), "url": ""}],
        more={
            "reminder": reminder, "state": _state(reminder), "last": _last(last_digest(reminder)) if reminder else "",
            "calendar": calendar, "own_hidden": hidden_fields(request),
        },
    )  # fmt: skip
    return answer_form(request, lambda typed: WishForm(typed, initial=initial), act, around)


def _state(reminder: Reminder | None) -> Badge:
    if reminder is None or reminder.stopped_at:
        return Badge(_("No mail is sent"))
    if reminder.unsent_at:
        return Badge(_("The mail to confirm the address could not be sent"), "bad")
    if reminder.confirmed_at is None:
        return Badge(_("The address waits for its confirmation"), "warn")
    return Badge(_("Mail is sent"), "good")


def _last(digest: Digest | None) -> str:
    if digest is None:
        return ""
    if digest.failed_at:
        told = _("The mail of {day} was refused by the mail server: check the address.")
    else:
        told = _("The last mail was sent on {day}.")
    return told.format(day=plain_day(digest.day))


@require_POST
@page()
def reminders_stop(request: SignedRequest) -> HttpResponse:
    """Get no more mail."""

    def act() -> str:
        stop_mail(request.access)
        messages.success(request, _("No more mail is sent."))
        return reverse("reminders")

    return once(request, act)


@page()
@never_cache
def feed_make(request: SignedRequest) -> HttpResponse:
    """Make a calendar; its address is shown once."""
    if request.method != "POST":
        return redirect("reminders")
    secret = make_feed(request.access, language())
    address = request.build_absolute_uri(reverse("feed", args=[secret]))
    context = {"title": _("Your calendar"), "address": address, "webcal": "webcal" + address[address.index(":") :],
               "crumbs": [{"label": _("Reminders"), "url": reverse("reminders")},
                          {"label": _("Your calendar"), "url": ""}]}  # fmt: skip
    return render(request, "reminders/feed.html", context)


@require_POST
@page()
def feed_end(request: SignedRequest) -> HttpResponse:
    """End one's calendar."""

    def act() -> str:
        end_feed(request.access)
        messages.success(request, _("The calendar's address gives nothing any more."))
        return reverse("reminders")

    return once(request, act)


@open_page
@never_cache
def reminders_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address; a button, since programs that look into mails open links."""
    if request.method == "POST":
        try:
            confirm_address(token)
        except Refused as refused:
            return _by_link(request, _("Confirm your address"), trouble=said(refused.verdicts[0].message))
        return _by_link(request, _("Your address is confirmed"), _("You will be reminded by mail from now on."))
    if reminder_to_confirm(token) is None:
        return _by_link(request, _("Confirm your address"), trouble=said(Message(OVER)))
    return _by_link(request, _("Confirm your address"), _("Press the button to get reminders at this address."),
                    button=_("Confirm"))  # fmt: skip


@csrf_exempt
@open_page
@never_cache
def reminders_stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails from the mail itself (RFC 8058: a mail program sends the POST); nobody need sign in."""
    title = _("No more reminders by mail")
    if request.method == "POST":
        if stop_mail_by_link(token):
            return _by_link(request, title, _("No more mail is sent to this address."))
    elif reminder_of_stop_token(token):
        return _by_link(request, title, _("Press the button and no more mail is sent to this address."),
                        button=_("Stop the mails"))  # fmt: skip
    return _by_link(request, title, trouble=_("This link is of no use any more: sign in and look at your reminders."))


def _by_link(request: HttpRequest, title: str, text: str = "", *, trouble: str = "", button: str = "") -> HttpResponse:
    context = {"title": title, "text": text, "trouble": trouble, "button": button}
    answer = render(request, "reminders/by_link.html", context, status=404 if trouble else 200)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@open_page
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself, for whoever holds its secret address."""
    found = feed_of_secret(secret)
    if found is None:
        raise Http404
    with translation.override(found.language):
        content = calendar_of(found.account, timezone.localdate())
    answer = HttpResponse(content, "text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'inline; filename="kiemdiem.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
