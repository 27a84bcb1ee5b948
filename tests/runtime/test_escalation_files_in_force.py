"""Escalation files in a running system: changes count, mistakes do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.domain.errors import BadSettings
from router.policy_files import PolicyProblems
from router.runtime.bootstrap.core import check_channels
from router.runtime.escalation_files_in_force import EscalationFilesInForce

FILE = """\
channels:
  hook: {kind: webhook, settings: {url: "https://x.example/in", secret: SECRET}}
escalations:
  - {name: NAME, steps: [{id: late, when: breach, tell: [{channel: hook}]}]}
"""
SECRET = "whsec_" + "A" * 43 + "="


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "escalations").mkdir()
    path = tmp_path / "escalations" / "a.yaml"
    path.write_text(FILE.replace("NAME", "first").replace("SECRET", SECRET))
    return path


def shelf_of(file: Path) -> EscalationFilesInForce:
    return EscalationFilesInForce(file.parent.parent, check_channels, look_every_seconds=0)


def test_a_changed_file_counts_without_a_restart(file: Path) -> None:
    """And nothing is read again while nothing changes."""
    shelf = shelf_of(file)
    first = shelf.escalations()
    assert shelf.escalations() is first
    file.write_text(file.read_text().replace("first", "another"))
    assert [each.name for each in shelf.escalations().ordered] == ["another"]


@pytest.mark.parametrize("mistake", [("breach", "brech"), (SECRET, "short"), ("webhook", "pigeon")])
def test_a_mistake_keeps_what_was_good(file: Path, mistake: tuple[str, str]) -> None:
    """In the file, in a channel's settings, in a channel's kind."""
    shelf = shelf_of(file)
    file.write_text(file.read_text().replace(*mistake))
    assert [each.name for each in shelf.escalations().ordered] == ["first"]
    with pytest.raises((PolicyProblems, BadSettings)):
        shelf_of(file)
