"""Policy files: YAML that a support manager can read and change, loaded into contracts.

`load_directory` and `load_text` are the ways in; every problem of every file comes back at once,
with file, line and column. What a file may hold is written down in `docs/policy-files.md`.
"""

from __future__ import annotations

from router.policy_files.contracts.contract_book import Book
from router.policy_files.contracts.loader import (
    LoadedPolicies,
    load_directory,
    load_text,
    read_directory,
)
from router.policy_files.contracts.schema import json_schema
from router.policy_files.contracts.snapshots import from_snapshot, snapshot
from router.policy_files.yaml.problems import PolicyProblems, Problem, Severity

__all__ = [
    "Book",
    "LoadedPolicies",
    "PolicyProblems",
    "Problem",
    "Severity",
    "from_snapshot",
    "json_schema",
    "load_directory",
    "load_text",
    "read_directory",
    "snapshot",
]
