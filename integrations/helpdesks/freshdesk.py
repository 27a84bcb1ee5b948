"""Freshdesk: an automation rule's webhook, with the simple content or our template.

It signs nothing and has no ids of comments or times of its own: a secret in a header stands for
the signature, a hash of what was said for the id, and the ticket's `ticket_updated_at`, where the
template sends it, for the time; otherwise the time of receipt counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.helpdesks.base import (
    CLOSED,
    HOLD,
    OPEN,
    PENDING,
    SOLVED,
    Finding,
    Speaker,
    Status,
    status_of,
    unknown,
)
from integrations.helpdesks.shared_secret import by_secret
from integrations.transport import signatures
from integrations.transport.html_text import text_of_html
from integrations.transport.payloads import (
    Json,
    identifier,
    maybe_text,
    obj,
    quoted,
    read_object,
    stamp,
    words,
)
from router.domain.errors import BadEvent, BadInstant
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import Instant, parse_instant

_STATUSES: Mapping[str, Status] = {
    "open": OPEN,
    "2": OPEN,
    "pending": HOLD,
    "3": HOLD,
    "resolved": SOLVED,
    "4": SOLVED,
    "closed": CLOSED,
    "5": CLOSED,
    "waiting on customer": PENDING,
    "6": PENDING,
    "waiting on third party": OPEN,  # that is the vendor, whose clock must run
    "7": OPEN,
}
_PRIORITIES = {"1": "low", "2": "medium", "3": "high", "4": "urgent"}
#: Every key of our template (docs/sources/freshdesk.md). Freshdesk does not escape what it fills
#: in, so a text can bring keys of its own: read only where each stands once and no other does.
_TEMPLATE = frozenset(
    {
        "event",
        "performed_by",
        "ticket_id",
        "ticket_status",
        "ticket_priority",
        "ticket_tags",
        "ticket_url",
        "ticket_created_at",
        "ticket_updated_at",
        "ticket_contact_name",
        "ticket_contact_email",
        "ticket_company_name",
        "ticket_product_name",
        "performer_email",
        "performer_name",
        "ticket_subject",
        "ticket_description",
        "ticket_latest_public_comment",
        "ticket_latest_private_comment",
    }
)
_SIMPLE = "freshdesk_webhook"
_EVENTS = frozenset({"created", "replied", "noted", "updated", "deleted", "spam", "restored"})


class Freshdesk:
    """See the module; options: `statuses` for words of your own."""

    kind = "freshdesk"
    options = frozenset({"statuses"})

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        del now  # nothing is stamped
        return by_secret(headers, raw_body, secrets)

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        del headers
        payload = _content(read_object(raw_body))
        ticket = identifier(payload, "ticket_id")
        updated_at = _at(payload, "ticket_updated_at")
        finding = Finding(settings, ticket, now if updated_at is None else updated_at, now)
        what = _event(payload)
        created_at = _at(payload, "ticket_created_at")
        if created_at is not None or what == "created":
            finding.opened(finding.at if created_at is None else created_at)
        _facts(finding, payload)
        extra: list[Sighting] = []
        if what in ("replied", "noted"):
            _comment(finding, payload, what)
        elif what in ("deleted", "spam", "restored"):
            _cancel(finding, what)
        elif what not in _EVENTS:
            extra = unknown(what, now)
        word = maybe_text(payload, "ticket_status")
        if word is not None:
            status = status_of(settings, word, _STATUSES)
            if status is None:
                extra = [*extra, *unknown(f"status {word}", now)]
            else:
                before = OPEN if what == "created" else None
                finding.status(status, before, finding.at)
        return [finding.sighting(), *extra]


def _content(payload: Json) -> Json:
    """The simple content, which Freshdesk encodes itself, or our template filled in. Raises
    BadEvent for anything else: a text of the ticket may have written it."""
    if set(payload) == {_SIMPLE}:
        return obj(payload, _SIMPLE)
    given = {f"ticket_contact_{_who(key)}" if _who(key) else key for key in payload}
    extra, missing = sorted(given - _TEMPLATE), sorted(_TEMPLATE - given)
    if len(given) < len(payload):
        raise BadEvent("the requester's name or address stands under two keys; use one of them")
    if not extra and not missing:
        return payload
    odd = [f"{quoted(key)} is none of its keys" for key in extra[:3]]
    odd += [f"{quoted(key)} is missing" for key in missing[:3]]
    raise BadEvent(
        f"not our template as docs/sources/freshdesk.md has it: {'; '.join(odd)}; paste it anew, "
        "with every key and no other (what is empty may stay empty)"
    )


def _who(key: str) -> str:
    """`name` or `email` for the keys under which plans of Freshdesk know the requester."""
    owner, _, what = key.rpartition("_")
    known = owner in ("ticket_contact", "ticket_requester", "requester")
    return what if known and what in ("name", "email") else ""


def _event(payload: Json) -> str:
    """What our template names, else what Freshdesk's own words of the event come down to."""
    named = (maybe_text(payload, "event") or "").strip().lower()
    if named:
        return named
    triggered = (maybe_text(payload, "triggered_event") or "").lower()
    for sign, what in (
        ("ticket_action:created", "created"),
        ("reply_sent", "replied"),
        ("note_type:private", "noted"),
        ("note_type:public", "replied"),
        ("customer_feedback", "noted"),
        ("marked_as_spam", "spam"),
        ("ticket_action:deleted", "deleted"),
        ("created", "created"),
    ):
        if sign in triggered.replace(" ", "").replace('"', ""):
            return what
    return "updated"


