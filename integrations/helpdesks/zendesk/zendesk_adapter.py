"""Zendesk: event subscriptions, messaging tickets, and trigger payloads of our own template.

Both connection models are read, because a Zendesk webhook can only ever be one of them
(`docs/sources/zendesk.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.helpdesks.base import (
    CLOSED,
    HOLD,
    OPEN,
    OPENING_TEXT_WITHIN,
    PENDING,
    SOLVED,
    Finding,
    Speaker,
    Status,
    unknown,
)
from integrations.helpdesks.zendesk import zendesk_trigger
from integrations.helpdesks.zendesk.zendesk_api import OPTIONS as API_OPTIONS
from integrations.helpdesks.zendesk.zendesk_write_back import ZendeskWriteBack
from integrations.transport import signatures
from integrations.transport.payloads import (
    Json,
    flag,
    identifier,
    instant,
    maybe_instant,
    maybe_obj,
    maybe_text,
    obj,
    read_object,
    text,
    words,
)
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import Instant

_TYPE = "zen:event-type:"
STATUSES: Mapping[str, Status] = {
    "new": OPEN,
    "open": OPEN,
    "pending": PENDING,
    "hold": HOLD,
    "solved": SOLVED,
    "closed": CLOSED,
}
_CANCELLATIONS = {
    "merged": Kind.MERGED,
    "marked_as_spam": Kind.MARKED_AS_SPAM,
    "soft_deleted": Kind.DELETED,
    "permanently_deleted": Kind.DELETED,
    "undeleted": Kind.UNDELETED,
}
# What changes nothing but the facts that every event carries along.
_FACTS_ONLY = frozenset(
    {
        "agent_assignment_changed",
        "attachment_linked_to_comment",
        "attachment_redacted_from_comment",
        "brand_changed",
        "csat_received",
        "csat_requested",
        "custom_status_changed",
        "description_changed",
        "email_ccs_changed",
        "external_id_changed",
        "followers_changed",
        "form_changed",
        "group_assignment_changed",
        "next_sla_breach_changed",
        "ola_policy_changed",
        "organization_changed",
        "priority_changed",
        "problem_link_changed",
        "requester_changed",
        "schedule_changed",
        "sla_policy_changed",
        "subject_changed",
        "submitter_changed",
        "tags_changed",
        "task_due_at_changed",
        "type_changed",
    }
)
_MACHINES = frozenset({"rule", "trigger", "automation", "system", "bot", "answer_bot"})


class Zendesk:
    """See the module; options: `product_field`, the id of the field that names the product;
    `subdomain`, for addresses of tickets; and those of writing back and of the API."""

    kind = "zendesk"
    options = frozenset({"product_field", "reconcile"}) | API_OPTIONS | ZendeskWriteBack.options

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        _, signed_at, flags = signatures.check(signatures.ZENDESK, headers, raw_body, secrets, now)
        return Verified(_delivery_id(raw_body), signed_at, flags)

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        if zendesk_trigger.is_form(headers):
            return zendesk_trigger.read_form(raw_body, settings, now)
        try:
            payload = read_object(raw_body)
        except BadEvent as problem:
            if b'"ticket_id"' in raw_body[:64]:
                raise BadEvent(f"{problem}: {zendesk_trigger.ADVICE}") from None
            raise
        if isinstance(payload.get("type"), str) and payload["type"].startswith("zen:"):
            return _read_event(payload, settings, now)
        return zendesk_trigger.read_template(payload, settings, now)


def _delivery_id(raw_body: bytes) -> str:
    """The signed payload's own id; a trigger's payload has none, so a hash of its content."""
    try:
        payload = read_object(raw_body)
        if str(payload.get("type", "")).startswith("zen:"):
            return identifier(payload, "id")
    except BadEvent:  # reading it will say so
        pass
    return signatures.content_id(raw_body)


def _read_event(payload: Json, settings: SourceSettings, now: Instant) -> list[Sighting]:
    kind = text(payload, "type")
    at = instant(payload, "time")
    domain, _, what = kind.removeprefix(_TYPE).partition(".")
    detail = maybe_obj(payload, "detail")
    if domain not in ("ticket", "messaging_ticket") or not kind.startswith(_TYPE):
        return unknown(kind, now)
    detail = obj(payload, "detail")
    ticket = identifier(detail, "id", "detail.")
    event = maybe_obj(payload, "event")
    finding = Finding(settings, ticket, at, now, _position(event))
    if domain == "messaging_ticket":
        if what != "message_added":
            return unknown(kind, now)
        _message(finding, obj(payload, "event"))
        return [finding.sighting()]
    created_at = maybe_instant(detail, "created_at", "detail.")
    stamp = maybe_instant(detail, "updated_at", "detail.") or at
    if created_at is not None:
        finding.opened(created_at)
    ticket_facts(finding, detail)
    if what == "created":
        status = STATUSES.get((maybe_text(detail, "status") or "new").strip().lower(), OPEN)
        if created_at is None:
            finding.opened(at)
        finding.status(status, OPEN, stamp)
    elif what == "status_changed":
        _status_changed(finding, event, stamp)
    elif what == "comment_added":
        _comment(finding, obj(obj(payload, "event"), "comment", "event."), detail, created_at)
    elif what in ("comment_made_private", "comment_redacted"):
        comment = obj(obj(payload, "event"), "comment", "event.")
        finding.withdrawn(identifier(comment, "id", "event.comment."))
    elif what in _CANCELLATIONS:
        into = maybe_text(event, "target_ticket_id") or maybe_text(event, "current")
        finding.moment(
            _CANCELLATIONS[what], stamp, {"into": into} if what == "merged" and into else None
        )
    elif what == "custom_field_changed":
        _custom_field(finding, event)
    elif what not in _FACTS_ONLY:
        return [*unknown(kind, now), _seen(finding, what, detail, stamp)]
    return [_seen(finding, what, detail, stamp)]


def _seen(finding: Finding, what: str, detail: Json, stamp: Instant) -> Sighting:
    """The sighting; whatever the event is about, a ticket that is DELETED by then is so."""
    deleted = (maybe_text(detail, "status") or "").strip().lower() == "deleted"
    if deleted and what not in (*_CANCELLATIONS, "status_changed"):
        finding.moment(Kind.DELETED, stamp)
    return finding.sighting()


def _status_changed(finding: Finding, event: Json, stamp: Instant) -> None:
    """Deletion shows as a status too, and so does its end."""
    if (maybe_text(event, "current") or "").strip().lower() == "deleted":
        finding.moment(Kind.DELETED, stamp)
        return
    if (maybe_text(event, "previous") or "").strip().lower() == "deleted":
        finding.moment(Kind.UNDELETED, stamp)
    finding.status(_status(event, "current"), _maybe_status(event, "previous"), stamp)


def ticket_facts(finding: Finding, detail: Json) -> None:
    """The facts in a ticket as Zendesk writes it in events and exports alike."""
    changes = finding.changes
    for ours, theirs in (("subject", "subject"), ("body", "description")):
        value = maybe_text(detail, theirs)
        if value is not None:
            changes[ours] = value
    if "priority" in detail:
        changes["priority"] = (maybe_text(detail, "priority") or "").lower() or None
    if isinstance(detail.get("tags"), list):
        changes["tags"] = words(detail, "tags")
    if "organization_id" in detail:
        changes["organisation"] = maybe_text(detail, "organization_id")
    subdomain = finding.settings.options.get("subdomain")
    if subdomain:
        changes["url"] = f"https://{subdomain}.zendesk.com/agent/tickets/{finding.ticket}"


def _comment(finding: Finding, comment: Json, detail: Json, created_at: Instant | None) -> None:
    path = "event.comment."
    comment_id = identifier(comment, "id", path)
    public = flag(comment, "is_public", path)
    author = maybe_obj(comment, "author")
    body = maybe_text(comment, "body") or ""
    if is_opening_text(body, maybe_text(detail, "description"), created_at, finding.at):
        return
    user = maybe_text(author, "id")
    speaker = Speaker(
        user=user,
        email=maybe_text(author, "email"),
        staff=author.get("is_staff") is True,
        automatic=is_automatic(user, comment.get("via")),
    )
    finding.said(
        comment_id, speaker, public=public, body=body, author=maybe_text(author, "name") or ""
    )


def is_opening_text(
    body: str, description: str | None, created_at: Instant | None, at: Instant
) -> bool:
    """Zendesk reports a ticket's first text as a comment too; it answers nothing."""
    return (
        created_at is not None
        and description is not None
        and at - created_at <= OPENING_TEXT_WITHIN
        and body.strip() == description.strip()
    )


