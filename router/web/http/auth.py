"""Who is asking: a person by the session cookie, a program by its token."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request

from router.usecases.access import let_in as accounts
from router.usecases.ports import Core
from router.usecases.records import Role
from router.web.http.error_answers import Refused
from router.web.http.request_limits import Attempts

COOKIE = "sla_session"

STAFF = frozenset({Role.AGENT, Role.MANAGER, Role.ADMIN})
READERS = STAFF | {Role.READ_ONLY}
MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
VENDORS = frozenset({Role.VENDOR})


@dataclass(frozen=True, slots=True)
class Principal:
    """`origin` is what events carry (`user:maria@example.com`, `token:desk`, `vendor:zuper`).

    `csrf` is empty for a program: no page of another site can make a browser send its token.
    """

    name: str
    role: Role
    origin: str
    vendor: str | None = None
    csrf: str = ""

    def may(self, roles: frozenset[Role]) -> bool:
        return self.role in roles


def caller_address() -> str:
    """The address that failures are counted for."""
    return request.remote_addr or "unknown"


def by_token(core: Core, attempts: Attempts) -> Principal:
    """The program that sent this request.

    Raises Refused: 401 without a known token (never saying which part was wrong), 429 after too
    many wrong ones from one address.
    """
    address = caller_address()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _unknown("send the header Authorization: Bearer <token>")
    # Looked up first: behind one address are wrong tokens and right ones, and only the wrong ones
    # are slowed down.
    plausible = token.isascii() and len(token) <= 200
    found = accounts.find_token(core, token) if plausible else None
    if found is None:
        attempts.check(address)
        attempts.failed(address)
        raise _unknown("the token is not known")
    vendor = found.vendor if found.role is Role.VENDOR else None
    origin = f"vendor:{vendor}" if vendor else f"token:{found.name}"
    principal = Principal(found.name, found.role, origin, vendor)
    g.principal = principal
    return principal


def by_session(core: Core, cookie: str | None) -> Principal | None:
    """The person whose browser sent this cookie; None where nobody is logged in.

    The user is read anew each time, so that a removed one or a changed role counts at once.
    """
    if not cookie or len(cookie) > 200 or not cookie.isascii():
        return None
    found = accounts.find_session(core, cookie)
    if found is None:
        return None
    user, session = found
    return Principal(user.email, user.role, f"user:{user.email}", csrf=session.csrf)


def require(principal: Principal, roles: frozenset[Role]) -> Principal:
    """That principal, where the role allows it. Raises Refused (403)."""
    if not principal.may(roles):
        needed = ", ".join(sorted(role_words(role) for role in roles))
        raise Refused(
            403, f"the role {role_words(principal.role)} may not do this; it needs one of: {needed}"
        )
    return principal


def role_words(role: Role) -> str:
    """A role as it is spelled for people."""
    return role.value.replace("_", "-")


def _unknown(detail: str) -> Refused:
    return Refused(401, detail, headers={"WWW-Authenticate": 'Bearer realm="sla-router"'})
