"""Generated requests, many of them wrong: nothing may fail with 500, and answers look as documented.

The same requests at every run; ``OPENAPI_EXAMPLES=500`` makes more of them. Operations that delete come last,
so that there is something to ask for.
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from apps.common.openapi.generator import document
from config.wsgi import application
from tests.openapi.known_values import meeting
from tests.openapi.requesters import Requester

EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "12"))
"""Requests for each operation and requester."""
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
LEFT_OUT = {"tasks_list", "tasks_delete"}
"""They wait for workers, of which there are none here."""

SCHEMA = schemathesis.openapi.from_dict(document("http://localhost"))
SCHEMA.app = application
OPERATIONS = sorted(
    (operation.ok() for operation in SCHEMA.get_all_operations()),
    key=lambda operation: (operation.method == "delete", "users" in operation.path),
)


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(operation, id=operation.definition.raw["operationId"])
        for operation in OPERATIONS
        if operation.definition.raw["operationId"] not in LEFT_OUT
    ],
)
def test_no_request_makes_the_portal_fail(operation: Any, requester: Requester) -> None:
    """Whoever sends whatever gets an answer that the document knows."""

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=meeting(_right_and_wrong(operation)))
    def send(case: Any) -> None:
        case.call_and_validate(headers=requester.headers(), checks=CHECKS)

    send()


def _right_and_wrong(operation: Any) -> SearchStrategy[Any]:
    """Requests as they are documented, and others; those without anything to vary are always right."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    varied = operation.definition.raw.get("parameters") or operation.definition.raw.get("requestBody")
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE) if varied else right
