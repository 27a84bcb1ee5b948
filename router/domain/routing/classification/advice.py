"""What to ask or to propose about a ticket's tier after it was set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from router.domain.contracts.contract import Contract
from router.domain.routing.classification.decide import classify
from router.domain.routing.classification.evidence import evidence_of
from router.domain.routing.classification.newest import newest_message
from router.domain.routing.classification.word_list import fold
from router.domain.tickets.ticket import TicketFacts

_RELIEF = 0.75  # how strongly a way round must be told


@dataclass(frozen=True, slots=True)
class LowerTier:
    """A proposal for a person: the ticket no longer meets its tier's definition (I12)."""

    tier: str
    words: tuple[str, ...]
    reason: str


def proposes_lower(contract: Contract, tier: str, new_text: str) -> LowerTier | None:
    """Whether a later message takes a ticket out of the contract's top tier (I12): it tells of a
    workaround, or that the disruption is over. None for any other tier, and for a text that says
    neither or says that the way round does not hold. `new_text`: the message alone. Never changes
    anything: a person confirms.
    """
    tiers = [one.id for one in contract.tiers]
    if len(tiers) < 2 or tier != tiers[0]:
        return None
    found = evidence_of(TicketFacts("thread", "", "", new_text))
    if "no_way_out" in found and "way_out" not in found:
        return None
    told = [found[name] for name in ("resolved", "way_out", "easy", "effort") if name in found]
    against = found.get("lost_no_way_out") or found.get("lost_for_all")
    if sum(one.strength for one in told) < _RELIEF + (against.strength if against else 0.0):
        return None
    words = tuple(word for one in told for word in one.words)[:4]
    over = "resolved" in found and "way_out" not in found
    what = "the disruption seems to be over" if over else "a workaround is told of"
    lower = _lower(contract, tiers, new_text)
    return LowerTier(lower, words, f"{what} (“{words[0]}”): {tier} no longer holds, see I12")


def _lower(contract: Contract, tiers: list[str], new_text: str) -> str:
    decided = classify(contract, TicketFacts("thread", "", "", new_text)).tier
    return decided if decided in tiers[1:] else tiers[1]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something the vendor needs to know and the ticket does not say."""

    id: str
    what: str


# Words that show, in any of the five languages, that a ticket says it; folded. A policy file's own
# signals are added to those of the same id.
_SAYS: Mapping[str, tuple[str, ...]] = {
    name: tuple(word.strip(",").replace("_", " ") for word in text.split())
    for name, text in {
        "account": """
            account instance workspace tenant compte espace_de instanz konto kundennummer cuenta
            instancia conta organisation: org:
            """,
        "tried": """
            tried restart reboot reinstall cleared checked tested same_result already_ essay
            redemarr reinstall teste vide_le_cache verifie versucht neu_gestartet neustart
            neu_installiert neuinstall getestet gepruft probiert probad reinici reinstal comprobad
            intentad tentei tentamos testei testamos limpei
            """,
        "version": "version versao build release phone_3 app_5",
        "environment": """
            windows macos macbook mac_ ios iphone ipad android linux chrome firefox edge safari
            browser navigateur navegador network netzwerk reseau rede wifi wi-fi wlan vpn firewall
            router headset plantronics jabra laptop pixel samsung
            """,
    }.items()
}
_SHORTEST_DESCRIPTION = 12  # words


def completeness(contract: Contract, facts: TicketFacts) -> tuple[Missing, ...]:
    """What the contract's `requests.needs` list and the ticket does not say, in the list's order
    (Aircall: 004:1927-1937). Empty for a contract without such a list."""
    text = fold(f"{facts.subject}\n{newest_message(facts.body).text}\n{facts.body[:8000]}")
    return tuple(
        Missing(str(need.get("id", "")), str(need.get("what", "")))
        for need in _needs(contract)
        if not _says(need, text, facts)
    )


def _needs(contract: Contract) -> tuple[Mapping[str, object], ...]:
    requests = contract.details.get("requests")
    needs = requests.get("needs") if isinstance(requests, Mapping) else None
    if not isinstance(needs, (list, tuple)):
        return ()
    return tuple(need for need in needs if isinstance(need, Mapping))


def _says(need: Mapping[str, object], text: str, facts: TicketFacts) -> bool:
    name = str(need.get("id", ""))
    if name == "description":
        return len(newest_message(facts.body).text.split()) >= _SHORTEST_DESCRIPTION
    if name == "account" and facts.organisation:
        return True
    signals = need.get("signals")
    own = tuple(str(one) for one in signals) if isinstance(signals, (list, tuple)) else ()
    return any(fold(sign) in text for sign in (*_SAYS.get(name, ()), *own))
