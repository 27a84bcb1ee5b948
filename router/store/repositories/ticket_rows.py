"""Tickets, and the feed of what changed about them."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from router.domain.errors import UnknownTicket
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.domain.time.instants import Instant
from router.store.prepared import Prepared
from router.store.repositories.missed_rows import ticket_missed
from router.store.repositories.row_tools import Row, all_rows, cursor_of, insert_new, read_cursor
from router.store.tables.tables import NEEDY, NOT_OVER, changes, tickets
from router.usecases.ports import Conflict
from router.usecases.records import Change, Mode, Page, TicketFilter, TicketRecord

_FACTS = tuple(field.name for field in fields(TicketFacts))
_EXACT = ("vendor", "tier", "state", "source", "external_id", "needs", "mode", "customer_id")
_NEEDY = cast("ColumnElement[bool]", text(NEEDY))
_NOT_OVER = cast("ColumnElement[bool]", text(NOT_OVER))

#: States of which nothing more is waited for; the same as in NOT_OVER.
OVER = (TicketState.RESOLVED, TicketState.CLOSED, TicketState.CANCELLED)
_IS_OVER = tickets.c.state.in_([state.value for state in OVER])
#: A cursor at or below it stands among the tickets that are over, so far after their opening.
_OVER_FROM = -2

_ID_IS = select(tickets).where(tickets.c.id == bindparam("this"))
_NUMBER_IS = select(tickets).where(
    tickets.c.source == bindparam("source_"), tickets.c.external_id == bindparam("number")
)
_BY_ID, _BY_ID_LOCKED = Prepared(_ID_IS), Prepared(_ID_IS.with_for_update())
_BY_NUMBER, _BY_NUMBER_LOCKED = Prepared(_NUMBER_IS), Prepared(_NUMBER_IS.with_for_update())
_SAVE = Prepared(
    update(tickets).where(tickets.c.id == bindparam("this")),
    [column.key for column in tickets.c if not column.primary_key],
)
_CHANGED = Prepared(insert(changes).inline(), ["ticket_id", "at"])


class SqlTickets:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, ticket: TicketRecord) -> None:
        if not insert_new(self._connection, tickets, ticket_row(ticket)):
            raise Conflict(f"source {ticket.source!r} has a ticket {ticket.external_id!r} already")
        self._changed(ticket.id, ticket.opened_at)

    def get(self, ticket_id: str) -> TicketRecord:
        return self._one(_BY_ID, ticket_id)

    def lock(self, ticket_id: str) -> TicketRecord:
        return self._one(_BY_ID_LOCKED, ticket_id)

    def find(self, source: str, external_id: str) -> TicketRecord | None:
        return self._found(_BY_NUMBER, {"source_": source, "number": external_id})

    def find_locked(self, source: str, external_id: str) -> TicketRecord | None:
        return self._found(_BY_NUMBER_LOCKED, {"source_": source, "number": external_id})

    def find_many(self, ids: Sequence[str]) -> tuple[TicketRecord, ...]:
        found = all_rows(self._connection, select(tickets).where(tickets.c.id.in_(ids)))
        return tuple(_from_row(row) for row in found)

    def save(self, ticket: TicketRecord, at: Instant) -> None:
        values = ticket_row(ticket)
        values["this"] = values.pop("id")
        if not _SAVE.run(self._connection, values):
            raise UnknownTicket(f"there is no ticket {ticket.id!r}")
        self._changed(ticket.id, at)

    def touch(self, ticket_id: str, at: Instant) -> None:
        self._changed(ticket_id, at)

    def list(
        self, where: TicketFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TicketRecord]:
        statement = select(tickets).where(*_conditions(where))
        if cursor is not None:
            opened_at, last = read_cursor(cursor, (int, str))
            statement = statement.where(
                or_(
                    tickets.c.opened_at < opened_at,
                    and_(tickets.c.opened_at == opened_at, tickets.c.id < last),
                )
            )
        statement = statement.order_by(tickets.c.opened_at.desc(), tickets.c.id.desc())
        found = self._many(statement.limit(limit + 1))
        more = len(found) > limit
        last_one = found[:limit][-1] if found else None
        following = cursor_of(last_one.opened_at, last_one.id) if more and last_one else None
        return Page(found[:limit], following)

    def queue(
        self,
        where: TicketFilter,
        *,
        cursor: str | None = None,
        limit: int = 50,
        over: bool = False,
    ) -> Page[TicketRecord]:
        conditions = [*_conditions(where), _NOT_OVER]
        due_at, last = (None, "") if cursor is None else read_cursor(cursor, (int, str))
        found: tuple[TicketRecord, ...] = ()
        past_open = where.state in OVER or (due_at is not None and due_at <= _OVER_FROM)
        if not past_open and (due_at is None or due_at >= 0):
            statement = select(tickets).where(*conditions, tickets.c.next_due_at.is_not(None))
            if due_at is not None:
                statement = statement.where(
                    or_(
                        tickets.c.next_due_at > due_at,
                        and_(tickets.c.next_due_at == due_at, tickets.c.id > last),
                    )
                )
            statement = statement.order_by(tickets.c.next_due_at, tickets.c.id)
            found = self._many(statement.limit(limit + 1))
        if not past_open and len(found) <= limit:
            statement = select(tickets).where(*conditions, tickets.c.next_due_at.is_(None))
            if due_at is not None and due_at < 0:
                statement = statement.where(tickets.c.id > last)
            statement = statement.order_by(tickets.c.id)
            found += self._many(statement.limit(limit + 1 - len(found)))
        if over and len(found) <= limit:
            after = (_OVER_FROM - due_at, last) if past_open and due_at is not None else None
            found += self._over(where, after, limit + 1 - len(found))
        if len(found) <= limit:
            return Page(found)
        end = found[limit - 1]
        if end.state in OVER:
            return Page(found[:limit], cursor_of(_OVER_FROM - end.opened_at, end.id))
        # Tickets without a deadline come after: -1 says that the page ended among them.
        at = -1 if end.next_due_at is None else end.next_due_at
        return Page(found[:limit], cursor_of(at, end.id))

    def count_open(self, where: TicketFilter) -> int:
        statement = select(func.count()).select_from(tickets)
        statement = statement.where(*_conditions(where), _NOT_OVER)
        return int(self._connection.execute(statement).scalar_one())

    def _over(
        self, where: TicketFilter, after: tuple[Instant, str] | None, limit: int
    ) -> tuple[TicketRecord, ...]:
        """Tickets that are over, the last opened first."""
        statement = select(tickets).where(*_conditions(where), _IS_OVER)
        if after is not None:
            opened_at, last = after
            same_instant = and_(tickets.c.opened_at == opened_at, tickets.c.id < last)
            statement = statement.where(or_(tickets.c.opened_at < opened_at, same_instant))
        newest = statement.order_by(tickets.c.opened_at.desc(), tickets.c.id.desc())
        return self._many(newest.limit(limit))

    def counts(self, where: TicketFilter) -> Mapping[str, int]:
        conditions = _conditions(where)
        by_state = (
            select(tickets.c.state, func.count()).where(*conditions).group_by(tickets.c.state)
        )
        counted = {row.state: row[1] for row in self._connection.execute(by_state)}
        open_ones = [*conditions, _NOT_OVER]
        for name, condition in (
            ("needs_vendor", tickets.c.needs == "vendor"),
            ("needs_details", tickets.c.needs == "details"),
            ("check_tier", tickets.c.check_tier == true()),
        ):
            statement = select(func.count()).select_from(tickets).where(*open_ones, condition)
            counted[name] = self._connection.execute(statement).scalar_one()
        return counted

    def to_route(self, limit: int) -> tuple[str, ...]:
        statement = select(tickets.c.id).where(_NEEDY, tickets.c.needs == "routing")
        found = self._connection.execute(statement.order_by(tickets.c.id).limit(limit))
        return tuple(found.scalars())

    def _changed(self, ticket_id: str, at: Instant) -> None:
        _CHANGED.run(self._connection, {"ticket_id": ticket_id, "at": at})

    def _many(self, statement: Select[Any]) -> tuple[TicketRecord, ...]:
        return tuple(_from_row(row) for row in all_rows(self._connection, statement))

    def _found(self, statement: Prepared, values: Row) -> TicketRecord | None:
        row = statement.first(self._connection, values)
        return None if row is None else _from_row(row)

    def _one(self, statement: Prepared, ticket_id: str) -> TicketRecord:
        found = self._found(statement, {"this": ticket_id})
        if found is None:
            raise UnknownTicket(f"there is no ticket {ticket_id!r}")
        return found


class SqlChanges:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, sequence: int, limit: int = 500) -> tuple[Change, ...]:
        statement = select(changes).where(changes.c.sequence > sequence)
        found = all_rows(self._connection, statement.order_by(changes.c.sequence).limit(limit))
        return tuple(Change(**row) for row in found)

    def latest(self) -> int:
        return self._connection.execute(select(func.max(changes.c.sequence))).scalar() or 0

    def prune(self, before: Instant, most: int) -> int:
        old = select(changes.c.sequence).where(changes.c.at < before).limit(most)
        gone = delete(changes).where(changes.c.sequence.in_(old.scalar_subquery()))
        return self._connection.execute(gone).rowcount


def _conditions(where: TicketFilter) -> builtins.list[ColumnElement[bool]]:
    conditions: builtins.list[ColumnElement[bool]] = []
    for name in (
        "vendor",
        "tier",
        "state",
        "source",
        "external_id",
        "needs",
        "mode",
        "customer_id",
    ):
        value = getattr(where, name)
        if value is not None:
            conditions.append(tickets.c[name] == str(value))
    if where.needs:
        conditions.append(_NEEDY)
    if where.not_source is not None:
        conditions.append(tickets.c.source != where.not_source)
    if where.check_tier is not None:
        conditions.append(tickets.c.check_tier == where.check_tier)
    if where.running is not None:
        has_deadline = tickets.c.next_due_at.is_not(None)
        conditions.append(has_deadline if where.running else ~has_deadline)
    if where.ids is not None:
        conditions.append(tickets.c.id.in_(where.ids))
    if where.missed is not None:
        conditions.append(ticket_missed(where.missed))
    if where.due_before is not None:
        conditions.append(tickets.c.next_due_at < where.due_before)
    for written in (where.text or "").split():
        conditions.append(_names(written.lstrip("#") or written))
    return conditions


def _names(word: str) -> ColumnElement[bool]:
    """Whether a ticket has the word among its words, or as one of its numbers: the helpdesk's, the
    vendor's, our own."""
    return or_(
        tickets.c.search.contains(word.casefold(), autoescape=True),
        tickets.c.id == word,
        func.lower(tickets.c.vendor_reference) == word.lower(),
    )


