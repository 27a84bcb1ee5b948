"""The unit of work: one transaction, and every repository in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, TimeoutError

from router.store.engine import BUSY_SECONDS
from router.store.repositories.account_rows import SqlLogins, SqlTokens, SqlUsers
from router.store.repositories.clock_rows import SqlClocks
from router.store.repositories.event_rows import SqlEvents
from router.store.repositories.history_rows import SqlHistory
from router.store.repositories.notice_rows import SqlDeliveries, SqlNotices
from router.store.repositories.receipt_rows import SqlEchoes, SqlReceipts, SqlThreads
from router.store.repositories.setting_rows import (
    SqlContracts,
    SqlCustomers,
    SqlEndpoints,
    SqlNotes,
    SqlSources,
)
from router.store.repositories.ticket_rows import SqlChanges, SqlTickets
from router.usecases import ports
from router.usecases.ports import Unavailable


class SqlUnitOfWork:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tickets: ports.Tickets = SqlTickets(connection)
        self.events: ports.Events = SqlEvents(connection)
        self.clocks: ports.Clocks = SqlClocks(connection)
        self.notices: ports.Notices = SqlNotices(connection)
        self.deliveries: ports.Deliveries = SqlDeliveries(connection)
        self.receipts: ports.Receipts = SqlReceipts(connection)
        self.echoes: ports.Echoes = SqlEchoes(connection)
        self.threads: ports.Threads = SqlThreads(connection)
        self.sources: ports.Sources = SqlSources(connection)
        self.endpoints: ports.Endpoints = SqlEndpoints(connection)
        self.tokens: ports.Tokens = SqlTokens(connection)
        self.users: ports.Users = SqlUsers(connection)
        self.logins: ports.Logins = SqlLogins(connection)
        self.customers: ports.Customers = SqlCustomers(connection)
        self.contracts: ports.Contracts = SqlContracts(connection)
        self.changes: ports.Changes = SqlChanges(connection)
        self.history: ports.History = SqlHistory(connection)
        self.notes: ports.Notes = SqlNotes(connection)

    def commit(self) -> None:
        self._connection.commit()


class SqlStore:
    """What `Store` asks for, on SQLite or PostgreSQL.

    In one process one thread writes to SQLite at a time: its own lock between processes is a loop
    of sleeps, in which a thread sometimes waits for over a second while others overtake it.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        is_sqlite = engine.dialect.name == "sqlite"
        self._lock = threading.Lock() if is_sqlite else None
        # On PostgreSQL each statement sees what is committed by then, in a transaction or not:
        # reading without one saves two round trips. On SQLite a transaction is one moment.
        self._reading = {} if is_sqlite else {"isolation_level": "AUTOCOMMIT"}

    @contextmanager
    def write(self) -> Iterator[SqlUnitOfWork]:
        if self._lock is not None and not self._lock.acquire(timeout=BUSY_SECONDS):
            raise Unavailable("the database is busy with other writes; try again")
        try:
            with self._connected(writes=True) as work:
                yield work
        finally:
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        with self._connected(writes=False) as work:
            yield work

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[SqlUnitOfWork]:
        try:
            options = {"writes": True} if writes else {"writes": False, **self._reading}
            with self.engine.connect().execution_options(**options) as connection:
                yield SqlUnitOfWork(connection)
        except TimeoutError:
            raise Unavailable("every connection to the database is in use; try again") from None
        except DBAPIError as error:
            if not _passes(error):
                raise
            raise Unavailable(f"the database cannot take it now: {_words(error)}") from error


def _passes(error: DBAPIError) -> bool:
    """Whether it is about the database's condition, rather than a mistake of ours."""
    return error.connection_invalidated or type(error).__name__ in (
        "OperationalError",
        "InterfaceError",
    )


def _words(error: DBAPIError) -> str:
    """The driver's first line; never the statement or its values, which may hold a ticket."""
    return str(error.orig).strip().splitlines()[0][:200] if str(error.orig).strip() else "no answer"
