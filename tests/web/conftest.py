"""The real core on SQLite, with the shipped contracts; only the clock on the wall is ours."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from router.domain.contracts.contract import Contract
from router.domain.escalation.steps import Escalations
from router.domain.routing.classification import classify
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Comment, Sighting
from router.domain.time.instants import HOUR, MINUTE, Instant, parse_instant
from router.policy_files import Book, load_directory, snapshot
from router.runtime.bootstrap.reactions import REACTIONS
from router.runtime.secrets_box import SecretsBox
from router.store.engine import make_engine, sqlite_url
from router.store.prepare import prepare
from router.store.unit import SqlStore
from router.usecases.access import let_in as accounts
from router.usecases.intake.take_in import take_in
from router.usecases.ports import Core, Work
from router.usecases.records import Arrival, Mode, Role
from router.usecases.routing.route import route
from router.web import Services, create_app
from router.web.http.auth import COOKIE

POLICIES = Path(__file__).parents[2] / "policies"
NOW = parse_instant("2026-03-04T10:00:00Z")


class WallClock:
    """`core.now`, moved by hand."""

    def __init__(self, at: Instant = NOW) -> None:
        self.at = at

    def __call__(self) -> Instant:
        return self.at

    def advance(self, length_ns: int) -> None:
        self.at += length_ns


class SilentDoorbell:
    """Nobody is woken: the tests call what a worker would."""

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None: ...


@cache
def _contracts() -> tuple[Contract, ...]:
    return load_directory(POLICIES).require()


@cache
def _empty_database() -> bytes:
    """A migrated database without a row: made once, copied for each test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = make_engine(sqlite_url(path))
        prepare(engine)
        engine.dispose()  # the last connection writes the log of changes into the file
        return path.read_bytes()


class World:
    """A core, an application, people and programs with rights, and ways to make tickets."""

    def __init__(self, folder: Path, clock: Callable[[], Instant] | None = None) -> None:
        (folder / "web.db").write_bytes(_empty_database())
        engine = make_engine(sqlite_url(folder / "web.db"))
        self.store = SqlStore(engine)
        self.clock = WallClock()
        contracts = _contracts()
        numbers = itertools.count(1)
        self.core = Core(
            store=self.store,
            now=clock or self.clock,
            doorbell=SilentDoorbell(),
            ids=lambda prefix: f"{prefix}-{next(numbers):06d}",
            secrets=SecretsBox(Fernet.generate_key().decode()),
            book=Book(contracts),
            classify=classify,
            escalations=Escalations,
            contracts=lambda: contracts,
            snapshot=lambda contract: json.dumps(snapshot(contract)),
            reactions=REACTIONS,
        )
        self.tokens: dict[str, str] = {}
        for role, vendor in (
            ("agent", None),
            ("manager", None),
            ("admin", None),
            ("read_only", None),
            ("vendor", "zuper"),
        ):
            _, plain = accounts.add_token(
                self.core, role.replace("_", "-"), Role(role), vendor=vendor
            )
            self.tokens[role] = plain
        _, self.tokens["other_vendor"] = accounts.add_token(
            self.core, "aprimo", Role.VENDOR, vendor="aprimo"
        )

    def app(self, **more: object) -> Flask:
        app = create_app(Services(self.core, **more))  # type: ignore[arg-type]  # test's own
        app.testing = False
        return app

    def bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"}

    def cookie_of(self, email: str = "maria@example.com", role: Role = Role.AGENT) -> str:
        """The session cookie of a person who has just logged in."""
        _, link = accounts.add_user(self.core, email, role)
        found = accounts.log_in_with_link(self.core, link)
        assert found is not None
        return found[0]

    def log_in(self, client: FlaskClient, role: Role = Role.AGENT) -> str:
        """Logs the client in; returns the token that its forms must carry."""
        cookie = self.cookie_of(f"{role.value}@example.com", role)
        client.set_cookie(COOKIE, cookie)
        found = accounts.find_session(self.core, cookie)
        assert found is not None
        return found[1].csrf

    def ticket(
        self,
        number: str = "1",
        subject: str = "App down for everybody",
        body: str = "Production is down, nobody can work.",
        tags: tuple[str, ...] = ("zuper",),
        opened: Instant | None = None,
        mode: Mode = Mode.LIVE,
        **facts: object,
    ) -> str:
        """A routed ticket; returns its id."""
        at = opened if opened is not None else self.core.now() - 5 * MINUTE
        key = f"acme:{number}"
        sighting = Sighting(
            external_id=number,
            facts_at=at,
            changes={"subject": subject, "body": body, "tags": tags, **facts},  # type: ignore[dict-item]
            events=(Event(Kind.OPENED, at, f"{key}:opened", at, origin="source:acme"),),
            comments=(
                Comment(f"{key}:c", f"{key}:opened", at, "customer@example.com", True, body),
            ),
        )
        arrival = Arrival("acme", f"d-{number}", self.core.now(), b"{}", (sighting,), mode=mode)
        taken = take_in(self.core, arrival)
        route(self.core, taken.ticket_ids)
        return taken.ticket_ids[0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def client(world: World) -> FlaskClient:
    return world.app().test_client()


__all__ = ["HOUR", "World"]
