"""What webhooks dropped, made good by Zendesk's incremental exports.

Two streams: tickets (facts, merged, deleted) and ticket events (comments, changes of status). What
a webhook had told already has the same natural key and changes nothing. Exports leave out the last
minute, and reading begins a little before where it ended: on purpose both overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from integrations.helpdesks.base import OPEN, Finding, Speaker
from integrations.helpdesks.zendesk.zendesk_adapter import STATUSES, is_automatic, ticket_facts
from integrations.helpdesks.zendesk.zendesk_api import ZendeskApi
from integrations.transport.payloads import (
    Json,
    identifier,
    instant,
    maybe_instant,
    maybe_text,
)
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings
from router.domain.time.instants import SECOND, Instant

_OVERLAP_SECONDS = 120
_USERS_AT_ONCE = 100
_PAGES = 4  # of the 10 calls a minute that Zendesk allows, with users beside them


@dataclass(frozen=True, slots=True)
class Progress:
    """Where reading goes on: the cursor of the tickets, the second of the events.

    A new source begins at an instant: `Progress.since(at)`.
    """

    events_from: int
    cursor: str = ""
    tickets_from: int = 0

    @classmethod
    def since(cls, at: Instant) -> Progress:
        return cls(events_from=at // SECOND, tickets_from=at // SECOND)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`sightings` in the order of the export; `problems`: items that could not be read, with the
    reason; `more`: there is more to read at once."""

    sightings: tuple[Sighting, ...]
    progress: Progress
    problems: tuple[str, ...] = ()
    more: bool = False


