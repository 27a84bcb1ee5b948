"""What goes to the driver past SQLAlchemy fails as everything else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.store.engine import make_engine, sqlite_url
from router.store.prepare import prepare
from router.store.unit import SqlStore
from router.usecases.ports import Unavailable
from router.usecases.records import Receipt
from tests.databases import postgres_database
from tests.usecases.world import MORNING


def test_a_server_that_goes_away_between_two_statements_is_unavailable_once(
    postgres: str, postgres_template: str
) -> None:
    """Its other connections are gone as well, and are not tried one after the other."""
    with postgres_database(postgres, postgres_template) as url:
        store, other = SqlStore(make_engine(url)), make_engine(postgres)
        with store.read() as one, store.read() as two:
            assert one.sources.find("acme") is two.sources.find("acme") is None
        name = url.split("/")[3].partition("?")[0]

        def cut_off() -> None:
            with store.write() as work:
                assert work.sources.find("acme") is None
                with other.connect() as connection:
                    connection.exec_driver_sql(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        f" WHERE datname = '{name}'"
                    )
                work.sources.find("acme")

        with pytest.raises(Unavailable, match="the database cannot take it now"):
            cut_off()
        for _ in range(3):
            with store.write() as work:
                assert work.receipts.add(Receipt("R-1", "acme", "d1", MORNING, b"{}"))
        store.close()
        other.dispose()


def test_a_full_database_is_unavailable_and_keeps_nothing(tmp_path: Path) -> None:
    store = SqlStore(make_engine(sqlite_url(tmp_path / "router.db"), connections=1))
    prepare(store.engine)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as many as there are

    def fill() -> None:
        with store.write() as work:
            assert work.receipts.add(Receipt("R-1", "acme", "d1", MORNING, b"{}"))
            work.receipts.add(Receipt("R-2", "acme", "d2", MORNING, bytes(1 << 20)))

    with pytest.raises(Unavailable, match="full"):
        fill()
    with store.read() as work:
        assert work.receipts.list("acme").items == ()
    store.close()


def test_parameters_come_back_as_the_types_say(store: SqlStore) -> None:
    odd = Receipt("R-1", "acme", "d\x00\ud800", MORNING, b"\x00\xff", ("a",), ("b", "c"))
    with store.write() as work:
        assert work.receipts.add(odd)
        assert not work.receipts.add(odd)
        work.commit()
    with store.read() as work:
        found = work.receipts.get("R-1")
    assert found.delivery_id == "d\ufffd\ufffd"
    assert (found.body, found.flags, found.unknown) == (b"\x00\xff", ("a",), ("b", "c"))
