"""Secrets in texts that people or logs will read: found by their look and by their names."""

from __future__ import annotations

import re

BLANK = "[hidden]"

# Our own tokens, bearer headers, and whoever's name and password stand in an address.
_SECRET_VALUE = re.compile(
    r"slr_[\w-]{8,}|whsec_[\w+/=-]{8,}|(?i:bearer|basic)\s+[\w.~+/=-]{8,}|"
    r"(?<=://)[^\s\"'<>/@:]{0,200}:[^\s\"'<>]{1,500}(?=@)|(?<=://)[^\s\"'<>/@:]{1,200}(?=@)"
)
# A telling name with its value, as headers, queries, forms, JSON, settings and errors write it:
# headers up to the end of their line, the others up to the end of their word.
_OF_HEADER = re.compile(
    r"(?i)(\b(?:authorization|(?:set-)?cookie|[\w-]{0,40}signature[\w-]{0,40})"
    r"[\"']?\s{0,3}[=:]\s{0,3}b?[\"']?)([^\"'\r\n]{1,4000})"
)
_NAMED = re.compile(
    r"(?i)((?<![a-z0-9])[\w-]{0,40}(?:token|secret|password|passwd|pwd|csrf|api[_-]?key)"
    r"[\"']?\s{0,3}(?:=>|[=:])\s{0,3}|[?&](?:key|code|sig|state)=)"
    r"(b?\"[^\"]{0,4000}\"|b?'[^']{0,4000}'|[^\s&;,)}\"'<>]{1,4000})"
)


def without_secrets(text: str) -> str:
    """The text with a mark in place of what opens something, as far as its look tells."""
    text = _OF_HEADER.sub(_without_value, _SECRET_VALUE.sub(BLANK, text))
    return _NAMED.sub(_without_value, text)


def _without_value(found: re.Match[str]) -> str:
    return found[0] if found[2] == BLANK else f"{found[1]}{BLANK}"
