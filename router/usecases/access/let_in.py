"""Who may come in: API tokens, people, login links and sessions.

What is only ever compared (tokens, links, cookies) is kept as a hash, and shown once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable

from router.domain.errors import RouterError
from router.domain.time.instants import DAY, MINUTE, Instant
from router.usecases.ports import Core, NotFound, Unavailable, UnitOfWork
from router.usecases.records import (
    LoginLink,
    Role,
    SessionRecord,
    TokenRecord,
    UserRecord,
)

LINK_LIFE = DAY
SESSION_LIFE = 30 * DAY
#: However much it is used: then one logs in anew.
LONGEST_SESSION = 90 * DAY
# A use is written down at most this often, so that reading does not turn into writing.
TOUCH_EVERY = 10 * MINUTE

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_EMAIL = re.compile(r"[^@\s<>\"',;:()\\]+@[^@\s<>\"',;:()\\]+")
_PERSON_ROLES = (Role.AGENT, Role.MANAGER, Role.ADMIN, Role.READ_ONLY)


class BadAccount(RouterError):
    """A name, address or role that cannot be: the message says what would be right."""


def hash_of(plain: str) -> str:
    """What is kept of a random secret of 32 bytes. It cannot be guessed, so no salt and no slow
    hash are needed."""
    return hashlib.sha256(plain.encode()).hexdigest()


# Tokens


def add_token(
    core: Core, name: str, role: Role, *, vendor: str | None = None
) -> tuple[TokenRecord, str]:
    """Make a key to the API; returns its record and the token itself, which is shown once.

    A vendor's token needs `vendor`, one that has a contract, and sees that vendor's tickets only.
    Raises BadAccount for a role and vendor that do not fit, Conflict where the name is taken.
    """
    check_name("token", name)
    if role is Role.VENDOR and not vendor:
        raise BadAccount("a vendor's token needs --vendor, whose tickets it will see")
    if role is not Role.VENDOR and vendor:
        raise BadAccount(f"role {role.value!r} sees all vendors; --vendor goes with role 'vendor'")
    if vendor:
        check_vendor(core, vendor)
    plain = "slr_" + secrets.token_urlsafe(32)
    token = TokenRecord(
        name=name, hash=hash_of(plain), role=role, created_at=core.now(), vendor=vendor
    )
    with core.store.write() as work:
        work.tokens.add(token)
        work.commit()
    return token, plain


def find_token(core: Core, plain: str) -> TokenRecord | None:
    """The token of an `Authorization: Bearer` header, and a note that it was used; None where it
    is unknown."""
    with core.store.read() as work:
        token = work.tokens.find_by_hash(hash_of(plain))
    if token is None:
        return None
    now = core.now()
    if token.last_used_at is None or now - token.last_used_at > TOUCH_EVERY:
        _note_use(core, lambda work: work.tokens.used(token.name, now))
    return token


def list_tokens(core: Core) -> tuple[TokenRecord, ...]:
    """All tokens; what they are themselves is not known to us."""
    with core.store.read() as work:
        return work.tokens.list()


def remove_token(core: Core, name: str) -> None:
    """From now on it opens nothing. Raises NotFound."""
    with core.store.write() as work:
        if not work.tokens.remove(name):
            raise NotFound(f"there is no token {name!r}")
        work.commit()


# People


def add_user(core: Core, email: str, role: Role, *, zone: str = "UTC") -> tuple[UserRecord, str]:
    """Let a person in; returns them and the secret of a one-time login link.

    Raises BadAccount for an address or role that cannot be, Conflict where they are there already.
    """
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise BadAccount(f"{email!r} is not a mail address; write name@example.com")
    if role not in _PERSON_ROLES:
        raise BadAccount(f"a person cannot have role {role.value!r}; give the vendor a token")
    user = UserRecord(email=email, role=role, created_at=core.now(), zone=zone)
    link, plain = _new_link(email, core.now())
    with core.store.write() as work:
        work.users.add(user)
        work.logins.add_link(link)
        work.commit()
    return user, plain


def add_first_admin(core: Core, email: str = "admin@localhost") -> str | None:
    """Where nobody can log in yet: an administrator, and the secret of their login link.

    None where there are people already.
    """
    with core.store.write() as work:
        if work.users.list():
            return None
        link, plain = _new_link(email, core.now())
        work.users.add(UserRecord(email=email, role=Role.ADMIN, created_at=core.now()))
        work.logins.add_link(link)
        work.commit()
    return plain


def new_login_link(core: Core, email: str) -> str:
    """The secret of another one-time link for a person. Raises NotFound."""
    email = email.strip().lower()
    link, plain = _new_link(email, core.now())
    with core.store.write() as work:
        if work.users.find(email) is None:
            raise NotFound(f"there is no user {email!r}; sla-router users list shows who there is")
        work.logins.add_link(link)
        work.commit()
    return plain


def list_users(core: Core) -> tuple[UserRecord, ...]:
    """Everybody who may log in."""
    with core.store.read() as work:
        return work.users.list()


def remove_user(core: Core, email: str) -> None:
    """Out at once, with their sessions and links. Raises NotFound, and BadAccount for the last
    administrator, because nobody could bring one back from the pages."""
    email = email.strip().lower()
    with core.store.write() as work:
        users = work.users.list()
        user = next((user for user in users if user.email == email), None)
        if user is None:
            raise NotFound(f"there is no user {email!r}")
        admins = [other for other in users if other.role is Role.ADMIN]
        if admins == [user]:
            raise BadAccount(f"{email!r} is the last administrator; add another one first")
        work.users.remove(email)
        work.commit()


# Logging in


def log_in_with_link(core: Core, plain: str) -> tuple[str, SessionRecord] | None:
    """A session for a one-time link: the cookie's value and its record. None where the link is
    unknown, used or older than a day."""
    now = core.now()
    with core.store.write() as work:
        email = work.logins.use_link(hash_of(plain), now)
        if email is None or work.users.find(email) is None:
            return None
        cookie, session = _new_session(email, now)
        work.logins.add_session(session)
        work.commit()
    return cookie, session


def find_session(core: Core, cookie: str) -> tuple[UserRecord, SessionRecord] | None:
    """Who a cookie belongs to; None where it is unknown or expired. Using it
    prolongs it, up to `LONGEST_SESSION` after logging in."""
    now = core.now()
    digest = hash_of(cookie)
    with core.store.read() as work:
        session = work.logins.find_session(digest, now)
        user = work.users.find(session.email) if session is not None else None
    if session is None or user is None:
        return None
    if now - session.last_seen_at > TOUCH_EVERY:
        until = min(now + SESSION_LIFE, session.created_at + LONGEST_SESSION)
        _note_use(core, lambda work: work.logins.touch_session(digest, now, until))
    return user, session


def log_out(core: Core, cookie: str) -> None:
    """End a session; one that is not there is no matter."""
    with core.store.write() as work:
        work.logins.remove_session(hash_of(cookie))
        work.commit()


def _note_use(core: Core, note: Callable[[UnitOfWork], object]) -> None:
    """Write that something was used, where that can be written now: a database that is busy or
    full must not keep people from reading. The next use notes it."""
    try:
        with core.store.write() as work:
            note(work)
            work.commit()
    except Unavailable:
        pass


def _new_link(email: str, now: Instant) -> tuple[LoginLink, str]:
    plain = secrets.token_urlsafe(32)
    return LoginLink(
        hash=hash_of(plain), email=email, created_at=now, expires_at=now + LINK_LIFE
    ), plain


def _new_session(email: str, now: Instant) -> tuple[str, SessionRecord]:
    cookie = secrets.token_urlsafe(32)
    return cookie, SessionRecord(
        hash=hash_of(cookie),
        email=email,
        csrf=secrets.token_urlsafe(32),
        created_at=now,
        expires_at=now + SESSION_LIFE,
        last_seen_at=now,
    )


def check_vendor(core: Core, vendor: str) -> None:
    """Raises BadAccount for a vendor without a contract in force."""
    vendors = {contract.vendor for contract in core.contracts()}
    if vendor not in vendors:
        known = ", ".join(sorted(vendors)) or "none yet"
        raise BadAccount(f"vendor {vendor!r} has no policy file; known are {known}")


def check_name(what: str, name: str) -> None:
    """Raises BadAccount for a name that will not do in an address."""
    if not _NAME.fullmatch(name):
        raise BadAccount(
            f"{what} name {name!r} will not do in an address; write small letters, digits, "
            "- and _, such as 'acme-helpdesk'"
        )
