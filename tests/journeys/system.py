"""A whole system over real processes, and the outside world around it: real sinks, no mocks."""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from router.runtime import data_folder
from tests.mail_server import MailServer
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


def wait_for(what: str, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer of `condition`; fails with `what` if there is none in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.03)
    raise AssertionError(f"{what}: did not happen within {seconds} s")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_browser() -> str:
    """Debian's chromium, or another one that is installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise AssertionError("no chromium is installed; make test installs it")


class MailSink:
    """An SMTP server that takes everything and keeps it, with the moment it came."""

    def __init__(self) -> None:
        self.mails: list[tuple[float, Message]] = []
        self._controller = MailServer(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return int(self._controller.port)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append((time.time(), email.message_from_bytes(envelope.content)))
        return "250 taken"

    def __enter__(self) -> MailSink:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def by_id(self) -> dict[str, list[Message]]:
        """The mails by their Message-ID."""
        found: dict[str, list[Message]] = {}
        for _, mail in list(self.mails):
            found.setdefault(str(mail["Message-ID"]), []).append(mail)
        return found


@dataclass(frozen=True)
class Call:
    """One request that a sink received."""

    at: float
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class HttpSink:
    """An HTTP server that answers 200 to every POST and keeps it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections stay open
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                sink.calls.append(Call(time.time(), self.path, headers, body))
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True  # one that waits on an open connection ends with us
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> HttpSink:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def by_id(self, path: str) -> dict[str, list[Call]]:
        """The requests to a path by their webhook-id."""
        found: dict[str, list[Call]] = {}
        for call in list(self.calls):
            if call.path == path:
                found.setdefault(call.headers.get("webhook-id", ""), []).append(call)
        return found


def standard_webhook_verifies(secret: str, call: Call) -> bool:
    """The signature of Standard Webhooks, computed here from its description."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode()
    digest = base64.b64encode(hmac.new(key, signed + call.body, hashlib.sha256).digest()).decode()
    return f"v1,{digest}" in call.headers["webhook-signature"].split()


@dataclass
class System:
    """`sla-router up` in a folder of its own."""

    data: Path
    policies: Path
    port: int = field(default_factory=free_port)
    variables: Mapping[str, str] = field(default_factory=dict)
    samples: bool = False
    process: subprocess.Popen[bytes] | None = None
    greetings: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that the processes wrote."""
        path = self.data.with_suffix(".log")
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def environment(self) -> dict[str, str]:
        """Ours, without the settings of whoever runs the tests."""
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("SLA_ROUTER_") and name != "REDIS_URL"
        }
        clean |= {
            "SLA_ROUTER_DATA": str(self.data),
            "SLA_ROUTER_POLICIES": str(self.policies),
            "SLA_ROUTER_PRIVATE_NETWORKS": "127.0.0.0/8",
            "PYTHONPATH": str(ROOT),
        }
        return {**clean, **self.variables}

    def start(self) -> System:
        """Start it and wait until it serves."""
        self.greetings = self.log.count("Stop with Ctrl-C")
        words = ["up", "--port", str(self.port)] + ([] if self.samples else ["--no-samples"])
        with self.data.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "router", *words],
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_for("serving", self.is_serving)
            wait_for("everything is started", self.is_whole)
        except AssertionError:
            self.stop()
            raise AssertionError(f"it did not start:\n{self.log[-4000:]}") from None
        return self

    def is_serving(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"it ended:\n{self.log[-4000:]}")
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def is_whole(self) -> bool:
        """Whether this run, and not one before it, has said that everything is started."""
        return self.log.count("Stop with Ctrl-C") > self.greetings

    def stop(self, how: signal.Signals = signal.SIGINT) -> float:
        """Stop it; seconds that it took."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return time.monotonic() - began

    def __enter__(self) -> System:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def cli(self, *words: str) -> Any:
        """Run a command on the same folder; its JSON."""
        shown = subprocess.run(
            [sys.executable, "-m", "router", *words, "--json"],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert shown.returncode == 0, shown.stderr
        return json.loads(shown.stdout)

    def pid(self, name: str) -> int:
        """The process of a part: web, worker, sweep or queue."""
        return next(one.pid for one in data_folder.read_running(self.data) if one.name == name)

    def kill(self, name: str) -> None:
        """kill -9 of a part, as soon as it runs: it may be between two lives."""

        def killed() -> bool:
            try:
                os.kill(self.pid(name), signal.SIGKILL)
            except ProcessLookupError:
                return False
            return True

        wait_for(f"{name} can be killed", killed)

    def restarts(self, name: str) -> int:
        """How often a part was started again."""
        return sum(one.restarts for one in data_folder.read_running(self.data) if one.name == name)

    def get(self, path: str, token: str) -> Any:
        """An answer of the API as JSON."""
        answer = requests.get(
            self.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, method: str, path: str, token: str, body: object) -> requests.Response:
        """A call that changes something."""
        return requests.request(
            method,
            self.url + path,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )


@dataclass(frozen=True)
class Zendesk:
    """A helpdesk that signs what it sends, as Zendesk does."""

    url: str
    secret: str

    def post(self, payload: Mapping[str, object] | bytes, at: datetime | None = None) -> int:
        """Send a payload; the status of the answer."""
        return self.send(payload, at).status_code

    def send(
        self, payload: Mapping[str, object] | bytes, at: datetime | None = None
    ) -> requests.Response:
        """Send a payload, signed at an instant (now)."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        stamp = (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hmac.new(self.secret.encode(), stamp.encode() + body, hashlib.sha256).digest()
        return requests.post(
            self.url,
            data=body,
            headers={
                "content-type": "application/json",
                "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
                "x-zendesk-webhook-signature-timestamp": stamp,
            },
            timeout=PATIENCE,
        )

    @staticmethod
    def created(number: int, subject: str, **details: object) -> dict[str, object]:
        """The event of a new ticket, opened now."""
        now = datetime.now(UTC)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "account_id": 2222096,
            "id": str(uuid.uuid4()),
            "subject": f"zen:ticket:{number}",
            "time": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "type": "zen:event-type:ticket.created",
            "zendesk_event_version": "2022-11-06",
            "detail": {
                "id": str(number),
                "status": "NEW",
                "priority": "URGENT",
                "type": "INCIDENT",
                "subject": subject,
                "description": "Production is down for all of our users, nothing works.",
                "is_public": True,
                "requester_id": "4711",
                "organization_id": None,
                "brand_id": "1",
                "tags": [],
                "created_at": stamp,
                "updated_at": stamp,
                "via": {"channel": "web"},
                **details,
            },
            "event": {"meta": {"sequence": {"id": str(uuid.uuid4()), "position": 1}}},
        }
