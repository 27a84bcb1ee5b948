"""The scenarios for the real contracts, from the shared file where it is present."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from router.domain.contracts.contract import ContractBook
from router.policy_files import Book, read_directory
from router.runtime.settings import shipped_policies
from router.usecases.questions.explain import explain_json

HERE = Path(__file__).resolve().parents[1]
SHARED = HERE.parent.parent / "shared" / "cases" / "contract_clocks.jsonl"
COPY = HERE / "cases" / "contract_clocks.jsonl"


def cases() -> list[dict[str, Any]]:
    source = SHARED if SHARED.exists() else COPY
    return [json.loads(line) for line in source.read_text("utf-8").splitlines() if line]


@cache
def book() -> ContractBook:
    return Book(read_directory(shipped_policies()))


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in cases()])
def test_every_clock_there_is_and_no_other(case: dict[str, Any]) -> None:
    got = {(c["obligation"], c["round"]): c for c in explain_json(case, book())["clocks"]}
    assert set(got) == {(e["obligation"], e["round"]) for e in case["expect"]}
    for expected in case["expect"]:
        clock = got[expected["obligation"], expected["round"]]
        assert {k: clock[k] for k in expected} == expected


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in cases()])
def test_each_ledger_adds_up_to_what_the_clock_has_counted(case: dict[str, Any]) -> None:
    for clock in explain_json(case, book())["clocks"]:
        counted = sum(s["seconds"] for s in clock["ledger"] if s["counted"])
        assert counted > 0
        assert all(s["seconds"] == 0 for s in clock["ledger"] if not s["counted"])
