"""The JSON Schema of contract files, for editors; made from what the loader reads with."""

from __future__ import annotations

from typing import Any

from router.policy_files.contracts.contract_format import CONTRACT
from router.policy_files.format.shapes import Schema


def json_schema() -> Schema:
    """JSON Schema (2020-12). A file that takes others may leave any required key to them, so the
    schema asks for those only where `takes` is absent."""
    whole = CONTRACT.schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SLA Router contract",
        "if": {"required": ["takes"]},
        "then": _without_required(whole),
        "else": whole,
    }


def _without_required(schema: Any) -> Any:
    if isinstance(schema, dict):
        # "required" with a list is the keyword; a property of that name would hold a schema.
        return {
            key: _without_required(value)
            for key, value in schema.items()
            if not (key == "required" and isinstance(value, list))
        }
    if isinstance(schema, list):
        return [_without_required(each) for each in schema]
    return schema
