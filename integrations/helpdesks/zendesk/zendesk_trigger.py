"""Zendesk's triggers: the fields that an administrator gives as parameters of a form.

A trigger has no event type and no id. Zendesk encodes the values of a form, so nothing that a
ticket says can become a field of its own; in a JSON body it does not mind quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from integrations.helpdesks.base import (
    CLOSED,
    HOLD,
    OPEN,
    OPENING_TEXT_WITHIN,
    PENDING,
    SOLVED,
    Finding,
    Speaker,
    unknown,
)
from integrations.transport.payloads import (
    MOST_BYTES,
    Json,
    flag,
    identifier,
    instant,
    maybe_identifier,
    maybe_instant,
    maybe_text,
    storable,
    text,
    words,
)
from router.domain.errors import BadEvent
from router.domain.tickets.sightings import Sighting, SourceSettings
from router.domain.time.instants import Instant

#: Key to placeholder, in the order of the page.
TEMPLATE: Mapping[str, str] = {
    "ticket_id": "{{ticket.id}}",
    "status": "{{ticket.status}}",
    "priority": "{{ticket.priority}}",
    "tags": "{{ticket.tags}}",
    "created_at": "{{ticket.created_at_with_timestamp}}",
    "updated_at": "{{ticket.updated_at_with_timestamp}}",
    "url": "{{ticket.link}}",
    "requester": "{{ticket.requester.email}}",
    "language": "{{ticket.requester.language}}",
    "comment_id": "{{ticket.latest_comment.id}}",
    "comment_public": "{{ticket.latest_comment.is_public}}",
    "comment_at": "{{ticket.latest_comment.created_at_with_timestamp}}",
    "author_id": "{{ticket.latest_comment.author.id}}",
    "author_email": "{{ticket.latest_comment.author.email}}",
    "author_role": "{{ticket.latest_comment.author.role}}",
    "author_organisation": "{{ticket.latest_comment.author.organization.name}}",
    "organisation": "{{ticket.organization.name}}",
    "product": "",
    "requester_name": "{{ticket.requester.name}}",
    "author_name": "{{ticket.latest_comment.author.name}}",
    "subject": "{{ticket.title}}",
    "description": "{{ticket.description}}",
    "comment": "{{ticket.latest_comment.value}}",
}
_STATUSES = {
    "new": OPEN,
    "open": OPEN,
    "pending": PENDING,
    "hold": HOLD,
    "on-hold": HOLD,
    "on hold": HOLD,
    "solved": SOLVED,
    "closed": CLOSED,
}
#: Roles as Zendesk's API names them; any other word, such as a translation, says nothing certain.
_STAFF = frozenset({"agent", "admin", "administrator", "light agent", "owner"})
_END_USERS = frozenset({"", "end-user", "end user", "end_user"})
_TO_THE_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z")
_LANGUAGES = {
    "english": "en",
    "french": "fr",
    "français": "fr",
    "german": "de",
    "deutsch": "de",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "português": "pt",
}
#: What to do about a JSON body that cannot be trusted.
ADVICE = (
    "texts of a ticket can break out of a JSON template; choose the request format "
    "Form encoded and give the keys and placeholders of docs/sources/zendesk.md as parameters"
)


#: Each takes longer to read than what it would encode.
_MOST_STRAY = 10_000
_STRAY = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def is_form(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded")


def read_form(raw: bytes, settings: SourceSettings, now: Instant) -> list[Sighting]:
    """The same keys as form fields, for comments whose quotes would spoil JSON."""
    if len(raw) > MOST_BYTES:
        raise BadEvent(f"the body has {len(raw):,} bytes; at most {MOST_BYTES:,} are read")
    if raw.count(b"%") > _MOST_STRAY and len(_STRAY.findall(raw)) > _MOST_STRAY:
        raise BadEvent("the body is not a form: its percent signs encode nothing")
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise BadEvent("the body is not a form in UTF-8 of at most 100 fields") from None
    form = {key: storable(value) for key, value in pairs}
    if len(form) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadEvent(f"{twice[:60]!r} stands twice in the form; give each key once")
    return read(form, settings, now)


def read_template(payload: Json, settings: SourceSettings, now: Instant) -> list[Sighting]:
    """A filled-in JSON template, for triggers that were set up before forms were asked for.

    Zendesk fills in texts without minding quotes, so a subject can write keys of its own. It is
    read only where every key of the template stands in it once and no other: then whatever a text
    wrote stands twice, or is none of ours, and the whole is refused.
    """
    identifier(payload, "ticket_id")  # without it, it is no trigger's at all
    missing = [key for key in TEMPLATE if key not in payload]
    strange = [key for key in payload if key not in TEMPLATE]
    if missing or strange:
        wrong = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(strange)[:120]}"
        raise BadEvent(f"the trigger's JSON {wrong}: {ADVICE}")
    return read(payload, settings, now)


def read(payload: Json, settings: SourceSettings, now: Instant) -> list[Sighting]:
    """A filled-in template; ticket_id, status and updated_at must be there."""
    ticket = identifier(payload, "ticket_id")
    payload = _with_seconds(payload)
    updated_at = instant(payload, "updated_at")
    created_at = maybe_instant(payload, "created_at")
    word = text(payload, "status").strip().lower()
    finding = Finding(settings, ticket, updated_at, now)
    if created_at is not None:
        finding.opened(created_at)
    _facts(finding, payload)
    _comment(finding, payload, created_at)
    if word not in _STATUSES:  # the words of an account in another language, or statuses of its own
        return [finding.sighting(), *unknown(f"status {word}", now)]
    finding.status(_STATUSES[word], None, updated_at)
    return [finding.sighting()]


def _with_seconds(payload: Json) -> Json:
    """Zendesk's page of placeholders shows times to the minute, `2013-12-12T05:35Z`: that is taken
    as the minute's beginning."""
    short = {
        key: f"{value.strip()[:-1]}:00Z"
        for key in ("created_at", "updated_at", "comment_at")
        if isinstance(value := payload.get(key), str) and _TO_THE_MINUTE.fullmatch(value.strip())
    }
    return {**payload, **short}


