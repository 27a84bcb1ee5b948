"""Identifiers as people say them."""

from __future__ import annotations

from router.domain.contracts.contract import Contract


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
