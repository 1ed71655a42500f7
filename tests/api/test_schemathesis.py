"""Everything that the description allows, and more, is asked of every operation: no fault, no undescribed answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.conftest import ProgramOf
from kiemdiem.web.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.fixture
def token(program_of: ProgramOf) -> Iterator[str]:
    """Of the provincial office. The connection stays open: the test's transaction is on it."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield program_of("province").token
    for signal in both:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=25, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_request_brings_the_api_down_or_is_answered_otherwise_than_described(
    case: schemathesis.Case[Any], token: str
) -> None:
    # what fits the description may still be refused: by the registry as it stands, or by a clause
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=[positive_data_acceptance])
