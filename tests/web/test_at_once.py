"""Two people enter the same at the same moment: the second is told so, nothing is doubled and nothing fails."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import TokenFacts, issue_token
from kiemdiem.tree.models import Organisation
from support.cast import Cast


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one's row comes between the look at what stands in the way and the write."""
    monkeypatch.setattr("kiemdiem.registry.actions.units.obstacles_to_adding_organisation", lambda *_: iter(()))


def test_a_form_says_that_somebody_else_was_faster(
    cast: Cast, nobody_looks: None, client_as: Callable[[str], Client]
) -> None:
    typed = {"code": "C1-B", "name": "Chi bộ mới", "kind": "cell", "_once": "1"}
    answer = client_as("district").post(reverse("unit_add", args=["C1"]), typed)
    assert answer.status_code == 200
    assert "Đúng lúc này" in answer.content.decode()
    assert Organisation.objects.get(code="C1-B").name == "Chi bộ xóm 2"


def test_the_api_says_so_too(cast: Cast, nobody_looks: None, access_as: Callable[[str], Access]) -> None:
    facts = TokenFacts("kiểm thử", timezone.localdate() + timedelta(days=1))
    token = issue_token(access_as("district"), cast.mandates["district"], facts)[1].text
    client = Client(headers={"Authorization": f"Bearer {token}"})
    body = {"code": "C1-B", "name": "Chi bộ mới", "kind": "cell"}
    answer = client.post("/api/units/C1/units", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (422, "/api/problems#refused")
