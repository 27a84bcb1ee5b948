"""Ticket text for a reader outside: without what names people or opens doors.

No promise of anonymity: a name in the middle of a sentence stays. What follows a fixed form goes:
addresses, numbers, keys, what stands behind the `?` of a link.
"""

from __future__ import annotations

import re

from router.domain.routing.classification.newest import newest_message

MOST_CHARACTERS = 4_000  # of the text, after redaction
MOST_SUBJECT = 300

# Every pattern has bounded repeats or disjoint neighbours, so that no text can make it slow.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?s)-----BEGIN [A-Z ]{2,40}-----.{0,8000}?(?:-----END [A-Z ]{2,40}-----|\Z)"),
        "[key]",
    ),
    (
        re.compile(r"(?i)\b(https?://)(?:[^\s/@]{1,200}@)?([^\s?#<>\"')]{1,500})[?#][^\s<>\"')]*"),
        r"\1\2?[removed]",
    ),
    (re.compile(r"(?i)\b(https?://)[^\s/@]{1,200}@"), r"\1"),
    (re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"), "[mail address]"),
    (
        re.compile(
            r"(?i)\b(bearer|basic|passwords?|passwort|kennwort|mot de passe|contrase[ñn]a|senha|"
            r"secret|token|api[ _-]?key|access[ _-]?key|client[ _-]?secret|pin)\b"
            r"(\s?(?:is|ist|est|es|é)?\s?[:=]\s?|\s)(?=\S{0,200}[\d_!$%&*+/=])(?:\S{4,500})"
        ),
        r"\1 [key]",
    ),
    (
        re.compile(
            r"(?i)\b(passwords?|passwort|kennwort|mot de passe|contrase[ñn]a|senha|secret|token|"
            r"api[ _-]?key|client[ _-]?secret|pin)\s?[:=]\s?\S{1,500}"
        ),
        r"\1: [key]",
    ),
    (
        re.compile(r"\b(?:sk|pk|rk|gh[pousr]|glpat|xox[abprs]|whsec|AKIA|ASIA)[-_]?\w[\w-]{11,500}"),
        "[key]",
    ),
    (re.compile(r"\beyJ[\w-]{8,2000}(?:\.[\w-]{1,4000}){0,2}"), "[key]"),
    (
        re.compile(
            r"(?<![\w+/=-])(?=[\w+/=-]{0,499}\d)(?=[\w+/=-]{0,499}[A-Za-z])[\w+/=-]{24,500}"
        ),
        "[key]",
    ),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?\b"), "[number]"),
    (re.compile(r"\+?\(?\d(?:[ .()/\u00a0-]{0,3}\d){6,30}"), "[number]"),
)  # fmt: skip


def redacted(subject: str, body: str) -> tuple[str, str]:
    """Subject and newest message, redacted and cut; quotes and signatures are gone altogether."""
    newest = newest_message(body)
    text = "\n\n".join(part for part in (newest.text, newest.quoted) if part)
    return redact(subject[: 4 * MOST_SUBJECT])[:MOST_SUBJECT], redact(text)[:MOST_CHARACTERS]


def redact(text: str) -> str:
    """The text with addresses, numbers, keys and queries replaced by what they were."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
