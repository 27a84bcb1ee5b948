"""Real-shaped deliveries with a sensible default; override only what the test is about."""

from __future__ import annotations

import json
from typing import Any

from integrations.kinds.registry import helpdesks, source_settings
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Sighting, SourceSettings
from router.domain.time.instants import parse_instant

NOW = parse_instant("2026-11-22T10:00:00Z")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def settings(kind: str = "zendesk", **raw: Any) -> SourceSettings:
    """A source `desk` where Zuper's people are known by domain and by one user id."""
    raw.setdefault("vendors", {"zuper": {"domains": ["zuper.co"], "users": ["7001"]}})
    if kind == "email":
        raw.setdefault("options", {"authserv": "mail.acme.example"})
    return source_settings(kind, "desk", raw)


def body(payload: object) -> bytes:
    return json.dumps(payload).encode()


def read(
    kind: str,
    payload: object,
    headers: dict[str, str] | None = None,
    given: SourceSettings | None = None,
) -> list[Sighting]:
    raw = payload if isinstance(payload, bytes) else body(payload)
    return helpdesks()[kind].read(raw, headers or {}, given or settings(kind), NOW)


def kinds(sightings: list[Sighting]) -> list[Kind]:
    return [event.kind for sighting in sightings for event in sighting.events]


def only(sightings: list[Sighting], kind: Kind) -> Event:
    (event,) = [e for s in sightings for e in s.events if e.kind is kind]
    return event


def zendesk_event(what: str = "ticket.created", /, **more: Any) -> dict[str, Any]:
    """An event subscription's payload; `detail` and `event` are laid over the defaults."""
    detail = {
        "id": "71447",
        "status": "OPEN",
        "priority": "HIGH",
        "type": "INCIDENT",
        "subject": "Work orders do not load",
        "description": "Nobody in the Paris office can open a work order.",
        "is_public": True,
        "requester_id": "58789189659033",
        "submitter_id": "58789189659033",
        "assignee_id": None,
        "actor_id": "58789189659033",
        "group_id": "360001",
        "organization_id": "991",
        "brand_id": "1",
        "form_id": "2",
        "custom_status": "8593966",
        "external_id": None,
        "tags": ["zuper", "emea"],
        "created_at": "2026-11-22T08:00:00Z",
        "updated_at": "2026-11-22T09:36:44Z",
        "via": {"channel": "web"},
    }
    return {
        "account_id": 2222096,
        "id": "d8551ba3-4243-433c-8629-aa79dc3e7182",
        "subject": "zen:ticket:71447",
        "time": "2026-11-22T09:36:44.304701605Z",
        "type": f"zen:event-type:{what}",
        "zendesk_event_version": "2022-11-06",
        "detail": detail | more.pop("detail", {}),
        "event": more.pop("event", {"meta": {"sequence": {"id": "AB12", "position": 2}}}),
        **more,
    }


def zendesk_comment(
    user: str = "7001", public: bool = True, staff: bool = True, **more: Any
) -> dict[str, Any]:
    comment = {
        "id": "58789194475545",
        "body": "We are looking into it.",
        "html_body": "<div>We are looking into it.</div>",
        "is_public": public,
        "author": {"id": user, "name": "Asha", "is_staff": staff},
    }
    return zendesk_event(
        "ticket.comment_added",
        event={"comment": comment | more, "meta": {"sequence": {"id": "AB12", "position": 1}}},
    )


def zendesk_trigger(**more: Any) -> dict[str, Any]:
    """Our template as Zendesk fills it in for a public reply by the vendor."""
    return {
        "ticket_id": "71447",
        "status": "Open",
        "priority": "High",
        "tags": "zuper emea",
        "created_at": "2026-11-22T08:00:00Z",
        "updated_at": "2026-11-22T09:36:44Z",
        "url": "acme.zendesk.com/agent/tickets/71447",
        "requester": "ana@customer.example",
        "language": "French",
        "comment_id": "58789194475545",
        "comment_public": "true",
        "comment_at": "",
        "author_id": "7001",
        "author_email": "asha@zuper.co",
        "author_role": "Agent",
        "author_organisation": "",
        "organisation": "Acme",
        "product": "",
        "requester_name": "Ana",
        "author_name": "Asha",
        "subject": "Work orders do not load",
        "description": "Nobody in the Paris office can open a work order.",
        "comment": "We are looking into it.",
    } | more
