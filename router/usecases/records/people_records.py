"""Customers, and who may log in or call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from router.domain.contracts.contract import Customer
from router.domain.time.instants import Instant


class Role(StrEnum):
    AGENT = "agent"
    MANAGER = "manager"
    ADMIN = "admin"
    VENDOR = "vendor"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    id: str
    customer: Customer
    updated_at: Instant


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """An API token; only the hash of it is known."""

    name: str
    hash: str
    role: Role
    created_at: Instant
    vendor: str | None = None
    last_used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class UserRecord:
    email: str
    role: Role
    created_at: Instant
    name: str = ""
    zone: str = "UTC"
    password_hash: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoginLink:
    """Good once, until it expires; only the hash is kept."""

    hash: str
    email: str
    created_at: Instant
    expires_at: Instant
    used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A login; `hash` of the cookie's value."""

    hash: str
    email: str
    csrf: str
    created_at: Instant
    expires_at: Instant
    last_seen_at: Instant
