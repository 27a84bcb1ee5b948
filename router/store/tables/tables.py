"""The tables. Instants are whole nanoseconds in BIGINT columns; records go to and fro by hand.

A deadline index is partial: `clocks_look` holds only clocks that something must still happen for.
It is on `look_at` and not on `due_at`, because a sweep must also find the warnings before a
deadline and must not find, each time again, the clocks that are late and already told of.
"""

from __future__ import annotations

import re

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData()

#: Tickets that lack something, and those that somebody still waits for. Literal, in queries
#: too: so a planner knows its index.
NEEDY = "needs <> ''"
NOT_OVER = "state NOT IN ('resolved', 'closed', 'cancelled')"


# NUL, which PostgreSQL refuses, and halves of surrogate pairs, which no database takes.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: str) -> str:
    """The text with the replacement character for what cannot be stored: nothing is lost for it."""
    return value if value.isascii() and "\0" not in value else _UNSTORABLE.sub("\ufffd", value)


class CleanText(TypeDecorator[str]):
    """Any text that a sender may send."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else storable(value)


# SQLite counts up only in a column that is exactly INTEGER.
Sequence = BigInteger().with_variant(Integer, "sqlite")


def _name(name: str, **more: object) -> Column[str]:
    return Column(name, CleanText, nullable=False, **more)  # type: ignore[arg-type]  # kwargs of Column


def _at(name: str, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


tickets = Table(
    "tickets",
    metadata,
    Column("id", String(40), primary_key=True),
    _name("source"),
    _name("external_id"),
    _name("subject"),
    Column("facts", JSON, nullable=False),
    Column("facts_at", JSON, nullable=False),
    _at("opened_at"),
    _name("mode"),
    _name("state"),
    Column("vendor", CleanText),
    _name("vendor_reason"),
    Column("contract", CleanText),
    Column("version", CleanText),
    Column("tier", CleanText),
    _name("tier_reason"),
    Column("tier_signals", JSON, nullable=False),
    Column("confidence", Float),
    Column("runner_up", CleanText),
    Column("check_tier", Boolean, nullable=False),
    Column("customer_id", String(40)),
    Column("vendor_reference", CleanText),
    _name("needs"),
    _at("next_due_at", nullable=True),
    _name("unreadable"),
    _name("search"),
    UniqueConstraint("source", "external_id"),
    Index("tickets_newest", "opened_at", "id"),
    Index("tickets_vendor", "vendor", "opened_at", "id"),
    Index("tickets_number", "external_id"),
    Index(
        "tickets_queue",
        "next_due_at",
        "id",
        sqlite_where=text(NOT_OVER),
        postgresql_where=text(NOT_OVER),
    ),
    Index(
        "tickets_needs",
        "needs",
        "id",
        sqlite_where=text(NEEDY),
        postgresql_where=text(NEEDY),
    ),
    Index(
        "tickets_customer",
        "customer_id",
        sqlite_where=text("customer_id IS NOT NULL"),
        postgresql_where=text("customer_id IS NOT NULL"),
    ),
)

events = Table(
    "events",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("ticket_id", String(40), nullable=False),
    _name("kind"),
    _at("at"),
    _name("key"),
    _at("received_at"),
    Column("sequence", BigInteger, nullable=False),
    _name("origin"),
    Column("data", JSON, nullable=False),
    Column("text_hash", CleanText),
    UniqueConstraint("ticket_id", "key"),
)

texts = Table(
    "texts",
    metadata,
    Column("ticket_id", String(40), primary_key=True),
    Column("key", CleanText, primary_key=True),
    _name("body"),
    _name("author"),
    Column("public", Boolean, nullable=False),
    Column("salt", LargeBinary, nullable=False),
)

#: A duty stands outside the tiers; our own hand-over clock is no duty.
OF_A_DUTY = "tier IS NULL AND obligation <> 'hand-over'"

clocks = Table(
    "clocks",
    metadata,
    Column("ticket_id", String(40), primary_key=True),
    Column("id", CleanText, primary_key=True),
    _name("obligation"),
    Column("round", Integer, nullable=False),
    _name("owed_by"),
    _name("vendor"),
    _name("contract"),
    _name("version"),
    Column("tier", CleanText),
    _name("state"),
    Column("breached", Boolean, nullable=False),
    _at("started_at"),
    _at("due_at", nullable=True),
    _at("breached_at", nullable=True),
    _at("stopped_at", nullable=True),
    Column("remaining_ns", BigInteger, nullable=False),
    _name("source"),
    Column("less_than", Boolean, nullable=False),
    Column("backward", Boolean, nullable=False),
    Column("country_assumed", Boolean, nullable=False),
    Column("interpretations", JSON, nullable=False),
    Column("schedule", JSON, nullable=False),
    _at("look_at", nullable=True),
    Index(
        "clocks_look",
        "look_at",
        "ticket_id",
        sqlite_where=text("look_at IS NOT NULL"),
        postgresql_where=text("look_at IS NOT NULL"),
    ),
    Index(
        "clocks_duties",
        "state",
        "started_at",
        sqlite_where=text(OF_A_DUTY),
        postgresql_where=text(OF_A_DUTY),
    ),
    Index(
        "clocks_breached",
        "vendor",
        "breached_at",
        sqlite_where=text("breached_at IS NOT NULL"),
        postgresql_where=text("breached_at IS NOT NULL"),
    ),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("ticket_id", String(40), nullable=False),
    _name("clock_id"),
    Column("round", Integer, nullable=False),
    _name("kind"),
    _name("step"),
    Column("repeat", Integer, nullable=False),
    _at("due_at"),
    _at("created_at"),
    _name("escalation"),
    _at("withdrawn_at", nullable=True),
    _name("withdrawn_reason"),
    UniqueConstraint("ticket_id", "clock_id", "round", "kind", "step", "repeat", "due_at"),
    Index("notices_newest", "created_at", "id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(40), primary_key=True),
    _name("purpose"),
    Column("ticket_id", String(40), nullable=False),
    Column("notice_id", String(40)),
    _name("channel"),
    _name("recipient"),
    Column("payload", JSON, nullable=False),
    _name("state"),
    Column("attempts", Integer, nullable=False),
    _at("attempt_at"),
    _at("claimed_until", nullable=True),
    _name("claimed_by"),
    _name("error"),
    _at("created_at"),
    _at("sent_at", nullable=True),
    _name("reference"),
    # NULLs are distinct: hand-overs and write-backs have no notice and are unique by their ids.
    UniqueConstraint("notice_id", "channel", "recipient"),
    Index("deliveries_of", "ticket_id"),
    Index("deliveries_newest", "created_at", "id"),
    Index(
        "deliveries_due",
        "attempt_at",
        "id",
        sqlite_where=text("state IN ('pending', 'claimed')"),
        postgresql_where=text("state IN ('pending', 'claimed')"),
    ),
    Index(
        "deliveries_claimed",
        "claimed_by",
        sqlite_where=text("state = 'claimed'"),
        postgresql_where=text("state = 'claimed'"),
    ),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", String(40), primary_key=True),
    _name("source"),
    _name("delivery_id"),
    _at("received_at"),
    Column("body", LargeBinary, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("unknown", JSON, nullable=False),
    UniqueConstraint("source", "delivery_id"),
    Index("receipts_newest", "source", "id"),
)

echoes = Table(
    "echoes",
    metadata,
    Column("source", CleanText, primary_key=True),
    Column("key", CleanText, primary_key=True),
    _at("at"),
)

threads = Table(
    "threads",
    metadata,
    Column("source", CleanText, primary_key=True),
    Column("mail_id", CleanText, primary_key=True),
    _name("external_id"),
)

sources = Table(
    "sources",
    metadata,
    Column("name", CleanText, primary_key=True),
    _name("kind"),
    Column("secrets", JSON, nullable=False),
    _at("created_at"),
    Column("settings", JSON, nullable=False),
    _name("mode"),
    _at("last_seen_at", nullable=True),
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("name", CleanText, primary_key=True),
    _name("kind"),
    Column("secrets", JSON, nullable=False),
    _at("created_at"),
    Column("vendor", CleanText),
    Column("settings", JSON, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("hash", CleanText, nullable=False, unique=True),
    _name("role"),
    _at("created_at"),
    Column("vendor", CleanText),
    _at("last_used_at", nullable=True),
)

users = Table(
    "users",
    metadata,
    Column("email", CleanText, primary_key=True),
    _name("role"),
    _at("created_at"),
    _name("name"),
    _name("zone"),
    Column("password_hash", CleanText),
    Column("settings", JSON, nullable=False),
)

login_links = Table(
    "login_links",
    metadata,
    Column("hash", CleanText, primary_key=True),
    _name("email"),
    _at("created_at"),
    _at("expires_at"),
    _at("used_at", nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", CleanText, primary_key=True),
    _name("email"),
    _name("csrf"),
    _at("created_at"),
    _at("expires_at"),
    _at("last_seen_at"),
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("organisation", CleanText, nullable=False),
    Column("organisation_key", CleanText, nullable=False, unique=True),  # case folded
    Column("record", JSON, nullable=False),
    _at("updated_at"),
)

customer_domains = Table(
    "customer_domains",
    metadata,
    Column("domain", CleanText, primary_key=True),
    Column("customer_id", String(40), nullable=False),
)

contracts = Table(
    "contracts",
    metadata,
    Column("vendor", CleanText, primary_key=True),
    Column("contract", CleanText, primary_key=True),
    Column("version", CleanText, primary_key=True),
    _name("snapshot"),
    _at("stored_at"),
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", Sequence, primary_key=True, autoincrement=True),
    Column("ticket_id", String(40), nullable=False),
    _at("at"),
    Index("changes_at", "at"),
    sqlite_autoincrement=True,  # a number is never given twice, even when old rows are pruned
)

notes = Table(
    "notes",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("value", CleanText, nullable=False),
)
