"""Small tools that every repository uses."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from router.domain.errors import BadEvent

Row = Mapping[str, Any]


def all_rows(connection: Connection, statement: Executable) -> list[Row]:
    return [dict(row._mapping) for row in connection.execute(statement)]


def one_row(connection: Connection, statement: Executable) -> Row | None:
    """The first row, where there is one."""
    row = connection.execute(statement).first()
    return None if row is None else dict(row._mapping)


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def insert_for(connection: Connection, table: Table) -> Any:
    """An INSERT of the database's own dialect, which knows ON CONFLICT."""
    return postgresql.insert(table) if is_postgres(connection) else sqlite.insert(table)


def insert_new(connection: Connection, table: Table, values: Row) -> bool:
    """Insert unless a unique key of it is there already; True when it was new."""
    statement = (
        insert_for(connection, table)
        .values(values)
        .on_conflict_do_nothing()
        .returning(next(iter(table.primary_key)))
    )
    return connection.execute(statement).first() is not None


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