def reconcile(
    api: ZendeskApi, progress: Progress, settings: SourceSettings, now: Instant
) -> Reconciled:
    """Read on from `progress`, at most a few pages. Raises DeliveryFailed; then nothing moved."""
    sightings: list[Sighting] = []
    problems: list[str] = []
    read_one = partial(read_ticket, settings=settings, now=now)
    cursor, tickets_done = progress.cursor, False
    for _ in range(_PAGES // 2):
        page = api.get(_tickets_path(cursor, progress.tickets_from))
        _read_all(page, "tickets", sightings, problems, read_one)
        following = maybe_text(page, "after_cursor") or cursor
        tickets_done = page.get("end_of_stream") is True or following == cursor
        cursor = following
        if tickets_done:
            break
    start, events_done = max(0, progress.events_from - _OVERLAP_SECONDS), False
    for _ in range(_PAGES // 2):
        page = api.get(_events_path(start))
        audits = page.get("ticket_events")
        users = _users(api, audits if isinstance(audits, list) else [])
        read = partial(read_audit, users=users, settings=settings, now=now)
        _read_all(page, "ticket_events", sightings, problems, read)
        end = page.get("end_time")
        moved = isinstance(end, int) and end > start
        start = end if moved and isinstance(end, int) else start
        events_done = page.get("end_of_stream") is True or not moved
        if events_done:
            break
    events_from = max(progress.events_from, start)
    return Reconciled(
        tuple(sightings),
        Progress(events_from, cursor, progress.tickets_from),
        tuple(problems),
        more=not (tickets_done and events_done),
    )


def _tickets_path(cursor: str, start: int) -> str:
    where = f"cursor={quote(cursor, safe='')}" if cursor else f"start_time={start}"
    return f"/api/v2/incremental/tickets/cursor.json?{where}"


def _events_path(start: int) -> str:
    return f"/api/v2/incremental/ticket_events.json?start_time={start}&include=comment_events"


def _read_all(
    page: Json, key: str, sightings: list[Sighting], problems: list[str], read: Any
) -> None:
    """One that cannot be read must not stop the rest."""
    items = page.get(key)
    for item in items if isinstance(items, list) else ():
        try:
            if not isinstance(item, dict):
                raise BadEvent(f"{key}: holds something that is not an object")
            found = read(item)
        except BadEvent as problem:
            problems.append(f"{key} {item.get('id') if isinstance(item, dict) else '?'}: {problem}")
            continue
        if found is not None:
            sightings.append(found)


def read_ticket(ticket: Json, settings: SourceSettings, now: Instant) -> Sighting:
    """A ticket of the export: its facts, its opening, and that it was merged or deleted."""
    number = identifier(ticket, "id", "ticket.")
    updated_at = instant(ticket, "updated_at", "ticket.")
    finding = Finding(settings, number, updated_at, now)
    finding.opened(instant(ticket, "created_at", "ticket."))
    ticket_facts(finding, ticket)
    tags = finding.changes.get("tags")
    if (maybe_text(ticket, "status") or "").lower() == "deleted":
        finding.moment(Kind.DELETED, updated_at)
    elif isinstance(tags, tuple) and "closed_by_merge" in tags:
        finding.moment(Kind.MERGED, updated_at)
    return finding.sighting()


def read_audit(
    audit: Json, users: Mapping[str, Json], settings: SourceSettings, now: Instant
) -> Sighting | None:
    """An audit with its comments and changes of status; None when it holds neither."""
    number = identifier(audit, "ticket_id", "ticket_event.")
    at = _audit_at(audit)
    finding = Finding(settings, number, at, now)
    children = audit.get("child_events")
    is_creation = False
    for child in children if isinstance(children, list) else ():
        if not isinstance(child, dict):
            continue
        kind = (maybe_text(child, "event_type") or "").lower()
        if kind == "create":
            is_creation = True
        if kind in ("create", "change") and "status" in child:
            _status(finding, child, is_creation)
        elif kind == "comment":
            _comment(finding, child, users, is_creation)
    return finding.sighting() if finding.events or finding.echoes else None


def _audit_at(audit: Json) -> Instant:
    at = maybe_instant(audit, "created_at", "ticket_event.")
    if at is not None:
        return at
    stamp = audit.get("timestamp")
    if isinstance(stamp, int) and not isinstance(stamp, bool) and 631_152_000 <= stamp < 2**32:
        return stamp * SECOND
    raise BadEvent("ticket_event.created_at: is missing, and so is timestamp")


def _status(finding: Finding, child: Json, is_creation: bool) -> None:
    status = STATUSES.get((maybe_text(child, "status") or "").lower())
    if status is None:
        return  # deleted, which the tickets tell
    before = STATUSES.get((maybe_text(child, "previous_value") or "").lower())
    finding.status(status, OPEN if is_creation else before, finding.at)


def _comment(finding: Finding, child: Json, users: Mapping[str, Json], is_creation: bool) -> None:
    if is_creation:
        return  # the ticket's first text, which answers nothing
    author = maybe_text(child, "author_id")
    user = users.get(author or "", {})
    finding.said(
        identifier(child, "id", "ticket_event.child_events."),
        Speaker(
            user=author,
            email=maybe_text(user, "email"),
            organisation=maybe_text(user, "organization_id"),
            staff=(maybe_text(user, "role") or "end-user") != "end-user",
            automatic=is_automatic(author, child.get("via")),
        ),
        public=child.get("public") is True,
        body=maybe_text(child, "body") or "",
        author=maybe_text(user, "name") or "",
    )


def _users(api: ZendeskApi, audits: Iterable[object]) -> dict[str, Json]:
    """Those who wrote comments: only their records say whether they are staff."""
    ids: dict[str, None] = {}
    for audit in audits:
        children = audit.get("child_events") if isinstance(audit, dict) else None
        for child in children if isinstance(children, list) else ():
            author = maybe_text(child, "author_id") if isinstance(child, dict) else None
            if author is not None and author.isascii() and author.isdigit():
                ids[author] = None
    known: dict[str, Json] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _USERS_AT_ONCE):
        some = ",".join(wanted[start : start + _USERS_AT_ONCE])
        found = api.get(f"/api/v2/users/show_many.json?ids={some}").get("users")
        for user in found if isinstance(found, list) else ():
            if isinstance(user, dict):
                known[maybe_text(user, "id") or ""] = user
    return known