def ticket_row(ticket: TicketRecord) -> dict[str, Any]:
    facts = ticket.facts
    words = (ticket.external_id, facts.subject, facts.requester, facts.organisation)
    return {
        "id": ticket.id,
        "source": ticket.source,
        "external_id": ticket.external_id,
        "subject": facts.subject,
        "facts": {name: getattr(facts, name) for name in _FACTS},
        "facts_at": dict(ticket.facts_at),
        "opened_at": ticket.opened_at,
        "mode": ticket.mode.value,
        "state": ticket.state.value,
        "vendor": ticket.vendor,
        "vendor_reason": ticket.vendor_reason,
        "contract": ticket.contract,
        "version": ticket.version,
        "tier": ticket.tier,
        "tier_reason": ticket.tier_reason,
        "tier_signals": [dict(signal) for signal in ticket.tier_signals],
        "confidence": ticket.confidence,
        "runner_up": ticket.runner_up,
        "check_tier": ticket.check_tier,
        "customer_id": ticket.customer_id,
        "vendor_reference": ticket.vendor_reference,
        "needs": ticket.needs,
        "next_due_at": ticket.next_due_at,
        "unreadable": ticket.unreadable,
        "search": " ".join(word for word in words if word).casefold(),
    }


def _from_row(row: Row) -> TicketRecord:
    values = {name: value for name, value in row.items() if name not in ("subject", "search")}
    facts = dict(values["facts"])
    facts["tags"] = tuple(facts.get("tags") or ())
    values["facts"] = TicketFacts(**facts)
    values["mode"] = Mode(values["mode"])
    values["state"] = TicketState(values["state"])
    values["tier_signals"] = tuple(values["tier_signals"])
    return TicketRecord(**values)
