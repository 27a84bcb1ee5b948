"""What a tier is decided on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from router.domain.contracts.contract import Clause, Contract, Tier
from router.domain.routing.classification import (
    Decision,
    Vote,
    classify,
    completeness,
    proposes_lower,
    scheme_of,
)
from router.domain.tickets.ticket import TicketFacts
from router.policy_files import Book, read_directory

_NOWHERE = Clause("test")


def a_ticket(body: str, subject: str = "", priority: str | None = None) -> TicketFacts:
    return TicketFacts("test", "1", subject, body, priority=priority)


def a_contract(*tiers: str, **details: object) -> Contract:
    return Contract(
        vendor="acme",
        id="standard",
        version="1",
        name="Acme",
        calendars={},
        tiers=tuple(Tier(one, one, "", _NOWHERE, ()) for one in tiers),
        no_tier_reason="" if tiers else "no support is promised",
        details=details,
    )


def decide(vendor: str, body: str, subject: str = "") -> Decision:
    return classify(vendor, a_ticket(body, subject))


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(read_directory(Path(__file__).parents[2] / "policies"))


DEFINITIONS = [
    ("down for all", "zuper", "Production is down for everyone, no workaround.", "critical"),
    ("sandbox down", "zuper", "The sandbox is down for everyone, production works fine.", "other"),
    ("how-to", "zuper", "How do I change the colour of the header?", "other"),
    (
        "worked round by hand",
        "bcr",
        "Call results are no longer saved in production since this morning. Six agents copy them "
        "by hand into a spreadsheet, it is urgent.",
        "major",
    ),
    (
        "others' data visible",
        "sweethawk",
        "In production our agents see the tickets of another company, with names and addresses.",
        "critical",
    ),
    (
        "a question about security",
        "sweethawk",
        "Please complete the attached security questionnaire on data breach handling for our "
        "annual audit.",
        "other",
    ),
    ("typo", "sweethawk", "There is a typo in the footer.", "other"),
    ("inaccessible", "aprimo", "Production is inaccessible for all 300 users.", "priority-1"),
    (
        "severely reduced",
        "aprimo",
        "Uploads in production fail for about half of our editors, so only a third of the usual "
        "volume gets done by hand. Everything else works.",
        "priority-2",
    ),
    (
        "outage",
        "aircall",
        "None of our 80 agents can make or receive calls, no workaround.",
        "severity-1",
    ),
    (
        "workaround",
        "aircall",
        "The desktop app does not ring for one user, the web app works fine instead.",
        "severity-3",
    ),
    ("question", "aircall", "How do I add a greeting to a number?", "severity-4"),
    ("porting", "aircall", "Please port our number from our old carrier, see the LOA.", None),
    ("bill", "aircall", "Your invoice of March charged us VAT twice, send a credit note.", None),
]


@pytest.mark.parametrize(
    ("vendor", "body", "tier"), [case[1:] for case in DEFINITIONS], ids=[c[0] for c in DEFINITIONS]
)
def test_the_definition_decides(vendor: str, body: str, tier: str | None) -> None:
    assert decide(vendor, body).tier == tier


LANGUAGES = [
    ("fr", "L'application est inaccessible pour tous les techniciens, aucun contournement."),
    ("de", "Das System ist komplett ausgefallen, niemand kann sich anmelden, kein Workaround."),
    ("es", "El sistema está caído para todos los técnicos y no hay ninguna alternativa."),
    ("pt", "O sistema caiu, ninguém consegue entrar e não há alternativa. Tudo parado."),
]


@pytest.mark.parametrize(("language", "body"), LANGUAGES)
def test_an_outage_is_critical_in_every_language(language: str, body: str) -> None:
    facts = replace(a_ticket(body), language=language)
    assert classify("zuper", facts).tier == "critical"


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ("fr", "Bonjour, comment puis-je changer la couleur du logo ?"),
        ("de", "Hallo, wie kann ich die Farbe des Logos ändern? Keine Eile."),
        ("es", "Hola, ¿cómo puedo cambiar el color del logo? Sin prisa."),
        ("pt", "Oi, como faço para mudar a cor do logo? Sem pressa."),
        ("en", "Hallo, wie kann ich die Farbe des Logos ändern? Keine Eile."),
    ],
)
def test_a_how_to_is_the_rest_class_whatever_language_the_helpdesk_names(
    told: str, body: str
) -> None:
    assert classify("bcr", replace(a_ticket(body), language=told)).tier == "other"


@pytest.mark.parametrize("priority", [None, "low", "normal", "urgent"])
def test_the_helpdesks_priority_does_not_decide(priority: str | None) -> None:
    down = a_ticket("Production is down for everyone, no workaround.", priority=priority)
    typo = a_ticket("There is a typo in the footer.", priority=priority)
    assert classify("zuper", down).tier == "critical"
    assert classify("zuper", typo).tier == "other"


def test_shouting_does_not_make_a_ticket_critical() -> None:
    assert decide("zuper", "THE LOGO IS TOO SMALL!!! CRITICAL!!! FIX IT NOW!!!").tier == "other"


def test_a_decision_names_signals_with_the_tickets_own_words() -> None:
    decision = decide("zuper", "Production is down for everyone.")
    words = {one.signal: one.words for one in decision.signals}
    assert words["everybody is hit"] == ("everyone",)
    assert words["the service is down"][0] == "Production is down"
    assert "Production is down" in decision.reason
    assert decision.runner_up in ("major", "other")
    assert 0 < decision.confidence <= 1


def test_two_close_tiers_give_the_higher_one_and_ask_for_a_look() -> None:
    table = scheme_of(a_contract("critical", "major", "other")).table
    even = replace(table, bias=(0.0, 0.1, 0.0), weights={})
    scheme = replace(scheme_of(a_contract("critical", "major", "other")), table=even)
    assert classify(scheme, a_ticket("anything")).tier == "major"  # nothing tells of harm
    decision = classify(scheme, a_ticket("It crashes."))
    assert decision.tier == "critical"
    assert decision.uncertain
    assert "Check the tier" in decision.reason


def test_a_contract_without_tiers_gives_none_with_its_reason() -> None:
    decision = classify(a_contract(), a_ticket("Everything is down"))
    assert decision.tier is None
    assert decision.reason == "no support is promised"


def test_unknown_tiers_are_taken_by_rank() -> None:
    contract = a_contract("p1", "p2", "p3", "p4", "p5")
    down = "Production is down for everyone, we tried everything, no workaround."
    assert classify(contract, a_ticket(down)).tier == "p1"
    assert classify(contract, a_ticket("A typo in the footer, no hurry.")).tier == "p5"


def test_a_contract_with_one_tier_gives_that_one() -> None:
    assert classify(a_contract("all"), a_ticket("hello")).tier == "all"


def test_a_policy_may_name_its_decision_table() -> None:
    contract = a_contract("sev1", "sev2", "sev3", "sev4", classification="aircall")
    assert scheme_of(contract).name == "aircall"
    assert classify(contract, a_ticket("Please port our number, see the LOA.")).tier is None


def test_another_opinion_is_one_more_signal() -> None:
    facts = a_ticket("Some of the reports look odd.")
    vote = Vote("a trained model", {"critical": 0.9, "major": 0.05, "other": 0.05}, 3.0)
    decision = classify("zuper", facts, (vote,))
    assert decision.tier == "critical"
    assert decision.signals[0].signal == "a trained model"


def test_the_shipped_contracts_find_their_tables(book: Book) -> None:
    def named(vendor: str) -> str:
        contract = book.find(vendor)
        assert contract is not None
        return scheme_of(contract).name

    names = {v: named(v) for v in ("zuper", "bcr", "sweethawk", "aprimo", "aircall")}
    assert names == {
        "zuper": "disruption",
        "bcr": "disruption",
        "sweethawk": "disruption",
        "aprimo": "aprimo",
        "aircall": "aircall",
    }


CRITICAL = a_contract("critical", "major", "other")


def test_a_workaround_in_the_thread_proposes_the_lower_tier() -> None:
    told = "Good news: as a workaround six of us enter the jobs by hand, so work goes on."
    proposal = proposes_lower(CRITICAL, "critical", told)
    assert proposal is not None
    assert proposal.tier == "major"
    assert "I12" in proposal.reason


@pytest.mark.parametrize(
    "text", ["Still down, there is no workaround.", "Any news?", "We tried that, no success."]
)
def test_a_reply_without_a_workaround_proposes_nothing(text: str) -> None:
    assert proposes_lower(CRITICAL, "critical", text) is None


def test_only_the_top_tier_is_ever_proposed_lower() -> None:
    assert proposes_lower(CRITICAL, "major", "A workaround exists, all is fine.") is None


def test_completeness_names_what_aircall_needs(book: Book) -> None:
    aircall = book.find("aircall")
    assert aircall is not None
    missing = completeness(aircall, a_ticket("Calls drop."))
    assert [one.id for one in missing] == [
        "account",
        "description",
        "tried",
        "version",
        "environment",
    ]


def test_completeness_is_content_with_a_full_report(book: Book) -> None:
    aircall = book.find("aircall")
    assert aircall is not None
    body = (
        "Account: northgate. Calls drop after ten seconds with the message “connection lost”. "
        "Tried another network and reinstalled. App version 3.28 on Windows 11, Jabra headset."
    )
    assert completeness(aircall, a_ticket(body)) == ()


def test_a_contract_without_a_list_needs_nothing() -> None:
    assert completeness(CRITICAL, a_ticket("x")) == ()
