"""Small tools that every repository uses."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from router.domain.errors import BadEvent

Row = Mapping[str, Any]


def all_rows(connection: Connection, statement: Executable, values: Row | None = None) -> list[Row]:
    """Every row; `values` are those of the statement's parameters."""
    return [dict(row._mapping) for row in connection.execute(statement, _plain(values))]


def one_row(connection: Connection, statement: Executable, values: Row | None = None) -> Row | None:
    """The first row, where there is one."""
    row = connection.execute(statement, _plain(values)).first()
    return None if row is None else dict(row._mapping)


def _plain(values: Row | None) -> dict[str, Any] | None:
    return None if values is None else dict(values)


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def insert_for(connection: Connection, table: Table) -> Any:
    """An INSERT of the database's own dialect, which knows ON CONFLICT."""
    return postgresql.insert(table) if is_postgres(connection) else sqlite.insert(table)


@cache
def _insert_ignoring(table: Table, postgres: bool) -> Any:
    # Made once: SQLAlchemy keeps the compiled text by the statement, and looking that up is most
    # of what a statement costs.
    made = postgresql.insert(table) if postgres else sqlite.insert(table)
    return made.on_conflict_do_nothing().returning(next(iter(table.primary_key)))


def insert_new(connection: Connection, table: Table, values: Row) -> bool:
    """Insert unless a unique key of it is there already; True when it was new."""
    statement = _insert_ignoring(table, is_postgres(connection))
    return connection.execute(statement, dict(values)).first() is not None


def insert_several_new(
    connection: Connection, table: Table, rows: Sequence[Row], returning: str
) -> frozenset[Any]:
    """The same for many; what `returning` holds in those that were new."""
    statement = _insert_several(table, is_postgres(connection), returning)
    # One alone is spared what SQLAlchemy does to put many into one statement.
    values = dict(rows[0]) if len(rows) == 1 else [dict(row) for row in rows]
    return frozenset(connection.execute(statement, values).scalars())


@cache
def _insert_several(table: Table, postgres: bool, returning: str) -> Any:
    made = postgresql.insert(table) if postgres else sqlite.insert(table)
    return made.on_conflict_do_nothing().returning(table.c[returning])


def upsert(connection: Connection, table: Table, values: Row, key: Sequence[str]) -> None:
    """Insert, or overwrite the row with that key."""
    statement = insert_for(connection, table).values(values)
    rest = {name: statement.excluded[name] for name in values if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=rest))


def cursor_of(*parts: object) -> str:
    """Where a page ended, as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str, types: Sequence[type]) -> list[Any]:
    """The parts of a cursor; raises BadEvent for one that we did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except ValueError:
        parts = None
    fits = isinstance(parts, list) and len(parts) == len(types)
    if not fits or not all(
        isinstance(part, wanted) and not isinstance(part, bool)
        for part, wanted in zip(parts or (), types, strict=False)
    ):
        raise BadEvent(f"cursor {cursor[:80]!r} is not one of ours; use `next` of the last page")
    assert isinstance(parts, list)
    if any(isinstance(part, int) and abs(part) >= 1 << 63 for part in parts):
        raise BadEvent(f"cursor {cursor[:80]!r} is not one of ours; use `next` of the last page")
    return parts
