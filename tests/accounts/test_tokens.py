"""Tokens with which programs use a mandate."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.conftest import SignIn
from kiemdiem.accounts.access import Access
from kiemdiem.accounts.actions import (
    DelegationFacts,
    TokenFacts,
    close_account,
    delegate_mandate,
    end_mandate,
    end_token,
    issue_token,
    obstacles_to_issue_token,
)
from kiemdiem.accounts.models import Token
from kiemdiem.accounts.queries import access_of_token
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.models import Entry
from kiemdiem.verdicts import Refused
from support.cast import Cast

AccessAs = Callable[[str], Access]


def _facts(days: int = 30) -> TokenFacts:
    return TokenFacts("  Nightly   export ", timezone.localdate() + timedelta(days))


def _issued(cast: Cast, access_as: AccessAs, login: str = "an") -> tuple[Token, str]:
    token, secret = issue_token(access_as(login), cast.mandates[login], _facts())
    return token, secret.text


def test_a_token_opens_what_its_mandate_opens(cast: Cast, access_as: AccessAs) -> None:
    token, text = _issued(cast, access_as)
    assert token.purpose == "Nightly export"
    assert text.startswith(token.hint)
    access = access_of_token(text, "10.0.0.9")
    assert access is not None
    assert (access.account, access.origin) == (cast.accounts["an"].pk, "10.0.0.9")
    assert access.may(Right.SEE_PEOPLE, cast.organisations["C1-A"].path)
    assert not access.may(Right.SEE_PEOPLE, cast.organisations["C1-B"].path)


def test_it_opens_only_that_one_mandate(cast: Cast, access_as: AccessAs) -> None:
    day = timezone.localdate()
    given = delegate_mandate(access_as("dung"), cast.mandates["dung"], DelegationFacts(cast.accounts["an"], day))
    _, secret = issue_token(access_as("an"), given, _facts())
    access = access_of_token(secret.text, "")
    assert access is not None
    assert [(grant.unit, grant.behalf) for grant in access.grants] == [("C1-B", f"account:{cast.accounts['dung'].pk}")]


def test_only_a_digest_of_it_is_kept(cast: Cast, access_as: AccessAs) -> None:
    _, text = _issued(cast, access_as)
    assert text not in str(list(Token.objects.values())) + str(list(Entry.objects.values()))
    assert Entry.objects.get().unit == "C1-A"


def test_unknown_expired_and_ended_tokens_open_nothing(cast: Cast, access_as: AccessAs) -> None:
    token, text = _issued(cast, access_as)
    assert access_of_token(text + "x", "") is None
    assert access_of_token("", "") is None
    Token.objects.update(expires_on=timezone.localdate() - timedelta(1))
    assert access_of_token(text, "") is None
    Token.objects.update(expires_on=timezone.localdate())
    assert access_of_token(text, "") is not None
    end_token(access_as("an"), token)
    assert access_of_token(text, "") is None
    assert Entry.objects.filter(verb="token.ended").count() == 1


def test_nothing_opens_for_a_closed_account_or_a_mandate_that_is_over(cast: Cast, access_as: AccessAs) -> None:
    _, text = _issued(cast, access_as)
    _, other = _issued(cast, access_as, "dung")
    end_mandate(access_as("office"), cast.mandates["an"])
    close_account(access_as("office"), cast.accounts["dung"])
    assert access_of_token(text, "") is None
    assert access_of_token(other, "") is None


def test_the_last_use_is_noted_once_a_minute_at_most(cast: Cast, access_as: AccessAs) -> None:
    token, text = _issued(cast, access_as)
    access_of_token(text, "")
    token.refresh_from_db()
    first = token.used_at
    access_of_token(text, "")
    token.refresh_from_db()
    assert first is not None
    assert token.used_at == first
    Token.objects.update(used_at=first - timedelta(minutes=2))
    access_of_token(text, "")
    token.refresh_from_db()
    assert token.used_at is not None
    assert token.used_at >= first


def test_what_is_wrong_with_a_token_is_said_beside_its_field(cast: Cast, access_as: AccessAs) -> None:
    access, mandate, today = access_as("an"), cast.mandates["an"], timezone.localdate()
    cases = (
        (TokenFacts(" ", today), "purpose"),
        (TokenFacts("x" * 121, today), "purpose"),
        (TokenFacts("x", today - timedelta(1)), "expires_on"),
        (TokenFacts("x", today + timedelta(366)), "expires_on"),
    )
    for facts, field in cases:
        assert [verdict.field for verdict in obstacles_to_issue_token(access, mandate, facts)] == [field]
    assert obstacles_to_issue_token(access, mandate, TokenFacts("x", today + timedelta(365))) == []


def test_twenty_tokens_for_a_mandate_are_enough(cast: Cast, access_as: AccessAs) -> None:
    for _ in range(20):
        _issued(cast, access_as)
    with pytest.raises(Refused, match="20 tokens"):
        _issued(cast, access_as)


def test_nobody_touches_the_tokens_of_another(cast: Cast, access_as: AccessAs, sign_in: SignIn) -> None:
    token, _ = _issued(cast, access_as)
    with pytest.raises(Refused, match="own task"):
        issue_token(access_as("binh"), cast.mandates["an"], _facts())
    with pytest.raises(Refused, match="by its owner"):
        end_token(access_as("office"), token)
    assert sign_in("binh").get(f"/account/tokens/{token.pk}/end/").status_code == 404


def test_the_page_shows_a_new_token_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("an")
    day = (timezone.localdate() + timedelta(30)).strftime("%d/%m/%Y")
    address = f"/account/mandates/{cast.mandates['an'].pk}/token/"
    answer = client.post(address, {"purpose": "Export", "expires_on": day})
    kept = str([session.get_decoded() for session in Session.objects.all()])
    text = client.get(answer.headers["Location"]).context["text"]
    assert text not in kept
    assert access_of_token(text, "") is not None
    assert client.get(answer.headers["Location"]).headers["Location"] == "/account/tokens/"
    assert "Export" in client.get("/account/tokens/").content.decode()
