"""The data folder: that it can be used, by one system at a time, and what it was written by.

format        the number of the layout below; a newer one is refused
lock          held by the running supervisor; the kernel lets go of it however that ends
secret.key    opens sealed secrets (0600)
sla-router.db the database, unless another is set
run/          sockets and the list of running processes; may be deleted while nothing runs
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from router.domain.errors import RouterError

FORMAT = 1


class BadDataFolder(RouterError):
    """The data folder cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process of the running system. `identity`: see router.runtime.processes; `state`: running
    or waiting (to be started again); `since`: whole seconds since 1970."""

    name: str
    pid: int
    identity: str
    state: str
    restarts: int
    since: int


def prepare(data: Path) -> None:
    """Make the folder if there is none, and keep other users of the machine from reading what is
    in it: the files of this process, and those it starts, are its owner's alone from here on.

    Raises BadDataFolder where it cannot be written or was written by a newer version.
    """
    os.umask(0o077)
    marker = data / "format"
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        run_folder(data).mkdir(exist_ok=True, mode=0o700)
        if not os.access(data, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
        written_by = marker.read_text(encoding="ascii").strip() if marker.exists() else ""
        if not written_by:
            marker.write_text(f"{FORMAT}\n", encoding="ascii")
            written_by = str(FORMAT)
        _keep_private(data)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "its file 'format' is garbled"
        raise BadDataFolder(
            f"data folder {data} cannot be written ({why}); "
            "choose another with --data, or change its owner"
        ) from None
    if not written_by.isdigit():
        raise BadDataFolder(
            f"{marker} holds {written_by[:20]!r}, not a number; choose another folder with --data"
        )
    if int(written_by) > FORMAT:
        raise BadDataFolder(
            f"data folder {data} was written by a newer version (format {written_by}, this one "
            f"knows {FORMAT}); update sla-router, or choose another folder with --data"
        )


def _keep_private(data: Path) -> None:
    # The folder may have been made beforehand, open to all, and filled under another umask.
    for path in [data / "lock", *data.glob("*.db"), *data.glob("*.db-*")]:
        try:
            mode = path.stat().st_mode
            if mode & 0o077:
                path.chmod(mode & 0o700)
        except (FileNotFoundError, PermissionError):
            continue  # gone meanwhile, or another user's, who decides


def run_folder(data: Path) -> Path:
    """Where sockets and the list of processes are."""
    return data / "run"


def lock(data: Path) -> TextIO:
    """Take the folder for this process until the returned file is closed or the process ends.

    Raises BadDataFolder where another system holds it.
    """
    file = (data / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = lock_holder(data)
        file.close()
        raise BadDataFolder(
            f"data folder {data} is in use by a running system"
            + (f" (process {holder})" if holder else "")
            + "; stop that one, or choose another folder with --data"
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def lock_holder(data: Path) -> int | None:
    """The process number written in the lock; None where there is none."""
    try:
        text = (data / "lock").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(text) if text.isdigit() else None


def is_locked(data: Path) -> bool:
    """Whether a running system holds the folder."""
    try:
        with (data / "lock").open("r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def write_running(data: Path, running: list[Running]) -> None:
    """Record what runs, whole or not at all."""
    path = run_folder(data) / "processes.json"
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps([asdict(one) for one in running], indent=1), encoding="utf-8")
    aside.replace(path)


def read_running(data: Path) -> list[Running]:
    """What was recorded as running; empty where nothing readable is."""
    try:
        listed = json.loads((run_folder(data) / "processes.json").read_text(encoding="utf-8"))
        return [Running(**one) for one in listed]
    except (OSError, ValueError, TypeError):
        return []


def write_address(data: Path, host: str, port: int, url: str) -> None:
    """Record where the system in this folder is reached."""
    (run_folder(data) / "address.json").write_text(
        json.dumps({"host": host, "port": port, "url": url}), encoding="utf-8"
    )


def read_address(data: Path) -> tuple[str, int, str] | None:
    """Host, port and URL of the last system that ran in this folder; None where none did."""
    try:
        kept = json.loads((run_folder(data) / "address.json").read_text(encoding="utf-8"))
        return str(kept["host"]), int(kept["port"]), str(kept["url"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
