"""Escalation files: who is told when, with every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.domain.escalation.reminders import Before, Share
from router.domain.escalation.steps import After, Escalation, Step, Tell, When
from router.policy_files import PolicyProblems
from router.policy_files.escalations.escalation_files import (
    LoadedEscalations,
    load_escalations,
    parse_when,
)
from router.policy_files.yaml.problems import Refused
from router.runtime.settings import shipped_policies

GOOD = """\
channels:
  mail:
    kind: email
    settings: {host: $SMTP_HOST, port: "25", security: none, sender: sla@x.example}
  hook:
    kind: webhook
    settings: {url: https://x.example/in, secret: $HOOK_SECRET, headers: {X-Team: desk}}
escalations:
  - name: zuper-critical
    vendors: [zuper]
    tiers: critical
    obligations: [response, update]
    steps:
      - id: soon
        when: 75%
        tell: [{channel: mail, to: a@x.example}]
      - id: late
        when: breach
        tell: [{channel: mail, to: $MANAGERS}, {channel: hook}]
  - name: everything
    steps:
      - {id: later, when: 30m after, tell: []}
"""
SET = {"SMTP_HOST": "mail.x.example", "HOOK_SECRET": "whsec_x", "MANAGERS": "m@x.example"}


def load(folder: Path, text: str, variables: dict[str, str] | None = None) -> LoadedEscalations:
    (folder / "escalations").mkdir(exist_ok=True)
    (folder / "escalations" / "a.yaml").write_text(text, encoding="utf-8")
    return load_escalations(folder, SET if variables is None else variables)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """Channels with their variables filled in, escalations in order."""
    found = load(tmp_path, GOOD).require()
    assert found.ordered == (
        Escalation(
            "zuper-critical",
            (
                Step("soon", Share(75), (Tell("mail", "a@x.example"),)),
                Step("late", After(), (Tell("mail", "m@x.example"), Tell("hook"))),
            ),
            frozenset({"zuper"}),
            frozenset({"critical"}),
            frozenset({"response", "update"}),
        ),
        Escalation("everything", (Step("later", After(1800), ()),)),
    )
    assert found.channels["mail"].settings == {
        "host": "mail.x.example",
        "port": 25,
        "security": "none",
        "sender": "sla@x.example",
    }
    assert found.channels["hook"].settings["headers"] == {"X-Team": "desk"}
    assert "whsec_x" not in repr(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("75%", Share(75)),
        ("100 %", Share(100)),
        ("10m before", Before(600)),
        ("1h 30m before", Before(5400)),
        ("breach", After()),
        ("deadline", After()),
        ("2h after", After(7200)),
    ],
)
def test_moments_are_read(text: str, expected: When) -> None:
    """A share, a length before, the breach, a length after."""
    assert parse_when(text) == expected


@pytest.mark.parametrize("text", ["0%", "101%", "10m", "soon", "before", "-5m before", ""])
def test_other_moments_are_refused(text: str) -> None:
    """With what would be right."""
    with pytest.raises(Refused, match="write"):
        parse_when(text)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("channel: hook", "channel: hok"), "a.yaml:19:58: "),
        (("channel: hook", "channel: hok"), 'there is no channel "hok"'),
        (("when: 75%", "when: 175%"), 'steps[0].when: "175%" is not a share of a target'),
        (("id: late", "id: soon"), 'there are two steps "soon"'),
        (("name: everything", "name: zuper-critical"), "there are two escalations"),
        (
            ("    steps:\n      - {id: later", "    stps:\n      - {id: later"),
            '"stps" is not known',
        ),
        (('port: "25"', "port: smtp"), '"smtp" is not a number'),
        (("kind: webhook", "knd: webhook"), 'the key "knd" is not known here; write kind'),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    """File, line, column, what is wrong."""
    with pytest.raises(PolicyProblems) as caught:
        load(tmp_path, GOOD.replace(*change)).require()
    assert complaint in str(caught.value)


def test_what_waits_for_a_variable_is_left_out_with_a_warning(tmp_path: Path) -> None:
    """A channel without its server, a receiver without an address: not told, and said so."""
    loaded = load(tmp_path, GOOD, {"SMTP_HOST": "mail.x.example"})
    found = loaded.require()
    assert set(found.channels) == {"mail"}
    assert found.ordered[0].steps[1].tell == ()
    said = " ".join(problem.line for problem in loaded.problems)
    assert "the variable HOOK_SECRET is not set" in said
    assert "the variable MANAGERS is not set" in said


def test_without_a_folder_nobody_is_told(tmp_path: Path) -> None:
    """That is no mistake."""
    loaded = load_escalations(tmp_path, {})
    assert loaded.require().ordered == ()
    assert loaded.problems == ()


def test_the_shipped_file_works_once_its_variables_are_set() -> None:
    """And is no mistake before."""
    assert load_escalations(shipped_policies(), {}).require().ordered
    found = load_escalations(
        shipped_policies(),
        {
            "SLA_ROUTER_SMTP_HOST": "mail.x.example",
            "SLA_ROUTER_SMTP_PORT": "25",
            "SLA_ROUTER_MAIL_FROM": "sla@x.example",
            "SLA_ROUTER_MANAGERS": "m@x.example",
        },
    ).require()
    assert [[tell.to for tell in step.tell] for step in found.ordered[0].steps] == [
        ["m@x.example"],
        ["m@x.example"],
    ]
