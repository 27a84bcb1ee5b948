"""One transaction over everything that is kept."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from router.usecases.ports.intake_port import Echoes, Receipts, Sources, Threads
from router.usecases.ports.outbox_port import Deliveries, Notices
from router.usecases.ports.people_port import Customers, Logins, Tokens, Users
from router.usecases.ports.ticket_port import Changes, Clocks, Events, History, Tickets
from router.usecases.records import EndpointRecord, StoredContract


class Endpoints(Protocol):
    def add(self, endpoint: EndpointRecord) -> None:
        """Raises Conflict where the name is taken."""

    def find(self, name: str) -> EndpointRecord | None: ...
    def for_vendor(self, vendor: str) -> EndpointRecord | None: ...
    def list(self) -> tuple[EndpointRecord, ...]: ...
    def save(self, endpoint: EndpointRecord) -> None: ...
    def remove(self, name: str) -> bool: ...


class Contracts(Protocol):
    """Versions that tickets started under."""

    def keep(self, contract: StoredContract) -> None: ...
    def has(self, vendor: str, contract: str, version: str) -> bool: ...
    def find(self, vendor: str, contract: str, version: str) -> StoredContract | None: ...
    def list(self) -> tuple[StoredContract, ...]: ...


class Notes(Protocol):
    """Small things kept by name: the hold, first start, last sweep."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str | None) -> None: ...
    def count(self, name: str) -> None:
        """One more; a name that is new begins at 1."""


class UnitOfWork(Protocol):
    """One transaction and what can be reached in it."""

    tickets: Tickets
    events: Events
    clocks: Clocks
    notices: Notices
    deliveries: Deliveries
    receipts: Receipts
    echoes: Echoes
    threads: Threads
    sources: Sources
    endpoints: Endpoints
    tokens: Tokens
    users: Users
    logins: Logins
    customers: Customers
    contracts: Contracts
    changes: Changes
    history: History
    notes: Notes

    def commit(self) -> None: ...


class Store(Protocol):
    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Raises Unavailable where the database cannot be written."""

    def read(self) -> AbstractContextManager[UnitOfWork]: ...
