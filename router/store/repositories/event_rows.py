"""Events are only ever added; their words stand in a table of their own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, select

from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant
from router.store.prepared import Prepared
from router.store.repositories.row_tools import Row, all_rows, insert_several_new
from router.store.tables.tables import events, storable, texts
from router.usecases.records import NewEvent, StoredEvent, Text

_OF_TICKET = Prepared(
    select(events).where(events.c.ticket_id == bindparam("this")).order_by(events.c.id)
)
_WITH_TEXTS = Prepared(
    select(events, texts.c.body, texts.c.author, texts.c.public)
    .select_from(
        events.outerjoin(
            texts, and_(texts.c.ticket_id == events.c.ticket_id, texts.c.key == events.c.key)
        )
    )
    .where(events.c.ticket_id == bindparam("this"))
    .order_by(events.c.id)
)
_OF_TICKETS = (
    select(events)
    .where(events.c.ticket_id.in_(bindparam("ids", expanding=True)))
    .order_by(events.c.id)
)


class SqlEvents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, ticket_id: str, new: Sequence[NewEvent]) -> tuple[Event, ...]:
        rows, words = event_rows(ticket_id, new)
        if not rows:
            return ()
        added = insert_several_new(self._connection, events, rows, "key")
        fresh = [row for row in words if row["key"] in added]
        if fresh:
            insert_several_new(self._connection, texts, fresh, "key")
        first = {storable(item.event.key): item.event for item in reversed(new)}
        return tuple(first[row["key"]] for row in rows if row["key"] in added)

    def of(self, ticket_id: str) -> tuple[StoredEvent, ...]:
        found = _WITH_TEXTS.all(self._connection, {"this": ticket_id})
        return tuple(
            StoredEvent(
                id=row["id"],
                event=_event(row),
                text=None
                if row["body"] is None
                else Text(row["body"], row["author"], row["public"]),
                text_hash=row["text_hash"],
            )
            for row in found
        )

    def folded_from(self, ticket_ids: Sequence[str]) -> Mapping[str, tuple[Event, ...]]:
        if len(ticket_ids) == 1:  # what every delivery asks, without a list to unfold
            found: Sequence[Row] = _OF_TICKET.all(self._connection, {"this": ticket_ids[0]})
        else:
            found = all_rows(self._connection, _OF_TICKETS, {"ids": list(ticket_ids)})
        by_ticket: dict[str, list[Event]] = {ticket_id: [] for ticket_id in ticket_ids}
        for row in found:
            by_ticket[row["ticket_id"]].append(_event(row))
        return {ticket_id: tuple(found) for ticket_id, found in by_ticket.items()}

    def written(self, ticket_id: str, origin: str, since: Instant) -> tuple[int, int, int]:
        both = events.join(
            texts, and_(texts.c.ticket_id == events.c.ticket_id, texts.c.key == events.c.key)
        )
        found = select(
            func.coalesce(func.sum(case((events.c.received_at > since, 1), else_=0)), 0),
            func.count(),
            func.coalesce(func.sum(func.length(texts.c.body)), 0),
        )
        found = found.select_from(both)
        found = found.where(events.c.ticket_id == ticket_id, events.c.origin == origin)
        recent, count, characters = self._connection.execute(found).one()
        return int(recent), int(count), int(characters)

    def counts(self) -> Mapping[str, int]:
        statement = select(events.c.kind, func.count()).group_by(events.c.kind)
        return {row.kind: row[1] for row in self._connection.execute(statement)}


def event_rows(
    ticket_id: str, new: Sequence[NewEvent]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the events and of their texts; the first of several with the same key."""
    first: dict[str, NewEvent] = {}
    for item in new:
        first.setdefault(storable(item.event.key), item)
    salts = {key: secrets.token_bytes(16) for key, item in first.items() if item.text}
    rows = [_to_row(ticket_id, item, salts.get(key, b"")) for key, item in first.items()]
    words = [
        {
            "ticket_id": ticket_id,
            "key": key,
            "body": item.text.body,
            "author": item.text.author,
            "public": item.text.public,
            "salt": salts[key],
        }
        for key, item in first.items()
        if item.text is not None
    ]
    return rows, words


def _to_row(ticket_id: str, item: NewEvent, salt: bytes) -> dict[str, Any]:
    event = item.event
    hashed = None if item.text is None else hashlib.sha256(salt + storable(item.text.body).encode())
    return {
        "ticket_id": ticket_id,
        "kind": event.kind.value,
        "at": event.at,
        "key": storable(event.key),
        "received_at": event.received_at,
        "sequence": event.sequence,
        "origin": event.origin,
        "data": dict(event.data),
        "text_hash": None if hashed is None else hashed.hexdigest(),
    }


def _event(row: Row) -> Event:
    return Event(
        kind=Kind(row["kind"]),
        at=row["at"],
        key=row["key"],
        received_at=row["received_at"],
        sequence=row["sequence"],
        origin=row["origin"],
        data=row["data"],
    )
