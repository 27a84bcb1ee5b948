"""A system, its sinks and its helpdesk, ready for a journey."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.system import Call, HttpSink, MailSink, System, Zendesk, wait_for

SUBJECT = "Production is down for everybody"
MANAGER = "manager@customer.example"
HOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, 32 bytes!").decode()

CONTRACT = """\
vendor: quick
contract: three-seconds
name: A vendor that promises an answer within three seconds
document: {id: test, title: made for the tests}
recognise:
  - tags: [quick]
calendars:
  all-hours: {zone: Etc/UTC, hours: {mon-sun: 00:00-24:00}, holidays: none, source: test}
tiers:
  - id: critical
    definition: production is down, nobody can work, there is no workaround
    source: test:1
    targets:
      - {obligation: response, within: 3s, calendar: all-hours}
      - {obligation: update, every: 1h, calendar: all-hours}
"""

HANDED_OVER = """\
vendor: handed
contract: one-hour
name: A vendor whose tickets are pushed to it
document: {id: test, title: made for the tests}
recognise:
  - tags: [handed]
calendars:
  all-hours: {zone: Etc/UTC, hours: {mon-sun: 00:00-24:00}, holidays: none, source: test}
tiers:
  - id: critical
    definition: production is down, nobody can work, there is no workaround
    source: test:1
    targets:
      - {obligation: response, within: 1h, calendar: all-hours}
      - {obligation: update, every: 2h, calendar: all-hours}
"""

ESCALATIONS = """\
channels:
  mail:
    kind: email
    settings: {host: 127.0.0.1, port: $SINK_SMTP_PORT, security: none, sender: sla@router.example}
  hook:
    kind: webhook
    settings: {url: $SINK_URL, secret: $SINK_SECRET}
escalations:
  - name: everything
    steps:
      - id: soon
        when: 1s before
        tell: [{channel: mail, to: manager@customer.example}]
      - id: late
        when: breach
        tell: [{channel: mail, to: manager@customer.example}, {channel: hook}]
"""


@dataclass(frozen=True)
class World:
    """The system and everything around it; one for the stories of a module, each with tickets
    of its own."""

    system: System
    mail: MailSink
    hook: HttpSink
    zendesk: Zendesk
    agent: str  # a token

    def open_ticket(self, number: int, tag: str = "quick") -> None:
        """The helpdesk tells of a new ticket for a vendor."""
        assert self.zendesk.post(Zendesk.created(number, SUBJECT, tags=[tag])) == 200

    def ticket(self, number: int) -> dict[str, Any]:
        """The ticket as the API has it, once it has its clock."""

        def routed() -> dict[str, Any] | None:
            listed = self.system.get(f"/api/v1/tickets?external_id={number}", self.agent)
            return next((ticket for ticket in listed["tickets"] if ticket["clocks"]), None)

        found: dict[str, Any] = wait_for("the ticket has a clock", routed)
        return found

    def breach_mails(self, number: int) -> list[tuple[float, Message]]:
        """When which mail came that tells of the ticket's breach."""
        about = f"Breached: response on {number} "
        return [
            (at, mail)
            for at, mail in list(self.mail.mails)
            if str(mail["Subject"]).startswith(about)
        ]

    def breach_calls(self, number: int) -> list[Call]:
        """The same of the webhooks."""
        return [
            call
            for call in list(self.hook.calls)
            if call.path == "/told" and call.json["data"]["ticket"]["external_id"] == str(number)
        ]


def policies_in(folder: Path) -> Path:
    """A folder with a contract that is breached after three seconds."""
    (folder / "contracts").mkdir(parents=True)
    (folder / "escalations").mkdir()
    (folder / "contracts" / "quick.yaml").write_text(CONTRACT, encoding="utf-8")
    (folder / "contracts" / "handed.yaml").write_text(HANDED_OVER, encoding="utf-8")
    (folder / "escalations" / "everything.yaml").write_text(ESCALATIONS, encoding="utf-8")
    return folder


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Policies of a test's own."""
    return policies_in(tmp_path / "policies")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running system with a helpdesk, an agent's token, and sinks for mail and webhooks."""
    folder = tmp_path_factory.mktemp("world")
    with MailSink() as mail, HttpSink() as hook:
        system = System(
            folder / "data",
            policies_in(folder / "policies"),
            variables={
                "SINK_SMTP_PORT": str(mail.port),
                "SINK_URL": f"{hook.url}/told",
                "SINK_SECRET": HOOK_SECRET,
            },
        )
        with system:
            source = system.cli("sources", "add", "acme", "--kind", "zendesk")
            token = system.cli("tokens", "add", "desk", "--role", "agent")
            zendesk = Zendesk(source["url"], source["secret"])
            yield World(system, mail, hook, zendesk, token["token"])
