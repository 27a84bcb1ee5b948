"""Bringing a database to the version of this program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from router.domain.errors import RouterError
from router.usecases.ports import Unavailable

HEAD = "0002"
_MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that nothing else locks: two processes that start together migrate one by one.
_LOCK = 7_203_514


class NewerData(RouterError):
    """The data was written by a newer version of the program than this one."""


def prepare(engine: Engine) -> None:
    """Create or migrate the tables; does nothing when they are up to date.

    Raises NewerData for a revision that this program does not know, Unavailable when there is no
    database to be reached.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            if _revision(connection) != HEAD:
                _migrate(connection)
                connection.commit()
    except DBAPIError as error:
        words = str(error.orig).strip().splitlines() or ["no answer"]
        raise Unavailable(f"the database cannot be opened: {words[0][:200]}") from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    # Alembic is slow to import and needed only now.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerData(
            f"the data is of version {found!r}, which is newer than this program ({HEAD!r}); "
            "install the newer program, or use another data folder"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
