"""Logs: one shape, and no secret in them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from router.runtime.logs import redact

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"password": "hunter2"}, {"password": "[hidden]"}),
        ({"webhook_secret": "s", "ticket": "T-1"}, {"webhook_secret": "[hidden]", "ticket": "T-1"}),
        ({"headers": {"Authorization": "Bearer x"}}, {"headers": {"Authorization": "[hidden]"}}),
        ({"error": "got slr_abcdefghijkl from it"}, {"error": "got [hidden] from it"}),
        ({"url": "smtp://u:pw@mail:25"}, {"url": "smtp://[hidden]@mail:25"}),
        ({"why": "Authorization: Bearer abcdefghij"}, {"why": "Authorization: [hidden]"}),
        ({"body": "my printer is on fire"}, {"body": "[hidden]"}),
        ({"context": "kept", "session_count": 3}, {"context": "kept", "session_count": "[hidden]"}),
        ({"tried": ["whsec_MfKQ9r8GKYqrTwjUPD8I"]}, {"tried": ["[hidden]"]}),
        ({"event": "a token was made", "token": ""}, {"event": "a token was made", "token": ""}),
    ],
)
def test_secrets_are_blanked(given: dict[str, object], expected: dict[str, object]) -> None:
    """By the name of the value, and by its looks."""
    assert redact(None, "info", dict(given)) == expected


def test_a_line_is_one_json_object_whoever_wrote_it() -> None:
    """Ours and the libraries' alike, with role, level and instant; tracebacks too."""
    program = """
import logging, structlog
from router.runtime.logs import set_up
set_up("worker", style="json")
structlog.contextvars.bind_contextvars(request_id="r-1")
structlog.get_logger("ours").info("sent", delivery="D-1", token="slr_secret")
logging.getLogger("theirs").warning("their %s", "words")
logging.getLogger("theirs").debug("not shown")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger("ours").exception("a bug")
"""
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in shown.stderr.splitlines()]
    assert [(line["event"], line["level"], line["role"]) for line in lines] == [
        ("sent", "info", "worker"),
        ("their words", "warning", "worker"),
        ("a bug", "error", "worker"),
    ]
    assert lines[0]["token"] == "[hidden]"
    assert all(line["request_id"] == "r-1" and line["at"].endswith("Z") for line in lines)
    assert "ZeroDivisionError" in lines[2]["exception"]


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_traceback_shows_no_secret_and_nothing_that_a_variable_holds(style: str) -> None:
    program = f"""
import structlog
from router.runtime.logs import set_up
set_up("worker", style={style!r})
words = "my printer " + "is on fire"
def refuse(given):
    raise ValueError("refused: Bearer " + "abcdefghij")
try:
    refuse(words)
except ValueError:
    structlog.get_logger("ours").exception("a bug")
"""
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "ValueError: refused: [hidden]" in shown.stderr
    assert "Bearer abcdefghij" not in shown.stderr
    assert "is on fire" not in shown.stderr
