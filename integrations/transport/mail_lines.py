"""Connections to mail servers, kept for the next mail of a burst.

One is kept only after a mail that the server took. Whatever else came of a mail, its connection is
closed: what the server made of it is not known, and nothing must follow on the same line.
"""

from __future__ import annotations

import contextlib
import select
import smtplib
import socket
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from integrations.transport.addresses import Guard
from integrations.transport.lines import Line, TlsLine, connect, in_time, tls_context

_IDLE_SECONDS = 5.0  # servers hang up sooner or later; this is sooner than any
_KEPT = 8  # for one server
_MAILS = 50  # by one connection; some servers allow no more than a hundred
_NAME_SECONDS = 2.0


@dataclass(frozen=True)
class Server:
    """A mail server and how to speak to it. `timeout` in seconds, for each step; a whole mail has
    twice as long."""

    host: str
    port: int
    security: str
    timeout: float
    ca_file: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


class _Smtp(smtplib.SMTP):
    """Connects through the guard, within the time."""

    def __init__(self, server: Server, guard: Guard, until: float) -> None:
        self._server, self._guard, self._until = server, guard, until
        super().__init__(local_hostname=_our_name(), timeout=server.timeout)
        self._host = server.host  # what STARTTLS expects the certificate to name
        self.mails = 0
        self.rested_at = 0.0

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        line = connect(self._guard, host, port, self._until, timeout)
        if self._server.security != "tls":
            return line
        return tls_context(self._server.ca_file, "mail").wrap_socket(line, server_hostname=host)

    def begin(self, until: float) -> None:
        """Another mail begins, that has time until then."""
        if isinstance(self.sock, Line | TlsLine):
            self.sock.until = until
            self.sock.settimeout(self._server.timeout)

    def stands(self) -> bool:
        """Whether it can be used for one more mail; asks the server."""
        rested = time.monotonic() - self.rested_at
        if self.mails >= _MAILS or rested > _IDLE_SECONDS or self.sock is None:
            return False
        try:
            # Nothing is to be said by the server now: what can be read is its farewell.
            if select.select([self.sock], [], [], 0)[0]:
                return False
            return self.noop()[0] == 250
        except (smtplib.SMTPException, OSError, ValueError):
            return False

    def part(self) -> None:
        """Without waiting for a farewell; a server that is rude at parting undoes nothing."""
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self.begin(time.monotonic() + 1.0)
            self.putcmd("quit")
        self.close()


class MailLines:
    """Those of one process. From any thread."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._changed = threading.Condition()
        self._resting: dict[Server, list[_Smtp]] = {}
        self._thread: threading.Thread | None = None
        weakref.finalize(self, _close_all, self._resting)

    @contextmanager
    def to(self, server: Server) -> Iterator[smtplib.SMTP]:
        """A connection for one mail: one that rests, or a new one.

        Raises what smtplib raises, AddressRefused, and TimeoutError when the time is up.
        """
        until = time.monotonic() + 2 * server.timeout
        line = self._rested(server, until) or _open(server, self._guard, until)
        try:
            yield line
        except BaseException as error:
            line.close()
            _heed_time(error, until)
            raise
        line.mails += 1
        line.rested_at = time.monotonic()
        self._rest(server, line)

    def close(self) -> None:
        """Those that rest; there may be new ones."""
        with self._changed:
            old = [line for lines in self._resting.values() for line in lines]
            self._resting.clear()
        for line in old:
            line.part()

    def _rested(self, server: Server, until: float) -> _Smtp | None:
        while True:
            with self._changed:
                lines = self._resting.get(server)
                if not lines:
                    return None
                line = lines.pop()
            line.begin(until)
            if line.stands():
                return line
            line.part()

    def _rest(self, server: Server, line: _Smtp) -> None:
        with self._changed:
            lines = self._resting.setdefault(server, [])
            if line.mails < _MAILS and len(lines) < _KEPT:
                lines.append(line)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._tidy, name="mail", daemon=True)
                    self._thread.start()
                return
        line.part()

    def _tidy(self) -> None:
        """Close what nobody needs any more, as long as there is something."""
        while True:
            with self._changed:
                self._changed.wait(_IDLE_SECONDS / 2)
                oldest = time.monotonic() - _IDLE_SECONDS
                old = [one for some in self._resting.values() for one in some]
                old = [one for one in old if one.rested_at < oldest]
                for server, lines in list(self._resting.items()):
                    self._resting[server] = [one for one in lines if one not in old]
                    if not self._resting[server]:
                        del self._resting[server]
                if not self._resting:
                    self._thread = None
            for line in old:
                line.part()
            if self._thread is not threading.current_thread():
                return


def _open(server: Server, guard: Guard, until: float) -> _Smtp:
    line = _Smtp(server, guard, until)
    try:
        code, said = line.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        if server.security == "starttls":
            line.starttls(context=tls_context(server.ca_file, "mail"))
        if server.user:
            line.login(server.user, server.password)
    except BaseException as error:
        line.close()
        _heed_time(error, until)
        raise
    return line


def _heed_time(error: BaseException, until: float) -> None:
    """smtplib says of a line that was too slow that it hung up."""
    if isinstance(error, OSError) and time.monotonic() >= until:
        raise TimeoutError("timed out") from error


def _close_all(resting: dict[Server, list[_Smtp]]) -> None:
    for lines in resting.values():
        for line in lines:
            line.close()


@cache
def _our_name() -> str:
    """What we call ourselves to a mail server. Finding out may ask the name servers: once."""
    try:
        name = in_time(socket.getfqdn, _NAME_SECONDS)
    except (OSError, ValueError):
        name = ""
    return name if "." in name else "[127.0.0.1]"