def _facts(finding: Finding, payload: Json) -> None:
    changes = finding.changes
    for key in ("subject", "organisation", "requester", "requester_name", "product"):
        value = maybe_text(payload, key)
        if value is not None:
            changes[key] = value
    description = maybe_text(payload, "description")
    if description is not None:
        changes["body"] = description
    if "priority" in payload:
        changes["priority"] = (maybe_text(payload, "priority") or "").strip().lower() or None
    if "tags" in payload:
        changes["tags"] = words(payload, "tags")
    language = _language(maybe_text(payload, "language"))
    if language is not None:
        changes["language"] = language
    url = maybe_text(payload, "url")
    if url is not None:
        changes["url"] = url if url.startswith(("https://", "http://")) else f"https://{url}"


def _comment(finding: Finding, payload: Json, created_at: Instant | None) -> None:
    comment_id = maybe_identifier(payload, "comment_id")
    if comment_id is None:
        return
    body = maybe_text(payload, "comment") or ""
    description = (maybe_text(payload, "description") or "").strip()
    is_new = created_at is not None and finding.at - created_at <= OPENING_TEXT_WITHIN
    if is_new and description and body.strip() in ("", description):
        return  # the ticket's first text, which answers nothing
    role = (maybe_text(payload, "author_role") or "").strip().lower()
    email = maybe_text(payload, "author_email")
    requester = (maybe_text(payload, "requester") or "").lower()
    user = maybe_text(payload, "author_id")
    speaker = Speaker(
        user=user,
        email=email,
        organisation=maybe_text(payload, "author_organisation"),
        staff=role not in _END_USERS and (email is None or email.lower() != requester),
        guessed=role not in _STAFF,
        automatic=user is not None and user.startswith("-"),
    )
    said_at = _comment_at(payload, finding.at)
    finding.said(
        comment_id,
        speaker,
        public=flag(payload, "comment_public"),
        body=body,
        author=maybe_text(payload, "author_name") or maybe_text(payload, "author_email") or "",
        at=said_at,
    )


def _comment_at(payload: Json, otherwise: Instant) -> Instant:
    """When the latest comment was made, where this Zendesk says so in a way that can be read."""
    try:
        return min(maybe_instant(payload, "comment_at") or otherwise, otherwise)
    except BadEvent:
        return otherwise


def _language(value: str | None) -> str | None:
    word = (value or "").strip().lower()
    if re.fullmatch(r"[a-z]{2}([-_]\w+)?", word):
        return word[:2]
    return _LANGUAGES.get(word.split(" ")[0])
