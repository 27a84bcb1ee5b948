"""Fixtures that many tests share: a migrated store on each kind of database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from router.store.engine import make_engine, sqlite_url
from router.store.prepare import prepare
from router.store.unit import SqlStore
from tests.databases import postgres_database, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running server's first database."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """The name of a migrated database to copy."""
    with postgres_database(postgres) as url:
        engine = make_engine(url)
        prepare(engine)
        engine.dispose()
        yield url.split("/")[3].partition("?")[0]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "router.db"
    engine = make_engine(sqlite_url(path))
    prepare(engine)
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "router.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield sqlite_url(path)
    else:
        server = request.getfixturevalue("postgres")
        template = request.getfixturevalue("postgres_template")
        with postgres_database(server, template) as url:
            yield url


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    """A store on each kind of database."""
    found = SqlStore(make_engine(database_url))
    yield found
    found.close()


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """A store on SQLite alone, where the kind of database is not what a test is about."""
    path = tmp_path / "router.db"
    shutil.copy(sqlite_template, path)
    found = SqlStore(make_engine(sqlite_url(path)))
    yield found
    found.close()


# A landing should not hang on which random examples came up: the same ones each time there, new
# ones on a developer's machine.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
