"""What a tier is decided on."""

from __future__ import annotations

import pytest

from router.domain.classification import Decision, classify
from router.domain.tickets import TicketFacts


def a_ticket(body: str, subject: str = "", **more: object) -> TicketFacts:
    return TicketFacts("test", "1", subject, body, **more)  # type: ignore[arg-type]


def decide(vendor: str, body: str, subject: str = "") -> Decision:
    return classify(vendor, a_ticket(body, subject))


@pytest.mark.parametrize(
    ("vendor", "body", "tier"),
    [
        ("zuper", "Production is down for everyone, there is no workaround.", "critical"),
        ("zuper", "The sandbox is down for everyone, production works fine.", "other"),
        ("zuper", "How do I change the colour of the header?", "other"),
        ("aprimo", "Production is down for all 300 users since 9:00.", "priority-1"),
        (
            "aircall",
            "None of our 80 agents can make or receive calls, no workaround.",
            "severity-1",
        ),
        ("aircall", "How do I add a greeting to a number?", "severity-4"),
        ("aircall", "Please port our number from our old carrier, see the LOA.", None),
    ],
)
def test_the_definition_decides(vendor: str, body: str, tier: str | None) -> None:
    assert decide(vendor, body).tier == tier
