"""A browser on the demonstration: Debian's chromium, driven by Playwright, against a server of the test's own.

Where there is no chromium the tests are skipped, but in CI they fail. Whatever the browser complains of (an error of a
script, a breach of the security policy) fails the test.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from kiemdiem.accounts.models import Account
from kiemdiem.demonstration import Size
from kiemdiem.web.demonstration import PREFIX
from kiemdiem.web.opening import load

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = (1280, 900), (390, 844)
"""Widths and heights."""
IN_CI = os.environ.get("CI") == "true"


def _skip(reason: str) -> None:
    if IN_CI:
        pytest.fail(f"{reason}: in CI the browser tests must run")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed browser; Django is told that Playwright's loop is no reason to refuse the database."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _skip("there is no chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page, with the first place of each."""
    if not AXE.exists():
        _skip("axe-core is not installed (npm ci in tests/browser)")
    source = AXE.read_text(encoding="utf-8")

    def complaints(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
        return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]

    return complaints


@pytest.fixture
def demonstration(transactional_db: None) -> None:
    """A small demonstration with an account for each role."""
    cache.clear()
    load(Size.CELL)


@dataclass
class Window:
    """A window of the browser in which somebody is signed in."""

    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.new_page()

    def new_page(self) -> Page:
        """One more tab."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        # a page that answers 404 or 401 on purpose is told of by the browser too; a file of it that is missing counts
        is_the_page = "status of 4" in message.text and message.location["url"] == self.page.url
        if message.type == "error" and not is_the_page:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def go(self, path: str) -> Page:
        """Open an address."""
        self.page.goto(self.address + path)
        return self.page


WindowOf = Callable[..., Window]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def window_of(chromium: Browser, demonstration: None, live_server: LiveServer) -> Iterator[WindowOf]:
    """Opens a window: `window_of("huyen", size=PHONE, language="en", scripts=False)`; "" is nobody."""
    opened: list[Window] = []

    def open_window(
        login: str, size: tuple[int, int] = DESK, language: str = "vi", *, scripts: bool = True, **options: Any
    ) -> Window:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, java_script_enabled=scripts, **options
        )
        window = Window(context, live_server.url)
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
        if login:
            client = Client()
            account = Account.objects.get(login=PREFIX + login)
            client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
            session = client.session  # the password was typed just now, as far as allauth asks
            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            session.save()
            name = settings.SESSION_COOKIE_NAME
            cookies.append({"name": name, "value": client.cookies[name].value, "url": live_server.url})
        context.add_cookies(cookies)  # type: ignore[arg-type] # plain dictionaries of that shape
        opened.append(window)
        return window

    yield open_window
    complaints = [complaint for window in opened for complaint in window.complaints]
    for window in opened:
        window.context.close()
    assert complaints == []