def _contact(payload: Json, what: str) -> str | None:
    """`email` or `name` of who asked, under the names that Freshdesk's contents give it."""
    for owner in ("ticket_contact", "ticket_requester", "requester"):
        value = maybe_text(payload, f"{owner}_{what}")
        if value is not None:
            return value
    return None


def _performed_by(payload: Json) -> str | None:
    """What the rule says of who did it: agent, requester or system; None where it says nothing."""
    word = (maybe_text(payload, "performed_by") or "").strip().lower()
    if word in ("", "agent", "requester", "system"):
        return word or None
    raise BadEvent(f"performed_by: is {quoted(word)}; it must be agent, requester or system")


def _facts(finding: Finding, payload: Json) -> None:
    for ours in ("email", "name"):
        contact = _contact(payload, ours)
        if contact is not None:
            finding.changes["requester" if ours == "email" else "requester_name"] = contact
    for ours, theirs in (
        ("subject", "ticket_subject"),
        ("url", "ticket_url"),
        ("organisation", "ticket_company_name"),
        ("product", "ticket_product_name"),
    ):
        value = maybe_text(payload, theirs)
        if value is not None:
            finding.changes[ours] = value
    description = maybe_text(payload, "ticket_description")
    if description is not None:
        finding.changes["body"] = text_of_html(description)
    priority = maybe_text(payload, "ticket_priority")
    if priority is not None:
        finding.changes["priority"] = _PRIORITIES.get(priority, priority.lower())
    if "ticket_tags" in payload:
        finding.changes["tags"] = words(payload, "ticket_tags")


def _comment(finding: Finding, payload: Json, what: str) -> None:
    key = "ticket_latest_public_comment" if what == "replied" else "ticket_latest_private_comment"
    said = text_of_html(maybe_text(payload, key) or "")
    performer = maybe_text(payload, "performer_email")
    name = maybe_text(payload, "performer_name") or ""
    contact = (_contact(payload, "email") or "").lower()
    by = _performed_by(payload)
    if by is None and _only_agents(payload) and (performer or "").lower() != contact:
        by = "agent"
    updated_at = maybe_text(payload, "ticket_updated_at")
    # A note and a reply with the same words are two.
    kind = "note" if what == "noted" else None
    parts = (finding.ticket, performer or name, said, updated_at, kind)
    comment_id = maybe_text(payload, "comment_id") or signatures.content_id(
        *((part or "").encode("utf-8", "replace") for part in parts)
    )
    finding.said(
        comment_id,
        Speaker(
            email=performer,
            user=maybe_text(payload, "performer_id"),
            group=maybe_text(payload, "performer_group"),
            staff=by == "agent"
            or (by is None and performer is not None and performer.lower() != contact),
            guessed=by is None,
            automatic=by == "system" or name.strip().lower() == "system",
        ),
        public=what == "replied",
        body=said,
        author=name or performer or "",
    )


def _only_agents(payload: Json) -> bool:
    """Whether Freshdesk's own words name what only an agent can do: notes, public ones too."""
    triggered = (maybe_text(payload, "triggered_event") or "").lower().replace(" ", "")
    return "note_type:" in triggered


def _cancel(finding: Finding, what: str) -> None:
    kind = {"deleted": Kind.DELETED, "spam": Kind.MARKED_AS_SPAM, "restored": Kind.UNDELETED}[what]
    finding.moment(kind, finding.at)


def _at(payload: Json, key: str) -> Instant | None:
    """An instant with an offset, or None where the template sends none."""
    value = stamp(payload, key)
    if value is None:
        return None
    try:
        return parse_instant(value)
    except BadInstant as error:
        raise BadEvent(f"{key}: {error}") from None
