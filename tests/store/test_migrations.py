"""A data folder is brought up to date, and a newer one is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from router.store.engine import make_engine, sqlite_url
from router.store.prepare import NewerData, prepare
from router.store.tables.tables import metadata
from router.store.unit import SqlStore
from router.usecases.ports import Unavailable


def test_the_migrations_make_the_tables_that_the_code_knows(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_preparing_again_changes_nothing(store: SqlStore) -> None:
    prepare(store.engine)
    prepare(store.engine)


def test_data_of_a_newer_program_is_refused_in_one_line(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerData, match="'9999', which is newer than this program"):
        prepare(store.engine)


def test_a_database_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        prepare(make_engine(sqlite_url(tmp_path / "no" / "folder.db")))


def test_sqlite_is_set_up_to_keep_what_is_acknowledged(sqlite_store: SqlStore) -> None:
    with sqlite_store.engine.connect() as connection:
        asked = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000}
