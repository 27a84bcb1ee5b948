"""Connecting: SQLite in a file of the data folder, or PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError

#: How long a write waits for another process's, in seconds, before it is refused (503).
BUSY_SECONDS = 10
# A connection that was not used for so long is asked whether it still stands.
_ASK_AFTER_SECONDS = 0.5
_RESTED = "sla_rested"


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def make_engine(url: str, *, connections: int = 16) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…` (psycopg 3).

    SQLite: WAL, and `synchronous=FULL`, because a webhook is answered 2xx only once it is on disk.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            hide_parameters=True,  # an error must not carry a ticket's words into the log
            pool_size=connections,
            max_overflow=connections,
            pool_timeout=BUSY_SECONDS,
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=connections,
        max_overflow=connections,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=10s"},
    )
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ask_rested)
    return engine


def _note_rest(_connection: Any, record: Any) -> None:
    record.info[_RESTED] = time.monotonic()


def _ask_rested(connection: Any, record: Any, _proxy: Any) -> None:
    """Whether a connection that was not used for a while still stands: a restarted server is
    noticed before the first statement. Asking before every use would cost a round trip each."""
    rested = record.info.get(_RESTED)
    if rested is None or time.monotonic() - rested < _ASK_AFTER_SECONDS:
        return
    try:
        connection.execute("")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError("the server has closed the connection") from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """A writer takes the write lock at once: two that both read first and then write would meet
    in a deadlock that no waiting resolves."""
    writes = connection.get_execution_options().get("writes", True)
    if writes:
        _begin_immediate(connection)
    else:
        connection.connection.driver_connection.execute("BEGIN")


def _begin_immediate(connection: Any) -> None:
    """Take the write lock, asking every millisecond while another process has it.

    SQLite's own waiting sleeps for longer and longer, up to a tenth of a second, while others
    overtake: the slowest of a hundred writes then takes half a second.
    """
    until = time.monotonic() + BUSY_SECONDS
    driver: sqlite3.Connection = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(0.001)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails once more, as SQLAlchemy's errors do
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
