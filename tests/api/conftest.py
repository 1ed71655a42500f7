"""A client that speaks to the API with the token of one of the cast."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import TokenFacts, issue_token
from support.cast import Cast


@dataclass
class Program:
    """A program with a token."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """The answer; `headers` with `_` for `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Authorization"] = f"Bearer {self.token}"
        content = json.dumps(body) if body is not None else ""
        answer = self.client.generic(method, f"/api{path}", content, "application/json", headers=sent)
        return cast(HttpResponse, answer)

    def get(self, path: str) -> Any:
        """What the answer holds; it must be 200."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)


def told(answer: HttpResponse) -> Any:
    """What an answer holds."""
    return json.loads(answer.content)


ProgramOf = Callable[[str], Program]


@pytest.fixture
def program_of(cast: Cast, access_as: Callable[[str], Access]) -> ProgramOf:
    """A program that uses the mandate of one of the cast: `program_of("office")`."""

    def issue(login: str) -> Program:
        facts = TokenFacts("kiểm thử", timezone.localdate() + timedelta(days=3))
        return Program(issue_token(access_as(login), cast.mandates[login], facts)[1].text)

    return issue
