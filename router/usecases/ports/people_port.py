"""Where customers are kept, and who may log in or call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from router.domain.time.instants import Instant
from router.usecases.records import (
    CustomerRecord,
    LoginLink,
    Page,
    SessionRecord,
    TokenRecord,
    UserRecord,
)


class Customers(Protocol):
    def add(self, customer: CustomerRecord) -> None: ...
    def get(self, customer_id: str) -> CustomerRecord: ...
    def find_by_id(self, customer_id: str) -> CustomerRecord | None: ...
    def several(self, ids: Collection[str]) -> Mapping[str, CustomerRecord]:
        """Those of these ids that there are."""

    def find(
        self, *, organisation: str | None = None, mail_domain: str | None = None
    ) -> CustomerRecord | None:
        """By name first, ignoring case; then by mail domain."""

    def list(self, *, cursor: str | None = None, limit: int = 50) -> Page[CustomerRecord]: ...
    def save(self, customer: CustomerRecord) -> None: ...
    def remove(self, customer_id: str) -> bool: ...


class Tokens(Protocol):
    def add(self, token: TokenRecord) -> None:
        """Raises Conflict where the name is taken."""

    def find_by_hash(self, token_hash: str) -> TokenRecord | None: ...
    def list(self) -> tuple[TokenRecord, ...]: ...
    def remove(self, name: str) -> bool: ...
    def used(self, name: str, at: Instant) -> None: ...


class Users(Protocol):
    def add(self, user: UserRecord) -> None:
        """Raises Conflict where the address is taken."""

    def find(self, email: str) -> UserRecord | None: ...
    def list(self) -> tuple[UserRecord, ...]: ...
    def save(self, user: UserRecord) -> None: ...
    def remove(self, email: str) -> bool:
        """With their sessions and links."""


class Logins(Protocol):
    """One-time links and sessions."""

    def add_link(self, link: LoginLink) -> None: ...
    def use_link(self, link_hash: str, now: Instant) -> str | None:
        """The address, once; None where the link is unknown, used or expired."""

    def add_session(self, session: SessionRecord) -> None: ...
    def find_session(self, session_hash: str, now: Instant) -> SessionRecord | None: ...
    def touch_session(self, session_hash: str, now: Instant, expires_at: Instant) -> None: ...
    def remove_session(self, session_hash: str) -> None: ...
