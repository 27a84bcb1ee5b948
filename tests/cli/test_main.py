"""The command as a whole: its list, its errors, how fast it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from router.cli import _COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process."""
    return subprocess.run(
        [sys.executable, "-m", "router", *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_list_of_commands_comes_at_once() -> None:
    """--help imports neither database nor web nor the time zones."""
    shown = run("--help")
    assert shown.returncode == 0
    assert "up" in shown.stdout
    heavy = "{'sqlalchemy', 'flask', 'rq', 'pendulum', 'holidays'}"
    program = f"import sys, router.cli; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def all_commands() -> list[tuple[str, ...]]:
    """Every command and subcommand by its words."""
    context = main.make_context("sla-router", [], resilient_parsing=True)
    found: list[tuple[str, ...]] = []
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        inner = getattr(command, "commands", None)
        found += [(name, sub) for sub in inner] if inner else [(name,)]
    return found


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_every_command_shows_help_with_an_example(words: tuple[str, ...]) -> None:
    """A user who knows the name needs nothing else."""
    shown = CliRunner().invoke(main, [*words, "--help"])
    assert shown.exit_code == 0, shown.output
    # A group with a command that need not be named shows it without.
    assert f"sla-router {words[0]} " in shown.output


def test_the_list_says_what_the_commands_say() -> None:
    """No command of the table is missing from the list."""
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(name in shown for name in ("up", "web", "worker", "sweep", "doctor"))
    assert set(_COMMANDS) >= {words[0] for words in all_commands()}


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"SLA_ROUTER_PORT": "x"}, "SLA_ROUTER_PORT='x' is not a whole number"),
        ({"SLA_ROUTER_DATA": "/proc/nowhere"}, "data folder /proc/nowhere cannot be written"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(variables: dict[str, str], complaint: str) -> None:
    """No traceback for what the user can put right."""
    shown = run("up", **variables)
    assert shown.returncode == 2
    assert shown.stderr.startswith("sla-router: ")
    assert complaint in shown.stderr
    assert len(shown.stderr.splitlines()) == 1
    assert shown.stdout == ""
