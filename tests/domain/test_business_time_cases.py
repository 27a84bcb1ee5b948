"""Every sample question about business time is answered as its sample says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from router.domain.time.instants import parse_instant
from router.usecases.questions.business_time import answer

HERE = Path(__file__).resolve().parents[1]
SHARED = HERE.parent.parent / "shared" / "cases" / "business_time.jsonl"
FILE = SHARED if SHARED.exists() else HERE / "cases" / "business_time.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_sample_is_answered_to_the_second(case: dict[str, Any]) -> None:
    question = {key: value for key, value in case.items() if not key.startswith("expect")}
    found, expected = answer(question), case["expect"]
    assert found["id"] == case["id"]
    if case["kind"] == "due":
        assert parse_instant(str(found["due"])) == parse_instant(expected)
    elif case["kind"] == "before":
        assert parse_instant(str(found["start"])) == parse_instant(expected)
    elif case["kind"] == "elapsed":
        assert found["elapsed_seconds"] == case.get("expect_seconds", round(expected * 60))
    else:
        _check_clock(found, case)


def _check_clock(found: dict[str, Any], case: dict[str, Any]) -> None:
    expected = case["expect"]
    if "due" in expected:
        assert parse_instant(found["due"]) == parse_instant(expected["due"])
    if "elapsed_minutes" in expected:
        assert found["elapsed_seconds"] == expected["elapsed_minutes"] * 60
    if "diff_minutes" in expected:
        assert case["minutes"] * 60 - found["elapsed_seconds"] == expected["diff_minutes"] * 60
    if "paused_business_minutes" in expected:
        assert found["paused_seconds"] == expected["paused_business_minutes"] * 60
    if "breached" in expected:
        assert found["breached"] is expected["breached"]