def _message(finding: Finding, event: Json) -> None:
    message = obj(event, "message", "event.")
    actor = obj(event, "actor", "event.")
    who = text(actor, "type", "event.actor.").lower()
    user = maybe_text(actor, "id")
    speaker = Speaker(
        user=user,
        staff=who == "agent",
        automatic=who not in ("agent", "end_user") or is_automatic(user, None),
    )
    finding.said(
        identifier(message, "id", "event.message."),
        speaker,
        public=True,
        body=maybe_text(message, "body") or "",
        author=maybe_text(actor, "name") or "",
    )


def _custom_field(finding: Finding, event: Json) -> None:
    named = maybe_obj(event, "custom_field")
    wanted = finding.settings.options.get("product_field")
    if wanted and maybe_text(named, "id") == wanted:
        current = event.get("current")
        value = maybe_text(current, "value") if isinstance(current, dict) else None
        finding.changes["product"] = value or maybe_text(event, "current")


def is_automatic(user: str | None, via: object) -> bool:
    """Whether nobody wrote it. Zendesk's own bots are `zd:…`, its system user is -1; what rules
    and bots write says so in `via`, an object in events and audits and a text in old exports."""
    channel = maybe_text(via, "channel") if isinstance(via, dict) else via
    word = channel.strip().lower() if isinstance(channel, str) else ""
    return (user is not None and user.startswith(("zd:", "-"))) or word in _MACHINES


def _status(event: Json, key: str) -> Status:
    word = text(event, key, "event.").strip().lower()
    if word not in STATUSES:
        raise BadEvent(
            f"event.{key}: {word[:40]!r} is not a status; it must be one of {', '.join(STATUSES)}"
        )
    return STATUSES[word]


def _maybe_status(event: Json, key: str) -> Status | None:
    return STATUSES.get((maybe_text(event, key) or "").lower())


def _position(event: Json) -> int:
    position = maybe_obj(maybe_obj(event, "meta"), "sequence").get("position")
    return position if isinstance(position, int) and 0 <= position < 10**6 else 0
