"""The OpenAPI document is true: schemathesis sends what it allows and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.web.conftest import World

OPERATIONS = (
    "GET /api/v1/tickets",
    "GET /api/v1/tickets/{ticket_id}",
    "GET /api/v1/tickets/{ticket_id}/clocks/{clock_id}/ledger",
    "PUT /api/v1/tickets/{ticket_id}/vendor",
    "PUT /api/v1/tickets/{ticket_id}/tier",
    "POST /api/v1/tickets/{ticket_id}/hand-over",
    "POST /api/v1/tickets/{ticket_id}/notes",
    "POST /api/v1/tickets/{ticket_id}/calls",
    "POST /api/v1/tickets/{ticket_id}/deeds",
    "POST /api/v1/tickets/{ticket_id}/claims/accept",
    "POST /api/v1/tickets/{ticket_id}/pause",
    "POST /api/v1/tickets/{ticket_id}/resume",
    "GET /api/v1/vendor/tickets",
    "GET /api/v1/vendor/tickets/{ticket_id}",
    "POST /api/v1/vendor/tickets/{ticket_id}/replies",
    "POST /api/v1/vendor/tickets/{ticket_id}/deeds",
    "POST /api/v1/vendor/tickets/{ticket_id}/resolve",
    "POST /api/v1/duties",
    "POST /api/v1/tickets/{ticket_id}/duties/finish",
    "POST /api/v1/vendor/tickets/{ticket_id}/duties/finish",
    "GET /api/v1/customers",
    "POST /api/v1/customers",
    "GET /api/v1/customers/{customer_id}",
    "PUT /api/v1/customers/{customer_id}",
    "DELETE /api/v1/customers/{customer_id}",
    "POST /api/v1/customers/{customer_id}/preview",
    "POST /api/v1/customers/import",
    "GET /api/v1/duties",
    "GET /api/v1/policies",
    "POST /api/v1/policies/apply",
    "POST /api/v1/policies/moves",
    "GET /api/v1/sources",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One core for the whole run, with a ticket of each kind."""
    world = World(tmp_path_factory.mktemp("openapi"))
    world.own = world.ticket("1")  # type: ignore[attr-defined]
    world.ticket("2", tags=("aprimo",))
    world.ticket("3", tags=())
    return world


@pytest.fixture(scope="module")
def app(served: World) -> Flask:
    return served.app()


@pytest.fixture(scope="module")
def operations(app: Flask) -> dict[str, Any]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    results: list[Any] = list(schema.get_all_operations())
    found = [result.ok() for result in results]
    return {operation.label: operation for operation in found}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_one_the_document_tells_of(
    served: World, operations: dict[str, Any], label: str, mode: GenerationMode
) -> None:
    operation = operations[label]
    role = "vendor" if "/vendor/" in label else "admin"

    @settings(
        max_examples=12,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and "ticket_id" in (case.path_parameters or {}):
            case.path_parameters["ticket_id"] = served.own  # type: ignore[attr-defined]
        if mode is GenerationMode.NEGATIVE:
            assume(all(_is_wrong_when_written(value) for value in (case.query or {}).values()))
        # Calls without a token are in the table of roles. A well-formed name may still be of
        # nothing, which is a refusal that no schema can foresee.
        case.call_and_validate(
            headers=served.bearer(role), excluded_checks=[ignored_auth, positive_data_acceptance]
        )

    check()


def _is_wrong_when_written(value: object) -> bool:
    """Whether a wrong value is still wrong in an address: null and empty lists are written there
    as `?tier=`, which the document allows, and a list of one as that one."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        return False
    values = value if isinstance(value, (list, tuple)) else [value]
    return any(each not in (None, "", [], {}) for each in values)


def test_the_document_names_every_route_of_the_api(app: Flask, operations: dict[str, Any]) -> None:
    assert set(operations) == set(OPERATIONS)
    told = app.test_client().get("/api/v1/openapi.json").json
    assert told is not None
    assert told["openapi"].startswith("3.1")
    routes = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
    }
    assert routes == set(told["paths"])
