"""Connections: who waits for whom, and what has gone away meanwhile."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from router.store import engine
from router.store.engine import make_engine, sqlite_url
from router.store.prepare import prepare
from router.store.unit import SqlStore
from router.usecases.ports import Unavailable
from tests.databases import postgres_database
from tests.patience import PATIENCE


@pytest.fixture
def pair(tmp_path: Path) -> tuple[SqlStore, SqlStore]:
    """One SQLite file as two processes see it."""
    url = sqlite_url(tmp_path / "router.db")
    made = SqlStore(make_engine(url)), SqlStore(make_engine(url))
    prepare(made[0].engine)
    return made


def test_a_writer_waits_for_another_process_and_sees_what_it_wrote(
    pair: tuple[SqlStore, SqlStore],
) -> None:
    held, asked = threading.Event(), threading.Event()

    def hold() -> None:
        with pair[0].write() as work:
            work.notes.set("who", "first")
            held.set()
            assert asked.wait(PATIENCE)
            work.commit()

    first = threading.Thread(target=hold)
    first.start()
    assert held.wait(PATIENCE)
    asked.set()
    with pair[1].write() as work:
        assert work.notes.get("who") == "first"
    first.join()


def test_a_lock_that_nobody_lets_go_of_is_unavailable_and_not_a_bug(
    pair: tuple[SqlStore, SqlStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    with pair[0].write() as first:
        first.notes.set("who", "first")
        with pytest.raises(Unavailable, match="locked"), pair[1].write() as work:
            work.notes.set("who", "second")
    with pair[1].write() as work:  # and the connection is whole afterwards
        work.notes.set("who", "second")
        work.commit()


def test_a_server_that_closed_a_resting_connection_is_noticed_before_it_is_used(
    postgres: str, postgres_template: str
) -> None:
    with postgres_database(postgres, postgres_template) as url:
        store, other = SqlStore(make_engine(url)), make_engine(postgres)
        with store.write() as work:
            work.notes.set("a", "b")
            work.commit()
        with other.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{url.split('/')[3].partition('?')[0]}'"
            )
        time.sleep(0.6)
        with store.read() as work:
            assert work.notes.get("a") == "b"
        store.close()
        other.dispose()


def test_an_error_of_the_database_does_not_repeat_what_it_was_given(store: SqlStore) -> None:
    with (
        store.engine.connect() as connection,
        pytest.raises(SQLAlchemyError) as refused,
    ):
        connection.execute(text("SELECT no_such(:words)"), {"words": "my printer is on fire"})
    assert "printer" not in str(refused.value)
