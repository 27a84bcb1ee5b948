"""Connections whose every wait ends at one deadline, to addresses that may be called.

A receiver that drips a byte a second satisfies any timeout of a single step. So a call has one
deadline, and the time that is left bounds each step of it: looking up the name, connecting,
the TLS handshake, each reading and each writing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from integrations.transport.addresses import Guard

T = TypeVar("T")


def left_until(until: float) -> float:
    """The seconds left until then (steady clock). Raises TimeoutError if there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class _Bounded:
    """Before each wait the time that is left becomes the socket's timeout, where it is shorter than
    that of a single step. `until`: the end of the call, of the steady clock; None: no call."""

    until: float | None = None
    _step: float | None = None

    def settimeout(self, seconds: float | None) -> None:
        self._step = seconds
        super().settimeout(seconds)  # type: ignore[misc]  # that of the socket beside

    def bound(self) -> None:
        if self.until is not None:
            left = left_until(self.until)
            seconds = left if self._step is None else min(left, self._step)
            super().settimeout(seconds)  # type: ignore[misc]

    def recv(self, *args: Any, **more: Any) -> Any:
        self.bound()
        return super().recv(*args, **more)  # type: ignore[misc]

    def recv_into(self, *args: Any, **more: Any) -> Any:
        self.bound()
        return super().recv_into(*args, **more)  # type: ignore[misc]

    def send(self, *args: Any, **more: Any) -> Any:
        self.bound()
        return super().send(*args, **more)  # type: ignore[misc]

    def sendall(self, *args: Any, **more: Any) -> Any:
        self.bound()  # a plain one counts down over the whole of it, one of TLS calls `send`
        return super().sendall(*args, **more)  # type: ignore[misc]


class Line(_Bounded, socket.socket):
    """A plain connection."""


class TlsLine(_Bounded, ssl.SSLSocket):
    """The same after a handshake."""


class _Context(ssl.SSLContext):
    """Makes a line of TLS out of a plain one, within the same time."""

    def wrap_socket(self, sock: socket.socket, *args: Any, **more: Any) -> ssl.SSLSocket:
        until = getattr(sock, "until", None)
        if isinstance(sock, Line):
            sock.bound()  # the handshake as a whole has the timeout that the socket has
        made = super().wrap_socket(sock, *args, **more)
        if isinstance(made, TlsLine):
            made.until = until
        return made


@cache
def tls_context(ca_file: str, use: str) -> ssl.SSLContext:
    """One a process for each `use`: reading all root certificates takes longer than a call.
    An empty `ca_file` means the machine's own roots."""
    del use  # what is spoken inside of TLS is a setting of the context, too
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)  # verifies certificate and name
    context.sslsocket_class = TlsLine
    if ca_file:
        context.load_verify_locations(ca_file)
    else:
        context.load_default_certs()
    return context


def connect(
    guard: Guard, host: str, port: int, until: float, step: float, options: Any = ()
) -> Line:
    """A connection to the first checked address that answers; `step`: seconds for each address.

    A name is looked up once, and what is connected to are the addresses that were checked. Raises
    AddressRefused, TimeoutError, OSError.
    """
    last: OSError | None = None
    for address in _look_up(guard, host, port, until):
        line = Line(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            for option in options:
                line.setsockopt(*option)
            line.until = until
            line.settimeout(step)
            line.bound()
            line.connect((address, port))
        except OSError as error:
            line.close()
            last = error
        except BaseException:
            line.close()
            raise
        else:
            return line
    raise last or OSError(f"{host} has no address")


def _look_up(guard: Guard, host: str, port: int, until: float) -> list[str]:
    left = left_until(until)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return in_time(lambda: guard.addresses(host, port), left)
    return guard.addresses(host, port)


def in_time(what: Callable[[], T], seconds: float) -> T:
    """What it gives, or TimeoutError: for what cannot be interrupted, as looking up a name. Its
    thread ends when the resolver gives up."""
    back: SimpleQueue[tuple[T, None] | tuple[None, Exception]] = SimpleQueue()

    def run() -> None:
        try:
            back.put((what(), None))
        except Exception as error:  # noqa: BLE001  # raised again where it is waited for
            back.put((None, error))

    threading.Thread(target=run, name="in-time", daemon=True).start()
    try:
        found, error = back.get(timeout=seconds)
    except Empty:
        raise TimeoutError("timed out") from None
    if error is not None:
        raise error
    return found  # type: ignore[return-value]  # without an error it is what `what` gave
