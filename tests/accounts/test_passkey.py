"""Passkeys, in a real browser with a virtual authenticator."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from kiemdiem.journal.models import Entry
from support.cast import PASSWORD, Cast

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium here")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def _browser_page() -> Iterator[Page]:
    """A page of a browser that has a passkey device; the database is left alone while it is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield page
        browser.close()


def _password(page: Page, home: str) -> None:
    page.goto(f"{home}/account/login/?next=/room/")
    page.fill("[name=login]", "an")
    page.fill("[name=password]", PASSWORD)
    page.locator("form.form button").click()


def _sign_out(page: Page, home: str) -> None:
    page.goto(f"{home}/account/logout/")
    page.locator("main form button").click()


def test_a_passkey_is_added_and_opens_alone_and_as_a_second_step(
    transactional_db: None, cast: Cast, live_server: LiveServer
) -> None:
    broken: list[str] = []
    with _browser_page() as page:
        page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
        _go_through(page, live_server.url.replace("127.0.0.1", "localhost"))
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("account.signed_in") == 3
    assert "account.factor_added" in verbs
    assert broken == []


def _go_through(page: Page, home: str) -> None:
    """Set it up, sign in with it alone, sign in with it after the password."""
    _password(page, home)
    page.goto(f"{home}/account/factors/passkeys/add/")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/codes/")

    _sign_out(page, home)
    page.goto(f"{home}/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}/room/")
    assert "inside: an" in page.content()

    _sign_out(page, home)
    _password(page, home)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/room/")
    assert "inside: an" in page.content()
