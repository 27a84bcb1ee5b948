"""Identifiers as people say them."""

from __future__ import annotations

from router.domain.contracts.contract import Contract
from router.domain.contracts.obligations import find_obligation


def plain(identifier: str | None) -> str:
    """An identifier as words: `incident-notice` is `incident notice`."""
    return (identifier or "").replace("-", " ").replace("_", " ")


def first_up(text: str) -> str:
    """The text with a capital at its front and the rest untouched."""
    return text[:1].upper() + text[1:]


def vendor_words(vendor: str | None, contract: Contract | None) -> str:
    """The vendor as it writes itself: what stands before the comma in its contract's name."""
    if contract is not None and contract.name:
        return contract.name.partition(",")[0].strip()
    return first_up(plain(vendor))


def deed_words(obligation: str, contract: Contract | None) -> str:
    """What is to be done for an obligation, after "must": `answer`, `see to the incident notice`;
    `contract`: the clock's own, which may say it in its own words."""
    found = find_obligation(obligation, contract.obligations if contract else {})
    return found.deed if found else f"see to the {plain(obligation)}"
