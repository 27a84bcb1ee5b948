"""The JSON Schema of contract files, for editors; made from what the loader reads with."""

from __future__ import annotations

from router.policy_files.format import CONTRACT
from router.policy_files.shapes import Schema


def json_schema() -> Schema:
    """JSON Schema (2020-12). A file that takes others may leave required keys to them, so the
    schema asks for `vendor` only where `takes` is absent."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SLA Router contract",
        **CONTRACT.schema(),
    }
