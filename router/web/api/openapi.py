"""The OpenAPI 3.1 document, made from the operations and their models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from router.web.api.operations import Operation, phrase
from router.web.api.request_models import Problem, as_schema

_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"schema": {"type": "integer"}}},
    503: {"Retry-After": {"schema": {"type": "integer"}}},
}


def document(operations: Sequence[Operation], server: str = "") -> dict[str, Any]:
    """The whole document; `server`: the address people reach us at, if it is known."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for operation in operations:
        path = "/api/v1" + re.sub(r"<([a-z_]+)>", r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, schemas)
    _schema(Problem, "serialization", schemas)
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "SLA Router",
            "version": "1",
            "description": "Tickets, the clocks that contracts put on them, and why. "
            "Errors are problem+json (RFC 9457).",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }
    if server:
        made["servers"] = [{"url": server}]
    return made


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
        }
        for name in operation.parameters
    ]
    if operation.query is not None:
        shape = as_schema(operation.query, "validation")
        _keep(shape.pop("$defs", {}), schemas)
        for name, schema in shape["properties"].items():
            parameters.append({"name": name, "in": "query", "schema": _or_empty(_not_null(schema))})
    for name in operation.headers:
        schema = {"type": "string", "maxLength": 200, "pattern": "^[!-~]*$"}
        parameters.append({"name": name, "in": "header", "schema": schema})
    roles = ", ".join(sorted(role.value for role in operation.roles))
    made: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"{operation.description}\n\nRoles: {roles}.".strip(),
        "parameters": parameters,
        "responses": _responses(operation, schemas),
    }
    if operation.body is not None:
        made["requestBody"] = {
            "required": not operation.body_may_be_absent,
            "content": {
                "application/json": {"schema": _schema(operation.body, "validation", schemas)}
            },
        }
    return made


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    success = "201" if operation.created else "200"
    schema = _schema(operation.answer, "serialization", schemas)
    made: dict[str, Any] = {
        success: {"description": "done", "content": {"application/json": {"schema": schema}}}
    }
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status in operation.statuses:
        made[str(status)] = {
            "description": phrase(status),
            "content": {"application/problem+json": problem},
        }
        if status in _HEADERS:
            made[str(status)]["headers"] = _HEADERS[status]
    return made


def _schema(model: Any, mode: Any, schemas: dict[str, Any]) -> dict[str, str]:
    shape = as_schema(model, mode)
    _keep(shape.pop("$defs", {}), schemas)
    schemas[model.__name__] = shape
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _keep(definitions: dict[str, Any], schemas: dict[str, Any]) -> None:
    schemas.update(definitions)


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter that may be left out is not one that may be null."""
    options = schema.get("anyOf")
    if not options:
        return schema
    kept = [option for option in options if option.get("type") != "null"]
    rest = {k: v for k, v in schema.items() if k not in ("anyOf", "default")}
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter without a value is one that is not given."""
    told = {k: v for k, v in schema.items() if k in ("title", "description", "default")}
    bare = {k: v for k, v in schema.items() if k not in told}
    return {**told, "anyOf": [bare, {"type": "string", "maxLength": 0}]}
