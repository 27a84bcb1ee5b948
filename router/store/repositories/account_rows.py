"""Tokens, users, one-time links and sessions; of anything secret only hashes."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, or_, select, update

from router.domain.time.instants import Instant
from router.store.repositories.row_tools import Row, all_rows, insert_new, one_row
from router.store.tables.tables import login_links, sessions, tokens, users
from router.usecases.ports import Conflict, NotFound
from router.usecases.records import LoginLink, Role, SessionRecord, TokenRecord, UserRecord


class SqlTokens:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: TokenRecord) -> None:
        values = asdict(token) | {"role": token.role.value}
        if not insert_new(self._connection, tokens, values):
            raise Conflict(f"there is a token {token.name!r} already; choose another name")

    def find_by_hash(self, token_hash: str) -> TokenRecord | None:
        statement = select(tokens).where(tokens.c.hash == token_hash)
        row = one_row(self._connection, statement)
        return None if row is None else _token(row)

    def list(self) -> tuple[TokenRecord, ...]:
        found = all_rows(self._connection, select(tokens).order_by(tokens.c.name))
        return tuple(_token(row) for row in found)

    def remove(self, name: str) -> bool:
        statement = delete(tokens).where(tokens.c.name == name)
        return bool(self._connection.execute(statement).rowcount)

    def used(self, name: str, at: Instant) -> None:
        statement = update(tokens).where(tokens.c.name == name).values(last_used_at=at)
        self._connection.execute(statement)


class SqlUsers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, user: UserRecord) -> None:
        if not insert_new(self._connection, users, _user_row(user)):
            raise Conflict(f"there is a user {user.email!r} already")

    def find(self, email: str) -> UserRecord | None:
        statement = select(users).where(users.c.email == email)
        row = one_row(self._connection, statement)
        return None if row is None else _user(row)

    def list(self) -> tuple[UserRecord, ...]:
        found = all_rows(self._connection, select(users).order_by(users.c.email))
        return tuple(_user(row) for row in found)

    def save(self, user: UserRecord) -> None:
        statement = update(users).where(users.c.email == user.email).values(_user_row(user))
        if not self._connection.execute(statement).rowcount:
            raise NotFound(f"there is no user {user.email!r}")

    def remove(self, email: str) -> bool:
        self._connection.execute(delete(sessions).where(sessions.c.email == email))
        self._connection.execute(delete(login_links).where(login_links.c.email == email))
        return bool(self._connection.execute(delete(users).where(users.c.email == email)).rowcount)


class SqlLogins:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_link(self, link: LoginLink) -> None:
        # A new link ends the ones before it: whoever asks for another may have lost the first.
        gone = or_(login_links.c.expires_at < link.created_at, login_links.c.email == link.email)
        self._connection.execute(delete(login_links).where(gone))
        self._connection.execute(insert(login_links).values(asdict(link)))

    def use_link(self, link_hash: str, now: Instant) -> str | None:
        statement = (
            update(login_links)
            .where(
                login_links.c.hash == link_hash,
                login_links.c.used_at.is_(None),
                login_links.c.expires_at > now,
            )
            .values(used_at=now)
            .returning(login_links.c.email)
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def add_session(self, session: SessionRecord) -> None:
        expired = sessions.c.expires_at < session.created_at
        self._connection.execute(delete(sessions).where(expired))
        self._connection.execute(insert(sessions).values(asdict(session)))

    def find_session(self, session_hash: str, now: Instant) -> SessionRecord | None:
        statement = select(sessions).where(
            sessions.c.hash == session_hash, sessions.c.expires_at > now
        )
        row = one_row(self._connection, statement)
        return None if row is None else SessionRecord(**row)

    def touch_session(self, session_hash: str, now: Instant, expires_at: Instant) -> None:
        statement = update(sessions).where(sessions.c.hash == session_hash)
        self._connection.execute(statement.values(last_seen_at=now, expires_at=expires_at))

    def remove_session(self, session_hash: str) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.hash == session_hash))


def _token(row: Row) -> TokenRecord:
    return TokenRecord(**{**row, "role": Role(row["role"])})


def _user_row(user: UserRecord) -> Row:
    return asdict(user) | {"role": user.role.value, "settings": dict(user.settings)}


def _user(row: Row) -> UserRecord:
    return UserRecord(**{**row, "role": Role(row["role"])})
